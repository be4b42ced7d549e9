"""Normalization: any complete request becomes exact days, phases and ledger, each time the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.exercise.strength import percent_for_reps
from libs.training_program.completeness import questions_for
from libs.training_program.models.blueprint import Blueprint
from libs.training_program.models.plan import Plan
from libs.training_program.models.request import TrainingRequest
from libs.training_program.models.vocabulary import WEEKDAYS, DisciplineName
from libs.training_program.normalization import normalize
from libs.training_program.parser import Unreadable, parse_line
from libs.training_program.plan import default_plan

TODAY = date(2026, 3, 2)
weekday_names = st.sampled_from([day.value for day in WEEKDAYS])


def request(**fields: object) -> TrainingRequest:
    """Return a buildable request with `fields` (wire names) on top."""
    return TrainingRequest.from_wire(
        {
            "goals": [{"kind": "general_fitness"}],
            "daysPerWeek": 3,
            "places": [{"fullGym": True}],
        }
        | fields
    )


def blueprint_of(
    asked: TrainingRequest, plan: Plan | None = None, *, on: date = TODAY
) -> Blueprint:
    return normalize(asked, plan, today=on, time_zone="Europe/Berlin", program_id="program_x")


@st.composite
def requests(draw: st.DrawFn) -> TrainingRequest:
    """Return requests of all sports, frequencies, lengths and calendars."""
    start = draw(st.none() | st.dates(date(2027, 1, 1), date(2028, 12, 31)))
    event = draw(st.none() | st.integers(0, 250))
    begin = start or TODAY
    away = draw(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 12)), max_size=2))
    fields: dict[str, object] = {
        "disciplines": draw(
            st.lists(st.sampled_from([item.value for item in DisciplineName]), max_size=3)
        ),
        "daysPerWeek": draw(st.integers(1, 7)),
        "totalDays": draw(st.none() | st.integers(1, 400)),
        "startOn": start,
        "forbiddenWeekdays": draw(st.lists(weekday_names, max_size=2)),
        "experience": draw(st.sampled_from(["beginner", "intermediate", "advanced"])),
        "sessionMinutes": draw(st.none() | st.integers(15, 150)),
        "sessionsPerDay": draw(st.sampled_from([1, 1, 1, 2])),
        "units": draw(st.sampled_from(["kg", "lbs", None])),
        "places": draw(
            st.sampled_from(
                [
                    [{"fullGym": True}],
                    [{"equipment": ["dumbbell", "bench"]}],
                    [{"equipment": []}],
                    [{"name": "gym", "fullGym": True, "weekdays": ["mon"]}, {"name": "home"}],
                ]
            )
        ),
        "unavailable": [
            {
                "fromOn": begin + timedelta(days=offset),
                "toOn": begin + timedelta(days=offset + length),
            }
            for offset, length in away
        ],
        "baselines": {
            "lifts": draw(
                st.lists(
                    st.fixed_dictionaries(
                        {
                            "exercise": st.sampled_from(
                                ["Back Squat", "Bench Press", "Deadlift", "Snatch"]
                            ),
                            "oneRepMax": st.integers(15, 320),
                        }
                    ),
                    max_size=3,
                )
            )
        },
        "preferences": {
            "testing": draw(st.booleans()),
            "deload": draw(st.sampled_from(["auto", "auto", "none"])),
        },
        "athlete": {"age": draw(st.sampled_from([None, 15, 30, 70]))},
    }
    if event is not None:
        fields["event"] = {
            "on": begin + timedelta(days=event),
            "kind": draw(st.sampled_from(["race", "meet", "test", "trip"])),
            "distanceKm": draw(st.sampled_from([None, 5, 42.2])),
        }
    return request(**fields)


buildable = requests().filter(lambda asked: not questions_for(asked, today=TODAY))


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


@settings(max_examples=60, deadline=None)
@given(buildable)
def test_the_ledger_stays_within_its_limits(asked: TrainingRequest) -> None:
    made = blueprint_of(asked)

    assert [row.week for row in made.ledger.weeks] == list(range(1, made.grid.weeks + 1))
    for row in made.ledger.lifts:
        limit = percent_for_reps(row.reps) - (2.5 if row.sets > 1 and not row.is_test else 0)
        assert row.sets >= 1
        assert row.reps >= 1
        assert row.percent_1rm is None or row.percent_1rm <= limit
        assert (row.percent_1rm is None) == (row.load is None)
        assert (row.percent_1rm is None) == (row.rpe is not None)
    for target in made.ledger.endurance:
        assert 0 <= target.easy_minutes <= target.minutes
        assert not [line for line in target.work if isinstance(parse_line(line), Unreadable)]


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
