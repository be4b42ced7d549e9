"""A scripted language model for the chat: plays events, holds, and faults."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from libs.ai.ports import (
    ModelEvent,
    ModelRequest,
    ModelStarted,
    Stop,
    StopReason,
    TextDelta,
    ToolInput,
    Usage,
)

MODEL_ID = "scripted-model"
Step = ModelEvent | Exception | asyncio.Event
Script = list[Step]


def saying(*pieces: str, stop: StopReason = "end_turn") -> Script:
    """Return a script that streams these pieces and stops."""
    return [ModelStarted(MODEL_ID, Usage()), *map(TextDelta, pieces), stopping(stop)]


def calling(name: str, raw: str, *, says: str = "", id: str = "tool_1") -> Script:
    """Return a script that calls one tool."""
    text: Script = [TextDelta(says)] if says else []
    return [ModelStarted(MODEL_ID, Usage()), *text, ToolInput(id, name, raw), stopping("tool_use")]


def stopping(reason: StopReason) -> Stop:
    """Return a stop with ten tokens in and five out."""
    return Stop(reason, Usage(input_tokens=10, output_tokens=5), MODEL_ID)


@dataclass
class ScriptedTextModel:
    """Plays one script per call, the last one again and again; counts what was read."""

    scripts: list[Script]
    requests: list[ModelRequest] = field(default_factory=list)
    events_read: int = 0
    on_call: Callable[[], None] | None = None

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        self.requests.append(request)
        if self.on_call is not None:
            self.on_call()
        script = self.scripts[min(len(self.requests), len(self.scripts)) - 1]
        for step in script:
            if isinstance(step, asyncio.Event):
                await step.wait()
            elif isinstance(step, Exception):
                raise step
            else:
                self.events_read += 1
                yield step
