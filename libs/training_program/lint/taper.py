"""Rule G07: the last two weeks before a race, meet or test."""

from __future__ import annotations

from libs.training_program.lint.facts import Facts, SessionFacts
from libs.training_program.lint.items import Item
from libs.training_program.lint.rule import LintContext, Teller
from libs.training_program.models.report import Finding
from libs.training_program.models.vocabulary import EventName, SessionKind

_PEAKS = frozenset({EventName.RACE, EventName.MEET, EventName.COMPETITION, EventName.TEST})
_HARD_KINDS = frozenset(
    {SessionKind.TEMPO, SessionKind.INTERVALS, SessionKind.RACE_PACE, SessionKind.HILLS}
)
_LOWER = frozenset({"squat", "hinge", "lunge", "olympic"})
_FREE_PATTERNS = frozenset({"mobility", "mono", "core", "other", None})
"""Drills and easy cyclic work are never "new"."""


def taper_is_sound(context: LintContext) -> tuple[Finding, ...] | None:
    """G07: volume falls 40-60 %, intensity stays, nothing new, legs are fresh.

    Source: Bosquet 2007, Wang 2023.
    """
    facts = context.facts
    event = facts.request.event
    if event is None or event.kind not in _PEAKS:
        return None
    day = (event.on - context.program.start_date).days + 1
    if not facts.limits.taper_min_days <= day <= context.program.total_days:
        return None
    tell = Teller("G07", "warn")
    return (
        *_volume(tell, facts, day),
        *_intensity(tell, facts, day),
        *_legs(tell, facts, day),
        *_news(tell, facts, day),
    )


def _between(facts: Facts, first: int, last: int) -> list[SessionFacts]:
    return [
        session
        for session in facts.sessions
        if first <= session.template.day_number <= last and not session.template.is_event
    ]


def _minutes_a_day(sessions: list[SessionFacts], days: int) -> float:
    return sum(session.minutes for session in sessions) / days


def _volume(tell: Teller, facts: Facts, day: int) -> list[Finding]:
    """Compare minutes a day before the event with the four weeks before the taper."""
    limits = facts.limits
    start = day - max(limits.taper_windows_days)
    usual = _minutes_a_day(
        _between(facts, start - limits.taper_base_days, start - 1), limits.taper_base_days
    )
    if not usual:
        return []
    cuts = [
        1 - _minutes_a_day(_between(facts, day - window, day - 1), window) / usual
        for window in limits.taper_windows_days
    ]
    low = limits.taper_cut[0] - limits.taper_tolerance
    high = limits.taper_cut[1] + limits.taper_tolerance
    if any(low <= cut <= high for cut in cuts):
        return []
    return [
        tell.program(
            "The volume before the event does not fall as a taper does.",
            measured=f"-{100 * cuts[0]:.0f} %",
            limit="-40 to -60 %",
        )
    ]


def _intensity(tell: Teller, facts: Facts, day: int) -> list[Finding]:
    """Ask for some of the usual intensity in the last two weeks."""
    limits = facts.limits
    window = max(limits.taper_windows_days)
    late, early = _between(facts, day - window, day - 1), _between(facts, 1, day - window - 1)
    before, after = _top_percent(early), _top_percent(late)
    lost = bool(before) and after < before * limits.taper_intensity
    quality = any(s.template.kind in _HARD_KINDS for s in early)
    kept = any(s.template.kind in _HARD_KINDS for s in late)
    if not lost and (kept or not quality):
        return []
    return [tell.program("The taper drops the intensity.", measured=after, limit=before)]


def _top_percent(sessions: list[SessionFacts]) -> float:
    return max((item.percent or 0.0 for s in sessions for item in s.work), default=0.0)


def _legs(tell: Teller, facts: Facts, day: int) -> list[Finding]:
    """Ask for the last heavy lower-body work at least five days before."""
    last = [
        item.template.day_number
        for session in _between(facts, 1, day - 1)
        for item in session.work
        if item.pattern in _LOWER and facts.is_heavy(item)
    ]
    least, _ = facts.limits.last_heavy_days
    if not last or day - max(last) >= least:
        return []
    return [
        tell.day(
            max(last),
            "Heavy lower-body work too close to the event.",
            measured=day - max(last),
            limit=f"{least} days",
        )
    ]


def _news(tell: Teller, facts: Facts, day: int) -> list[Finding]:
    """Ask for exercises that the program has used before."""
    first = day - facts.limits.nothing_new_days
    known = {item.key for session in _between(facts, 1, first - 1) for item in session.items}

    def is_new(item: Item) -> bool:
        return item.key not in known and item.pattern not in _FREE_PATTERNS

    return [
        tell.session(item.template, "New so shortly before the event.", exercise=item.name)
        for session in _between(facts, first, day - 1)
        for item in session.work
        if is_new(item) and not item.is_endurance
    ]
