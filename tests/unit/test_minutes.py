"""The time model on sets, blocks and distances."""

from __future__ import annotations

import pytest

from libs.training_program.minutes import exercise_minutes
from libs.training_program.models.program import (
    Block,
    Distance,
    Pace,
    PrescribedExercise,
    WorkingSet,
)


def exercise(**fields: object) -> PrescribedExercise:
    """Return a straight set of ten with `fields` on top."""
    return PrescribedExercise.model_validate(
        {"exercise_name": "Back Squat", "block_id": "A", "sets": 3, "reps": 10, "rest_s": 120}
        | fields
    )


def test_counts_repetitions_rest_between_sets_and_set_up() -> None:
    assert exercise_minutes(exercise(), None) == (3 * 30 + 2 * 120 + 60) / 60


def test_counts_both_sides() -> None:
    assert exercise_minutes(exercise(per_side=True), None) == (3 * 60 + 2 * 120 + 60) / 60


def test_expanded_sets_win_over_the_short_form() -> None:
    sets = (
        WorkingSet(set_number=1, is_ramp=True, reps=5),
        WorkingSet(set_number=2, reps=5, rest_s=180),
        WorkingSet(set_number=3, reps=5, rest_s=180),
    )

    assert exercise_minutes(exercise(working_sets=sets), None) == (3 * 15 + 45 + 180 + 60) / 60


@pytest.mark.parametrize("kind", ["amrap", "emom", "for_time", "warmup"])
def test_a_time_boxed_block_counts_at_face_value_shared_by_its_exercises(kind: str) -> None:
    block = Block.model_validate({"block_id": "A", "kind": kind, "size": 3, "minutes": 12})

    assert exercise_minutes(exercise(), block) == 4


def test_a_distance_takes_its_pace() -> None:
    block = Block(block_id="A", kind="steady")
    run = exercise(
        sets=1, reps=None, distance=Distance(value=10, unit="km"), pace=Pace(seconds=360, per="km")
    )

    assert exercise_minutes(run, block) == 60
