"""One prescribed exercise as the rules see it: where it stands, what it is, how hard it is.

Read from the sets of the program alone, never from the ledger it was made with. Half a year holds
thousands of them, so what every rule asks is worked out once, when the item is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from libs.exercise.catalogue import Exercise
from libs.exercise.matching import Match
from libs.exercise.names import normalize
from libs.exercise.strength import is_loaded
from libs.training_program.lint.limits import Limits
from libs.training_program.models.blueprint import week_of
from libs.training_program.models.program import (
    AmrapReps,
    Block,
    PrescribedExercise,
    RepRange,
    Reps,
    Template,
    Weight,
)
from libs.training_program.models.units import METERS_PER, SECONDS_PER, UnitName, to_unit

PREPARATION = frozenset({"warmup", "cooldown"})
TIMED = frozenset({"amrap", "emom", "for_time", "tabata"})
ENDURANCE = frozenset({"intervals", "steady"})
MAX_RPE = 10.0
_LOADED_KINDS = frozenset({"barbell", "dumbbell", "kettlebell"})
_ADDED_MEASURES = frozenset({"reps", "weighted_bodyweight_reps", "assisted_weight_reps"})
_NO_RESISTANCE = frozenset({"mono", "mobility", "plyo"})
_NO_PATTERN = frozenset({*_NO_RESISTANCE, "other", None})
_CARDIO = frozenset({"cardio", "stretching", "technique"})


class OneSet(Protocol):
    """A set as stored, or as spelled out from a short form."""

    @property
    def reps(self) -> Reps | None: ...  # noqa: D102 - as in WorkingSet
    @property
    def weight(self) -> Weight | None: ...  # noqa: D102
    @property
    def rpe(self) -> float | None: ...  # noqa: D102
    @property
    def time_s(self) -> int | None: ...  # noqa: D102
    @property
    def distance_m(self) -> float | None: ...  # noqa: D102
    @property
    def calories(self) -> int | None: ...  # noqa: D102
    @property
    def rest_s(self) -> int | None: ...  # noqa: D102


class _ShortSet(NamedTuple):
    reps: Reps | None
    weight: Weight | None
    rpe: float | None
    time_s: int | None
    distance_m: float | None
    calories: int | None
    rest_s: int | None


@dataclass(frozen=True, slots=True)
class Item:
    """A prescribed exercise in its session; loads in the program's unit."""

    template: Template
    exercise: PrescribedExercise
    block: Block | None
    match: Match
    name: str
    """The name the athlete reads."""
    known: Exercise | None
    """The movement of the catalogue that the name stands for."""
    pattern: str | None
    """Of the catalogue, of the name, else as written."""
    key: str
    """What tells one exercise from another over the program."""
    sets: Sequence[OneSet]
    """Working sets; a short form without expanded sets is spelled out."""
    ramp_sets: int
    week: int
    unit: UnitName
    percent: float | None
    """The highest percentage of a maximum prescribed."""
    load: float | None
    """The heaviest load prescribed."""
    rpe: float | None
    """The hardest effort prescribed; repetitions in reserve count from 10 down."""
    is_preparation: bool
    """It belongs to a warm-up or cool-down."""
    is_timed: bool
    """It belongs to a conditioning piece against the clock."""
    is_endurance: bool
    """It is a steady or interval piece."""
    is_resistance: bool
    """Its sets train muscles against resistance."""
    hard_sets: int
    """Sets at 60 % or RPE 6 and over; pieces against the clock count none."""

    @property
    def needs(self) -> tuple[frozenset[str], ...]:
        """Return the equipment needed, an implement of the name in place of the usual one."""
        return self.match.needs

    def missing(self, available: frozenset[str]) -> tuple[str, ...]:
        """Return what the name needs beyond `available`."""
        return self.match.missing(available) if self.match.needs else ()

    def has_tag(self, *tags: str) -> bool:
        """Return whether the catalogue gives the exercise one of the tags."""
        return self.known is not None and not self.known.tags.isdisjoint(tags)

    @property
    def is_isolation(self) -> bool:
        """Return whether one joint works."""
        return self.known is not None and self.known.mechanic == "isolation"

    @property
    def is_cyclic(self) -> bool:
        """Return whether it is running, cycling and the like."""
        return self.pattern == "mono"

    @property
    def is_mobility(self) -> bool:
        """Return whether it is a stretch or drill."""
        return self.pattern == "mobility"

    @property
    def is_loaded(self) -> bool:
        """Return whether it is done with a weight that someone must choose."""
        return _is_loaded(self.exercise, self.known, self.pattern)

    @property
    def is_added_load(self) -> bool:
        """Return whether the load comes on top of body weight."""
        if self.known is None:
            return self.exercise.movement_type in {"bodyweight", "gymnastics"}
        return self.known.measure in _ADDED_MEASURES

    @property
    def meters(self) -> float | None:
        """Return the distance of all sets together, None without one."""
        lengths = [s.distance_m for s in self.sets if s.distance_m is not None]
        return sum(lengths) if lengths else None

    @property
    def seconds(self) -> float | None:
        """Return the time of all sets together, None without one."""
        times = [s.time_s for s in self.sets if s.time_s is not None]
        return float(sum(times)) if times else None


def read_item(
    template: Template,
    exercise: PrescribedExercise,
    *,
    block: Block | None,
    unit: UnitName,
    match: Match,
    limits: Limits,
) -> Item:
    """Return the exercise of a session with its working sets spelled out."""
    working = tuple(item for item in exercise.working_sets if not item.is_ramp)
    sets: Sequence[OneSet] = working or _spelled_out(exercise, block)
    kind = block.kind if block is not None else ""
    known, pattern = match.exercise, match.pattern or exercise.pattern
    percents = [value for one in sets if (value := percent_of(one)) is not None]
    loads = [value for one in sets if (value := load_of(one, unit)) is not None]
    trains = kind not in PREPARATION and kind not in ENDURANCE
    resistance = trains and _is_resistance(exercise, known, pattern, bool(percents))
    rpe = _effort(exercise, sets)
    return Item(
        template=template,
        exercise=exercise,
        block=block,
        match=match,
        name=exercise.exercise_name,
        known=known,
        pattern=pattern,
        key=known.id if known is not None else normalize(exercise.exercise_name),
        sets=sets,
        ramp_sets=len(exercise.working_sets) - len(working),
        week=week_of(template.day_number),
        unit=unit,
        percent=max(percents, default=None),
        load=max(loads, default=None),
        rpe=rpe,
        is_preparation=kind in PREPARATION,
        is_timed=kind in TIMED,
        is_endurance=kind in ENDURANCE,
        is_resistance=resistance,
        hard_sets=_hard_sets(sets, rpe, limits) if resistance and kind not in TIMED else 0,
    )


def percent_of(item: OneSet) -> float | None:
    """Return the percentage of a set."""
    return item.weight.percentage_1rm if item.weight is not None else None


def load_of(item: OneSet, unit: UnitName) -> float | None:
    """Return the load of a set in a unit."""
    if item.weight is None or item.weight.value is None:
        return None
    return to_unit(float(item.weight.value), item.weight.unit or unit, unit)


def least_reps(reps: Reps | None) -> int | None:
    """Return the repetitions that must be reached: the low end, or the floor of an open set."""
    match reps:
        case RepRange() | AmrapReps():
            return reps.min
        case _:
            return reps if isinstance(reps, int) else None


def _is_loaded(exercise: PrescribedExercise, known: Exercise | None, pattern: str | None) -> bool:
    if pattern in {"mono", "mobility"}:
        return False
    return (known is not None and is_loaded(known)) or exercise.movement_type in _LOADED_KINDS


def _is_resistance(
    exercise: PrescribedExercise, known: Exercise | None, pattern: str | None, by_percent: bool
) -> bool:
    if known is not None:
        return known.pattern not in _NO_RESISTANCE and known.modality not in _CARDIO
    return by_percent or pattern not in _NO_PATTERN or _is_loaded(exercise, known, pattern)


def _effort(exercise: PrescribedExercise, sets: Sequence[OneSet]) -> float | None:
    if exercise.rir is not None:
        return MAX_RPE - exercise.rir
    return max((one.rpe for one in sets if one.rpe is not None), default=exercise.rpe)


def _hard_sets(sets: Sequence[OneSet], rpe: float | None, limits: Limits) -> int:
    count = 0
    for one in sets:
        percent, effort = percent_of(one), one.rpe if one.rpe is not None else rpe
        if percent is not None:
            count += percent >= limits.hard_percent
        else:
            count += effort is None or effort >= limits.hard_rpe
    return count


def _spelled_out(exercise: PrescribedExercise, block: Block | None) -> Sequence[OneSet]:
    """Return one set per set or round; a scheme such as 21-15-9 gives one set per step."""
    if block is not None and block.scheme and exercise.reps is None:
        return tuple(_set(exercise, reps) for reps in block.scheme)
    rounds = block.rounds if block is not None and block.rounds else 1
    count = exercise.sets if exercise.sets is not None else rounds
    return (_set(exercise, exercise.reps),) * count


def _set(exercise: PrescribedExercise, reps: Reps | None) -> _ShortSet:
    time, distance = exercise.time, exercise.distance
    return _ShortSet(
        reps=reps,
        weight=exercise.weight if isinstance(exercise.weight, Weight) else None,
        rpe=exercise.rpe,
        time_s=round(time.value * SECONDS_PER[time.unit]) if time is not None else None,
        distance_m=distance.value * METERS_PER[distance.unit] if distance is not None else None,
        calories=exercise.calories,
        rest_s=exercise.rest_s,
    )
