"""Hard sets of each week: in all, by muscle, by pattern."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Protocol

from libs.training_program.lint.items import Item

MAJOR_MUSCLES = frozenset({"quads", "hamstrings", "glutes", "chest", "lats", "shoulders"})
"""Muscles that a whole-body plan must reach; arms and calves come along."""
PRIMARY_CREDIT, SECONDARY_CREDIT = 1.0, 0.5
_OLYMPIC_SHARE = 0.5
"""Snatches and cleans have no lowering phase and stay far from failure: half a set each (w)."""
_LIFTING_SETS = 5
"""From so many hard sets on a session counts as lifting (w)."""


class Trained(Protocol):
    """A session with its exercises and minutes."""

    @property
    def items(self) -> tuple[Item, ...]:
        """Return all exercises."""
        ...

    @property
    def minutes(self) -> float:
        """Return the modelled minutes."""
        ...


class WeekTallies:
    """Counts per program week, each made once."""

    def __init__(self, weeks: Mapping[int, Sequence[Trained]]) -> None:
        self._weeks = weeks

    def hard_sets(self, week: int) -> int:
        """Return the hard sets of a week."""
        return self._hard.get(week, 0)

    def muscle_sets(self, week: int) -> Mapping[str, float]:
        """Return sets per muscle, primary ones whole, secondary ones half."""
        return self._muscles[0].get(week, {})

    def direct_sets(self, week: int) -> Mapping[str, float]:
        """Return sets per muscle that is trained first of all; half credits left out."""
        return self._muscles[2].get(week, {})

    def muscle_sessions(self, week: int) -> Mapping[str, int]:
        """Return in how many sessions of a week a muscle is trained first of all."""
        return self._muscles[1].get(week, {})

    def pattern_sets(self, week: int, patterns: Sequence[str]) -> int:
        """Return the hard sets of some patterns."""
        return sum(
            item.hard_sets
            for session in self._weeks.get(week, ())
            for item in session.items
            if item.pattern in patterns
        )

    def lifting_sessions(self, week: int) -> int:
        """Return the sessions of a week with a fair number of hard sets."""
        return sum(_is_lifting(session) for session in self._weeks.get(week, ()))

    def lifting_minutes(self, week: int) -> float:
        """Return the minutes of these sessions."""
        sessions = self._weeks.get(week, ())
        return sum(session.minutes for session in sessions if _is_lifting(session))

    @cached_property
    def _hard(self) -> dict[int, int]:
        return {
            week: sum(item.hard_sets for session in sessions for item in session.items)
            for week, sessions in self._weeks.items()
        }

    @cached_property
    def _muscles(
        self,
    ) -> tuple[dict[int, dict[str, float]], dict[int, Counter[str]], dict[int, dict[str, float]]]:
        sets: dict[int, dict[str, float]] = {}
        direct: dict[int, dict[str, float]] = {}
        sessions: dict[int, Counter[str]] = {}
        for week, trained in self._weeks.items():
            totals: dict[str, float] = {}
            primary: dict[str, float] = {}
            days: Counter[str] = Counter()
            for session in trained:
                days.update(_add_session(session.items, totals, primary))
            sets[week], sessions[week], direct[week] = totals, days, primary
        return sets, sessions, direct


def _add_session(
    items: Sequence[Item], totals: dict[str, float], direct: dict[str, float]
) -> set[str]:
    """Add a session's sets to both counts; return the muscles it trains first of all."""
    trained: set[str] = set()
    for item in items:
        if item.known is None or not item.hard_sets:
            continue
        trained |= item.known.primary
        sets = item.hard_sets * (_OLYMPIC_SHARE if item.pattern == "olympic" else 1.0)
        for muscle in item.known.primary:
            totals[muscle] = totals.get(muscle, 0.0) + sets * PRIMARY_CREDIT
            direct[muscle] = direct.get(muscle, 0.0) + sets
        for muscle in item.known.secondary:
            totals[muscle] = totals.get(muscle, 0.0) + sets * SECONDARY_CREDIT
    return trained


def _is_lifting(session: Trained) -> bool:
    return sum(item.hard_sets for item in session.items) >= _LIFTING_SETS
