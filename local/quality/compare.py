"""Asked against got: what a program must keep of its request, counted from the program itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from statistics import mean

from libs.exercise.catalogue import load_catalogue
from libs.exercise.matching import match
from libs.training_program.models.blueprint import DAYS_PER_WEEK
from libs.training_program.models.request import TrainingRequest
from libs.training_program.reach import Reach
from local.quality.engine import CaseResult

_SCALARS = (
    "days_per_week", "session_minutes", "total_days", "experience", "units", "sessions_per_day",
    "sport",
)  # fmt: skip
_SETS = ("disciplines", "weekdays", "forbidden_weekdays")


def kept(result: CaseResult) -> Mapping[str, bool]:
    """Return, for a ready case, which demands the program keeps."""
    ready = result.ready
    if ready is None:
        return {}
    request, program = ready.blueprint.request, ready.program
    trained = [day for day in program.days if day.templates]
    reach = Reach.of(request)
    templates = [template for day in trained for template in day.templates]
    names = [
        (item.exercise_name, template.place)
        for template in templates
        for item in template.prescribed_exercises
    ]
    checks = {
        "days": [day.day_number for day in program.days] == list(range(1, program.total_days + 1)),
        "length": program.total_days == request.total_days,
        "dates": all(
            day.date == program.start_date + timedelta(days=day.day_number - 1)
            for day in program.days
        ),
        "forbidden": not {day.weekday for day in trained} & set(request.forbidden_weekdays),
        "equipment": not any(_lacks(name, place, reach) for name, place in names),
        "bans": not any(reach.bans.reason(match(name, load_catalogue()).exercise, name)
                        for name, _ in names),
    }  # fmt: skip
    if request.rotation is None and request.days_per_week:
        checks["frequency"] = _frequency_exact(result, request.days_per_week)
    if request.weekdays and request.rotation is None:
        event_on = request.event.on if request.event else None
        checks["weekdays"] = all(
            day.weekday in request.weekdays or day.date == event_on for day in trained
        )
    return checks


def _frequency_exact(result: CaseResult, asked: int) -> bool:
    ready = result.ready
    if ready is None:
        return False
    short = set(ready.blueprint.grid.short_weeks)
    days = ready.program.days
    full_weeks = len(days) // DAYS_PER_WEEK
    return all(
        sum(bool(day.templates) for day in days[7 * n : 7 * n + 7]) == asked
        for n in range(full_weeks)
        if n + 1 not in short
    )


def _lacks(name: str, place: str, reach: Reach) -> bool:
    found = match(name, load_catalogue())
    if found.exercise is None:
        return False
    return bool(found.exercise.missing(reach.available(place)))


def field_scores(expected: TrainingRequest, got: TrainingRequest) -> Mapping[str, bool]:
    """Compare an extraction with the request a perfect reader gives, field by field."""
    scores = {
        name: getattr(expected, name) == getattr(got, name)
        for name in _SCALARS
        if getattr(expected, name) is not None
    }
    scores |= {
        name: set(getattr(expected, name)) == set(getattr(got, name))
        for name in _SETS
        if getattr(expected, name)
    }
    if expected.goals:
        scores["goals"] = {g.kind for g in expected.goals} <= {g.kind for g in got.goals}
    if expected.places:
        scores["places"] = [
            (place.full_gym, set(place.equipment)) for place in expected.places
        ] == [(place.full_gym, set(place.equipment)) for place in got.places]
    if expected.event:
        scores["event"] = got.event is not None and expected.event.on == got.event.on
    if expected.injuries:
        regions = {item.region for item in expected.injuries}
        scores["injuries"] = regions == {item.region for item in got.injuries}
    if expected.bans:
        scores["bans"] = {item.text for item in expected.bans} <= {item.text for item in got.bans}
    if expected.rotation:
        scores["rotation"] = expected.rotation == got.rotation
    lifts = {item.exercise: item.one_rep_max for item in expected.baselines.lifts}
    if lifts:
        scores["lifts"] = lifts == {item.exercise: item.one_rep_max for item in got.baselines.lifts}
    return scores


def share(values: Mapping[str, bool]) -> float:
    """Return the share of true values, 1 for none."""
    return mean(values.values()) if values else 1.0
