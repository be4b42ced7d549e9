"""What the places and bans of a request leave, by equipment terms and words alone."""

from __future__ import annotations

from typing import Final

from libs.exercise.catalogue import load_catalogue
from libs.exercise.equipment import resolve_equipment
from libs.exercise.matching import match
from libs.exercise.strength import LoadingKit
from libs.training_program.models.request import TrainingRequest
from libs.training_program.models.units import UnitName
from libs.training_program.models.vocabulary import RegionName

_RISKY: Final[dict[RegionName, tuple[str, ...]]] = {
    RegionName.KNEE: ("squat", "lunge", "step-up"),
    RegionName.LOW_BACK: ("deadlift", "barbell row", "snatch", "clean"),
    RegionName.SHOULDER: ("overhead", "dip", "snatch", "jerk", "pike"),
    RegionName.WRIST: ("front squat", "clean", "snatch", "push-up"),
}


class Reach:
    """What can be done where."""

    def __init__(self, request: TrainingRequest) -> None:
        self._places = {place.name: place for place in request.places}
        self._unit = request.units or UnitName.KG
        self._terms = {
            name: resolve_equipment(place.equipment, full_gym=place.full_gym).terms
            for name, place in self._places.items()
        }
        self._words = [ban.text.strip().lower().rstrip("s") for ban in request.bans]
        self._words += [
            word
            for injury in request.injuries
            if injury.current
            for word in _RISKY.get(injury.region, ())
        ]

    @classmethod
    def of(cls, request: TrainingRequest) -> Reach:
        """Return the reach of a request."""
        return cls(request)

    def available(self, place: str) -> frozenset[str]:
        """Return the equipment terms of a place."""
        return self._terms.get(place, frozenset())

    def refusal(self, name: str, place: str) -> str | None:
        """Return why an exercise cannot be done at a place."""
        low = name.lower()
        if any(word and word in low for word in self._words):
            return "banned"
        missing = match(name, load_catalogue()).missing(self.available(place))
        return missing[0] if missing else None

    def kit(self, place: str) -> LoadingKit:
        """Return what loads can be made of at a place."""
        found = self._places.get(place)
        unit = "kg" if self._unit is UnitName.KG else "lbs"
        if found is None:
            return LoadingKit(unit="kg" if unit == "kg" else "lbs")
        return LoadingKit(
            unit="kg" if unit == "kg" else "lbs",
            bar=found.bar,
            plates=found.plates,
            dumbbell_step=found.dumbbell_step,
            max_dumbbell=found.max_dumbbell,
            max_kettlebell=found.max_kettlebell,
        )
