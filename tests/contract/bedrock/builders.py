from __future__ import annotations

from collections.abc import AsyncIterator

from libs.ai.bedrock.async_client import AsyncBedrockTextModel
from libs.ai.bedrock.client import BedrockTextModel
from libs.ai.models import DEFAULT_TIERS, ModelTiers, TierConfig
from libs.ai.ports import (
    ModelEvent,
    ModelMessage,
    ModelRequest,
    SystemBlock,
    TextPart,
    Tier,
    ToolSpec,
)
from libs.ai.retry import BUILD_RETRIES, CHAT_RETRIES, RetryPolicy, TokenBucket
from libs.ai.usage import SpendGuard, UsageMeter
from libs.clock import Clock, SystemClock
from libs.ids import SeededIds

REGION = "us-east-1"
SONNET = "global.anthropic.claude-sonnet-5"
PLANNER = "global.anthropic.claude-sonnet-5-5"
HAIKU = "global.anthropic.claude-haiku-5-5"

TOOL = ToolSpec("write_week", "Writes one week.", {"type": "object", "properties": {}})


def request(
    text: str = "Hello",
    *,
    label: str = "week",
    tier: Tier = "executor",
    max_tokens: int = 2000,
    tools: tuple[ToolSpec, ...] = (),
    system: str = "",
    cache: bool = False,
) -> ModelRequest:
    return ModelRequest(
        tier=tier,
        label=label,
        system=(SystemBlock(f"Task: {label}\n{system}", cache_until_here=cache),),
        messages=(ModelMessage("user", (TextPart(text),)),),
        max_tokens=max_tokens,
        tools=tools,
    )


def only(model_id: str, fallback: str | None = None) -> ModelTiers:
    tier = TierConfig(model_id=model_id, fallback_model_id=fallback)
    return ModelTiers(planner=tier, executor=tier, chat=tier, utility=tier)


class InstantClock(SystemClock):
    """Real time, but waiting takes none; remembers what it was asked to wait for."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def blocking_model(
    base_url: str,
    *,
    tiers: ModelTiers = DEFAULT_TIERS,
    clock: Clock | None = None,
    remaining_s: float = 900.0,
    bucket: TokenBucket | None = None,
    meter: UsageMeter | None = None,
    guard: SpendGuard | None = None,
    policy: RetryPolicy = BUILD_RETRIES,
) -> BedrockTextModel:
    return BedrockTextModel(
        tiers=tiers,
        region=REGION,
        clock=clock or InstantClock(),
        ids=SeededIds(),
        remaining_s=lambda: remaining_s,
        token_bucket=bucket or TokenBucket(),
        meter=meter or UsageMeter(),
        base_url=base_url,
        guard=guard,
        policy=policy,
    )


def streaming_model(
    base_url: str,
    *,
    tiers: ModelTiers = DEFAULT_TIERS,
    remaining_s: float = 240.0,
    meter: UsageMeter | None = None,
    policy: RetryPolicy = CHAT_RETRIES,
) -> AsyncBedrockTextModel:
    return AsyncBedrockTextModel(
        tiers=tiers,
        region=REGION,
        clock=SystemClock(),
        ids=SeededIds(),
        remaining_s=lambda: remaining_s,
        token_bucket=TokenBucket(),
        meter=meter or UsageMeter(),
        base_url=base_url,
        policy=policy,
        sleep=_no_sleep,
    )


async def collect(events: AsyncIterator[ModelEvent]) -> list[ModelEvent]:
    return [event async for event in events]


async def _no_sleep(seconds: float) -> None:
    return None
