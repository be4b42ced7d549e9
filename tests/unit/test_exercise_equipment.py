from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.exercise.equipment import ALL_TERMS, resolve_equipment


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        (["dumbbells up to 30 kg", "adjustable bench"], {"dumbbell", "bench"}),
        (["barbell and plates", "squat rack"], {"barbell", "plate", "rack"}),
        (["platform"], {"barbell", "plate"}),
        (["dumbbells but no barbell"], {"dumbbell"}),
        (["TRX", "resistance bands"], {"suspension_trainer", "band"}),
        (["doorway pull-up bar"], {"pullup_bar"}),
        (["Assault bike", "Concept2 rower"], {"air_bike", "rower"}),
        (["leg_press_machine", "cable machine"], {"leg_press_machine", "cable"}),
        (["t-bar_row_machine"], {"t-bar_row_machine"}),
        (["kettlebells 16kg and 24kg"], {"kettlebell"}),
        (["power tower"], {"pullup_bar", "dip_bars"}),
        (["plyo boxes"], {"box"}),
    ],
)
def test_words_become_terms(words: list[str], terms: set[str]) -> None:
    equipment = resolve_equipment(words, full_gym=False)

    assert equipment.terms == terms
    assert equipment.unknown == ()


@pytest.mark.parametrize("words", [[], ["bodyweight only"], ["no equipment"], ["none"], ["park"]])
def test_nothing_gives_no_terms(words: list[str]) -> None:
    equipment = resolve_equipment(words, full_gym=False)

    assert equipment.terms == frozenset()
    assert equipment.unknown == ()


@pytest.mark.parametrize("words", [["full commercial gym"], ["gym"], ["fully equipped gym"]])
def test_a_full_gym_gives_all_terms(words: list[str]) -> None:
    assert resolve_equipment(words, full_gym=False).terms == ALL_TERMS
    assert resolve_equipment([], full_gym=True).terms == ALL_TERMS


def test_a_full_gym_without_something_lacks_it() -> None:
    equipment = resolve_equipment(["no kettlebells", "no rower"], full_gym=True)

    assert ALL_TERMS - equipment.terms == {"kettlebell", "rower"}


def test_unknown_words_are_kept_as_said() -> None:
    equipment = resolve_equipment(["Weird Gizmo", "dumbbells"], full_gym=False)

    assert equipment.unknown == ("Weird Gizmo",)
    assert equipment.terms == {"dumbbell"}


@given(st.lists(st.text(max_size=30), max_size=4), st.booleans())
def test_any_words_give_known_terms_only(words: list[str], full_gym: bool) -> None:
    assert resolve_equipment(words, full_gym=full_gym).terms <= ALL_TERMS


@given(st.sampled_from(sorted(ALL_TERMS)))
def test_every_term_reads_as_itself(term: str) -> None:
    equipment = resolve_equipment([term], full_gym=False)

    assert term in equipment.terms
