"""One prescribed exercise as the rules see it: where it stands, what it is, how hard it is.

Read from the sets of the program alone, never from the ledger it was made with.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

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
    WorkingSet,
)
from libs.training_program.models.units import METERS_PER, SECONDS_PER, UnitName, to_unit

PREPARATION = frozenset({"warmup", "cooldown"})
TIMED = frozenset({"amrap", "emom", "for_time", "tabata"})
ENDURANCE = frozenset({"intervals", "steady"})
MAX_RPE = 10.0
_LOADED_KINDS = frozenset({"barbell", "dumbbell", "kettlebell"})
_NO_RESISTANCE = frozenset({"mono", "mobility", "plyo"})
_CARDIO = frozenset({"cardio", "stretching", "technique"})


@dataclass(frozen=True)
class Item:
    """A prescribed exercise in its session; loads in the program's unit."""

    template: Template
    exercise: PrescribedExercise
    block: Block | None
    sets: tuple[WorkingSet, ...]
    """Working sets; a short form without expanded sets is spelled out."""
    ramp_sets: int
    week: int
    unit: UnitName
    match: Match
    limits: Limits

    @property
    def known(self) -> Exercise | None:
        """Return the movement of the catalogue that the name stands for."""
        return self.match.exercise

    @property
    def pattern(self) -> str | None:
        """Return the movement pattern: of the catalogue, of the name, else as written."""
        return self.match.pattern or self.exercise.pattern

    @cached_property
    def key(self) -> str:
        """Return what tells one exercise from another over the program."""
        return self.known.id if self.known is not None else normalize(self.name)

    @property
    def needs(self) -> tuple[frozenset[str], ...]:
        """Return the equipment needed, an implement of the name in place of the usual one."""
        return self.match.needs

    def missing(self, available: frozenset[str]) -> tuple[str, ...]:
        """Return what the name needs beyond `available`."""
        return self.match.missing(available)

    def has_tag(self, *tags: str) -> bool:
        """Return whether the catalogue gives the exercise one of the tags."""
        return self.known is not None and not self.known.tags.isdisjoint(tags)

    @property
    def is_isolation(self) -> bool:
        """Return whether one joint works."""
        return self.known is not None and self.known.mechanic == "isolation"

    @property
    def is_compound(self) -> bool:
        """Return whether several joints work."""
        return self.known is not None and self.known.mechanic == "compound"

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
        if self.is_cyclic or self.is_mobility:
            return False
        if self.known is not None and is_loaded(self.known):
            return True
        return self.exercise.movement_type in _LOADED_KINDS

    @property
    def is_added_load(self) -> bool:
        """Return whether the load comes on top of body weight."""
        if self.known is None:
            return self.exercise.movement_type in {"bodyweight", "gymnastics"}
        return self.known.measure in {"reps", "weighted_bodyweight_reps", "assisted_weight_reps"}

    @cached_property
    def is_resistance(self) -> bool:
        """Return whether its sets train muscles against resistance."""
        if self.is_preparation or self.is_endurance:
            return False
        if self.known is not None:
            return self.known.pattern not in _NO_RESISTANCE and self.known.modality not in _CARDIO
        return (
            self.is_loaded
            or self.percent is not None
            or self.pattern
            not in {
                *_NO_RESISTANCE,
                "other",
                None,
            }
        )

    @cached_property
    def hard_sets(self) -> int:
        """Return the sets at 60 % or RPE 6 and over; pieces against the clock count none."""
        if not self.is_resistance or self.is_timed:
            return 0
        return sum(self._is_hard(one) for one in self.sets)

    def _is_hard(self, one: WorkingSet) -> bool:
        percent, effort = percent_of(one), one.rpe if one.rpe is not None else self.rpe
        if percent is not None:
            return percent >= self.limits.hard_percent
        return effort is None or effort >= self.limits.hard_rpe

    @property
    def name(self) -> str:
        """Return the name the athlete reads."""
        return self.exercise.exercise_name

    @property
    def is_preparation(self) -> bool:
        """Return whether it belongs to a warm-up or cool-down."""
        return self.block is not None and self.block.kind in PREPARATION

    @property
    def is_timed(self) -> bool:
        """Return whether it belongs to a conditioning piece against the clock."""
        return self.block is not None and self.block.kind in TIMED

    @property
    def is_endurance(self) -> bool:
        """Return whether it is a steady or interval piece."""
        return self.block is not None and self.block.kind in ENDURANCE

    @cached_property
    def percent(self) -> float | None:
        """Return the highest percentage of a maximum prescribed."""
        return max((p for item in self.sets if (p := percent_of(item)) is not None), default=None)

    @cached_property
    def load(self) -> float | None:
        """Return the heaviest load prescribed."""
        return max(
            (load for item in self.sets if (load := load_of(item, self.unit)) is not None),
            default=None,
        )

    @cached_property
    def rpe(self) -> float | None:
        """Return the hardest effort prescribed; repetitions in reserve count from 10 down."""
        if self.exercise.rir is not None:
            return MAX_RPE - self.exercise.rir
        return max((s.rpe for s in self.sets if s.rpe is not None), default=self.exercise.rpe)

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
    return Item(
        template=template,
        exercise=exercise,
        block=block,
        sets=working or _spelled_out(exercise, block),
        ramp_sets=len(exercise.working_sets) - len(working),
        week=week_of(template.day_number),
        unit=unit,
        match=match,
        limits=limits,
    )


def percent_of(item: WorkingSet) -> float | None:
    """Return the percentage of a set."""
    return item.weight.percentage_1rm if item.weight is not None else None


def load_of(item: WorkingSet, unit: UnitName) -> float | None:
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


def total_reps(item: Item) -> int:
    """Return the repetitions of all sets, both sides included."""
    count = sum(least_reps(one.reps) or 0 for one in item.sets)
    return count * (2 if item.exercise.per_side else 1)


def _spelled_out(exercise: PrescribedExercise, block: Block | None) -> tuple[WorkingSet, ...]:
    """Return one set per set or round; a scheme such as 21-15-9 gives one set per step."""
    if block is not None and block.scheme and exercise.reps is None:
        return tuple(_set(exercise, reps) for reps in block.scheme)
    rounds = block.rounds if block is not None and block.rounds else 1
    count = exercise.sets if exercise.sets is not None else rounds
    return (_set(exercise, exercise.reps),) * count


def _set(exercise: PrescribedExercise, reps: Reps | None) -> WorkingSet:
    time, distance = exercise.time, exercise.distance
    return WorkingSet.model_construct(
        set_number=1,
        is_ramp=False,
        reps=reps,
        weight=exercise.weight if isinstance(exercise.weight, Weight) else None,
        rpe=exercise.rpe,
        time_s=round(time.value * SECONDS_PER[time.unit]) if time is not None else None,
        distance_m=distance.value * METERS_PER[distance.unit] if distance is not None else None,
        calories=exercise.calories,
        rest_s=exercise.rest_s,
    )
