"""What a written exercise name is: the catalogue's movement, what loads it, how it is counted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from libs.exercise.catalogue import Exercise, load_catalogue
from libs.exercise.matching import Match, match
from libs.exercise.names import normalize
from libs.exercise.strength import implement_of, is_loaded
from libs.exercise.vocabulary import Implement
from libs.training_program.models.program import MovementKind

_HAND_WORDS: Final[tuple[tuple[str, Implement], ...]] = (
    ("dumbbell", "dumbbell"),
    ("kettlebell", "kettlebell"),
    ("barbell", "barbell"),
)
_KINDS: Final[dict[Implement, MovementKind]] = {
    "barbell": "barbell",
    "dumbbell": "dumbbell",
    "kettlebell": "kettlebell",
}
_BODY_MEASURES: Final = frozenset({"reps", "weighted_bodyweight_reps", "assisted_weight_reps"})
_HANGING: Final = frozenset({"pullup_bar", "rings", "dip_bars", "climbing_rope"})
_PREPARED_TAGS: Final = frozenset({"jump", "sprint"})
POWER_PATTERNS: Final = frozenset({"olympic", "plyo"})


@dataclass(frozen=True, slots=True)
class Movement:
    """A name as written with everything an expansion must know of it."""

    name: str
    match: Match
    implement: Implement
    kind: MovementKind
    is_loaded: bool
    """A set carries a weight that someone must choose."""

    @property
    def exercise(self) -> Exercise | None:
        """Return the catalogue's record, if the name means one."""
        return self.match.exercise

    @property
    def key(self) -> str:
        """Return what tells this movement from others: the catalogue's id, else the plain name."""
        return self.match.exercise.id if self.match.exercise is not None else normalize(self.name)

    @property
    def pattern(self) -> str | None:
        """Return the movement pattern."""
        return self.match.pattern

    @property
    def is_cyclic(self) -> bool:
        """Return whether it is running, cycling and the like."""
        return self.pattern == "mono"

    @property
    def is_mobility(self) -> bool:
        """Return whether it is a stretch or a drill."""
        return self.pattern == "mobility"

    @property
    def is_power(self) -> bool:
        """Return whether it belongs before strength work."""
        return self.pattern in POWER_PATTERNS

    @property
    def is_compound(self) -> bool:
        """Return whether several joints work."""
        return self.match.exercise is not None and self.match.exercise.mechanic == "compound"

    @property
    def needs_preparation(self) -> bool:
        """Return whether nobody should do it cold: jumps and sprints."""
        known = self.match.exercise
        return known is not None and not known.tags.isdisjoint(_PREPARED_TAGS)

    @property
    def adds_load(self) -> bool:
        """Return whether a load comes on top of body weight."""
        known = self.match.exercise
        if known is None:
            return self.kind in {"bodyweight", "gymnastics"}
        return known.measure in _BODY_MEASURES

    @property
    def is_timed(self) -> bool:
        """Return whether its natural dose is a time: holds and stretches."""
        known = self.match.exercise
        return self.is_mobility or (
            known is not None and known.measure in {"time", "weighted_time"}
        )


@lru_cache(maxsize=8192)
def resolve(name: str, available: frozenset[str]) -> Movement:
    """Return what a name means at a place with this equipment."""
    found = match(name, load_catalogue())
    known = found.exercise
    named = next((value for word, value in _HAND_WORDS if word in name.lower()), None)
    implement: Implement = "bodyweight"
    if named is not None:
        implement = named
    elif known is not None:
        implement = implement_of(known, available)
    loaded = (known is not None and is_loaded(known)) or named is not None
    cyclic_or_drill = found.pattern in {"mono", "mobility"}
    return Movement(
        name=name,
        match=found,
        implement=implement,
        kind=_kind(found, implement, loaded),
        is_loaded=loaded and not cyclic_or_drill,
    )


def _kind(found: Match, implement: Implement, loaded: bool) -> MovementKind:
    if found.pattern == "mono":
        return "cardio"
    if loaded and implement in _KINDS:
        return _KINDS[implement]
    known = found.exercise
    if known is None:
        return "other"
    if known.terms & _HANGING:
        return "gymnastics"
    return "bodyweight" if implement == "bodyweight" else "other"
