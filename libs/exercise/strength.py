"""Percentages, estimated maxima, and loads that can be put on (program-quality.md section 5)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from libs.exercise.catalogue import Exercise
from libs.exercise.vocabulary import Implement, word_set

PERCENT_BY_REPS = {
    1: 100.0, 2: 95.0, 3: 93.0, 4: 90.0, 5: 87.0, 6: 85.0, 7: 83.0, 8: 80.0, 9: 77.0, 10: 75.0,
    11: 72.0, 12: 67.0, 13: 67.0, 14: 67.0, 15: 65.0,
}  # fmt: skip
"""Percent of the one-repetition maximum (NSCA; 11 interpolated; 13 and 14 take 12)."""
PERCENT_BEYOND_TABLE = 60.0
"""Above 15 repetitions (working value)."""
EPLEY_MAX_REPS = 10
MAX_RPE = 10.0
BAR = {"kg": 20.0, "lbs": 45.0}
PAIR_STEP = {"kg": 2.5, "lbs": 5.0}
"""The smallest step of a barbell with a full set of plates: one pair of the smallest."""
DUMBBELL_STEP = {"kg": 2.5, "lbs": 5.0}
KETTLEBELL_STEP = {"kg": 4.0, "lbs": 5.0}
MACHINE_STEP = {"kg": 2.5, "lbs": 5.0}
MAX_LOADABLE = {"kg": 500.0, "lbs": 1100.0}
"""Over this the plate search stops; nobody is prescribed more."""
_HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class LoadingKit:
    """What loads can be made of at one place, in one unit.

    `plates` are the sizes owned as one pair each; empty means a full set.
    """

    unit: Literal["kg", "lbs"] = "kg"
    bar: float | None = None
    plates: tuple[float, ...] = ()
    dumbbell_step: float | None = None
    max_dumbbell: float | None = None
    max_kettlebell: float | None = None

    @property
    def bar_weight(self) -> float:
        """Return the weight of the empty bar."""
        return self.bar if self.bar is not None else BAR[self.unit]


def percent_for_reps(reps: int) -> float:
    """Return the percentage at which this many repetitions are the most possible."""
    return PERCENT_BY_REPS.get(max(reps, 1), PERCENT_BEYOND_TABLE)


def reps_for_percent(percent: float) -> int:
    """Return the most repetitions possible at a percentage, 15 at most, 1 above 95 %."""
    return max(reps for reps, value in PERCENT_BY_REPS.items() if value >= min(percent, 100.0))


def percent_for_effort(reps: int, rpe: float) -> float:
    """Return the percentage for repetitions that leave 10 - rpe in reserve, halves in between."""
    possible = max(reps, 1) + max(MAX_RPE - rpe, 0.0)
    low = math.floor(possible)
    share = possible - low
    return percent_for_reps(low) * (1 - share) + percent_for_reps(low + 1) * share


def estimated_one_rep_max(weight: float, reps: int, rpe: float | None = None) -> float:
    """Return the maximum a set points to: Epley up to 10 possible repetitions, else the table."""
    possible = max(reps, 1) + (max(MAX_RPE - rpe, 0.0) if rpe is not None else 0.0)
    if possible <= 1:
        return weight
    if possible <= EPLEY_MAX_REPS:
        return weight * (1 + possible / 30)
    return weight / (percent_for_reps(round(possible)) / 100)


_BARS = frozenset({"barbell", "ez_bar", "safety_squat_bar", "smith_machine", "log"})
_HANDHELD: tuple[Implement, ...] = ("dumbbell", "kettlebell")
_FIXTURES = word_set(
    """pullup_bar dip_bars rings suspension_trainer bench box rack climbing_rope pegboard ghd
    back_extension_bench stability_ball ab_wheel agility_hurdle balance_board foam_roller other
    dip_machine pool"""
)
"""Equipment that carries the body, not a load."""
_LOADED_MEASURES = frozenset(
    {"weight_reps", "weighted_time", "weighted_bodyweight_reps", "assisted_weight_reps"}
)


def is_loaded(exercise: Exercise) -> bool:
    """Tell whether a set of the exercise carries a weight that is written down."""
    return exercise.measure in _LOADED_MEASURES or (
        exercise.pattern in {"carry", "strongman"} and bool(exercise.needs)
    )


def implement_of(exercise: Exercise, available: frozenset[str] | None = None) -> Implement:
    """Return what carries the load; `available` narrows the alternatives to what is there."""
    terms = exercise.terms
    if available is not None and terms & available:
        terms = terms & available
    if terms & _BARS:
        return "barbell"
    for implement in _HANDHELD:
        if implement in terms:
            return implement
    if "trap_bar" in terms:
        return "barbell"
    if not is_loaded(exercise):
        return "other" if terms - _FIXTURES else "bodyweight"
    return "machine" if any(_is_machine(term) for term in terms) else "other"


def _is_machine(term: str) -> bool:
    return term == "cable" or term.endswith("_machine")


def round_load(value: float, implement: Implement, kit: LoadingKit) -> float:
    """Return the nearest load that exists: never under the bar, never over what is owned."""
    match implement:
        case "barbell":
            return _nearest_barbell(value, kit)
        case "dumbbell":
            step = kit.dumbbell_step or DUMBBELL_STEP[kit.unit]
            return _nearest_step(value, step, kit.max_dumbbell)
        case "kettlebell":
            return _nearest_step(value, KETTLEBELL_STEP[kit.unit], kit.max_kettlebell)
        case _:
            return _nearest_step(value, MACHINE_STEP[kit.unit], None, least=0.0)


def _nearest_step(
    value: float, step: float, most: float | None, *, least: float | None = None
) -> float:
    rounded = max(math.floor(value / step + 0.5) * step, step if least is None else least)
    if most is not None and rounded > most:
        return most
    return _tidy(rounded)


def _nearest_barbell(value: float, kit: LoadingKit) -> float:
    bar = kit.bar_weight
    if value <= bar:
        return _tidy(bar)
    if not kit.plates:
        step = PAIR_STEP[kit.unit]
        most = MAX_LOADABLE[kit.unit]
        return _tidy(min(bar + math.floor((value - bar) / step + 0.5) * step, most))
    loads = _owned_loads(bar, kit.plates)
    return _tidy(min(loads, key=lambda load: (abs(load - value), load)))


def _owned_loads(bar: float, plates: tuple[float, ...]) -> list[float]:
    """Return every total that the owned pairs can make, each pair used at most once."""
    totals = {0}
    for plate in plates:
        pair = round(2 * plate * _HUNDREDTHS)
        totals |= {total + pair for total in totals}
    return sorted(bar + total / _HUNDREDTHS for total in totals)


def smallest_step(value: float, implement: Implement, kit: LoadingKit) -> float:
    """Return the distance between the loads around a value, in the kit's unit."""
    if implement == "barbell" and kit.plates:
        loads = _owned_loads(kit.bar_weight, kit.plates)
        gaps = [high - low for low, high in pairwise(loads) if low <= value <= high]
        return max(gaps, default=PAIR_STEP[kit.unit])
    match implement:
        case "barbell":
            return PAIR_STEP[kit.unit]
        case "dumbbell":
            return kit.dumbbell_step or DUMBBELL_STEP[kit.unit]
        case "kettlebell":
            return KETTLEBELL_STEP[kit.unit]
        case _:
            return MACHINE_STEP[kit.unit]


def _tidy(value: float) -> float:
    return round(value, 2)
