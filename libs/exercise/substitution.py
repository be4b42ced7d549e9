"""Find another movement for the same purpose, and a load that is the athlete's own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from libs.exercise.catalogue import Catalogue, Exercise
from libs.exercise.strength import (
    LoadingKit,
    implement_of,
    is_loaded,
    percent_for_effort,
    round_load,
)
from libs.exercise.vocabulary import LEVELS, Level

SECONDARY_SHARE = 0.5
"""A secondary muscle counts half a set (program-quality.md section 9)."""
SUBSTITUTE_RPE = 7.0
"""Effort prescribed where no own load is known."""
_HOLDS = frozenset({"time", "weighted_time"})


def substitute(
    exercise: Exercise,
    catalogue: Catalogue,
    *,
    available: frozenset[str],
    refused: Callable[[Exercise], bool],
    max_level: Level,
    history: Collection[str] = (),
) -> Exercise | None:
    """Return the best stand-in: same pattern, a shared primary muscle, possible and allowed.

    Ranked by muscle overlap, then mechanic, manner of dose, laterality, `history` (ids the athlete
    has done), family, level. A load is never carried over from the replaced exercise.
    """
    candidates = [
        other
        for other in catalogue.with_pattern(exercise.pattern)
        if other.id != exercise.id
        and other.primary & exercise.primary
        and within_level(other, max_level)
        and not other.missing(available)
        and not refused(other)
    ]
    return max(candidates, key=lambda other: _rank(exercise, other, history), default=None)


def within_level(exercise: Exercise, max_level: Level) -> bool:
    """Tell whether a movement is not above a level."""
    return LEVELS.index(exercise.level) <= LEVELS.index(max_level)


def muscle_overlap(first: Exercise, second: Exercise) -> float:
    """Return the shared share of muscle credit, 0 to 1."""
    muscles = first.primary | first.secondary | second.primary | second.secondary
    pairs = [(_credit(first, muscle), _credit(second, muscle)) for muscle in muscles]
    total = sum(max(pair) for pair in pairs)
    return sum(min(pair) for pair in pairs) / total if total else 0.0


def own_load(
    exercise: Exercise,
    maxima: Mapping[str, float],
    *,
    reps: int,
    kit: LoadingKit,
    available: frozenset[str] | None = None,
    rpe: float = SUBSTITUTE_RPE,
) -> float | None:
    """Return the load for `reps` at `rpe` from the athlete's own maximum of this exercise.

    `maxima` holds estimated maxima by exercise id in the kit's unit. None: nothing is known, so no
    number is written, only the effort.
    """
    maximum = maxima.get(exercise.id)
    if maximum is None or not is_loaded(exercise):
        return None
    target = maximum * percent_for_effort(reps, rpe) / 100
    return round_load(target, implement_of(exercise, available), kit)


def _credit(exercise: Exercise, muscle: str) -> float:
    if muscle in exercise.primary:
        return 1.0
    return SECONDARY_SHARE if muscle in exercise.secondary else 0.0


def _rank(
    exercise: Exercise, other: Exercise, history: Collection[str]
) -> tuple[float | bool, ...]:
    """Return the order of preference; a tie goes to the first in the catalogue."""
    return (
        round(muscle_overlap(exercise, other), 1),
        other.mechanic == exercise.mechanic,
        is_loaded(other) == is_loaded(exercise),
        (other.measure in _HOLDS) == (exercise.measure in _HOLDS),
        other.unilateral == exercise.unilateral,
        other.id in history,
        other.family == exercise.family,
        within_level(other, exercise.level),
    )
