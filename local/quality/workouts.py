"""Workout texts through the real gate, extraction and checks, one result line each."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol, TextIO

from libs.ai.ports import ImagePart, TextModel
from libs.clock import load_zone
from libs.errors import CoachBackendError, NotFoundError
from libs.workout.build import NotLogged, build_workouts
from libs.workout.models import ExerciseRecord, Workout
from libs.workout.ports import PlannedSession
from libs.workout.training import (
    EnduranceSection,
    GenericSection,
    LoggedExercise,
    LoggedSet,
    MetconSection,
)
from local.quality.ledger import MemoryLedger
from local.quality.workout_cases import WorkoutCase, WrongCase, order_of, read_workout_case


@dataclass(frozen=True)
class WorkoutResult:
    """What became of a text; a refusal has a reason and a message for the athlete."""

    id: str
    outcome: Literal["logged", "refused"]
    reason: str = ""
    message: str = ""
    workouts: tuple[Workout, ...] = ()
    is_fault: bool = False
    """Nothing was wrong with the text: the model or the code failed."""

    def to_wire(self) -> dict[str, object]:
        """Return the line of the OUT file."""
        return {
            "id": self.id,
            "outcome": self.outcome,
            "reason": self.reason,
            "message": self.message,
            "workouts": [show_workout(item) for item in self.workouts],
        }


class ModelSource(Protocol):
    """Makes the model of a run; the caller closes nothing."""

    def call_model(self) -> TextModel:
        """Return a model that counts its calls."""
        ...


class NoHistory:
    """An athlete who never logged anything, has no program and sends no images."""

    def find_of_message(
        self, user_id: str, conversation_id: str, message_id: str
    ) -> tuple[Workout, ...]:
        """Return nothing."""
        return ()

    def find_recent(self, user_id: str, *, limit: int) -> tuple[Workout, ...]:
        """Return nothing."""
        return ()

    def find_records(
        self, user_id: str, exercise_id: str, *, before: datetime
    ) -> tuple[ExerciseRecord, ...]:
        """Return nothing."""
        return ()

    def find_day(self, user_id: str, day: date) -> tuple[PlannedSession, ...]:
        """Return nothing."""
        return ()

    def load_image(self, key: str) -> ImagePart:
        """Refuse: cases have no images.

        Raises:
            NotFoundError: always.
        """
        raise NotFoundError("Cases have no images.", kind="image", id=key)


def run_workouts(
    lines: Iterable[str], out: TextIO | None, engine: ModelSource
) -> tuple[WorkoutResult, ...]:
    """Run every line that is not empty; results go to `out` as they come, wrong lines too."""
    results = []
    model = engine.call_model()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        result = _run_line(line, number, model)
        results.append(result)
        if out is not None:
            out.write(json.dumps(result.to_wire(), ensure_ascii=False) + "\n")
            out.flush()
    return tuple(results)


def run_case(case: WorkoutCase, model: TextModel) -> WorkoutResult:
    """Run one case to its end; never raises for what a text can cause."""
    order = order_of(case)
    if isinstance(order, WrongCase):
        return _refused(order)
    nobody = NoHistory()
    try:
        result = build_workouts(
            order,
            steps=MemoryLedger(),
            model=model,
            history=nobody,
            planned=nobody,
            images=nobody,
        )
    except CoachBackendError as failed:
        return WorkoutResult(case.id, "refused", failed.code, failed.message, is_fault=True)
    if isinstance(result, NotLogged):
        return WorkoutResult(case.id, "refused", result.reason, result.message)
    return WorkoutResult(case.id, "logged", workouts=result.workouts)


def show_workout(workout: Workout) -> dict[str, object]:
    """Return a stored workout with its main facts at the top, values in SI."""
    data = workout.workout_data
    section = data.discipline_specific
    shown: dict[str, object] = {
        "workoutId": workout.workout_id,
        "workoutName": workout.workout_name,
        "discipline": workout.discipline.value,
        "completedAt": workout.completed_at.astimezone(load_zone(workout.time_zone)).isoformat(),
        "date": workout.local_date.isoformat(),
        "durationS": data.duration,
        "summary": workout.summary,
        "confidence": data.metadata.data_confidence,
        "completeness": data.metadata.data_completeness,
        "exercises": [_show_exercise(item) for item in data.exercises],
        "issues": [issue.to_wire() for issue in workout.extraction_metadata.issues],
    }
    if isinstance(section, EnduranceSection | GenericSection):
        shown |= {
            "distanceM": section.total_distance,
            "timeS": section.total_time,
            "paceSPerKm": section.average_pace,
            "elevationM": section.elevation,
        }
    if isinstance(section, MetconSection):
        result = section.performance_data
        shown |= {
            "format": section.workout_format,
            "timeS": result.total_time,
            "rounds": result.rounds_completed,
            "extraReps": result.extra_reps,
            "totalReps": result.total_reps,
            "rx": section.rx_status,
        }
    return {**shown, "workoutData": data.to_wire()}


def _run_line(line: str, number: int, model: TextModel) -> WorkoutResult:
    case = read_workout_case(line, number)
    return _refused(case) if isinstance(case, WrongCase) else run_case(case, model)


def _refused(wrong: WrongCase) -> WorkoutResult:
    return WorkoutResult(wrong.id, "refused", wrong.reason, wrong.message)


def _show_exercise(exercise: LoggedExercise) -> dict[str, object]:
    return {
        "name": exercise.exercise_name,
        "exerciseId": exercise.exercise_id,
        "sets": [_show_set(item) for item in exercise.sets],
    }


def _show_set(item: LoggedSet) -> dict[str, object]:
    weight = item.weight
    values: dict[str, object] = {
        "type": item.set_type,
        "reps": item.reps.completed if item.reps else None,
        "prescribedReps": item.reps.prescribed if item.reps else None,
        "weightKg": weight.value if weight else None,
        "totalKg": weight.total if weight else None,
        "perHand": weight.per_hand or None if weight else None,
        "distanceM": item.distance_m,
        "timeS": item.time_s,
        "calories": item.calories,
        "rpe": item.rpe,
        "missed": item.missed or None,
    }
    return {name: value for name, value in values.items() if value is not None}
