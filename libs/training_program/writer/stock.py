"""The exercises an athlete can do at one place, found by name, pattern or need."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from libs.exercise.catalogue import Exercise
from libs.exercise.vocabulary import Level
from libs.training_program.models.request import TrainingRequest
from libs.training_program.models.vocabulary import ExperienceName
from libs.training_program.reach import Reach
from libs.training_program.writer.needs import CHOICES, Need

ROTATION_DEPTH = 4
"""How many of the available exercises of a need take turns; what comes later is a makeshift."""
_EXCLUDED_TAGS = frozenset({"jump", "sprint", "kipping", "inverted"})
"""Tags that a need does not get by chance: only jumps and skills ask for them."""


@dataclass(frozen=True)
class Stock:
    """What is possible at a place, in the catalogue's order."""

    exercises: tuple[Exercise, ...]
    by_key: dict[str, Exercise]
    own_level: int
    """0 for beginners to 2; what is above it comes after everything else."""
    weak_at: frozenset[str]
    """Keys of bodyweight exercises that the athlete cannot do yet."""

    def find(self, name: str) -> Exercise | None:
        """Return an exercise by any of its names."""
        return self.by_key.get(key_of(name))

    def first(self, names: Iterable[str]) -> Exercise | None:
        """Return the first of the names that is possible."""
        return next((found for name in names if (found := self.find(name)) is not None), None)

    def all_of(self, names: Iterable[str]) -> tuple[Exercise, ...]:
        """Return the possible ones of the names, in order, without repeats."""
        found = (self.find(name) for name in names)
        return tuple({item.id: item for item in found if item is not None}.values())

    def with_pattern(self, *patterns: str) -> tuple[Exercise, ...]:
        """Return all exercises of the patterns."""
        return tuple(item for item in self.exercises if item.pattern in patterns)

    def candidates(self, need: Need) -> tuple[Exercise, ...]:
        """Return what fills a need: the listed ones, else any of its patterns; may be empty."""
        choice = CHOICES[need]
        listed = [item for item in self.all_of(choice.names) if self._suits(item, need)]
        others = [
            item
            for item in self.with_pattern(*choice.patterns)
            if item not in listed
            and self._suits(item, need)
            and not item.tags & _EXCLUDED_TAGS
            and (not choice.muscles or item.primary & frozenset(choice.muscles))
        ]
        others.sort(key=lambda item: (_LEVELS[item.level], item.id))
        found = [*listed, *(others if len(listed) < ROTATION_DEPTH else ())]
        found.sort(key=lambda item: max(0, _LEVELS[item.level] - self.own_level))
        return tuple(found)

    def choose(
        self,
        need: Need,
        *,
        turn: int,
        used: Collection[str],
        only: Collection[str] | None = None,
        tried: tuple[Need, ...] = (),
    ) -> Exercise | None:
        """Return the exercise whose turn it is, or one of a need that stands in.

        `only` holds the ids to choose among, None all.
        """
        free = [
            item
            for item in self.candidates(need)
            if item.id not in used and (only is None or item.id in only)
        ]
        if free:
            depth = min(ROTATION_DEPTH, len(free))
            return free[turn % depth]
        for other in CHOICES[need].instead:
            if other not in tried:
                found = self.choose(other, turn=turn, used=used, only=only, tried=(*tried, need))
                if found is not None:
                    return found
        return None

    def _suits(self, item: Exercise, need: Need) -> bool:
        if key_of(item.name) in self.weak_at:
            return False
        if "jump" in item.tags:
            return need is Need.JUMP
        return True

    @property
    def is_novice(self) -> bool:
        """Return whether the athlete is a beginner."""
        return self.own_level == 0


_LEVELS: dict[Level, int] = {"beginner": 0, "intermediate": 1, "expert": 2}
_OWN_LEVELS: dict[ExperienceName | None, int] = {
    ExperienceName.INTERMEDIATE: 1,
    ExperienceName.ADVANCED: 2,
}
_NAMED: tuple[tuple[str, str], ...] = (
    ("barbell", "barbell"), ("dumbbell", "dumbbell"), ("kettlebell", "kettlebell"),
    ("cable", "cable"), ("band", "band"), ("ring ", "rings"), ("sled", "sled"),
    ("smith machine", "smith_machine"), ("trap bar", "trap_bar"), ("landmine", "landmine"),
    ("medicine ball", "medicine_ball"), ("wall ball", "medicine_ball"), ("ghd", "ghd"),
    ("sandbag", "sandbag"), ("db ", "dumbbell"), ("kb ", "kettlebell"), ("bb ", "barbell"),
    ("ez-bar", "ez_bar"), ("ez bar", "ez_bar"),
)  # fmt: skip
"""Words of a name that say what it is done with."""


def stock_of(request: TrainingRequest, reach: Reach, place: str) -> Stock:
    """Return the stock of a place for the athlete of a request."""
    available = reach.available(place)
    exercises = tuple(
        named for item in reach.allowed(place) if (named := _named_as_there(item, available))
    )
    by_key: dict[str, Exercise] = {}
    for item in exercises:
        by_key[key_of(item.name)] = item
    for item in exercises:
        for alias in (item.id, *item.aliases):
            by_key.setdefault(key_of(alias), item)
    weak = {
        key_of(baseline.exercise)
        for baseline in request.baselines.max_reps
        if baseline.reps is not None and baseline.reps < MIN_OWN_REPS
    }
    return Stock(
        exercises=exercises,
        by_key=by_key,
        own_level=_OWN_LEVELS.get(request.experience, 0),
        weak_at=frozenset(weak),
    )


MIN_OWN_REPS = 3
"""With fewer repetitions in one go an exercise is no accessory yet."""


def _named_as_there(item: Exercise, available: frozenset[str]) -> Exercise | None:
    """Return the exercise under a name that speaks of no equipment the place lacks (rule E02)."""
    if _fits(item.name, available):
        return item
    name = next((alias for alias in item.aliases if _fits(alias, available)), None)
    return replace(item, name=name) if name is not None else None


def _fits(name: str, available: frozenset[str]) -> bool:
    low = name.lower()
    return all(term in available for word, term in _NAMED if word in low)


@lru_cache(maxsize=8192)
def key_of(name: str) -> str:
    """Return a name without case, hyphens and plural marks that lists write in several ways."""
    return "".join(char for char in name.lower() if char.isalnum())
