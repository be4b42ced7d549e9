"""Change one thing of a clean case and say which rules fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from libs.training_program.lint.rule import LintContext
from libs.training_program.models.program import PrescribedExercise, Program, Template
from libs.training_program.models.report import Finding
from libs.training_program.report_card import assess
from local.quality.edits import edit_exercises, edit_templates


def findings(context: LintContext, rule: str) -> list[Finding]:
    """Return what one rule has to say."""
    card = assess(context)
    return [item for item in (*card.errors, *card.warnings, *card.infos) if item.rule == rule]


def with_request(context: LintContext, **fields: object) -> LintContext:
    """Return the case with other wire fields in the request."""
    wire = context.blueprint.request.to_wire() | fields
    request = type(context.blueprint.request).from_wire(wire)
    blueprint = context.blueprint.model_copy(update={"request": request})
    return replace(context, blueprint=blueprint)


def with_program(context: LintContext, **fields: object) -> LintContext:
    """Return the case with other header fields."""
    return replace(context, program=context.program.model_copy(update=fields))


def with_templates(
    context: LintContext, change: Callable[[Template], Template], *, count: int | None = 1
) -> LintContext:
    """Return the case with its first sessions changed."""
    return replace(context, program=edit_templates(context.program, change, count=count))


def with_exercise(context: LintContext, name: str, **fields: object) -> LintContext:
    """Return the case with the first exercise of a name changed."""

    def change(exercise: PrescribedExercise) -> PrescribedExercise:
        return exercise.model_copy(update=fields)

    program: Program = edit_exercises(
        context.program, change, where=lambda _, item: item.exercise_name == name
    )
    return replace(context, program=program)


def with_note(context: LintContext, text: str) -> LintContext:
    """Return the case with a coaching note in the first session."""
    return with_templates(context, lambda item: item.model_copy(update={"coaching_notes": text}))
