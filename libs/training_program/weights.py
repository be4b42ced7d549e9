"""Loads, efforts, ramp sets and rests of one exercise.

Percentages of a known maximum become loads rounded to the athlete's plates; without a maximum an
effort stands in their place (RPE 10 is none in reserve, 9 one; program-quality.md section 5). Rest
defaults are those of the time model, section 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from libs.exercise.strength import percent_for_reps, reps_for_percent, round_load
from libs.training_program.language import FixedLoad, Intensity, PercentMax, Rir, Rpe
from libs.training_program.models.blueprint import LiftRow
from libs.training_program.models.program import Weight, WorkingSet
from libs.training_program.models.units import UnitName, to_unit
from libs.training_program.movements import Movement
from libs.training_program.scene import Scene

HEAVY_PERCENT = 80.0
"""From here on ramp sets are needed (rule P08)."""
REST_HEAVY_PERCENT = 85.0
FEW_REPS = 5
HEAVY_REST_S, COMPOUND_REST_S, ISOLATION_REST_S, DRILL_REST_S = 180, 120, 75, 30
SUPERSET_REST_S = 30
"""Between the exercises of a superset."""
MAX_REST_S = 600
MAX_RPE, LEAST_RPE = 10.0, 5.0
SEVERAL_SETS_POINTS = 2.5
"""Rule P04."""
ROGUE_PERCENT = 75.0
"""A main lift outside its ledger exposures stays under heavy work (rule B03)."""
LIGHT_WEEK_PERCENT = 70.0
"""Most of what the ledger did not decide in a deload, taper or test week (w)."""
MAX_ROUNDING = 0.10
"""A load that plates move further than this is left to effort."""
MAX_HAND_LOAD: Final = {UnitName.KG: 70.0, UnitName.LBS: 150.0}
"""Heaviest pair of dumbbells that anybody owns (trial)."""
_HAND: Final = frozenset({"dumbbell", "kettlebell"})
_RAMPS: Final = ((0.5, 5), (0.7, 3), (0.85, 2))
"""Share of the working load and repetitions (k)."""
_LIGHT_PERCENT = 65.0
_PACK_STEP = 0.5


@dataclass(frozen=True)
class Loading:
    """How heavy or hard: a weight, an effort, or repetitions in reserve."""

    weight: Weight | None = None
    rpe: float | None = None
    rir: float | None = None


@dataclass(frozen=True)
class Effort:
    """What an exercise asks for before loads are resolved; `reps` None where not counted."""

    intensity: tuple[Intensity, ...]
    sets: int
    reps: int | None
    row: LiftRow | None = None
    is_test: bool = False


def load_of(effort: Effort, movement: Movement, scene: Scene) -> Loading:
    """Return load and effort of an exercise within the ledger, the tables and what is owned."""
    if scene.is_gentle and effort.row is None and not movement.is_cyclic:
        return Loading(rpe=scene.rpe_cap if movement.is_loaded else _stated_rpe(effort, scene))
    percent = _percent_of(effort.intensity)
    fixed = next((item for item in effort.intensity if isinstance(item, FixedLoad)), None)
    rpe = next((item.value for item in effort.intensity if isinstance(item, Rpe)), None)
    rir = next((float(item.value) for item in effort.intensity if isinstance(item, Rir)), None)
    weight: Weight | None = None
    if percent is not None:
        weight = _from_percent(percent, effort, movement, scene)
        if weight is None and rpe is None and rir is None:
            rpe = _effort_of(percent, effort.reps)
    elif fixed is not None:
        weight = _from_fixed(fixed, effort, movement, scene)
    if effort.row is None:
        rpe, rir = _capped(rpe, rir, scene.rpe_cap)
    has_effort = rpe is not None or rir is not None
    if weight is None and not has_effort and movement.is_loaded and not effort.is_test:
        rpe = scene.rpe_cap if scene.is_light else scene.week.accessory_rpe
    return Loading(weight, rpe, rir)


def _stated_rpe(effort: Effort, scene: Scene) -> float | None:
    """Return the effort as written, no harder than allowed."""
    written = next((item.value for item in effort.intensity if isinstance(item, Rpe)), None)
    return min(written, scene.rpe_cap) if written is not None else None


def ramp_sets(loading: Loading, movement: Movement, scene: Scene) -> tuple[WorkingSet, ...]:
    """Return the lighter sets that lead up to a loaded main set, by how heavy that one is."""
    weight = loading.weight
    if weight is None or weight.value is None or weight.percentage_1rm is None:
        return ()
    percent = weight.percentage_1rm
    count = 3 if percent >= HEAVY_PERCENT else 2 if percent >= _LIGHT_PERCENT else 1
    found: list[WorkingSet] = []
    previous = 0.0
    for share, reps in _RAMPS[:count]:
        value = round_load(weight.value * share, movement.implement, scene.kit)
        if previous < value < weight.value:
            found.append(
                WorkingSet(
                    set_number=len(found) + 1,
                    is_ramp=True,
                    reps=reps,
                    weight=Weight(value=value, unit=weight.unit),
                )
            )
            previous = value
    return tuple(found)


def default_rest_s(movement: Movement, loading: Loading, reps: int | None) -> int:
    """Return the rest between sets by the time model."""
    if movement.is_mobility or (movement.is_timed and not movement.is_loaded):
        return DRILL_REST_S
    percent = loading.weight.percentage_1rm if loading.weight is not None else None
    few = reps is not None and reps <= FEW_REPS and movement.is_compound and movement.is_loaded
    if few or (percent is not None and percent >= REST_HEAVY_PERCENT):
        return HEAVY_REST_S
    return COMPOUND_REST_S if movement.is_compound else ISOLATION_REST_S


def _percent_of(intensity: tuple[Intensity, ...]) -> float | None:
    """Return the middle of a range of percent, in halves."""
    found = next((item for item in intensity if isinstance(item, PercentMax)), None)
    return round(found.low + found.high) / 2 if found is not None else None


def _from_percent(
    percent: float, effort: Effort, movement: Movement, scene: Scene
) -> Weight | None:
    maximum = scene.maxima.get(movement.key)
    if maximum is None:
        return None
    row = effort.row
    if row is None:
        percent = min(percent, _limit(effort, movement, scene))
    exact = maximum * percent / 100
    if row is not None and row.load is not None:
        exact = to_unit(row.load.value, row.load.unit, scene.unit)
    value = round_load(exact, movement.implement, scene.kit)
    if abs(value - exact) > exact * MAX_ROUNDING:
        return None
    return Weight(value=value, unit=scene.unit, percentage_1rm=percent)


def _from_fixed(
    fixed: FixedLoad, effort: Effort, movement: Movement, scene: Scene
) -> Weight | None:
    value = to_unit(fixed.value, fixed.unit, scene.unit)
    if movement.is_cyclic:
        return Weight(value=round(value / _PACK_STEP) * _PACK_STEP, unit=scene.unit)
    maximum = scene.maxima.get(movement.key)
    if maximum is not None and not movement.adds_load and not effort.is_test:
        value = min(value, maximum * _limit(effort, movement, scene) / 100)
    rounded = round_load(value, movement.implement, scene.kit)
    too_heavy = movement.implement in _HAND and rounded > MAX_HAND_LOAD[scene.unit]
    if too_heavy or rounded <= 0:
        return None
    return Weight(value=rounded, unit=scene.unit)


def _limit(effort: Effort, movement: Movement, scene: Scene) -> float:
    """Return the highest percent for sets and repetitions; less for a main lift off its days."""
    if effort.is_test and scene.slot.is_test:
        return 100.0
    several = SEVERAL_SETS_POINTS if effort.sets > 1 else 0.0
    limit = percent_for_reps(effort.reps or 1) - several
    if scene.is_light:
        limit = min(limit, LIGHT_WEEK_PERCENT)
    return min(limit, ROGUE_PERCENT) if movement.key in scene.ledger_lifts else limit


def _effort_of(percent: float, reps: int | None) -> float:
    """Return the effort that repetitions at a percent come to."""
    spare = reps_for_percent(percent) - (reps or 1)
    return max(LEAST_RPE, min(MAX_RPE - 0.5, MAX_RPE - spare))


def _capped(rpe: float | None, rir: float | None, cap: float) -> tuple[float | None, float | None]:
    """Return the effort no harder than the cap, both ways of saying it."""
    return (
        min(rpe, cap) if rpe is not None else None,
        max(rir, float(round(MAX_RPE - cap))) if rir is not None else None,
    )
