"""The event of the training program build, field for field the seed's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from libs.coach.models import CoachConfig, Profile, read_coach_config, read_profile
from libs.ids import content_hash
from libs.jobs.models import BuildEvent
from libs.wire import WireModel


class ConversationMessage(WireModel):
    """One message of the build section, in order of the conversation."""

    id: str | None = None
    role: Literal["user", "assistant"]
    content: str
    timestamp: str | None = None
    mode: str | None = None


def _optional_profile(value: object) -> Profile | None:
    return None if value is None else read_profile(value)


class BuildTrainingProgramEvent(BuildEvent):
    """Asks for a program; coach config and profile are hints, the stored ones count."""

    conversation_messages: tuple[ConversationMessage, ...] = Field(min_length=1)
    coach_config: Annotated[CoachConfig, BeforeValidator(read_coach_config)] = CoachConfig()
    user_profile: Annotated[Profile | None, BeforeValidator(_optional_profile)] = None

    @property
    def trigger_id(self) -> str:
        """Return the triggering message: as given, else a hash of the last user message's."""
        if self.message_id:
            return self.message_id
        from_user = [item for item in self.conversation_messages if item.role == "user"]
        last = from_user[-1] if from_user else self.conversation_messages[-1]
        return content_hash(last.id or last.content)

    @property
    def facts(self) -> Mapping[str, object]:
        """Return figures for the first log line."""
        return {"messages": len(self.conversation_messages)}
