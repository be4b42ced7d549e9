"""Requests, blueprints and a reach by equipment for the writer's tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from libs.exercise.catalogue import Exercise, load_catalogue
from libs.exercise.equipment import resolve_equipment
from libs.training_program.models.blueprint import Blueprint, Slot
from libs.training_program.models.plan import SessionTheme
from libs.training_program.models.request import Goal, Place, TrainingRequest
from libs.training_program.models.vocabulary import (
    DisciplineName,
    ExperienceName,
    GoalName,
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


@dataclass(frozen=True)
class WordBans:
    """Bans by words alone."""

    words: tuple[str, ...] = ()

    def word_in(self, text: str) -> str | None:
        return next((word for word in self.words if word in text.lower()), None)


@dataclass
class OpenReach:
    """All exercises that the equipment of a place allows, minus banned tags."""

    request: TrainingRequest
    banned_tags: frozenset[str] = frozenset()
    bans: WordBans = field(default_factory=WordBans)

    def allowed(self, place: str) -> tuple[Exercise, ...]:
        return self._by_place[place]

    @cached_property
    def _by_place(self) -> dict[str, tuple[Exercise, ...]]:
        return {place.name: self._at(place) for place in self.request.places}

    def _at(self, place: Place) -> tuple[Exercise, ...]:
        terms = resolve_equipment(place.equipment, full_gym=place.full_gym).terms
        is_novice = self.request.experience is ExperienceName.BEGINNER
        return tuple(
            item
            for item in load_catalogue().exercises
            if not item.missing(terms)
            and not item.tags & self.banned_tags
            and not (is_novice and item.level == "expert")
        )


def a_request(
    discipline: DisciplineName = DisciplineName.STRENGTH,
    *,
    equipment: str = "gym",
    minutes: int = 60,
    days: int = 3,
    total_days: int = 56,
    experience: ExperienceName = ExperienceName.INTERMEDIATE,
    goal: GoalName = GoalName.GENERAL_FITNESS,
) -> TrainingRequest:
    return TrainingRequest(
        goals=(Goal(kind=goal),),
        disciplines=(discipline,),
        days_per_week=days,
        total_days=total_days,
        session_minutes=minutes,
        places=(PLACES[equipment],),
        experience=experience,
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
