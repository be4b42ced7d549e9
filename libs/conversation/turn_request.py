"""A turn as asked, opened, and what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from libs.ai.ports import AsyncTextModel, ImagePart
from libs.clock import Clock
from libs.coach.models import CoachConfig, Profile
from libs.coach.ports import CoachStore
from libs.conversation.models import (
    Conversation,
    ConversationSummary,
    TurnOpening,
    TurnRecord,
)
from libs.conversation.ports import (
    ActiveStreams,
    BuildDispatcher,
    ConversationStore,
    ImageSource,
    Memories,
    Programs,
    RecentWorkouts,
    TurnLog,
    TurnReads,
)

if TYPE_CHECKING:
    from libs.conversation.background import Background
    from libs.conversation.program_day import ProgramDay
    from libs.conversation.recall import Recall

TURN_DEADLINE_S = 240.0
"""Below the function's 300 s (streaming.md section 5)."""


@dataclass(frozen=True)
class TurnRequest:
    """One message of the athlete, checked; `coach_id` None takes the conversation's coach."""

    user_id: str
    conversation_id: str
    coach_id: str | None
    text: str
    image_keys: tuple[str, ...]
    client_message_id: str
    sent_at: datetime
    correlation_id: str
    deadline_s: float = TURN_DEADLINE_S


@dataclass(frozen=True)
class TurnLimits:
    """Budgets and rhythms of a turn."""

    daily_turn_limit: int
    daily_token_limit: int
    turns_per_minute_limit: int
    max_tokens: int = 4096
    """Of one reply of the coach."""
    write_every_s: float = 1.0
    """Rhythm of the active-stream write that also reads the stop flag."""
    lease_s: int = 30
    """A stream that was not written for so long belongs to a dead process."""


@dataclass(frozen=True)
class TurnPorts:
    """Everything a turn talks to."""

    conversations: ConversationStore
    streams: ActiveStreams
    coaches: CoachStore
    reads: TurnReads
    workouts: RecentWorkouts
    programs: Programs
    memories: Memories
    images: ImageSource
    builds: BuildDispatcher
    model: AsyncTextModel
    clock: Clock
    log: TurnLog


@dataclass(frozen=True)
class OpenTurn:
    """A turn that may start: loaded, debited, holding the conversation's stream.

    `fresh` is False for a message that came before: its answer is replayed or followed.
    """

    request: TurnRequest
    opening: TurnOpening
    fresh: bool
    turn: TurnRecord
    conversation: Conversation
    coach: CoachConfig
    profile: Profile | None
    summary: ConversationSummary | None
    background: Background
    program: ProgramDay
    images: tuple[ImagePart, ...]
    recall: Recall
    zone: ZoneInfo
