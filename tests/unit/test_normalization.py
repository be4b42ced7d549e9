"""Normalization of single requests and plans: what is assumed, clamped, mended, respected."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from libs.training_program.models.blueprint import Blueprint
from libs.training_program.models.plan import Plan
from libs.training_program.models.vocabulary import (
    PhaseIntent,
    SessionKind,
    SportName,
    WeekdayName,
)
from libs.training_program.progression import rows_of_slot
from tests.unit.training_requests import TODAY, blueprint_of, request

SQUAT = {"exercise": "Back Squat", "oneRepMax": 140}
BENCH = {"exercise": "bench press", "weight": 80, "reps": 5}


def assumed(made: Blueprint) -> dict[str, str]:
    return {item.field: item.value for item in made.request.assumptions}


def issues(made: Blueprint) -> set[str]:
    return {issue.type for issue in made.report.issues}


def test_lists_an_assumption_for_each_defaulted_field() -> None:
    made = blueprint_of(request())

    found = assumed(made)
    assert found["totalDays"] == "56"
    assert found["sessionMinutes"] == "60"
    assert found["units"] == "kg"
    assert found["experience"] == "intermediate"
    assert found["startOn"] == "2026-03-02"
    assert made.request.total_days == 56
    assert made.request.session_minutes == 60


def test_states_nothing_as_assumed_that_was_said() -> None:
    made = blueprint_of(
        request(
            totalDays=42,
            sessionMinutes=45,
            units="lbs",
            experience="advanced",
            startOn="2026-03-09",
            weekdays=["mon", "wed", "fri"],
        )
    )

    stated = {"totalDays", "sessionMinutes", "units", "experience", "startOn", "weekdays"}
    assert not stated & set(assumed(made))
    assert made.grid.start_on == date(2026, 3, 9)
    assert {slot.minutes for slot in made.grid.slots if not slot.is_deload} == {45}


def test_moves_a_past_start_to_the_next_training_weekday() -> None:
    made = blueprint_of(request(startOn="2026-02-01", weekdays=["wed", "sat", "sun"]))

    assert made.grid.start_on == date(2026, 3, 4)
    assert assumed(made)["startOn"] == "2026-03-04"
    assert "past_start" in issues(made)


def test_clamps_a_long_wish_with_an_assumption() -> None:
    made = blueprint_of(request(totalDays=365))

    assert made.grid.total_days == 182
    assert assumed(made)["totalDays"] == "182"


@pytest.mark.parametrize("days_ahead", [0, 1, 2, 6, 13, 30, 97, 181])
def test_an_event_ends_the_program_in_a_taper(days_ahead: int) -> None:
    event_on = TODAY + timedelta(days=days_ahead)
    made = blueprint_of(
        request(event={"on": event_on, "kind": "race", "distanceKm": 10}, disciplines=["running"])
    )

    last = made.grid.slots[-1]
    assert made.grid.start_on + timedelta(days=made.grid.total_days - 1) == event_on
    assert made.phases[-1].intent in {PhaseIntent.TAPER, PhaseIntent.EVENT}
    assert last.is_event
    assert last.on == event_on
    assert last.theme.kind is SessionKind.EVENT


def test_starts_later_when_the_event_is_beyond_the_longest_program() -> None:
    event_on = TODAY + timedelta(days=250)
    made = blueprint_of(request(event={"on": event_on, "kind": "race"}))

    assert made.grid.total_days == 182
    assert made.grid.slots[-1].on == event_on
    assert "startOn" in assumed(made)


def test_an_event_beyond_a_stated_start_is_prepared_for_only() -> None:
    event_on = TODAY + timedelta(days=250)
    made = blueprint_of(request(startOn=TODAY, event={"on": event_on, "kind": "race"}))

    assert made.request.event is None
    assert made.grid.total_days == 182
    assert "event" in assumed(made)


def test_calendars_cross_daylight_saving_and_the_leap_day() -> None:
    made = blueprint_of(request(startOn="2028-02-21", totalDays=60), on=date(2028, 2, 1))

    by_day = {slot.day_number: slot.on for slot in made.grid.slots}
    assert all(on == date(2028, 2, 21) + timedelta(days=day - 1) for day, on in by_day.items())
    assert made.grid.weeks == 9


def test_a_rotation_trains_on_its_own_days_only() -> None:
    made = blueprint_of(
        request(
            startOn=TODAY,
            daysPerWeek=None,
            rotation={"lengthDays": 8, "trainingOffsets": [0, 1, 4]},
            disciplines=["strength"],
        )
    )

    offsets = {(slot.day_number - 1) % 8 for slot in made.grid.slots}
    assert offsets == {0, 1, 4}


def test_odd_dates_are_a_rotation_too() -> None:
    made = blueprint_of(
        request(startOn=TODAY, daysPerWeek=None, rotation={"dates": "odd"}, totalDays=40)
    )

    assert {slot.on.day % 2 for slot in made.grid.slots} == {1}


def test_unavailable_weeks_are_listed_as_short() -> None:
    made = blueprint_of(
        request(startOn=TODAY, unavailable=[{"fromOn": "2026-03-09", "toOn": "2026-03-13"}])
    )

    assert made.grid.short_weeks == (2,)
    assert {slot.on.weekday() for slot in made.grid.of_week(2)} <= {5, 6}


def test_travel_moves_sessions_and_leaves_out_what_the_place_lacks() -> None:
    made = blueprint_of(
        request(
            startOn=TODAY,
            disciplines=["strength"],
            places=[{"name": "Gym", "fullGym": True}, {"name": "Hotel", "equipment": []}],
            travel=[{"fromOn": "2026-03-09", "toOn": "2026-03-15", "place": "hotel"}],
        )
    )

    away = made.grid.of_week(2)
    assert {slot.place for slot in away} == {"Hotel"}
    assert not any("Back Squat" in slot.theme.main_lifts for slot in away)
    assert {slot.place for slot in made.grid.of_week(3)} == {"Gym"}


def test_places_follow_their_weekdays() -> None:
    made = blueprint_of(
        request(
            weekdays=["mon", "wed", "sat"],
            disciplines=["strength"],
            places=[
                {"name": "gym", "fullGym": True, "weekdays": ["mon", "wed"]},
                {"name": "home", "equipment": ["dumbbells"]},
            ],
        )
    )

    by_weekday = {slot.weekday: slot.place for slot in made.grid.slots}
    assert by_weekday == {
        WeekdayName.MONDAY: "gym",
        WeekdayName.WEDNESDAY: "gym",
        WeekdayName.SATURDAY: "home",
    }


def test_long_sessions_fall_on_the_weekend_and_get_their_time() -> None:
    made = blueprint_of(request(disciplines=["running"], daysPerWeek=4, places=[]))

    longs = [slot for slot in made.grid.slots if slot.theme.kind is SessionKind.LONG]
    assert {slot.weekday.number for slot in longs} <= {5, 6}
    assert "sessionMinutesByWeekday" in assumed(made)
    assert max(slot.minutes for slot in longs) > 60


def test_seven_days_a_week_hold_a_recovery_session() -> None:
    made = blueprint_of(request(daysPerWeek=7, disciplines=["strength"]))

    kinds = [slot.theme.kind for slot in made.grid.of_week(1)]
    assert kinds.count(SessionKind.RECOVERY) == 1
    assert made.request.preferences.rest_day_override
    assert "preferences.restDayOverride" in assumed(made)


def test_two_sessions_on_named_days_only() -> None:
    made = blueprint_of(
        request(weekdays=["mon", "wed", "fri"], sessionsPerDay=2, twoADayWeekdays=["wed"])
    )

    per_day = {slot.weekday: 0 for slot in made.grid.of_week(1)}
    for slot in made.grid.of_week(1):
        per_day[slot.weekday] += 1
    assert per_day[WeekdayName.WEDNESDAY] == 2
    assert per_day[WeekdayName.MONDAY] == 1


def test_loads_come_from_the_athletes_maxima_and_plates() -> None:
    made = blueprint_of(
        request(
            disciplines=["powerlifting"],
            baselines={"lifts": [SQUAT, BENCH]},
            places=[{"fullGym": True, "plates": [20, 10, 5]}],
        )
    )

    loads = {
        row.load.value
        for row in made.ledger.lifts
        if row.exercise == "Back Squat" and row.load is not None
    }
    assert {item.exercise for item in made.ledger.maxima} == {"Back Squat", "Bench Press"}
    assert loads
    assert all((load - 20) % 10 == 0 for load in loads)


def test_a_stated_increment_is_followed_week_by_week() -> None:
    plan = Plan.from_wire(
        {
            "week": [{"kind": "full_body", "mainLifts": ["squat"]}] * 3,
            "mainLifts": [{"exercise": "Squat", "increment": 2.5}],
        }
    )
    made = blueprint_of(
        request(experience="beginner", totalDays=42, baselines={"lifts": [SQUAT]}), plan
    )

    loads = [
        row.load.value
        for row in made.ledger.lifts
        if row.exposure == 1 and not row.is_deload and row.load is not None
    ]
    assert loads[0] >= 84
    assert {after - before for before, after in pairwise(loads)} == {2.5}


@pytest.mark.parametrize(
    "fields",
    [
        {"athlete": {"age": 15}},
        {"athlete": {"age": 72}},
        {"health": {"pregnant": True}},
        {"health": {"postpartumWeeks": 16}},
        {"health": {"screening": "flagged"}},
        {"preferences": {"testing": True, "intensityCapRpe": 6}, "athlete": {"age": 16}},
    ],
)
def test_nobody_is_tested_or_pushed_whom_it_could_hurt(fields: dict[str, object]) -> None:
    made = blueprint_of(
        request(
            **(
                {
                    "disciplines": ["strength"],
                    "preferences": {"testing": True},
                    "baselines": {"lifts": [SQUAT]},
                }
                | fields
            )
        )
    )

    rows = made.ledger.lifts
    assert not made.plan.test_weeks
    assert not any(row.is_test for row in rows)
    assert all((row.percent_1rm or 0) <= 80 and (row.rpe or 0) <= 8 for row in rows)


def test_the_last_week_tests_maxima_when_wanted() -> None:
    made = blueprint_of(
        request(
            disciplines=["powerlifting"],
            totalDays=84,
            preferences={"testing": True},
            baselines={"lifts": [SQUAT, BENCH]},
        )
    )

    tests = [row for row in made.ledger.lifts if row.is_test]
    assert made.plan.test_weeks == (12,)
    assert {row.exercise for row in tests} == {"Back Squat", "Bench Press"}
    assert {(row.week, row.sets, row.reps, row.percent_1rm) for row in tests} == {(12, 1, 1, 100.0)}
    assert made.ledger.week(11).is_taper


def test_a_taper_halves_the_sets_and_keeps_the_load() -> None:
    made = blueprint_of(
        request(
            startOn=TODAY,
            disciplines=["powerlifting"],
            event={"on": "2026-05-24", "kind": "meet"},
            baselines={"lifts": [SQUAT]},
        )
    )

    squats = [
        row for row in made.ledger.lifts if row.exercise == "Back Squat" and row.exposure == 1
    ]
    hard = [row for row in squats if not (row.is_taper or row.is_deload)][-1]
    first_taper = next(row for row in squats if row.is_taper)
    assert first_taper.sets <= hard.sets * 0.6
    assert first_taper.percent_1rm == hard.percent_1rm


def test_refused_lifts_are_replaced_by_their_family() -> None:
    plan = Plan.from_wire(
        {
            "week": [{"kind": "full_body", "mainLifts": ["Back Squat", "Bench Press"]}] * 3,
            "mainLifts": [{"exercise": "Back Squat", "scheme": "wave"}],
        }
    )
    made = blueprint_of(
        request(places=[{"equipment": ["dumbbells", "bench"]}], disciplines=["strength"]), plan
    )

    names = {lift.exercise for lift in made.plan.main_lifts}
    assert "Back Squat" not in names
    assert "Dumbbell Bench Press" in names
    assert "lift" in issues(made)


def test_a_plan_of_another_shape_is_mended_and_reported() -> None:
    plan = Plan.from_wire(
        {
            "name": "Mine",
            "phases": [
                {"name": "One", "weeks": 6},
                {"name": "Two", "weeks": 20, "intent": "peak"},
                {"name": "", "days": 1},
            ],
            "week": [{"kind": "upper"}] * 5,
            "deloadWeeks": [40, 1],
            "testWeeks": [3],
            "mainLifts": [{"exercise": "Zercher Squat"}],
        }
    )
    made = blueprint_of(request(), plan)

    assert made.plan.name == "Mine"
    assert len(made.plan.week) == 3
    assert [phase.name for phase in made.phases] == ["One", "Two", "Build"]
    assert issues(made) >= {
        "session_count", "deload_weeks", "test_weeks", "phase_sum", "unplaced_lift",
    }  # fmt: skip
    assert made.report.is_valid


def test_a_clean_plan_is_left_alone() -> None:
    plan = Plan.from_wire(
        {
            "name": "Mine",
            "phases": [{"name": "One", "weeks": 4}, {"name": "Two", "weeks": 4}],
            "week": [
                {"kind": "full_body", "mainLifts": ["Back Squat"]},
                {"kind": "easy", "sport": "run"},
                {"kind": "full_body", "mainLifts": ["Deadlift"]},
            ],
            "deloadWeeks": [4],
            "mainLifts": [{"exercise": "Back Squat"}, {"exercise": "Deadlift"}],
        }
    )
    made = blueprint_of(request(), plan)

    assert made.report.issues == ()
    assert made.plan.week == plan.week
    assert [phase.duration_days for phase in made.phases] == [28, 28]


def test_runs_grow_from_what_the_athlete_does_now() -> None:
    made = blueprint_of(
        request(
            disciplines=["running"],
            places=[],
            daysPerWeek=4,
            baselines={"volumes": [{"sport": "run", "longestMinutes": 40}]},
        )
    )

    runs = [target for target in made.ledger.endurance if target.sport is SportName.RUN]
    assert max(run.minutes for run in runs if run.week == 1) <= 44
    assert max(run.minutes for run in runs) > 44


def test_rows_belong_to_the_slots_that_train_them() -> None:
    made = blueprint_of(request(disciplines=["powerlifting"], daysPerWeek=4))

    for slot in made.grid.slots:
        names = [row.exercise for row in rows_of_slot(made, slot)]
        assert names == list(slot.theme.main_lifts)


def test_a_week_off_is_followed_by_a_light_one() -> None:
    made = blueprint_of(
        request(
            startOn=TODAY,
            disciplines=["strength"],
            unavailable=[{"fromOn": "2026-03-16", "toOn": "2026-03-22"}],
        )
    )

    assert made.grid.of_week(3) == ()
    assert made.ledger.week(4).is_deload
    assert all(slot.is_deload for slot in made.grid.of_week(4))


def test_the_event_takes_place_inside_unavailable_days() -> None:
    made = blueprint_of(
        request(
            startOn=TODAY,
            disciplines=["running"],
            event={"on": "2026-04-19", "kind": "race", "distanceKm": 10},
            unavailable=[{"fromOn": "2026-04-17", "toOn": "2026-04-20"}],
        )
    )

    last = made.grid.slots[-1]
    assert last.is_event
    assert last.on == date(2026, 4, 19)
    assert not any(date(2026, 4, 17) <= slot.on < date(2026, 4, 19) for slot in made.grid.slots)


def test_nobody_races_on_what_an_injury_forbids() -> None:
    made = blueprint_of(
        request(
            startOn=TODAY,
            disciplines=["running"],
            event={"on": "2026-04-19", "kind": "race", "distanceKm": 10},
            injuries=[{"region": "achilles", "severity": "severe"}],
        )
    )

    assert not any(slot.theme.sport is SportName.RUN for slot in made.grid.slots)
    assert made.grid.slots[-1].theme.kind is SessionKind.RECOVERY


def test_lifts_that_load_a_hurt_region_stay_light() -> None:
    made = blueprint_of(
        request(
            disciplines=["strength"],
            totalDays=84,
            baselines={"lifts": [SQUAT]},
            injuries=[{"region": "low_back", "severity": "mild"}],
        )
    )

    squats = [row for row in made.ledger.lifts if row.exercise == "Back Squat"]
    assert all((row.percent_1rm or 0) <= 75 and (row.rpe or 0) <= 7 for row in squats)


def test_beginners_run_and_walk_in_turns_at_first() -> None:
    made = blueprint_of(
        request(disciplines=["running"], places=[], experience="beginner", sessionMinutes=30)
    )

    first = made.ledger.endurance[0]
    assert "walk" in first.work[0]
    assert first.easy_minutes == first.minutes


def test_kinds_and_sports_that_do_not_go_together_are_mended() -> None:
    plan = Plan.from_wire(
        {
            "week": [
                {"kind": "tempo", "sport": "lift"},
                {"kind": "upper", "sport": "run"},
                {"kind": "event", "sport": "lift"},
            ]
        }
    )
    made = blueprint_of(request(), plan)

    found = [(theme.kind, theme.sport) for theme in made.plan.week]
    assert found == [
        (SessionKind.TEMPO, SportName.RUN),
        (SessionKind.UPPER, SportName.LIFT),
        (SessionKind.FULL_BODY, SportName.LIFT),
    ]
    assert "theme" in issues(made)
