"""Where a program stands on a day: properties of its figures, and the block the coach reads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.conversation.program_day import render_program
from libs.program_status import ProgramPlan, ScheduledSession, find_plan

START = date(2026, 11, 23)
TRAINING_DAYS = st.sets(st.integers(1, 56), max_size=56)
DAYS = st.integers(-10, 80)


def plan_of(days: set[int], *, completed: int = 0, optional: bool = False) -> ProgramPlan:
    roles = (True, False) if optional else (True,)
    return ProgramPlan(
        program_id="program_1",
        name="Base",
        start_date=START,
        total_days=56,
        schedule=tuple(
            ScheduledSession(
                day_number=day, template_id=f"t{day}.{role}", name=f"Day {day}", is_primary=role
            )
            for day in days
            for role in roles
        ),
        total_workouts=len(days),
        completed_workouts=completed,
    )


@given(TRAINING_DAYS, st.integers(0, 60), DAYS)
def test_figures_are_percent_and_absent_while_nothing_is_due(
    days: set[int], completed: int, day: int
) -> None:
    plan, today = plan_of(days, completed=completed), START + timedelta(days=day - 1)

    due, adherence = plan.due_on(today), plan.adherence_on(today)

    assert due == len([item for item in days if item <= day])
    assert (adherence is None) == (due == 0)
    if adherence is not None:
        assert 0 <= adherence <= 100
        assert adherence == 100 or completed < due
    assert 0 <= plan.completion <= 100


@given(TRAINING_DAYS, DAYS, st.integers(0, 28))
def test_adherence_is_done_over_due_and_falls_while_nothing_more_is_done(
    days: set[int], day: int, wait: int
) -> None:
    today = START + timedelta(days=day - 1)
    due = plan_of(days).due_on(today)

    for done in range(1 if due else 0, due + 1):
        plan = plan_of(days, completed=done)
        rate, later = plan.adherence_on(today), plan.adherence_on(today + timedelta(days=wait))
        if rate is not None and later is not None:
            # A skipped session stays due, so only completed ones raise the figure.
            assert rate == pytest.approx(done / due * 100, abs=0.051)
            assert later <= rate


@given(TRAINING_DAYS, DAYS)
def test_optional_sessions_change_no_figure(days: set[int], day: int) -> None:
    today = START + timedelta(days=day)
    plain, rich = plan_of(days, completed=3), plan_of(days, completed=3, optional=True)

    assert plain.adherence_on(today) == rich.adherence_on(today)
    assert plain.next_primary(day) == rich.next_primary(day)


@given(TRAINING_DAYS, DAYS)
def test_the_block_is_short_and_true_of_the_day(days: set[int], day: int) -> None:
    plan, today = plan_of(days), START + timedelta(days=day - 1)

    text = render_program(plan, today, {})

    assert len(text) < 500
    assert ("rest day" in text) == (1 <= day <= 56 and day not in days and bool(days))
    assert (f"day {day} of 56" in text) == (1 <= day <= 56)
    ahead = sorted(item for item in days if item > day)
    assert ("Next session" in text) == bool(ahead)
    if ahead:
        assert f"{START + timedelta(days=ahead[0] - 1):%a %Y-%m-%d} Day {ahead[0]}" in text


def test_before_its_start_and_after_its_end_a_program_says_so() -> None:
    plan = plan_of({1, 3}, completed=2)

    before = render_program(plan, START - timedelta(days=3), {})
    after = render_program(plan, START + timedelta(days=60), {})

    assert before.splitlines() == [
        "Program: Base, starts on Mon 2026-11-23",
        "Next session: Mon 2026-11-23 Day 1",
        "Adherence: no session was due yet",
    ]
    assert after.splitlines() == [
        "Program: Base, ended on Sun 2027-01-17",
        "Adherence: 100 % (2 of 2 sessions due up to today are completed)",
    ]


def test_a_program_without_a_schedule_tells_its_day_only() -> None:
    assert render_program(plan_of(set()), START, {}) == "Program: Base, day 1 of 56"


@pytest.mark.parametrize("item", [{}, {"programId": "p"}, {"programId": "p", "startDate": "soon"}])
def test_fields_that_hold_no_plan_give_none(item: dict[str, object]) -> None:
    assert find_plan(item) is None
