from __future__ import annotations

from collections import defaultdict

import pytest

from libs.errors import NotFoundError
from libs.exercise.catalogue import Exercise, load_catalogue
from libs.exercise.equipment import ALL_TERMS
from libs.exercise.names import normalize
from libs.exercise.vocabulary import LEVELS, MEASURES, MODALITIES, MUSCLES, PATTERNS, REGIONS, TAGS

CATALOGUE = load_catalogue()
NOTHING: frozenset[str] = frozenset()


def test_vocabularies_have_the_agreed_sizes() -> None:
    sizes = (len(PATTERNS), len(ALL_TERMS), len(MUSCLES), len(REGIONS), len(MODALITIES))

    assert sizes == (25, 71, 18, 8, 9)
    assert len(MEASURES) == 8


def test_there_are_at_least_420_movements() -> None:
    assert len(CATALOGUE.exercises) >= 420
    assert len({exercise.id for exercise in CATALOGUE.exercises}) == len(CATALOGUE.exercises)


def test_every_record_uses_known_words_only() -> None:
    wrong = [exercise.id for exercise in CATALOGUE.exercises if not _is_valid(exercise)]

    assert wrong == []


def _is_valid(exercise: Exercise) -> bool:
    return (
        exercise.pattern in PATTERNS
        and exercise.measure in MEASURES
        and exercise.modality in MODALITIES
        and exercise.level in LEVELS
        and exercise.terms <= ALL_TERMS
        and bool(exercise.primary)
        and exercise.primary | exercise.secondary <= set(MUSCLES)
        and not exercise.primary & exercise.secondary
        and exercise.regions <= set(REGIONS)
        and exercise.tags <= set(TAGS)
    )


def test_no_name_or_alias_means_two_movements() -> None:
    meanings: dict[str, set[str]] = defaultdict(set)
    for exercise in CATALOGUE.exercises:
        for name in (exercise.name, *exercise.aliases):
            meanings[normalize(name)].add(exercise.id)

    assert {name: ids for name, ids in meanings.items() if len(ids) > 1} == {}
    assert "" not in meanings


@pytest.mark.parametrize("pattern", [p for p in PATTERNS if p not in {"other", "strongman"}])
def test_every_pattern_can_be_trained(pattern: str) -> None:
    assert CATALOGUE.with_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["squat", "lunge", "hinge", "push_h", "push_v", "pull_h", "pull_v", "core", "calf",
     "knee_flexion", "knee_extension", "hip_iso", "back_iso", "shoulder_iso", "arm_iso", "plyo",
     "mono", "mobility", "carry", "neck", "chest_iso", "full_body"],
)  # fmt: skip
def test_a_beginner_without_equipment_finds_every_pattern(pattern: str) -> None:
    own_weight = [
        exercise
        for exercise in CATALOGUE.with_pattern(pattern)
        if exercise.level == "beginner" and not exercise.missing(NOTHING)
    ]

    if pattern in {"knee_flexion", "full_body"}:
        assert any(not e.missing(NOTHING) for e in CATALOGUE.with_pattern(pattern))
    else:
        assert own_weight


def test_forty_stretches_need_no_equipment() -> None:
    free = [e for e in CATALOGUE.with_pattern("mobility") if not e.needs]

    assert len(free) >= 40


def test_missing_names_one_alternative_of_each_unmet_need() -> None:
    squat = CATALOGUE.load("box_squat")

    assert squat.missing(frozenset({"barbell", "box"})) == ("rack",)
    assert squat.missing(NOTHING) == ("barbell", "rack", "bench")
    assert squat.missing(frozenset({"barbell", "rack", "bench"})) == ()


def test_small_equipment_never_counts_as_missing() -> None:
    treadmill = CATALOGUE.load("treadmill_run")

    assert treadmill.missing(NOTHING) == ()


def test_an_unknown_id_is_none_to_find_and_an_error_to_load() -> None:
    assert CATALOGUE.find("no_such_movement") is None
    with pytest.raises(NotFoundError):
        CATALOGUE.load("no_such_movement")
