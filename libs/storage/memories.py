"""Memories on the table: the truth about what the coaches remember; equal words are one memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from libs.clock import Clock, iso_instant
from libs.errors import ConditionFailedError, StorageError
from libs.ids import derived_id
from libs.memory.models import Memory
from libs.storage.items import item_of, model_of
from libs.storage.keys import memory_key, user_pk
from libs.storage.table import Table
from libs.storage.writes import ABSENT, PRESENT, put, update


class TableMemories:
    """MemoryShelf on the table, and its writes."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def list_memories(self, user_id: str) -> tuple[Memory, ...]:
        """Return all memories of the athlete; damaged ones are left out."""
        return tuple(self._readable(user_id))

    def save(self, user_id: str, memory: Memory) -> datetime | None:
        """Store a memory and return when; None when there is one with its id.

        Raises:
            StorageError: it was not stored.
        """
        now = self._clock.now()
        item = item_of(memory_key(user_id, memory.memory_id), "memory", memory, now=now)
        try:
            self._table.write(put("memory", item, ABSENT))
        except ConditionFailedError:
            return None
        return now

    def count_use(self, user_id: str, memory_id: str) -> None:
        """Count that a memory was shown; one that is gone stays gone.

        Raises:
            StorageError: it was not counted.
        """
        write = update(
            "memory",
            memory_key(user_id, memory_id),
            "SET #lastUsedAt = :now ADD #uses :one",
            PRESENT,
            now=iso_instant(self._clock.now()),
            one=1,
        )
        try:
            self._table.write(write)
        except ConditionFailedError:
            return

    def _readable(self, user_id: str) -> Iterator[Memory]:
        for item in self._table.query(user_pk(user_id), "memory#"):
            try:
                yield model_of(Memory, item)
            except StorageError:
                continue


def memory_id_of(user_id: str, text: str, *, coach_id: str = "") -> str:
    """Return the id that equal words always give; `coach_id` is set when only one coach knows."""
    return derived_id("memory", user_id, coach_id, " ".join(text.lower().split()))
