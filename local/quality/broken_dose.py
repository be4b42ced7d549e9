"""Seeded defects of doses, loads, sessions and equipment: rules P01 to P09, E01 to E03."""

from __future__ import annotations

from collections.abc import Callable

from libs.exercise.catalogue import load_catalogue
from libs.exercise.matching import match
from libs.training_program.models.blueprint import Blueprint
from libs.training_program.models.program import (
    PrescribedExercise,
    Program,
    Template,
    Weight,
    WorkingSet,
)
from libs.training_program.models.units import UnitName
from local.quality.edits import edit_exercises, edit_templates, is_last_work


def has_percent(_: Template, exercise: PrescribedExercise) -> bool:
    """Return whether an exercise is prescribed by percentage."""
    return any(
        item.weight is not None and item.weight.percentage_1rm is not None
        for item in exercise.working_sets
    )


def is_free_weight(_: Template, exercise: PrescribedExercise) -> bool:
    """Return whether an exercise outside warm-ups needs a load."""
    known = match(exercise.exercise_name, load_catalogue()).exercise
    return known is not None and known.measure == "weight_reps" and exercise.reps is not None


def with_weights(
    exercise: PrescribedExercise, change: Callable[[Weight], Weight]
) -> PrescribedExercise:
    """Return the exercise with the weight of its working sets changed."""

    def rewrite(item: WorkingSet) -> WorkingSet:
        if item.is_ramp or item.weight is None:
            return item
        return item.model_copy(update={"weight": change(item.weight)})

    weight = change(exercise.weight) if exercise.weight is not None else None
    sets = tuple(rewrite(item) for item in exercise.working_sets)
    return exercise.model_copy(update={"weight": weight, "working_sets": sets})


def without_a_dose(program: Program, blueprint: Blueprint) -> Program:
    """Take sets, repetitions, time and distance from every counted exercise."""
    nothing = {
        "sets": None, "reps": None, "time": None, "distance": None, "calories": None,
        "working_sets": (),
    }  # fmt: skip

    return edit_exercises(
        program,
        lambda item: item.model_copy(update=nothing),
        where=lambda _, item: item.sets is not None,
        count=None,
    )


def without_a_load(program: Program, blueprint: Blueprint) -> Program:
    """Take load, percentage and effort from a loaded exercise."""

    def bare(exercise: PrescribedExercise) -> PrescribedExercise:
        sets = tuple(
            item.model_copy(update={"weight": None, "rpe": None}) for item in exercise.working_sets
        )
        none = {"weight": None, "rpe": None, "rir": None, "working_sets": sets}
        return exercise.model_copy(update=none)

    return edit_exercises(program, bare, where=is_free_weight, count=3)


def load_over_the_maximum(program: Program, blueprint: Blueprint) -> Program:
    """Double every load that comes with a percentage, and ask for more than 100 %."""

    def heavier(weight: Weight) -> Weight:
        if weight.value is None or weight.percentage_1rm is None:
            return weight
        return weight.model_copy(
            update={"value": weight.value * 2, "percentage_1rm": weight.percentage_1rm * 2}
        )

    return edit_exercises(
        program, lambda item: with_weights(item, heavier), where=has_percent, count=2
    )


def ten_at_ninety_percent(program: Program, blueprint: Blueprint) -> Program:
    """Ask for ten repetitions at the percentage of three."""

    def repeated(exercise: PrescribedExercise) -> PrescribedExercise:
        heavy = with_weights(exercise, lambda item: item.model_copy(update={"percentage_1rm": 92}))
        sets = tuple(item.model_copy(update={"reps": 10}) for item in heavy.working_sets)
        return heavy.model_copy(update={"reps": 10, "working_sets": sets})

    return edit_exercises(program, repeated, where=has_percent)


def maximum_that_drifts(program: Program, blueprint: Blueprint) -> Program:
    """Lower one session's loads by a third and leave the percentages."""

    def lighter(weight: Weight) -> Weight:
        value = weight.value * 0.66 if weight.value is not None else None
        return weight.model_copy(update={"value": value})

    return edit_exercises(program, lambda item: with_weights(item, lighter), where=has_percent)


def minutes_that_lie(program: Program, blueprint: Blueprint) -> Program:
    """State a third of the minutes that the session takes."""
    return edit_templates(
        program,
        lambda item: item.model_copy(
            update={"estimated_duration": max(item.estimated_duration // 3, 1)}
        ),
        count=2,
    )


def endless_session(program: Program, blueprint: Blueprint) -> Program:
    """Do every exercise of a lifting session four times over."""
    return edit_templates(
        program,
        lambda item: item.model_copy(
            update={"prescribed_exercises": item.prescribed_exercises * 4}
        ),
        where=lambda item: item.sport == "lift" and len(item.prescribed_exercises) > 2,
        count=1,
    )


def cold_start(program: Program, blueprint: Blueprint) -> Program:
    """Take warm-ups and ramp sets away."""

    def cold(template: Template) -> Template:
        blocks = tuple(item for item in template.blocks if item.kind != "warmup")
        kept = {item.block_id for item in blocks}
        exercises = tuple(
            item.model_copy(
                update={"working_sets": tuple(s for s in item.working_sets if not s.is_ramp)}
            )
            for item in template.prescribed_exercises
            if item.block_id in kept
        )
        return template.model_copy(update={"blocks": blocks, "prescribed_exercises": exercises})

    return edit_templates(program, cold)


def backwards(program: Program, blueprint: Blueprint) -> Program:
    """Turn the order of every session around."""
    return edit_templates(
        program,
        lambda item: item.model_copy(
            update={"prescribed_exercises": item.prescribed_exercises[::-1]}
        ),
    )


def renamed(program: Program, name: str) -> Program:
    """Return the program with the last exercise of each session called `name`."""
    change = {"exercise_name": name, "exercise_id": None, "text": ""}
    return edit_exercises(
        program, lambda item: item.model_copy(update=change), where=is_last_work, count=None
    )


def machine_nobody_owns(program: Program, blueprint: Blueprint) -> Program:
    """Put a reverse hyperextension machine into every session."""
    return renamed(program, "Reverse Hyperextension")


def note_about_a_machine(program: Program, blueprint: Blueprint) -> Program:
    """Send the athlete to machines in the coaching notes."""
    note = "Finish on the cable machine, then the rower, the GHD and the leg press machine."
    return edit_templates(program, lambda item: item.model_copy(update={"coaching_notes": note}))


def equipment_forgotten(program: Program, blueprint: Blueprint) -> Program:
    """List a sled that nothing needs."""
    return edit_templates(
        program, lambda item: item.model_copy(update={"required_equipment": ("sled",)}), count=1
    )


def pounds_for_kilograms(program: Program, blueprint: Blueprint) -> Program:
    """Write loads in the other unit."""
    other = UnitName.LBS if program.unit is UnitName.KG else UnitName.KG
    return edit_exercises(
        program,
        lambda item: with_weights(item, lambda w: w.model_copy(update={"unit": other})),
        where=has_percent,
    )
