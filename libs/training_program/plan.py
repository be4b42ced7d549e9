"""Make a whole plan from a request by rules alone: what a coach would set up for the sport.

Used where no model plans (offline, fallback) and to complete what a model's plan leaves out.
"""

from __future__ import annotations

from datetime import date

from libs.training_program.brief import Brief, brief_of
from libs.training_program.deloads import default_deload_weeks, lighter_weeks, test_week
from libs.training_program.models.plan import KeySession, MainLift, Plan, PlanPhase, SessionTheme
from libs.training_program.models.request import TrainingRequest
from libs.training_program.models.vocabulary import (
    ExperienceName,
    GoalName,
    PhaseIntent,
    SessionKind,
)
from libs.training_program.notes import Notes
from libs.training_program.phases import default_phases, taper_length
from libs.training_program.sports import ENDURANCE_SPORTS
from libs.training_program.themes import extra_theme, week_themes

MAX_EXPOSURES = 4
_HARD_TO_EASY = {
    SessionKind.TEMPO, SessionKind.INTERVALS, SessionKind.HILLS, SessionKind.RACE_PACE,
}  # fmt: skip


def default_plan(request: TrainingRequest, *, today: date) -> Plan:
    """Return a plan for any request that passes `completeness.questions_for`."""
    return plan_of(brief_of(request, today=today, notes=Notes(request.assumptions)))


def plan_of(brief: Brief) -> Plan:
    """Return the plan of a request whose defaults are filled in."""
    week = themes_of_week(brief)
    taper = taper_length(brief, None)
    deloads = default_deload_weeks(brief, taper)
    phases = default_phases(brief, deloads or lighter_weeks(brief, taper))
    test = test_week(brief)
    return Plan(
        name=_name(brief),
        description=_description(brief),
        focus_areas=tuple(goal.kind.value for goal in brief.request.goals),
        phases=tuple(_with_own_week(brief, phase, week) for phase in phases),
        week=week,
        deload_weeks=deloads,
        test_weeks=() if test is None else (test,),
        taper_days=taper or None,
        main_lifts=main_lifts_of(week, brief),
        key_sessions=tuple(
            KeySession(sport=theme.sport, kind=theme.kind, progression="by the ledger")
            for theme in week
            if theme.kind is SessionKind.LONG
        ),
    )


def themes_of_week(brief: Brief) -> tuple[SessionTheme, ...]:
    """Return the themes of all sessions of a normal week or cycle, several a day included."""
    shape = brief.week_shape()
    primaries = week_themes(brief, len(shape))
    if brief.limits.easy_only:
        primaries = tuple(_eased(theme) for theme in primaries)
    found: list[SessionTheme] = []
    for index, (theme, count) in enumerate(zip(primaries, shape, strict=True)):
        found.append(theme)
        found += [extra_theme(brief, theme, index + extra) for extra in range(count - 1)]
    return tuple(found)


def main_lifts_of(week: tuple[SessionTheme, ...], brief: Brief) -> tuple[MainLift, ...]:
    """Return the lifts that the themes name, with how often a week each is trained."""
    names = [name for theme in week for name in theme.main_lifts]
    is_advanced = brief.experience is ExperienceName.ADVANCED
    return tuple(
        MainLift(
            exercise=name,
            times_per_week=min(names.count(name), MAX_EXPOSURES),
            scheme="wave" if is_advanced else "linear",
        )
        for name in dict.fromkeys(names)
    )


def _eased(theme: SessionTheme) -> SessionTheme:
    if theme.kind in _HARD_TO_EASY and theme.sport in ENDURANCE_SPORTS:
        return theme.model_copy(
            update={"kind": SessionKind.EASY, "title": f"Easy {theme.sport.value}"}
        )
    return theme


def _with_own_week(brief: Brief, phase: PlanPhase, week: tuple[SessionTheme, ...]) -> PlanPhase:
    """Return the phase with sessions of its own where its intent asks for other ones."""
    swaps: dict[SessionKind, SessionKind] = {}
    if phase.intent is PhaseIntent.RETURN:
        swaps = dict.fromkeys(_HARD_TO_EASY, SessionKind.EASY)
    elif phase.intent is PhaseIntent.PEAK and brief.horizon.event is not None:
        swaps = {SessionKind.TEMPO: SessionKind.RACE_PACE}
    own = tuple(
        theme.model_copy(
            update={
                "kind": swaps[theme.kind],
                "title": f"{swaps[theme.kind].value.replace('_', ' ').capitalize()} "
                f"{theme.sport.value}",
            }
        )
        if theme.kind in swaps and theme.sport in ENDURANCE_SPORTS
        else theme
        for theme in week
    )
    return phase if own == week else phase.model_copy(update={"week": own})


def _name(brief: Brief) -> str:
    event = brief.horizon.event
    if event is not None and event.name:
        return f"Road to {event.name}"
    weeks = -(-brief.total_days // 7)
    length = f"{weeks}-week" if brief.total_days % 7 == 0 else f"{brief.total_days}-day"
    what = brief.disciplines[0].value.replace("_", " ")
    if brief.disciplines[0].value == "strength" and GoalName.MUSCLE in brief.goals():
        what = "strength and muscle"
    return f"{length} {what} program"


def _description(brief: Brief) -> str:
    names = ", ".join(item.value.replace("_", " ") for item in brief.disciplines)
    goals = ", ".join(goal.kind.value.replace("_", " ") for goal in brief.request.goals)
    return f"Trains {names}; goals: {goals}."
