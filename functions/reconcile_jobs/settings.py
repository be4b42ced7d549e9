"""What the reconciler reads from its environment."""

from __future__ import annotations

from libs.settings import (
    BucketSettings,
    BuildFunctionSettings,
    CoreSettings,
    EventBusSettings,
    JobSettings,
)


class Settings(CoreSettings, BucketSettings, JobSettings, BuildFunctionSettings, EventBusSettings):
    """Frozen; the template test holds it against the stack."""
