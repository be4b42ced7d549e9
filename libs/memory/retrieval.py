"""Which memories a prompt shows: ten by meaning, some by importance, ranked (behaviours Y3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.coach.vocabulary import Importance
from libs.memory.index import Found
from libs.memory.models import Memory, MemoryRecord, Search

BY_MEANING = 10
BY_IMPORTANCE = 4
"""Added to those found by meaning."""
BY_IMPORTANCE_ALONE = 10
"""When the search by meaning is off, late or down."""
RELATED = 5
"""Workouts, programs and conversations that are shown besides; our choice."""
MIN_SIMILARITY = 0.1
"""Below this a record has nothing to do with the text; our choice, to be checked with Titan."""
_WEIGHTS: Mapping[Importance, int] = {"high": 3, "medium": 2, "low": 1}
_IMPORTANCE_WEIGHT = 100
_RECENT_DAYS = 30
_MAX_USES = 20


@dataclass(frozen=True)
class Recollection:
    """What is shown; `by_meaning` holds the ids of memories that the text itself called up."""

    memories: tuple[Memory, ...] = ()
    by_meaning: frozenset[str] = frozenset()
    related: tuple[MemoryRecord, ...] = ()


def searches(coach_id: str) -> tuple[Search, Search]:
    """Return what is looked for: memories, then everything else."""
    return (
        Search(kinds=("memory",), top_k=BY_MEANING, coach_id=coach_id),
        Search(kinds=("workout", "program", "conversation"), top_k=RELATED, coach_id=coach_id),
    )


def select(
    memories: Sequence[Memory],
    found: Found | None,
    *,
    coach_id: str,
    now: datetime,
) -> Recollection:
    """Return what to show of an athlete's memories and of what was found, highest rank first.

    A hit whose memory is not on the table any more shows nothing: the table is the truth.
    """
    usable = sorted(
        (item for item in memories if item.coach_id in (None, "", coach_id)),
        key=lambda item: rank(item, now=now),
        reverse=True,
    )
    if found is None:
        return Recollection(memories=tuple(usable[:BY_IMPORTANCE_ALONE]))
    known = {item.memory_id for item in usable}
    near = [[hit.record for hit in hits if hit.similarity >= MIN_SIMILARITY] for hits in found]
    meant = frozenset(record.id for record in near[0] if record.id in known)
    others = [item.memory_id for item in usable if item.memory_id not in meant][:BY_IMPORTANCE]
    shown = meant | set(others)
    return Recollection(
        memories=tuple(item for item in usable if item.memory_id in shown),
        by_meaning=meant,
        related=tuple(record for records in near[1:] for record in records),
    )


def rank(memory: Memory, *, now: datetime) -> int:
    """Return importance x 100, plus 30 less the days since it was saved, plus up to 20 uses."""
    score = _WEIGHTS[memory.importance] * _IMPORTANCE_WEIGHT + min(_MAX_USES, memory.uses)
    if memory.created_at is not None and memory.created_at.tzinfo is not None:
        score += max(0, _RECENT_DAYS - (now - memory.created_at).days)
    return score
