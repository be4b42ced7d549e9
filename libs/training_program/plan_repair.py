"""Mend a proposed plan until it fits the request: weeks, lifts, deloads, tests, lengths.

What cannot be meant is replaced by the default plan's part; every change is an issue.
"""

from __future__ import annotations

from collections.abc import Sequence

from libs.training_program.brief import Brief
from libs.training_program.deloads import kept_deload_weeks, test_week, with_returns
from libs.training_program.lifts import lift_name
from libs.training_program.models.blueprint import week_of
from libs.training_program.models.plan import MainLift, Plan, PlanPhase, SessionTheme
from libs.training_program.notes import Notes
from libs.training_program.phases import exact_phases, phase_ends, taper_length
from libs.training_program.plan import MAX_EXPOSURES, main_lifts_of, plan_of
from libs.training_program.sports import ENDURANCE_SPORTS
from libs.training_program.theme_fit import fitted_theme


def repaired_plan(brief: Brief, plan: Plan | None, notes: Notes) -> Plan:
    """Return a plan that fits the brief exactly."""
    default = plan_of(brief)
    if plan is None:
        return _returning(brief, default)
    wanted = default.week
    week = _fitting_week(plan.week, wanted, "week", notes) if plan.week else wanted
    if not plan.week:
        notes.corrected("week", "the plan names no sessions", kind="missing_week", severity="major")
    week = _possible(brief, week, notes)
    phases = tuple(
        _fitting_phase(brief, phase, index, wanted, notes)
        for index, phase in enumerate(plan.phases)
    )
    taper = taper_length(brief, plan.taper_days)
    ends = phase_ends(exact_phases(brief, phases or default.phases, taper_days=plan.taper_days))
    repaired = plan.model_copy(
        update={
            "name": plan.name.strip() or default.name,
            "description": plan.description.strip() or default.description,
            "phases": phases or default.phases,
            "week": week,
            "taper_days": taper or None,
            "deload_weeks": _deload_weeks(brief, plan, default, taper, ends),
            "test_weeks": _test_weeks(brief, plan, notes),
            "main_lifts": _main_lifts(brief, plan, week, phases, notes),
        }
    )
    _note_weeks(brief, plan, repaired, notes)
    return _returning(brief, repaired)


def _returning(brief: Brief, plan: Plan) -> Plan:
    """Return the plan with a light week after each week off."""
    deloads = with_returns(brief, plan.deload_weeks, plan.taper_days or 0)
    return plan.model_copy(update={"deload_weeks": deloads})


def _deload_weeks(
    brief: Brief, plan: Plan, default: Plan, taper: int, ends: Sequence[int]
) -> tuple[int, ...]:
    """Return the deload weeks; a plan that names neither them nor phases has the default ones."""
    if not plan.phases and not plan.deload_weeks:
        return default.deload_weeks
    return kept_deload_weeks(brief, plan.deload_weeks, taper, ends)


def _note_weeks(brief: Brief, plan: Plan, repaired: Plan, notes: Notes) -> None:
    if tuple(sorted(set(plan.deload_weeks))) != repaired.deload_weeks:
        notes.corrected(
            "deloadWeeks",
            f"deload weeks {list(plan.deload_weeks)} became {list(repaired.deload_weeks)}",
            kind="deload_weeks",
        )
    wished = sum(phase.days or round((phase.weeks or 0) * 7) for phase in plan.phases)
    if plan.phases and wished and wished != brief.total_days:
        notes.corrected(
            "phases",
            f"the phases come to {wished} days, the program has {brief.total_days}",
            kind="phase_sum",
        )
    if not plan.phases:
        notes.corrected("phases", "the plan names no phases", kind="missing_phases")


def _fitting_phase(
    brief: Brief,
    phase: PlanPhase,
    index: int,
    wanted: Sequence[SessionTheme],
    notes: Notes,
) -> PlanPhase:
    if not phase.week:
        return phase
    week = _fitting_week(phase.week, wanted, f"phases[{index}].week", notes)
    return phase.model_copy(update={"week": _possible(brief, week, notes)})


def _fitting_week(
    week: Sequence[SessionTheme], wanted: Sequence[SessionTheme], field: str, notes: Notes
) -> tuple[SessionTheme, ...]:
    """Return as many themes as the week has sessions: surplus cut, gaps from the default."""
    if len(week) == len(wanted):
        return _with_roles(week, wanted)
    notes.corrected(
        field,
        f"{len(week)} sessions were planned, the week has {len(wanted)}",
        kind="session_count",
        severity="major",
    )
    primary = [theme for theme in week if theme.role == "primary"]
    kept = list(primary[: len(wanted)])
    kept += [theme for theme in week if theme.role != "primary"][: len(wanted) - len(kept)]
    if len(primary) < len(kept):
        kept = [theme for theme in week if theme in kept][: len(wanted)]
    return _with_roles((*kept, *wanted[len(kept) :]), wanted)


def _with_roles(
    week: Sequence[SessionTheme], wanted: Sequence[SessionTheme]
) -> tuple[SessionTheme, ...]:
    """Return the themes with the roles of their places: one primary a day."""
    return tuple(
        theme if theme.role == place.role else theme.model_copy(update={"role": place.role})
        for theme, place in zip(week, wanted, strict=True)
    )


def _possible(brief: Brief, week: Sequence[SessionTheme], notes: Notes) -> tuple[SessionTheme, ...]:
    """Return the themes with lifts that the athlete can do, refused ones replaced."""
    found = []
    for proposed in week:
        theme = fitted_theme(brief, proposed)
        if theme is not proposed:
            notes.corrected(
                "week",
                f"{proposed.kind.value} and {proposed.sport.value} do not go together",
                kind="theme",
            )
        lifts = []
        for name in map(lift_name, theme.main_lifts):
            kept = name if brief.chooser.is_possible(name) else brief.chooser.substitute(name)
            if kept != name:
                notes.corrected(
                    "mainLifts", f"{name} is not possible, {kept or 'nothing'} instead", kind="lift"
                )
            if kept is not None:
                lifts.append(kept)
        kept_lifts = () if theme.sport in ENDURANCE_SPORTS else tuple(dict.fromkeys(lifts))
        found.append(theme.model_copy(update={"main_lifts": kept_lifts}))
    return tuple(found)


def _main_lifts(
    brief: Brief,
    plan: Plan,
    week: Sequence[SessionTheme],
    phases: Sequence[PlanPhase],
    notes: Notes,
) -> tuple[MainLift, ...]:
    """Return the lifts that sessions train, with the wishes of the plan for each."""
    themes = [*week, *(theme for phase in phases for theme in phase.week)]
    trained = {lift.exercise: lift for lift in main_lifts_of(tuple(week), brief)}
    for name in dict.fromkeys(name for theme in themes for name in theme.main_lifts):
        trained.setdefault(name, MainLift(exercise=name))
    for lift in plan.main_lifts:
        name = lift_name(lift.exercise)
        if name not in trained and not brief.chooser.is_possible(name):
            name = brief.chooser.substitute(name) or name
        if name in trained:
            count = trained[name].times_per_week
            trained[name] = lift.model_copy(
                update={"exercise": name, "times_per_week": min(count, MAX_EXPOSURES)}
            )
        else:
            notes.corrected("mainLifts", f"no session trains {lift.exercise}", kind="unplaced_lift")
    return tuple(trained.values())


def _test_weeks(brief: Brief, plan: Plan, notes: Notes) -> tuple[int, ...]:
    allowed = test_week(brief)
    kept = () if allowed is None else (allowed,)
    if plan.test_weeks and kept != tuple(plan.test_weeks):
        weeks = week_of(brief.total_days)
        notes.corrected(
            "testWeeks",
            f"test weeks {list(plan.test_weeks)} of {weeks} became {list(kept)}",
            kind="test_weeks",
        )
    return kept
