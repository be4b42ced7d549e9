"""What stands over a session: name, type, scoring, equipment, difficulty, description."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from libs.exercise.catalogue import NEVER_VIOLATING
from libs.training_program.blocks import Part
from libs.training_program.cues import safe_title
from libs.training_program.models.blueprint import Slot
from libs.training_program.models.program import (
    Difficulty,
    PrescribedExercise,
    ScoringKind,
    TemplateKind,
    TemplateMetadata,
)
from libs.training_program.models.vocabulary import SessionKind, SportName
from libs.training_program.scene import Scene

MAX_TITLE_CHARS = 80
_DELOAD = re.compile(r"\(?\bdeload\b\)?", re.IGNORECASE)
NAMED_EXERCISES = 4
HARD_PERCENT, HARD_RPE = 85.0, 8.5
_TYPES: Final[dict[SessionKind, TemplateKind]] = {
    SessionKind.SNATCH: "olympic",
    SessionKind.CLEAN_JERK: "olympic",
    SessionKind.CALISTHENICS: "strength",
    SessionKind.CORE: "core",
    SessionKind.METCON: "conditioning",
    SessionKind.CROSSFIT: "mixed",
    SessionKind.HYROX: "mixed",
    SessionKind.MOBILITY: "mobility",
    SessionKind.RECOVERY: "recovery",
}
_EASY_KINDS: Final = frozenset({SessionKind.EASY, SessionKind.MOBILITY, SessionKind.RECOVERY})
_HARD_KINDS: Final = frozenset(
    {SessionKind.INTERVALS, SessionKind.TEST, SessionKind.EVENT, SessionKind.RACE_PACE}
)
_COMPLETED: Final = frozenset({"mobility", "recovery", "core"})
_TIMED_SCORES: Final[dict[str, ScoringKind]] = {
    "amrap": "rounds_plus_reps", "emom": "emom", "for_time": "time", "tabata": "reps",
}  # fmt: skip


def name_of(title: str, slot: Slot) -> str:
    """Return the session's name: the written title without positions, else the theme's."""
    written = _fitting(safe_title(title), slot) or safe_title(slot.theme.title)
    return (written or slot.theme.kind.value.replace("_", " ").capitalize())[:MAX_TITLE_CHARS]


def _fitting(title: str, slot: Slot) -> str:
    """Return a title that calls nothing a deload that is none (rule N01)."""
    return title if slot.is_deload else safe_title(_DELOAD.sub("", title))


def type_of(slot: Slot) -> TemplateKind:
    """Return the session's type."""
    if slot.theme.sport not in {SportName.LIFT, SportName.MIXED}:
        return "endurance"
    return _TYPES.get(slot.theme.kind, "strength")


def scoring_of(slot: Slot, parts: Sequence[Part]) -> ScoringKind:
    """Return what the athlete writes down."""
    kind = type_of(slot)
    if kind in _COMPLETED:
        return "completion"
    work = [part for part in parts if not part.is_preparation]
    if kind == "endurance":
        by_distance = any(item.distance for part in work for item in part.exercises)
        return "distance" if by_distance else "time"
    timed = [part for part in work if part.is_timed]
    if timed and (len(timed) == len(work) or kind in {"conditioning", "mixed"}):
        return _TIMED_SCORES[timed[-1].block.kind]
    loaded = any(item.weight or item.rpe for part in work for item in part.exercises)
    return "load" if loaded else "reps" if kind == "strength" else "completion"


def time_cap_of(parts: Sequence[Part]) -> int | None:
    """Return the cap of the work for time, in minutes."""
    caps = [part.block.minutes for part in parts if part.block.kind == "for_time"]
    return round(caps[0]) if len(caps) == 1 and caps[0] else None


def equipment_of(exercises: Iterable[PrescribedExercise], scene: Scene) -> tuple[str, ...]:
    """Return the union of needs; of alternatives the one that is there."""
    found: set[str] = set()
    for item in exercises:
        for alternatives in scene.movement(item.exercise_name).match.needs:
            if alternatives & found:
                continue
            here = alternatives & scene.available
            found.add(min(here or alternatives))
    return tuple(sorted(found - NEVER_VIOLATING)) + tuple(sorted(found & NEVER_VIOLATING))


def metadata_of(slot: Slot, exercises: Sequence[PrescribedExercise]) -> TemplateMetadata:
    """Return difficulty and focus."""
    return TemplateMetadata(
        difficulty=_difficulty(slot, exercises),
        focus_areas=(slot.theme.kind.value.replace("_", " "),),
    )


def description_of(parts: Sequence[Part]) -> str:
    """Return the names of the first exercises."""
    names = [item.exercise_name for part in parts if not part.is_preparation
             for item in part.exercises]  # fmt: skip
    unique = list(dict.fromkeys(names))
    more = f" and {len(unique) - NAMED_EXERCISES} more" if len(unique) > NAMED_EXERCISES else ""
    return ", ".join(unique[:NAMED_EXERCISES]) + more


def _difficulty(slot: Slot, exercises: Sequence[PrescribedExercise]) -> Difficulty:
    if slot.is_deload or slot.theme.kind in _EASY_KINDS:
        return "easy"
    hard = slot.theme.kind in _HARD_KINDS or slot.is_test or slot.is_event
    return "hard" if hard or any(_is_hard(item) for item in exercises) else "moderate"


def _is_hard(item: PrescribedExercise) -> bool:
    percent = item.weight.percentage_1rm if item.weight is not None else None
    return (percent or 0) >= HARD_PERCENT or (item.rpe or 0) >= HARD_RPE
