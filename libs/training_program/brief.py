"""The request with its defaults filled in, and what follows from it for the whole program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from libs.training_program.calendar import TrainingDays, covers, training_days
from libs.training_program.horizon import Horizon, choose_horizon
from libs.training_program.lifts import LiftChooser
from libs.training_program.limits import Limits, is_minor, limits_of
from libs.training_program.models.request import DateRange, Goal, Place, TrainingRequest
from libs.training_program.models.units import UnitName
from libs.training_program.models.vocabulary import (
    DisciplineName,
    EventName,
    ExperienceName,
    GoalName,
    WeekdayName,
)
from libs.training_program.notes import Notes
from libs.training_program.reach import Reach

DEFAULT_SESSION_MINUTES = 60
MAX_REST_FREE_DAYS = 6
ENDURANCE: Final = frozenset(
    {
        DisciplineName.RUNNING,
        DisciplineName.TRAIL_RUNNING,
        DisciplineName.CYCLING,
        DisciplineName.ROWING,
        DisciplineName.SWIMMING,
        DisciplineName.TRIATHLON,
        DisciplineName.RUCKING,
        DisciplineName.HIKING,
    }
)
_OF_GOAL: Final[dict[GoalName, DisciplineName]] = {
    GoalName.STRENGTH: DisciplineName.STRENGTH,
    GoalName.POWER: DisciplineName.STRENGTH,
    GoalName.SPORT_PERFORMANCE: DisciplineName.STRENGTH,
    GoalName.MUSCLE: DisciplineName.BODYBUILDING,
    GoalName.ENDURANCE: DisciplineName.CONDITIONING,
    GoalName.SKILL: DisciplineName.CALISTHENICS,
    GoalName.MOBILITY: DisciplineName.MOBILITY,
}
OUTDOORS: Final = "outdoors"


@dataclass(frozen=True)
class Brief:
    """One athlete's program before phases and sessions: dates, caps, disciplines, lifts."""

    request: TrainingRequest
    horizon: Horizon
    disciplines: tuple[DisciplineName, ...]
    """What is trained, the most important first; never empty."""
    limits: Limits
    reach: Reach
    chooser: LiftChooser
    days: TrainingDays
    stated_minutes: bool
    """The athlete named a session length: no session goes beyond it."""

    @property
    def total_days(self) -> int:
        """Return the length of the program."""
        return self.horizon.span.total_days

    @property
    def experience(self) -> ExperienceName:
        """Return the stated experience or the default."""
        return self.request.experience or ExperienceName.INTERMEDIATE

    @property
    def is_endurance(self) -> bool:
        """Return whether the first discipline is counted in time or distance."""
        return self.disciplines[0] in ENDURANCE

    @property
    def wants_test(self) -> bool:
        """Return whether maxima are tested at the end: wished for and allowed."""
        return (
            self.limits.allows_tests
            and self.horizon.event is None
            and self.request.preferences.testing is True
        )

    def goals(self) -> frozenset[GoalName]:
        """Return the kinds of the goals."""
        return frozenset(goal.kind for goal in self.request.goals)

    def sessions_on(self, weekday: WeekdayName) -> int:
        """Return how many sessions a training day on this weekday has."""
        count, doubled = self.request.sessions_per_day, self.request.two_a_day_weekdays
        if not doubled:
            return count
        return max(count, 2) if weekday in doubled else 1

    def week_shape(self) -> tuple[int, ...]:
        """Return the sessions per training day of a normal week, Monday first, or of a cycle."""
        pattern = sorted(self.horizon.pattern, key=lambda day: day.number)
        if pattern:
            return tuple(self.sessions_on(day) for day in pattern)
        rotation = self.request.rotation
        count = len(set(rotation.training_offsets)) if rotation and rotation.dates == "all" else 4
        return (self.request.sessions_per_day,) * max(count, 1)

    def minutes_on(self, weekday: WeekdayName) -> int:
        """Return the minutes of a session on this weekday."""
        stated = self.request.session_minutes_by_weekday.get(weekday)
        return stated or self.request.session_minutes or DEFAULT_SESSION_MINUTES


def brief_of(request: TrainingRequest, *, today: date, notes: Notes) -> Brief:
    """Return the request with everything missing filled in; what was assumed is noted."""
    disciplines = disciplines_of(request)
    event = request.event
    if event is not None and event.discipline is None:
        event = event.model_copy(update={"discipline": disciplines[0]})
    filled = request.model_copy(update={"event": event, **_defaults(request, notes)})
    filled = filled.model_copy(update={"places": _places(filled, notes)})
    horizon = choose_horizon(
        filled,
        today=today,
        wants_weekend=bool(ENDURANCE & set(disciplines)),
        notes=notes,
    )
    span = horizon.span
    event_on = horizon.event.on if horizon.event is not None else None
    days = training_days(filled, horizon.pattern, span, event_on=event_on)
    dated = {
        "start_on": span.start_on,
        "total_days": span.total_days,
        "event": horizon.event,
        **_frequency(filled, horizon, days, notes),
    }
    filled = filled.model_copy(update=dated)
    filled = filled.model_copy(update={"unavailable": _without_event(filled)})
    if request.preferences.testing and is_minor(request):
        notes.corrected("preferences.testing", "no maxima are tested under age", kind="unsafe_test")
    reach = Reach.of(filled)
    return Brief(
        request=filled,
        horizon=horizon,
        disciplines=disciplines,
        limits=limits_of(filled),
        reach=reach,
        chooser=LiftChooser(filled, reach),
        days=days,
        stated_minutes=request.session_minutes is not None,
    )


def _without_event(request: TrainingRequest) -> tuple[DateRange, ...]:
    """Return the unavailable days without the day of the event, which is there all the same."""
    if request.event is None or not covers(request.unavailable, request.event.on):
        return request.unavailable
    day = timedelta(days=1)
    found = []
    for item in request.unavailable:
        if not item.from_on <= request.event.on <= item.to_on:
            found.append(item)
            continue
        parts = ((item.from_on, request.event.on - day), (request.event.on + day, item.to_on))
        found += [
            item.model_copy(update={"from_on": first, "to_on": last})
            for first, last in parts
            if first <= last
        ]
    return tuple(found)


def disciplines_of(request: TrainingRequest) -> tuple[DisciplineName, ...]:
    """Return what is trained: the event's discipline, the stated ones, else those of the goals."""
    found = list(request.disciplines)
    event = request.event
    if event is not None and event.discipline is not None:
        found.insert(0, event.discipline)
    goals = [goal.kind for goal in request.goals]
    if not found:
        found = [_OF_GOAL[goal] for goal in goals if goal in _OF_GOAL]
    if event is not None and event.discipline is None and not found:
        found = [_discipline_of_event(event.kind, event.distance_km)]
    if GoalName.SPORT_PERFORMANCE in goals or request.sport:
        found += [DisciplineName.STRENGTH, DisciplineName.CONDITIONING]
    if set(found) <= ENDURANCE and found and {GoalName.STRENGTH, GoalName.MUSCLE} & set(goals):
        found.append(DisciplineName.STRENGTH)
    if found and {GoalName.ENDURANCE, GoalName.FAT_LOSS} & set(goals) and _is_lifting(found):
        found.append(DisciplineName.CONDITIONING)
    return tuple(dict.fromkeys(found)) or (DisciplineName.GENERAL_FITNESS,)


def _is_lifting(found: list[DisciplineName]) -> bool:
    lifting = {
        DisciplineName.STRENGTH,
        DisciplineName.POWERLIFTING,
        DisciplineName.BODYBUILDING,
        DisciplineName.OLYMPIC_WEIGHTLIFTING,
        DisciplineName.CALISTHENICS,
    }
    return set(found) <= lifting


def _discipline_of_event(kind: EventName, distance_km: float | None) -> DisciplineName:
    if kind is EventName.MEET:
        return DisciplineName.POWERLIFTING
    if kind is EventName.TRIP:
        return DisciplineName.HIKING
    if kind is EventName.RACE or distance_km is not None:
        return DisciplineName.RUNNING
    return DisciplineName.GENERAL_FITNESS


def _defaults(request: TrainingRequest, notes: Notes) -> dict[str, object]:
    """Return the values nobody stated, noted as assumptions."""
    found: dict[str, object] = {}
    if not request.goals:
        event = request.event
        kind = GoalName.EVENT if event is not None else GoalName.GENERAL_FITNESS
        found["goals"] = (Goal(kind=kind, text=event.name if event is not None else ""),)
    if request.session_minutes is None:
        found["session_minutes"] = DEFAULT_SESSION_MINUTES
        notes.assume("sessionMinutes", str(DEFAULT_SESSION_MINUTES), "no session length was named")
    if request.units is None:
        units = {lift.unit for lift in request.baselines.lifts if lift.unit is not None}
        found["units"] = UnitName.LBS if units == {UnitName.LBS} else UnitName.KG
        notes.assume("units", str(found["units"]), "no unit of load was named")
    if request.experience is None:
        found["experience"] = ExperienceName.INTERMEDIATE
        notes.assume("experience", "intermediate", "no training experience was named")
    return found


def _places(request: TrainingRequest, notes: Notes) -> tuple[Place, ...]:
    """Return the places, with one for sports that need none and for unknown travel."""
    places = list(request.places)
    if not places:
        places.append(Place(name=OUTDOORS))
        notes.assume("places", OUTDOORS, "the sport names where it happens and with what")
    for name in dict.fromkeys(trip.place for trip in request.travel):
        if name.lower() not in {place.name.lower() for place in places}:
            places.append(Place(name=name))
            notes.assume("travel", f"{name}: body weight only", "no equipment was named there")
    return tuple(places)


def _frequency(
    request: TrainingRequest, horizon: Horizon, days: TrainingDays, notes: Notes
) -> dict[str, object]:
    """Return days per week and whether the weekly rest day is given up."""
    found: dict[str, object] = {}
    if horizon.pattern:
        found["days_per_week"] = len(horizon.pattern)
        if request.days_per_week != len(horizon.pattern):
            notes.assume("daysPerWeek", str(len(horizon.pattern)), "as many as weekdays were named")
        if not request.weekdays:
            names = ", ".join(day.value for day in horizon.pattern)
            notes.assume("weekdays", names, "no weekdays were named", replace=False)
    if not request.preferences.rest_day_override and _longest_run(days) > MAX_REST_FREE_DAYS:
        found["preferences"] = request.preferences.model_copy(update={"rest_day_override": True})
        notes.assume(
            "preferences.restDayOverride",
            "true",
            "the days asked for leave no weekly rest day; one session a week is recovery",
        )
    return found


def _longest_run(days: TrainingDays) -> int:
    longest, run, previous = 0, 0, -1
    for number in days.day_numbers:
        run = run + 1 if number == previous + 1 else 1
        longest, previous = max(longest, run), number
    return longest
