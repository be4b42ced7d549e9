"""Rules G04 to G06 and G09: weekly sets, sets per muscle, jumps."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

from libs.training_program.lint.facts import Facts, SessionFacts
from libs.training_program.lint.items import Item, least_reps
from libs.training_program.lint.rule import LintContext, Teller
from libs.training_program.lint.tallies import MAJOR_MUSCLES
from libs.training_program.models.report import Finding

_AMRAP_ROUND_S = 4.0
"""Seconds per repetition when the rounds of an AMRAP are guessed, breaths included."""


def volume_rises_slowly(context: LintContext) -> tuple[Finding, ...] | None:
    """G04: weekly hard sets rise by at most 30 %, 50 % is an error; deloads are no base.

    Source: plausibility.
    """
    facts, limits = context.facts, context.facts.limits
    found, seen = [], False
    for week in facts.full_weeks:
        earlier = [
            facts.weeks_tally.hard_sets(other)
            for other in range(max(1, week - limits.jump_weeks_back), week)
            if other not in facts.light_weeks
        ]
        base = max(earlier, default=0)
        if base < limits.jump_base_sets:
            continue
        seen = True
        now = facts.weeks_tally.hard_sets(week)
        if now > base * limits.jump_warn:
            tell = Teller("G04", "error" if now > base * limits.jump_error else "warn")
            found.append(
                tell.program("The hard sets of the week jump.", week=week, measured=now, limit=base)
            )
    return tuple(found) if seen else None


def muscles_get_their_sets(context: LintContext) -> tuple[Finding, ...] | None:
    """G05: weekly sets per major muscle, indirect ones half; over 30 direct ones are an error.

    Half credits over-count, so they warn and do not stop a program.
    The lower end is judged on the usual week and scaled to the time there is; muscles that the
    equipment or an injury leaves without an exercise are left out. Source: section 11.
    """
    facts = context.facts
    weeks = facts.normal_weeks
    if not facts.is_lifting or not weeks:
        return None
    by_week = {week: facts.weeks_tally.muscle_sets(week) for week in weeks}
    found = []
    for muscle in sorted(MAJOR_MUSCLES):
        counts = {week: sets.get(muscle, 0.0) for week, sets in by_week.items()}
        found.extend(_too_much(facts, muscle, counts))
        usual, least = median(counts.values()), _least_sets(facts)
        if usual < least and facts.can_train(muscle) and facts.wants_balance:
            found.append(
                Teller("G05", "warn").program(
                    f"Too few weekly sets for {muscle}.", measured=float(usual), limit=least
                )
            )
    return tuple(found)


def _too_much(facts: Facts, muscle: str, counts: dict[int, float]) -> list[Finding]:
    limits = facts.limits
    week = max(counts, key=lambda number: counts[number])
    if counts[week] <= limits.weekly_sets_warn:
        return []
    direct = facts.weeks_tally.direct_sets(week).get(muscle, 0.0)
    tell = Teller("G05", "error" if direct > limits.weekly_sets_error else "warn")
    return [
        tell.program(
            f"Too many weekly sets for {muscle}.",
            week=week,
            measured=counts[week],
            limit=limits.weekly_sets_warn,
        )
    ]


def _least_sets(facts: Facts) -> float:
    """Return the lower end, or what the week's lifting minutes allow if that is less."""
    limits = facts.limits
    minutes = median(facts.weeks_tally.lifting_minutes(week) for week in facts.normal_weeks)
    credits = minutes / 60 * limits.sets_per_hour * limits.credits_per_set
    return min(limits.weekly_sets_low, credits / len(MAJOR_MUSCLES) * limits.capacity_share)


def muscles_are_trained_twice(context: LintContext) -> tuple[Finding, ...] | None:
    """G06: a major muscle in two sessions a week from three sessions on.

    Source: Schoenfeld 2016.
    """
    tell, facts = Teller("G06", "info"), context.facts
    weeks = facts.normal_weeks
    if not weeks or not facts.is_lifting or not facts.wants_balance:
        return None
    if (
        median(facts.weeks_tally.lifting_sessions(week) for week in weeks)
        < facts.limits.muscle_frequency_from
    ):
        return None
    by_week = [facts.weeks_tally.muscle_sessions(week) for week in weeks]
    found = []
    for muscle in sorted(MAJOR_MUSCLES):
        usual = median(counts.get(muscle, 0) for counts in by_week)
        if usual < facts.limits.muscle_sessions and facts.can_train(muscle):
            found.append(
                tell.program(
                    f"{muscle} is trained in too few sessions a week.",
                    measured=float(usual),
                    limit=facts.limits.muscle_sessions,
                )
            )
    return tuple(found)


def jumps_are_bounded(context: LintContext) -> tuple[Finding, ...] | None:
    """G09: ground contacts of a session by level, 48 hours between such sessions.

    Source: NSCA.
    """
    tell, facts = Teller("G09", "warn"), context.facts
    contacts = [(session, _contacts(session)) for session in facts.sessions]
    contacts = [(session, count) for session, count in contacts if count]
    if not contacts:
        return None
    limits = facts.limits
    found = [
        tell.session(session.template, "Too many jumps.", measured=count, limit=limits.contacts)
        for session, count in contacts
        if count > limits.contacts
    ]
    demanding = [s.template for s, count in contacts if count >= limits.contacts_session]
    for before, after in pairwise(demanding):
        if 0 < after.day_number - before.day_number < limits.contacts_apart_days:
            found.append(tell.session(after, "Jumps again within 48 hours."))
    return tuple(found)


def _contacts(session: SessionFacts) -> int:
    return sum(_exercise_contacts(session, item) for item in session.work if item.has_tag("jump"))


def _exercise_contacts(session: SessionFacts, item: Item) -> int:
    reps = sum(least_reps(one.reps) or 0 for one in item.sets)
    reps *= 2 if item.exercise.per_side else 1
    block = item.block
    if block is None or block.kind not in {"amrap", "emom"} or not block.minutes:
        return reps
    if block.kind == "emom":
        rounds = block.minutes * 60 / ((block.interval_s or 60) * block.size)
        return round(reps * max(rounds, 1.0))
    members = [other for other in session.work if other.exercise.block_id == block.block_id]
    round_s = sum((least_reps(o.exercise.reps) or 10) * _AMRAP_ROUND_S for o in members)
    return round(reps * max(block.minutes * 60 / round_s, 1.0))
