"""Rounds of conditioning work: descending schemes, EMOM, AMRAP, death by (W4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from libs.workout.training import LoggedExercise, LoggedReps, LoggedRound, RoundExercise
from libs.workout.vocabulary import PartFormat
from libs.workout.wording import fold

COMPACT_AFTER = 8
"""Longer runs of equal rounds are written once with their count (behaviours.md W4)."""
MAX_ROUNDS = 200
DEFAULT_INTERVAL_S = 60.0
_ROUNDS_PLUS = re.compile(
    r"(\d+)\s*(?:rounds?|rds?|runden|rondas?|tours?|giri|voltas|rundy|\u5c40|\u8f6e)?\s*"
    r"(?:\+|and|plus|und|y|et|e|i)\s*(\d+)\s*(?:reps?|wdh)?"
)
_ROUNDS_REPS = re.compile(r"(\d+)\s*(?:rounds?|rds?),?\s*(\d+)\s*(?:extra )?reps?")
_ROUNDS = re.compile(
    r"(\d+)\s*(?:full |complete )?(?:rounds?|rds?|runden|rondas?|tours?|giri|rundy)"
)
_REPS = re.compile(r"(\d+)\s*(?:total )?(?:reps?|repetitions?|wiederholungen|repeticiones)")


@dataclass(frozen=True)
class RoundCount:
    """How many rounds were finished, and the repetitions of the one that was not."""

    rounds: int
    extra_reps: int = 0


def parse_rounds_score(words: str) -> RoundCount | None:
    """Return `12 rounds + 5 reps` as counts, or None when the words hold no rounds."""
    text = fold(words)
    plus = _ROUNDS_PLUS.search(text) or _ROUNDS_REPS.search(text)
    if plus is not None:
        return RoundCount(int(plus[1]), int(plus[2]))
    only = _ROUNDS.search(text)
    if only is not None:
        return RoundCount(int(only[1]))
    bare = re.fullmatch(r"\s*(\d{1,3})\s*", text)
    return RoundCount(int(bare[1])) if bare else None


def parse_reps_score(words: str) -> int | None:
    """Return `152 reps` as a number, or None."""
    found = _REPS.search(fold(words))
    return int(found[1]) if found else None


def emom_rounds(length_s: float, *, interval_s: float, stations: int) -> int:
    """Return how often each station came up: 30 minutes of three stations are 10 rounds."""
    intervals = length_s / (interval_s or DEFAULT_INTERVAL_S)
    return max(1, int(intervals // max(1, stations)))


def build_rounds(
    exercises: Sequence[LoggedExercise],
    *,
    count: int | None,
    scheme: Sequence[int] = (),
    format: PartFormat,
) -> tuple[LoggedRound, ...]:
    """Return the rounds that were finished; equal ones beyond `COMPACT_AFTER` are written once."""
    if scheme:
        return tuple(
            LoggedRound(
                round_number=number,
                rep_scheme="-".join(map(str, scheme)),
                exercises=tuple(_in_round(item, number - 1, reps) for item in exercises),
            )
            for number, reps in enumerate(scheme[:MAX_ROUNDS], 1)
        )
    if not count:
        return ()
    count = min(count, MAX_ROUNDS)
    if format == "death_by":
        return tuple(
            LoggedRound(
                round_number=number,
                exercises=tuple(_in_round(item, 0, number) for item in exercises),
            )
            for number in range(1, count + 1)
        )
    varies = any(len(item.work_sets) == count > 1 for item in exercises)
    if count > COMPACT_AFTER and not varies:
        same = tuple(_in_round(item, 0, None) for item in exercises)
        return (LoggedRound(round_number=1, represents=count, exercises=same),)
    return tuple(
        LoggedRound(
            round_number=number,
            exercises=tuple(_in_round(item, number - 1, None) for item in exercises),
        )
        for number in range(1, count + 1)
    )


def total_reps(rounds: Sequence[LoggedRound], extra_reps: int = 0) -> int | None:
    """Return all repetitions of the rounds, or None when any of them is unknown."""
    total = extra_reps
    for item in rounds:
        for exercise in item.exercises:
            if exercise.reps is None:
                return None
            sides = 2 if exercise.reps.per_side else 1
            total += exercise.reps.completed * sides * item.represents
    return total if rounds else None


def _in_round(exercise: LoggedExercise, index: int, reps: int | None) -> RoundExercise:
    sets = exercise.work_sets
    dose = sets[min(index, len(sets) - 1)] if sets else None
    own = dose.reps if dose else None
    measured = dose is not None and (dose.distance_m or dose.time_s or dose.calories)
    if reps is not None and not measured and (own is None or len(sets) == 1):
        own = LoggedReps(completed=reps) if own is None or own.completed == reps else own
    return RoundExercise(
        exercise_name=exercise.exercise_name,
        exercise_id=exercise.exercise_id,
        reps=own,
        weight=dose.weight if dose else None,
        distance_m=dose.distance_m if dose else None,
        time_s=dose.time_s if dose else None,
        calories=dose.calories if dose else None,
    )
