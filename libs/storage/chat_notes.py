"""What a conversation reads of workouts, and reads and writes of memories, behind its ports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice

from libs.conversation.ports import (
    MemoryNote,
    Recollection,
    RelatedNote,
    SavedMemory,
    WorkoutNote,
)
from libs.memory.index import MemoryIndex
from libs.memory.models import Memory, MemoryRecord
from libs.memory.recollection import Recollector
from libs.storage.keys import workouts_index
from libs.storage.memories import TableMemories, memory_id_of
from libs.storage.table import Table


class TableWorkoutNotes:
    """RecentWorkouts on the table's index by completion time."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find_recent(self, user_id: str, *, limit: int) -> tuple[WorkoutNote, ...]:
        """Return the newest workouts, newest first; damaged items are left out."""
        items = self._table.query_index(workouts_index(user_id), newest_first=True, limit=limit)
        return tuple(note for item in islice(items, limit) if (note := _note(item)))


class MemoryKeeper:
    """Keeps memories: the table holds them, the index makes them findable by meaning."""

    def __init__(self, shelf: TableMemories, index: MemoryIndex) -> None:
        self._shelf = shelf
        self._index = index

    def save(
        self, user_id: str, coach_id: str, memory: MemoryNote, *, source_id: str
    ) -> SavedMemory:
        """Store a memory and index it; equal words are one memory.

        Raises:
            StorageError: it was not stored.
        """
        only = coach_id if memory.coach_only else ""
        stored = Memory(
            memory_id=memory_id_of(user_id, memory.text, coach_id=only),
            text=memory.text,
            kind=memory.kind,
            importance=memory.importance,
            scope="coach" if memory.coach_only else "global",
            coach_id=only or None,
            source_id=source_id,
        )
        saved_at = self._shelf.save(user_id, stored)
        if saved_at is None:
            return SavedMemory(is_new=False, indexed=False)
        record = MemoryRecord.of(
            "memory", stored.memory_id, stored.text, at=saved_at, coach_id=stored.coach_id
        )
        return SavedMemory(is_new=True, indexed=self._index.remember(user_id, [record]))

    def note_use(self, user_id: str, memory_ids: Sequence[str]) -> None:
        """Count that memories were shown.

        Raises:
            StorageError: not all were counted.
        """
        for memory_id in memory_ids:
            self._shelf.count_use(user_id, memory_id)


class ChatMemories(MemoryKeeper):
    """Memories as a turn needs them: kept, counted, and found within the turn's patience."""

    def __init__(self, shelf: TableMemories, index: MemoryIndex, recollector: Recollector) -> None:
        super().__init__(shelf, index)
        self._recollector = recollector

    def find_relevant(self, user_id: str, coach_id: str, *, query: str) -> Recollection:
        """Return what matters for a text; late or failed searches cost relevance only."""
        found = self._recollector.recollect(user_id, coach_id, query)
        return Recollection(
            memories=tuple(_memory(item) for item in found.memories),
            related=tuple(note for record in found.related if (note := _related(record))),
            found_ids=tuple(
                item.memory_id for item in found.memories if item.memory_id in found.by_meaning
            ),
        )


def _note(item: Mapping[str, object]) -> WorkoutNote | None:
    completed = _instant(item.get("completedAt"))
    if completed is None:
        return None
    title = item.get("workoutName") or item.get("title") or "Workout"
    return WorkoutNote(completed, str(title), str(item.get("summary") or ""))


def _memory(stored: Memory) -> MemoryNote:
    return MemoryNote(stored.kind, stored.text, stored.importance, stored.coach_id is not None)


def _related(record: MemoryRecord) -> RelatedNote | None:
    if record.kind == "memory":
        return None
    return RelatedNote(record.kind, record.id, record.at, record.text)


def _instant(value: object) -> datetime | None:
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return instant if instant.tzinfo else None
