"""Beside a running turn: the write per second, the stop flag, the deadline."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from enum import StrEnum
from types import TracebackType
from typing import TypeVar

from libs.conversation.answer import Answer
from libs.conversation.turn_request import OpenTurn, TurnLimits, TurnPorts
from libs.errors import CoachBackendError

T = TypeVar("T")


class Interruption(StrEnum):
    """Why a turn ends before its model does."""

    STOPPED = "stopped"
    DEADLINE = "deadline"


class TurnWatch:
    """Interrupts the wait for the model on a stop or at the deadline, however silent it is."""

    def __init__(
        self, opened: OpenTurn, *, answer: Answer, ports: TurnPorts, limits: TurnLimits
    ) -> None:
        self._opened = opened
        self._answer = answer
        self._ports = ports
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._alarm = self._loop.call_later(opened.request.deadline_s, self._ring)
        self._wait: asyncio.Timeout | None = None
        self._stopped = False
        """By the athlete, or because the turn lost its place."""
        self._too_late = False
        self._writer: asyncio.Task[None] | None = None

    async def __aenter__(self) -> TurnWatch:
        """Start the writer."""
        self._writer = asyncio.create_task(self._write_on())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the writer and wait for a write under way."""
        self._alarm.cancel()
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)

    async def next(self, events: AsyncIterator[T]) -> T | Interruption | None:
        """Return the next event, None at the end, or why there is none any more."""
        if self._stopped or self._too_late:
            return self._interruption()
        try:
            # Without a time of its own: a timer for each piece of text costs more than the piece.
            async with asyncio.timeout(None) as wait:
                self._wait = wait
                return await anext(events, None)
        except TimeoutError:
            if not wait.expired():
                raise
            return self._interruption()
        finally:
            self._wait = None

    def _interruption(self) -> Interruption:
        return Interruption.STOPPED if self._stopped else Interruption.DEADLINE

    async def _write_on(self) -> None:
        while not self._stopped:
            await asyncio.sleep(self._limits.write_every_s)
            if await asyncio.to_thread(self._write):
                self._stopped = True
                self._end_wait()

    def _ring(self) -> None:
        self._too_late = True
        self._end_wait()

    def _end_wait(self) -> None:
        if self._wait is not None and not self._wait.expired():
            self._wait.reschedule(self._loop.time())

    def _write(self) -> bool:
        opening, now = self._opened.opening, self._ports.clock.now()
        try:
            return self._ports.streams.update_active(
                opening.user_id,
                opening.conversation_id,
                self._opened.turn.assistant_message_id,
                parts=self._answer.parts,
                now=now,
                lease_until=now + timedelta(seconds=self._limits.lease_s),
            )
        except CoachBackendError as error:
            self._ports.log.warning("active_stream_write_failed", code=error.code)
            return False
