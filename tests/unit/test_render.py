"""Texts are rendered from numbers and read back; templates go back to lines unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.training_program.answer import print_week, read_week
from libs.training_program.expand import expand_session
from libs.training_program.language import ExerciseLine, Line, Session, print_line
from libs.training_program.models.blueprint import Blueprint
from libs.training_program.models.program import Template
from libs.training_program.parser import parse_line
from libs.training_program.reach import Reach
from libs.training_program.render import session_of
from libs.training_program.writer import write_session
from tests.unit.builders_program import a_blueprint, a_row, a_session, first_slot, with_rows
from tests.unit.test_template_language import exercise_lines, group_lines

BLUEPRINT = with_rows(a_blueprint(sessionMinutes=240), a_row())
BARE = with_rows(a_blueprint(sessionMinutes=240))
REACH = Reach.of(BLUEPRINT.request)

NAMES = ("Push-up", "Dumbbell Row", "Plank", "Pull-up", "Dumbbell Curl", "Leg Press", "Dead Bug")
LINES = (
    "{name} | 3x8-12 RPE 7 rest 90 s | slow down",
    "{name} | 3xAMRAP RIR 2 rest 2 min",
    "{name} | 4x5+ rest 60 s",
    "{name} | 2x40 s rest 30 s",
    "{name} | 3x10 RPE 7 per side tempo 3-1-1-0 rest 75 s",
    "{name} | 10-8-6 RPE 7 rest 60 s",
    "{name} | 3x10 RPE 7 rest 75 s drop 2x20%",
    "{name} | 3x40 m RPE 7 rest 60 s",
    "Run | 6x400 m @5k pace rest 90 s",
    "Run | 20 min @easy pace Z2",
    "Bike | 15 min @60-70% FTP",
    "Row | 3x500 m @2:05/500m rest 2 min",
    "AMRAP 6 min | 5 Pull-up + 10 Push-up + 12 cal Row | steady",
    "EMOM 8 min | 12 cal Row / 8 Burpee",
    "EMOM 6 min | 3 Pull-up + 5 Push-up",
    "Every 2 min for 8 min | 8 Burpee",
    "For time 21-15-9 cap 10 min | Dumbbell Thruster RPE 7 + Pull-up",
    "3 rounds for time cap 12 min | 200 m Run + 15 Air Squat",
    "Tabata 4 min | 20 s Air Squat",
    "3 rounds rest 60 s | 10 Push-up + 20 s Plank per side",
)


def template_of(session: Session) -> Template:
    """Expand a session into the first slot, which has no main lift."""
    return expand_session(session, first_slot(BARE), BARE, reach=REACH).template


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """Draw a session of different exercises in all forms of the language."""
    names = draw(st.permutations(NAMES))
    forms = draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=5, unique=True))
    return a_session(*(form.format(name=name) for form, name in zip(forms, names, strict=False)))


@settings(max_examples=40, deadline=None)
@given(sessions())
def test_a_template_goes_to_lines_and_back_unchanged(session: Session) -> None:
    template = template_of(session)

    again = template_of(session_of(template))

    assert again == template


@pytest.mark.parametrize("line", LINES)
def test_lines_that_code_need_not_change_come_back_as_written(line: str) -> None:
    session = a_session(line.format(name="Push-up"))

    found = session_of(template_of(session))

    written = [text for text in map(print_line, found.lines) if not text.startswith("Warm-up")]
    assert written == [print_line(session.lines[0])]


@pytest.mark.parametrize("line", [text for text in LINES if "{name}" in text or " x" in text])
def test_the_text_of_a_prescription_reads_back_as_its_dose(line: str) -> None:
    exercise = template_of(a_session(line.format(name="Push-up"))).prescribed_exercises[-1]

    found = parse_line(f"{exercise.exercise_name} | {exercise.text}")

    (expected,) = session_of(template_of(a_session(line.format(name="Push-up")))).lines[-1:]
    assert isinstance(found, ExerciseLine)
    assert isinstance(expected, ExerciseLine)
    assert found.dose == expected.dose


def test_a_loaded_text_states_load_percent_and_ramp() -> None:
    session = a_session("Back Squat | 4x6")

    template = expand_session(session, first_slot(BLUEPRINT), BLUEPRINT, reach=REACH).template

    assert template.prescribed_exercises[0].text == (
        "4 x 6 @ 105 kg (75%), rest 2 min | ramp 5 @ 52.5 kg, 3 @ 72.5 kg"
    )


def test_a_whole_program_goes_to_the_answers_form_and_back() -> None:
    blueprint = a_blueprint()
    reach = Reach.of(blueprint.request)
    slots = blueprint.grid.of_week(1)
    templates = [
        expand_session(
            write_session(blueprint, slot, reach=reach), slot, blueprint, reach=reach
        ).template
        for slot in slots
    ]

    written = tuple(map(session_of, templates))
    read = read_week(print_week(written))

    assert read.sessions == written
    assert read.problems == ()
    assert [session.slot_id for session in written] == [slot.slot_id for slot in slots]


BLUEPRINTS = (
    BARE,
    BLUEPRINT,
    a_blueprint(units="lbs", places=[{"equipment": ["dumbbells"], "maxDumbbell": 30}]),
    a_blueprint(disciplines=["running"], goals=[{"kind": "endurance"}], places=[{}]),
    a_blueprint(disciplines=["mobility"], goals=[{"kind": "mobility"}], sessionMinutes=15),
    a_blueprint(disciplines=["hyrox"], sessionsPerDay=2, totalDays=14),
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(exercise_lines | group_lines(), max_size=6),
    st.sampled_from(BLUEPRINTS),
    st.integers(0, 50),
)
def test_any_session_in_any_slot_expands_within_its_minutes(
    lines: list[Line], blueprint: Blueprint, number: int
) -> None:
    slots = blueprint.grid.slots
    slot = slots[number % len(slots)]
    session = Session(slot_id=slot.slot_id, title="", lines=tuple(lines))

    template = expand_session(session, slot, blueprint, reach=Reach.of(blueprint.request)).template

    exercises = template.prescribed_exercises
    assert Template.model_validate_json(template.to_json()) == template
    assert {item.block_id for item in exercises} == {block.block_id for block in template.blocks}
    assert session_of(template).slot_id == slot.slot_id
    is_fixed = any(item.is_main_lift for item in exercises) or bool(blueprint.ledger.endurance)
    single = len(template.blocks) == 1
    assert is_fixed or single or template.estimated_duration <= slot.minutes * 1.1 + 0.5
