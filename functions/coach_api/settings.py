"""What the JSON API reads from its environment."""

from __future__ import annotations

from libs.settings import (
    BucketSettings,
    BuildFunctionSettings,
    BuildLimitSettings,
    CoreSettings,
    CorsSettings,
    JobSettings,
    TokenSettings,
    VectorSettings,
)


class Settings(
    CoreSettings,
    BucketSettings,
    VectorSettings,
    TokenSettings,
    CorsSettings,
    JobSettings,
    BuildLimitSettings,
    BuildFunctionSettings,
):
    """Frozen; the template test holds it against the stack."""
