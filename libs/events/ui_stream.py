"""Domain events as the AI SDK's UI message stream v1: the subset that v5 to v7 share.

Grammar, and why each ending looks as it does: `streaming.md` section 3. No field is ever null.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from libs.clock import iso_instant
from libs.conversation.lines import RETRYABLE
from libs.conversation.models import TokenUsage
from libs.conversation.turn_events import (
    BuildChanged,
    Failed,
    Finished,
    Started,
    Status,
    Stopped,
    TextDelta,
    ToolAnswered,
    ToolCalled,
    TurnEvent,
)
from libs.events.sse import DONE, frame

HEADERS: Mapping[str, str] = {"x-vercel-ai-ui-message-stream": "v1"}
_BUILD_PARTS = {"training_program": "data-program-build"}
_OTHER_BUILD = "data-workout-build"
Part = dict[str, object]


def build_part(job_id: str, kind: str, job: Mapping[str, object]) -> Part:
    """Return the part that shows a build; the same id again replaces it in place."""
    return {"type": _BUILD_PARTS.get(kind, _OTHER_BUILD), "id": job_id, "data": job}


class UiEncoder:
    """Owns step and text boundaries; one per stream."""

    def __init__(self) -> None:
        self._in_step = False
        self._step_ended = False
        self._text_id: str | None = None
        self._texts = 0

    def encode(self, event: TurnEvent) -> list[Part]:
        """Return the parts of one event, in order."""
        match event:
            case TextDelta(text):
                return [*self._open_text(), self._text_part("text-delta", delta=text)]
            case Started(message_id):
                return [{"type": "start", "messageId": message_id}]
            case Status(stage, text):
                return [_data("status", {"stage": stage, "label": text}, transient=True)]
            case ToolCalled() | ToolAnswered() | BuildChanged():
                return self._encode_part(event)
            case Finished() | Failed() | Stopped():
                return self._encode_end(event)

    def _encode_part(self, event: ToolCalled | ToolAnswered | BuildChanged) -> list[Part]:
        parts = [*self._close_text(), *self._open_step()]
        if isinstance(event, ToolCalled):
            call: Part = {"toolCallId": event.id, "toolName": event.name, "input": event.input}
            return [*parts, {"type": "tool-input-available", **call}]
        if isinstance(event, BuildChanged):
            return [*parts, build_part(event.job_id, event.kind, event.job)]
        self._step_ended = True
        if event.error is not None:
            answer: Part = {"type": "tool-output-error", "errorText": event.error}
        else:
            answer = {"type": "tool-output-available", "output": event.output or {}}
        return [*parts, {**answer, "toolCallId": event.id}]

    def _encode_end(self, event: Finished | Failed | Stopped) -> list[Part]:
        parts = self._close_text()
        if isinstance(event, Failed):
            told: Part = {"code": event.code, "retryable": event.code in RETRYABLE}
            error: Part = {"type": "error", "errorText": event.text}
            return [*parts, _data("error", told, transient=True), error]
        parts += self._close_step()
        metadata = _metadata(event.usage, event.model)
        if isinstance(event, Stopped):
            metadata["outcome"] = "stopped"
            return [*parts, _finish("other", metadata)]
        metadata["createdAt"] = iso_instant(event.answer.created_at)
        return [*parts, _finish(event.reason, metadata)]

    def _open_text(self) -> list[Part]:
        if self._text_id is not None:
            return []
        parts = [*(self._close_step() if self._step_ended else ()), *self._open_step()]
        self._texts += 1
        self._text_id = f"text_{self._texts}"
        return [*parts, self._text_part("text-start")]

    def _close_text(self) -> list[Part]:
        if self._text_id is None:
            return []
        part = self._text_part("text-end")
        self._text_id = None
        return [part]

    def _open_step(self) -> list[Part]:
        if self._in_step:
            return []
        self._in_step = True
        return [{"type": "start-step"}]

    def _close_step(self) -> list[Part]:
        self._step_ended = False
        if not self._in_step:
            return []
        self._in_step = False
        return [{"type": "finish-step"}]

    def _text_part(self, kind: str, **fields: str) -> Part:
        return {"type": kind, "id": self._text_id, **fields}


async def ui_frames(events: AsyncIterator[TurnEvent]) -> AsyncIterator[bytes]:
    """Yield the stream's bytes; `[DONE]` follows the terminal part at once."""
    encoder = UiEncoder()
    async for event in events:
        body = b"".join(map(frame, encoder.encode(event)))
        ended = isinstance(event, Finished | Failed | Stopped)
        yield body + DONE if ended else body


def _data(name: str, value: Part, *, transient: bool) -> Part:
    return {"type": f"data-{name}", "data": value, "transient": transient}


def _finish(reason: str, metadata: Part) -> Part:
    return {"type": "finish", "finishReason": reason, "messageMetadata": metadata}


def _metadata(usage: TokenUsage, model: str | None) -> Part:
    metadata: Part = {"usage": usage.to_wire()}
    return {**metadata, "model": model} if model else metadata
