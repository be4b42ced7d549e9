"""The living profile of an athlete: renewed with every summary, bounded, its sources listed.

The model writes the text; code drops each sentence with a number that nobody said, bounds the rest
and computes how sure it is. Nothing new to say leaves the profile as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from libs.clock import iso_instant
from libs.coach.models import AthleteProfile, ProfileSource
from libs.conversation.models import ConversationSummary, Message

MAX_PROFILE_CHARS = 1_200
"""About 150 words: it stands in every prompt; our choice."""
MAX_SOURCES = 20
"""Stretches of messages, the newest kept; each is named by its first and last message."""
SURE_AFTER_MESSAGES = 40
LEAST_SURE, MOST_SURE = 0.3, 0.95
"""Confidence grows with the athlete's own messages behind the text; our choice."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def renewed(
    earlier: AthleteProfile,
    text: str,
    summary: ConversationSummary,
    messages: Sequence[Message],
    *,
    now: datetime,
) -> AthleteProfile | None:
    """Return the next version of a profile, or None when nothing new is left to say.

    `messages` are those the text was written from, `summary` the one they are merged into.
    """
    told = grounded(text, [earlier.summary, summary.text, *(item.content for item in messages)])
    bounded = shortened(told.text, MAX_PROFILE_CHARS)
    if not bounded or bounded == earlier.summary:
        return None
    sources = _with_source(earlier.sources, summary)
    return AthleteProfile(
        summary=bounded,
        confidence=_confidence(sources, told.share),
        last_updated=iso_instant(now),
        sources=sources,
        version=earlier.version + 1,
    )


class Grounded:
    """A text without the sentences that hold a number of nobody's, and the share that stayed."""

    def __init__(self, kept: Sequence[str], total: int) -> None:
        self.text = " ".join(kept)
        self.share = len(kept) / total if total else 0.0


def grounded(text: str, sources: Iterable[str]) -> Grounded:
    """Return the sentences of a text whose numbers all stand in one of the sources."""
    known = {number for source in sources for number in _numbers(source)}
    sentences = [piece.strip() for piece in _SENTENCE_END.split(text) if piece.strip()]
    return Grounded([item for item in sentences if _numbers(item) <= known], len(sentences))


def shortened(text: str, limit: int) -> str:
    """Return a text cut behind its last whole sentence within the limit, if there is one."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    return head[: head.rfind(". ") + 1] or head


def _numbers(text: str) -> frozenset[float]:
    return frozenset(float(token.replace(",", ".")) for token in _NUMBER.findall(text))


def _with_source(
    earlier: tuple[ProfileSource, ...], summary: ConversationSummary
) -> tuple[ProfileSource, ...]:
    """Return the sources with this conversation's stretch renewed; its first message names it."""
    own = ProfileSource(
        first_message_id=summary.first_message_id,
        last_message_id=summary.last_message_id,
        message_count=summary.message_count,
    )
    others = (item for item in earlier if item.first_message_id != own.first_message_id)
    return (*others, own)[-MAX_SOURCES:]


def _confidence(sources: Sequence[ProfileSource], share: float) -> float:
    count = sum(item.message_count for item in sources)
    grown = LEAST_SURE + (MOST_SURE - LEAST_SURE) * min(1.0, count / SURE_AFTER_MESSAGES)
    return round(grown * share, 2)
