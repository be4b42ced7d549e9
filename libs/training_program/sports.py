"""Which endurance sport a program uses, and what its sessions are called."""

from __future__ import annotations

from typing import Final

from libs.training_program.brief import Brief
from libs.training_program.limits import is_postpartum, is_pregnant
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
WALK = "Walk"
"""What easy work on foot is called for people who neither hike nor run."""
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
_RUNNERS: Final = frozenset(
    {
        DisciplineName.RUNNING,
        DisciplineName.TRAIL_RUNNING,
        DisciplineName.TRIATHLON,
        DisciplineName.HYROX,
    }
)


def main_sport(brief: Brief, name: DisciplineName | None = None) -> SportName:
    """Return the sport of a discipline, or the one that easy work is done in."""
    if name is not None:
        return SPORT_OF.get(name, SportName.RUN)
    stated = [SPORT_OF[item] for item in brief.disciplines if item in SPORT_OF]
    if stated and (stated[0] not in FOOT_SPORTS or may_run(brief)):
        return stated[0]
    if may_run(brief):
        return SportName.RUN
    return machine_sport(brief) or SportName.HIKE


def may_run(brief: Brief) -> bool:
    """Return whether running is possible: asked for and not refused, or against nothing at all."""
    if not brief.chooser.is_possible(EXERCISE_NAMES[SportName.RUN]):
        return False
    if _RUNNERS & set(brief.disciplines):
        return True
    request = brief.request
    hurt = {
        injury.region for injury in request.injuries if injury.current and injury.severity != "mild"
    }
    return not (is_pregnant(request) or is_postpartum(request) or hurt & _IMPACT_REGIONS)


def machine_sport(brief: Brief, place: str | None = None) -> SportName | None:
    """Return a sport without impact whose machine is at a place, or at one of the places."""
    for sport in (SportName.RIDE, SportName.ROW):
        name = EXERCISE_NAMES[sport]
        if place is None and brief.chooser.is_possible(name):
            return sport
        if place is not None and not brief.chooser.is_refused_at(name, place):
            return sport
    return None
