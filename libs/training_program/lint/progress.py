"""Rules G01 to G03: main lifts progress, not too fast, with lighter weeks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from libs.exercise.strength import estimated_one_rep_max
from libs.training_program.lint.facts import Facts
from libs.training_program.lint.items import Item, least_reps, load_of
from libs.training_program.lint.rule import LintContext, Teller
from libs.training_program.models.blueprint import week_of
from libs.training_program.models.report import Finding
from libs.training_program.models.vocabulary import PhaseIntent

_HOLDING = frozenset(
    {PhaseIntent.MAINTAIN, PhaseIntent.RETURN, PhaseIntent.TAPER, PhaseIntent.EVENT}
)


@dataclass(frozen=True)
class _Dose:
    """What a lift asks for in one week; each figure may be what progresses."""

    load: float
    percent: float
    rpe: float
    reps: int
    sets: int

    def rises_over(self, other: _Dose) -> bool:
        """Return whether anything went up."""
        return (
            self.load > other.load
            or self.percent > other.percent
            or self.rpe > other.rpe
            or self.reps > other.reps
            or self.sets > other.sets
        )


def main_lifts_progress(context: LintContext) -> tuple[Finding, ...] | None:
    """G01: load, repetitions, sets or effort rise; three flat weeks are a finding.

    Weeks of deload, taper, test and holding phases do not count. Source: overload principle.
    """
    tell, facts = Teller("G01", "warn"), context.facts
    holding = _holding_weeks(facts)
    found, seen = [], False
    for lift, weeks in facts.main_lifts.items():
        doses = [
            (week, _dose(items))
            for week, items in sorted(weeks.items())
            if week not in holding and week not in facts.light_weeks
        ]
        seen = seen or len(doses) >= facts.limits.flat_weeks
        streak = 1
        for (_, before), (week, dose) in pairwise(doses):
            streak = 1 if dose.rises_over(before) else streak + 1
            if streak == facts.limits.flat_weeks:
                found.append(
                    tell.program(
                        f"{facts.lift_name(lift)} does not progress.", week=week, measured=streak
                    )
                )
    return tuple(found) if seen else None


def _holding_weeks(facts: Facts) -> frozenset[int]:
    return frozenset(
        week
        for phase in facts.program.phases
        if phase.intent in _HOLDING
        for week in range(week_of(phase.start_day), week_of(phase.end_day) + 1)
    )


def _dose(items: list[Item]) -> _Dose:
    sets = [one for item in items for one in item.sets]
    return _Dose(
        load=max((item.load or 0.0 for item in items), default=0.0),
        percent=max((item.percent or 0.0 for item in items), default=0.0),
        rpe=max((item.rpe or 0.0 for item in items), default=0.0),
        reps=sum(least_reps(one.reps) or one.time_s or 0 for one in sets),
        sets=len(sets),
    )


def lifts_rise_slowly(context: LintContext) -> tuple[Finding, ...] | None:
    """G02: the prescribed maximum of a lift rises at most 10 % a week, or as asked.

    Source: ACSM 2-10 %.
    """
    tell, facts = Teller("G02", "warn"), context.facts
    found, seen = [], False
    for lift, weeks in facts.main_lifts.items():
        demands = [
            (week, *best)
            for week, items in sorted(weeks.items())
            if week not in facts.light_weeks and (best := _demand(facts, items)) is not None
        ]
        seen = seen or len(demands) > 1
        for (last, before, _), (week, now, item) in pairwise(demands):
            gap = sum(1 for w in range(last + 1, week + 1) if w not in facts.light_weeks)
            limit = before * (1 + (facts.limits.weekly_rise - 1) * max(gap, 1))
            slack = max(facts.athlete.step_of(item), facts.increment_of(item)) * 1.1
            if now > limit + slack:
                found.append(
                    tell.program(
                        f"{facts.lift_name(lift)} rises too fast.",
                        week=week,
                        measured=now,
                        limit=limit,
                    )
                )
    return tuple(found) if seen else None


def _demand(facts: Facts, items: list[Item]) -> tuple[float, Item] | None:
    """Return the largest maximum that a week's sets of at most eight repetitions ask for."""
    best: tuple[float, Item] | None = None
    for item in items:
        if item.exercise.is_test:
            continue
        for one in item.sets:
            load, reps = load_of(one, item.unit), least_reps(one.reps)
            if load and reps and reps <= facts.limits.rise_max_reps:
                demand = estimated_one_rep_max(load, reps)
                best = (demand, item) if best is None or demand > best[0] else best
    return best


def lighter_weeks_come(context: LintContext) -> tuple[Finding, ...] | None:
    """G03: a lighter week after at most six; none in eight is an error.

    Not for beginners, and not for athletes who asked for none. Source: Rogerson 2024.
    """
    facts, limits = context.facts, context.facts.limits
    preferences = facts.request.preferences
    every = max(limits.deload_every_weeks, preferences.deload_every_weeks or 0)
    loaded = [week for week in facts.full_weeks if facts.weeks_tally.hard_sets(week)]
    if not limits.needs_deloads or preferences.deload == "none" or len(loaded) <= every:
        return None
    if not facts.is_lifting:
        return None
    found, streak, usual = [], 0, 0.0
    for week in facts.full_weeks:
        if _is_lighter(facts, week, usual):
            streak = 0
            continue
        streak += 1
        usual = float(facts.weeks_tally.hard_sets(week))
        if streak == every + 1 or streak == max(limits.deload_error_weeks, every + 1):
            error = streak >= limits.deload_error_weeks
            tell = Teller("G03", "error" if error else "warn")
            found.append(
                tell.program(
                    "No lighter week for too long.", week=week, measured=streak, limit=every
                )
            )
    return tuple(found)


def _is_lighter(facts: Facts, week: int, usual: float) -> bool:
    """Return whether the work falls to 75 % of the last full week's, or the load by 10 %.

    Work is sets times the mean load of the main lifts, so a little less of both counts too.
    """
    before, now = facts.mean_main_load(week - 1), facts.mean_main_load(week)
    load = now / before if before and now else 1.0
    if load <= facts.limits.light_load:
        return True
    return facts.weeks_tally.hard_sets(week) * min(load, 1.0) <= facts.limits.light_sets * usual
