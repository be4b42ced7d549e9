"""The search of what a turn should remember; runs beside the turn and never delays its first bytes.

It begins behind them, because its first call makes clients of embeddings and vectors, and runs
while the question is stored; only the prompt takes what it found.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

from libs.conversation.ports import Memories, Recollection, TurnLog
from libs.conversation.turn_request import TurnRequest
from libs.errors import CoachBackendError

_NOTHING = Recollection()


class Recall:
    """What one message calls up; a search that fails gives nothing."""

    def __init__(self, request: TurnRequest, *, memories: Memories, log: TurnLog) -> None:
        self._request = request
        self._memories = memories
        self._log = log
        self._found = _NOTHING
        self._task: asyncio.Task[Recollection] | None = None

    def begin(self, coach_id: str) -> None:
        """Start the search; once a turn."""
        self._task = asyncio.create_task(self._search(coach_id))

    async def result(self) -> Recollection:
        """Return what was found; nothing without a search."""
        if self._task is not None:
            self._found = await self._task
        return self._found

    @property
    def shown(self) -> Recollection:
        """Return what a prompt got of it; empty when none was made."""
        return self._found

    async def end(self) -> None:
        """Drop a search nobody waits for, and count the memories that were used."""
        if self._task is not None:
            self._task.cancel()
        if not self._found.found_ids:
            return
        note_use, ids = self._memories.note_use, self._found.found_ids
        try:
            await asyncio.to_thread(note_use, self._request.user_id, ids)
        except CoachBackendError as error:
            self._log.warning("memory_use_not_counted", code=error.code)

    async def _search(self, coach_id: str) -> Recollection:
        find, request = self._memories.find_relevant, self._request
        try:
            found = await asyncio.to_thread(find, request.user_id, coach_id, query=request.text)
        except CoachBackendError as error:
            self._log.warning("turn_load_skipped", code=error.code)
            return _NOTHING
        # The conversation's own summary stands in the prompt already.
        own = request.conversation_id
        return replace(found, related=tuple(note for note in found.related if note.id != own))
