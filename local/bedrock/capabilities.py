"""What each model accepts, as the service applies it.

This is a copy of its own, kept apart from the application's table on purpose: a wrong entry there
shows as a 400 here. Source: bedrock.md, section 3; entries marked unknown there are permissive.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LEGACY_VERSION = "bedrock-2023-05-31"
SDK_VERSION = "2026-10-21"
EFFORTS = ("low", "medium", "high", "xhigh", "max")

_PREFIX = re.compile(r"^(global|us|eu|jp|au)\.")
_ANY_VERSION = frozenset({LEGACY_VERSION, SDK_VERSION})
_LEGACY_ONLY = frozenset({LEGACY_VERSION})


@dataclass(frozen=True)
class ModelRules:
    """The rules of one model family; token figures are limits."""

    thinking: frozenset[str]
    """Accepted values of `thinking.type`."""
    thinks_by_default: bool
    forced_tool: bool
    prefill: bool
    native_schema: bool
    sampling: bool
    effort: bool
    max_disabled_effort: str
    """The highest effort that goes together with disabled thinking."""
    versions: frozenset[str]
    min_prefix_tokens: int
    context_tokens: int = 1_000_000
    max_output_tokens: int = 128_000
    needs_profile: bool = False


def _rules(
    thinking: str,
    min_prefix_tokens: int,
    *,
    always_thinks: bool = False,
    max_disabled_effort: str = "max",
    needs_profile: bool = False,
) -> ModelRules:
    return ModelRules(
        thinking=frozenset(thinking.split()),
        thinks_by_default=always_thinks,
        forced_tool=not always_thinks,
        prefill=False,
        native_schema=False,
        sampling=False,
        effort=True,
        max_disabled_effort=max_disabled_effort,
        versions=_ANY_VERSION,
        min_prefix_tokens=min_prefix_tokens,
        needs_profile=needs_profile,
    )


RULES: dict[str, ModelRules] = {
    "anthropic.claude-haiku-5-5": _rules(
        "adaptive disabled", 512, max_disabled_effort="high", needs_profile=True
    ),
    "anthropic.claude-sonnet-5-5": _rules(
        "adaptive between_tools", 512, always_thinks=True, needs_profile=True
    ),
    "anthropic.claude-opus-5-5": _rules("adaptive", 512, always_thinks=True, needs_profile=True),
    "anthropic.claude-fable-5-1": _rules("adaptive", 512, always_thinks=True),
    "anthropic.claude-sonnet-5": _rules("adaptive disabled", 1024),
    "anthropic.claude-opus-5": _rules("adaptive disabled", 512),
    "anthropic.claude-opus-4-8": _rules("adaptive disabled", 1024),
    "anthropic.claude-sonnet-4-6": ModelRules(
        thinking=frozenset({"adaptive", "enabled", "disabled"}),
        thinks_by_default=False,
        forced_tool=True,
        prefill=False,
        native_schema=True,
        sampling=True,
        effort=True,
        max_disabled_effort="max",
        versions=_LEGACY_ONLY,
        min_prefix_tokens=1024,
        max_output_tokens=64_000,
    ),
    "anthropic.claude-haiku-4-5-20251001-v1:0": ModelRules(
        thinking=frozenset({"enabled", "disabled"}),
        thinks_by_default=False,
        forced_tool=True,
        prefill=True,
        native_schema=True,
        sampling=True,
        effort=False,
        max_disabled_effort="max",
        versions=_LEGACY_ONLY,
        min_prefix_tokens=4096,
        context_tokens=200_000,
        max_output_tokens=64_000,
    ),
}


def family_of(model_id: str) -> tuple[str, bool]:
    """Return the id without its inference-profile prefix, and whether it had one."""
    family, found = _PREFIX.subn("", model_id)
    return family, bool(found)
