"""Scripted answers and faults: what to do instead of, or to, the responder's answer.

The first script that fits a call is used and, unless it repeats, spent. A script without an
answer of its own bends the answer of the responder: it may delay, slow down, cut or end it.
"""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field

from libs.wire import WireModel
from local.bedrock.answers import Answer, ToolCall
from local.bedrock.calls import ModelCall
from local.bedrock.failures import STATUS_OF_CODE, Failure

BreakKind = Literal["cut", "reset", "end", "torn", "exception", "stall"]
DEFAULT_MESSAGE = "Scripted by the local Bedrock."


class ScriptedError(WireModel):
    """An HTTP failure before the stream."""

    type: str = "ThrottlingException"
    message: str = DEFAULT_MESSAGE
    status: int = 0
    headers: dict[str, str] = Field(default_factory=dict)


class ScriptedTool(WireModel):
    """A tool call: `input` as JSON, or `raw` as text that need not be JSON."""

    name: str
    input: dict[str, object] | None = None
    raw: str | None = None


class ScriptedBreak(WireModel):
    """A fault in mid-stream, after this many frames (`message_start` is the first).

    cut: connection closed; reset: connection reset; end: body ends cleanly; torn: body ends
    inside a frame; exception: a failure frame; stall: silence until the client leaves.
    """

    kind: BreakKind
    after_frames: int = Field(default=2, ge=0)
    type: str = "throttlingException"
    message: str = DEFAULT_MESSAGE


class Script(WireModel):
    """One scripted behaviour: which calls it fits, and what happens to them."""

    label: str | None = None
    model_id: str | None = None
    at_call: int | None = None
    """Fits only the call with this number in the log."""
    times: int = 1
    """How many calls it serves; 0 is without end."""
    probability: float = 1.0

    text: str | None = None
    deltas: tuple[str, ...] | None = None
    json_value: object | None = Field(default=None, alias="json")
    tool: ScriptedTool | None = None
    stop_reason: str | None = None
    error: ScriptedError | None = None
    break_: ScriptedBreak | None = Field(default=None, alias="break")
    extra_events: tuple[dict[str, object], ...] = ()
    """Raw events sent after `message_start`, known to nobody."""
    delay_s: float = 0.0
    """Before the status line."""
    first_delay_s: float = 0.0
    """Between `message_start` and the first content: silent thinking."""
    tokens_per_s: float | None = None
    chunk_chars: int | None = None

    def fits(self, call: ModelCall) -> bool:
        """Tell whether the script is meant for this call."""
        return (
            self.label in (None, call.label)
            and self.model_id in (None, call.model_id)
            and self.at_call in (None, call.number)
        )

    def failure(self) -> Failure | None:
        """Return the scripted HTTP failure."""
        if self.error is None:
            return None
        status = self.error.status or STATUS_OF_CODE.get(self.error.type, 500)
        return Failure(self.error.type, self.error.message, status, dict(self.error.headers))

    def answer(self) -> Answer | None:
        """Return the scripted answer, or None when the responder is to speak."""
        if self.tool is not None:
            raw = self.tool.raw
            call = ToolCall.of(self.tool.name, self.tool.input or {})
            tool = call if raw is None else ToolCall(self.tool.name, raw)
            return Answer(self._text(), tool, self.stop_reason, self.deltas or ())
        if self._is_silent():
            return None
        return Answer(self._text(), None, self.stop_reason, self.deltas or ())

    def _is_silent(self) -> bool:
        given = (self.text, self.deltas, self.json_value)
        return all(value is None for value in given) and self.stop_reason != "refusal"

    def _text(self) -> str:
        if self.deltas is not None:
            return "".join(self.deltas)
        if self.json_value is not None:
            return json.dumps(self.json_value, ensure_ascii=False)
        return self.text or ""


class ScriptBook:
    """The scripts in force and the labels on hold; safe for threads."""

    def __init__(self, seed: int = 0) -> None:
        self._changed = threading.Condition()
        self._scripts: list[tuple[Script, int]] = []
        self._held: set[str] = set()
        self._seed = seed
        self._random = random.Random(seed)
        self._closed = False

    def add(self, scripts: Sequence[Script]) -> None:
        """Append scripts; they are tried in this order."""
        with self._changed:
            self._scripts.extend((script, script.times) for script in scripts)

    def take(self, call: ModelCall) -> Script | None:
        """Return the first script that fits, and spend it."""
        with self._changed:
            for index, (script, left) in enumerate(self._scripts):
                if not script.fits(call) or self._random.random() >= script.probability:
                    continue
                if left == 1:
                    del self._scripts[index]
                elif left > 1:
                    self._scripts[index] = (script, left - 1)
                return script
            return None

    def pending(self) -> Sequence[Mapping[str, object]]:
        """Return the scripts that are still in force."""
        with self._changed:
            return [{**script.to_wire(), "times": left} for script, left in self._scripts]

    def hold(self, label: str) -> None:
        """Make calls with this label wait, `*` for all."""
        with self._changed:
            self._held.add(label)

    def release(self, label: str | None = None) -> None:
        """Let the calls with this label go on, None for all."""
        with self._changed:
            if label is None:
                self._held.clear()
            self._held.discard(label or "")
            self._changed.notify_all()

    def is_held(self, label: str) -> bool:
        """Tell whether calls with this label wait."""
        with self._changed:
            return not self._closed and bool(self._held & {label, "*"})

    def wait_released(self, label: str) -> None:
        """Block while the label is on hold."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or not self._held & {label, "*"})

    def clear(self) -> None:
        """Drop every script and every hold; the random sequence starts again."""
        with self._changed:
            self._scripts.clear()
            self._held.clear()
            self._random = random.Random(self._seed)
            self._changed.notify_all()

    def close(self) -> None:
        """Release everybody for good."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
