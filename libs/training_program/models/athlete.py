"""The athlete as far as training needs it: injuries, bans, baselines, health flags."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from libs.training_program.models.tolerant import Listed, Number, Whole
from libs.training_program.models.units import Unit
from libs.training_program.models.vocabulary import Region, RegionName, SafetyLabel
from libs.wire import WireModel


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


Side = Annotated[Literal["left", "right", "both"], BeforeValidator(_lower)]
Severity = Annotated[Literal["mild", "moderate", "severe"], BeforeValidator(_lower)]
BanKind = Annotated[Literal["movement", "pattern", "word"], BeforeValidator(_lower)]
Sport = Annotated[
    Literal["run", "ride", "row", "ski_erg", "swim", "ruck", "hike"], BeforeValidator(_lower)
]


class Injury(WireModel):
    """A complaint of the athlete's own; a relative's never gets here."""

    region: Region = RegionName.OTHER
    side: Side | None = None
    severity: Severity = "moderate"
    current: bool = True
    """False: healed, mentioned as history; nothing is banned for it."""
    text: str = ""
    avoid: Listed[str] = ()
    """Movements the athlete said they avoid because of it."""


class Ban(WireModel):
    """Something the athlete will not do: a movement, a movement pattern, or a word."""

    text: str
    kind: BanKind = "movement"


class LiftBaseline(WireModel):
    """A maximum or a recent set of one exercise; `one_rep_max` wins over weight and reps."""

    exercise: str
    one_rep_max: Annotated[Number, Field(gt=0)] = None
    weight: Annotated[Number, Field(gt=0)] = None
    reps: Annotated[Whole, Field(ge=1, le=100)] = None
    rpe: Annotated[Number, Field(ge=1, le=10)] = None
    unit: Unit | None = None
    """None means the request's unit."""
    on: date | None = None


class RepBaseline(WireModel):
    """The most unbroken repetitions of a bodyweight movement, or the longest hold."""

    exercise: str
    reps: Annotated[Whole, Field(ge=0, le=1000)] = None
    hold_s: Annotated[Whole, Field(ge=0, le=3600)] = None


class Performance(WireModel):
    """A recent best over a distance, such as 5,000 m in 1,500 s."""

    sport: Sport = "run"
    distance_m: float = Field(gt=0)
    time_s: float = Field(gt=0)
    on: date | None = None


class SportVolume(WireModel):
    """What the athlete does now in an endurance sport."""

    sport: Sport = "run"
    weekly_distance_km: Annotated[Number, Field(ge=0)] = None
    weekly_minutes: Annotated[Number, Field(ge=0)] = None
    longest_distance_km: Annotated[Number, Field(ge=0)] = None
    longest_minutes: Annotated[Number, Field(ge=0)] = None


class Baselines(WireModel):
    """Where the athlete stands."""

    lifts: Listed[LiftBaseline] = ()
    max_reps: Listed[RepBaseline] = ()
    performances: Listed[Performance] = ()
    volumes: Listed[SportVolume] = ()
    ftp_w: Annotated[Number, Field(gt=0, le=600)] = None
    css_s_per_100m: Annotated[Number, Field(ge=45, le=400)] = None
    max_hr_bpm: Annotated[Whole, Field(ge=90, le=240)] = None
    threshold_hr_bpm: Annotated[Whole, Field(ge=80, le=220)] = None
    sets_per_week: Annotated[Whole, Field(ge=0)] = None


class Athlete(WireModel):
    """The person; nothing here is needed for a build."""

    age: Annotated[Whole, Field(ge=0, le=120)] = None
    sex: Annotated[Literal["female", "male", "other"], BeforeValidator(_lower)] | None = None
    body_weight: Annotated[Number, Field(gt=0)] = None
    """In the request's unit."""
    height_cm: Annotated[Number, Field(gt=0)] = None


class HealthFlags(WireModel):
    """What decides screening and limits; read by `libs.safety`, never cleared by the model."""

    pregnant: bool = False
    pregnancy_weeks: Annotated[Whole, Field(ge=0, le=45)] = None
    pregnancy_cleared: bool = False
    """A clinician allowed exercise in this pregnancy."""
    postpartum_weeks: Annotated[Whole, Field(ge=0, le=520)] = None
    postpartum_cleared: bool = False
    """A pelvic-floor or postnatal check allowed a return to running and jumping."""
    medicines: Listed[str] = ()
    conditions: Listed[str] = ()
    screening: Literal["not_on_file", "clear", "flagged", "cleared_by_clinician"] = "not_on_file"
    labels: Listed[SafetyLabel] = ()
    symptoms: Listed[str] = ()
