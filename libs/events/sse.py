"""Server-sent events: frames, comments, and the pump that keeps a stream alive."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping

from libs.conversation.ports import TurnLog

HEARTBEAT_S = 10.0
"""Silence after which a comment is sent (streaming.md section 5)."""
STREAM_OPEN = b": stream-open\n\n"
KEEP_ALIVE = b": keep-alive\n\n"
DONE = b"data: [DONE]\n\n"
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def frame(value: Mapping[str, object]) -> bytes:
    """Return one `data:` event; the JSON is on one line, whatever the text holds."""
    return b"data: " + _JSON.encode(value).encode(errors="replace") + b"\n\n"


class StreamPump:
    """Sends frames while a turn runs; a client that leaves does not end the turn."""

    def __init__(self, *, log: TurnLog, heartbeat_s: float = HEARTBEAT_S) -> None:
        self._log = log
        self._heartbeat_s = heartbeat_s
        self._running: set[asyncio.Task[None]] = set()

    async def stream(self, frames: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Yield the opening comment, the frames as they come, comments in silence.

        The frames are read to their end in a task of their own. A reader that is slow, or stands
        still, holds back nobody: what waits for it is one answer at most.
        """
        feed = _Feed(frames)
        task = asyncio.create_task(feed.run(self._heartbeat_s))
        self._running.add(task)
        task.add_done_callback(self._ended)
        try:
            yield STREAM_OPEN
            while (piece := await feed.queue.get()) is not None:
                yield piece
        finally:
            feed.leave()

    async def drain(self) -> None:
        """Wait for every turn whose client has left; for shutdown."""
        if self._running:
            await asyncio.wait(tuple(self._running))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._log.error("stream_crashed", error=error)


class _Feed:
    """Reads the frames at the turn's own pace; stops queueing once nobody listens."""

    def __init__(self, frames: AsyncIterator[bytes]) -> None:
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._frames = frames
        self._left = False
        self._loop = asyncio.get_running_loop()
        self._fed_s = self._loop.time()

    async def run(self, heartbeat_s: float) -> None:
        heart = asyncio.create_task(self._beat(heartbeat_s))
        try:
            async for piece in self._frames:
                self._put(piece)
                await asyncio.sleep(0)  # the reader's turn: no frame waits for the next one
        finally:
            heart.cancel()
            self._put(None)

    async def _beat(self, every_s: float) -> None:
        """Queue a comment whenever nothing else was queued for so long."""
        while True:
            left_s = self._fed_s + every_s - self._loop.time()
            if left_s <= 0:
                self._put(KEEP_ALIVE)
                left_s = every_s
            await asyncio.sleep(left_s)

    def leave(self) -> None:
        self._left = True
        while not self.queue.empty():
            self.queue.get_nowait()

    def _put(self, piece: bytes | None) -> None:
        self._fed_s = self._loop.time()
        if not self._left:
            self.queue.put_nowait(piece)
