"""Choose the main lifts: families of interchangeable lifts, the first that the athlete can do.

A lift with a stated maximum goes before the family's usual order, so that the ledger can reckon
with it. What the places lack and what injuries or wishes forbid is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from libs.exercise.catalogue import Exercise, load_catalogue
from libs.exercise.matching import match
from libs.exercise.names import normalize
from libs.exercise.substitution import within_level
from libs.training_program.models.request import TrainingRequest
from libs.training_program.reach import Reach

FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "squat": (
        "Back Squat", "Front Squat", "Goblet Squat", "Leg Press", "Dumbbell Squat",
        "Smith Machine Squat", "Box Squat", "Double Kettlebell Front Squat",
        "Bulgarian Split Squat",
        "Split Squat", "Air Squat",
    ),
    "front_squat": ("Front Squat", "Goblet Squat", "Back Squat", "Air Squat"),
    "deadlift": (
        "Deadlift", "Trap Bar Deadlift", "Romanian Deadlift", "Dumbbell Romanian Deadlift",
        "Kettlebell Deadlift", "Hip Thrust", "Cable Pull-Through",
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
        "Incline Bench Press", "Incline Dumbbell Bench Press", "Dumbbell Bench Press", "Push-up",
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
        "Pull-up", "Lat Pulldown", "Chin-up", "Inverted Row", "Ring Row", "Band Lat Pulldown",
    ),
    "dip": ("Dip", "Bench Dip", "Diamond Push-up", "Push-up"),
    "push_up": ("Push-up", "Incline Push-up"),
    "snatch": ("Snatch", "Power Snatch", "Hang Power Snatch", "Dumbbell Snatch"),
    "clean_jerk": (
        "Clean and Jerk", "Power Clean", "Hang Power Clean", "Dumbbell Clean and Jerk",
    ),
    "clean": ("Power Clean", "Hang Power Clean", "Clean", "Kettlebell Swing"),
    "carry": ("Farmer's Carry", "Suitcase Carry"),
}  # fmt: skip
"""Per family the usual order of preference."""

_FAMILY_OF_PATTERN: Final = {
    "squat": "squat",
    "hinge": "hinge",
    "lunge": "lunge",
    "push_h": "bench",
    "push_v": "press",
    "pull_h": "row",
    "pull_v": "pull_up",
    "olympic": "clean",
    "carry": "carry",
}
LOWER_PATTERNS: Final = frozenset({"squat", "hinge", "lunge", "olympic"})
"""Patterns of which two heavy ones never fall on consecutive days."""


class LiftChooser:
    """Picks main lifts for one athlete."""

    def __init__(self, request: TrainingRequest, reach: Reach) -> None:
        self._reach = reach
        self._places = tuple(place.name for place in request.places) or ("",)
        self._refused: dict[tuple[str, str], bool] = {}
        baselines = request.baselines
        self._known = {lift_key(lift.exercise) for lift in baselines.lifts}
        self._known |= {lift_key(item.exercise) for item in baselines.max_reps}
        self._liked = {lift_key(word) for word in request.preferences.likes}
        self._disliked = {lift_key(word) for word in request.preferences.dislikes}

    def is_possible(self, name: str) -> bool:
        """Return whether the exercise can be done at one of the places."""
        return any(not self.is_refused_at(name, place) for place in self._places)

    def is_refused_at(self, name: str, place: str) -> bool:
        """Return whether the exercise cannot be done at this place."""
        key = (name, place)
        if key not in self._refused:
            self._refused[key] = self._reach.refusal(name, place) is not None
        return self._refused[key]

    def choose(self, family: str) -> str | None:
        """Return the family's first possible lift, one with a baseline before others."""
        possible = [name for name in FAMILIES[family] if self._suits(name)]
        return min(possible, key=self._rank, default=None)

    def choose_all(self, families: Iterable[str]) -> tuple[str, ...]:
        """Return one lift for each family, without repeats and without the impossible ones."""
        found = [self.choose(family) for family in families]
        return tuple(dict.fromkeys(name for name in found if name is not None))

    def substitute(self, name: str) -> str | None:
        """Return a possible lift of the same family, for one that is refused."""
        family = family_of(name)
        return self.choose(family) if family is not None else None

    def _suits(self, name: str) -> bool:
        exercise = find_exercise(name)
        fits = exercise is None or within_level(exercise, self._reach.max_level)
        return fits and self.is_possible(name)

    def _rank(self, name: str) -> int:
        """Return 0 for liked lifts, then those with a baseline, the disliked ones last."""
        key = lift_key(name)
        if key in self._liked:
            return 0
        if key in self._disliked:
            return 3
        return 1 if key in self._known else 2


def find_exercise(name: str) -> Exercise | None:
    """Return the movement of the catalogue that a lift's name stands for."""
    return match(name, load_catalogue()).exercise


def lift_key(name: str) -> str:
    """Return what tells one lift from another however it is spelled."""
    exercise = find_exercise(name)
    return exercise.id if exercise is not None else normalize(name)


def lift_name(name: str) -> str:
    """Return the catalogue's name where the words are just another spelling of it."""
    found = match(name, load_catalogue())
    if found.exercise is not None and found.tier in {"exact", "normalized"}:
        return found.exercise.name
    return name.strip()


def pattern_of(name: str) -> str | None:
    """Return the movement pattern of a main lift."""
    return match(name, load_catalogue()).pattern


def is_lower(name: str) -> bool:
    """Return whether a lift loads the legs or the hips."""
    return pattern_of(name) in LOWER_PATTERNS


def family_of(name: str) -> str | None:
    """Return the first family that holds a lift, else the one of its movement pattern."""
    found = _families().get(lift_key(name))
    return found or _FAMILY_OF_PATTERN.get(pattern_of(name) or "")


@lru_cache(maxsize=1)
def _families() -> dict[str, str]:
    return {
        lift_key(name): family for family, names in reversed(FAMILIES.items()) for name in names
    }
