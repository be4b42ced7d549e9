"""The rows of the chat: first text, cold first byte, CPU per piece of text."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from time import monotonic, thread_time

from bench.chat_stack import ChatStack, Process, byte_code_environment
from bench.rows import Row, at_most, percentile, told

MAX_OWN_MS = 15.0
MAX_COLD_RATIO = 1.5
MAX_CHUNK_US = 60.0
"""Source of all limits: issue 5, Shows 3."""
WARM_TURNS, TURNS = 4, 60
COLD_RUNS = 11
MODEL_FIRST_S = 0.05
LOOP_S = 0.02
ANSWER = "Easy means you can talk in whole sentences. Start slower than you think. "
FEW_PIECES, MANY_PIECES = 100, 900
PIECE_CHARS = 12
Waits = Sequence[tuple[str, float, float]]


@dataclass(frozen=True)
class FirstText:
    """One warm turn, in milliseconds, the model's own time to its first token taken off."""

    store_ms: float
    own_ms: float
    slowdown: float
    """How much longer than its CPU time a loop took just before; 1 where nobody else computes."""


@dataclass(frozen=True)
class Cold:
    """One cold process beside the bare imports that ran just before it; seconds."""

    bare_s: float
    ready_s: float
    first_byte_s: float
    store_s: float
    cpu_ratio: float
    sdk_loaded: bool
    sdk_later: bool

    @property
    def ratio(self) -> float:
        """Return the first byte over the bare imports, the wait for the store taken off."""
        return (self.first_byte_s - self.store_s) / self.bare_s


def chat_rows() -> list[Row]:
    """Run warm turns, cold processes and long answers and return the rows."""
    with ChatStack() as stack:
        stack.pace(MODEL_FIRST_S)
        with stack.chat_process() as process:
            texts, turn_cpu_ms = _first_texts(stack, process)
            stack.pace(0.0, chunk_chars=PIECE_CHARS)
            whole_us = _whole_chunk_us(stack, process)
        stack.pace(MODEL_FIRST_S)
        conversation_id = stack.new_conversation()
        colds = [_cold(stack, conversation_id) for _ in range(COLD_RUNS + 1)][1:]
    return [*_text_rows(texts, turn_cpu_ms), *_cold_rows(colds), *_chunk_rows(whole_us)]


def _first_texts(stack: ChatStack, process: Process) -> tuple[list[FirstText], float]:
    found, conversation_id, cpu_s = [], stack.new_conversation(), 0.0
    for number in range(WARM_TURNS + TURNS):
        if number == WARM_TURNS:
            cpu_s = process.cpu_s()
        stack.script(text=ANSWER)
        stack.store_waits()
        slowdown = slowdown_now()
        turn = stack.turn(process, conversation_id)
        (call,) = stack.model_calls()
        asked = [*stack.store_waits(), *stack.memory_waits()]
        called_s = call["receivedS"]
        waits = [
            (name, since, min(until, called_s)) for name, since, until in asked if since < called_s
        ]
        model_s = call["firstTokenS"] - called_s
        store_s = covered_s(waits)
        found.append(
            FirstText(
                store_ms=1000 * store_s,
                own_ms=1000 * (turn.first_text_s - turn.sent_s - model_s - store_s),
                slowdown=slowdown,
            )
        )
    return found[WARM_TURNS:], 1000 * (process.cpu_s() - cpu_s) / TURNS


def _text_rows(texts: list[FirstText], turn_cpu_ms: float) -> list[Row]:
    own, store = [text.own_ms for text in texts], [text.store_ms for text in texts]
    slowdown = median(text.slowdown for text in texts)
    both = [text.own_ms + text.store_ms for text in texts]
    return [
        told(
            "first text over the model's own first token, p50 / p95",
            _two(both),
            f"{len(texts)} turns one after another over HTTP, 36 messages of history; from the "
            "request sent to the first text read, less the model's time to its first token",
        ),
        told(
            "of it: waiting for the store and memory, p50 / p95",
            _two(store),
            "time in which at least one request was at moto, the embedding or the vectors, by "
            "their own logs; moto answers one at a time",
        ),
        at_most(
            "of it: our own time, p50",
            median(own) / slowdown,
            MAX_OWN_MS,
            " ms",
            f"the rest, measured {median(own):.1f} ms, p95 {percentile(own, 95):.1f} ms; over "
            f"{slowdown:.2f}, the wall over the CPU time of a {1000 * LOOP_S:.0f} ms loop before "
            f"each turn (1 on an idle machine); CPU of a whole turn {turn_cpu_ms:.0f} ms, most of "
            "it while the store or the model is awaited",
        ),
    ]


def _cold(stack: ChatStack, conversation_id: str) -> Cold:
    environment = stack.environment()
    started_s = monotonic()
    bare = subprocess.run(
        [sys.executable, "-m", "bench.bare_child"],
        env=environment,
        capture_output=True,
        check=True,
        timeout=60,
    )
    bare_s = monotonic() - started_s
    stack.script(text=ANSWER)
    stack.store_waits()
    with stack.chat_process() as process:
        ready_s = monotonic() - process.spawned_s
        turn = stack.turn(process, conversation_id)
        waits = [wait for wait in stack.store_waits() if wait[2] <= turn.first_byte_s]
        facts = process.facts()
    return Cold(
        bare_s=bare_s,
        ready_s=ready_s,
        first_byte_s=turn.first_byte_s - process.spawned_s,
        store_s=covered_s(waits),
        cpu_ratio=facts["cpuAtFirstByteS"] / float(bare.stdout),
        sdk_loaded=bool(facts["sdkAtFirstByte"]),
        sdk_later=bool(facts["sdkNow"]),
    )


def _cold_rows(colds: list[Cold]) -> list[Row]:
    bare_s, store_s = median(c.bare_s for c in colds), median(c.store_s for c in colds)
    first_s, ready_s = median(c.first_byte_s for c in colds), median(c.ready_s for c in colds)
    return [
        at_most(
            "first byte of a cold process over its bare imports",
            median(cold.ratio for cold in colds),
            MAX_COLD_RATIO,
            "x",
            f"median of {len(colds)} pairs; first byte {first_s:.3f} s from the start of the "
            f"process, of it {store_s:.3f} s at the store; ready {ready_s:.3f} s; bare imports and "
            f"clients {bare_s:.3f} s",
        ),
        told(
            "the same with the wait for the store",
            f"{median(cold.first_byte_s / cold.bare_s for cold in colds):.3f}x",
            "moto, one request at a time",
        ),
        told(
            "the same in CPU time",
            f"{median(cold.cpu_ratio for cold in colds):.3f}x",
            "process CPU at the first byte over that of the bare imports",
        ),
        at_most(
            "cold processes whose first byte waited for the model SDK",
            sum(cold.sdk_loaded or not cold.sdk_later for cold in colds),
            0,
            "",
            "the SDK is in sys.modules when the first byte is handed to the socket, or never",
        ),
    ]


def _whole_chunk_us(stack: ChatStack, process: Process) -> float:
    found, conversation_id = [], stack.new_conversation()
    for _ in range(5):
        used = []
        for pieces in (FEW_PIECES, MANY_PIECES):
            stack.script(text="x" * PIECE_CHARS * pieces)
            before_s = process.cpu_s()
            turn = stack.turn(process, conversation_id)
            used.append((process.cpu_s() - before_s, turn.deltas))
        (few_s, few), (many_s, many) = used
        found.append(1e6 * (many_s - few_s) / (many - few))
    return median(found)


def _chunk_rows(whole_us: float) -> list[Row]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.chunk_child"],
        env=byte_code_environment(),
        capture_output=True,
        check=True,
        timeout=120,
    )
    return [
        at_most(
            "CPU per piece of text, our own code",
            json.loads(done.stdout)["chunkUs"],
            MAX_CHUNK_US,
            " us",
            "from model event to bytes for the server: filter, turn, encoder, pump; median of 9 "
            "pairs of a long and a short turn in one process",
        ),
        told(
            "the same with model SDK, HTTP client and server",
            f"{whole_us:.0f} us",
            "CPU of the chat process, long answer less short one, the model's frames in bunches",
        ),
    ]


def slowdown_now() -> float:
    """Return the wall time of a short loop over its CPU time."""
    started_s, used_s = monotonic(), thread_time()
    while thread_time() < used_s + LOOP_S:
        pass
    return (monotonic() - started_s) / (thread_time() - used_s)


def covered_s(waits: Waits) -> float:
    """Return how long at least one of the requests was under way."""
    total = end = 0.0
    for _, since, until in sorted(waits, key=lambda wait: wait[1]):
        total += max(0.0, until - max(since, end))
        end = max(end, until)
    return total


def _two(values: Sequence[float]) -> str:
    return f"{median(values):.1f} / {percentile(values, 95):.1f} ms"
