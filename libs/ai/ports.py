"""What the domain knows of a language model: requests, events, replies, and the ports.

A request names a tier, never a model. A stream yields text as it comes; tool input is collected
by the adapter and parsed once. A stream that ends without `Stop` is an error of the adapter, so
callers may rely on the last event being a `Stop`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

Tier = Literal["planner", "executor", "chat", "utility"]
Effort = Literal["low", "medium", "high"]
StopReason = Literal[
    "end_turn", "tool_use", "max_tokens", "refusal", "context_window", "stop_sequence"
]
MediaType = Literal["image/jpeg", "image/png", "image/gif", "image/webp"]
JsonObject = Mapping[str, object]


@dataclass(frozen=True)
class TextPart:
    """Plain text."""

    text: str


@dataclass(frozen=True)
class ImagePart:
    """An image, inline."""

    media_type: MediaType
    content: bytes


@dataclass(frozen=True)
class ToolUsePart:
    """A tool call the model made earlier."""

    id: str
    name: str
    input: JsonObject


@dataclass(frozen=True)
class ToolResultPart:
    """Our answer to a tool call."""

    tool_use_id: str
    text: str
    is_error: bool = False


Part = TextPart | ImagePart | ToolUsePart | ToolResultPart


@dataclass(frozen=True)
class ModelMessage:
    """One message; `cache_until_here` puts a cache point after its last part."""

    role: Literal["user", "assistant"]
    parts: tuple[Part, ...]
    cache_until_here: bool = False

    @property
    def text(self) -> str:
        """Return the text parts, joined."""
        return "".join(part.text for part in self.parts if isinstance(part, TextPart))


@dataclass(frozen=True)
class SystemBlock:
    """One block of the system prompt; `cache_until_here` puts a cache point after it."""

    text: str
    cache_until_here: bool = False


@dataclass(frozen=True)
class ToolSpec:
    """A tool the model may call; the schema is static, small and flat."""

    name: str
    description: str
    input_schema: JsonObject


@dataclass(frozen=True)
class ModelRequest:
    """One call: stable text first, changing text in the newest user message."""

    tier: Tier
    label: str
    """What the call is for (`structure`, `week`, `chat` ...); in usage records, metrics, logs."""
    system: tuple[SystemBlock, ...]
    messages: tuple[ModelMessage, ...]
    max_tokens: int
    tools: tuple[ToolSpec, ...] = ()
    effort: Effort | None = None
    """None takes the tier's configured effort."""


@dataclass(frozen=True)
class Usage:
    """Tokens of one or more calls; `input_tokens` excludes cached ones."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        """Return the sum."""
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cache_read_tokens + other.cache_read_tokens,
            self.cache_write_tokens + other.cache_write_tokens,
        )


@dataclass(frozen=True)
class ModelStarted:
    """The answer has begun: the prompt prefix is in the cache from here on."""

    model_id: str
    usage: Usage
    model_name: str = ""
    """What the endpoint calls the model that answers; empty when it does not say."""


@dataclass(frozen=True)
class TextDelta:
    """A piece of text as the model gave it, not empty."""

    text: str


@dataclass(frozen=True)
class ToolStarted:
    """The model began to write a tool call."""

    id: str
    name: str


@dataclass(frozen=True)
class ToolInput:
    """A tool call is complete; `raw` is the JSON text as the model wrote it."""

    id: str
    name: str
    raw: str


@dataclass(frozen=True)
class Stop:
    """Always the last event; usage is that of the whole call."""

    reason: StopReason
    usage: Usage
    model_id: str
    model_name: str = ""


ModelEvent = ModelStarted | TextDelta | ToolStarted | ToolInput | Stop


@dataclass(frozen=True)
class ModelReply:
    """A collected stream."""

    text: str
    tool_inputs: tuple[ToolInput, ...]
    stop: StopReason
    usage: Usage
    model_id: str
    attempts: int = 1
    """Requests sent for this reply, retries and the fallback included."""
    model_name: str = ""
    """What the endpoint calls the model that answered; empty when it does not say."""


class TextModel(Protocol):
    """A model for the builds: blocking, safe to use from several threads at once."""

    def create(
        self, request: ModelRequest, *, on_started: Callable[[], None] | None = None
    ) -> ModelReply:
        """Return the collected answer; retries and the fallback model happen inside.

        `on_started` is called once, when the answer has begun and the prompt prefix is readable
        from the cache. A reply may end with `max_tokens` or `context_window`: callers check `stop`.

        Raises:
            ModelRefusedError: the model, and its fallback, refused.
            ModelError: any other subclass, after the retries that the remaining time allows.
        """
        ...


class AsyncTextModel(Protocol):
    """A model for the chat: reads no further than the consumer asks."""

    def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        """Yield events as they come; the last one is a `Stop`.

        Attempts that fail before the first event are repeated inside; later faults are raised.

        Raises:
            ModelError: one of its subclasses; broken and silent ends included.
        """
        ...


class EmbeddingModel(Protocol):
    """Text to a unit vector."""

    dimensions: int

    def embed(self, text: str) -> tuple[float, ...]:
        """Return the unit vector of a text of at most 8,000 tokens.

        Raises:
            ModelError: the call failed.
        """
        ...
