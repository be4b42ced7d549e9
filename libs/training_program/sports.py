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
    if stated and (stated[0] not in FOOT_SPORTS or may_run(brief)):
        return stated[0]
    if may_run(brief):
        return SportName.RUN
    return machine_sport(brief) or SportName.HIKE


def may_run(brief: Brief) -> bool:
    """Return whether running is neither banned nor against an injury or a recent birth."""
    request = brief.request
    if is_pregnant(request) or is_postpartum(request):
        return False
    words = {ban.text.strip().lower() for ban in request.bans}
    words |= {word.strip().lower() for injury in request.injuries for word in injury.avoid}
    hurt = {
        injury.region for injury in request.injuries if injury.current and injury.severity != "mild"
    }
    if words & _RUN_WORDS or hurt & _IMPACT_REGIONS:
        return False
    return brief.chooser.is_possible(EXERCISE_NAMES[SportName.RUN])


def machine_sport(brief: Brief) -> SportName | None:
    """Return a sport without impact that one of the places has the machine for."""
    return next(
        (
            sport
            for sport in (SportName.RIDE, SportName.ROW)
            if brief.chooser.is_possible(EXERCISE_NAMES[sport])
        ),
        None,
    )
