"""Seeded defects of progress, volume, balance and variety: rules G, B and V."""

from __future__ import annotations

from libs.training_program.models.blueprint import Blueprint
from libs.training_program.models.program import (
    Block,
    Distance,
    PrescribedExercise,
    Program,
    Template,
    Weight,
    WorkingSet,
)
from libs.training_program.models.vocabulary import SportName
from local.quality.broken_dose import has_percent, with_weights
from local.quality.edits import edit_exercises, edit_templates, is_last_work

_SQUAT_LIKE = ("squat", "lunge", "leg press", "step-up")


def week_of(template: Template) -> int:
    """Return the program week of a session."""
    return (template.day_number - 1) // 7 + 1


def is_main(_: Template, exercise: PrescribedExercise) -> bool:
    """Return whether an exercise is a main lift."""
    return exercise.is_main_lift


def is_lifted(template: Template, exercise: PrescribedExercise) -> bool:
    """Return whether an exercise is counted in sets and repetitions in a lifting session."""
    return template.sport is SportName.LIFT and bool(exercise.sets) and exercise.reps is not None


def standstill(program: Program, blueprint: Blueprint) -> Program:
    """Prescribe the first dose of each main lift in every week."""
    first: dict[str, PrescribedExercise] = {}

    def same(exercise: PrescribedExercise) -> PrescribedExercise:
        return first.setdefault(exercise.exercise_name, exercise)

    flat = edit_exercises(program, same, where=is_main, count=None)
    marked = edit_templates(flat, lambda item: item.model_copy(update={"is_deload": False}))
    return marked.model_copy(update={"deload_weeks": ()})


def leap(program: Program, blueprint: Blueprint) -> Program:
    """Add half to the loads from the third week on."""

    def heavier(weight: Weight) -> Weight:
        value = weight.value * 1.5 if weight.value is not None else None
        return weight.model_copy(update={"value": value})

    return edit_exercises(
        program,
        lambda item: with_weights(item, heavier),
        where=lambda template, item: week_of(template) > 2 and has_percent(template, item),
        count=None,
    )


def no_deload(program: Program, blueprint: Blueprint) -> Program:
    """Let every week be like the first one."""
    first = {day.weekday: day for day in program.days[:7]}

    def copy_of_first(template: Template) -> Template:
        day = first[program.days[template.day_number - 1].weekday]
        source = next(iter(day.templates), None)
        if source is None:
            return template
        kept = ("blocks", "prescribed_exercises", "estimated_duration")
        fields: dict[str, object] = {name: getattr(source, name) for name in kept}
        return template.model_copy(update=fields | {"is_deload": False})

    copied = edit_templates(program, copy_of_first)
    return copied.model_copy(update={"deload_weeks": ()})


def scaled_sets(exercise: PrescribedExercise, factor: int) -> PrescribedExercise:
    """Return the exercise with its sets repeated."""
    return exercise.model_copy(
        update={
            "sets": (exercise.sets or 1) * factor,
            "working_sets": exercise.working_sets * factor,
        }
    )


def volume_jump(program: Program, blueprint: Blueprint) -> Program:
    """Double all sets of the third week."""
    return edit_exercises(
        program,
        lambda item: scaled_sets(item, 2),
        where=lambda template, item: week_of(template) == 3 and is_lifted(template, item),
        count=None,
    )


def volume_for_three(program: Program, blueprint: Blueprint) -> Program:
    """Triple all sets."""
    return edit_exercises(program, lambda item: scaled_sets(item, 3), where=is_lifted, count=None)


def legs_once_a_week(program: Program, blueprint: Blueprint) -> Program:
    """Keep one exercise name everywhere: everything else is trained in no session."""
    return edit_exercises(
        program,
        lambda item: item.model_copy(update={"exercise_name": "Bench Press"}),
        where=is_lifted,
        count=None,
    )


def no_taper(program: Program, blueprint: Blueprint) -> Program:
    """Train twice as long as ever in the last two weeks."""
    last = program.total_days - 15

    def longer(exercise: PrescribedExercise) -> PrescribedExercise:
        distance = exercise.distance
        doubled = distance.model_copy(update={"value": distance.value * 4}) if distance else None
        sets = tuple(
            item.model_copy(
                update={
                    "distance_m": item.distance_m * 4 if item.distance_m else None,
                    "time_s": item.time_s * 4 if item.time_s else None,
                }
            )
            for item in exercise.working_sets
        )
        return scaled_sets(
            exercise.model_copy(update={"distance": doubled, "working_sets": sets}), 2
        )

    return edit_exercises(
        program,
        longer,
        where=lambda template, _: template.day_number > last and not template.is_event,
        count=None,
    )


def run_out_of_nowhere(program: Program, blueprint: Blueprint) -> Program:
    """Turn a later run into sixty kilometres."""
    far = {
        "distance": Distance(value=60, unit="km"),
        "time": None,
        "pace": None,
        "sets": 1,
        "working_sets": (WorkingSet(set_number=1, distance_m=60_000),),
    }

    def is_late_run(template: Template, exercise: PrescribedExercise) -> bool:
        runs = template.sport in {SportName.RUN, SportName.TRAIL} and not template.is_event
        return runs and template.day_number > 14 and is_last_work(template, exercise)

    return edit_exercises(program, lambda item: item.model_copy(update=far), where=is_late_run)


def jump_marathon(program: Program, blueprint: Blueprint) -> Program:
    """Put twenty sets of ten box jumps into a session."""
    jumps = PrescribedExercise(
        exercise_name="Box Jump", block_id="jumps", sets=20, reps=10, rest_s=30,
        movement_type="bodyweight",
    )  # fmt: skip

    def add(template: Template) -> Template:
        return template.model_copy(
            update={
                "blocks": (*template.blocks, Block(block_id="jumps", kind="straight")),
                "prescribed_exercises": (*template.prescribed_exercises, jumps),
            }
        )

    return edit_templates(program, add, count=2)


def only_pushing(program: Program, blueprint: Blueprint) -> Program:
    """Replace every row and pull-up by a press."""
    words = ("row", "pull", "chin", "lat ")
    return edit_exercises(
        program,
        lambda item: item.model_copy(update={"exercise_name": "Push-up", "weight": None}),
        where=lambda _, item: any(word in item.exercise_name.lower() for word in words),
        count=None,
    )


def no_knee_work(program: Program, blueprint: Blueprint) -> Program:
    """Replace all squatting and lunging by presses."""
    return edit_exercises(
        program,
        lambda item: item.model_copy(update={"exercise_name": "Bench Press"}),
        where=lambda _, item: any(word in item.exercise_name.lower() for word in _SQUAT_LIKE),
        count=None,
    )


def heavy_every_day(program: Program, blueprint: Blueprint) -> Program:
    """Open every lifting session with a heavy squat."""
    weight = Weight(percentage_1rm=85)
    squat = {
        "exercise_name": "Back Squat", "exercise_id": None, "pattern": None, "weight": weight,
        "sets": 3, "reps": 3, "is_main_lift": True, "working_sets": (),
    }  # fmt: skip

    def opener(template: Template, exercise: PrescribedExercise) -> bool:
        return template.sport is SportName.LIFT and is_last_work(template, exercise)

    return edit_exercises(
        program, lambda item: item.model_copy(update=squat), where=opener, count=None
    )
