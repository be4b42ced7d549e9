"""One exercise of a lifting session while it is being planned, and its dose."""

from __future__ import annotations

from dataclasses import dataclass

from libs.exercise.catalogue import Exercise
from libs.training_program.language import (
    Dose,
    ExerciseLine,
    Hold,
    Length,
    PercentMax,
    Quantity,
    Repetitions,
    Rpe,
)
from libs.training_program.minutes import CALORIE_S, RAMP_REST_S, REP_S, SET_UP_S
from libs.training_program.models.blueprint import LiftRow, WeekRow
from libs.training_program.models.request import TrainingRequest
from libs.training_program.writer.needs import BIG_NEEDS, Need
from libs.training_program.writer.stock import key_of

HEAVY_PERCENT = 85.0
FEW_REPS = 5
"""From this load on, or down to this number of repetitions, sets rest three minutes (section 6)."""
HEAVY_REST_S, MAIN_REST_S, COMPOUND_REST_S, SMALL_REST_S, TRUNK_REST_S = 180, 150, 90, 60, 45
MIN_REST_S = 20
HARD_PERCENT = 60.0
RAMP_PERCENTS = (65.0, 80.0)
RAMP_REPS = 3
_OWN_SHARE = 0.7
"""Share of an athlete's best repetitions that a set of an accessory goes up to."""


@dataclass
class Item:
    """An exercise with its dose; `keep` items hold the balance of the week."""

    exercise: Exercise
    need: Need | None
    sets: int
    quantity: Quantity
    rpe: float
    rest_s: int
    row: LiftRow | None = None
    is_main: bool = False
    keep: bool = False

    @property
    def is_small(self) -> bool:
        """Return whether it is isolation or trunk work."""
        return self.need not in BIG_NEEDS and not self.is_main and self.need is not Need.OLYMPIC

    @property
    def hard_sets(self) -> int:
        """Return the sets that count against the limit of a session; light ones do not."""
        percent = self.row.percent_1rm if self.row is not None else None
        return 0 if percent is not None and percent < HARD_PERCENT else self.sets

    @property
    def seconds(self) -> float:
        """Return the modelled seconds: set-up, ramp sets, work, rest."""
        work = work_seconds(self.quantity) * (2 if self.exercise.unilateral else 1)
        ramp = self.ramp_sets * (RAMP_REPS * REP_S + RAMP_REST_S)
        return SET_UP_S + ramp + self.sets * work + (self.sets - 1) * self.rest_s

    @property
    def ramp_sets(self) -> int:
        """Return the ramp sets that the expansion puts before the working ones."""
        percent = self.row.percent_1rm if self.row is not None else None
        if percent is None:
            return 0
        return 3 if percent >= RAMP_PERCENTS[1] else 2 if percent >= RAMP_PERCENTS[0] else 1

    def line(self, cue: str = "") -> ExerciseLine:
        """Return the prescription in the template language."""
        percent = self.row.percent_1rm if self.row is not None else None
        intensity = PercentMax(percent, percent) if percent is not None else Rpe(self.rpe)
        is_test = self.row is not None and self.row.is_test
        dose = Dose(
            quantity=self.quantity,
            sets=self.sets,
            intensity=(intensity,),
            per_side=self.exercise.unilateral,
            rest_s=self.rest_s if self.sets > 1 else None,
            is_test=is_test,
        )
        return ExerciseLine(name=self.exercise.name, dose=dose, cue=cue)


def work_seconds(quantity: Quantity) -> float:
    """Return the seconds of one set on one side."""
    match quantity:
        case Repetitions(low, high):
            return (low + high) / 2 * REP_S
        case Hold(seconds):
            return float(seconds)
        case Length(value, _):
            return value
        case _:
            return 10 * CALORIE_S


def main_item(exercise: Exercise, row: LiftRow | None, dials: WeekRow, need: Need | None) -> Item:
    """Return a lift of the ledger; without a row its dose is the accessories'."""
    if row is None:
        low = max(dials.accessory_reps[0] - 2, FEW_REPS)
        quantity: Quantity = Repetitions(low, low + 2)
        return Item(exercise, need, 3, quantity, dials.accessory_rpe, MAIN_REST_S, is_main=True)
    heavy = row.reps <= FEW_REPS or (row.percent_1rm or 0) >= HEAVY_PERCENT
    quantity = _own_quantity(exercise, row.reps)
    return Item(
        exercise,
        need,
        row.sets,
        quantity,
        row.rpe if row.rpe is not None else dials.accessory_rpe,
        HEAVY_REST_S if heavy else MAIN_REST_S,
        row=row,
        is_main=True,
    )


def accessory_item(
    exercise: Exercise,
    need: Need,
    *,
    dials: WeekRow,
    step: int,
    request: TrainingRequest,
) -> Item:
    """Return an accessory with the dose of the week; `step` counts the weeks of its turn."""
    quantity = _quantity(exercise, need, dials, step)
    quantity = _within_own(quantity, exercise, request)
    rest = SMALL_REST_S
    if need in BIG_NEEDS or need in {Need.OLYMPIC, Need.JUMP}:
        rest = COMPOUND_REST_S
    elif need in {Need.CORE, Need.CARRY, Need.SKILL}:
        rest = TRUNK_REST_S
    rpe = dials.accessory_rpe
    if need in {Need.OLYMPIC, Need.JUMP, Need.SKILL}:
        rpe = min(rpe, 7.0)
    return Item(exercise, need, 3, quantity, rpe, rest)


def _own_quantity(exercise: Exercise, reps: int) -> Quantity:
    if exercise.measure in {"time", "weighted_time"}:
        return Hold(max(20, reps * 3))
    if exercise.measure == "distance":
        return Length(40, "meters")
    return Repetitions(reps, reps)


def _quantity(exercise: Exercise, need: Need, dials: WeekRow, step: int) -> Quantity:
    low, high = _range_of(exercise, need, dials)
    if exercise.measure in {"time", "weighted_time"}:
        return Hold(_HOLDS.get(need, 30) + 5 * step)
    if exercise.measure == "distance":
        return Length(30 + 10 * step if not exercise.unilateral else 20 + 5 * step, "meters")
    if exercise.measure == "calories":
        return Hold(60)
    start = min(low + step, max(high - 2, low))
    return Repetitions(start, min(start + 2, max(high, start)))


_HOLDS = {Need.SKILL: 20, Need.CORE: 30, Need.SQUAT: 30, Need.QUAD: 30, Need.CARRY: 30}


def _range_of(exercise: Exercise, need: Need, dials: WeekRow) -> tuple[int, int]:
    """Return the repetitions to move in: more for small muscles and for body weight."""
    low, high = dials.accessory_reps
    if need is Need.OLYMPIC:
        return 3, 4
    if need is Need.JUMP:
        return 4, 6
    if need is Need.PULL_V and exercise.measure == "reps":
        return max(3, low - 4), max(6, low)
    if need in BIG_NEEDS:
        is_free = exercise.measure == "reps" and not exercise.needs
        return (max(low, 8), max(high, 12) + 3) if is_free else (low, high)
    return max(low, 8) + 2, max(high, 12) + 2


def _within_own(quantity: Quantity, exercise: Exercise, request: TrainingRequest) -> Quantity:
    """Keep repetitions and holds within what the athlete said is possible in one go."""
    key = key_of(exercise.name)
    own = next((b for b in request.baselines.max_reps if key_of(b.exercise) == key), None)
    if own is None:
        return quantity
    if isinstance(quantity, Repetitions) and own.reps is not None:
        most = max(1, int(own.reps * _OWN_SHARE))
        high = min(quantity.high, most)
        return Repetitions(min(quantity.low, max(1, high - 2)), high)
    if isinstance(quantity, Hold) and own.hold_s is not None:
        return Hold(max(5, min(quantity.seconds, int(own.hold_s * _OWN_SHARE))))
    return quantity
