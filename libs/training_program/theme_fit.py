"""Make a proposed theme meaningful: a kind and a sport that belong together."""

from __future__ import annotations

from typing import Final

from libs.training_program.brief import Brief
from libs.training_program.models.plan import SessionTheme
from libs.training_program.models.vocabulary import SessionKind, SportName
from libs.training_program.sports import ENDURANCE_SPORTS, EXERCISE_NAMES, main_sport

_PACED: Final = frozenset(
    {
        SessionKind.EASY,
        SessionKind.LONG,
        SessionKind.TEMPO,
        SessionKind.INTERVALS,
        SessionKind.HILLS,
        SessionKind.RACE_PACE,
        SessionKind.BRICK,
    }
)
"""Kinds that only an endurance sport can have."""
_MIXED: Final = frozenset(
    {
        SessionKind.METCON,
        SessionKind.CROSSFIT,
        SessionKind.HYROX,
        SessionKind.MOBILITY,
    }
)
_ANY: Final = frozenset({SessionKind.RECOVERY, SessionKind.TECHNIQUE})


def fitted_theme(brief: Brief, theme: SessionTheme) -> SessionTheme:
    """Return the theme with kind and sport that fit; tests and events have their own days."""
    kind, sport = _kind(brief, theme), theme.sport
    if kind in _PACED:
        sport = sport if sport in ENDURANCE_SPORTS else main_sport(brief)
    elif kind in _MIXED:
        sport = SportName.MIXED
    elif kind not in _ANY:
        sport = SportName.LIFT
    if (kind, sport) == (theme.kind, theme.sport):
        return theme
    return theme.model_copy(update={"kind": kind, "sport": sport})


def _kind(brief: Brief, theme: SessionTheme) -> SessionKind:
    if theme.kind in {SessionKind.TEST, SessionKind.EVENT}:
        return SessionKind.EASY if theme.sport in ENDURANCE_SPORTS else SessionKind.FULL_BODY
    needs = (EXERCISE_NAMES[SportName.RIDE], EXERCISE_NAMES[SportName.RUN])
    if theme.kind is SessionKind.BRICK and not all(map(brief.chooser.is_possible, needs)):
        return SessionKind.EASY
    return theme.kind
