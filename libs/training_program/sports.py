"""Which endurance sport a program uses, and what its sessions are called."""

from __future__ import annotations

from typing import Final

from libs.training_program.brief import Brief
from libs.training_program.limits import is_postpartum, is_pregnant
from libs.training_program.models.request import TrainingRequest
from libs.training_program.models.vocabulary import (
    DisciplineName,
    RegionName,
    SessionKind,
    SportName,
)

ENDURANCE_SPORTS: Final = frozenset(
    {
        SportName.RUN,
        SportName.TRAIL,
        SportName.RIDE,
        SportName.ROW,
        SportName.SWIM,
        SportName.RUCK,
        SportName.HIKE,
    }
)
FOOT_SPORTS: Final = frozenset({SportName.RUN, SportName.TRAIL})
TIMED_KINDS: Final = frozenset(
    {
        SessionKind.EASY,
        SessionKind.LONG,
        SessionKind.TEMPO,
        SessionKind.INTERVALS,
        SessionKind.HILLS,
        SessionKind.RACE_PACE,
        SessionKind.TECHNIQUE,
        SessionKind.BRICK,
        SessionKind.RECOVERY,
        SessionKind.TEST,
        SessionKind.EVENT,
    }
)
"""Kinds that have an endurance target when their sport is an endurance sport."""
EXERCISE_NAMES: Final[dict[SportName, str]] = {
    SportName.RUN: "Run",
    SportName.TRAIL: "Trail Run",
    SportName.RIDE: "Bike",
    SportName.ROW: "Row",
    SportName.SWIM: "Swim",
    SportName.RUCK: "Ruck",
    SportName.HIKE: "Hike",
}
SPORT_OF: Final[dict[DisciplineName, SportName]] = {
    DisciplineName.RUNNING: SportName.RUN,
    DisciplineName.TRAIL_RUNNING: SportName.TRAIL,
    DisciplineName.CYCLING: SportName.RIDE,
    DisciplineName.ROWING: SportName.ROW,
    DisciplineName.SWIMMING: SportName.SWIM,
    DisciplineName.TRIATHLON: SportName.RUN,
    DisciplineName.RUCKING: SportName.RUCK,
    DisciplineName.HIKING: SportName.HIKE,
    DisciplineName.HYROX: SportName.RUN,
}
_IMPACT_REGIONS: Final = frozenset(
    {RegionName.KNEE, RegionName.ANKLE, RegionName.ACHILLES, RegionName.FOOT}
)
_RUN_WORDS: Final = frozenset({"run", "runs", "running", "jogging", "jog", "impact"})


def main_sport(brief: Brief, name: DisciplineName | None = None) -> SportName:
    """Return the sport of a discipline, or the one that easy work is done in."""
    if name is not None:
        return SPORT_OF.get(name, SportName.RUN)
    stated = [SPORT_OF[item] for item in brief.disciplines if item in SPORT_OF]
    if stated and (stated[0] not in FOOT_SPORTS or may_run(brief.request)):
        return stated[0]
    if may_run(brief.request):
        return SportName.RUN
    return machine_sport(brief.request) or SportName.HIKE


def may_run(request: TrainingRequest) -> bool:
    """Return whether running is neither banned nor against an injury or a recent birth."""
    if is_pregnant(request) or is_postpartum(request):
        return False
    words = {ban.text.strip().lower() for ban in request.bans}
    hurt = {
        injury.region for injury in request.injuries if injury.current and injury.severity != "mild"
    }
    avoided = {word.strip().lower() for injury in request.injuries for word in injury.avoid}
    return not (words | avoided) & _RUN_WORDS and not hurt & _IMPACT_REGIONS


def machine_sport(request: TrainingRequest) -> SportName | None:
    """Return a sport that the equipment allows without impact."""
    owned = {word.strip().lower().replace(" ", "_") for p in request.places for word in p.equipment}
    if any(place.full_gym for place in request.places) or owned & {"bike", "air_bike", "bike_erg"}:
        return SportName.RIDE
    return SportName.ROW if owned & {"rower", "rowing_machine"} else None
