"""Reads the SDK's raw events into ours; the same reader serves both clients."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from libs.ai.ports import (
    ModelEvent,
    ModelReply,
    ModelStarted,
    Stop,
    StopReason,
    TextDelta,
    ToolInput,
    ToolStarted,
    Usage,
)
from libs.errors import ModelOutputError, ModelStreamBrokenError

if TYPE_CHECKING:
    from anthropic.types import (
        MessageDeltaUsage,
        RawContentBlockDelta,
        RawMessageDeltaEvent,
        RawMessageStreamEvent,
    )
    from anthropic.types import Usage as WireUsage
    from anthropic.types.raw_content_block_start_event import ContentBlock

_STOP_REASONS: dict[str, StopReason] = {
    "end_turn": "end_turn",
    "tool_use": "tool_use",
    "max_tokens": "max_tokens",
    "refusal": "refusal",
    "stop_sequence": "stop_sequence",
    "model_context_window_exceeded": "context_window",
}


@dataclass
class _OpenTool:
    id: str
    name: str
    pieces: list[str] = field(default_factory=list)


class EventReader:
    """Follows one stream; unknown events and blocks (thinking too) are passed over."""

    def __init__(self, model_id: str) -> None:
        self._model_id = model_id
        self._model_name = ""
        self._tool: _OpenTool | None = None
        self.usage = Usage()
        """Tokens counted so far; the prompt's are known from the first event on."""
        self.stopped = False
        """Whether the stop reason has arrived: what follows adds nothing to the answer."""

    def feed(self, event: RawMessageStreamEvent) -> tuple[ModelEvent, ...]:
        """Return what one raw event means to us, mostly nothing or one event.

        Raises:
            ModelOutputError: a stop reason that we cannot serve.
        """
        if event.type == "content_block_delta":
            return self._delta(event.delta)
        if event.type == "message_start":
            self._count(event.message.usage)
            self._model_name = event.message.model
            return (ModelStarted(self._model_id, self.usage, self._model_name),)
        if event.type == "content_block_start":
            return self._start_block(event.content_block)
        if event.type == "content_block_stop":
            return self._close_tool()
        if event.type == "message_delta":
            return self._stop(event)
        return ()

    def check_end(self) -> None:
        """Tell an end of the body from the end of an answer.

        Raises:
            ModelStreamBrokenError: the body ended without a stop reason.
        """
        if not self.stopped:
            raise ModelStreamBrokenError(
                "The model's answer ended without a stop reason.", model_id=self._model_id
            )

    def _delta(self, delta: RawContentBlockDelta) -> tuple[ModelEvent, ...]:
        if delta.type == "text_delta":
            return (TextDelta(delta.text),) if delta.text else ()
        if delta.type == "input_json_delta" and self._tool is not None:
            self._tool.pieces.append(delta.partial_json)
        return ()

    def _start_block(self, block: ContentBlock) -> tuple[ModelEvent, ...]:
        if block.type == "text" and block.text:
            return (TextDelta(block.text),)
        if block.type == "tool_use":
            self._tool = _OpenTool(block.id, block.name)
            return (ToolStarted(block.id, block.name),)
        return ()

    def _close_tool(self) -> tuple[ModelEvent, ...]:
        tool, self._tool = self._tool, None
        if tool is None:
            return ()
        return (ToolInput(tool.id, tool.name, "".join(tool.pieces) or "{}"),)

    def _stop(self, event: RawMessageDeltaEvent) -> tuple[ModelEvent, ...]:
        self._count(event.usage)
        wire_reason = event.delta.stop_reason
        if wire_reason is None:
            return ()
        reason = _STOP_REASONS.get(wire_reason)
        if reason is None:
            raise ModelOutputError(
                f"The model stopped with {wire_reason}, which is not served.",
                model_id=self._model_id,
            )
        self.stopped = True
        return (*self._close_tool(), Stop(reason, self.usage, self._model_id, self._model_name))

    def _count(self, usage: WireUsage | MessageDeltaUsage) -> None:
        known = self.usage
        self.usage = Usage(
            input_tokens=_newer(usage.input_tokens, known.input_tokens),
            output_tokens=_newer(usage.output_tokens, known.output_tokens),
            cache_read_tokens=_newer(usage.cache_read_input_tokens, known.cache_read_tokens),
            cache_write_tokens=_newer(usage.cache_creation_input_tokens, known.cache_write_tokens),
        )


class ReplyCollector:
    """Collects the events of one stream into a reply."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._tools: list[ToolInput] = []
        self._stop: Stop | None = None

    def add(self, event: ModelEvent) -> None:
        """Add one event."""
        if isinstance(event, TextDelta):
            self._text.append(event.text)
        elif isinstance(event, ToolInput):
            self._tools.append(event)
        elif isinstance(event, Stop):
            self._stop = event

    def reply(self, *, wasted: Usage, attempts: int) -> ModelReply:
        """Return the reply; `wasted` are the tokens of attempts that failed.

        Raises:
            ModelStreamBrokenError: no stop reason was seen.
        """
        if self._stop is None:
            raise ModelStreamBrokenError("The model's answer ended without a stop reason.")
        return ModelReply(
            text="".join(self._text),
            tool_inputs=tuple(self._tools),
            stop=self._stop.reason,
            usage=wasted + self._stop.usage,
            model_id=self._stop.model_id,
            attempts=attempts,
            model_name=self._stop.model_name,
        )


def _newer(count: int | None, known: int) -> int:
    return known if count is None else count
