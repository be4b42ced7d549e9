"""Edit deep places of a program without rebuilding it by hand."""

from __future__ import annotations

from collections.abc import Callable

from libs.training_program.models.program import PrescribedExercise, Program, Template

TemplateTest = Callable[[Template], bool]
ExerciseTest = Callable[[Template, PrescribedExercise], bool]


def is_last_work(template: Template, exercise: PrescribedExercise) -> bool:
    """Return whether an exercise is the last one before the cool-down."""
    kinds = {block.block_id: block.kind for block in template.blocks}
    work = [
        item
        for item in template.prescribed_exercises
        if kinds.get(item.block_id) not in {"warmup", "cooldown"}
    ]
    return bool(work) and exercise is work[-1]


def edit_day(program: Program, day: int, **changes: object) -> Program:
    """Return the program with fields of one day replaced."""
    days = tuple(
        item.model_copy(update=changes) if item.day_number == day else item for item in program.days
    )
    return program.model_copy(update={"days": days})


def edit_templates(
    program: Program,
    change: Callable[[Template], Template],
    *,
    where: TemplateTest = lambda _: True,
    count: int | None = None,
) -> Program:
    """Return the program with the first `count` sessions that fit changed; None means all."""
    left = count if count is not None else len(program.templates)
    days = []
    for day in program.days:
        templates = []
        for template in day.templates:
            fits = left > 0 and where(template)
            left -= fits
            templates.append(change(template) if fits else template)
        days.append(day.model_copy(update={"templates": tuple(templates)}))
    return program.model_copy(update={"days": tuple(days)})


def edit_exercises(
    program: Program,
    change: Callable[[PrescribedExercise], PrescribedExercise],
    *,
    where: ExerciseTest,
    count: int | None = 1,
) -> Program:
    """Return the program with the first `count` exercises that fit changed; None means all."""
    left = (
        count
        if count is not None
        else sum(len(template.prescribed_exercises) for template in program.templates)
    )

    def rewrite(template: Template) -> Template:
        nonlocal left
        exercises = []
        for exercise in template.prescribed_exercises:
            fits = left > 0 and where(template, exercise)
            left -= fits
            exercises.append(change(exercise) if fits else exercise)
        return template.model_copy(update={"prescribed_exercises": tuple(exercises)})

    return edit_templates(program, rewrite)
