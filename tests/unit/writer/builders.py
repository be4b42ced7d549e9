"""Requests and blueprints for the writer's tests."""

from __future__ import annotations

from datetime import date

from libs.training_program.models.athlete import Ban, Injury
from libs.training_program.models.blueprint import Blueprint, Slot
from libs.training_program.models.plan import SessionTheme
from libs.training_program.models.request import Goal, Place, TrainingRequest
from libs.training_program.models.vocabulary import (
    DisciplineName,
    ExperienceName,
    GoalName,
    RegionName,
    SessionKind,
    SportName,
)
from libs.training_program.normalization import normalize

TODAY = date(2026, 1, 5)
PLACES = {
    "gym": Place(name="gym", full_gym=True),
    "nothing": Place(name="home"),
    "dumbbells": Place(name="home", equipment=("dumbbells", "bench")),
    "garage": Place(name="garage", equipment=("barbell", "rack", "bench", "pull-up bar")),
    "bands": Place(name="home", equipment=("resistance bands",)),
    "kettlebell": Place(name="home", equipment=("kettlebell",)),
}


def a_request(
    discipline: DisciplineName = DisciplineName.STRENGTH,
    *,
    equipment: str = "gym",
    minutes: int = 60,
    days: int = 3,
    total_days: int = 56,
    experience: ExperienceName = ExperienceName.INTERMEDIATE,
    goal: GoalName = GoalName.GENERAL_FITNESS,
    bans: tuple[str, ...] = (),
    injuries: tuple[RegionName, ...] = (),
) -> TrainingRequest:
    return TrainingRequest(
        goals=(Goal(kind=goal),),
        disciplines=(discipline,),
        days_per_week=days,
        total_days=total_days,
        session_minutes=minutes,
        places=(PLACES[equipment],),
        experience=experience,
        bans=tuple(Ban(text=text) for text in bans),
        injuries=tuple(Injury(region=region) for region in injuries),
    )


def a_blueprint(request: TrainingRequest) -> Blueprint:
    return normalize(request, None, today=TODAY, time_zone="UTC", program_id="program_1")


def with_theme(
    blueprint: Blueprint, kind: SessionKind, sport: SportName = SportName.LIFT
) -> tuple[Blueprint, Slot]:
    """Return the blueprint with one more session on its first training day, and its slot."""
    theme = SessionTheme(kind=kind, sport=sport)
    first = blueprint.grid.slots[0].model_copy(update={"theme": theme})
    ledger = blueprint.ledger.model_copy(
        update={
            "endurance": tuple(t for t in blueprint.ledger.endurance if t.slot_id != first.slot_id)
        }
    )
    grid = blueprint.grid.model_copy(update={"slots": (first, *blueprint.grid.slots[1:])})
    return blueprint.model_copy(update={"grid": grid, "ledger": ledger}), first
