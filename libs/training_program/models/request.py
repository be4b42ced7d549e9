"""What the athlete asked for, typed: the public input of the engine.

Its JSON schema is `TrainingRequest.model_json_schema(by_alias=True)`; every field is optional, and
which missing ones stop a build is decided in `libs.training_program.completeness`. Field names are
camelCase on the wire. Free words (equipment, exercises, injuries) stay the athlete's; code resolves
them against the catalogue.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from libs.training_program.models.athlete import (
    Athlete,
    Ban,
    Baselines,
    HealthFlags,
    Injury,
)
from libs.training_program.models.tolerant import Listed, Number, Whole, as_object
from libs.training_program.models.units import Unit
from libs.training_program.models.vocabulary import (
    Discipline,
    EventKind,
    EventName,
    Experience,
    GoalKind,
    Weekday,
)
from libs.wire import WireModel

MAX_TOTAL_DAYS = 182
MAX_STATED_DAYS = 3660
"""A longer wish is a typing error; up to here it is clamped to 26 weeks with an assumption."""


class Goal(WireModel):
    """One goal; `text` holds the athlete's words, `target` a figure when there is one."""

    kind: GoalKind
    text: str = ""
    target: str | None = None


class Event(WireModel):
    """A dated race, meet, test or trip the program leads up to."""

    on: date
    kind: EventKind = EventName.RACE
    name: str = ""
    discipline: Discipline | None = None
    distance_km: Annotated[Number, Field(gt=0, le=1000)] = None
    target: str | None = None
    target_time_s: Annotated[Whole, Field(gt=0)] = None


class DateRange(WireModel):
    """Days on which the athlete cannot train; both ends belong to it."""

    from_on: date
    to_on: date
    reason: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> DateRange:
        if self.to_on < self.from_on:
            raise ValueError("toOn lies before fromOn")
        return self


class Travel(DateRange):
    """Days away from home; training goes on at `place`, the name of one of the places."""

    place: str


class Rotation(WireModel):
    """A training cycle that is not a week: a shift pattern, or odd and even dates.

    With `dates` odd or even the days of the month decide and the other fields are ignored;
    otherwise the 0-indexed `training_offsets` of each `length_days` cycle are training days,
    counted from `anchor_on` (default: the first day of the program).
    """

    length_days: int = Field(default=7, ge=2, le=56)
    training_offsets: Listed[int] = ()
    anchor_on: date | None = None
    dates: Literal["all", "odd", "even"] = "all"

    @model_validator(mode="after")
    def _offsets_fit(self) -> Rotation:
        wrong = [o for o in self.training_offsets if not 0 <= o < self.length_days]
        if wrong:
            raise ValueError(f"trainingOffsets {wrong} lie outside 0..{self.length_days - 1}")
        if self.dates == "all" and not self.training_offsets:
            raise ValueError("trainingOffsets is empty")
        return self


class Place(WireModel):
    """Where sessions happen and what is there; `equipment` holds catalogue terms or free words.

    An empty equipment list means bodyweight only; `full_gym` stands for a complete commercial gym.
    """

    name: str = "gym"
    equipment: Listed[str] = ()
    full_gym: bool = False
    max_dumbbell: Annotated[Number, Field(gt=0)] = None
    """The heaviest dumbbell of a pair, in the request's unit."""
    max_kettlebell: Annotated[Number, Field(gt=0)] = None
    dumbbell_step: Annotated[Number, Field(gt=0)] = None
    plates: Listed[float] = ()
    """Plate sizes owned as pairs, in the request's unit; empty means a full set."""
    bar: Annotated[Number, Field(gt=0)] = None
    """Weight of the empty bar; default 20 kg or 45 lbs."""
    weekdays: Listed[Weekday] = ()
    """Weekdays on which sessions happen here; empty means any."""


class Commitment(WireModel):
    """A fixed activity outside the program, such as football on Tuesdays."""

    weekday: Weekday
    text: str = ""
    hard: bool = True


class Preferences(WireModel):
    """What the athlete would like; none of it is needed."""

    testing: bool | None = None
    """Whether the athlete wants tests of maxima; None leaves it to the plan."""
    deload: Literal["auto", "none"] = "auto"
    deload_every_weeks: Annotated[Whole, Field(ge=2, le=12)] = None
    rest_day_override: bool = False
    """The athlete explicitly wants no weekly rest day."""
    language: str = "en"
    """IETF tag of the language that texts are written in."""
    likes: Listed[str] = ()
    dislikes: Listed[str] = ()
    distance_unit: Literal["km", "miles"] = "km"
    intensity_cap_rpe: Annotated[Number, Field(ge=4, le=10)] = None


class Evidence(WireModel):
    """The athlete's words that a field came from."""

    field: str
    words: str


class Assumption(WireModel):
    """A value nobody stated; shown with the program."""

    field: str
    value: str
    reason: str = ""


class TrainingRequest(WireModel):
    """Everything the athlete asked for; what is absent was not said."""

    goals: Listed[Goal] = ()
    disciplines: Listed[Discipline] = ()
    sport: str | None = None
    """A sport the training supports, such as tennis or football."""
    event: Event | None = None
    start_on: date | None = None
    total_days: Annotated[Whole, Field(ge=1, le=MAX_STATED_DAYS)] = None
    """None: until the event, else the default length."""
    days_per_week: Annotated[Whole, Field(ge=1, le=7)] = None
    weekdays: Listed[Weekday] = ()
    forbidden_weekdays: Listed[Weekday] = ()
    unavailable: Listed[DateRange] = ()
    travel: Listed[Travel] = ()
    sessions_per_day: int = Field(default=1, ge=1, le=3)
    two_a_day_weekdays: Listed[Weekday] = ()
    """Weekdays with several sessions; empty with sessionsPerDay over 1 means every training day."""
    rotation: Rotation | None = None
    session_minutes: Annotated[Whole, Field(ge=5, le=480)] = None
    session_minutes_by_weekday: Annotated[
        dict[Weekday, Annotated[int, Field(ge=5, le=480)]], BeforeValidator(as_object)
    ] = Field(default_factory=dict)
    places: Listed[Place] = ()
    injuries: Listed[Injury] = ()
    bans: Listed[Ban] = ()
    baselines: Baselines = Baselines()
    experience: Experience | None = None
    athlete: Athlete = Athlete()
    units: Unit | None = None
    health: HealthFlags = HealthFlags()
    preferences: Preferences = Preferences()
    commitments: Listed[Commitment] = ()
    directive: str = ""
    """The critical training directive of the profile; over everything but safety."""
    notes: str = ""
    evidence: Listed[Evidence] = ()
    assumptions: Listed[Assumption] = ()
