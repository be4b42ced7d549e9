"""The progression ledger: loads, weeks and minutes stay inside the rules for any request."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from hypothesis import given, settings

from libs.exercise.strength import estimated_one_rep_max, percent_for_effort, percent_for_reps
from libs.training_program.lifts import LOWER_PATTERNS, pattern_of
from libs.training_program.models.blueprint import Blueprint, LiftRow, Slot
from libs.training_program.models.request import TrainingRequest
from libs.training_program.models.vocabulary import ExperienceName, SportName
from libs.training_program.parser import Unreadable, parse_line
from libs.training_program.progression import rows_of_slot
from tests.unit.training_requests import blueprint_of, buildable

STEP = {"kg": 2.5, "lbs": 5.0}
"""Smallest step of a barbell: what rounding may move a load by."""


def rows_by_day(made: Blueprint) -> list[tuple[Slot, LiftRow]]:
    return [(slot, row) for slot in made.grid.slots for row in rows_of_slot(made, slot)]


def is_heavy(row: LiftRow) -> bool:
    if row.is_test:
        return True
    if row.percent_1rm is not None:
        return row.percent_1rm >= 80
    return row.rpe is not None and percent_for_effort(row.reps, row.rpe) >= 80 and row.rpe >= 9


@settings(max_examples=40, deadline=None)
@given(buildable)
def test_every_row_is_possible_and_every_work_line_reads(asked: TrainingRequest) -> None:
    made = blueprint_of(asked)

    assert [row.week for row in made.ledger.weeks] == list(range(1, made.grid.weeks + 1))
    assert len(rows_by_day(made)) == len(made.ledger.lifts)
    for row in made.ledger.lifts:
        limit = percent_for_reps(row.reps) - (2.5 if row.sets > 1 and not row.is_test else 0)
        assert row.sets >= 1
        assert row.reps >= 1
        assert row.percent_1rm is None or row.percent_1rm <= limit
        assert (row.percent_1rm is None) == (row.load is None)
        assert (row.percent_1rm is None) == (row.rpe is not None)
    for target in made.ledger.endurance:
        assert 0 <= target.easy_minutes <= target.minutes
        assert target.work
        assert not [line for line in target.work if isinstance(parse_line(line), Unreadable)]


@settings(max_examples=40, deadline=None)
@given(buildable)
def test_loads_come_from_one_maximum(asked: TrainingRequest) -> None:
    made = blueprint_of(asked)

    maxima = {item.exercise: item.value for item in made.ledger.maxima}
    for row in made.ledger.lifts:
        if row.load is None or row.percent_1rm is None:
            continue
        exact = maxima[row.exercise] * row.percent_1rm / 100
        assert abs(row.load.value - exact) <= max(STEP[made.unit.value], exact * 0.1) + 1e-6
        assert row.load.value <= maxima[row.exercise] + 1e-6 or row.is_test


@settings(max_examples=40, deadline=None)
@given(buildable)
def test_the_prescribed_maximum_rises_slowly(asked: TrainingRequest) -> None:
    made = blueprint_of(asked)

    light = {row.week for row in made.ledger.weeks if row.is_deload or row.is_taper or row.is_test}
    demands: dict[tuple[str, int], list[tuple[int, float]]] = defaultdict(list)
    for row in made.ledger.lifts:
        is_light = row.is_deload or row.is_taper or row.is_test or row.week in light
        if row.load is not None and not is_light:
            demand = estimated_one_rep_max(row.load.value, row.reps)
            demands[row.exercise, row.exposure].append((row.week, demand))
    for values in demands.values():
        for (_, before), (_, after) in pairwise(values):
            assert after <= before * 1.1 + STEP[made.unit.value] * 1.4


@settings(max_examples=40, deadline=None)
@given(buildable)
def test_heavy_days_of_one_pattern_are_apart(asked: TrainingRequest) -> None:
    made = blueprint_of(asked)

    heavy: dict[int, set[str]] = defaultdict(set)
    for slot, row in rows_by_day(made):
        if is_heavy(row) and not slot.is_event:
            heavy[slot.day_number].add(pattern_of(row.exercise) or row.exercise)
    for day, patterns in heavy.items():
        after = heavy.get(day + 1, set())
        assert not patterns & after
        assert not (patterns & LOWER_PATTERNS and after & LOWER_PATTERNS)


@settings(max_examples=40, deadline=None)
@given(buildable)
def test_weeks_rise_slowly_and_lighter_ones_come(asked: TrainingRequest) -> None:
    made = blueprint_of(asked)

    rows = made.ledger.weeks
    factors = [row.volume_factor for row in rows if not (row.is_taper or row.is_test)]
    for index, factor in enumerate(factors):
        recent = factors[max(0, index - 4) : index]
        assert not recent or factor <= max(recent) * 1.3
    is_beginner = made.request.experience is ExperienceName.BEGINNER
    if not is_beginner and made.request.preferences.deload == "auto":
        streak = 0
        for row in rows:
            streak = 0 if row.is_deload or row.is_taper or row.is_test else streak + 1
            assert streak <= 6


@settings(max_examples=40, deadline=None)
@given(buildable)
def test_running_grows_slowly_and_stays_easy(asked: TrainingRequest) -> None:
    made = blueprint_of(asked)

    slots = {slot.slot_id: slot for slot in made.grid.slots}
    runs = [
        (slots[target.slot_id].day_number, target)
        for target in made.ledger.endurance
        if target.sport is SportName.RUN and not slots[target.slot_id].is_event
    ]
    first = runs[0][0] if runs else 0
    for day, target in runs:
        recent = [other.minutes for on, other in runs if day - 30 <= on < day]
        if recent and day >= first + 7:
            assert target.minutes <= max(recent) * 1.1 + 1
    total = sum(target.minutes for _, target in runs)
    assert sum(target.easy_minutes for _, target in runs) >= 0.75 * total
