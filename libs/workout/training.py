"""What was done in a session: sets, parts, rounds, and one section per family of disciplines.

Snake_case names, values in SI: metres, seconds, kilograms; `said` keeps the athlete's words.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from libs.wire import WireModel
from libs.workout.vocabulary import PartFormat, PartKind, RxStatus, SetKind


class SnakeModel(WireModel):
    """A stored value under snake_case names."""

    model_config = ConfigDict(alias_generator=None)


class LoggedWeight(SnakeModel):
    """A load; `value` is of one implement in kilograms, `total` of all that were held."""

    value: float | None = None
    unit: Literal["kg"] = "kg"
    total: float | None = None
    per_hand: bool = False
    percentage_1rm: float | None = None
    is_added: bool = False
    is_assistance: bool = False
    is_body_weight: bool = False
    said: str = ""
    said_unit: Literal["kg", "lb"] | None = None


class LoggedReps(SnakeModel):
    """Repetitions meant and done; only `completed` is certain."""

    prescribed: int | None = None
    completed: int
    per_side: bool = False


class LoggedSet(SnakeModel):
    """One set as it was done; distances in metres, times in seconds."""

    set_number: int
    set_type: SetKind = "work"
    reps: LoggedReps | None = None
    weight: LoggedWeight | None = None
    distance_m: float | None = None
    time_s: float | None = None
    calories: int | None = None
    rpe: float | None = None
    rest_s: float | None = None
    missed: bool = False
    said: str = ""


class LoggedExercise(SnakeModel):
    """One exercise: the athlete's name for it, ours when the catalogue knows it, its sets."""

    exercise_name: str
    exercise_id: str | None = None
    match_tier: str = "unknown"
    pattern: str | None = None
    sets: tuple[LoggedSet, ...] = ()
    note: str = ""

    @property
    def work_sets(self) -> tuple[LoggedSet, ...]:
        """Return the sets that are no warm-up."""
        return tuple(item for item in self.sets if item.set_type != "warmup")


class RoundExercise(SnakeModel):
    """What one round held of an exercise."""

    exercise_name: str
    exercise_id: str | None = None
    reps: LoggedReps | None = None
    weight: LoggedWeight | None = None
    distance_m: float | None = None
    time_s: float | None = None
    calories: int | None = None


class LoggedRound(SnakeModel):
    """One round; `represents` counts equal rounds written once."""

    round_number: int
    represents: int = 1
    rep_scheme: str = ""
    exercises: tuple[RoundExercise, ...] = ()


class Score(SnakeModel):
    """The result of scored work."""

    value: float
    type: Literal["time", "rounds", "reps", "load", "distance", "calories"]
    unit: str
    said: str = ""


class LoggedPart(SnakeModel):
    """One part of a session."""

    kind: PartKind
    format: PartFormat = "straight"
    name: str = ""
    exercises: tuple[LoggedExercise, ...] = ()
    rounds: tuple[LoggedRound, ...] = ()
    rounds_completed: int | None = None
    extra_reps: int | None = None
    total_reps: int | None = None
    total_time_s: float | None = None
    time_cap_s: float | None = None
    length_s: float | None = None
    interval_s: float | None = None
    scheme: tuple[int, ...] = ()
    rx_status: RxStatus | None = None
    score: Score | None = None


class PerformanceData(SnakeModel):
    """The scored result of a metcon."""

    total_time: float | None = None
    rounds_completed: int | None = None
    extra_reps: int | None = None
    total_reps: int | None = None
    score: Score | None = None


class _Section(SnakeModel):
    parts: tuple[LoggedPart, ...] = ()


class LiftingSection(_Section):
    """Strength work."""

    family: Literal["lifting"] = "lifting"
    session_type: str | None = None


class MetconSection(_Section):
    """Scored conditioning, with or without strength before it."""

    family: Literal["metcon"] = "metcon"
    workout_format: str = "custom"
    time_cap: float | None = None
    rx_status: RxStatus | None = None
    rounds: tuple[LoggedRound, ...] = ()
    performance_data: PerformanceData = PerformanceData()


class Segment(SnakeModel):
    """A repeat or a leg of endurance work."""

    repeats: int = 1
    distance_m: float | None = None
    time_s: float | None = None
    rest_s: float | None = None
    said: str = ""


class _DistanceSection(_Section):
    run_type: str | None = None
    total_distance: float | None = None
    distance_unit: Literal["m"] = "m"
    said_distance: str = ""
    total_time: float | None = None
    said_time: str = ""
    average_pace: float | None = None
    elevation: float | None = None
    surface: str | None = None
    stroke: str | None = None
    pack_weight: LoggedWeight | None = None
    average_power_w: float | None = None
    cadence: float | None = None
    segments: tuple[Segment, ...] = ()


class EnduranceSection(_DistanceSection):
    """Distance over time; metres, seconds, seconds per kilometre."""

    family: Literal["endurance"] = "endurance"


class PracticeSection(_Section):
    """Yoga, martial arts, climbing."""

    family: Literal["practice"] = "practice"
    style: str | None = None
    focus: str | None = None
    rounds_completed: int | None = None
    grades: str | None = None


class GenericSection(_DistanceSection):
    """Everything else, nothing lost."""

    family: Literal["generic"] = "generic"
    style: str | None = None
    focus: str | None = None


Section = Annotated[
    LiftingSection | MetconSection | EnduranceSection | PracticeSection | GenericSection,
    Field(discriminator="family"),
]
