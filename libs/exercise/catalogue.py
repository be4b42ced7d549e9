"""The movements we know, shipped as data beside this module.

`data/catalogue.json` holds one row per movement. In `needs` a space separates what is needed
together and a slash what can stand in for one another: "barbell bench/box". Facts only, from
general knowledge; `pattern`, `needs` and `tags` await a coach's review.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import cast

from libs.errors import NotFoundError
from libs.exercise.names import normalize, word_bag
from libs.exercise.vocabulary import Level, Mechanic

_DATA = Path(__file__).parent / "data" / "catalogue.json"


@dataclass(frozen=True, slots=True)
class Exercise:
    """One movement; every outer set of `needs` must be met by one of its alternatives.

    A primary muscle counts one set, a secondary one half a set.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    pattern: str
    family: str | None
    modality: str
    level: Level
    mechanic: Mechanic
    unilateral: bool
    measure: str
    needs: tuple[frozenset[str], ...]
    primary: frozenset[str]
    secondary: frozenset[str]
    regions: frozenset[str]
    tags: frozenset[str]

    def missing(self, available: frozenset[str]) -> tuple[str, ...]:
        """Return for each unmet need its first alternative in alphabetical order."""
        return missing_needs(self.needs, available)

    @property
    def terms(self) -> frozenset[str]:
        """Return every equipment term the movement can be done with."""
        return frozenset().union(*self.needs)


NEVER_VIOLATING = frozenset({"plate", "other", "foam_roller"})
"""Equipment that is never held against a program: small, common or not in the list of terms."""


def missing_needs(needs: tuple[frozenset[str], ...], available: frozenset[str]) -> tuple[str, ...]:
    """Return for each unmet need its first alternative in alphabetical order."""
    owned = available | NEVER_VIOLATING
    return tuple(min(alternatives) for alternatives in needs if not alternatives & owned)


class Catalogue:
    """All movements with the indices that matching and selection use."""

    def __init__(self, exercises: tuple[Exercise, ...]) -> None:
        self.exercises = exercises
        self._by_id = {exercise.id: exercise for exercise in exercises}

    def find(self, exercise_id: str) -> Exercise | None:
        """Return the movement with this id, if there is one."""
        return self._by_id.get(exercise_id)

    def load(self, exercise_id: str) -> Exercise:
        """Return the movement with this id.

        Raises:
            NotFoundError: no movement has the id.
        """
        found = self._by_id.get(exercise_id)
        if found is None:
            raise NotFoundError("No such exercise.", kind="exercise", id=exercise_id)
        return found

    def with_pattern(self, pattern: str) -> tuple[Exercise, ...]:
        """Return the movements of a pattern in catalogue order."""
        return self._by_pattern.get(pattern, ())

    @cached_property
    def _by_pattern(self) -> Mapping[str, tuple[Exercise, ...]]:
        grouped: dict[str, list[Exercise]] = {}
        for exercise in self.exercises:
            grouped.setdefault(exercise.pattern, []).append(exercise)
        return {pattern: tuple(members) for pattern, members in grouped.items()}

    @cached_property
    def by_written_name(self) -> Mapping[str, Exercise]:
        """Return names and aliases as written, in lower case; a name wins over an alias."""
        found = {e.name.casefold(): e for e in self.exercises}
        for exercise in self.exercises:
            for alias in exercise.aliases:
                found.setdefault(alias.casefold(), exercise)
        return found

    @cached_property
    def by_normal_name(self) -> Mapping[str, Exercise]:
        """Return normalised names and aliases; a name wins over an alias."""
        found = {normalize(e.name): e for e in self.exercises}
        for exercise in self.exercises:
            for alias in exercise.aliases:
                found.setdefault(normalize(alias), exercise)
        return found

    @cached_property
    def by_word_bag(self) -> Mapping[str, Exercise]:
        """Return normalised names whatever the order of words; ambiguous ones are left out."""
        found: dict[str, Exercise] = {}
        ambiguous: set[str] = set()
        for name, exercise in self.by_normal_name.items():
            bag = word_bag(name)
            if found.setdefault(bag, exercise) is not exercise:
                ambiguous.add(bag)
        return {bag: exercise for bag, exercise in found.items() if bag not in ambiguous}


@lru_cache(maxsize=1)
def load_catalogue() -> Catalogue:
    """Read the shipped catalogue once per process."""
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    columns: list[str] = data["columns"]
    return Catalogue(tuple(_read_row(dict(zip(columns, row, strict=True))) for row in data["rows"]))


def _read_row(row: dict[str, object]) -> Exercise:
    def text(column: str) -> str:
        return cast(str, row[column])

    def words(column: str) -> frozenset[str]:
        return frozenset(text(column).split())

    return Exercise(
        id=text("id"),
        name=text("name"),
        aliases=tuple(cast(list[str], row["aliases"])),
        pattern=text("pattern"),
        family=text("family") or None,
        modality=text("modality"),
        level=cast(Level, row["level"]),
        mechanic=cast(Mechanic, row["mechanic"]),
        unilateral=bool(row["unilateral"]),
        measure=text("measure"),
        needs=tuple(frozenset(need.split("/")) for need in text("needs").split()),
        primary=words("primary"),
        secondary=words("secondary"),
        regions=words("regions"),
        tags=words("tags"),
    )
