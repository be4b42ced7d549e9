"""Exercise records of a workout, and personal records against the stored history (W11)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from libs.exercise.strength import EPLEY_MAX_REPS, estimated_one_rep_max
from libs.workout.models import ExerciseRecord, PersonalRecord, Workout
from libs.workout.training import EnduranceSection, LoggedExercise, LoggedPart, LoggedSet
from libs.workout.vocabulary import Discipline
from libs.workout.wording import fold

RecordKind = Literal["workout_time", "1rm", "volume_pr", "distance_pr", "pace_pr"]

BENCHMARK_PREFIX = "benchmark_"
MIN_PACE_DISTANCE_M = 1_000.0
SAME_DISTANCE_SHARE = 0.97
"""A pace counts as better only over at least about the same distance; our choice."""
NOISE = 0.001
MINOR_BELOW, MODERATE_BELOW = 2.0, 5.0
"""Percent of improvement; our choice."""
_PERCENT = 100.0
_SPORT_IDS = {
    Discipline.RUNNING: ("run", "Run"),
    Discipline.TRAIL_RUNNING: ("trail_run", "Trail run"),
    Discipline.CYCLING: ("bike", "Bike"),
    Discipline.ROWING: ("row", "Row"),
    Discipline.SWIMMING: ("swim", "Swim"),
    Discipline.RUCKING: ("ruck", "Ruck"),
    Discipline.BACKPACKING: ("backpacking", "Backpacking"),
}
_SLUG = re.compile(r"[^a-z0-9]+")


def exercise_records(workout: Workout) -> tuple[ExerciseRecord, ...]:
    """Return one record per exercise the catalogue knows, per sport, per named scored part."""
    facts: dict[str, dict[str, object]] = {}
    for name, values in _facts(workout):
        facts.setdefault(name, values)
    return tuple(
        ExerciseRecord.model_validate(
            {
                "user_id": workout.user_id,
                "workout_id": workout.workout_id,
                "completed_at": workout.completed_at,
                "local_date": workout.local_date,
                "exercise_id": exercise_id,
                "n": number,
                **values,
            }
        )
        for number, (exercise_id, values) in enumerate(facts.items(), 1)
    )


def personal_records(
    record: ExerciseRecord, earlier: Sequence[ExerciseRecord], discipline: Discipline
) -> tuple[PersonalRecord, ...]:
    """Return what a record beats; a first time beats nothing."""
    found = []
    for measure in _MEASURES:
        new = measure.value_of(record)
        past = [
            (value, item)
            for item in earlier
            if item.workout_id != record.workout_id
            and measure.is_comparable(record, item)
            and (value := measure.value_of(item)) is not None
        ]
        if new is None or not past:
            continue
        best, item = (min if measure.lower_is_better else max)(past, key=lambda pair: pair[0])
        gain = best - new if measure.lower_is_better else new - best
        if gain > NOISE * abs(best):
            found.append(_record(measure, record, item, discipline, best=best, new=new))
    return tuple(found)


def benchmark_id(name: str) -> str:
    """Return the record id of a named workout, such as Fran."""
    return BENCHMARK_PREFIX + _SLUG.sub("_", fold(name)).strip("_")


@dataclass(frozen=True)
class _Measure:
    kind: RecordKind
    unit: str
    value_of: Callable[[ExerciseRecord], float | None]
    lower_is_better: bool = False
    is_comparable: Callable[[ExerciseRecord, ExerciseRecord], bool] = lambda new, old: True


def _is_benchmark(record: ExerciseRecord) -> bool:
    return record.exercise_id.startswith(BENCHMARK_PREFIX)


def _pace(record: ExerciseRecord) -> float | None:
    is_long = (record.distance_m or 0.0) >= MIN_PACE_DISTANCE_M
    return record.pace_s_per_km if is_long else None


_MEASURES = (
    _Measure(
        "workout_time",
        "s",
        lambda record: record.time_s if _is_benchmark(record) else None,
        lower_is_better=True,
    ),
    _Measure("1rm", "kg", lambda record: record.estimated_1rm_kg),
    _Measure("volume_pr", "kg", lambda record: record.volume_kg),
    _Measure("distance_pr", "m", lambda record: record.distance_m),
    _Measure(
        "pace_pr",
        "s/km",
        _pace,
        lower_is_better=True,
        is_comparable=lambda new, old: (
            (old.distance_m or 0.0) * SAME_DISTANCE_SHARE <= (new.distance_m or 0.0)
        ),
    ),
)


def _record(
    measure: _Measure,
    record: ExerciseRecord,
    earlier: ExerciseRecord,
    discipline: Discipline,
    *,
    best: float,
    new: float,
) -> PersonalRecord:
    gain = abs(new - best)
    percent = round(gain / abs(best) * _PERCENT, 1)
    minor = percent < MINOR_BELOW
    return PersonalRecord(
        exercise=record.exercise_name,
        exercise_id=record.exercise_id,
        discipline=discipline,
        pr_type=measure.kind,
        previous_best=round(best, 2),
        new_best=round(new, 2),
        unit=measure.unit,
        improvement=round(gain, 2),
        improvement_percentage=percent,
        date_previous=earlier.local_date,
        significance="minor" if minor else "moderate" if percent < MODERATE_BELOW else "major",
    )


def _facts(workout: Workout) -> Iterator[tuple[str, dict[str, object]]]:
    data = workout.workout_data
    section = data.discipline_specific
    sport = _SPORT_IDS.get(data.discipline)
    if sport is not None and isinstance(section, EnduranceSection):
        yield (
            sport[0],
            {
                "exercise_name": sport[1],
                "distance_m": section.total_distance,
                "time_s": section.total_time,
                "pace_s_per_km": section.average_pace,
            },
        )
    for part in data.parts:
        if part.name and part.total_time_s:
            yield (
                benchmark_id(part.name),
                {
                    "exercise_name": part.name,
                    "time_s": part.total_time_s,
                },
            )
    by_id: dict[str, list[tuple[LoggedPart, LoggedExercise]]] = {}
    for part in data.parts:
        for exercise in part.exercises:
            if exercise.exercise_id and exercise.work_sets:
                by_id.setdefault(exercise.exercise_id, []).append((part, exercise))
    for exercise_id, entries in by_id.items():
        yield exercise_id, _exercise_facts(entries)


def _exercise_facts(entries: Sequence[tuple[LoggedPart, LoggedExercise]]) -> dict[str, object]:
    sets = [
        (item, times)
        for part, exercise in entries
        for item in exercise.work_sets
        for times in [_times(part, exercise)]
    ]
    loaded = [(load, item) for item, _ in sets if (load := _load_of(item)) is not None]
    best = max(loaded, key=lambda pair: pair[0], default=None)
    maxima = [maximum for load, item in loaded if (maximum := _maximum(load, item)) is not None]
    volume = sum(
        (item.weight.total or 0.0) * item.reps.completed * times
        for item, times in sets
        if item.weight and item.reps and not item.weight.is_assistance
    )
    distance = sum((item.distance_m or 0.0) * times for item, times in sets)
    values: dict[str, object] = {
        "exercise_name": entries[0][1].exercise_name,
        "sets": sum(times for _, times in sets),
        "reps": sum(item.reps.completed * times for item, times in sets if item.reps),
        "best_reps": max((item.reps.completed for item, _ in sets if item.reps), default=None),
        "best_load_kg": best[0] if best else None,
        "estimated_1rm_kg": round(max(maxima), 2) if maxima else None,
        "volume_kg": round(volume, 2) or None,
        "distance_m": distance or None,
    }
    return {key: value for key, value in values.items() if value is not None}


def _times(part: LoggedPart, exercise: LoggedExercise) -> int:
    """Return how often a set was done: once, or once per round when only one round is written."""
    if len(exercise.work_sets) > 1 or not part.rounds:
        return 1
    return sum(item.represents for item in part.rounds)


def _load_of(item: LoggedSet) -> float | None:
    if item.weight is None or item.weight.is_assistance or (item.missed and not item.reps):
        return None
    done = item.reps.completed if item.reps else 1
    return item.weight.value if done > 0 else None


def _maximum(load: float, item: LoggedSet) -> float | None:
    """Return the estimated maximum; not for added loads, whose body weight is unknown."""
    if item.reps is None or item.weight is None or item.weight.is_added:
        return None
    reps = item.reps.completed
    return estimated_one_rep_max(load, reps, item.rpe) if 0 < reps <= EPLEY_MAX_REPS else None


def sport_exercise(workout_discipline: Discipline) -> str | None:
    """Return the catalogue's name for an endurance discipline, or None."""
    sport = _SPORT_IDS.get(workout_discipline)
    return sport[0] if sport else None
