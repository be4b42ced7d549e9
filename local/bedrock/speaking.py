"""Sends an answer as an event stream: at its pace, with its scripted faults."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from libs.clock import Clock
from local.bedrock.answers import Pace
from local.bedrock.event_stream import encode_chunk, encode_exception
from local.bedrock.http_exchange import Exchange
from local.bedrock.messages import Timed, Utterance, stop_event, stream_events
from local.bedrock.scripts import ScriptedBreak

FLUSH_BYTES = 4096
"""Unpaced frames travel together up to this size; saves system calls, changes nothing else."""

MIN_WAIT_S = 0.0002


@dataclass(frozen=True)
class Manner:
    """How an answer is given."""

    pace: Pace
    first_delay_s: float = 0.0
    break_: ScriptedBreak | None = None


class Speaker:
    """Speaks one answer on one connection."""

    def __init__(
        self,
        exchange: Exchange,
        *,
        clock: Clock,
        received_s: float,
        stopping: threading.Event,
        on_start: Callable[[], None],
        on_token: Callable[[], None],
        on_end: Callable[[bool], None],
    ) -> None:
        self._exchange = exchange
        self._clock = clock
        self._received_s = received_s
        self._stopping = stopping
        self._on_start = on_start
        self._on_token = on_token
        self._spoke = False
        self._on_end = on_end
        self._buffer: list[bytes] = []
        self._buffered_bytes = 0
        self._due_s = 0.0

    def speak(self, utterance: Utterance, manner: Manner) -> None:
        """Send the answer, or as much of it as the scripted break allows."""
        fault = manner.break_
        started_s = self._clock.monotonic_s()
        frames = 0
        for frames, timed in enumerate(stream_events(utterance, manner.pace)):
            if fault is not None and frames == fault.after_frames:
                self._break(fault, timed)
                return
            self._wait_for(timed, manner, position=frames)
            self._put(encode_chunk(timed.event), paced=manner.pace.tokens_per_s > 0)
            if frames == 0:
                started_s = self._clock.monotonic_s()
                self._start(manner)
            elif not self._spoke and timed.event["type"] == "content_block_delta":
                self._spoke = True
                self._flush()
                self._on_token()
        metrics = stop_event(
            utterance,
            latency_ms=self._ms_since_received(self._clock.monotonic_s()),
            first_byte_ms=self._ms_since_received(started_s),
        )
        if fault is not None and fault.after_frames > frames:
            self._break(fault, Timed(metrics))
            return
        self._on_end(True)
        self._put(encode_chunk(metrics), paced=False)
        self._flush()
        self._exchange.end_chunks()

    def _start(self, manner: Manner) -> None:
        self._on_start()
        self._flush()
        self._due_s = self._clock.monotonic_s() + manner.first_delay_s

    def _wait_for(self, timed: Timed, manner: Manner, *, position: int) -> None:
        if position == 0:
            return
        if manner.pace.tokens_per_s > 0:
            self._due_s += timed.tokens / manner.pace.tokens_per_s
        wait_s = self._due_s - self._clock.monotonic_s()
        if wait_s > MIN_WAIT_S:
            self._flush()
            self._stopping.wait(wait_s)

    def _break(self, fault: ScriptedBreak, timed: Timed) -> None:
        self._on_end(False)
        if fault.kind == "exception":
            self._put(encode_exception(fault.type, fault.message), paced=False)
        elif fault.kind == "torn":
            raw = encode_chunk(timed.event)
            self._put(raw[: len(raw) // 2], paced=False)
        self._flush()
        if fault.kind == "stall":
            self._exchange.wait_until_gone()
        elif fault.kind in ("cut", "reset"):
            self._exchange.drop(reset=fault.kind == "reset")
        else:
            self._exchange.end_chunks()

    def _put(self, raw: bytes, *, paced: bool) -> None:
        self._buffer.append(raw)
        self._buffered_bytes += len(raw)
        if paced or self._buffered_bytes >= FLUSH_BYTES:
            self._flush()

    def _flush(self) -> None:
        if self._buffer:
            raw = b"".join(self._buffer)
            self._buffer.clear()
            self._buffered_bytes = 0
            self._exchange.send_chunk(raw)

    def _ms_since_received(self, at_s: float) -> int:
        return round((at_s - self._received_s) * 1000)
