"""Conversations, messages, turns and the stream that is running, as they are stored.

One item per message, ordered by `seq`, which the store assigns. Times are aware UTC instants.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from libs.wire import WireModel

Mode = Literal["chat", "build"]
Role = Literal["user", "assistant"]
MessageState = Literal["complete", "truncated", "interrupted", "stopped", "failed", "refused"]
"""failed: a user message whose turn gave no text; refused: both sides leave the model history."""
TurnState = Literal["running", "complete", "failed"]
"""complete: an assistant message was saved, whatever its own state; failed: may be run again."""
SummaryReason = Literal["message_count", "complexity"]
ComplexityIndicator = Literal["health", "goal_change", "event_date", "new_result", "long_message"]
"""What of a turn makes a summary out of date before its time."""


class TokenUsage(WireModel):
    """Tokens of a turn, all its model calls together."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0

    @property
    def total(self) -> int:
        """Return what counts against the daily budget: everything that was processed."""
        return (
            self.input_tokens
            + self.output_tokens
            + self.cache_read_tokens
            + self.cache_write_tokens
        )


class Conversation(WireModel):
    """The head of a conversation; titles and modes change without touching messages."""

    conversation_id: str
    user_id: str
    coach_id: str
    title: str = ""
    mode: Mode = "chat"
    next_seq: int = 1
    """The seq the next message gets; one more than the messages written so far."""
    created_at: datetime
    updated_at: datetime
    active_job_id: str | None = None
    """The newest program job that a message of this conversation started."""
    tags: tuple[str, ...] = ()


class Message(WireModel):
    """One message; `content` is exactly the text that was streamed or sent."""

    id: str
    seq: int = 0
    """0 until the store has assigned it."""
    role: Role
    content: str
    created_at: datetime
    mode: Mode = "chat"
    state: MessageState = "complete"
    usage: TokenUsage | None = None
    model: str | None = None
    """The model that really answered; None for people and for fixed replies."""
    job_id: str | None = None
    image_keys: tuple[str, ...] = ()
    client_message_id: str | None = None


class TurnRecord(WireModel):
    """What makes a turn happen once: keyed by the client's message id, kept 24 h."""

    client_message_id: str
    user_message_id: str
    assistant_message_id: str
    claim: str = ""
    """Who runs the turn now, different for every request: tells a lost reply from a rival."""
    state: TurnState = "running"
    user_seq: int | None = None
    """Set once the user's message is stored; a second run overwrites that message."""
    assistant_seq: int | None = None
    started_at: datetime


class StreamPart(WireModel):
    """One piece of a running answer, in order of appearance."""

    kind: Literal["text", "tool", "build"]
    text: str = ""
    """The text run, the tool's answer, or the tool's error."""
    id: str = ""
    """The tool call id or the job id."""
    name: str = ""
    input_json: str = ""
    state: Literal["open", "answered", "failed"] = "open"
    job_json: str = ""


class ActiveStream(WireModel):
    """The answer that is being written now; there is at most one per conversation.

    `lease_until` is pushed forward with every write: a stream whose process died frees itself.
    """

    conversation_id: str
    message_id: str
    client_message_id: str
    parts: tuple[StreamPart, ...] = ()
    stop_requested: bool = False
    started_at: datetime
    updated_at: datetime
    lease_until: datetime

    @property
    def text(self) -> str:
        """Return the text so far."""
        return "".join(part.text for part in self.parts if part.kind == "text")


class ConversationSummary(WireModel):
    """The rolling summary; `up_to_seq` is the last message it covers."""

    text: str
    up_to_seq: int
    tags: tuple[str, ...] = ()
    structured_data: Mapping[str, str | tuple[str, ...]] = Field(default_factory=dict)
    """Lists of short facts under their wire names, and the emotional state."""
    first_message_id: str = ""
    last_message_id: str = ""
    message_count: int = 0
    """How many messages the summary rests on, all rounds together."""
    updated_at: datetime


@dataclass(frozen=True)
class TurnOpening:
    """What `begin_turn` takes in one transaction; days and minutes are those of UTC."""

    user_id: str
    conversation_id: str
    turn: TurnRecord
    now: datetime
    lease_s: int
    daily_turn_limit: int
    daily_token_limit: int
    turns_per_minute_limit: int
    reserved_tokens: int
    """Debited before the model is called; `finish_turn` puts what was used in their place."""


@dataclass(frozen=True)
class OpenedTurn:
    """The outcome of `begin_turn`; `fresh` is False when the same message came before."""

    fresh: bool
    turn: TurnRecord
    """The new record, the failed one that is run again, or the one that runs or ran already."""


@dataclass(frozen=True)
class ClosedTurn:
    """What `finish_turn` writes in one transaction."""

    user_id: str
    conversation_id: str
    turn: TurnRecord
    user_message: Message
    """With the seq it was stored under (0: it was not); a state other than complete is written."""
    answer: Message | None
    """Without seq; None when no text was shown."""
    tokens: int
    reserved_tokens: int
    """What `begin_turn` debited, on the UTC day `debited_on`."""
    debited_on: date
    now: datetime
    expected_seq: int
    """The head's `nextSeq` as last seen; a stale one costs one more read, nothing else."""
    job_id: str | None = None
    """A program job this turn started: becomes the head's `activeJobId`."""
