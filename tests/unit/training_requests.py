"""Requests of all sports, frequencies, lengths and calendars, for property tests of the engine."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from libs.training_program.completeness import questions_for
from libs.training_program.models.blueprint import Blueprint
from libs.training_program.models.plan import Plan
from libs.training_program.models.request import TrainingRequest
from libs.training_program.models.vocabulary import WEEKDAYS, DisciplineName
from libs.training_program.normalization import normalize

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
