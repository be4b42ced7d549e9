"""What a turn shows its model and its first byte does not need; still read when that is out."""

from __future__ import annotations

import asyncio

from libs.conversation.models import Message
from libs.conversation.ports import TurnLog, WorkoutNote
from libs.errors import CoachBackendError


class Background:
    """Earlier messages and recent workouts; empty until `load` has returned."""

    def __init__(
        self,
        messages: asyncio.Task[tuple[Message, ...]],
        workouts: asyncio.Task[tuple[WorkoutNote, ...]],
        *,
        log: TurnLog,
    ) -> None:
        self.earlier: tuple[Message, ...] = ()
        """Oldest first; this turn's own message may be among them."""
        self.workouts: tuple[WorkoutNote, ...] = ()
        self._messages = messages
        self._workouts = workouts
        self._log = log

    async def load(self) -> None:
        """Wait for both; the turn goes on without workouts that cannot be read.

        Raises:
            StorageError: the messages could not be read.
        """
        try:
            self.workouts = await self._workouts
        except CoachBackendError as error:
            self._log.warning("turn_load_skipped", code=error.code)
        self.earlier = await self._messages

    def end(self) -> None:
        """Drop what nobody waits for."""
        self._messages.cancel()
        self._workouts.cancel()
