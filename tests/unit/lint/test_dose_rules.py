"""Doses, loads, percentages, minutes and equipment, at their edges."""

from __future__ import annotations

import pytest

from libs.training_program.models.program import (
    AmrapReps,
    Block,
    Distance,
    Pace,
    PrescribedExercise,
    Time,
    Weight,
)
from libs.training_program.models.units import UnitName
from tests.unit.lint.builders import (
    findings,
    with_exercise,
    with_note,
    with_request,
    with_templates,
)
from tests.unit.lint.clean import lifting_case, running_case

LIFTING, RUNNING = lifting_case(), running_case()


@pytest.mark.parametrize(
    ("sets", "reps", "percent", "possible"),
    [
        (1, 8, 80.0, True),
        (1, 8, 80.5, False),
        (4, 8, 77.5, True),
        (4, 8, 78.0, False),
        (5, 5, 85.0, False),
        (3, 1, 97.5, True),
        (3, 20, 57.5, True),
        (3, 20, 60.0, False),
    ],
)
def test_repetitions_bound_the_percentage(
    sets: int, reps: int, percent: float, possible: bool
) -> None:
    context = with_exercise(
        LIFTING,
        "Back Squat",
        sets=sets,
        reps=reps,
        weight=Weight(percentage_1rm=percent),
        working_sets=(),
    )

    assert (findings(context, "P04") == []) is possible


def test_the_floor_of_an_open_set_bounds_the_percentage() -> None:
    dose = {"sets": 1, "weight": Weight(percentage_1rm=90), "working_sets": ()}
    heavy = with_exercise(LIFTING, "Back Squat", reps=AmrapReps(min=10), **dose)
    fine = with_exercise(LIFTING, "Back Squat", reps=AmrapReps(min=3), **dose)

    assert findings(heavy, "P04") != []
    assert findings(fine, "P04") == []


@pytest.mark.parametrize(("load", "is_off"), [(95, False), (97.5, False), (70, True), (125, True)])
def test_one_loading_step_is_forgiven_in_the_implied_maximum(load: float, is_off: bool) -> None:
    weight = Weight(value=load, unit=UnitName.KG, percentage_1rm=67.5)

    context = with_exercise(LIFTING, "Back Squat", weight=weight, working_sets=())

    errors = [item for item in findings(context, "P05") if item.severity == "error"]
    assert bool(errors) is is_off


def test_a_load_in_the_other_unit_is_a_finding() -> None:
    weight = Weight(value=95, unit=UnitName.LBS, percentage_1rm=67.5)

    context = with_exercise(LIFTING, "Back Squat", weight=weight, working_sets=())

    assert [item.measured for item in findings(context, "P02")] == ["lbs"]


def test_a_dumbbell_heavier_than_the_largest_is_a_finding() -> None:
    weight = Weight(value=42.5, unit=UnitName.KG)

    context = with_exercise(LIFTING, "Dumbbell Bench Press", weight=weight)

    assert [item.limit for item in findings(context, "P03")] == ["40"]


def test_a_test_may_go_over_the_maximum() -> None:
    weight = Weight(value=145, unit=UnitName.KG)
    heavy = {"weight": weight, "sets": 1, "reps": 1, "working_sets": ()}

    assert findings(with_exercise(LIFTING, "Back Squat", **heavy), "P03") != []
    assert findings(with_exercise(LIFTING, "Back Squat", is_test=True, **heavy), "P03") == []


@pytest.mark.parametrize(
    ("fields", "severity"),
    [
        ({"pace": Pace(label="tempo", seconds=120, per="km")}, "error"),
        ({"pace": Pace(label="tempo", seconds=240, per="mile")}, None),
        ({"pace": None, "time": Time(value=8, unit="minutes")}, "error"),
        ({"distance": Distance(value=5, unit="meters"), "pace": None}, "warn"),
    ],
)
def test_impossible_paces_and_distances_are_findings(
    fields: dict[str, object], severity: str | None
) -> None:
    found = findings(with_exercise(RUNNING, "Tempo Run", **fields), "P03")

    assert [item.severity for item in found] == ([severity] if severity else [])


def test_a_dose_may_come_from_the_block() -> None:
    bare = PrescribedExercise(exercise_name="Burpee", block_id="B")
    no_dose = {"sets": None, "reps": None, "working_sets": ()}
    straight = with_exercise(LIFTING, "Plank", **no_dose)
    tabata = with_templates(
        LIFTING,
        lambda item: item.model_copy(
            update={
                "blocks": (Block(block_id="B", kind="tabata", minutes=4),),
                "prescribed_exercises": (bare, bare),
            }
        ),
    )

    assert [item.exercise for item in findings(straight, "P01")] == ["Plank"]
    assert findings(tabata, "P01") == []


def test_a_note_may_say_what_is_not_needed() -> None:
    assert findings(with_note(LIFTING, "Push the sled, then stretch."), "E02") != []
    assert findings(with_note(LIFTING, "You do this without a sled."), "E02") == []


def test_an_implement_in_the_name_is_what_must_be_there() -> None:
    bare = with_request(LIFTING, places=[{"name": "gym", "equipment": ["dumbbells", "bench"]}])
    rows = with_exercise(bare, "Barbell Row", exercise_name="Dumbbell Row")

    found = {(item.day, item.exercise) for item in findings(rows, "E01")}

    assert (1, "Back Squat") in found
    assert (1, "Walking Lunge") not in found
    assert (2, "Dumbbell Row") not in found
    assert (9, "Barbell Row") in found
