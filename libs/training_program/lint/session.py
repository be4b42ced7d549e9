"""Rules P06 to P09: what one session holds, how long it takes, in which order."""

from __future__ import annotations

from libs.training_program.lint.facts import LONG_KINDS, Facts, SessionFacts
from libs.training_program.lint.items import Item
from libs.training_program.lint.rule import LintContext, Teller
from libs.training_program.models.program import Program, Template
from libs.training_program.models.report import Finding
from libs.training_program.models.vocabulary import SessionKind, SportName, WeekdayName

_SHORT_KINDS = frozenset(
    {SessionKind.MOBILITY, SessionKind.RECOVERY, SessionKind.TEST, SessionKind.EVENT}
)
_POWER_PATTERNS = frozenset({"olympic", "plyo"})


def sessions_take_their_time(context: LintContext) -> tuple[Finding, ...]:
    """P06: modelled minutes fit the stated length and the request. Source: time model."""
    tell, facts = Teller("P06", "warn"), context.facts
    found = []
    for session in facts.sessions:
        stated, modelled = session.template.estimated_duration, session.minutes
        slack = facts.limits.minutes_slack
        low, high = stated * facts.limits.minutes_short, stated * facts.limits.minutes_long
        if not low - slack <= modelled <= high + slack:
            found.append(
                tell.session(
                    session.template,
                    "The session does not take the time it states.",
                    measured=round(modelled),
                    limit=stated,
                )
            )
        asked = _asked(facts, context.program, session.template)
        if asked is not None:
            found.extend(_against_request(tell, facts, session, asked))
    return tuple(found)


def _asked(facts: Facts, program: Program, template: Template) -> int | None:
    if not 1 <= template.day_number <= len(program.days):
        return None
    weekday: WeekdayName = program.days[template.day_number - 1].weekday
    return facts.asked_minutes(weekday)


def _against_request(
    tell: Teller, facts: Facts, session: SessionFacts, asked: int
) -> list[Finding]:
    template, limits = session.template, facts.limits
    may_be_long = template.kind in LONG_KINDS or template.is_event
    most = asked * limits.minutes_over_request + limits.minutes_slack
    if session.minutes > most and not may_be_long:
        return [
            tell.session(
                template,
                "The session is longer than asked for.",
                measured=round(session.minutes),
                limit=asked,
            )
        ]
    may_be_short = (
        template.session_role == "optional"
        or template.template_priority > 1
        or session.week in facts.light_weeks
        or session.is_light
        or template.kind in _SHORT_KINDS
        or template.sport is not SportName.LIFT
    )
    if session.minutes < asked * limits.minutes_short - limits.minutes_slack and not may_be_short:
        return [
            tell.session(
                template,
                "The session is much shorter than asked for.",
                measured=round(session.minutes),
                limit=asked,
            )
        ]
    return []


def sessions_are_bounded(context: LintContext) -> tuple[Finding, ...] | None:
    """P07: hard sets and main exercises of a lifting session. Source: design guide."""
    tell, facts = Teller("P07", "warn"), context.facts
    limits = facts.limits
    lifting = [session for session in facts.sessions if session.template.sport is SportName.LIFT]
    found = []
    for session in lifting:
        hard = sum(item.hard_sets for item in session.items)
        if hard > limits.session_hard_sets:
            found.append(
                tell.session(
                    session.template,
                    "The session has too many hard sets.",
                    measured=hard,
                    limit=limits.session_hard_sets,
                )
            )
        low, high = limits.main_exercises
        count = sum(not item.is_timed and not item.is_mobility for item in session.work)
        if count > high or (count < low and _needs_breadth(facts, session)):
            found.append(
                tell.session(
                    session.template,
                    "The session has too many or too few exercises.",
                    measured=count,
                    limit=f"{low}-{high}",
                )
            )
    return tuple(found) if lifting else None


def _needs_breadth(facts: Facts, session: SessionFacts) -> bool:
    """Return whether a session is a usual primary one without a conditioning piece."""
    return (
        session.template.session_role == "primary"
        and not session.has_conditioning
        and not session.is_light
        and session.week not in facts.light_weeks
        and session.minutes >= facts.limits.short_session_minutes
    )


def hard_work_is_prepared(context: LintContext) -> tuple[Finding, ...] | None:
    """P08: a warm-up or ramp sets before heavy lifts, jumps and sprints. Source: RAMP."""
    tell, facts = Teller("P08", "warn"), context.facts
    found, seen = [], False
    for session in facts.sessions:
        demanding = [item for item in session.work if _is_demanding(facts, item)]
        seen = seen or bool(demanding)
        warm = any(block.kind == "warmup" for block in session.template.blocks)
        cold = [item for item in demanding if not item.ramp_sets]
        if cold and not warm:
            found.append(
                tell.session(
                    session.template,
                    "Hard work without a warm-up or ramp sets.",
                    exercise=cold[0].name,
                )
            )
    return tuple(found) if seen else None


def _is_demanding(facts: Facts, item: Item) -> bool:
    heavy = item.percent is not None and item.percent >= facts.limits.warm_up_percent
    return heavy or item.has_tag("jump", "sprint")


def order_is_sound(context: LintContext) -> tuple[Finding, ...] | None:
    """P09: power, then heavy compounds, then isolation, conditioning last. Source: NSCA order."""
    tell, facts = Teller("P09", "info"), context.facts
    lifting = [
        session
        for session in facts.sessions
        if session.template.sport is SportName.LIFT and len(session.work) > 1
    ]
    found = []
    for session in lifting:
        late = _out_of_order(session.work)
        if late is not None:
            found.append(
                tell.session(session.template, f"{late[1]} comes before it.", exercise=late[0].name)
            )
    return tuple(found) if lifting else None


def _out_of_order(work: tuple[Item, ...]) -> tuple[Item, str] | None:
    """Return the first exercise that comes too late, and what stands before it."""
    first = work[0]
    for position, item in enumerate(work[1:], start=1):
        before = work[:position]
        if item.exercise.is_main_lift and first.is_isolation:
            return item, "Isolation work"
        if item.exercise.is_main_lift and any(other.is_timed for other in before):
            return item, "Conditioning"
        if item.pattern in _POWER_PATTERNS and not item.is_timed and _is_tired(item, before):
            return item, "Heavy work"
    return None


def _is_tired(item: Item, before: tuple[Item, ...]) -> bool:
    """Return whether heavy strength work outside the same superset stands before power work."""
    return any(
        other.exercise.is_main_lift
        and other.pattern not in _POWER_PATTERNS
        and other.exercise.block_id != item.exercise.block_id
        for other in before
    )
