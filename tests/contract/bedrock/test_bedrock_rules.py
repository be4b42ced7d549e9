from __future__ import annotations

import base64

import pytest

from libs.ai.models import CAPABILITIES, TITAN_MODEL_ID, ModelTiers, TierConfig
from libs.ai.ports import Effort
from local.bedrock import LocalBedrock
from tests.contract.bedrock.builders import (
    HAIKU,
    PLANNER,
    SONNET,
    TOOL,
    blocking_model,
    request,
)
from tests.contract.bedrock.wire import body, post

OPUS_5_5 = "eu.anthropic.claude-opus-5-5"
FABLE = "us.anthropic.claude-fable-5-1"
SONNET_4_6 = "us.anthropic.claude-sonnet-4-6"
HAIKU_4_5 = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
PREFILL = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "{"}]
TOOLS = [{"name": "t", "description": "d", "input_schema": {"type": "object"}}]
ENABLED = {"type": "enabled", "budget_tokens": 1024}
DISABLED = {"type": "disabled"}
FORMAT = {"format": {"type": "json_schema", "schema": {}}}
POINT = {"type": "ephemeral"}
URL_IMAGE = {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}
PNG_IMAGE = {
    "type": "image",
    "source": {
        "type": "base64",
        "media_type": "image/png",
        "data": base64.b64encode(b"x").decode(),
    },
}
CALLED = {"role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "t"}]}


def user(*blocks: object) -> list[object]:
    return [{"role": "user", "content": list(blocks)}]


def points(count: int) -> list[object]:
    return [{"type": "text", "text": "x", "cache_control": POINT} for _ in range(count)]


@pytest.mark.parametrize(
    ("model_id", "changes"),
    [
        (SONNET, {"thinking": DISABLED}),
        (HAIKU, {"thinking": DISABLED, "output_config": {"effort": "high"}}),
        (PLANNER, {"thinking": {"type": "between_tools"}}),
        (PLANNER, {"tools": TOOLS, "tool_choice": {"type": "auto"}}),
        (SONNET, {"tools": TOOLS, "tool_choice": {"type": "any"}}),
        (OPUS_5_5, {"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}}),
        (SONNET, {"anthropic_version": "2026-10-21"}),
        (SONNET_4_6, {"output_config": FORMAT}),
        (SONNET_4_6, {"thinking": ENABLED, "temperature": 0.5}),
        (HAIKU_4_5, {"messages": PREFILL, "top_k": 5}),
        (SONNET, {"system": points(4)}),
        (SONNET, {"messages": user(PNG_IMAGE)}),
        (SONNET, {"max_tokens": 128_000, "stop_sequences": ["x"], "metadata": {"user_id": "u"}}),
    ],
)
def test_what_a_model_accepts(
    bedrock: LocalBedrock, model_id: str, changes: dict[str, object]
) -> None:
    response = post(bedrock.base_url, body(**changes), model_id=model_id)

    assert response.status_code == 200, response.text


@pytest.mark.parametrize(
    ("model_id", "changes", "word"),
    [
        ("global.anthropic.claude-2", {}, "identifier"),
        ("anthropic.claude-sonnet-5-5", {}, "inference profile"),
        (SONNET, {"anthropic_version": None}, "anthropic_version"),
        (SONNET_4_6, {"anthropic_version": "2026-10-21"}, "version"),
        (HAIKU_4_5, {"anthropic_version": "2026-10-21"}, "version"),
        (SONNET, {"service_tier": "auto"}, "service_tier"),
        (SONNET, {"inference_geo": "eu"}, "Extra inputs"),
        (SONNET, {"temperature": 0.2}, "temperature"),
        (PLANNER, {"top_p": 0.2}, "top_p"),
        (SONNET, {"messages": PREFILL}, "prefill"),
        (SONNET_4_6, {"messages": PREFILL}, "prefill"),
        (PLANNER, {"thinking": DISABLED}, "thinking"),
        (OPUS_5_5, {"thinking": DISABLED}, "thinking"),
        (FABLE, {"thinking": DISABLED}, "thinking"),
        (SONNET, {"thinking": ENABLED}, "thinking"),
        (HAIKU_4_5, {"thinking": {"type": "adaptive"}}, "thinking"),
        (HAIKU_4_5, {"thinking": {"type": "enabled"}}, "budget"),
        (HAIKU_4_5, {"output_config": {"effort": "low"}}, "effort"),
        (HAIKU, {"thinking": DISABLED, "output_config": {"effort": "max"}}, "effort"),
        (SONNET, {"output_config": {"effort": "extreme"}}, "effort"),
        (SONNET, {"output_config": {"depth": 1}}, "output_config"),
        (PLANNER, {"tools": TOOLS, "tool_choice": {"type": "any"}}, "tool_choice"),
        (OPUS_5_5, {"tools": TOOLS, "tool_choice": {"type": "tool", "name": "t"}}, "tool_choice"),
        (FABLE, {"tools": TOOLS, "tool_choice": {"type": "any"}}, "tool_choice"),
        (SONNET, {"tool_choice": {"type": "auto"}}, "tool_choice"),
        (
            SONNET_4_6,
            {"tools": TOOLS, "tool_choice": {"type": "any"}, "thinking": ENABLED},
            "tool_choice",
        ),
        (SONNET, {"output_config": FORMAT}, "format"),
        (SONNET, {"tools": [{**TOOLS[0], "strict": True}]}, "strict"),
        (SONNET, {"tools": [{"type": "web_search_20250305", "name": "web_search"}]}, "server"),
        (SONNET, {"max_tokens": 128_001}, "max_tokens"),
        (SONNET_4_6, {"max_tokens": 64_001}, "max_tokens"),
        (SONNET, {"max_tokens": 0}, "max_tokens"),
        (SONNET, {"system": points(5)}, "maximum of 4"),
        (SONNET, {"system": [{**{"type": "text", "text": "x"}, "cache_control": {}}]}, "cache"),
        (SONNET, {"messages": []}, "at least one"),
        (SONNET, {"messages": [{"role": "assistant", "content": "x"}]}, "first message"),
        (SONNET, {"messages": user()}, "non-empty"),
        (SONNET, {"messages": user({"type": "text", "text": ""})}, "non-empty"),
        (SONNET, {"messages": user(URL_IMAGE)}, "base64"),
        (SONNET, {"messages": user({"type": "file"})}, "tag"),
        (SONNET, {"messages": [*user(PNG_IMAGE), CALLED, *user(PNG_IMAGE)]}, "tool_result"),
        (
            SONNET,
            {
                "messages": [
                    PREFILL[0],
                    PREFILL[1],
                    *user({"type": "tool_result", "tool_use_id": "x"}),
                ]
            },
            "tool_use_id",
        ),
        (HAIKU_4_5, {"messages": user({"type": "text", "text": "x" * 700_000})}, "too long"),
    ],
)
def test_what_a_model_refuses(
    bedrock: LocalBedrock, model_id: str, changes: dict[str, object], word: str
) -> None:
    response = post(bedrock.base_url, body(**changes), model_id=model_id)

    assert response.status_code == 400
    assert response.headers["x-amzn-errortype"].startswith("ValidationException")
    assert word in response.json()["message"]


@pytest.mark.parametrize("family", sorted(CAPABILITIES.keys() - {TITAN_MODEL_ID}))
@pytest.mark.parametrize("effort", [None, "low", "medium", "high"])
@pytest.mark.parametrize("disable_thinking", [False, True])
def test_our_table_makes_requests_that_every_model_accepts(
    bedrock: LocalBedrock, family: str, effort: Effort | None, disable_thinking: bool
) -> None:
    tier = TierConfig(model_id=f"us.{family}", effort=effort, disable_thinking=disable_thinking)
    tiers = ModelTiers(planner=tier, executor=tier, chat=tier, utility=tier)
    model = blocking_model(bedrock.base_url, tiers=tiers)

    reply = model.create(request(tools=(TOOL,), max_tokens=200_000, cache=True))

    assert reply.stop == "end_turn"
    assert bedrock.calls()[-1].status == 200
    model.close()
