"""Identity of workouts: stable ordinals by place and content, ids from conversation and message."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from libs.ids import content_hash, derived_id
from libs.workout.training import Section
from libs.workout.vocabulary import Discipline
from libs.workout.wording import fold

_WORDS = frozenset({"said", "said_distance", "said_time", "note"})


def workout_id_of(conversation_id: str, message_id: str, ordinal: int) -> str:
    """Return the id of the n-th workout of a message, counted from 1."""
    return derived_id("workout", conversation_id, message_id, str(ordinal))


def text_hash_of(text: str) -> str:
    """Return a hash of a message's words, spacing and case aside."""
    return content_hash(" ".join(fold(text).split()))


def session_hash(discipline: Discipline, day: date, section: Section) -> str:
    """Return a hash of what was done, in SI; the wording of model and athlete do not matter."""
    content = {"discipline": discipline.value, "day": day.isoformat()}
    return content_hash(json.dumps([content, _plain(section.to_wire())], sort_keys=True))


def find_passage(text: str, quote: str) -> tuple[int, str]:
    """Return where a quote stands in a text and the passage; the whole text when it does not."""
    plain, wanted = fold(text), fold(quote)
    at = plain.find(wanted) if wanted else -1
    if at >= 0:
        return at, quote
    start = " ".join(wanted.split()[:4])
    at = plain.find(start) if start else -1
    return (at, quote) if at >= 0 else (len(plain), text)


def in_text_order(places: Sequence[tuple[int, str]]) -> list[int]:
    """Return indexes sorted by place in the text, then by content: the same for every order."""
    return sorted(range(len(places)), key=lambda index: places[index])


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if key not in _WORDS}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
