"""Whether a main lift can be done at a place, by equipment words and bans alone."""

from __future__ import annotations

from typing import Final

from libs.training_program.lifts import Refusal
from libs.training_program.models.request import Place, TrainingRequest
from libs.training_program.models.vocabulary import RegionName

_WORDS: Final[tuple[tuple[str, frozenset[str]], ...]] = (
    ("dumbbell", frozenset({"dumbbell"})),
    ("kettlebell", frozenset({"kettlebell"})),
    ("trap bar", frozenset({"trap_bar"})),
    ("smith", frozenset({"smith_machine"})),
    ("leg press", frozenset({"leg_press_machine"})),
    ("machine", frozenset({"machine"})),
    ("cable", frozenset({"cable"})),
    ("pulldown", frozenset({"cable"})),
    ("band", frozenset({"band"})),
    ("landmine", frozenset({"landmine"})),
    ("farmer", frozenset({"dumbbell"})),
    ("suitcase", frozenset({"dumbbell"})),
    ("goblet", frozenset({"dumbbell"})),
    ("inverted row", frozenset({"rack"})),
    ("ring", frozenset({"rings"})),
    ("bench dip", frozenset({"bench"})),
    ("dip", frozenset({"dip_bars"})),
)
_FREE: Final = (
    "push-up", "air squat", "split squat", "lunge", "glute bridge", "step-up",
)  # fmt: skip
_RISKY: Final[dict[RegionName, tuple[str, ...]]] = {
    RegionName.KNEE: ("squat", "lunge", "step-up"),
    RegionName.LOW_BACK: ("deadlift", "barbell row", "snatch", "clean"),
    RegionName.SHOULDER: ("overhead", "dip", "snatch", "jerk", "pike"),
    RegionName.WRIST: ("front squat", "clean", "snatch", "push-up"),
}


def local_refusal(request: TrainingRequest) -> Refusal:
    """Return whether equipment, bans or injuries stand against a lift."""
    places = {place.name: place for place in request.places}
    words = [ban.text.strip().lower().rstrip("s") for ban in request.bans]
    words += [
        word
        for injury in request.injuries
        if injury.current
        for word in _RISKY.get(injury.region, ())
    ]

    def refused(name: str, place_name: str) -> bool:
        low = name.lower()
        if any(word and word in low for word in words):
            return True
        place = places.get(place_name)
        return place is not None and not _has(low, place)

    return refused


def _has(name: str, place: Place) -> bool:
    if place.full_gym:
        return True
    owned = {word.strip().lower().replace(" ", "_").rstrip("s") for word in place.equipment}
    for word, needs in _WORDS:
        if word in name:
            return bool(needs & owned) or (needs == {"dumbbell"} and "kettlebell" in owned)
    if "pull-up" in name or "chin-up" in name:
        return bool({"pullup_bar", "pull-up_bar"} & owned)
    return any(word in name for word in _FREE) or "barbell" in owned
