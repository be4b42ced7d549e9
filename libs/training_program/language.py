"""The compact template language: its forms and its printer; `parser` is the inverse.

A session is a list of lines, a line one prescription or one block:

```
Back Squat | 4x6 @75% rest 3 min | brace before you descend
A1 Dumbbell Row | 3x8-10 RPE 8 per side rest 75 s
Run | 6x400 m @5k pace rest 90 s
AMRAP 12 min | 5 Pull-up + 10 Push-up + 15 Air Squat
EMOM 12 min | 12 cal Row / 8 Burpee / 40 s Plank
For time 21-15-9 cap 12 min | Thruster @43 kg + Pull-up
Warm-up 8 min | 3 min Bike + 10 Leg Swing per side
```

Lengths are in metres, kilometres, miles, yards or feet as written, times in whole seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from libs.training_program.models.units import DistanceUnit, UnitName

SECONDS_PER_MINUTE = 60
GroupKind = Literal[
    "warmup", "cooldown", "circuit", "amrap", "emom", "for_time", "tabata"
]  # fmt: skip
PaceUnit = Literal["km", "mile", "100m", "500m"]
DISTANCE_WORDS: dict[DistanceUnit, str] = {
    "meters": "m",
    "km": "km",
    "miles": "mi",
    "yards": "yd",
    "feet": "ft",
}


@dataclass(frozen=True)
class Repetitions:
    """A number of repetitions, or a range when `high` is over `low`."""

    low: int
    high: int


@dataclass(frozen=True)
class MaxReps:
    """As many repetitions as possible; `floor` is the least to reach, 0 for none."""

    floor: int = 0


@dataclass(frozen=True)
class Ladder:
    """A number of repetitions per round, such as 21-15-9."""

    steps: tuple[int, ...]


@dataclass(frozen=True)
class Hold:
    """A time: of a hold, of a steady piece, of an interval."""

    seconds: int


@dataclass(frozen=True)
class Length:
    """A distance in the unit written."""

    value: float
    unit: DistanceUnit


@dataclass(frozen=True)
class Calories:
    """Calories on a machine."""

    count: int


Quantity = Repetitions | MaxReps | Ladder | Hold | Length | Calories


@dataclass(frozen=True)
class PercentMax:
    """Percent of the one-repetition maximum."""

    low: float
    high: float


@dataclass(frozen=True)
class PercentFtp:
    """Percent of functional threshold power."""

    low: float
    high: float


@dataclass(frozen=True)
class Rpe:
    """Rating of perceived exertion, 1 to 10."""

    value: float


@dataclass(frozen=True)
class Rir:
    """Repetitions in reserve."""

    value: int


@dataclass(frozen=True)
class FixedLoad:
    """A load; `added` means on top of body weight."""

    value: float
    unit: UnitName
    added: bool = False


@dataclass(frozen=True)
class Zone:
    """A heart-rate zone, 1 to 5."""

    number: int


@dataclass(frozen=True)
class PaceName:
    """A pace by name: easy, 5k, threshold, CSS."""

    name: str


@dataclass(frozen=True)
class PaceAt:
    """A pace in seconds per unit."""

    seconds: int
    per: PaceUnit


Intensity = PercentMax | PercentFtp | Rpe | Rir | FixedLoad | Zone | PaceName | PaceAt


@dataclass(frozen=True)
class DropSets:
    """Drop sets after the last set: how many, each lighter by `percent`."""

    count: int
    percent: int


@dataclass(frozen=True)
class Dose:
    """Sets of a quantity with intensity, rest and manner."""

    quantity: Quantity
    sets: int = 1
    intensity: tuple[Intensity, ...] = ()
    per_side: bool = False
    tempo: str | None = None
    rest_s: int | None = None
    drop: DropSets | None = None
    is_test: bool = False


@dataclass(frozen=True)
class ExerciseLine:
    """One exercise; `label` such as A1 groups lines of one letter to a superset."""

    name: str
    dose: Dose
    cue: str = ""
    label: str = ""


@dataclass(frozen=True)
class Member:
    """One exercise of a block; without a quantity the block's scheme or interval gives it."""

    name: str
    quantity: Quantity | None = None
    intensity: tuple[Intensity, ...] = ()
    per_side: bool = False


@dataclass(frozen=True)
class GroupLine:
    """A block of several exercises; `alternating` ones change with each interval."""

    kind: GroupKind
    members: tuple[Member, ...]
    seconds: int | None = None
    """Length, or the cap of work for time."""
    rounds: int | None = None
    interval_s: int | None = None
    """Only of an EMOM whose interval is not one minute."""
    scheme: tuple[int, ...] = ()
    rest_s: int | None = None
    alternating: bool = False
    cue: str = ""


Line = ExerciseLine | GroupLine


@dataclass(frozen=True)
class Session:
    """One session as written: the slot it fills, a title, its lines, a coaching note."""

    slot_id: str
    title: str
    lines: tuple[Line, ...]
    note: str = ""


def print_line(line: Line) -> str:
    """Return the line in the language; `parser.parse_line` reads it back equal."""
    if isinstance(line, GroupLine):
        joint = " / " if line.alternating else " + "
        parts = [_print_head(line), joint.join(print_member(item) for item in line.members)]
    else:
        label = f"{line.label} " if line.label else ""
        parts = [f"{label}{line.name}", print_dose(line.dose)]
    return " | ".join([*parts, line.cue] if line.cue else parts)


def print_dose(dose: Dose) -> str:
    """Return sets, quantity, intensity and manner in the fixed order of the language."""
    words = [_print_sets(dose)]
    words += [print_intensity(item) for item in dose.intensity]
    if dose.per_side:
        words.append("per side")
    if dose.tempo:
        words.append(f"tempo {dose.tempo}")
    if dose.rest_s is not None:
        words.append(f"rest {print_time(dose.rest_s)}")
    if dose.drop:
        words.append(f"drop {dose.drop.count}x{dose.drop.percent}%")
    if dose.is_test:
        words.append("test")
    return " ".join(words)


def print_member(member: Member) -> str:
    """Return a block's exercise: quantity, name, load, sides."""
    words = [print_quantity(member.quantity)] if member.quantity else []
    words.append(member.name)
    words += [print_intensity(item) for item in member.intensity]
    return " ".join([*words, "per side"] if member.per_side else words)


def print_quantity(quantity: Quantity) -> str:
    """Return repetitions, time, distance or calories with the unit."""
    match quantity:
        case Repetitions(low, high):
            return str(low) if low == high else f"{low}-{high}"
        case MaxReps(floor):
            return f"{floor}+" if floor else "AMRAP"
        case Ladder(steps):
            return "-".join(str(step) for step in steps)
        case Hold(seconds):
            return print_time(seconds)
        case Length(value, unit):
            return f"{print_number(value)} {DISTANCE_WORDS[unit]}"
        case Calories(count):
            return f"{count} cal"


def print_intensity(intensity: Intensity) -> str:
    """Return one intensity as it stands behind the quantity."""
    match intensity:
        case Rpe(value):
            return f"RPE {print_number(value)}"
        case Rir(value):
            return f"RIR {value}"
        case Zone(number):
            return f"Z{number}"
        case _:
            return f"@{_print_target(intensity)}"


def print_time(seconds: int) -> str:
    """Return whole minutes as minutes, anything else in seconds."""
    minutes, rest = divmod(seconds, SECONDS_PER_MINUTE)
    return f"{minutes} min" if minutes and not rest else f"{seconds} s"


def print_number(value: float) -> str:
    """Return a number with at most two decimals and no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _print_target(intensity: PercentMax | PercentFtp | FixedLoad | PaceName | PaceAt) -> str:
    match intensity:
        case PercentMax(low, high):
            return f"{_print_range(low, high)}%"
        case PercentFtp(low, high):
            return f"{_print_range(low, high)}% FTP"
        case FixedLoad(value, unit, added):
            return f"{'BW+' if added else ''}{print_number(value)} {unit.value}"
        case PaceName(name):
            return f"{name} pace"
        case PaceAt(seconds, per):
            return f"{seconds // 60}:{seconds % 60:02d}/{per}"


def _print_range(low: float, high: float) -> str:
    return print_number(low) if low == high else f"{print_number(low)}-{print_number(high)}"


def _print_sets(dose: Dose) -> str:
    quantity = print_quantity(dose.quantity)
    if isinstance(dose.quantity, Ladder):
        return quantity
    counted = isinstance(dose.quantity, Repetitions | MaxReps)
    return f"{dose.sets}x{quantity}" if counted or dose.sets > 1 else quantity


def _print_head(line: GroupLine) -> str:
    length = print_time(line.seconds) if line.seconds else ""
    match line.kind:
        case "warmup" | "cooldown":
            words = ["Warm-up" if line.kind == "warmup" else "Cool-down", length]
        case "amrap" | "tabata":
            words = [{"amrap": "AMRAP", "tabata": "Tabata"}[line.kind], length]
        case "emom":
            interval = line.interval_s
            words = [f"Every {print_time(interval)} for" if interval else "EMOM", length]
        case "for_time":
            rounds = f"{line.rounds} rounds for time" if line.rounds else "For time"
            scheme = "-".join(str(step) for step in line.scheme)
            words = [rounds, scheme, f"cap {length}" if length else ""]
        case "circuit":
            words = [f"{line.rounds or 1} rounds", length]
    if line.rest_s is not None:
        words.append(f"rest {print_time(line.rest_s)}")
    return " ".join(word for word in words if word)
