"""What the summary build reads from its environment."""

from __future__ import annotations

from libs.settings import (
    BucketSettings,
    CoreSettings,
    JobSettings,
    ModelSettings,
    VectorSettings,
)


class Settings(CoreSettings, BucketSettings, ModelSettings, VectorSettings, JobSettings):
    """Frozen; the template test holds it against the stack."""
