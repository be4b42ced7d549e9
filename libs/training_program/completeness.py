"""Judge whether a request can be built: what is missing, and what contradicts itself.

Essential are the goal, the days per week, and equipment or place; everything else that is missing
becomes a listed assumption in normalization. Contradictions are only those that code must not
decide for the athlete; what has one sensible reading is mended in normalization.
"""

from __future__ import annotations

from datetime import date

from libs.training_program.models.request import TrainingRequest
from libs.training_program.models.vocabulary import WEEKDAYS, DisciplineName
from libs.wire import WireModel

MAX_QUESTIONS = 3
_NEEDS_NO_PLACE = frozenset(
    {
        DisciplineName.RUNNING,
        DisciplineName.TRAIL_RUNNING,
        DisciplineName.CYCLING,
        DisciplineName.SWIMMING,
        DisciplineName.ROWING,
        DisciplineName.TRIATHLON,
        DisciplineName.RUCKING,
        DisciplineName.HIKING,
        DisciplineName.MOBILITY,
    }
)
"""Naming one of these names where it happens and with what."""
_DISCIPLINE_WORDS = {
    DisciplineName.RUNNING: {"run", "running", "runs"},
    DisciplineName.TRAIL_RUNNING: {"run", "running", "runs", "trail running"},
    DisciplineName.CYCLING: {"cycling", "bike", "biking"},
    DisciplineName.ROWING: {"row", "rowing", "rower"},
    DisciplineName.SWIMMING: {"swim", "swimming"},
}


class Question(WireModel):
    """A question for the athlete, about one field of the request."""

    field: str
    text: str


def missing_essentials(request: TrainingRequest) -> tuple[Question, ...]:
    """Return a question for each essential field that is absent, most important first."""
    questions = []
    if not (request.goals or request.disciplines or request.event or request.sport):
        questions.append(Question(field="goals", text="What is your main goal for this program?"))
    if not (request.days_per_week or request.weekdays or request.rotation):
        questions.append(
            Question(field="daysPerWeek", text="How many days a week do you want to train?")
        )
    if not (request.places or _names_its_place(request)):
        questions.append(
            Question(field="places", text="Where will you train, and what equipment is there?")
        )
    return tuple(questions)


def contradictions(request: TrainingRequest, *, today: date) -> tuple[Question, ...]:
    """Return a question for each demand that cannot be met together with another one."""
    found = (
        _weekday_conflict(request),
        _frequency_conflict(request),
        _event_conflict(request, today),
        _ban_conflict(request),
    )
    return tuple(question for question in found if question is not None)


def questions_for(request: TrainingRequest, *, today: date) -> tuple[Question, ...]:
    """Return at most three questions; none means the request can be built."""
    return (missing_essentials(request) + contradictions(request, today=today))[:MAX_QUESTIONS]


def _names_its_place(request: TrainingRequest) -> bool:
    named = set(request.disciplines)
    if request.event and request.event.discipline:
        named.add(request.event.discipline)
    return bool(named) and named <= _NEEDS_NO_PLACE


def _weekday_conflict(request: TrainingRequest) -> Question | None:
    both = [
        day for day in WEEKDAYS if day in request.weekdays and day in request.forbidden_weekdays
    ]
    if not both:
        return None
    names = ", ".join(day.value.capitalize() for day in both)
    return Question(
        field="weekdays",
        text=f"You named {names} as a training day and as a day you cannot train. Which is it?",
    )


def _frequency_conflict(request: TrainingRequest) -> Question | None:
    asked = request.days_per_week
    if asked is None or request.rotation is not None:
        return None
    free = [day for day in WEEKDAYS if day not in request.forbidden_weekdays]
    if request.weekdays and len(set(request.weekdays)) < asked:
        names = ", ".join(day.value.capitalize() for day in WEEKDAYS if day in request.weekdays)
        return Question(
            field="daysPerWeek",
            text=f"You asked for {asked} training days a week but named only {names}. "
            "Should it be those days only, or may other days be added?",
        )
    if asked > len(free):
        return Question(
            field="daysPerWeek",
            text=f"You asked for {asked} training days a week, but only {len(free)} weekdays are "
            "free. How many days should it be, or which day can be freed?",
        )
    return None


def _event_conflict(request: TrainingRequest, today: date) -> Question | None:
    if request.event is None:
        return None
    name = request.event.name or "your event"
    if request.event.on < today:
        return Question(
            field="event",
            text=f"The date of {name}, {request.event.on.isoformat()}, has passed. "
            "When is it, or should the program run without an event?",
        )
    if request.start_on is not None and request.start_on > request.event.on:
        return Question(
            field="startOn",
            text=f"The start, {request.start_on.isoformat()}, is after {name} on "
            f"{request.event.on.isoformat()}. Which date is right?",
        )
    return None


def _ban_conflict(request: TrainingRequest) -> Question | None:
    asked = set(request.disciplines)
    if request.event and request.event.discipline:
        asked.add(request.event.discipline)
    banned = {ban.text.strip().lower() for ban in request.bans}
    for discipline in sorted(asked):
        if banned & _DISCIPLINE_WORDS.get(discipline, set()):
            name = discipline.value.replace("_", " ")
            return Question(
                field="bans",
                text=f"You want to train for {name} and also asked for none of it. "
                "Should the program contain it?",
            )
    return None
