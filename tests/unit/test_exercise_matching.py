from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.exercise.catalogue import load_catalogue
from libs.exercise.matching import match
from libs.exercise.vocabulary import PATTERNS

CATALOGUE = load_catalogue()
NAMES = [name for e in CATALOGUE.exercises for name in (e.name, *e.aliases)]


@pytest.mark.parametrize(
    ("name", "exercise_id", "tier"),
    [
        ("Back Squat", "back_squat", "exact"),
        ("bench press", "bench_press", "exact"),
        ("Bench Press (Barbell)", "bench_press", "normalized"),
        ("Air Squats", "air_squat", "normalized"),
        ("assault bike", "air_bike", "exact"),
        ("Assault Bike intervals", "air_bike", "stripped"),
        ("Pull-ups", "pull_up", "normalized"),
        ("T2B", "toes_to_bar", "exact"),
        ("RDLs", "romanian_deadlift", "normalized"),
        ("Heavy Deadlift", "deadlift", "stripped"),
        ("Tempo Back Squat 3-1-1", "back_squat", "stripped"),
        ("Run 400 m", "run", "stripped"),
        ("Ruck with 20 kg", "ruck", "stripped"),
        ("KB swings", "kettlebell_swing", "normalized"),
        ("Seated Row", "seated_cable_row", "exact"),
        ("Row", "row", "exact"),
        ("Single Arm DB Row", "dumbbell_row", "exact"),
        ("Farmers walk", "farmers_carry", "exact"),
        ("Curl (Barbell)", "barbell_curl", "normalized"),
    ],
)
def test_a_name_finds_its_movement(name: str, exercise_id: str, tier: str) -> None:
    found = match(name, CATALOGUE)

    assert found.exercise is not None
    assert (found.exercise.id, found.tier) == (exercise_id, tier)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("Bench Press", "bent_press"),
        ("Air Squat", "chair_squat"),
        ("Back Squat", "hack_squat"),
        ("Assault bike", "bicycle_crunch"),
        ("Standing Row", "row"),
        ("Behind the neck jerk", "split_jerk"),
        ("Jump Lunge Squat", "lunge"),
    ],
)
def test_a_similar_name_is_not_the_movement(name: str, wrong: str) -> None:
    found = match(name, CATALOGUE)

    assert found.exercise is None or found.exercise.id != wrong


def test_an_equipment_word_takes_the_place_of_the_own_implement() -> None:
    found = match("Sandbag Bulgarian Split Squat", CATALOGUE)

    assert found.tier == "stripped"
    assert found.extra_needs == frozenset({"sandbag"})
    assert found.missing(frozenset({"bench"})) == ("sandbag",)
    assert found.missing(frozenset({"bench", "sandbag"})) == ()


def test_a_dumbbell_name_needs_no_barbell() -> None:
    found = match("Dumbbell Yates Row", CATALOGUE)

    assert found.missing(frozenset({"dumbbell"})) == ()
    assert found.missing(frozenset({"barbell"})) == ("dumbbell",)


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("Cable Squat Row Thing", "squat"),
        ("Underhand inverted chin up variation", "pull_v"),
        ("Hip capsule stretch", "mobility"),
        ("Jerk recovery walk-in", "olympic"),
        ("Prowler march", "strongman"),
    ],
)
def test_a_name_without_a_movement_keeps_its_pattern(name: str, pattern: str) -> None:
    found = match(name, CATALOGUE)

    assert found.exercise is None
    assert (found.tier, found.pattern) == ("pattern", pattern)


def test_an_unknown_name_stays_unknown_with_its_words() -> None:
    found = match("Underwater basket weaving", CATALOGUE)

    assert (found.name, found.tier, found.exercise, found.pattern) == (
        "Underwater basket weaving", "unknown", None, None,
    )  # fmt: skip


@given(st.sampled_from(NAMES), st.sampled_from(["lower", "upper", "title"]))
def test_letter_case_and_hyphens_never_change_the_meaning(name: str, case: str) -> None:
    spelled = {"lower": name.lower(), "upper": name.upper(), "title": name.title()}[case]

    plain = match(name, CATALOGUE)
    other = match(f" {spelled.replace('-', ' ')} ", CATALOGUE)

    assert plain.tier == "exact"
    assert other.tier in {"exact", "normalized"}
    assert other.exercise is plain.exercise


@given(st.text(max_size=60))
def test_any_text_gives_a_verdict(text: str) -> None:
    found = match(text, CATALOGUE)

    assert (found.exercise is not None) == (found.tier in {"exact", "normalized", "stripped"})
    assert (found.pattern is None) == (found.tier == "unknown")
    assert found.pattern is None or found.pattern in PATTERNS
