"""What a text calls up: memories from the table, and what the index finds meanwhile."""

from __future__ import annotations

from libs.clock import Clock
from libs.memory.index import MemoryIndex
from libs.memory.ports import MemoryShelf
from libs.memory.retrieval import Recollection, searches, select


class Recollector:
    """Recollects for many athletes at a time; safe for threads."""

    def __init__(self, shelf: MemoryShelf, index: MemoryIndex, *, clock: Clock) -> None:
        self.index = index
        """Where what is made is put, to be recollected later."""
        self._shelf = shelf
        self._clock = clock

    def recollect(self, user_id: str, coach_id: str, text: str) -> Recollection:
        """Return what matters for a text; a search that fails or is late costs relevance only.

        Raises:
            StorageError: the table did not answer.
        """
        found = self.index.start_search(user_id, text, searches(coach_id))
        memories = self._shelf.list_memories(user_id)
        return select(memories, found(), coach_id=coach_id, now=self._clock.now())
