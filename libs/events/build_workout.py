"""The event of the workout build: the seed's eleven fields and the image keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from libs.coach.models import MAX_DIRECTIVE_CHARS, CoachConfig, read_coach_config
from libs.ids import content_hash
from libs.jobs.models import BuildEvent
from libs.wire import WireModel

MAX_IMAGES = 5
UPLOAD_PREFIX = "user-uploads"


def _instant_text(value: str) -> str:
    if datetime.fromisoformat(value).tzinfo is None:
        raise ValueError("an instant needs a zone")
    return value


InstantText = Annotated[str, AfterValidator(_instant_text)]


class Directive(WireModel):
    """The athlete's own top rule."""

    content: str = Field(max_length=MAX_DIRECTIVE_CHARS)
    enabled: bool


class BuildWorkoutEvent(BuildEvent):
    """Asks to log what a message reports."""

    user_message: str = Field(min_length=1)
    coach_config: Annotated[CoachConfig, BeforeValidator(read_coach_config)] = CoachConfig()
    completed_at: InstantText | None = None
    message_timestamp: InstantText | None = None
    is_slash_command: bool = False
    slash_command: str | None = None
    critical_training_directive: Directive | None = None
    image_s3_keys: tuple[str, ...] = Field(default=(), max_length=MAX_IMAGES, alias="imageS3Keys")

    @model_validator(mode="after")
    def _own_images_only(self) -> Self:
        prefix = f"{UPLOAD_PREFIX}/{self.user_id}/"
        for key in self.image_s3_keys:
            if not key.startswith(prefix) or ".." in key:
                raise ValueError("imageS3Keys must lie below the athlete's own uploads")
        return self

    @property
    def trigger_id(self) -> str:
        """Return the reporting message: as given, else by its content and time."""
        return self.message_id or content_hash(f"{self.message_timestamp}\n{self.user_message}")

    @property
    def facts(self) -> Mapping[str, object]:
        """Return figures for the first log line."""
        return {
            "characters": len(self.user_message),
            "slash_command": self.is_slash_command,
            "images": len(self.image_s3_keys),
        }
