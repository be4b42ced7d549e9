"""Quantities and intensities of the language as typed fields of a prescription, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from libs.training_program.language import (
    SECONDS_PER_MINUTE,
    Calories,
    Hold,
    Intensity,
    Ladder,
    Length,
    MaxReps,
    PaceAt,
    PaceName,
    PercentFtp,
    Quantity,
    Repetitions,
    Zone,
)
from libs.training_program.models.program import (
    AmrapReps,
    Distance,
    Pace,
    PercentRange,
    RepRange,
    Reps,
    Time,
)
from libs.training_program.models.request import TrainingRequest
from libs.training_program.models.units import METERS_PER, SECONDS_PER
from libs.training_program.models.vocabulary import SportName
from libs.training_program.paces import find_pace

_SPORT_WORDS: Final = (
    ("run", SportName.RUN), ("jog", SportName.RUN), ("row", SportName.ROW),
    ("swim", SportName.SWIM), ("bike", SportName.RIDE), ("ride", SportName.RIDE),
    ("cycling", SportName.RIDE),
)  # fmt: skip


@dataclass(frozen=True)
class Amount:
    """How much of one set; exactly one field is set, none where the block gives the dose."""

    reps: Reps | None = None
    time: Time | None = None
    distance: Distance | None = None
    calories: int | None = None

    @property
    def time_s(self) -> int | None:
        """Return the seconds of a time."""
        return seconds_of(self.time) if self.time is not None else None

    @property
    def meters(self) -> float | None:
        """Return the metres of a distance."""
        if self.distance is None:
            return None
        return round(self.distance.value * METERS_PER[self.distance.unit], 1)


@dataclass(frozen=True)
class Target:
    """Intensities of endurance work."""

    pace: Pace | None = None
    zone: int | None = None
    ftp: PercentRange | None = None


def amount_of(quantity: Quantity | None) -> Amount:
    """Return a quantity as typed fields; a ladder is the range of its steps."""
    match quantity:
        case Repetitions() | MaxReps() | Ladder():
            return Amount(reps=_reps_of(quantity))
        case Hold(seconds):
            return Amount(time=time_of(seconds))
        case Length(value, unit):
            return Amount(distance=Distance(value=value, unit=unit))
        case Calories(count):
            return Amount(calories=count)
        case None:
            return Amount()


def _reps_of(quantity: Repetitions | MaxReps | Ladder) -> Reps:
    match quantity:
        case MaxReps(floor):
            return AmrapReps(min=floor or None)
        case Ladder(steps):
            low, high = min(steps), max(steps)
        case Repetitions(low, high):
            pass
    return low if low == high else RepRange(min=low, max=high)


def quantity_of(amount: Amount) -> Quantity | None:
    """Return the quantity that typed fields stand for."""
    match amount.reps:
        case RepRange(min=low, max=high):
            return Repetitions(low, high)
        case AmrapReps(min=floor):
            return MaxReps(floor or 0)
        case int(count):
            return Repetitions(count, count)
        case _:
            pass
    if amount.time is not None:
        return Hold(seconds_of(amount.time))
    if amount.distance is not None:
        return Length(amount.distance.value, amount.distance.unit)
    return Calories(amount.calories) if amount.calories is not None else None


def top_reps(quantity: Quantity | None) -> int | None:
    """Return the most repetitions a set asks for; None where they are open or not counted."""
    match quantity:
        case Repetitions(_, high):
            return high
        case Ladder(steps):
            return max(steps)
        case _:
            return None


def time_of(seconds: int) -> Time:
    """Return seconds as whole minutes where they are."""
    if seconds % SECONDS_PER_MINUTE == 0:
        return Time(value=seconds // SECONDS_PER_MINUTE, unit="minutes")
    return Time(value=seconds, unit="seconds")


def seconds_of(time: Time) -> int:
    """Return a time in seconds."""
    return round(time.value * SECONDS_PER[time.unit])


def target_of(
    intensity: tuple[Intensity, ...], *, name: str, sport: SportName, request: TrainingRequest
) -> Target:
    """Return pace, zone and power; a named pace gets the athlete's seconds where they are known."""
    pace: Pace | None = None
    zone: int | None = None
    ftp: PercentRange | None = None
    for item in intensity:
        match item:
            case PaceName(label):
                pace = _named_pace(label, name, sport, request)
            case PaceAt(seconds, per):
                pace = Pace(seconds=seconds, per=per)
            case Zone(number):
                zone = number
            case PercentFtp(low, high):
                ftp = PercentRange(min=low, max=high)
            case _:
                pass
    return Target(pace, zone, ftp)


def _named_pace(label: str, name: str, sport: SportName, request: TrainingRequest) -> Pace:
    lower = name.lower()
    own = next((value for word, value in _SPORT_WORDS if word in lower), sport)
    known = find_pace(request, own, label)
    if known is None:
        return Pace(label=label)
    return Pace(label=label, seconds=round(known.seconds), per=known.per)
