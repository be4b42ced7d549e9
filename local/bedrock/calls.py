"""A model call as the server sees it, and the log of calls for tests."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from local.bedrock.failures import Failure

UNLABELLED = "unlabelled"

_LABEL = re.compile(r"Task: *([a-z0-9_]+)")
CallState = Literal["received", "held", "waiting", "streaming", "done", "failed", "client_gone"]
FINAL_STATES = frozenset({"done", "failed", "client_gone"})


@dataclass(frozen=True)
class CallMessage:
    """One message of the request; blocks as on the wire, plain text made a block."""

    role: str
    blocks: tuple[Mapping[str, object], ...]

    @property
    def text(self) -> str:
        """Return the text blocks, joined by line ends."""
        return "\n".join(
            str(block.get("text", "")) for block in self.blocks if block.get("type") == "text"
        )


@dataclass(frozen=True)
class CallTool:
    """A tool the model may call."""

    name: str
    description: str
    input_schema: Mapping[str, object]


@dataclass(frozen=True)
class ModelCall:
    """What a responder answers; `body` is the request as received."""

    number: int
    model_id: str
    label: str
    system: str
    messages: tuple[CallMessage, ...]
    tools: tuple[CallTool, ...]
    max_tokens: int
    body: Mapping[str, object]

    @property
    def last_user_text(self) -> str:
        """Return the text of the newest user message, empty when there is none."""
        for message in reversed(self.messages):
            if message.role == "user":
                return message.text
        return ""


def read_call(number: int, model_id: str, body: Mapping[str, object]) -> ModelCall:
    """Read a body that has passed the rules."""
    system = "\n".join(str(block.get("text", "")) for block in blocks_of(body.get("system")))
    match = _LABEL.match(system)
    messages = tuple(
        CallMessage(str(message["role"]), blocks_of(message.get("content")))
        for message in dicts_of(body.get("messages"))
    )
    tools = tuple(
        CallTool(str(tool.get("name")), str(tool.get("description", "")), _schema_of(tool))
        for tool in dicts_of(body.get("tools"))
    )
    limit = body.get("max_tokens")
    return ModelCall(
        number=number,
        model_id=model_id,
        label=match[1] if match else UNLABELLED,
        system=system,
        messages=messages,
        tools=tools,
        max_tokens=limit if isinstance(limit, int) else 0,
        body=body,
    )


def blocks_of(content: object) -> tuple[Mapping[str, object], ...]:
    """Return content blocks; plain text becomes one text block, nothing becomes none."""
    if isinstance(content, str):
        return ({"type": "text", "text": content},) if content else ()
    return dicts_of(content)


def dicts_of(value: object) -> tuple[Mapping[str, object], ...]:
    """Return the objects of a list, other things left out."""
    if not isinstance(value, list):
        return ()
    return tuple(item for item in value if isinstance(item, dict))


def _schema_of(tool: Mapping[str, object]) -> Mapping[str, object]:
    schema = tool.get("input_schema")
    return schema if isinstance(schema, dict) else {}


@dataclass
class LoggedCall:
    """One line of the log; changed through `CallLog.update` only. Times are monotonic seconds."""

    number: int
    operation: str
    model_id: str
    label: str = UNLABELLED
    state: CallState = "received"
    status: int = 200
    error: str | None = None
    stop_reason: str | None = None
    usage: dict[str, int] = field(default_factory=dict)
    received_s: float = 0.0
    started_s: float | None = None
    first_token_s: float | None = None
    """When the first piece of the answer's content was on the wire; streams only."""
    ended_s: float | None = None
    body: Mapping[str, object] = field(default_factory=dict)

    def to_json(self, *, with_body: bool) -> dict[str, object]:
        """Return the line under camelCase names, the request body only on demand."""
        line: dict[str, object] = {
            "number": self.number,
            "operation": self.operation,
            "modelId": self.model_id,
            "label": self.label,
            "state": self.state,
            "status": self.status,
            "error": self.error,
            "stopReason": self.stop_reason,
            "usage": dict(self.usage),
            "receivedS": self.received_s,
            "startedS": self.started_s,
            "firstTokenS": self.first_token_s,
            "endedS": self.ended_s,
        }
        return {**line, "body": self.body} if with_body else line


class CallLog:
    """Every call since the last reset, in order of arrival; safe for threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._calls: list[LoggedCall] = []
        self._last_number = 0

    def open(self, operation: str, model_id: str, *, at_s: float) -> LoggedCall:
        """Add a line and give it the next number, counted from 1."""
        with self._changed:
            self._last_number += 1
            call = LoggedCall(self._last_number, operation, model_id, received_s=at_s)
            self._calls.append(call)
            self._changed.notify_all()
            return call

    def describe(self, call: LoggedCall, *, label: str, body: Mapping[str, object]) -> None:
        """Note what the call asks for."""
        with self._changed:
            call.label, call.body = label, body
            self._changed.notify_all()

    def move(self, call: LoggedCall, state: CallState, *, at_s: float | None = None) -> None:
        """Note a new state and its time."""
        with self._changed:
            call.state = state
            if state == "streaming":
                call.started_s = at_s
            elif state in FINAL_STATES:
                call.ended_s = at_s
            self._changed.notify_all()

    def note_token(self, call: LoggedCall, *, at_s: float) -> None:
        """Note when the answer's first content went out."""
        with self._changed:
            call.first_token_s = at_s

    def fail(self, call: LoggedCall, failure: Failure, *, at_s: float) -> None:
        """Note an answer that is a failure."""
        with self._changed:
            call.status, call.error = failure.http_status, failure.code
            call.state, call.ended_s = "failed", at_s
            self._changed.notify_all()

    def account(self, call: LoggedCall, usage: Mapping[str, int], stop_reason: str | None) -> None:
        """Note tokens and how the answer ended."""
        with self._changed:
            call.usage.update(usage)
            call.stop_reason = stop_reason or call.stop_reason

    def find(self, label: str | None = None, state: str | None = None) -> Sequence[LoggedCall]:
        """Return the matching lines, oldest first."""
        with self._changed:
            return self._matching(label, state)

    def wait(
        self, *, label: str | None, state: str | None, at_least: int, timeout_s: float
    ) -> Sequence[LoggedCall]:
        """Return the matching lines as soon as there are enough, or what is there in the end."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._matching(label, state)) >= at_least, timeout_s)
            return self._matching(label, state)

    def clear(self) -> None:
        """Forget every line; numbers start again at 1."""
        with self._changed:
            self._calls.clear()
            self._last_number = 0

    def _matching(self, label: str | None, state: str | None) -> list[LoggedCall]:
        return [
            call
            for call in self._calls
            if (label is None or call.label == label) and (state is None or call.state == state)
        ]
