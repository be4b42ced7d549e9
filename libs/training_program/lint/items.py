"""One prescribed exercise as the rules see it: where it stands, what it is, how hard it is.

Read from the sets of the program alone, never from the ledger it was made with.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

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
    template: Template, exercise: PrescribedExercise, block: Block | None, unit: UnitName
) -> Item:
    """Return the exercise of a session with its working sets spelled out."""
    working = tuple(item for item in exercise.working_sets if not item.is_ramp)
    return Item(
        template=template,
        exercise=exercise,
        block=block,
        sets=working or _spelled_out(exercise, block),
        ramp_sets=len(exercise.working_sets) - len(working),
        week=(template.day_number - 1) // 7 + 1,
        unit=unit,
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
        return tuple(_set(exercise, n, reps) for n, reps in enumerate(block.scheme, start=1))
    rounds = block.rounds if block is not None and block.rounds else 1
    count = exercise.sets if exercise.sets is not None else rounds
    return tuple(_set(exercise, n, exercise.reps) for n in range(1, count + 1))


def _set(exercise: PrescribedExercise, number: int, reps: Reps | None) -> WorkingSet:
    time, distance = exercise.time, exercise.distance
    return WorkingSet.model_construct(
        set_number=number,
        is_ramp=False,
        reps=reps,
        weight=exercise.weight if isinstance(exercise.weight, Weight) else None,
        rpe=exercise.rpe,
        time_s=round(time.value * SECONDS_PER[time.unit]) if time is not None else None,
        distance_m=distance.value * METERS_PER[distance.unit] if distance is not None else None,
        calories=exercise.calories,
        rest_s=exercise.rest_s,
    )
