"""What a model says: text, a tool call, or both; and how fast."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from local.bedrock.tokens import CHARS_PER_TOKEN

DEFAULT_CHUNK_CHARS = 12


@dataclass(frozen=True)
class ToolCall:
    """A tool call; `raw` is the input as the model writes it, usually JSON."""

    name: str
    raw: str

    @classmethod
    def of(cls, name: str, value: Mapping[str, object]) -> ToolCall:
        """Write the input as compact JSON."""
        return cls(name, json.dumps(value, separators=(",", ":"), ensure_ascii=False))


@dataclass(frozen=True)
class Answer:
    """A whole answer; `deltas` fixes how its text is split, otherwise the pace does."""

    text: str = ""
    tool_call: ToolCall | None = None
    stop_reason: str | None = None
    """None means `tool_use` with a tool call and `end_turn` without."""
    deltas: tuple[str, ...] = ()
    model_name: str = ""
    """What the model calls itself; empty means by its id."""

    @property
    def final_reason(self) -> str:
        """Return the stop reason that goes on the wire."""
        return self.stop_reason or ("tool_use" if self.tool_call else "end_turn")

    def cut_to(self, max_tokens: int) -> Answer:
        """Return the answer as a model with this limit would give it."""
        chars = int(max_tokens * CHARS_PER_TOKEN)
        tool_chars = len(self.tool_call.raw) if self.tool_call else 0
        if len(self.text) + tool_chars <= chars:
            return self
        if self.tool_call is None or len(self.text) >= chars:
            text = self.text[:chars]
            return replace(self, text=text, tool_call=None, stop_reason="max_tokens", deltas=())
        raw = self.tool_call.raw[: chars - len(self.text)]
        return replace(self, tool_call=ToolCall(self.tool_call.name, raw), stop_reason="max_tokens")


@dataclass(frozen=True)
class Pace:
    """The speed of answers; no first delay and no rate means as fast as the socket takes it."""

    first_token_s: float = 0.0
    """Seconds from the end of the request to the first byte of the answer."""
    tokens_per_s: float = 0.0
    """0 is unlimited."""
    chunk_chars: int = DEFAULT_CHUNK_CHARS

    def split(self, text: str) -> tuple[str, ...]:
        """Split a text into deltas."""
        size = max(1, self.chunk_chars)
        return tuple(text[at : at + size] for at in range(0, len(text), size))
