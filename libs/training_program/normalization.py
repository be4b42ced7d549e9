"""Make a blueprint of a request and a plan: everything that code decides, in one pass.

Never raises on a request that `completeness.questions_for` has no question for; what it changes
stands in the blueprint's report and, where the athlete should know, in the request's assumptions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from libs.training_program.brief import DEFAULT_SESSION_MINUTES, Brief, brief_of
from libs.training_program.deloads import lighter_weeks
from libs.training_program.dials import LightWeeks, week_rows
from libs.training_program.endurance import (
    endurance_targets,
    long_cap,
    with_easy_share,
    with_minutes,
)
from libs.training_program.grid import Flags, WeekPlan, build_grid, week_plans
from libs.training_program.models.blueprint import Blueprint, ProgressionLedger, SlotGrid
from libs.training_program.models.plan import Plan
from libs.training_program.models.request import TrainingRequest
from libs.training_program.models.units import UnitName
from libs.training_program.models.vocabulary import SessionKind, WeekdayName
from libs.training_program.notes import Notes
from libs.training_program.phases import exact_phases
from libs.training_program.plan_repair import repaired_plan
from libs.training_program.progression import lift_rows
from libs.training_program.sports import ENDURANCE_SPORTS


def normalize(
    request: TrainingRequest,
    plan: Plan | None,
    *,
    today: date,
    time_zone: str,
    program_id: str,
) -> Blueprint:
    """Return the exact phases, slots and ledger of a request; `today` is the athlete's date.

    Without a plan the default one is made. Equal arguments give equal blueprints.
    """
    notes = Notes(request.assumptions)
    brief = brief_of(request, today=today, notes=notes)
    fitted = repaired_plan(brief, plan, notes)
    phases = exact_phases(brief, fitted.phases, taper_days=fitted.taper_days)
    weeks = week_plans(brief, phases, fitted.week)
    brief, long_days = _with_long_days(brief, list(weeks.values()))
    flags = Flags(frozenset(fitted.deload_weeks), frozenset(fitted.test_weeks))
    grid = build_grid(brief, phases, weeks, flags)
    exact = tuple(item.phase for item in phases)
    lighter = frozenset(lighter_weeks(brief, fitted.taper_days or 0))
    rows = week_rows(brief, exact, grid, LightWeeks(flags.deload_weeks, lighter))
    lifts, maxima = lift_rows(brief, fitted.main_lifts, grid, rows, lighter)
    targets = endurance_targets(brief, grid, rows)
    grid = with_minutes(grid, targets)
    brief = _with_reached_minutes(brief, grid, long_days, notes)
    _note_choices(brief, fitted, lighter, notes)
    return Blueprint(
        program_id=program_id,
        request=brief.request.model_copy(update={"assumptions": notes.assumptions}),
        plan=fitted,
        phases=exact,
        grid=grid,
        ledger=ProgressionLedger(
            weeks=with_easy_share(rows, targets), lifts=lifts, endurance=targets, maxima=maxima
        ),
        unit=brief.request.units or UnitName.KG,
        time_zone=time_zone,
        report=notes.report(),
    )


def _with_long_days(
    brief: Brief, plans: Sequence[WeekPlan]
) -> tuple[Brief, frozenset[WeekdayName]]:
    """Let long sessions grow on their weekdays, unless the athlete named that day's minutes.

    A stated session length bounds them too, but for races that take longer than it.
    """
    stated = brief.request.session_minutes_by_weekday
    added: dict[WeekdayName, int] = {}
    for plan in plans:
        for weekday, themes in plan.by_weekday.items():
            theme = themes[0]
            is_long = theme.kind is SessionKind.LONG and theme.sport in ENDURANCE_SPORTS
            if is_long and weekday not in stated:
                cap = long_cap(brief, theme.sport)
                if cap > brief.minutes_on(weekday):
                    added[weekday] = max(added.get(weekday, 0), cap)
    if not added:
        return brief, frozenset()
    request = brief.request.model_copy(update={"session_minutes_by_weekday": stated | added})
    return replace(brief, request=request), frozenset(added)


def _with_reached_minutes(
    brief: Brief, grid: SlotGrid, long_days: frozenset[WeekdayName], notes: Notes
) -> Brief:
    """Return the brief with what the long days really came to, listed as an assumption."""
    if not long_days:
        return brief
    usual = brief.request.session_minutes or DEFAULT_SESSION_MINUTES
    reached = {
        day: max(
            (slot.minutes for slot in grid.slots if slot.weekday is day and not slot.is_event),
            default=usual,
        )
        for day in sorted(long_days, key=lambda day: day.number)
    }
    stated = dict(brief.request.session_minutes_by_weekday)
    for day, minutes in reached.items():
        if minutes > usual:
            stated[day] = minutes
        else:
            stated.pop(day, None)
    longer = {day: minutes for day, minutes in reached.items() if minutes > usual}
    if longer:
        words = ", ".join(f"{day.value} {minutes}" for day, minutes in longer.items())
        notes.assume("sessionMinutesByWeekday", words, "the long session grows up to this")
    request = brief.request.model_copy(update={"session_minutes_by_weekday": stated})
    return replace(brief, request=request)


def _note_choices(brief: Brief, plan: Plan, lighter: frozenset[int], notes: Notes) -> None:
    if plan.deload_weeks and brief.request.preferences.deload_every_weeks is None:
        weeks = ", ".join(str(week) for week in plan.deload_weeks)
        notes.assume("deloadWeeks", weeks, "lighter weeks for recovery", replace=False)
    if lighter:
        weeks = ", ".join(str(week) for week in sorted(lighter))
        notes.assume(
            "preferences.deload",
            f"week {weeks} somewhat lighter",
            "you want no deload weeks; more than seven hard weeks in a row are not planned",
        )
