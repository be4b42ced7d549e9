"""Normalization: any complete request becomes exact days, phases and ledger, each time the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings

from libs.training_program.models.request import TrainingRequest
from libs.training_program.models.vocabulary import WEEKDAYS, DisciplineName
from libs.training_program.plan import default_plan
from tests.unit.training_requests import TODAY, blueprint_of, buildable, request


@settings(max_examples=60, deadline=None)
@given(buildable)
def test_dates_days_phases_and_ids_are_exact(asked: TrainingRequest) -> None:
    made = blueprint_of(asked)

    grid, total = made.grid, made.grid.total_days
    assert 1 <= total <= 182
    assert grid.start_on >= TODAY
    assert [phase.start_day for phase in made.phases] == [
        1,
        *(phase.end_day + 1 for phase in made.phases[:-1]),
    ]
    assert made.phases[-1].end_day == total
    assert sum(phase.duration_days for phase in made.phases) == total
    for slot in grid.slots:
        assert slot.on == grid.start_on + timedelta(days=slot.day_number - 1)
        assert slot.weekday is WEEKDAYS[slot.on.weekday()]
        assert slot.weekday not in asked.forbidden_weekdays
        assert slot.minutes >= 1
    ids = [slot.slot_id for slot in grid.slots]
    assert len(set(ids)) == len(ids)
    assert len({phase.phase_id for phase in made.phases}) == len(made.phases)
    for week in range(1, total // 7 + 1):
        days = {slot.day_number for slot in grid.of_week(week)}
        expected = asked.days_per_week
        assert len(days) == expected or week in grid.short_weeks
        assert len(days) <= (expected or 7)
    primaries = [slot.day_number for slot in grid.slots if slot.role == "primary"]
    assert len(set(primaries)) == len(primaries)
    assert {slot.day_number for slot in grid.slots} == set(primaries)


@settings(max_examples=15, deadline=None)
@given(buildable)
def test_equal_requests_give_equal_blueprints(asked: TrainingRequest) -> None:
    assert blueprint_of(asked) == blueprint_of(asked)


@pytest.mark.parametrize("discipline", list(DisciplineName))
@pytest.mark.parametrize("days_per_week", [1, 4, 7])
def test_every_discipline_has_a_default_plan(
    discipline: DisciplineName, days_per_week: int
) -> None:
    asked = request(disciplines=[discipline.value], daysPerWeek=days_per_week)

    plan = default_plan(asked, today=TODAY)

    assert len(plan.week) == days_per_week
    assert plan.phases
