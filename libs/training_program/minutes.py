"""The time model: how long a prescription takes (program-quality.md section 6).

Repetitions take 3 s (twice that per side), each exercise 60 s of set-up, rest counts between sets.
Time-boxed blocks and warm-ups count at face value. A distance takes its pace; without one a run or
row takes 0.28 s a metre and the other sports a usual pace.
"""

from __future__ import annotations

from libs.training_program.models.program import (
    AmrapReps,
    Block,
    PrescribedExercise,
    RepRange,
    Reps,
    Template,
    WorkingSet,
)
from libs.training_program.models.units import METERS_PER, SECONDS_PER

REP_S = 3.0
CALORIE_S = 4.0
SET_UP_S = 60.0
DEFAULT_REST_S = 90
RAMP_REST_S = 45
AMRAP_REPS = 12
"""Repetitions that an open set is reckoned with when it has no floor."""
METER_S = 0.28
"""Seconds per metre of a run or row without a pace."""
_METER_S_BY_WORD = {
    "swim": 1.2, "ride": 0.12, "bike": 0.12, "ruck": 0.62, "hike": 0.72, "walk": 0.66,
    "carry": 1.0, "lunge": 1.5, "crawl": 2.0, "sled": 1.2, "burpee": 3.0,
}  # fmt: skip
_PACE_M = {"km": 1000.0, "mile": METERS_PER["miles"], "100m": 100.0, "500m": 500.0}
_FACE_VALUE_KINDS = frozenset({"amrap", "emom", "tabata", "for_time", "warmup", "cooldown"})
_CONTINUOUS_KINDS = frozenset({"steady", "intervals", "warmup", "cooldown"})


def session_minutes(template: Template) -> float:
    """Return the modelled minutes of a session, warm-up and cool-down included."""
    blocks = {block.block_id: block for block in template.blocks}
    return sum(
        exercise_minutes(exercise, blocks.get(exercise.block_id))
        for exercise in template.prescribed_exercises
    )


def exercise_minutes(exercise: PrescribedExercise, block: Block | None) -> float:
    """Return the modelled minutes of one exercise; a time-boxed block is shared evenly."""
    if block is not None and block.minutes is not None and block.kind in _FACE_VALUE_KINDS:
        return block.minutes / block.size
    rounds = block.rounds if block is not None and block.rounds else 1
    seconds = 0.0 if block is not None and block.kind in _CONTINUOUS_KINDS else SET_UP_S
    if exercise.working_sets:
        seconds += _sets_seconds(exercise, exercise.working_sets)
    else:
        sets = exercise.sets or rounds
        rest_s = DEFAULT_REST_S if exercise.rest_s is None else exercise.rest_s
        seconds += sets * _work_seconds(exercise, exercise.reps, None) + (sets - 1) * rest_s
    if block is not None and block.rest_s:
        seconds += (rounds - 1) * block.rest_s / block.size
    return seconds / 60


def _sets_seconds(exercise: PrescribedExercise, sets: tuple[WorkingSet, ...]) -> float:
    """Return work and rest of expanded sets; the last set's rest belongs to what follows."""
    total = 0.0
    for item in sets:
        total += _work_seconds(exercise, item.reps, item)
        default = RAMP_REST_S if item.is_ramp else DEFAULT_REST_S
        rest_s = item.rest_s if item.rest_s is not None else default
        total += rest_s if item is not sets[-1] else 0
    return total


def _work_seconds(
    exercise: PrescribedExercise, reps: Reps | None, item: WorkingSet | None
) -> float:
    """Return the seconds of one set, both sides included."""
    time_s = item.time_s if item is not None else None
    if time_s is None and exercise.time is not None:
        time_s = round(exercise.time.value * SECONDS_PER[exercise.time.unit])
    meters = item.distance_m if item is not None else None
    if meters is None and exercise.distance is not None:
        meters = exercise.distance.value * METERS_PER[exercise.distance.unit]
    calories = (item.calories if item is not None else None) or exercise.calories
    if time_s is not None:
        seconds = float(time_s)
    elif meters is not None:
        seconds = meters * _meter_seconds(exercise)
    elif calories is not None:
        seconds = calories * CALORIE_S
    else:
        seconds = _rep_count(reps) * REP_S
    return seconds * (2 if exercise.per_side else 1)


def _rep_count(reps: Reps | None) -> float:
    match reps:
        case RepRange():
            return (reps.min + reps.max) / 2
        case AmrapReps():
            return reps.min or AMRAP_REPS
        case _:
            return float(reps or 1)


def _meter_seconds(exercise: PrescribedExercise) -> float:
    pace = exercise.pace
    if pace is not None and pace.seconds is not None:
        return pace.seconds / _PACE_M[pace.per]
    name = exercise.exercise_name.lower()
    return next((value for word, value in _METER_S_BY_WORD.items() if word in name), METER_S)
