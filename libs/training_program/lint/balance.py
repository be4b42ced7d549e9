"""Rules B01 to B03 and V01: balance of the week, recovery of a pattern, variety."""

from __future__ import annotations

from collections import Counter
from statistics import median

from libs.training_program.lint.facts import Facts, SessionFacts
from libs.training_program.lint.items import Item
from libs.training_program.lint.rule import LintContext, Teller
from libs.training_program.models.report import Finding
from libs.training_program.models.vocabulary import DisciplineName, GoalName, SessionKind

PUSH, PULL = ("push_h", "push_v"), ("pull_h", "pull_v")
_WANTED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("knee-dominant", ("squat", "lunge", "knee_extension", "olympic")),
    ("hinge", ("hinge", "knee_flexion", "olympic")),
    ("push", PUSH),
    ("pull", PULL),
)
_TRUNK = ("carry or core", ("carry", "core", "strongman"))
_LOWER = frozenset({"squat", "hinge", "lunge", "olympic", "knee_extension", "knee_flexion"})
_REPEATABLE = frozenset(
    {SessionKind.EASY, SessionKind.LONG, SessionKind.RECOVERY, SessionKind.MOBILITY}
)
_GENERAL = frozenset({GoalName.GENERAL_FITNESS, GoalName.HEALTH})


def push_meets_pull(context: LintContext) -> tuple[Finding, ...] | None:
    """B01: pushing and pulling sets of the usual week balance. Source: convention, weak."""
    tell, facts = Teller("B01", "info"), context.facts
    limits = facts.limits
    weeks = facts.normal_weeks
    if not weeks or not facts.can_train_pattern(*PULL) or not facts.can_train_pattern(*PUSH):
        return None
    push = median(facts.weeks_tally.pattern_sets(week, PUSH) for week in weeks)
    pull = median(facts.weeks_tally.pattern_sets(week, PULL) for week in weeks)
    if push + pull < limits.push_pull_min_sets:
        return None
    low, high = limits.push_pull
    if low * pull <= push <= high * pull:
        return ()
    return (
        tell.program(
            "Pushing and pulling are out of balance.",
            measured=f"{push:g} : {pull:g}",
            limit=f"{low}-{high}",
        ),
    )


def weeks_hold_all_patterns(context: LintContext) -> tuple[Finding, ...] | None:
    """B02: each normal week has knee, hinge, push and pull, general plans also carry or core.

    Patterns that the equipment or an injury rules out are not asked for. Source: convention.
    """
    tell, facts = Teller("B02", "warn"), context.facts
    if not facts.is_lifting or not facts.wants_balance:
        return None
    goal = facts.request.goals[0].kind if facts.request.goals else GoalName.GENERAL_FITNESS
    general = goal in _GENERAL or DisciplineName.GENERAL_FITNESS in facts.request.disciplines
    wanted = [
        (name, patterns)
        for name, patterns in (*_WANTED, *((_TRUNK,) if general else ()))
        if facts.can_train_pattern(*patterns)
    ]
    found = [
        tell.program(f"The week has no {name} work.", week=week)
        for week in facts.normal_weeks
        for name, patterns in wanted
        if not any(item.pattern in patterns for s in facts.of_week(week) for item in s.work)
    ]
    return tuple(found)


def heavy_days_are_apart(context: LintContext) -> tuple[Finding, ...] | None:
    """B03: no heavy work of one pattern, or of the legs, on consecutive days.

    Source: 48-72 h of recovery, NSCA.
    """
    tell, facts = Teller("B03", "warn"), context.facts
    heavy: dict[int, list[Item]] = {}
    for session in facts.sessions:
        if not session.template.is_event:
            items = [item for item in session.work if facts.is_heavy(item)]
            heavy.setdefault(session.template.day_number, []).extend(items)
    found = []
    for day, items in sorted(heavy.items()):
        after = heavy.get(day + 1, [])
        clash = next((b for a in items for b in after if _same_tissue(a, b)), None)
        if clash is not None:
            found.append(
                tell.session(clash.template, "Heavy again the day after.", exercise=clash.name)
            )
    return tuple(found) if any(heavy.values()) else None


def _same_tissue(one: Item, other: Item) -> bool:
    if one.pattern is None or other.pattern is None:
        return False
    return one.pattern == other.pattern or {one.pattern, other.pattern} <= _LOWER


def sessions_vary(context: LintContext) -> tuple[Finding, ...] | None:
    """V01: no session more than three times unchanged, main lifts stay, accessories too.

    Source: convention.
    """
    facts = context.facts
    if len(facts.full_weeks) <= facts.limits.main_lift_weeks:
        return None
    tell = Teller("V01", "info")
    return (*_copies(tell, facts), *_fleeting_lifts(tell, facts), *_new_accessories(tell, facts))


def _copies(tell: Teller, facts: Facts) -> list[Finding]:
    counts: Counter[tuple[object, ...]] = Counter()
    found = []
    for session in facts.sessions:
        if session.template.kind in _REPEATABLE or not session.work:
            continue
        signature = tuple(_signature(item) for item in session.work)
        counts[signature] += 1
        if counts[signature] == facts.limits.max_identical + 1:
            found.append(
                tell.session(
                    session.template,
                    "The session comes unchanged too often.",
                    limit=facts.limits.max_identical,
                )
            )
    return found


def _signature(item: Item) -> tuple[object, ...]:
    first = item.sets[0] if item.sets else None
    dose = (first.reps, first.time_s, first.distance_m, first.calories) if first else ()
    block = item.block
    length = (block.minutes, block.rounds, block.scheme) if block is not None else ()
    return (item.key, len(item.sets), str(dose), item.load, item.percent, item.rpe, length)


def _fleeting_lifts(tell: Teller, facts: Facts) -> list[Finding]:
    """Report main lifts that come in fewer than three weeks of the program."""
    least = facts.limits.main_lift_weeks
    return [
        tell.program(f"{facts.lift_name(lift)} is a main lift only briefly.", measured=len(weeks))
        for lift, weeks in facts.main_lifts.items()
        if len(weeks) < least
        and not any(item.exercise.is_test for items in weeks.values() for item in items)
    ]


def _new_accessories(tell: Teller, facts: Facts) -> list[Finding]:
    """Report normal weeks in which more than half of the accessories are new."""
    limits = facts.limits
    by_week = {week: _accessories(facts.of_week(week)) for week in facts.weeks}
    found = []
    for week in facts.normal_weeks:
        span = range(max(1, week - limits.new_weeks_back), week)
        before: set[str] = set().union(*(by_week[other] for other in span))
        new = by_week[week] - before
        if before and len(new) > limits.max_new_accessories * len(by_week[week]):
            found.append(
                tell.program(
                    "Most accessories of the week are new.",
                    week=week,
                    measured=len(new),
                    limit=len(by_week[week]) * limits.max_new_accessories,
                )
            )
    return found


def _accessories(sessions: tuple[SessionFacts, ...]) -> set[str]:
    return {
        item.key
        for session in sessions
        for item in session.work
        if item.is_resistance and not item.exercise.is_main_lift and not item.is_timed
    }
