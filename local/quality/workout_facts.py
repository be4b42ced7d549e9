"""Compares logged workouts with a corpus line's expected facts, fact by fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from libs.clock import load_zone
from libs.workout.models import Workout
from libs.workout.training import (
    EnduranceSection,
    GenericSection,
    LoggedExercise,
    LoggedSet,
    MetconSection,
)
from local.quality.workouts import WorkoutResult

Facts = Mapping[str, object]
TOLERANCE = 0.005
"""Relative; conversions are exact, this only forgives rounding."""


def compare(expected: Facts, result: WorkoutResult) -> dict[str, bool]:
    """Return each expected fact and whether it was met; names are `outcome`, `date`, `kg` ..."""
    scores = {"outcome": expected["outcome"] == result.outcome}
    if expected["outcome"] != "logged":
        return scores | {"reason": expected.get("reason") == result.reason}
    wanted = expected.get("workouts")
    workouts = wanted if isinstance(wanted, list) else []
    scores["count"] = len(workouts) == len(result.workouts)
    for index, facts in enumerate(workouts):
        found = result.workouts[index] if index < len(result.workouts) else None
        for name, value in facts.items():
            if value is not None:
                met = found is not None and _is_met(name, value, found)
                scores[f"{index + 1}.{name}"] = met
    return scores


def _is_met(name: str, value: object, workout: Workout) -> bool:
    if name == "exercises" and isinstance(value, Mapping):
        return all(_exercise_is_met(key, item, workout) for key, item in value.items())
    return _equal(value, _fact(name, workout))


def _fact(name: str, workout: Workout) -> object:
    data, section = workout.workout_data, workout.workout_data.discipline_specific
    facts: dict[str, object] = {
        "discipline": workout.discipline.value,
        "date": workout.local_date.isoformat(),
        "hour": _local(workout).hour,
        "name": workout.workout_name,
        "durationS": data.duration,
        "location": data.location,
        "rpe": data.performance_metrics.perceived_exertion,
    }
    rates = data.performance_metrics.heart_rate
    facts["heartRate"] = rates.avg if rates else None
    if isinstance(section, EnduranceSection | GenericSection):
        pack = section.pack_weight
        facts |= {
            "distanceM": section.total_distance,
            "timeS": section.total_time,
            "elevation": section.elevation,
            "packKg": pack.value if pack else None,
        }
    if isinstance(section, MetconSection):
        result = section.performance_data
        facts |= {
            "timeS": result.total_time,
            "rounds": result.rounds_completed,
            "extraReps": result.extra_reps,
            "rx": section.rx_status,
        }
    return facts.get(name)


def _exercise_is_met(exercise_id: str, wanted: Facts, workout: Workout) -> bool:
    found = [item for item in workout.workout_data.exercises if item.exercise_id == exercise_id]
    return any(_doses_are_met(wanted, item) for item in found)


def _doses_are_met(wanted: Facts, exercise: LoggedExercise) -> bool:
    sets = exercise.sets
    weights = [item.weight for item in sets]
    facts: dict[str, object] = {
        "sets": len(sets),
        "reps": [item.reps.completed if item.reps else None for item in sets],
        "kgs": [weight.value if weight else None for weight in weights],
        "kg": _shared([weight.value if weight else None for weight in weights]),
        "totalKg": _shared([weight.total if weight else None for weight in weights]),
        "timeS": _shared([item.time_s for item in sets]),
        "rpe": _shared([item.rpe for item in sets]),
        "missed": _missed(sets),
    }
    return all(_equal(value, facts.get(name)) for name, value in wanted.items())


def _missed(sets: Sequence[LoggedSet]) -> int:
    return sum(item.missed for item in sets)


def _shared(values: Sequence[object]) -> object:
    return values[0] if values and all(value == values[0] for value in values) else None


def _equal(wanted: object, found: object) -> bool:
    if isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) == len(found) and all(map(_equal, wanted, found))
    if isinstance(wanted, int | float) and isinstance(found, int | float):
        return abs(wanted - found) <= TOLERANCE * max(1.0, abs(wanted))
    if isinstance(wanted, str) and isinstance(found, str):
        return wanted.casefold() == found.casefold()
    return wanted == found


def _local(workout: Workout) -> datetime:
    return workout.completed_at.astimezone(load_zone(workout.time_zone))
