"""What workout logging needs from outside: finished steps, history, the day's plan, images."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from libs.ai.ports import ImagePart
from libs.ai.usage import CallRecord
from libs.wire import WireModel
from libs.workout.models import ExerciseRecord, Workout

Value = TypeVar("Value", bound=WireModel)


class StepLedger(Protocol):
    """Runs a step once: a finished one is read back and costs nothing."""

    def run(
        self,
        name: str,
        key_input: str,
        output: type[Value],
        fn: Callable[[], tuple[Value, tuple[CallRecord, ...]]],
        *,
        budget_s: float,
        estimated_tokens: int = 0,
    ) -> Value:
        """Return the stored result of this name and input, or run `fn` and store its result.

        Raises:
            OutOfTimeError: less time is left than the step may take; the next attempt goes on.
            CancelledError: the athlete cancelled the job.
        """
        ...


class WorkoutHistory(Protocol):
    """What the athlete logged before."""

    def find_of_message(
        self, user_id: str, conversation_id: str, message_id: str
    ) -> tuple[Workout, ...]:
        """Return the workouts that a message was logged as, by ordinal; may be empty."""
        ...

    def find_recent(self, user_id: str, *, limit: int) -> tuple[Workout, ...]:
        """Return the newest workouts by completion time, newest first."""
        ...

    def find_records(
        self, user_id: str, exercise_id: str, *, before: datetime
    ) -> tuple[ExerciseRecord, ...]:
        """Return what earlier workouts say about an exercise, newest first."""
        ...


@dataclass(frozen=True)
class PlannedSet:
    """One prescribed working set; loads in kilograms, of one implement."""

    reps: int | None = None
    load_kg: float | None = None
    distance_m: float | None = None
    time_s: float | None = None


@dataclass(frozen=True)
class PlannedExercise:
    """One prescribed exercise."""

    name: str
    exercise_id: str | None = None
    pattern: str | None = None
    sets: tuple[PlannedSet, ...] = ()


@dataclass(frozen=True)
class PlannedSession:
    """A session of an active program that is still to be done."""

    program_id: str
    template_id: str
    group_id: str
    day_number: int
    name: str
    priority: int
    """1 for the primary session of the day."""
    exercises: tuple[PlannedExercise, ...]

    @property
    def is_primary(self) -> bool:
        """Return whether this is the day's main session."""
        return self.priority == 1


class PlannedSessions(Protocol):
    """The sessions of the athlete's active programs."""

    def find_day(self, user_id: str, day: date) -> tuple[PlannedSession, ...]:
        """Return the pending sessions of a calendar day, the primary one first."""
        ...


class ImageSource(Protocol):
    """Images the athlete uploaded."""

    def load_image(self, key: str) -> ImagePart:
        """Return an uploaded image, its size and type checked.

        Raises:
            NotFoundError: no such object.
            InvalidRequestError: not an image of an accepted type, or too large.
        """
        ...
