"""Models as data: what each accepts, what it costs, and which one serves which tier.

Source of all figures: bedrock.md, section 3. Adding a model is one row here, one in the local
Bedrock's own copy, and a run of the contract tests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from pydantic import Field

from libs.ai.ports import Effort, Tier
from libs.wire import WireModel

GEO_SURCHARGE = Decimal("1.10")
"""Source: `us.`, `eu.`, `jp.` and `au.` profiles cost 10 % more than `global.` ones."""

TITAN_MODEL_ID = "amazon.titan-embed-text-v2:0"

_PREFIX = re.compile(r"^(?P<prefix>global|us|eu|jp|au)\.")
_HAIKU_LONG_PROMPT_TOKENS = 100_000
_HAIKU_LONG_PROMPT_FACTOR = 5


@dataclass(frozen=True)
class Price:
    """USD per million tokens; cache writes are those with a lifetime of five minutes."""

    input: Decimal
    output: Decimal
    cache_write: Decimal
    cache_read: Decimal
    long_prompt_tokens: int | None = None
    """Prompts over this size cost `long_prompt_factor` times as much."""
    long_prompt_factor: int = 1


@dataclass(frozen=True)
class Capability:
    """What a model accepts, as far as we use it; token figures are limits."""

    price: Price
    can_disable_thinking: bool = False
    effort: bool = False
    min_prefix_tokens: int = 1024
    context_tokens: int = 1_000_000
    max_output_tokens: int = 128_000


class TierConfig(WireModel):
    """Which model serves a tier, and how hard it thinks."""

    model_id: str = Field(min_length=1)
    fallback_model_id: str | None = None
    effort: Effort | None = None
    disable_thinking: bool = False


def _price(per_million: str) -> Price:
    """Read the figures for input, output, cache write and cache read."""
    entry, answer, write, read = (Decimal(figure) for figure in per_million.split())
    return Price(entry, answer, write, read)


_HAIKU_PRICE = replace(
    _price("0.10 0.50 0.125 0.01"),
    long_prompt_tokens=_HAIKU_LONG_PROMPT_TOKENS,
    long_prompt_factor=_HAIKU_LONG_PROMPT_FACTOR,
)

CAPABILITIES: Mapping[str, Capability] = {
    "anthropic.claude-haiku-5-5": Capability(
        _HAIKU_PRICE, can_disable_thinking=True, effort=True, min_prefix_tokens=512
    ),
    "anthropic.claude-sonnet-5-5": Capability(
        _price("2 10 2.5 0.10"), effort=True, min_prefix_tokens=512
    ),
    "anthropic.claude-sonnet-5": Capability(
        _price("2 10 2.5 0.20"), can_disable_thinking=True, effort=True
    ),
    "anthropic.claude-opus-5-5": Capability(
        _price("4 20 5 0.20"), effort=True, min_prefix_tokens=512
    ),
    "anthropic.claude-opus-5": Capability(
        _price("5 25 6.25 0.50"), can_disable_thinking=True, effort=True, min_prefix_tokens=512
    ),
    "anthropic.claude-opus-4-8": Capability(
        _price("5 25 6.25 0.50"), can_disable_thinking=True, effort=True
    ),
    "anthropic.claude-fable-5-1": Capability(
        _price("10 50 12.5 0.25"), effort=True, min_prefix_tokens=512
    ),
    "anthropic.claude-sonnet-4-6": Capability(
        _price("3 15 3.75 0.30"), can_disable_thinking=True, effort=True, max_output_tokens=64_000
    ),
    "anthropic.claude-haiku-4-5-20251001-v1:0": Capability(
        _price("1 5 1.25 0.10"),
        can_disable_thinking=True,
        min_prefix_tokens=4096,
        context_tokens=200_000,
        max_output_tokens=64_000,
    ),
    TITAN_MODEL_ID: Capability(_price("0.02 0 0 0"), context_tokens=8192),
}

UNKNOWN_MODEL = Capability(_price("10 50 12.5 1"))
"""Accepts nothing optional and costs the most, so that budgets err on the safe side."""


def capability_of(model_id: str) -> Capability:
    """Return what is known of a model, `UNKNOWN_MODEL` for an id that is not in the table."""
    return CAPABILITIES.get(_PREFIX.sub("", model_id), UNKNOWN_MODEL)


def has_geo_surcharge(model_id: str) -> bool:
    """Tell whether the id names a geographic inference profile."""
    match = _PREFIX.match(model_id)
    return match is not None and match["prefix"] != "global"


_DEFAULT_PLANNER = TierConfig(
    model_id="global.anthropic.claude-sonnet-5-5",
    fallback_model_id="global.anthropic.claude-sonnet-5",
    effort="medium",
)
_DEFAULT_EXECUTOR = TierConfig(
    model_id="global.anthropic.claude-sonnet-5",
    fallback_model_id="global.anthropic.claude-sonnet-5-5",
    effort="low",
    disable_thinking=True,
)
_DEFAULT_CHAT = TierConfig(
    model_id="global.anthropic.claude-sonnet-5",
    fallback_model_id="global.anthropic.claude-haiku-5-5",
    effort="low",
    disable_thinking=True,
)
_DEFAULT_UTILITY = TierConfig(
    model_id="global.anthropic.claude-haiku-5-5",
    fallback_model_id="global.anthropic.claude-sonnet-5",
    effort="low",
    disable_thinking=True,
)


class ModelTiers(WireModel):
    """The models of all tiers; tiers that are not given keep their defaults."""

    planner: TierConfig = _DEFAULT_PLANNER
    executor: TierConfig = _DEFAULT_EXECUTOR
    chat: TierConfig = _DEFAULT_CHAT
    utility: TierConfig = _DEFAULT_UTILITY

    def tier(self, name: Tier) -> TierConfig:
        """Return the configuration of a tier."""
        tiers: dict[Tier, TierConfig] = {
            "planner": self.planner,
            "executor": self.executor,
            "chat": self.chat,
            "utility": self.utility,
        }
        return tiers[name]

    def model_ids(self) -> tuple[str, ...]:
        """Return every model that may be called, sorted; for grants and the capability check."""
        tiers = (self.planner, self.executor, self.chat, self.utility)
        ids = {tier.model_id for tier in tiers}
        return tuple(sorted(ids | {tier.fallback_model_id or tier.model_id for tier in tiers}))


DEFAULT_TIERS = ModelTiers()


def load_tiers(raw: str | None) -> ModelTiers:
    """Read the JSON of MODEL_TIERS; nothing or an empty text gives the defaults.

    Raises:
        pydantic.ValidationError: the text is no such configuration.
    """
    return ModelTiers.model_validate_json(raw) if raw else DEFAULT_TIERS
