"""Frequency, rest days, dates and what was asked, at their edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from libs.training_program.lint.rule import LintContext
from libs.training_program.models.request import Assumption
from local.quality.edits import edit_day
from tests.unit.lint.builders import findings, with_program, with_request
from tests.unit.lint.clean import SCREENING, lifting_case

CASE = lifting_case()
AWAY = [{"fromOn": "2026-03-09", "toOn": "2026-03-10"}]


def without_days(context: LintContext, *numbers: int) -> LintContext:
    program = context.program
    for number in numbers:
        program = edit_day(program, number, templates=(), is_rest_day=True)
    return replace(context, program=program)


def with_sessions_on(context: LintContext, *numbers: int) -> LintContext:
    program = context.program
    for number in numbers:
        source = CASE.program.days[0].templates[0]
        moved = source.model_copy(update={"day_number": number, "template_id": f"extra_{number}"})
        program = edit_day(program, number, templates=(moved,), is_rest_day=False)
    return replace(context, program=program)


def test_days_lost_to_an_unavailable_range_are_no_finding() -> None:
    context = without_days(with_request(CASE, unavailable=AWAY), 8, 9)

    assert findings(context, "S05") == []


def test_sessions_on_unavailable_days_are_findings() -> None:
    context = with_request(CASE, unavailable=AWAY)

    assert {item.day for item in findings(context, "S05")} >= {8, 9}


def test_a_session_on_a_weekday_nobody_named_is_a_finding() -> None:
    moved = with_sessions_on(without_days(CASE, 1), 3)

    assert [item.day for item in findings(moved, "S05")] == [3]


def test_a_rotation_is_counted_by_its_own_cycle() -> None:
    rotation = {"lengthDays": 7, "trainingOffsets": [0, 1, 3, 4]}
    asked = with_request(CASE, rotation=rotation, weekdays=[], daysPerWeek=None)

    assert findings(asked, "S05") == []
    assert findings(without_days(asked, 1), "S05") != []


def test_seven_days_in_a_row_need_an_override() -> None:
    daily = with_sessions_on(CASE, 3, 6, 7)
    allowed = with_request(daily, preferences={"restDayOverride": True})

    assert [item.day for item in findings(daily, "S06")] == [7]
    assert findings(allowed, "S06") == []


def test_another_length_passes_as_a_listed_assumption_only() -> None:
    asked = with_request(CASE, totalDays=84)
    assumption = Assumption(field="totalDays", value="56", reason="until the event")

    assert findings(asked, "S09") != []
    assert findings(with_program(asked, assumptions=(SCREENING, assumption)), "S09") == []


def test_a_past_start_is_fine_when_the_athlete_asked_for_it() -> None:
    late = replace(CASE, today=CASE.today + timedelta(days=3))

    assert findings(late, "S02") == []
    assert findings(with_request(late, startOn=None), "S02") != []


def test_an_event_needs_a_taper_or_event_phase_at_the_end() -> None:
    event = {"on": "2026-04-26", "kind": "meet"}

    assert [item.measured for item in findings(with_request(CASE, event=event), "S02")] == [
        "intensify"
    ]


def test_two_primary_sessions_on_a_day_are_a_finding() -> None:
    day = CASE.program.days[0]
    twin = day.templates[0].model_copy(update={"template_id": "twin", "template_priority": 2})
    context = replace(CASE, program=edit_day(CASE.program, 1, templates=(day.templates[0], twin)))

    assert [item.day for item in findings(context, "S08")] == [1]
