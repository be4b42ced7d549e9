"""Progress, deloads, taper, running and balance, at their edges."""

from __future__ import annotations

from dataclasses import replace

from libs.training_program.models.program import Program
from local.quality.broken_progress import no_deload, standstill, volume_for_three
from local.quality.edits import edit_templates
from tests.unit.lint.builders import findings, with_exercise, with_program, with_request
from tests.unit.lint.clean import lifting_case, running_case

LIFTING, RUNNING = lifting_case(), running_case()
STEADY = replace(LIFTING, program=no_deload(LIFTING.program, LIFTING.blueprint))


def test_eight_weeks_without_a_lighter_one_are_an_error() -> None:
    assert [(item.week, item.severity) for item in findings(STEADY, "G03")] == [
        (8, "error"),
        (7, "warn"),
    ]


def test_beginners_and_those_who_declined_need_no_deload() -> None:
    beginner = with_request(STEADY, experience="beginner")
    declined = with_request(STEADY, preferences={"deload": "none"})

    assert findings(beginner, "G03") == []
    assert findings(declined, "G03") == []


def test_a_lift_that_stands_still_is_named_with_its_week() -> None:
    flat = replace(LIFTING, program=standstill(LIFTING.program, LIFTING.blueprint))

    found = findings(flat, "G01")

    assert {item.week for item in found} == {3}
    assert len(found) == 4


def test_a_deload_in_name_only_is_a_finding() -> None:
    context = with_program(LIFTING, deload_weeks=(5, 7))

    assert [item.week for item in findings(context, "N01")] == [7]


def test_the_first_run_is_measured_against_the_longest_stated() -> None:
    volumes = {"volumes": [{"sport": "run", "longestDistanceKm": 8}]}

    found = findings(with_request(RUNNING, baselines=volumes), "G08")

    assert {(item.severity, item.day) for item in found} == {("error", 2), ("error", 7)}


def test_a_long_run_ten_days_before_the_marathon_is_a_finding() -> None:
    late = edit_templates(
        RUNNING.program,
        lambda item: item.model_copy(
            update={
                "prescribed_exercises": tuple(
                    exercise.model_copy(
                        update={"distance": exercise.distance.model_copy(update={"value": 32})}
                    )
                    for exercise in item.prescribed_exercises
                    if exercise.distance is not None
                )
            }
        ),
        where=lambda item: item.day_number == 77,
    )

    found = findings(replace(RUNNING, program=late), "G08")

    assert any("marathon" in item.message for item in found)


def test_running_rules_do_not_apply_to_lifters() -> None:
    assert findings(LIFTING, "G08") == findings(LIFTING, "G07") == []


def test_heavy_legs_on_consecutive_days_are_a_finding() -> None:
    def swap(program: Program) -> Program:
        names = {"Bench Press": "Front Squat"}
        return edit_templates(
            program,
            lambda item: item.model_copy(
                update={
                    "prescribed_exercises": tuple(
                        e.model_copy(
                            update={"exercise_name": names.get(e.exercise_name, e.exercise_name)}
                        )
                        for e in item.prescribed_exercises
                    )
                }
            ),
        )

    found = findings(replace(LIFTING, program=swap(LIFTING.program)), "B03")

    assert {item.day for item in found} == {37, 44, 51}


def test_isolation_before_the_main_lift_is_noted() -> None:
    context = with_exercise(LIFTING, "Back Squat", exercise_name="Leg Extension")
    context = with_exercise(context, "Leg Extension", is_main_lift=False)
    context = with_exercise(context, "Romanian Deadlift", is_main_lift=True)

    assert [item.exercise for item in findings(context, "P09")] == ["Romanian Deadlift"]


def test_half_credits_warn_and_direct_sets_stop() -> None:
    tripled = replace(LIFTING, program=volume_for_three(LIFTING.program, LIFTING.blueprint))

    severities = {item.message: item.severity for item in findings(tripled, "G05")}

    assert severities["Too many weekly sets for lats."] == "error"
    assert severities["Too many weekly sets for shoulders."] == "warn"
