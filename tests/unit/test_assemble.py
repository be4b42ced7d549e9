"""Sessions become a program with every day, and a summary out of its numbers."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest

from libs.errors import BuildError
from libs.training_program.assemble import assemble
from libs.training_program.expand import expand_session
from libs.training_program.models.blueprint import Blueprint
from libs.training_program.models.program import Program, Template
from libs.training_program.models.request import Assumption
from libs.training_program.reach import Reach
from libs.training_program.summary import render_summary
from libs.training_program.writer import write_session
from tests.unit.builders_program import a_blueprint, a_session

BLUEPRINT = a_blueprint()


def templates_of(blueprint: Blueprint) -> dict[str, Template]:
    """Return sessions written by code for every slot."""
    reach = Reach.of(blueprint.request)
    return {
        slot.slot_id: expand_session(
            write_session(blueprint, slot, reach=reach), slot, blueprint, reach=reach, source="code"
        ).template
        for slot in blueprint.grid.slots
    }


TEMPLATES = templates_of(BLUEPRINT)


def program_of(blueprint: Blueprint) -> Program:
    """Return the program that code writes for a blueprint."""
    return assemble(blueprint, templates_of(blueprint), assumptions=blueprint.request.assumptions)


PROGRAM = assemble(BLUEPRINT, TEMPLATES, assumptions=BLUEPRINT.request.assumptions)


def test_every_day_is_there_with_its_date() -> None:
    days = PROGRAM.days

    assert [day.day_number for day in days] == list(range(1, 29))
    assert all(day.date == PROGRAM.start_date + timedelta(days=day.day_number - 1) for day in days)
    assert PROGRAM.end_date == days[-1].date
    assert sum(not day.is_rest_day for day in days) == len(BLUEPRINT.grid.slots) == 12


def test_counts_and_frequency_are_those_of_the_days() -> None:
    assert PROGRAM.total_workouts == 12
    assert PROGRAM.training_frequency == 3
    assert PROGRAM.deload_weeks == tuple(
        row.week for row in BLUEPRINT.ledger.weeks if row.is_deload
    )


def test_a_missing_session_refuses_the_program() -> None:
    short = {key: value for key, value in TEMPLATES.items() if key != "d3.1"}

    with pytest.raises(BuildError, match=r"1 sessions of the program are missing: d3\.1"):
        assemble(BLUEPRINT, short, assumptions=())


def test_a_session_of_another_day_refuses_the_program() -> None:
    first, second = BLUEPRINT.grid.slots[:2]
    swapped = TEMPLATES | {first.slot_id: TEMPLATES[second.slot_id]}

    with pytest.raises(BuildError, match="wrong days"):
        assemble(BLUEPRINT, swapped, assumptions=())


def test_a_name_keeps_no_counts_of_the_model() -> None:
    plan = BLUEPRINT.plan.model_copy(update={"name": "56-Week strength plan"})

    program = assemble(BLUEPRINT.model_copy(update={"plan": plan}), TEMPLATES, assumptions=())

    assert program.name == "Strength plan"


def test_an_assumed_language_is_english() -> None:
    german = a_blueprint(preferences={"language": "de"}, totalDays=7)
    assumed = (Assumption(field="preferences.language", value="en"),)

    stated = assemble(german, templates_of(german), assumptions=())
    program = assemble(german, templates_of(german), assumptions=assumed)

    assert (stated.language, program.language) == ("de", "en")


def test_two_sessions_a_day_keep_their_order() -> None:
    program = program_of(a_blueprint(sessionsPerDay=2, totalDays=14))

    first = next(day for day in program.days if not day.is_rest_day)
    assert [item.template_priority for item in first.templates] == [1, 2]
    assert program.total_workouts == len(program.templates)


def test_the_summary_quotes_the_stored_numbers() -> None:
    summary = PROGRAM.summary

    assert summary == render_summary(PROGRAM)
    assert "28 days (4 weeks) from 2 March 2026 to 29 March 2026" in summary
    assert "12 sessions, 3 days a week" in summary
    assert re.search(r"Back Squat goes from \d x \d+ at [\d.]+ kg to .* in week \d", summary)
    assert 3 <= len(re.findall(r"[a-z\d)]\.(?= |$)", summary)) <= 4


def test_a_lift_whose_load_is_known_leads_the_summary() -> None:
    known = {"lifts": [{"exercise": "Deadlift", "oneRepMax": 180}]}

    summary = program_of(a_blueprint(baselines=known)).summary

    assert summary.index("Deadlift goes from") < summary.index("Back Squat starts with")


@pytest.mark.parametrize(
    "fields",
    [
        {"disciplines": ["running"], "goals": [{"kind": "endurance"}], "baselines": {}},
        {"disciplines": ["mobility"], "goals": [{"kind": "mobility"}], "baselines": {}},
        {"totalDays": 1},
        {"event": {"on": "2026-05-03", "kind": "meet", "name": "Spring Open"}, "totalDays": None},
    ],
)
def test_any_program_has_a_summary_without_gaps(fields: dict[str, object]) -> None:
    summary = program_of(a_blueprint(**fields)).summary

    assert summary.endswith(".")
    assert "None" not in summary
    assert "  " not in summary


def test_the_longest_program_expands_in_a_second_and_a_half() -> None:
    blueprint = a_blueprint(totalDays=182, daysPerWeek=6)
    reach = Reach.of(blueprint.request)
    session = a_session(
        "Warm-up 8 min | 3 min Bike + 10 Leg Swing per side",
        "Back Squat | 4x6 @75% rest 3 min | brace",
        "A1 Dumbbell Row | 3x8-10 RPE 8 per side",
        "A2 Push-up | 3x12",
        "Leg Curl | 3x12 RPE 8",
        "AMRAP 8 min | 5 Pull-up + 10 Burpee + 12 cal Row",
    )

    begun = time.process_time()
    for slot in blueprint.grid.slots:
        expand_session(session, slot, blueprint, reach=reach)

    assert time.process_time() - begun < 1.5
