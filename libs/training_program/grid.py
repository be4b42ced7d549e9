"""The slot grid: one slot for every session, with its date, place, minutes and flags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from libs.training_program.brief import Brief
from libs.training_program.models.blueprint import Slot, SlotGrid, week_of
from libs.training_program.models.plan import SessionTheme
from libs.training_program.models.vocabulary import (
    SessionKind,
    SportName,
    WeekdayName,
)
from libs.training_program.phases import ENDING, PhasePlan, event_sport
from libs.training_program.placement import arrange, candidates, day_groups
from libs.training_program.sports import EXERCISE_NAMES, WALK, machine_sport, may_run

SECOND_SESSION_MINUTES = 45
"""A second session of a day is optional and short."""
DELOAD_MINUTES = 0.8
TAPER_MINUTES = 0.55
MIN_MINUTES = 15
DayThemes = Mapping[WeekdayName, tuple[SessionTheme, ...]]


@dataclass(frozen=True)
class WeekPlan:
    """The sessions of a phase's weeks: by weekday, or in order for a rotation."""

    by_weekday: DayThemes
    cycle: tuple[tuple[SessionTheme, ...], ...]


@dataclass(frozen=True)
class Flags:
    """Which weeks are deloads and which one holds the tests."""

    deload_weeks: frozenset[int]
    test_weeks: frozenset[int]


def week_plans(
    brief: Brief, phases: Sequence[PhasePlan], week: Sequence[SessionTheme]
) -> dict[str, WeekPlan]:
    """Return what each phase's weekdays hold; a phase without themes has those of the plan."""
    found: dict[tuple[SessionTheme, ...], WeekPlan] = {}
    plans = {}
    for item in phases:
        own = item.wish.week if item.wish is not None else ()
        themes = tuple(own or week)
        if themes not in found:
            found[themes] = _week_plan(brief, themes)
        plans[item.phase.phase_id] = found[themes]
    return plans


def build_grid(
    brief: Brief, phases: Sequence[PhasePlan], plans: Mapping[str, WeekPlan], flags: Flags
) -> SlotGrid:
    """Return all sessions of the program in order."""
    slots: list[Slot] = []
    ordinals: dict[int, int] = {}
    weekdays = _stand_ins(brief)
    for index, day in enumerate(brief.days.day_numbers):
        item = next(item for item in phases if item.phase.end_day >= day)
        plan = plans[item.phase.phase_id]
        if plan.cycle:
            themes = plan.cycle[index % len(plan.cycle)]
        else:
            themes = plan.by_weekday[weekdays[day]]
        if _is_event(brief, day):
            themes = (_event_theme(brief),)
        for number, theme in enumerate(themes, start=1):
            week = week_of(day)
            ordinals[week] = ordinals.get(week, 0) + 1
            slots.append(
                _slot(brief, day, number, theme, item=item, ordinal=ordinals[week], flags=flags)
            )
    return SlotGrid(
        start_on=brief.horizon.span.start_on,
        total_days=brief.total_days,
        slots=tuple(slots),
        short_weeks=brief.days.short_weeks,
    )


def _week_plan(brief: Brief, themes: tuple[SessionTheme, ...]) -> WeekPlan:
    if brief.horizon.pattern:
        return WeekPlan(by_weekday=arrange(brief, themes), cycle=())
    return WeekPlan(by_weekday={}, cycle=tuple(day_groups(themes, brief.week_shape())))


def _stand_ins(brief: Brief) -> dict[int, WeekdayName]:
    """Return for each training day the weekday of the pattern whose sessions it has.

    A day that makes up for a lost one takes the sessions of a weekday that is missing.
    """
    span, pattern = brief.horizon.span, brief.horizon.pattern
    found: dict[int, WeekdayName] = {}
    by_week: dict[int, list[int]] = {}
    for day in brief.days.day_numbers:
        by_week.setdefault(week_of(day), []).append(day)
    for days in by_week.values():
        regular = {day: span.weekday(day) for day in days if span.weekday(day) in pattern}
        missing = [weekday for weekday in pattern if weekday not in regular.values()]
        found |= regular
        for number, day in enumerate(day for day in days if day not in regular):
            pool = missing or list(pattern)
            found[day] = pool[number % len(pool)] if pool else span.weekday(day)
    return found


def _slot(
    brief: Brief,
    day: int,
    number: int,
    theme: SessionTheme,
    *,
    item: PhasePlan,
    ordinal: int,
    flags: Flags,
) -> Slot:
    span, week = brief.horizon.span, week_of(day)
    weekday = span.weekday(day)
    is_event = _is_event(brief, day)
    is_taper = item.phase.intent in ENDING or (week + 1 in flags.test_weeks)
    is_deload = week in flags.deload_weeks and not is_taper
    is_test = week in flags.test_weeks and bool(theme.main_lifts)
    place = _place(brief, theme, day)
    fitted = _fitted_event(brief, theme, place) if is_event else _fitted(brief, theme, place)
    minutes = brief.minutes_on(weekday)
    if number > 1:
        minutes = min(minutes, SECOND_SESSION_MINUTES)
    share = DELOAD_MINUTES if is_deload else TAPER_MINUTES if is_taper and not is_event else 1.0
    return Slot(
        slot_id=f"d{day}.{number}",
        day_number=day,
        on=span.on(day),
        weekday=weekday,
        week=week,
        ordinal=ordinal,
        role="primary" if number == 1 else "optional",
        phase_id=item.phase.phase_id,
        theme=fitted,
        place=place,
        minutes=max(min(MIN_MINUTES, minutes), round(minutes * share)),
        is_deload=is_deload,
        is_taper=is_taper,
        is_test=is_test,
        is_event=is_event,
    )


def _is_event(brief: Brief, day: int) -> bool:
    event = brief.horizon.event
    return event is not None and brief.horizon.span.on(day) == event.on


def _event_theme(brief: Brief) -> SessionTheme:
    event = brief.horizon.event
    sport = event_sport(brief)
    lifts: tuple[str, ...] = ()
    if sport is SportName.LIFT:
        lifts = brief.chooser.choose_all(_event_families(brief))
    name = event.name if event is not None else ""
    return SessionTheme(
        kind=SessionKind.EVENT, sport=sport, title=name or "Event", main_lifts=lifts
    )


def _event_families(brief: Brief) -> tuple[str, ...]:
    match brief.disciplines[0].value:
        case "olympic_weightlifting":
            return ("snatch", "clean_jerk")
        case "powerlifting" | "strength":
            return ("squat", "bench", "deadlift")
        case _:
            return ()


def _place(brief: Brief, theme: SessionTheme, day: int) -> str:
    """Return where the session is: the travel place, else the weekday's place that suits it."""
    span = brief.horizon.span
    on = span.on(day)
    trip = next((trip for trip in brief.request.travel if trip.from_on <= on <= trip.to_on), None)
    if trip is not None and theme.kind is not SessionKind.EVENT:
        name = trip.place.lower()
        return next(
            (place.name for place in brief.request.places if place.name.lower() == name),
            trip.place,
        )
    is_event = theme.kind is SessionKind.EVENT
    places = brief.request.places if is_event else candidates(brief, span.weekday(day))
    sport = EXERCISE_NAMES.get(theme.sport)

    def misfit(index: int) -> tuple[int, int]:
        place = places[index]
        refused = sum(brief.chooser.is_refused_at(name, place.name) for name in theme.main_lifts)
        lacks = sport is not None and brief.chooser.is_refused_at(sport, place.name)
        return (refused + lacks, index)

    return places[min(range(len(places)), key=misfit)].name


def _fitted(brief: Brief, theme: SessionTheme, place: str) -> SessionTheme:
    """Return the theme without what the place has not: lifts left out, sports on foot instead."""
    kept = tuple(name for name in theme.main_lifts if not brief.chooser.is_refused_at(name, place))
    changes: dict[str, object] = {}
    if kept != theme.main_lifts:
        changes["main_lifts"] = kept
    if theme.kind is SessionKind.BRICK and _lacks_brick(brief, place):
        changes["kind"] = SessionKind.EASY
    name = EXERCISE_NAMES.get(theme.sport)
    if name is not None and brief.chooser.is_refused_at(name, place):
        changes |= _other_sport(brief, place)
    return theme.model_copy(update=changes) if changes else theme


def _lacks_brick(brief: Brief, place: str) -> bool:
    """Return whether a ride with a run behind it is impossible at a place."""
    names = (EXERCISE_NAMES[SportName.RIDE], EXERCISE_NAMES[SportName.RUN])
    return any(brief.chooser.is_refused_at(name, place) for name in names)


def _fitted_event(brief: Brief, theme: SessionTheme, place: str) -> SessionTheme:
    """Return the event's theme; what an injury forbids becomes easy movement on the day."""
    fitted = _fitted(brief, theme, place)
    if fitted.sport is theme.sport:
        return fitted
    return theme.model_copy(update={"kind": SessionKind.RECOVERY, "sport": SportName.MIXED})


def _other_sport(brief: Brief, place: str) -> dict[str, object]:
    """Return a sport that works where the planned one does not: run, machine, walk, else none."""
    if may_run(brief):
        return {"sport": SportName.RUN, "title": "Run"}
    machine = machine_sport(brief, place)
    if machine is not None:
        return {"sport": machine, "title": EXERCISE_NAMES[machine]}
    if not brief.chooser.is_refused_at(WALK, place):
        return {"sport": SportName.HIKE, "kind": SessionKind.EASY, "title": WALK}
    return {"sport": SportName.MIXED, "kind": SessionKind.MOBILITY, "title": "Mobility"}
