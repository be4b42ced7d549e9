"""Turn a lift's target into percent and load within the tables, the plates and the caps."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from libs.exercise.catalogue import Exercise
from libs.exercise.strength import (
    estimated_one_rep_max,
    implement_of,
    percent_for_effort,
    percent_for_reps,
    round_load,
    smallest_step,
)
from libs.exercise.vocabulary import Implement
from libs.training_program.brief import Brief
from libs.training_program.lifts import find_exercise, lift_key, lift_name, pattern_of
from libs.training_program.models.blueprint import LiftRow, Load, Maximum, Slot
from libs.training_program.models.units import UnitName, to_unit

HEAVY_RPE = 9.0
HEAVY_PERCENT = 80.0
"""Rule B03: heavy work is at 80 % and over."""
SEVERAL_SETS_POINTS = 2.5
"""Rule P04: several sets stay this far under the table."""
MAX_WEEKLY_RISE = 1.1
"""Rule G02."""
MAX_ROUNDING = 0.1
"""A load that rounding moves further than this is left to effort."""
LEAST_PERCENT = 40.0
MAX_SETS = 6
MAX_PUSH_REPS = 4
TENDER_PERCENT = 75.0
TENDER_RPE = 7.0
"""Lifts that load a hurt region stay well under what is heavy (w)."""
LEAST_INCREMENT_REPS = 3
INCREMENT_REPS = 5
INCREMENT_EASE = 0.88
INCREMENT_START = 0.6
"""Lifts with a stated weekly step start at 60 % at least, for five repetitions (w)."""
_EPSILON = 1e-9
_BODYWEIGHT_SHARE = 0.65
_MAX_BODYWEIGHT_REPS = 20
_FREE_REPS = {"squat": 7, "hinge": 7, "lunge": 4, "push_h": 3}
"""More repetitions of movements that the body alone makes light."""


@dataclass(frozen=True)
class Draft:
    """A row in the making; `percent` and `load` come together."""

    name: str
    place: str
    sets: int
    reps: int
    rpe: float | None
    percent: float | None = None
    load: float | None = None
    is_test: bool = False


def is_heavy(draft: Draft) -> bool:
    """Return whether a row is a test, at 80 % and over, or close to the limit (rule B03)."""
    if draft.is_test:
        return True
    if draft.percent is not None:
        return draft.percent >= HEAVY_PERCENT
    rpe = draft.rpe if draft.rpe is not None else HEAVY_RPE
    return rpe >= HEAVY_RPE or percent_for_effort(draft.reps, rpe) >= HEAVY_PERCENT


def rises_over(draft: Draft, other: Draft) -> bool:
    """Return whether load, percent, effort, sets or repetitions in all went up (rule G01)."""
    return (
        (draft.load or 0.0) > (other.load or 0.0)
        or (draft.percent or 0.0) > (other.percent or 0.0)
        or (draft.rpe or 0.0) > (other.rpe or 0.0)
        or draft.sets > other.sets
        or draft.sets * draft.reps > other.sets * other.reps
    )


def table_limit(sets: int, reps: int) -> float:
    """Return the highest percent that rule P04 allows."""
    return percent_for_reps(reps) - (SEVERAL_SETS_POINTS if sets > 1 else 0.0)


class Loader:
    """Knows one athlete's maxima, plates and caps."""

    def __init__(self, brief: Brief) -> None:
        self._brief = brief
        self._unit = brief.request.units or UnitName.KG
        self._known = {lift_key(item.exercise): item for item in _maxima(brief, self._unit)}
        self._tender: dict[str, bool] = {}
        self._reps = {
            lift_key(item.exercise): item.reps
            for item in brief.request.baselines.max_reps
            if item.reps is not None
        }

    @property
    def maxima(self) -> tuple[Maximum, ...]:
        """Return the maxima that the ledger reckons with."""
        return tuple(self._known.values())

    def has_maximum(self, name: str) -> bool:
        """Return whether the lift has a maximum and is loaded from nothing up."""
        return lift_key(name) in self._known and not is_bodyweight(name)

    def is_tested(self, name: str) -> bool:
        """Return whether a test week tests the lift: those with a maximum, or all without any."""
        return (self.has_maximum(name) or not self._known) and not self.is_tender(name)

    def is_tender(self, name: str) -> bool:
        """Return whether the lift loads a region that hurts: it is kept light (rule I01)."""
        if name not in self._tender:
            exercise = find_exercise(name)
            bans = self._brief.reach.bans
            self._tender[name] = exercise is not None and bans.loads_region(exercise)
        return self._tender[name]

    def with_percent(self, draft: Draft, ease: float) -> Draft:
        """Return the draft at a share of the table's percent, within the caps."""
        return self.at_percent(draft, percent_for_reps(draft.reps) * ease)

    def at_percent(self, draft: Draft, percent: float) -> Draft:
        """Return the draft at a percent, clamped to table and caps, with a loadable load."""
        value = self._known[lift_key(draft.name)].value
        limit = 100.0 if draft.is_test else self._limit(draft)
        percent = _half(max(LEAST_PERCENT, min(percent, limit)))
        load = self._rounded(draft, value * percent / 100, ceiling=value * limit / 100)
        exact = value * percent / 100
        if load is None or abs(load - exact) > exact * MAX_ROUNDING:
            rpe = draft.rpe if draft.rpe is not None else 7.0
            return replace(draft, percent=None, load=None, rpe=rpe)
        return replace(draft, percent=percent, load=load, rpe=None)

    def with_increment(self, draft: Draft, increment: float, *, done: int, total: int) -> Draft:
        """Return the draft with the athlete's own step a week, after `done` of `total` weeks.

        It starts light enough for all steps to fit under the table, and at 60 % at least; where
        they do not fit, repetitions fall and then the load stays.
        """
        if draft.load is None:
            return draft
        value = self._known[lift_key(draft.name)].value
        least = max(LEAST_INCREMENT_REPS, self._brief.limits.min_reps)
        reps = max(least, INCREMENT_REPS)
        last = value * self._limit(replace(draft, reps=reps)) / 100
        usual = value * percent_for_reps(reps) * INCREMENT_EASE / 100
        first = max(min(usual, last - increment * (total - 1)), value * INCREMENT_START)
        wanted = first + increment * done
        while reps > least and wanted > value * self._limit(replace(draft, reps=reps)) / 100:
            reps -= 1
        return self.at_percent(replace(draft, reps=reps), wanted / value * 100 + _EPSILON)

    def progressed(self, draft: Draft, last: Draft | None) -> Draft:
        """Return the draft held back where it rises too fast, moved on where it stands still."""
        if last is None or draft.load is None or last.load is None:
            return draft
        ceiling = estimated_one_rep_max(last.load, last.reps) * MAX_WEEKLY_RISE
        if estimated_one_rep_max(draft.load, draft.reps) > ceiling and draft.load > last.load:
            draft = replace(draft, load=last.load, percent=last.percent)
        is_same = (draft.load, draft.reps, draft.sets) == (last.load, last.reps, last.sets)
        if not is_same or draft.percent is None:
            return draft
        more = replace(draft, reps=draft.reps + 1)
        rise = estimated_one_rep_max(last.load, more.reps)
        if draft.percent <= self._limit(more) and rise <= ceiling:
            return more
        sets = min(draft.sets + 1, MAX_SETS, self._brief.limits.max_sets)
        return replace(draft, sets=max(sets, draft.sets))

    def pushed(self, draft: Draft, last: Draft) -> Draft:
        """Return the draft with repetitions or a set more than the last one, where allowed."""
        reps = last.sets * last.reps // draft.sets + 1
        more = replace(draft, reps=reps)
        if reps <= draft.reps + MAX_PUSH_REPS and (
            draft.percent is None or draft.percent <= self._limit(more)
        ):
            return more
        sets = min(draft.sets + 1, MAX_SETS, self._brief.limits.max_sets)
        return replace(draft, sets=max(sets, draft.sets))

    def with_repetitions(self, draft: Draft) -> Draft:
        """Return a bodyweight draft with repetitions from the athlete's best, if known."""
        best = self._reps.get(lift_key(draft.name))
        if not is_bodyweight(draft.name):
            return draft
        if best is None:
            return replace(draft, reps=draft.reps + _FREE_REPS.get(pattern_of(draft.name) or "", 0))
        reps = round(best * (_BODYWEIGHT_SHARE + 0.04 * (draft.reps % 3)))
        return replace(draft, reps=max(1, min(reps, _MAX_BODYWEIGHT_REPS)))

    def scaled(self, draft: Draft, share: float) -> Draft:
        """Return the draft at a share of its percent."""
        if draft.percent is None:
            return draft
        return self.at_percent(draft, draft.percent * share)

    def row(self, draft: Draft, slot: Slot, exposure: int) -> LiftRow:
        """Return the finished row."""
        exercise = find_exercise(draft.name)
        load = Load(value=draft.load, unit=self._unit) if draft.load is not None else None
        return LiftRow(
            week=slot.week,
            exposure=exposure,
            exercise=draft.name,
            exercise_id=exercise.id if exercise is not None else None,
            sets=draft.sets,
            reps=draft.reps,
            percent_1rm=draft.percent,
            rpe=draft.rpe,
            load=load,
            is_deload=slot.is_deload,
            is_test=draft.is_test,
            is_taper=slot.is_taper,
        )

    def _limit(self, draft: Draft) -> float:
        limits = self._brief.limits
        cap = min(limits.max_percent, TENDER_PERCENT if self.is_tender(draft.name) else 100.0)
        if limits.max_rpe < 10:  # noqa: PLR2004 - the top of the scale
            cap = min(cap, percent_for_effort(draft.reps, limits.max_rpe))
        return min(table_limit(draft.sets, draft.reps), cap)

    def _rounded(self, draft: Draft, value: float, *, ceiling: float) -> float | None:
        """Return the nearest loadable value that is not over the ceiling."""
        exercise = find_exercise(draft.name)
        kit = self._brief.reach.kit(draft.place)
        implement = "barbell" if exercise is None else self._implement(exercise, draft.place)
        load = round_load(value, implement, kit)
        step = smallest_step(load, implement, kit)
        if load > ceiling + _EPSILON:
            load = round_load(value - step, implement, kit)
        return load if _EPSILON < load <= ceiling + _EPSILON else None

    def _implement(self, exercise: Exercise, place: str) -> Implement:
        return implement_of(exercise, self._brief.reach.available(place))


def lightened(draft: Draft, loader: Loader, *, percent: float) -> Draft:
    """Return the draft at no more than a percent, or at an effort that comes to it."""
    if draft.percent is not None:
        reps = max(draft.reps, 3) if draft.reps < 3 else draft.reps  # noqa: PLR2004
        sets = max(draft.sets, 2) if draft.sets == 1 and draft.reps == 1 else draft.sets
        return loader.at_percent(replace(draft, reps=reps, sets=sets), min(draft.percent, percent))
    rpe, reps = min(draft.rpe or 7.0, 7.0), draft.reps
    while percent_for_effort(reps, rpe) > percent and reps < 12:  # noqa: PLR2004 - table's end
        reps += 1
    return replace(draft, reps=reps, rpe=rpe)


def is_bodyweight(name: str) -> bool:
    """Return whether a lift's own load is the body, so that no percentage fits it."""
    exercise = find_exercise(name)
    return exercise is not None and exercise.measure != "weight_reps"


def _maxima(brief: Brief, unit: UnitName) -> list[Maximum]:
    found = []
    for lift in brief.request.baselines.lifts:
        value = lift.one_rep_max
        source = "stated"
        if value is None and lift.weight is not None and lift.reps is not None:
            value = estimated_one_rep_max(lift.weight, lift.reps, lift.rpe)
            source = "estimated"
        if value is None or not math.isfinite(value):
            continue
        exercise = find_exercise(lift.exercise)
        found.append(
            Maximum(
                exercise=lift_name(lift.exercise),
                exercise_id=exercise.id if exercise is not None else None,
                value=round(to_unit(value, lift.unit or unit, unit), 1),
                unit=unit,
                source="stated" if source == "stated" else "estimated",
            )
        )
    return found


def _half(percent: float) -> float:
    """Return the percent down to the next half point, so that no limit is passed."""
    return math.floor(percent * 2 + 1e-9) / 2
