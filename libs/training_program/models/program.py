"""The finished program: header, phases, days, templates, exercises with typed sets.

Wire names are those of the reference front end plus the typed form. Structured numbers are the
source of truth; every `text` is rendered from them. Days and weeks are 1-indexed.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from libs.training_program.models.blueprint import Phase
from libs.training_program.models.plan import Role
from libs.training_program.models.request import Assumption, Event
from libs.training_program.models.units import DistanceUnit, TimeUnit, UnitName
from libs.training_program.models.vocabulary import SessionKind, SportName, WeekdayName
from libs.wire import WireModel

TemplateKind = Literal[
    "strength", "accessory", "conditioning", "skill", "mobility", "warmup", "cooldown", "recovery",
    "power", "olympic", "endurance", "flexibility", "balance", "core", "stability", "mixed",
]  # fmt: skip
ScoringKind = Literal[
    "load", "time", "amrap", "rounds_plus_reps", "emom", "reps", "distance", "calories", "pace",
    "rpe", "completion", "none",
]  # fmt: skip
MovementKind = Literal[
    "barbell", "dumbbell", "kettlebell", "bodyweight", "gymnastics", "cardio", "other"
]
MatchTier = Literal["exact", "normalized", "stripped", "pattern", "unknown"]
BlockKind = Literal[
    "warmup", "straight", "superset", "circuit", "amrap", "emom", "for_time", "tabata",
    "intervals", "steady", "cooldown",
]  # fmt: skip
TemplateStatus = Literal["pending", "completed", "skipped", "regenerated"]
ProgramStatus = Literal["active", "paused", "completed", "archived"]
Difficulty = Literal["easy", "moderate", "hard"]


class RepRange(WireModel):
    """A range of repetitions, both ends included."""

    min: int = Field(ge=1)
    max: int = Field(ge=1)


class AmrapReps(WireModel):
    """As many repetitions as possible; `min` is a floor to reach."""

    amrap: Literal[True] = True
    min: int | None = Field(default=None, ge=1)


Reps = int | RepRange | AmrapReps


class Weight(WireModel):
    """A load; `value` is per dumbbell or kettlebell, total for a bar, added for bodyweight."""

    value: float | None = None
    unit: UnitName | None = None
    percentage_1rm: float | None = Field(default=None, alias="percentage1RM")


class Distance(WireModel):
    """A distance in the unit shown."""

    value: float = Field(gt=0)
    unit: DistanceUnit


class Time(WireModel):
    """A duration in the unit shown."""

    value: float = Field(gt=0)
    unit: TimeUnit


class Pace(WireModel):
    """A target pace: seconds per `per`; `label` names what it is (easy, 5k, CSS)."""

    label: str = ""
    seconds: float | None = Field(default=None, gt=0)
    per: Literal["km", "mile", "100m", "500m"] = "km"


class PercentRange(WireModel):
    """A range in percent, such as 88-92 % of FTP."""

    min: float = Field(gt=0)
    max: float = Field(gt=0)


class WorkingSet(WireModel):
    """One set as it is to be done; ramp sets come before the working ones."""

    set_number: int
    is_ramp: bool = False
    reps: Reps | None = None
    weight: Weight | None = None
    rpe: float | None = None
    time_s: int | None = None
    distance_m: float | None = None
    calories: int | None = None
    rest_s: int | None = None


class PrescribedExercise(WireModel):
    """One exercise with its dose; `sets` counts working sets only."""

    exercise_name: str
    exercise_id: str | None = None
    match_tier: MatchTier = "unknown"
    pattern: str | None = None
    movement_type: MovementKind = "other"
    block_id: str
    variation: str | None = None
    assistance: str | None = None
    sets: int | None = Field(default=None, ge=1)
    reps: Reps | None = None
    per_side: bool = False
    weight: Weight | None = None
    rpe: float | None = None
    rir: float | None = None
    distance: Distance | None = None
    calories: int | None = None
    time: Time | None = None
    pace: Pace | None = None
    ftp_percent: PercentRange | None = None
    heart_rate_zone: int | None = Field(default=None, ge=1, le=5)
    tempo: str | None = None
    rest_s: int | None = Field(default=None, ge=0)
    is_main_lift: bool = False
    is_test: bool = False
    form_notes: str | None = None
    working_sets: tuple[WorkingSet, ...] = ()
    text: str = ""
    """The prescription as the athlete reads it."""


class Block(WireModel):
    """A group of exercises done together; exercises name it by `block_id`."""

    block_id: str
    kind: BlockKind
    size: int = Field(default=1, ge=1)
    """Number of exercises in it."""
    title: str = ""
    rounds: int | None = Field(default=None, ge=1)
    minutes: float | None = Field(default=None, gt=0)
    """Length of an AMRAP or EMOM, cap of work for time, length of a warm-up."""
    interval_s: int | None = Field(default=None, ge=1)
    rest_s: int | None = Field(default=None, ge=0)
    scheme: tuple[int, ...] = ()
    """Repetitions per round where they differ, such as 21-15-9."""
    text: str = ""


class TemplateMetadata(WireModel):
    """Short facts for lists."""

    difficulty: Difficulty = "moderate"
    focus_areas: tuple[str, ...] = ()


class Template(WireModel):
    """One session on one day."""

    template_id: str
    group_id: str
    """Names the day; the same for all sessions of it."""
    day_number: int
    phase_id: str
    scheduled_date: date
    name: str
    description: str = ""
    session_role: Role
    template_type: Role
    template_priority: int
    """1 for the primary session of the day, then counting up."""
    type: TemplateKind
    scoring_type: ScoringKind = "completion"
    kind: SessionKind
    sport: SportName = SportName.LIFT
    place: str = ""
    estimated_duration: int
    """Minutes by the time model."""
    time_cap: int | None = None
    rest_after: int = 0
    required_equipment: tuple[str, ...] = ()
    coaching_notes: str = ""
    blocks: tuple[Block, ...] = ()
    prescribed_exercises: tuple[PrescribedExercise, ...] = ()
    metadata: TemplateMetadata = TemplateMetadata()
    status: TemplateStatus = "pending"
    is_deload: bool = False
    is_taper: bool = False
    is_test: bool = False
    is_event: bool = False
    source: Literal["model", "repaired", "code"] = "model"
    """Who wrote the session: the model, the model with parts replaced by code, or code alone."""


class ProgramDay(WireModel):
    """One calendar day; rest days have no templates."""

    day_number: int
    date: date
    weekday: WeekdayName
    phase_id: str
    is_rest_day: bool
    templates: tuple[Template, ...] = ()


class ProgramHeader(WireModel):
    """What a list of programs shows; the stored item adds keys and versions."""

    program_id: str
    name: str
    description: str
    summary: str = ""
    status: ProgramStatus = "active"
    training_goals: tuple[str, ...] = ()
    equipment_constraints: tuple[str, ...] = ()
    start_date: date
    end_date: date
    total_days: int
    current_day: int = 1
    training_frequency: int
    """Training days per week; of a rotation, the rounded mean."""
    phases: tuple[Phase, ...]
    deload_weeks: tuple[int, ...] = ()
    event: Event | None = None
    unit: UnitName
    time_zone: str
    language: str = "en"
    total_workouts: int
    completed_workouts: int = 0
    skipped_workouts: int = 0
    assumptions: tuple[Assumption, ...] = ()


class Program(ProgramHeader):
    """The whole program; `days` holds every day from 1 to `total_days`."""

    days: tuple[ProgramDay, ...]

    @property
    def templates(self) -> tuple[Template, ...]:
        """Return all sessions in order of day and priority."""
        return tuple(template for day in self.days for template in day.templates)
