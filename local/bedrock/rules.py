"""Validates a Messages body the way the service does; every finding is a 400."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from itertools import pairwise

from local.bedrock.calls import blocks_of, dicts_of
from local.bedrock.capabilities import EFFORTS, RULES, ModelRules, family_of
from local.bedrock.failures import Failure, invalid
from local.bedrock.prefix_cache import TTL_S, cache_points

Body = Mapping[str, object]
Rule = Callable[[Body, ModelRules], str | None]

MAX_CACHE_POINTS = 4
SAMPLING_KEYS = ("temperature", "top_p", "top_k")
IMAGE_TYPES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
_KEYS = frozenset(
    {
        "anthropic_version",
        "anthropic_beta",
        "max_tokens",
        "messages",
        "system",
        "tools",
        "tool_choice",
        "thinking",
        "output_config",
        "stop_sequences",
        "metadata",
        "amazon-bedrock-guardrailConfig",
        *SAMPLING_KEYS,
    }
)


def find_model(model_id: str) -> ModelRules | Failure:
    """Return the rules of a model, or the 400 that an unknown or bare id gets."""
    family, has_profile = family_of(model_id)
    rules = RULES.get(family)
    if rules is None:
        return invalid("The provided model identifier is invalid.")
    if rules.needs_profile and not has_profile:
        return invalid(
            f"Invocation of model ID {model_id} with on-demand throughput isn't supported. Retry "
            "your request with the ID or ARN of an inference profile that contains this model."
        )
    return rules


def check_body(body: Body, rules: ModelRules) -> Failure | None:
    """Return the first rule that the body breaks."""
    for rule in _RULES:
        message = rule(body, rules)
        if message is not None:
            return invalid(message)
    return None


def _check_keys(body: Body, rules: ModelRules) -> str | None:
    for key in body:
        if key not in _KEYS:
            return f"{key}: Extra inputs are not permitted"
        if key in SAMPLING_KEYS and not rules.sampling:
            return f"`{key}` is not supported for this model."
    return None


def _check_version(body: Body, rules: ModelRules) -> str | None:
    version = body.get("anthropic_version")
    if version is None:
        return "anthropic_version: Field required"
    return None if version in rules.versions else "Invalid API version"


def _check_max_tokens(body: Body, rules: ModelRules) -> str | None:
    limit = body.get("max_tokens")
    if not isinstance(limit, int) or limit < 1:
        return "max_tokens: Input should be greater than or equal to 1"
    if limit > rules.max_output_tokens:
        return (
            f"max_tokens: {limit} > {rules.max_output_tokens}, which is the maximum allowed number "
            "of output tokens for this model"
        )
    return None


def _check_messages(body: Body, rules: ModelRules) -> str | None:
    messages = dicts_of(body.get("messages"))
    if not messages:
        return "messages: at least one message is required"
    if messages[0].get("role") != "user":
        return 'messages: first message must use the "user" role'
    for index, message in enumerate(messages):
        if message.get("role") not in ("user", "assistant"):
            return f'messages.{index}.role: Input should be "user" or "assistant"'
        if not blocks_of(message.get("content")):
            return f"messages.{index}: all messages must have non-empty content"
    if messages[-1].get("role") == "assistant" and not rules.prefill:
        return (
            "This model does not support assistant message prefill. The conversation must end "
            "with a user message."
        )
    return None


def _check_blocks(body: Body, rules: ModelRules) -> str | None:
    for index, message in enumerate(dicts_of(body.get("messages"))):
        for at, block in enumerate(blocks_of(message.get("content"))):
            problem = _block_problem(block)
            if problem is not None:
                return f"messages.{index}.content.{at}: {problem}"
    for block in blocks_of(body.get("system")):
        if not block.get("text"):
            return "system: text content blocks must be non-empty"
    return None


def _block_problem(block: Body) -> str | None:
    kind = block.get("type")
    if kind == "text":
        return None if block.get("text") else "text content blocks must be non-empty"
    if kind == "image":
        return _image_problem(block.get("source"))
    if kind in ("tool_use", "tool_result", "thinking", "redacted_thinking"):
        return None
    return f"Input tag '{kind}' found using 'type' does not match any of the expected tags"


def _image_problem(source: object) -> str | None:
    if not isinstance(source, dict) or source.get("type") != "base64":
        return "source.type: only 'base64' is supported"
    if source.get("media_type") not in IMAGE_TYPES:
        return "source.base64.media_type: Input should be 'image/jpeg', 'image/png', ..."
    try:
        content = base64.b64decode(str(source.get("data", "")), validate=True)
    except binascii.Error:
        return "source.base64: invalid base64 data"
    return None if content else "source.base64: image cannot be empty"


def _check_tool_pairs(body: Body, rules: ModelRules) -> str | None:
    messages = [blocks_of(message.get("content")) for message in dicts_of(body.get("messages"))]
    for index, (blocks, following) in enumerate(pairwise([*messages, ()])):
        asked = {block.get("id") for block in blocks if block.get("type") == "tool_use"}
        given = {block.get("tool_use_id") for block in following if _is_result(block)}
        if asked - given:
            return (
                f"messages.{index}: `tool_use` ids were found without `tool_result` blocks "
                "immediately after"
            )
        if given - asked:
            return f"messages.{index + 1}: unexpected `tool_use_id` found in `tool_result` blocks"
    return None


def _is_result(block: Body) -> bool:
    return block.get("type") == "tool_result"


def _check_tools(body: Body, rules: ModelRules) -> str | None:
    for index, tool in enumerate(dicts_of(body.get("tools"))):
        if "type" in tool and tool["type"] != "custom":
            return f"tools.{index}: server tools are not supported"
        if not tool.get("name") or not isinstance(tool.get("input_schema"), dict):
            return f"tools.{index}: name and input_schema are required"
        if tool.get("strict") and not rules.native_schema:
            return f"tools.{index}.strict: Extra inputs are not permitted"
    return None


def _check_tool_choice(body: Body, rules: ModelRules) -> str | None:
    choice = body.get("tool_choice")
    if choice is None:
        return None
    kind = choice.get("type") if isinstance(choice, dict) else None
    if kind not in ("auto", "any", "tool", "none"):
        return "tool_choice.type: Input should be 'auto', 'any', 'tool' or 'none'"
    if not body.get("tools"):
        return "tool_choice: may only be specified while providing tools"
    return _forced_tool_problem(str(kind), body, rules) if kind in ("any", "tool") else None


def _forced_tool_problem(kind: str, body: Body, rules: ModelRules) -> str | None:
    if not rules.forced_tool:
        return f'tool_choice: type "{kind}" is not supported for this model.'
    if _thinking_type(body) == "enabled":
        return "Thinking may not be enabled when tool_choice forces tool use."
    return None


def _check_thinking(body: Body, rules: ModelRules) -> str | None:
    kind = _thinking_type(body)
    if kind is None:
        return None
    if kind not in rules.thinking:
        return f'"thinking.type.{kind}" is not supported for this model.'
    if kind == "enabled":
        thinking = body.get("thinking")
        budget = thinking.get("budget_tokens") if isinstance(thinking, dict) else None
        if not isinstance(budget, int) or budget < 1024:
            return "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"
    return None


def _check_output_config(body: Body, rules: ModelRules) -> str | None:
    config = body.get("output_config")
    if config is None:
        return None
    if not isinstance(config, dict) or config.keys() - {"effort", "format"}:
        return "output_config: Extra inputs are not permitted"
    if "format" in config and not rules.native_schema:
        return "output_config.format: Extra inputs are not permitted"
    effort = config.get("effort")
    return None if effort is None else _effort_problem(effort, body, rules)


def _effort_problem(effort: object, body: Body, rules: ModelRules) -> str | None:
    if not rules.effort:
        return "output_config.effort: This model does not support the effort parameter."
    if effort not in EFFORTS:
        return f"output_config.effort: Input should be one of {', '.join(EFFORTS)}"
    above = EFFORTS.index(str(effort)) > EFFORTS.index(rules.max_disabled_effort)
    if above and _thinking_type(body) == "disabled":
        return f'thinking cannot be disabled with effort "{effort}"'
    return None


def _check_cache_points(body: Body, rules: ModelRules) -> str | None:
    points = cache_points(body)
    if len(points) > MAX_CACHE_POINTS:
        return (
            f"A maximum of {MAX_CACHE_POINTS} blocks with cache_control may be provided. "
            f"Found {len(points)}."
        )
    lifetimes = []
    for point in points:
        ttl = point.get("ttl", "5m") if isinstance(point, dict) else None
        if not isinstance(point, dict) or point.get("type") != "ephemeral" or ttl not in TTL_S:
            return "cache_control: type must be 'ephemeral', ttl '5m' or '1h'"
        lifetimes.append(ttl)
    if ("5m", "1h") in pairwise(lifetimes):
        return "a ttl='1h' cache_control block must not come after a ttl='5m' block"
    return None


def _thinking_type(body: Body) -> str | None:
    thinking = body.get("thinking")
    return str(thinking.get("type")) if isinstance(thinking, dict) else None


_RULES: tuple[Rule, ...] = (
    _check_keys,
    _check_version,
    _check_max_tokens,
    _check_messages,
    _check_blocks,
    _check_tool_pairs,
    _check_tools,
    _check_tool_choice,
    _check_thinking,
    _check_output_config,
    _check_cache_points,
)
