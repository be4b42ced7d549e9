"""Choose the main lifts: families of interchangeable lifts, the first that the athlete can do.

A lift with a stated maximum goes before the family's usual order, so that the ledger can reckon
with it. What the places lack and what injuries or wishes forbid is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from libs.training_program.models.request import TrainingRequest

Refusal = Callable[[str, str], bool]
"""Whether an exercise (by name) cannot be done at a place (by name)."""

FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "squat": (
        "Back Squat", "Front Squat", "Goblet Squat", "Leg Press", "Dumbbell Front Squat",
        "Smith Machine Squat", "Box Squat", "Kettlebell Front Squat", "Bulgarian Split Squat",
        "Split Squat", "Air Squat",
    ),
    "front_squat": ("Front Squat", "Goblet Squat", "Back Squat", "Air Squat"),
    "deadlift": (
        "Deadlift", "Trap Bar Deadlift", "Romanian Deadlift", "Dumbbell Romanian Deadlift",
        "Kettlebell Deadlift", "Hip Thrust", "Barbell Hip Thrust", "Cable Pull-Through",
        "Single-Leg Glute Bridge", "Glute Bridge",
    ),
    "hinge": (
        "Romanian Deadlift", "Dumbbell Romanian Deadlift", "Hip Thrust", "Kettlebell Swing",
        "Cable Pull-Through", "Single-Leg Glute Bridge", "Glute Bridge",
    ),
    "lunge": (
        "Bulgarian Split Squat", "Dumbbell Lunge", "Walking Lunge", "Reverse Lunge", "Step-up",
        "Split Squat",
    ),
    "bench": (
        "Bench Press", "Dumbbell Bench Press", "Machine Chest Press", "Floor Press",
        "Dumbbell Floor Press", "Push-up", "Incline Push-up",
    ),
    "incline": (
        "Incline Bench Press", "Incline Dumbbell Press", "Dumbbell Bench Press", "Push-up",
        "Incline Push-up",
    ),
    "press": (
        "Overhead Press", "Dumbbell Shoulder Press", "Kettlebell Press", "Landmine Press",
        "Machine Shoulder Press", "Pike Push-up",
    ),
    "row": (
        "Barbell Row", "Dumbbell Row", "Seated Cable Row", "Kettlebell Row", "Inverted Row",
        "Ring Row", "Band Row",
    ),
    "pull_up": (
        "Pull-up", "Lat Pulldown", "Chin-up", "Inverted Row", "Ring Row", "Band Pulldown",
    ),
    "dip": ("Dip", "Bench Dip", "Close-Grip Push-up", "Push-up"),
    "push_up": ("Push-up", "Incline Push-up"),
    "snatch": ("Snatch", "Power Snatch", "Hang Power Snatch", "Dumbbell Snatch"),
    "clean_jerk": (
        "Clean and Jerk", "Power Clean", "Hang Power Clean", "Dumbbell Hang Clean and Jerk",
    ),
    "clean": ("Power Clean", "Hang Power Clean", "Clean", "Kettlebell Swing"),
    "carry": ("Farmer's Carry", "Suitcase Carry"),
}  # fmt: skip
"""Per family the usual order of preference."""

_FAMILY_OF: Final[dict[str, str]] = {
    "".join(char for char in name.lower() if char.isalnum()): family
    for family, names in reversed(FAMILIES.items())
    for name in names
}
"""By simplified name the first family that holds it."""
_PATTERNS: Final[dict[str, str]] = {
    "squat": "squat", "front_squat": "squat", "deadlift": "hinge", "hinge": "hinge",
    "lunge": "lunge", "bench": "push_h", "incline": "push_h", "press": "push_v", "row": "pull_h",
    "pull_up": "pull_v", "dip": "push_v", "push_up": "push_h", "snatch": "olympic",
    "clean_jerk": "olympic", "clean": "olympic", "carry": "carry",
}  # fmt: skip
LOWER_PATTERNS: Final = frozenset({"squat", "hinge", "lunge", "olympic"})
"""Patterns of which two heavy ones never fall on consecutive days."""


class LiftChooser:
    """Picks main lifts for one athlete."""

    def __init__(self, request: TrainingRequest, refused: Refusal) -> None:
        self._refused = refused
        self._places = tuple(place.name for place in request.places) or ("",)
        self._known = {_key(lift.exercise) for lift in request.baselines.lifts}
        self._liked = {_key(word) for word in request.preferences.likes}
        self._disliked = {_key(word) for word in request.preferences.dislikes}
        self._known |= {_key(item.exercise) for item in request.baselines.max_reps}

    def is_possible(self, name: str) -> bool:
        """Return whether the exercise can be done at one of the places."""
        return any(not self._refused(name, place) for place in self._places)

    def is_refused_at(self, name: str, place: str) -> bool:
        """Return whether the exercise cannot be done at this place."""
        return self._refused(name, place)

    def choose(self, family: str) -> str | None:
        """Return the family's first possible lift, one with a baseline before others."""
        possible = [name for name in FAMILIES[family] if self.is_possible(name)]
        return min(possible, key=self._rank, default=None)

    def _rank(self, name: str) -> int:
        """Return 0 for liked lifts, then those with a baseline, the disliked ones last."""
        key = _key(name)
        if key in self._liked:
            return 0
        if key in self._disliked:
            return 3
        return 1 if key in self._known else 2

    def choose_all(self, families: Iterable[str]) -> tuple[str, ...]:
        """Return one lift for each family, without repeats and without the impossible ones."""
        found = [self.choose(family) for family in families]
        return tuple(dict.fromkeys(name for name in found if name is not None))

    def substitute(self, name: str) -> str | None:
        """Return a possible lift of the same family, for one that is refused."""
        family = family_of(name)
        return self.choose(family) if family is not None else None


def family_of(name: str) -> str | None:
    """Return the first family that holds a lift of this name."""
    return _FAMILY_OF.get(_key(name))


def pattern_of(name: str) -> str | None:
    """Return the movement pattern of a main lift."""
    family = family_of(name)
    return _PATTERNS[family] if family is not None else None


def is_lower(name: str) -> bool:
    """Return whether a lift loads the legs or the hips."""
    return pattern_of(name) in LOWER_PATTERNS


def _key(name: str) -> str:
    return "".join(char for char in name.lower() if char.isalnum())
