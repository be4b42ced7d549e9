"""Whole programs written by code alone pass the lint; broken ones are mended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from libs.training_program.assemble import assemble
from libs.training_program.expand import expand_session
from libs.training_program.fixes import fix_program
from libs.training_program.language import (
    Dose,
    ExerciseLine,
    Length,
    Line,
    Repetitions,
    Rpe,
    Session,
)
from libs.training_program.lint.rule import LintContext
from libs.training_program.models.blueprint import Blueprint
from libs.training_program.models.program import Program, Template
from libs.training_program.models.report import ReportCard
from libs.training_program.reach import Reach
from libs.training_program.report_card import assess
from libs.training_program.writer import write_session
from tests.unit.writer.builders import TODAY, a_blueprint
from tests.unit.writer.requests import ATHLETES

MIN_SCORE = 95


def written(blueprint: Blueprint, reach: Reach) -> dict[str, Template]:
    return {
        slot.slot_id: expand_session(
            write_session(blueprint, slot, reach=reach), slot, blueprint, reach=reach, source="code"
        ).template
        for slot in blueprint.grid.slots
    }


def program_of(blueprint: Blueprint, templates: dict[str, Template]) -> Program:
    return assemble(blueprint, templates, assumptions=blueprint.request.assumptions)


def judged(program: Program, blueprint: Blueprint) -> ReportCard:
    return assess(LintContext(program, blueprint, TODAY))


@pytest.mark.parametrize("name", ATHLETES)
def test_a_program_by_code_passes_the_lint(name: str) -> None:
    blueprint = a_blueprint(ATHLETES[name])

    program = program_of(blueprint, written(blueprint, Reach.of(blueprint.request)))

    card = judged(program, blueprint)
    assert card.errors == ()
    assert card.score >= MIN_SCORE, card.warnings + card.infos


def a_broken_program(name: str, *lines: Line) -> tuple[Program, Blueprint, Reach]:
    """Return a program whose first session has further lines, and what it was made from."""
    blueprint = a_blueprint(ATHLETES[name])
    reach = Reach.of(blueprint.request)
    templates = written(blueprint, reach)
    slot = blueprint.grid.slots[0]
    session = write_session(blueprint, slot, reach=reach)
    broken = replace(session, lines=(*session.lines[:2], *lines))
    templates[slot.slot_id] = expand_session(broken, slot, blueprint, reach=reach).template
    return program_of(blueprint, templates), blueprint, reach


def a_line(name: str, reps: int = 8) -> ExerciseLine:
    dose = Dose(Repetitions(reps, reps), sets=3, intensity=(Rpe(7),))
    return ExerciseLine(name=name, dose=dose)


@pytest.mark.parametrize(
    ("athlete", "line"),
    [
        ("strength_beginner_dumbbells", a_line("Barbell Row")),
        ("bands", a_line("Cable Crunch")),
        ("crossfit_bans", a_line("Burpee")),
        ("crossfit_bans", ExerciseLine("Run", Dose(Length(400, "meters"), sets=3))),
        ("hurt_knee", a_line("Box Jump")),
    ],
)
def test_a_line_that_may_not_be_is_exchanged(athlete: str, line: ExerciseLine) -> None:
    program, blueprint, reach = a_broken_program(athlete, line, a_line("Dead Bug"))
    findings = judged(program, blueprint).errors

    fixed = fix_program(program, blueprint, findings, reach=reach, today=TODAY)

    names = {item.exercise_name for item in fixed.templates[0].prescribed_exercises}
    assert findings
    assert line.name not in names
    assert judged(fixed, blueprint).errors == ()


def test_only_the_broken_session_changes() -> None:
    program, blueprint, reach = a_broken_program("strength_beginner_dumbbells", a_line("Pec Deck"))
    findings = judged(program, blueprint).errors

    fixed = fix_program(program, blueprint, findings, reach=reach, today=TODAY)

    assert fixed.templates[1:] == program.templates[1:]
    assert fixed.templates[0].source != "model"


def test_an_empty_session_is_written_by_code() -> None:
    blueprint = a_blueprint(ATHLETES["bands"])
    reach = Reach.of(blueprint.request)
    templates = written(blueprint, reach)
    slot = blueprint.grid.slots[0]
    bare = Session(slot.slot_id, "", (a_line("Dead Bug"),))
    expanded = expand_session(bare, slot, blueprint, reach=reach).template
    templates[slot.slot_id] = expanded.model_copy(update={"prescribed_exercises": (), "blocks": ()})
    program = program_of(blueprint, templates)

    fixed = fix_program(
        program, blueprint, judged(program, blueprint).errors, reach=reach, today=TODAY
    )

    assert fixed.templates[0].source == "code"
    assert judged(fixed, blueprint).errors == ()


def test_english_sessions_for_another_language_are_stated() -> None:
    request = ATHLETES["strength_gym"]
    german = request.model_copy(
        update={"preferences": request.preferences.model_copy(update={"language": "de"})}
    )
    blueprint = a_blueprint(german)
    reach = Reach.of(blueprint.request)
    program = program_of(blueprint, written(blueprint, reach))

    fixed = fix_program(
        program, blueprint, judged(program, blueprint).errors, reach=reach, today=TODAY
    )

    assert judged(fixed, blueprint).errors == ()


def test_a_good_program_stays_as_it_is() -> None:
    blueprint = a_blueprint(ATHLETES["strength_gym"])
    reach = Reach.of(blueprint.request)
    program = program_of(blueprint, written(blueprint, reach))

    fixed = fix_program(program, blueprint, (), reach=reach, today=TODAY)

    assert fixed == program
