"""What happens during a turn, free of any wire format.

Order: `Started` first and at once; exactly one of `Finished`, `Failed`, `Stopped`, last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from libs.conversation.lines import ErrorCode, Stage
from libs.conversation.models import Message, TokenUsage

FinishReason = Literal["stop", "length", "content-filter"]


@dataclass(frozen=True)
class Started:
    """The turn has begun; the answer is saved under `message_id`."""

    message_id: str
    conversation_id: str


@dataclass(frozen=True)
class Status:
    """An ephemeral line; never saved."""

    stage: Stage
    text: str


@dataclass(frozen=True)
class TextDelta:
    """Text to show, not empty, without the trigger."""

    text: str


@dataclass(frozen=True)
class ToolCalled:
    """The model called a tool; an answer follows."""

    id: str
    name: str
    input: Mapping[str, object]


@dataclass(frozen=True)
class ToolAnswered:
    """The tool's answer; `error` is a text to show, and then `output` is None."""

    id: str
    output: Mapping[str, object] | None
    error: str | None = None


@dataclass(frozen=True)
class BuildChanged:
    """A job was started or changed; `job` is the job JSON of `streaming.md` section 7."""

    job_id: str
    kind: str
    job: Mapping[str, object]


@dataclass(frozen=True)
class Finished:
    """The answer is complete and saved."""

    reason: FinishReason
    usage: TokenUsage
    model: str | None
    answer: Message
    user_message: Message
    conversation_id: str
    context_chars: int
    """Size of what the model saw, in characters."""
    memories_used: int = 0


@dataclass(frozen=True)
class Failed:
    """The turn ended early; `saved` tells whether the partial text is stored."""

    code: ErrorCode
    text: str
    saved: bool = True


@dataclass(frozen=True)
class Stopped:
    """The athlete stopped the turn; the text so far is saved."""

    usage: TokenUsage
    model: str | None
    answer: Message
    user_message: Message
    conversation_id: str


TurnEvent = (
    Started
    | Status
    | TextDelta
    | ToolCalled
    | ToolAnswered
    | BuildChanged
    | Finished
    | Failed
    | Stopped
)
