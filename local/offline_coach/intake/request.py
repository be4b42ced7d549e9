"""From a conversation to the typed request, in the shape the structure prompt asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from libs.training_program.conversation import Turn
from libs.training_program.models.athlete import Athlete
from libs.training_program.models.request import Evidence, Preferences, TrainingRequest
from libs.training_program.models.vocabulary import SafetyLabelName
from local.offline_coach.intake.baselines import read_person
from local.offline_coach.intake.body import read_body
from local.offline_coach.intake.equipment import read_places
from local.offline_coach.intake.goals import read_goals
from local.offline_coach.intake.schedule import read_schedule
from local.offline_coach.intake.sentences import athlete_sentences

ADULT_AGE = 18


@dataclass(frozen=True)
class Intake:
    """The request and the words about time that code resolves later."""

    request: TrainingRequest
    length_words: str = ""
    start_words: str = ""


def read_request(turns: Iterable[Turn], *, today: date) -> Intake:
    """Return what the athlete said, later words over earlier ones; what is not said is absent."""
    sentences = athlete_sentences(turns)
    schedule = read_schedule(sentences, today)
    goals = read_goals(sentences, today)
    places, place_evidence = read_places(sentences)
    body, person = read_body(sentences), read_person(sentences)
    age = person.athlete.get("age")
    if isinstance(age, int) and age < ADULT_AGE and SafetyLabelName.MINOR not in body.labels:
        body.labels.append(SafetyLabelName.MINOR)
    evidence = schedule.evidence | goals.evidence | place_evidence | body.evidence | person.evidence
    request = TrainingRequest(
        goals=tuple(goals.goals),
        disciplines=tuple(goals.disciplines),
        sport=goals.sport,
        event=goals.event,
        days_per_week=schedule.days_per_week,
        weekdays=schedule.weekdays,
        forbidden_weekdays=tuple(sorted(schedule.forbidden, key=lambda day: day.number)),
        unavailable=tuple(schedule.away),
        sessions_per_day=schedule.sessions_per_day,
        rotation=schedule.rotation,
        session_minutes=schedule.minutes,
        session_minutes_by_weekday=schedule.minutes_by_weekday,
        places=places,
        injuries=tuple(body.injuries),
        bans=tuple(body.bans),
        baselines=person.baselines(),
        experience=person.experience,
        athlete=Athlete.model_validate(person.athlete),
        units=person.units,
        health=body.flags(),
        preferences=Preferences.model_validate(
            {**person.preferences, "dislikes": tuple(body.dislikes)}
        ),
        commitments=tuple(schedule.commitments),
        evidence=tuple(Evidence(field=key, words=words) for key, words in evidence.items()),
    )
    return Intake(request, schedule.length_words, schedule.start_words)
