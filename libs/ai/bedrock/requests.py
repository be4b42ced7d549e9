"""Renders a request of ours as the body that Bedrock takes."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from libs.ai.models import TierConfig, capability_of
from libs.ai.ports import (
    ImagePart,
    ModelMessage,
    ModelRequest,
    Part,
    TextPart,
    ToolUsePart,
)

API_VERSION = "bedrock-2023-05-31"
"""Pinned on every call: the SDK's own default is refused by older models."""


@dataclass(frozen=True)
class Payload:
    """The body of one call."""

    model_id: str
    body: Mapping[str, object]

    @property
    def path(self) -> str:
        """Return where a streaming call of the model goes."""
        return f"/model/{quote(self.model_id, safe=':')}/invoke-with-response-stream"

    def encoded(self) -> bytes:
        """Return the bytes that go out, as they are: the SDK would copy the body three times."""
        text = json.dumps(self.body, ensure_ascii=False, separators=(",", ":"))
        return text.encode(errors="replace")


def render_request(request: ModelRequest, *, tier: TierConfig, model_id: str) -> Payload:
    """Render a request for one model: only what this model accepts, tools in a stable order."""
    body: dict[str, object] = {"anthropic_version": API_VERSION}
    if request.system:
        body["system"] = [
            _cached({"type": "text", "text": block.text}, block.cache_until_here)
            for block in request.system
        ]
    if request.tools:
        body["tools"] = [
            {"name": tool.name, "description": tool.description, "input_schema": tool.input_schema}
            for tool in sorted(request.tools, key=lambda tool: tool.name)
        ]
    body.update(_thinking(request, tier, model_id))
    body["max_tokens"] = min(request.max_tokens, capability_of(model_id).max_output_tokens)
    body["messages"] = [_message(message) for message in request.messages]
    return Payload(model_id, body)


def _thinking(request: ModelRequest, tier: TierConfig, model_id: str) -> Mapping[str, object]:
    capability = capability_of(model_id)
    effort = request.effort or tier.effort
    found: dict[str, object] = {}
    if effort is not None and capability.effort:
        found["output_config"] = {"effort": effort}
    if tier.disable_thinking and capability.can_disable_thinking:
        found["thinking"] = {"type": "disabled"}
    return found


def _message(message: ModelMessage) -> dict[str, object]:
    blocks = [_block(part) for part in message.parts]
    if message.cache_until_here and blocks:
        blocks[-1]["cache_control"] = {"type": "ephemeral"}
    return {"role": message.role, "content": blocks}


def _block(part: Part) -> dict[str, object]:
    if isinstance(part, TextPart):
        return {"type": "text", "text": part.text}
    if isinstance(part, ImagePart):
        data = base64.b64encode(part.content).decode()
        source = {"type": "base64", "media_type": part.media_type, "data": data}
        return {"type": "image", "source": source}
    if isinstance(part, ToolUsePart):
        return {"type": "tool_use", "id": part.id, "name": part.name, "input": part.input}
    block: dict[str, object] = {
        "type": "tool_result",
        "tool_use_id": part.tool_use_id,
        "content": part.text,
    }
    return {**block, "is_error": True} if part.is_error else block


def _cached(block: dict[str, object], here: bool) -> dict[str, object]:
    return {**block, "cache_control": {"type": "ephemeral"}} if here else block
