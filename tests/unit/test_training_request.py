"""The typed request: lenient reading, strict bounds, and what stops a build."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from libs.training_program.completeness import (
    contradictions,
    missing_essentials,
    questions_for,
)
from libs.training_program.models.request import TrainingRequest
from libs.training_program.models.units import UnitName
from libs.training_program.models.vocabulary import DisciplineName, GoalName, WeekdayName

TODAY = date(2026, 3, 2)


def complete(**fields: object) -> TrainingRequest:
    """Return a buildable request with `fields` (wire names) on top."""
    return TrainingRequest.from_wire(
        {"goals": [{"kind": "strength"}], "daysPerWeek": 3, "places": [{"fullGym": True}]} | fields
    )


def test_reads_single_values_json_text_nulls_and_enum_case() -> None:
    request = TrainingRequest.from_wire(
        {
            "goals": '[{"kind": "Build Muscle", "extra": 1}]',
            "disciplines": "Olympic lifting",
            "weekdays": ["Mon", "THURSDAY", None],
            "daysPerWeek": "3 days",
            "units": "LB",
            "injuries": None,
            "event": None,
            "sessionMinutesByWeekday": None,
        }
    )

    assert request.goals[0].kind is GoalName.MUSCLE
    assert request.disciplines == (DisciplineName.OLYMPIC_WEIGHTLIFTING,)
    assert request.weekdays == (WeekdayName.MONDAY, WeekdayName.THURSDAY)
    assert request.days_per_week == 3
    assert request.units is UnitName.LBS
    assert request.injuries == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"daysPerWeek": 8},
        {"totalDays": 0},
        {"weekdays": ["someday"]},
        {"rotation": {"lengthDays": 8, "trainingOffsets": [8]}},
        {"unavailable": [{"fromOn": "2026-04-02", "toOn": "2026-04-01"}]},
    ],
)
def test_refuses_values_that_cannot_be_meant(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TrainingRequest.from_wire(fields)


def test_survives_its_own_json() -> None:
    request = complete(event={"on": "2026-06-01", "kind": "marathon"}, weekdays=["mon"])

    assert TrainingRequest.model_validate_json(request.to_json()) == request


def test_asks_for_each_missing_essential() -> None:
    fields = [question.field for question in missing_essentials(TrainingRequest())]

    assert fields == ["goals", "daysPerWeek", "places"]


def test_needs_no_place_when_the_sport_names_it() -> None:
    runner = TrainingRequest.from_wire({"disciplines": ["running"], "daysPerWeek": 3})

    assert missing_essentials(runner) == ()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"weekdays": ["mon"], "forbiddenWeekdays": ["mon"], "daysPerWeek": 1}, "weekdays"),
        ({"daysPerWeek": 5, "forbiddenWeekdays": ["mon", "tue", "wed"]}, "daysPerWeek"),
        ({"daysPerWeek": 5, "weekdays": ["mon", "wed", "fri"]}, "daysPerWeek"),
        ({"event": {"on": "2026-03-01"}}, "event"),
        ({"event": {"on": "2026-04-01"}, "startOn": "2026-05-01"}, "startOn"),
        ({"disciplines": ["running"], "bans": [{"text": "Running"}]}, "bans"),
    ],
)
def test_asks_about_demands_that_exclude_each_other(fields: dict[str, object], field: str) -> None:
    asked = contradictions(complete(**fields), today=TODAY)

    assert [question.field for question in asked] == [field]


def test_asks_nothing_of_a_complete_request() -> None:
    assert questions_for(complete(weekdays=["mon", "wed", "fri"]), today=TODAY) == ()
