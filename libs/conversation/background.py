"""What a turn shows its model and its first byte does not need; still read when that is out."""

from __future__ import annotations

import asyncio

from libs.ai.ports import ModelMessage
from libs.conversation.history import model_history
from libs.conversation.models import Message
from libs.conversation.ports import TurnLog, WorkoutNote
from libs.errors import CoachBackendError


class Background:
    """Earlier messages and recent workouts; empty until `load` has returned.

    What the model is shown of the messages is made as soon as they are there, while the rest of
    the turn still waits for the store.
    """

    def __init__(
        self,
        messages: asyncio.Task[tuple[Message, ...]],
        workouts: asyncio.Task[tuple[WorkoutNote, ...]],
        *,
        own_id: str,
        log: TurnLog,
    ) -> None:
        self.earlier: tuple[Message, ...] = ()
        """Oldest first, without this turn's own message, whose id is `own_id`."""
        self.history: tuple[ModelMessage, ...] = ()
        """The messages as the model sees them."""
        self.workouts: tuple[WorkoutNote, ...] = ()
        self._own_id = own_id
        self._log = log
        self._loads = (
            asyncio.create_task(self._take_messages(messages)),
            asyncio.create_task(self._take_workouts(workouts)),
        )

    async def load(self) -> None:
        """Wait for both; the turn goes on without workouts that cannot be read.

        Raises:
            StorageError: the messages could not be read.
        """
        for load in self._loads:
            await load

    async def end(self) -> None:
        """Drop what nobody waits for."""
        for load in self._loads:
            load.cancel()
        await asyncio.gather(*self._loads, return_exceptions=True)

    async def _take_messages(self, messages: asyncio.Task[tuple[Message, ...]]) -> None:
        found = await messages
        self.earlier = tuple(message for message in found if message.id != self._own_id)
        self.history = model_history(self.earlier)

    async def _take_workouts(self, workouts: asyncio.Task[tuple[WorkoutNote, ...]]) -> None:
        try:
            self.workouts = await workouts
        except CoachBackendError as error:
            self._log.warning("turn_load_skipped", code=error.code)
