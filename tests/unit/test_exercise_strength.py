from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.exercise.catalogue import load_catalogue
from libs.exercise.strength import (
    LoadingKit,
    estimated_one_rep_max,
    implement_of,
    percent_for_effort,
    percent_for_reps,
    reps_for_percent,
    round_load,
)
from libs.exercise.vocabulary import Implement

CATALOGUE = load_catalogue()
PLATES = st.lists(st.sampled_from([1.25, 2.5, 5.0, 10.0, 15.0, 20.0, 25.0]), max_size=7)


@pytest.mark.parametrize(
    ("reps", "percent"), [(1, 100), (5, 87), (10, 75), (12, 67), (14, 67), (15, 65), (20, 60)]
)
def test_the_table_gives_the_next_lower_entry(reps: int, percent: float) -> None:
    assert percent_for_reps(reps) == percent


@given(st.integers(1, 15))
def test_repetitions_at_a_table_percentage_are_at_least_those_of_the_table(reps: int) -> None:
    assert reps_for_percent(percent_for_reps(reps)) >= reps


def test_effort_in_reserve_lowers_the_percentage() -> None:
    assert percent_for_effort(5, 10) == 87
    assert percent_for_effort(5, 8) == 83
    assert percent_for_effort(5, 8.5) == 84


def test_the_estimate_follows_epley_up_to_ten_repetitions() -> None:
    assert estimated_one_rep_max(100, 1) == 100
    assert estimated_one_rep_max(100, 5) == pytest.approx(116.67, abs=0.01)
    assert estimated_one_rep_max(100, 3, rpe=8) == pytest.approx(116.67, abs=0.01)
    assert estimated_one_rep_max(67, 12) == pytest.approx(100)


@pytest.mark.parametrize(
    ("value", "implement", "kit", "rounded"),
    [
        (81.2, "barbell", LoadingKit(), 80.0),
        (81.3, "barbell", LoadingKit(), 82.5),
        (12, "barbell", LoadingKit(), 20.0),
        (12, "barbell", LoadingKit(bar=10), 12.5),
        (137, "barbell", LoadingKit(unit="lbs"), 135.0),
        (60, "barbell", LoadingKit(plates=(20.0, 5.0)), 60.0),
        (90, "barbell", LoadingKit(plates=(20.0, 5.0)), 70.0),
        (41, "dumbbell", LoadingKit(max_dumbbell=24), 24.0),
        (13, "dumbbell", LoadingKit(dumbbell_step=2), 14.0),
        (1, "dumbbell", LoadingKit(), 2.5),
        (23, "kettlebell", LoadingKit(), 24.0),
        (31, "machine", LoadingKit(), 30.0),
        (0, "other", LoadingKit(), 0.0),
    ],
)
def test_loads_round_to_what_exists(
    value: float, implement: Implement, kit: LoadingKit, rounded: float
) -> None:
    assert round_load(value, implement, kit) == rounded


@given(st.floats(0, 600), PLATES, st.sampled_from([10.0, 15.0, 20.0]))
def test_a_barbell_is_never_lighter_than_the_bar_nor_heavier_than_the_plates(
    value: float, plates: list[float], bar: float
) -> None:
    load = round_load(value, "barbell", LoadingKit(bar=bar, plates=tuple(plates)))

    assert load >= bar
    assert not plates or load <= bar + 2 * sum(plates)


@pytest.mark.parametrize(
    ("exercise_id", "implement"),
    [
        ("back_squat", "barbell"),
        ("trap_bar_deadlift", "barbell"),
        ("farmers_carry", "dumbbell"),
        ("goblet_squat", "dumbbell"),
        ("kettlebell_swing", "kettlebell"),
        ("leg_press", "machine"),
        ("lat_pulldown", "machine"),
        ("pull_up", "bodyweight"),
        ("weighted_pull_up", "other"),
        ("push_up", "bodyweight"),
        ("run", "bodyweight"),
        ("wall_ball", "other"),
    ],
)
def test_the_implement_follows_the_equipment(exercise_id: str, implement: str) -> None:
    assert implement_of(CATALOGUE.load(exercise_id)) == implement


def test_the_implement_follows_what_is_there() -> None:
    goblet = CATALOGUE.load("goblet_squat")

    assert implement_of(goblet, frozenset({"kettlebell"})) == "kettlebell"
