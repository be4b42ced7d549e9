"""When a conversation is to be summarised anew: by count, or because a turn changed the picture.

Behaviours V3; no model call. Complexity never asks in two turns running, whether the summaries
come through or not, and never for fewer new messages than a turn has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from libs.conversation.models import ComplexityIndicator, Message, SummaryReason
from libs.relative_dates import parse_date
from libs.safety.clauses import clauses
from libs.safety.injury_words import mentions_injury
from libs.safety.red_flags import find_red_flags

SUMMARY_EVERY = 6
"""Messages between two summaries (behaviours V3)."""
MIN_NEW_MESSAGES = 2
"""That no summary covers, this turn's among them, before complexity asks for one."""
LONG_MESSAGE_CHARS = 1_000
"""Some 170 words, five times what people write in a chat; our choice."""
_GOAL_CHANGE = re.compile(
    r"\b(?:(?:new|change[ds]?|changing|different|updated?|switch(?:ed|ing)?|revise[ds]?) "
    r"(?:of |in )?(?:my |the |our )?(?:main |big )?(?:goals?|targets?|focus|priorit(?:y|ies))"
    r"|(?:goals?|targets?|focus|priorit(?:y|ies)) (?:is now|are now|ha(?:s|ve) (?:changed|shifted)"
    r"|changed|shifted)|(?:i(?:'d)?|we) (?:now|rather|instead) (?:want to |like to )?"
    r"(?:focus|train|prepare|prep|work|aim)|i no longer (?:want|care|plan)|instead i want to"
    r"|want to (?:switch|change) (?:to|from|my)"
    r"|neues ziel|nuevo objetivo|nouvel objectif|nuovo obiettivo|novo objetivo)\b"
)
_EVENT = re.compile(
    r"\b(?:races?|(?:half[- ]|ultra ?)?marathons?|(?:half )?iron ?man|triathlons?|hyrox|spartan"
    r"|comp(?:etitions?|s)?|(?:a|the|my|first|next|lifting|swim|track) meet|tournament"
    r"|championships?|nationals|regionals|qualifiers?|event|wedding|holidays?|vacation|trip"
    r"|deployment|fitness test|exams?|wettkampf|carrera|gara|corrida)\b"
)
_RESULT = re.compile(
    r"\b(?:prs?|pbs?|pr'd|pb'd|personal (?:bests?|records?)|(?:new|all[- ]time|my|current) "
    r"(?:\w+ )?(?:best|record|max(?:imum)?)|(?:e?1|one)[- ]?r(?:ep )?[- ]?m(?:ax)?|maxed"
    r"|max(?:imum)? (?:is|was|went)|ftp(?=:| (?:is|was|now|went|rose|of|at|up|test))"
    r"|vo2 ?max|baselines?|bestleistung|bestzeit)\b"
)
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")
_ASKS = re.compile(r"\s*(?:what|which|when|how|why|should|could|can|would|is|do|does)\b")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class SummaryDue:
    """A summary to ask for; indicators stand with the reason `complexity` only."""

    reason: SummaryReason
    message_count: int
    indicators: tuple[ComplexityIndicator, ...] = ()


def find_complexity(text: str, *, today: date) -> tuple[ComplexityIndicator, ...]:
    """Return what in an athlete's message changes the picture a summary gives, in a fixed order."""
    return tuple(name for name, applies in _INDICATORS.items() if applies(text, today))


def summary_due(
    earlier: Sequence[Message], asked: Message, answer: Message, *, covered_seq: int, today: date
) -> SummaryDue | None:
    """Return the summary that a finished turn makes due, or None.

    `earlier` are the messages before the turn, oldest first; `covered_seq` is the last message of
    the stored summary, 0 without one.
    """
    last = answer.seq
    if last // SUMMARY_EVERY > (asked.seq - 1) // SUMMARY_EVERY:
        return SummaryDue("message_count", last)
    if last - covered_seq < MIN_NEW_MESSAGES or asked.state != "complete":
        return None
    found = find_complexity(asked.content, today=today)
    before = next((old for old in reversed(earlier) if old.role == "user"), None)
    if not found or (before is not None and _is_complex(before, today)):
        return None
    return SummaryDue("complexity", last, found)


def _is_complex(message: Message, today: date) -> bool:
    return message.state == "complete" and bool(find_complexity(message.content, today=today))


def _tells_of_health(text: str, today: date) -> bool:
    return mentions_injury(text) or bool(find_red_flags(text))


def _changes_goal(text: str, today: date) -> bool:
    return any(_GOAL_CHANGE.search(clause) for clause in clauses(text))


def _dates_event(text: str, today: date) -> bool:
    return any(
        (day := parse_date(clause, today=today)) is not None and day > today
        for clause in _SENTENCE_END.split(text.lower())
        if _EVENT.search(clause)
    )


def _tells_result(text: str, today: date) -> bool:
    return any(
        _RESULT.search(clause) and _DIGIT.search(_RESULT.sub("", clause))
        for clause in clauses(text)
        if not _ASKS.match(clause)
    )


def _is_long(text: str, today: date) -> bool:
    return len(text) >= LONG_MESSAGE_CHARS


_INDICATORS: Mapping[ComplexityIndicator, Callable[[str, date], bool]] = {
    "health": _tells_of_health,
    "goal_change": _changes_goal,
    "event_date": _dates_event,
    "new_result": _tells_result,
    "long_message": _is_long,
}
