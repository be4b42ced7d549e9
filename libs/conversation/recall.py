"""The search of what a turn should remember; runs beside its other loads and never delays them.

It starts with the first parallel round, the first bytes do not wait for it, and only the prompt
takes what it found.
"""

from __future__ import annotations

import asyncio

from libs.conversation.models import Conversation
from libs.conversation.ports import Memories, Recollection, TurnLog
from libs.conversation.turn_request import TurnRequest
from libs.errors import CoachBackendError

_NOTHING = Recollection()


class Recall:
    """What one message calls up; a search that fails gives nothing."""

    def __init__(
        self,
        request: TurnRequest,
        head: asyncio.Task[Conversation | None],
        *,
        memories: Memories,
        log: TurnLog,
    ) -> None:
        self._request = request
        self._memories = memories
        self._log = log
        self._found = _NOTHING
        self._task = asyncio.create_task(self._search(head))

    async def result(self) -> Recollection:
        """Return what was found."""
        self._found = await self._task
        return self._found

    @property
    def shown(self) -> Recollection:
        """Return what a prompt got of it; empty when none was made."""
        return self._found

    async def end(self) -> None:
        """Drop a search nobody waits for, and count the memories that were used."""
        self.drop()
        if not self._found.found_ids:
            return
        note_use, ids = self._memories.note_use, self._found.found_ids
        try:
            await asyncio.to_thread(note_use, self._request.user_id, ids)
        except CoachBackendError as error:
            self._log.warning("memory_use_not_counted", code=error.code)

    def drop(self) -> None:
        """Stop waiting for the search."""
        self._task.cancel()

    async def _search(self, head: asyncio.Task[Conversation | None]) -> Recollection:
        await asyncio.wait((head,))
        if head.cancelled() or head.exception() is not None:
            return _NOTHING
        conversation = head.result()
        if conversation is None:
            return _NOTHING
        try:
            return await asyncio.to_thread(
                self._memories.find_relevant,
                self._request.user_id,
                conversation.coach_id,
                query=self._request.text,
            )
        except CoachBackendError as error:
            self._log.warning("turn_load_skipped", code=error.code)
            return _NOTHING
