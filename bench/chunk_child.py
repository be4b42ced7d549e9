"""CPU of our own code per piece of streamed text: `python -m bench.chunk_child` prints it.

A whole turn on stores in memory, with a model that has everything ready: what is measured is the
way of a model event through filter, turn, encoder and pump to the bytes for the server. The clock
is the process's own CPU clock, so a busy machine changes little.
"""

from __future__ import annotations

import asyncio
import json
import time
from statistics import median

from libs.clock import SystemClock
from libs.conversation.opening import open_turn
from libs.conversation.turn import run_turn
from libs.conversation.turn_request import TurnLimits, TurnPorts, TurnRequest
from libs.events.sse import StreamPump
from libs.events.ui_stream import ui_frames
from tests.fakes.conversations import (
    CONVERSATION,
    NOW,
    USER,
    MemoryAthlete,
    MemoryConversations,
    MemoryTurnReads,
    RecordingBuilds,
    conversation,
)
from tests.fakes.jobs import RecordingLog
from tests.fakes.models import ScriptedTextModel, saying

FEW, MANY = 200, 2_200
RUNS = 9
PIECE = "word after "


async def cpu_s(pieces: int) -> float:
    """Return the CPU seconds of one turn with this many pieces of text."""
    store, athlete = MemoryConversations(), MemoryAthlete()
    store.add(conversation())
    ports = TurnPorts(
        conversations=store,
        streams=store,
        coaches=athlete,
        reads=MemoryTurnReads(store, athlete),
        workouts=athlete,
        programs=athlete,
        memories=athlete,
        images=athlete,
        builds=RecordingBuilds(),
        model=ScriptedTextModel([saying(*[PIECE] * pieces)]),
        clock=SystemClock(),
        log=RecordingLog(),
    )
    limits = TurnLimits(10, 10**6, 10)
    request = TurnRequest(USER, CONVERSATION, None, "Hello", (), "client-1", NOW, "corr-1")
    opened = await open_turn(request, ports, limits)
    pump = StreamPump(log=RecordingLog())
    started_s, size = time.process_time(), 0
    async for piece in pump.stream(ui_frames(run_turn(opened, ports, limits))):
        size += len(piece)
    used_s = time.process_time() - started_s
    if size < pieces * len(PIECE):
        raise RuntimeError("the turn lost text")
    return used_s


def main() -> None:
    """Print the median over several pairs of a long and a short turn."""
    asyncio.run(cpu_s(FEW))
    found = [
        (asyncio.run(cpu_s(MANY)) - asyncio.run(cpu_s(FEW))) / (MANY - FEW) for _ in range(RUNS)
    ]
    print(json.dumps({"chunkUs": median(found) * 1e6}))


if __name__ == "__main__":
    main()
