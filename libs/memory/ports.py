"""What memory needs from outside; adapters live in `libs.vectors` and `libs.storage`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from libs.memory.models import Entry, Hit, Memory, Search


class VectorStore(Protocol):
    """Records with vectors; every call names the athlete and touches nobody else's records.

    Any text is a valid athlete id except the empty one. A store that takes writes late may miss
    the newest records for some seconds.
    """

    def upsert(self, user_id: str, entries: Sequence[Entry]) -> None:
        """Store records, replacing those with the same key.

        Raises:
            InvalidRequestError: the athlete id is empty.
            StorageError: not stored, as far as is known; `StoreRejectedError` when a repeat is
                pointless.
        """
        ...

    def query(self, user_id: str, vector: tuple[float, ...], search: Search) -> tuple[Hit, ...]:
        """Return the athlete's nearest records, the most similar first.

        Raises:
            InvalidRequestError, StorageError: as `upsert`.
        """
        ...

    def delete(self, user_id: str, keys: Sequence[str]) -> None:
        """Remove records by key; absent ones are no error.

        Raises:
            InvalidRequestError, StorageError: as `upsert`.
        """
        ...


class MemoryShelf(Protocol):
    """The memories on the table."""

    def list_memories(self, user_id: str) -> tuple[Memory, ...]:
        """Return all memories of the athlete; damaged ones are left out."""
        ...


class MemoryLog(Protocol):
    """Structured log lines: an event name and fields, never text of people."""

    def info(self, event: str, *, message: str = "", **fields: object) -> None:
        """Log what happened."""
        ...

    def warning(self, event: str, *, message: str = "", **fields: object) -> None:
        """Log what was odd and handled."""
        ...


class MemoryMetrics(Protocol):
    """Figures for dashboards and alarms."""

    def count(self, name: str, value: float = 1, **dimensions: str) -> None:
        """Add to a counter."""
        ...
