"""Settings of the chat function."""

from __future__ import annotations

from libs.settings import (
    BucketSettings,
    BuildFunctionSettings,
    BuildLimitSettings,
    CoreSettings,
    CorsSettings,
    JobSettings,
    ModelSettings,
    SummaryFunctionSettings,
    TokenSettings,
    TurnLimitSettings,
    VectorSettings,
)


class Settings(
    CoreSettings,
    BucketSettings,
    ModelSettings,
    VectorSettings,
    JobSettings,
    BuildLimitSettings,
    TurnLimitSettings,
    BuildFunctionSettings,
    SummaryFunctionSettings,
    TokenSettings,
    CorsSettings,
):
    """Every variable the chat function reads."""
