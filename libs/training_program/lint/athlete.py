"""What the rules must know of the athlete: maxima, loading steps, places, bans."""

from __future__ import annotations

from functools import cached_property

from libs.exercise.catalogue import Exercise, load_catalogue
from libs.exercise.injury import BanList
from libs.exercise.matching import Match, match
from libs.exercise.names import normalize
from libs.exercise.strength import (
    LoadingKit,
    estimated_one_rep_max,
    implement_of,
    round_load,
    smallest_step,
)
from libs.exercise.vocabulary import Implement
from libs.training_program.lint.items import Item
from libs.training_program.models.athlete import HealthFlags, LiftBaseline
from libs.training_program.models.blueprint import Blueprint
from libs.training_program.models.program import Template
from libs.training_program.models.units import UnitName, to_unit
from libs.training_program.reach import Reach

_ENDLESS = 100_000.0
_IMPLEMENTS: tuple[Implement, ...] = ("dumbbell", "kettlebell", "barbell")


class AthleteFacts:
    """The request as the rules use it; loads are in the program's unit."""

    def __init__(self, blueprint: Blueprint, unit: UnitName) -> None:
        self.request = blueprint.request
        self.plan = blueprint.plan
        self.unit = unit
        self._refusals: dict[tuple[int, str], str | None] = {}
        self._implements: dict[tuple[str, str], Implement] = {}
        self._matches: dict[str, Match] = {}
        self._kits: dict[str, LoadingKit] = {}
        self._available: dict[str, frozenset[str]] = {}

    @cached_property
    def reach(self) -> Reach:
        """Return what the equipment and the bans leave."""
        return Reach.of(self.request)

    def match(self, name: str) -> Match:
        """Return the catalogue's entry for a name, found once per program."""
        found = self._matches.get(name)
        if found is None:
            found = self._matches[name] = match(name, load_catalogue())
        return found

    def available(self, place: str) -> frozenset[str]:
        """Return the equipment terms of a place."""
        found = self._available.get(place)
        if found is None:
            found = self._available[place] = self.reach.available(place)
        return found

    @cached_property
    def allowed(self) -> tuple[Exercise, ...]:
        """Return every exercise that one of the athlete's places and all bans allow."""
        places = [place.name for place in self.request.places] or [""]
        return tuple({e.id: e for place in places for e in self.reach.allowed(place)}.values())

    @cached_property
    def injury_bans(self) -> BanList:
        """Return what the current injuries ban."""
        return self._bans_of(bans=(), health=HealthFlags())

    @cached_property
    def hurt_regions(self) -> BanList:
        """Return the regions that are hurt more than mildly; heavy loads there are flagged."""
        worse = tuple(item for item in self.request.injuries if item.severity != "mild")
        return self._bans_of(injuries=worse, bans=(), health=HealthFlags())

    @cached_property
    def own_bans(self) -> BanList:
        """Return what the athlete refuses."""
        return self._bans_of(injuries=(), health=HealthFlags())

    @cached_property
    def health_bans(self) -> BanList:
        """Return what birth, pregnancy and conditions ban."""
        return self._bans_of(injuries=(), bans=())

    def refusal(self, bans: BanList, item: Item) -> str | None:
        """Return why one of the ban lists leaves an exercise out; a name is judged once."""
        key = (id(bans), item.name)
        if key not in self._refusals:
            self._refusals[key] = bans.reason(item.known, item.name)
        return self._refusals[key]

    def _bans_of(self, **without: object) -> BanList:
        """Return the bans of the request with some of its reasons taken out."""
        return Reach.of(self.request.model_copy(update=without)).bans

    def key_of(self, name: str) -> str:
        """Return what tells the exercise of a name from others."""
        known = self.match(name).exercise
        return known.id if known is not None else normalize(name)

    @cached_property
    def maxima(self) -> dict[str, tuple[float, ...]]:
        """Return the one-repetition maxima that the athlete's own figures come to."""
        found: dict[str, list[float]] = {}
        for lift in self.request.baselines.lifts:
            value = _maximum(lift)
            if value is not None:
                unit = lift.unit or self.request.units or self.unit
                found.setdefault(self.key_of(lift.exercise), []).append(
                    to_unit(value, unit, self.unit)
                )
        return {key: tuple(values) for key, values in found.items()}

    @cached_property
    def increments(self) -> dict[str, float]:
        """Return the weekly steps the athlete stated, by exercise."""
        return {
            self.key_of(lift.exercise): lift.increment
            for lift in self.plan.main_lifts
            if lift.increment is not None
        }

    def kit_of(self, template: Template) -> LoadingKit:
        """Return the weights of the session's place."""
        found = self._kits.get(template.place)
        if found is None:
            found = self._kits[template.place] = self.reach.kit(template.place)
        return found

    def implement_of(self, item: Item) -> Implement:
        """Return what is loaded: a word of the name, else what is there of the movement's needs."""
        key = (item.name, item.template.place)
        if key not in self._implements:
            self._implements[key] = self._find_implement(item)
        return self._implements[key]

    def _find_implement(self, item: Item) -> Implement:
        lower = item.name.lower()
        named = next((word for word in _IMPLEMENTS if word in lower), None)
        if named is not None:
            return named
        if item.known is not None:
            return implement_of(item.known, self.available(item.template.place))
        return next((word for word in _IMPLEMENTS if word == item.exercise.movement_type), "other")

    def step_of(self, item: Item) -> float:
        """Return the smallest change of the load."""
        kit = self.kit_of(item.template)
        return smallest_step(item.load or 0.0, self.implement_of(item), kit)

    def load_bounds(self, item: Item) -> tuple[float, float]:
        """Return the lightest and the heaviest load that can be put together."""
        kit, implement = self.kit_of(item.template), self.implement_of(item)
        return round_load(0.0, implement, kit), round_load(_ENDLESS, implement, kit)


def _maximum(lift: LiftBaseline) -> float | None:
    if lift.one_rep_max is not None:
        return lift.one_rep_max
    if lift.weight is None or lift.reps is None:
        return None
    return estimated_one_rep_max(lift.weight, lift.reps, lift.rpe)
