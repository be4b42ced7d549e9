"""What an athlete can and may do at each place: equipment, bans, level, loads.

One `Reach` answers the same questions for the plan, the writer, the fixes and the lint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from libs.exercise.catalogue import Catalogue, Exercise, load_catalogue
from libs.exercise.equipment import Equipment, resolve_equipment
from libs.exercise.injury import BanList, compile_bans
from libs.exercise.injury_rules import SEVERITIES
from libs.exercise.matching import Match, match
from libs.exercise.strength import LoadingKit
from libs.exercise.substitution import within_level
from libs.exercise.vocabulary import Level
from libs.training_program.models.athlete import Injury
from libs.training_program.models.request import Place, TrainingRequest
from libs.training_program.models.units import UnitName
from libs.training_program.models.vocabulary import DisciplineName, ExperienceName, RegionName

DISCIPLINE_EQUIPMENT = {
    DisciplineName.CYCLING: frozenset({"bike"}),
    DisciplineName.SWIMMING: frozenset({"pool"}),
    DisciplineName.TRIATHLON: frozenset({"bike", "pool"}),
    DisciplineName.ROWING: frozenset({"rower"}),
    DisciplineName.RUCKING: frozenset({"ruck"}),
}
"""What somebody who trains for a discipline has wherever the sessions are."""
_RUNS = frozenset(
    {
        DisciplineName.RUNNING,
        DisciplineName.TRAIL_RUNNING,
        DisciplineName.TRIATHLON,
        DisciplineName.HYROX,
    }
)
_MAX_LEVEL: dict[ExperienceName | None, Level] = {
    None: "intermediate",
    ExperienceName.BEGINNER: "intermediate",
    ExperienceName.INTERMEDIATE: "expert",
    ExperienceName.ADVANCED: "expert",
}
"""One above the athlete's own; an unstated experience counts as a beginner's."""
_REGION_WORDS = tuple(
    (re.compile(words), region)
    for words, region in (
        (r"menisc|\bacl\b|\bmcl\b|patell|knee", RegionName.KNEE),
        (r"rotator|labrum|\bac joint|shoulder|impingement", RegionName.SHOULDER),
        (r"disc|sciatic|lumbar|low(?:er)? back", RegionName.LOW_BACK),
        (r"carpal|wrist|\btfcc\b", RegionName.WRIST),
        (r"tennis elbow|golfer'?s elbow|epicondyl|elbow", RegionName.ELBOW),
        (r"achilles", RegionName.ACHILLES),
        (r"plantar|foot|heel spur", RegionName.FOOT),
        (r"ankle", RegionName.ANKLE),
        (r"hamstring", RegionName.HAMSTRING),
        (r"\bhip\b|groin|\bfai\b", RegionName.HIP),
        (r"\bneck\b|cervical|whiplash", RegionName.NECK),
    )
)


class Reach:
    """Equipment, bans and level of one request, resolved once."""

    def __init__(self, request: TrainingRequest, *, bans: BanList, catalogue: Catalogue) -> None:
        self.bans = bans
        self.catalogue = catalogue
        self.max_level: Level = _MAX_LEVEL[request.experience]
        self.unit = _unit_of(request)
        self._always = _always_there(request)
        self._places = {_key(place.name): place for place in reversed(request.places)}
        self._first = request.places[0] if request.places else None
        self._equipment = {key: _equipment_of(place) for key, place in self._places.items()}
        self._allowed: dict[frozenset[str], tuple[Exercise, ...]] = {}

    @classmethod
    def of(cls, request: TrainingRequest, catalogue: Catalogue | None = None) -> Reach:
        """Resolve a request; any request works, an unstated place has body weight only."""
        known = catalogue or load_catalogue()
        return cls(request, bans=_bans_of(request, known), catalogue=known)

    def available(self, place_name: str) -> frozenset[str]:
        """Return the equipment terms at a place; an unknown name means the first place."""
        place = self._place(place_name)
        if place is None:
            return self._always
        return self._equipment[_key(place.name)].terms | self._always

    def unknown_equipment(self) -> tuple[str, ...]:
        """Return the athlete's equipment words that nothing is known about, in order."""
        words = [word for found in self._equipment.values() for word in found.unknown]
        return tuple(dict.fromkeys(words))

    def match(self, name: str) -> Match:
        """Return what an exercise name means."""
        return match(name, self.catalogue)

    def refusal(self, exercise: str | Exercise, place_name: str) -> str | None:
        """Return why a movement may not be prescribed at a place, None when it may.

        Unknown names are refused for words that are banned or equipment that is not there only.
        """
        if isinstance(exercise, Exercise):
            banned = self.bans.reason(exercise, exercise.name)
            lacking = exercise.missing(self.available(place_name))
        else:
            named = self.match(exercise)
            banned = self.bans.reason(named.exercise, exercise)
            lacking = named.missing(self.available(place_name))
        if banned is not None:
            return banned
        if lacking:
            return f"{', '.join(lacking)} not available at {place_name}"
        return None

    def allowed(self, place_name: str) -> tuple[Exercise, ...]:
        """Return every movement that may be prescribed at a place, in catalogue order."""
        available = self.available(place_name)
        if available not in self._allowed:
            self._allowed[available] = tuple(
                exercise
                for exercise in self.catalogue.exercises
                if within_level(exercise, self.max_level)
                and not exercise.missing(available)
                and self.bans.reason(exercise, exercise.name) is None
            )
        return self._allowed[available]

    def has_patterns(self, place_name: str, patterns: Iterable[str]) -> bool:
        """Tell whether each pattern has an allowed movement at a place."""
        return set(patterns) <= {exercise.pattern for exercise in self.allowed(place_name)}

    def has_muscles(self, place_name: str, muscles: Iterable[str]) -> bool:
        """Tell whether each muscle is primary in an allowed movement other than a stretch."""
        reached: set[str] = set()
        for exercise in self.allowed(place_name):
            if exercise.pattern != "mobility":
                reached |= exercise.primary
        return set(muscles) <= reached

    def kit(self, place_name: str) -> LoadingKit:
        """Return what loads can be made of at a place, in the request's unit."""
        unit: Literal["kg", "lbs"] = "lbs" if self.unit is UnitName.LBS else "kg"
        place = self._place(place_name)
        if place is None:
            return LoadingKit(unit=unit)
        return LoadingKit(
            unit=unit,
            bar=place.bar,
            plates=place.plates,
            dumbbell_step=place.dumbbell_step,
            max_dumbbell=place.max_dumbbell,
            max_kettlebell=place.max_kettlebell,
        )

    def _place(self, name: str) -> Place | None:
        return self._places.get(_key(name), self._first)


@lru_cache(maxsize=256)
def _key(name: str) -> str:
    return name.strip().casefold()


def _equipment_of(place: Place) -> Equipment:
    return resolve_equipment(place.equipment, full_gym=place.full_gym)


def _disciplines(request: TrainingRequest) -> set[DisciplineName]:
    named = set(request.disciplines)
    if request.event is not None and request.event.discipline is not None:
        named.add(request.event.discipline)
    return named


def _always_there(request: TrainingRequest) -> frozenset[str]:
    owned = (DISCIPLINE_EQUIPMENT.get(item, frozenset()) for item in _disciplines(request))
    return frozenset[str]().union(*owned)


def _unit_of(request: TrainingRequest) -> UnitName:
    if request.units is not None:
        return request.units
    stated = (lift.unit for lift in request.baselines.lifts if lift.unit is not None)
    return next(stated, UnitName.KG)


def _bans_of(request: TrainingRequest, catalogue: Catalogue) -> BanList:
    current = [injury for injury in request.injuries if injury.current]
    regions: dict[str, str] = {}
    for injury in current:
        for region in _regions_of(injury):
            regions[region] = max(regions.get(region, "mild"), injury.severity, key=_severity_rank)
    by_kind: dict[str, list[str]] = {"movement": [], "pattern": [], "word": []}
    for ban in request.bans:
        by_kind[ban.kind].append(ban.text)
    health = request.health
    return compile_bans(
        regions=regions,
        movements=[*by_kind["movement"], *(text for i in current for text in i.avoid)],
        patterns=by_kind["pattern"],
        words=by_kind["word"],
        postpartum_weeks=health.postpartum_weeks,
        postpartum_cleared=health.postpartum_cleared,
        pregnant=health.pregnant,
        pregnancy_weeks=health.pregnancy_weeks,
        conditions=(*health.conditions, *(injury.text for injury in current)),
        running_wanted=bool(_disciplines(request) & _RUNS),
        catalogue=catalogue,
    )


def _regions_of(injury: Injury) -> list[str]:
    if injury.region is not RegionName.OTHER:
        return [injury.region.value]
    text = injury.text.casefold()
    return [region.value for words, region in _REGION_WORDS if words.search(text)]


def _severity_rank(severity: str) -> int:
    return [str(item) for item in SEVERITIES].index(severity)
