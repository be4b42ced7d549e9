"""The answer while it grows: its text, its parts in order, what it cost."""

from __future__ import annotations

import json
from collections.abc import Mapping

from libs.ai.ports import Usage
from libs.conversation.models import StreamPart, TokenUsage
from libs.conversation.turn_events import (
    BuildChanged,
    TextDelta,
    ToolAnswered,
    ToolCalled,
    TurnEvent,
)

_PARAGRAPH = "\n\n"


class Answer:
    """Collects what is shown; `parts` is what a resumed stream replays."""

    def __init__(self) -> None:
        self.usage = Usage()
        self.model: str | None = None
        self.job_id: str | None = None
        self._runs: list[str] = []
        self._open_run: list[str] = []
        self._parts: list[StreamPart] = []
        self._fresh_run = True

    @property
    def text(self) -> str:
        """Return the text shown so far."""
        return "".join((*self._runs, *self._open_run))

    @property
    def parts(self) -> tuple[StreamPart, ...]:
        """Return the parts shown so far, in order."""
        if not self._open_run:
            return tuple(self._parts)
        return (*self._parts, StreamPart(kind="text", text="".join(self._open_run)))

    @property
    def token_usage(self) -> TokenUsage:
        """Return the usage in the shape it is stored in."""
        return TokenUsage(
            input_tokens=self.usage.input_tokens,
            output_tokens=self.usage.output_tokens,
            cache_read_tokens=self.usage.cache_read_tokens,
            cache_write_tokens=self.usage.cache_write_tokens,
        )

    def begin_run(self) -> None:
        """Make the next text start a paragraph of its own."""
        self._fresh_run = True

    def add_text(self, text: str) -> TextDelta:
        """Take text that is shown and return its event."""
        if self._fresh_run:
            self._fresh_run = False
            shown = self.text
            if shown and not shown[-1].isspace() and not text[0].isspace():
                text = _PARAGRAPH + text
        self._open_run.append(text)
        return TextDelta(text)

    def call_tool(self, id: str, name: str, input: Mapping[str, object]) -> ToolCalled:
        """Take a tool call and return its event."""
        self._close_run()
        self._parts.append(
            StreamPart(kind="tool", id=id, name=name, input_json=json.dumps(input, default=str))
        )
        return ToolCalled(id, name, input)

    def answer_tool(
        self, id: str, output: Mapping[str, object] | None, error: str | None = None
    ) -> ToolAnswered:
        """Close a tool call and return its event."""
        self._close_run()
        for index, part in enumerate(self._parts):
            if part.kind == "tool" and part.id == id:
                self._parts[index] = part.model_copy(
                    update={
                        "state": "failed" if error else "answered",
                        "text": error or json.dumps(output, default=str),
                    }
                )
        return ToolAnswered(id, output, error)

    def change_build(self, job_id: str, kind: str, job: Mapping[str, object]) -> BuildChanged:
        """Take a job's state and return its event."""
        self._close_run()
        part = StreamPart(kind="build", id=job_id, name=kind, job_json=json.dumps(job, default=str))
        for index, old in enumerate(self._parts):
            if old.kind == "build" and old.id == job_id:
                self._parts[index] = part
                break
        else:
            self._parts.append(part)
        return BuildChanged(job_id, kind, job)

    def _close_run(self) -> None:
        if self._open_run:
            run = "".join(self._open_run)
            self._runs.append(run)
            self._open_run = []
            self._parts.append(StreamPart(kind="text", text=run))
        self._fresh_run = True


def replayed(parts: tuple[StreamPart, ...]) -> list[TurnEvent]:
    """Return the events that show these parts."""
    events: list[TurnEvent] = []
    for part in parts:
        if part.kind == "text" and part.text:
            events.append(TextDelta(part.text))
        elif part.kind == "build":
            events.append(BuildChanged(part.id, part.name, json.loads(part.job_json)))
        elif part.kind == "tool":
            events.append(ToolCalled(part.id, part.name, json.loads(part.input_json)))
            if part.state != "open":
                events.append(_answered(part))
    return events


def _answered(part: StreamPart) -> ToolAnswered:
    if part.state == "failed":
        return ToolAnswered(part.id, None, part.text)
    return ToolAnswered(part.id, json.loads(part.text))
