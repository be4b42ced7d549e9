"""What a conversation reads of workouts, and reads and writes of memories, on the table.

Memories are ranked without a search by meaning: importance, recency, use (behaviours Y3).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Literal

from pydantic import ValidationError

from libs.clock import Clock
from libs.conversation.ports import Importance, MemoryKind, MemoryNote, WorkoutNote
from libs.errors import ConditionFailedError
from libs.ids import derived_id
from libs.storage.items import item_of
from libs.storage.keys import memory_key, user_pk, workouts_index
from libs.storage.table import Table
from libs.storage.writes import ABSENT, put
from libs.wire import WireModel

SHOWN_MEMORIES = 10
_SCORES: Mapping[str, int] = {"high": 3, "medium": 2, "low": 1}
_IMPORTANCE_WEIGHT = 100
_RECENT_DAYS = 30
_MAX_USES = 20


class StoredMemory(WireModel):
    """A memory as stored; `coachId` is set when only that coach may use it."""

    memory_id: str
    text: str
    kind: MemoryKind = "context"
    importance: Importance = "medium"
    scope: Literal["global", "coach"] = "global"
    coach_id: str | None = None
    uses: int = 0
    source_id: str = ""


class TableWorkoutNotes:
    """RecentWorkouts on the table's index by completion time."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find_recent(self, user_id: str, *, limit: int) -> tuple[WorkoutNote, ...]:
        """Return the newest workouts, newest first; damaged items are left out."""
        items = self._table.query_index(workouts_index(user_id), newest_first=True)
        return tuple(note for item in islice(items, limit) if (note := _note(item)))


class TableMemories:
    """Memories on the table; equal texts are one memory."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def find_relevant(self, user_id: str, coach_id: str, *, query: str) -> tuple[MemoryNote, ...]:
        """Return the memories that rank highest; `query` is not used without a search."""
        items = list(self._table.query(user_pk(user_id), "memory#"))
        usable = [item for item in items if item.get("coachId") in (None, "", coach_id)]
        usable.sort(key=self._rank, reverse=True)
        return tuple(note for item in usable[:SHOWN_MEMORIES] if (note := _memory(item)))

    def save(self, user_id: str, coach_id: str, memory: MemoryNote, *, source_id: str) -> bool:
        """Store a memory; False when one with the same words exists.

        Raises:
            StorageError: it was not stored.
        """
        scope = coach_id if memory.coach_only else ""
        stored = StoredMemory(
            memory_id=memory_id_of(user_id, memory.text, coach_id=scope),
            text=memory.text,
            kind=memory.kind,
            importance=memory.importance,
            scope="coach" if memory.coach_only else "global",
            coach_id=scope or None,
            source_id=source_id,
        )
        key = memory_key(user_id, stored.memory_id)
        item = item_of(key, "memory", stored, now=self._clock.now())
        try:
            self._table.write(put("memory", item, ABSENT))
        except ConditionFailedError:
            return False
        return True

    def _rank(self, item: Mapping[str, object]) -> int:
        score = _SCORES.get(str(item.get("importance")), 1) * _IMPORTANCE_WEIGHT
        saved = _instant(item.get("createdAt"))
        if saved is not None:
            score += max(0, _RECENT_DAYS - (self._clock.now() - saved).days)
        uses = item.get("uses")
        return score + (min(_MAX_USES, uses) if isinstance(uses, int) else 0)


def memory_id_of(user_id: str, text: str, *, coach_id: str = "") -> str:
    """Return the id that equal words always give; `coach_id` is set when only one coach knows."""
    return derived_id("memory", user_id, coach_id, " ".join(text.lower().split()))


def _note(item: Mapping[str, object]) -> WorkoutNote | None:
    completed = _instant(item.get("completedAt"))
    if completed is None:
        return None
    title = item.get("workoutName") or item.get("title") or "Workout"
    return WorkoutNote(completed, str(title), str(item.get("summary") or ""))


def _memory(item: Mapping[str, object]) -> MemoryNote | None:
    try:
        stored = StoredMemory.from_wire(dict(item))
    except ValidationError:
        return None
    return MemoryNote(stored.kind, stored.text, stored.importance, stored.coach_id is not None)


def _instant(value: object) -> datetime | None:
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return instant if instant.tzinfo else None
