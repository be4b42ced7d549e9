"""What the summary build reads from its environment."""

from __future__ import annotations

from libs.settings import BucketSettings, CoreSettings, ModelSettings, VectorSettings


class Settings(CoreSettings, BucketSettings, ModelSettings, VectorSettings):
    """Frozen; the template test holds it against the stack."""
