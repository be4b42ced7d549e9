"""Disciplines, families and other closed sets of a workout log (behaviours.md W13)."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Literal


class Discipline(StrEnum):
    """What kind of training a session was; `generic` is everything without a name here."""

    CROSSFIT = "crossfit"
    POWERLIFTING = "powerlifting"
    BODYBUILDING = "bodybuilding"
    HIIT = "hiit"
    RUNNING = "running"
    SWIMMING = "swimming"
    CYCLING = "cycling"
    YOGA = "yoga"
    MARTIAL_ARTS = "martial_arts"
    CLIMBING = "climbing"
    HYBRID = "hybrid"
    HYROX = "hyrox"
    OLYMPIC_WEIGHTLIFTING = "olympic_weightlifting"
    FUNCTIONAL_BODYBUILDING = "functional_bodybuilding"
    CALISTHENICS = "calisthenics"
    CIRCUIT_TRAINING = "circuit_training"
    TRAIL_RUNNING = "trail_running"
    BACKPACKING = "backpacking"
    RUCKING = "rucking"
    ROWING = "rowing"
    GENERIC = "generic"


Family = Literal["lifting", "metcon", "endurance", "practice", "generic"]
WorkoutType = Literal[
    "strength", "cardio", "flexibility", "skill", "competition", "recovery", "hybrid"
]
Location = Literal["gym", "box", "home", "outdoors", "online", "other"]
PartKind = Literal["warmup", "strength", "conditioning", "skill", "endurance", "cooldown"]
PartFormat = Literal[
    "straight", "for_time", "amrap", "emom", "tabata", "ladder", "chipper", "death_by",
    "intervals", "steady", "custom",
]  # fmt: skip
SetKind = Literal["work", "warmup", "drop", "backoff", "attempt"]
RxStatus = Literal["rx", "scaled", "modified"]

FAMILY_OF: dict[Discipline, Family] = {
    Discipline.CROSSFIT: "metcon",
    Discipline.POWERLIFTING: "lifting",
    Discipline.BODYBUILDING: "lifting",
    Discipline.HIIT: "metcon",
    Discipline.RUNNING: "endurance",
    Discipline.SWIMMING: "endurance",
    Discipline.CYCLING: "endurance",
    Discipline.YOGA: "practice",
    Discipline.MARTIAL_ARTS: "practice",
    Discipline.CLIMBING: "practice",
    Discipline.HYBRID: "metcon",
    Discipline.HYROX: "metcon",
    Discipline.OLYMPIC_WEIGHTLIFTING: "lifting",
    Discipline.FUNCTIONAL_BODYBUILDING: "lifting",
    Discipline.CALISTHENICS: "lifting",
    Discipline.CIRCUIT_TRAINING: "metcon",
    Discipline.TRAIL_RUNNING: "endurance",
    Discipline.BACKPACKING: "endurance",
    Discipline.RUCKING: "endurance",
    Discipline.ROWING: "endurance",
    Discipline.GENERIC: "generic",
}
TYPE_OF_FAMILY: dict[Family, WorkoutType] = {
    "lifting": "strength",
    "metcon": "hybrid",
    "endurance": "cardio",
    "practice": "skill",
    "generic": "hybrid",
}

_ALIASES = {
    "wod": Discipline.CROSSFIT,
    "cross_fit": Discipline.CROSSFIT,
    "metcon": Discipline.CROSSFIT,
    "functional_fitness": Discipline.CROSSFIT,
    "strength": Discipline.BODYBUILDING,
    "strength_training": Discipline.BODYBUILDING,
    "weight_training": Discipline.BODYBUILDING,
    "weights": Discipline.BODYBUILDING,
    "lifting": Discipline.BODYBUILDING,
    "weightlifting": Discipline.OLYMPIC_WEIGHTLIFTING,
    "olympic_lifting": Discipline.OLYMPIC_WEIGHTLIFTING,
    "oly": Discipline.OLYMPIC_WEIGHTLIFTING,
    "run": Discipline.RUNNING,
    "jogging": Discipline.RUNNING,
    "treadmill": Discipline.RUNNING,
    "trail_run": Discipline.TRAIL_RUNNING,
    "swim": Discipline.SWIMMING,
    "bike": Discipline.CYCLING,
    "biking": Discipline.CYCLING,
    "ride": Discipline.CYCLING,
    "indoor_cycling": Discipline.CYCLING,
    "spinning": Discipline.CYCLING,
    "row": Discipline.ROWING,
    "indoor_rowing": Discipline.ROWING,
    "erg": Discipline.ROWING,
    "pilates": Discipline.YOGA,
    "boxing": Discipline.MARTIAL_ARTS,
    "kickboxing": Discipline.MARTIAL_ARTS,
    "bjj": Discipline.MARTIAL_ARTS,
    "jiu_jitsu": Discipline.MARTIAL_ARTS,
    "judo": Discipline.MARTIAL_ARTS,
    "karate": Discipline.MARTIAL_ARTS,
    "muay_thai": Discipline.MARTIAL_ARTS,
    "mma": Discipline.MARTIAL_ARTS,
    "wrestling": Discipline.MARTIAL_ARTS,
    "bouldering": Discipline.CLIMBING,
    "ruck": Discipline.RUCKING,
    "hiking_with_pack": Discipline.BACKPACKING,
    "circuit": Discipline.CIRCUIT_TRAINING,
    "gymnastics": Discipline.CALISTHENICS,
    "bodyweight": Discipline.CALISTHENICS,
}
_BREAK = re.compile(r"[\s/-]+")


def read_discipline(word: str) -> Discipline:
    """Return the discipline a word means; unknown words are `generic`."""
    plain = _BREAK.sub("_", word.strip().casefold())
    try:
        return Discipline(plain)
    except ValueError:
        return _ALIASES.get(plain, Discipline.GENERIC)


def is_qualitative(discipline: Discipline, kinds: frozenset[str] = frozenset()) -> bool:
    """Tell whether a session counts without numbers: yoga, martial arts, climbing, skill work."""
    return FAMILY_OF[discipline] == "practice" or "skill" in kinds
