"""What the program build reads from its environment."""

from __future__ import annotations

from libs.settings import (
    BucketSettings,
    CoreSettings,
    EventBusSettings,
    JobSettings,
    ModelSettings,
    VectorSettings,
)


class Settings(
    CoreSettings, BucketSettings, ModelSettings, VectorSettings, JobSettings, EventBusSettings
):
    """Frozen; the template test holds it against the stack."""
