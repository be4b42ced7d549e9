"""What the build function hands to the domain: one message to log, and facts around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class OrderFacts:
    """The message and what a reader of it has to know; `unit` is the athlete's usual one."""

    text: str
    sent_at: datetime
    zone: ZoneInfo
    unit: Literal["kg", "lb"] | None = None
    directive: str = ""
    profile: str = ""
    """What is known of the athlete; a number in it proves nothing about this session."""
    is_slash_command: bool = False
    image_count: int = 0

    @property
    def local_sent_at(self) -> datetime:
        """Return when the message was sent, where the athlete is."""
        return self.sent_at.astimezone(self.zone)


@dataclass(frozen=True)
class LogOrder:
    """One message to log; instants are aware, `message_id` makes repeats one."""

    user_id: str
    coach_id: str
    conversation_id: str
    message_id: str
    text: str
    zone: ZoneInfo
    now: datetime
    message_at: datetime | None = None
    completed_at: datetime | None = None
    unit: Literal["kg", "lb"] | None = None
    directive: str = ""
    profile: str = ""
    coach_name: str = ""
    is_slash_command: bool = False
    image_keys: tuple[str, ...] = ()

    @property
    def facts(self) -> OrderFacts:
        """Return what reading the message needs."""
        return OrderFacts(
            text=self.text,
            sent_at=min(self.message_at or self.now, self.now),
            zone=self.zone,
            unit=self.unit,
            directive=self.directive,
            profile=self.profile,
            is_slash_command=self.is_slash_command,
            image_count=len(self.image_keys),
        )
