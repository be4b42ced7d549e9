from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from libs.ai.ports import (
    ModelMessage,
    ModelReply,
    ModelRequest,
    StopReason,
    SystemBlock,
    TextPart,
    ToolInput,
    Usage,
)


@dataclass
class ScriptedModel:
    """Answers with the replies in order and keeps what it was asked."""

    replies: list[ModelReply]
    asked: list[ModelRequest] = field(default_factory=list)

    def create(
        self, request: ModelRequest, *, on_started: Callable[[], None] | None = None
    ) -> ModelReply:
        self.asked.append(request)
        return self.replies[len(self.asked) - 1]


def said(
    text: str = "", *, tool: str | None = None, raw: str = "", stop: StopReason | None = None
) -> ModelReply:
    calls = (ToolInput("t1", tool, raw),) if tool else ()
    reason: StopReason = stop or ("tool_use" if tool else "end_turn")
    return ModelReply(text, calls, reason, Usage(10, 5), "model-1")


def plain_request(text: str = "Write the week.") -> ModelRequest:
    return ModelRequest(
        tier="executor",
        label="week",
        system=(SystemBlock("Task: week"),),
        messages=(ModelMessage("user", (TextPart(text),)),),
        max_tokens=500,
    )
