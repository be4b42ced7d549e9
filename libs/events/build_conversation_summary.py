"""The event that asks for a new rolling summary."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from libs.conversation.models import ComplexityIndicator, SummaryReason
from libs.jobs.models import BuildEvent


class BuildConversationSummaryEvent(BuildEvent):
    """Asks to summarise a conversation up to its newest message."""

    trigger_reason: SummaryReason
    message_count: int = Field(ge=0)
    complexity_indicators: tuple[ComplexityIndicator, ...] | None = None
    """What was found in the turn, with the reason `complexity`."""

    @property
    def trigger_id(self) -> str:
        """Return what makes two requests the same one: the number of messages."""
        return self.message_id or f"messages-{self.message_count}"

    @property
    def facts(self) -> Mapping[str, object]:
        """Return figures for the first log line."""
        return {
            "messages": self.message_count,
            "reason": self.trigger_reason,
            "indicators": self.complexity_indicators or (),
        }
