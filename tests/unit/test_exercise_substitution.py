from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.exercise.catalogue import Exercise, load_catalogue
from libs.exercise.equipment import ALL_TERMS
from libs.exercise.strength import LoadingKit
from libs.exercise.substitution import own_load, substitute, within_level
from libs.exercise.vocabulary import LEVELS, Level

CATALOGUE = load_catalogue()


def allow_all(exercise: Exercise) -> bool:
    return False


@given(
    st.sampled_from(CATALOGUE.exercises),
    st.frozensets(st.sampled_from(sorted(ALL_TERMS)), max_size=12),
    st.sampled_from(LEVELS),
)
def test_a_substitute_keeps_pattern_and_muscle_and_fits_the_place(
    exercise: Exercise, available: frozenset[str], level: Level
) -> None:
    found = substitute(exercise, CATALOGUE, available=available, refused=allow_all, max_level=level)

    if found is not None:
        assert found.id != exercise.id
        assert found.pattern == exercise.pattern
        assert found.primary & exercise.primary
        assert found.missing(available) == ()
        assert within_level(found, level)


def test_a_refused_movement_is_never_the_substitute() -> None:
    def refuse(exercise: Exercise) -> bool:
        return "overhead" in exercise.tags

    found = substitute(
        CATALOGUE.load("overhead_press"),
        CATALOGUE,
        available=ALL_TERMS,
        refused=refuse,
        max_level="expert",
    )

    assert found is not None
    assert "overhead" not in found.tags


@pytest.mark.parametrize(
    ("exercise_id", "available", "expected"),
    [
        ("barbell_row", {"dumbbell"}, "bent_over_dumbbell_row"),
        ("bench_press", {"dumbbell", "bench"}, "dumbbell_bench_press"),
        ("lat_pulldown", {"band"}, "band_lat_pulldown"),
        ("romanian_deadlift", {"dumbbell"}, "dumbbell_romanian_deadlift"),
        ("lateral_raise", {"cable"}, "cable_lateral_raise"),
    ],
)
def test_the_nearest_movement_comes_first(
    exercise_id: str, available: set[str], expected: str
) -> None:
    found = substitute(
        CATALOGUE.load(exercise_id),
        CATALOGUE,
        available=frozenset(available),
        refused=allow_all,
        max_level="intermediate",
    )

    assert found is not None
    assert found.id == expected


@pytest.mark.parametrize("pattern", ["squat", "hinge", "push_h", "push_v", "pull_h", "pull_v"])
def test_every_main_pattern_has_a_substitute_without_equipment(pattern: str) -> None:
    main = {"quads", "glutes", "hamstrings", "chest", "shoulders", "upper_back", "lats"}
    for exercise in CATALOGUE.with_pattern(pattern):
        if not exercise.primary & main:
            continue
        found = substitute(
            exercise,
            CATALOGUE,
            available=frozenset(),
            refused=allow_all,
            max_level="intermediate",
        )
        assert found is not None, exercise.id


def test_what_the_athlete_has_done_before_wins_a_tie() -> None:
    deadlift = CATALOGUE.load("bodyweight_single_leg_romanian_deadlift")

    found = substitute(
        deadlift,
        CATALOGUE,
        available=frozenset(),
        refused=allow_all,
        max_level="beginner",
        history=("bodyweight_good_morning",),
    )

    assert found is not None
    assert found.id == "bodyweight_good_morning"


def test_a_load_comes_from_the_own_maximum_or_not_at_all() -> None:
    front_squat = CATALOGUE.load("front_squat")
    maxima = {"front_squat": 100.0}

    known = own_load(front_squat, maxima, reps=5, kit=LoadingKit())
    unknown = own_load(CATALOGUE.load("leg_press"), maxima, reps=5, kit=LoadingKit())

    assert known == 80.0
    assert unknown is None
