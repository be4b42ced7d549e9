from __future__ import annotations

import pytest

from libs.exercise.equipment import ALL_TERMS
from libs.exercise.strength import LoadingKit
from libs.training_program.models.request import TrainingRequest
from libs.training_program.reach import Reach


def request(**wire: object) -> TrainingRequest:
    return TrainingRequest.from_wire(wire)


HOME = {"name": "home", "equipment": ["dumbbells", "pull-up bar"], "maxDumbbell": 24}
GYM = {"name": "gym", "fullGym": True}


def test_each_place_has_its_own_equipment() -> None:
    reach = Reach.of(request(places=[HOME, GYM]))

    assert reach.available("Home") == {"dumbbell", "pullup_bar"}
    assert reach.available("gym") == ALL_TERMS
    assert reach.available("somewhere else") == reach.available("home")


def test_without_places_the_discipline_brings_its_own() -> None:
    reach = Reach.of(request(disciplines=["triathlon"]))

    assert reach.available("anywhere") == {"bike", "pool"}
    assert reach.refusal("Bike", "anywhere") is None
    assert reach.refusal("Back Squat", "anywhere") is not None


@pytest.mark.parametrize(
    ("exercise", "refused"),
    [
        ("Dumbbell Row", False),
        ("Barbell Row", True),
        ("Dumbbell Yates Row", False),
        ("Burpees", True),
        ("Box Jump", True),
        ("Back Squat", True),
        ("Underwater basket weaving", False),
    ],
)
def test_a_refusal_names_equipment_or_ban(exercise: str, refused: bool) -> None:
    reach = Reach.of(
        request(
            places=[HOME],
            bans=[{"text": "burpees"}],
            injuries=[{"region": "knee", "severity": "mild"}],
        )
    )

    assert (reach.refusal(exercise, "home") is not None) == refused


def test_everything_allowed_is_refused_by_nothing() -> None:
    reach = Reach.of(
        request(places=[HOME], injuries=[{"region": "shoulder"}], experience="beginner")
    )

    allowed = reach.allowed("home")

    assert [e.id for e in allowed if reach.refusal(e, "home")] == []
    assert {e.level for e in allowed} == {"beginner", "intermediate"}


def test_a_healed_injury_bans_nothing() -> None:
    reach = Reach.of(request(places=[GYM], injuries=[{"region": "knee", "current": False}]))

    assert reach.refusal("Box Jump", "gym") is None


def test_an_injury_in_words_and_its_avoided_movements_count() -> None:
    reach = Reach.of(
        request(
            places=[GYM],
            injuries=[{"region": "other", "text": "torn meniscus", "avoid": ["leg press"]}],
        )
    )

    assert reach.refusal("Box Jump", "gym") is not None
    assert reach.refusal("Leg Press", "gym") is not None
    assert reach.refusal("Bike", "gym") is None


@pytest.mark.parametrize(
    "injuries",
    [[], [{"region": "knee"}], [{"region": "shoulder"}], [{"region": "low_back"}],
     [{"region": "wrist"}], [{"region": "ankle"}], [{"region": "elbow"}]],
)  # fmt: skip
def test_body_weight_alone_reaches_the_main_patterns(injuries: list[object]) -> None:
    reach = Reach.of(request(places=[{"name": "park"}], injuries=injuries, experience="beginner"))

    assert reach.has_patterns("park", ["squat", "lunge", "hinge", "pull_h", "pull_v", "core"])
    assert reach.has_muscles("park", ["quads", "glutes", "hamstrings", "upper_back", "abs"])


def test_a_wheelchair_leaves_no_squat() -> None:
    reach = Reach.of(request(places=[GYM], health={"conditions": ["wheelchair user"]}))

    assert not reach.has_patterns("gym", ["squat"])
    assert reach.has_patterns("gym", ["push_h", "pull_h", "push_v", "pull_v", "arm_iso"])


def test_the_kit_carries_the_places_limits_in_the_requests_unit() -> None:
    reach = Reach.of(request(places=[{**HOME, "bar": 35, "plates": [45, 25]}], units="lbs"))

    assert reach.kit("home") == LoadingKit(unit="lbs", bar=35, plates=(45, 25), max_dumbbell=24)


def test_unknown_equipment_is_reported() -> None:
    reach = Reach.of(request(places=[{"name": "home", "equipment": ["weird gizmo"]}]))

    assert reach.unknown_equipment() == ("weird gizmo",)
