"""Turns an answer into the events of a Messages stream, or into one message."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from local.bedrock.answers import Answer, Pace
from local.bedrock.calls import ModelCall
from local.bedrock.prefix_cache import CacheUse
from local.bedrock.tokens import CHARS_PER_TOKEN, count_text

Event = Mapping[str, object]
THINKING_TOKENS = 24
"""Billed for a thinking block whose text is not shown; our choice."""

_SIGNATURE = "bG9jYWwtYmVkcm9jaw=="


@dataclass(frozen=True)
class Timed:
    """An event and the output tokens it carries, for pacing."""

    event: Event
    tokens: float = 0.0


@dataclass(frozen=True)
class Utterance:
    """All that is needed to speak: the call, what to say, what the prompt cost."""

    call: ModelCall
    answer: Answer
    cache: CacheUse
    thinks: bool
    extra_events: tuple[Event, ...] = ()

    @property
    def output_tokens(self) -> int:
        """Return the output tokens of the whole answer, at least one."""
        tool = self.answer.tool_call
        spoken = count_text(self.answer.text) + (count_text(tool.raw) if tool else 0)
        return max(1, spoken + (THINKING_TOKENS if self.thinks else 0))

    @property
    def usage(self) -> dict[str, int]:
        """Return the final token counts under the wire's names."""
        return {**_prompt_usage(self.cache), "output_tokens": self.output_tokens}


def stream_events(utterance: Utterance, pace: Pace) -> Iterator[Timed]:
    """Yield the events between `message_start` and `message_delta`, both included."""
    yield Timed({"type": "message_start", "message": _empty_message(utterance)})
    yield from (Timed(event) for event in utterance.extra_events)
    index = 0
    if utterance.thinks:
        yield from _thinking_block(index)
        index += 1
    if utterance.answer.text or (utterance.answer.tool_call is None and not _is_refusal(utterance)):
        yield from _text_block(utterance.answer, pace, index)
        index += 1
    if utterance.answer.tool_call is not None:
        yield from _tool_block(utterance, pace, index)
    delta = {"stop_reason": utterance.answer.final_reason, "stop_sequence": None}
    yield Timed({"type": "message_delta", "delta": delta, "usage": utterance.usage})


def stop_event(utterance: Utterance, *, latency_ms: int, first_byte_ms: int) -> Event:
    """Return `message_stop` with Bedrock's invocation metrics."""
    metrics = {
        "inputTokenCount": utterance.cache.input_tokens,
        "outputTokenCount": utterance.output_tokens,
        "cacheReadInputTokenCount": utterance.cache.read_tokens,
        "cacheWriteInputTokenCount": utterance.cache.write_tokens,
        "invocationLatency": latency_ms,
        "firstByteLatency": first_byte_ms,
    }
    return {"type": "message_stop", "amazon-bedrock-invocationMetrics": metrics}


def whole_message(utterance: Utterance) -> Event:
    """Return the body of a call without streaming."""
    content: list[Event] = []
    if utterance.answer.text:
        content.append({"type": "text", "text": utterance.answer.text})
    tool = utterance.answer.tool_call
    if tool is not None:
        content.append(
            {
                "type": "tool_use",
                "id": _tool_id(utterance),
                "name": tool.name,
                "input": _parsed_input(tool.raw),
            }
        )
    return {
        **_empty_message(utterance),
        "content": content,
        "stop_reason": utterance.answer.final_reason,
        "usage": utterance.usage,
    }


def _empty_message(utterance: Utterance) -> Event:
    return {
        "model": utterance.answer.model_name or utterance.call.model_id,
        "id": f"msg_bdrk_local_{utterance.call.number:06d}",
        "type": "message",
        "role": "assistant",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {
            **_prompt_usage(utterance.cache),
            **_written(utterance.cache),
            "output_tokens": 1,
        },
    }


def _prompt_usage(cache: CacheUse) -> dict[str, int]:
    return {
        "input_tokens": cache.input_tokens,
        "cache_creation_input_tokens": cache.write_tokens,
        "cache_read_input_tokens": cache.read_tokens,
    }


def _written(cache: CacheUse) -> Event:
    by_ttl = {
        "ephemeral_5m_input_tokens": cache.write_5m_tokens,
        "ephemeral_1h_input_tokens": cache.write_1h_tokens,
    }
    return {"cache_creation": by_ttl}


def _thinking_block(index: int) -> Iterator[Timed]:
    block = {"type": "thinking", "thinking": "", "signature": ""}
    yield Timed({"type": "content_block_start", "index": index, "content_block": block})
    delta = {"type": "signature_delta", "signature": _SIGNATURE}
    yield Timed({"type": "content_block_delta", "index": index, "delta": delta})
    yield Timed({"type": "content_block_stop", "index": index})


def _text_block(answer: Answer, pace: Pace, index: int) -> Iterator[Timed]:
    block = {"type": "text", "text": ""}
    yield Timed({"type": "content_block_start", "index": index, "content_block": block})
    for piece in answer.deltas or pace.split(answer.text):
        delta = {"type": "text_delta", "text": piece}
        event = {"type": "content_block_delta", "index": index, "delta": delta}
        yield Timed(event, len(piece) / CHARS_PER_TOKEN)
    yield Timed({"type": "content_block_stop", "index": index})


def _tool_block(utterance: Utterance, pace: Pace, index: int) -> Iterator[Timed]:
    tool = utterance.answer.tool_call
    if tool is None:
        return
    block = {"type": "tool_use", "id": _tool_id(utterance), "name": tool.name, "input": {}}
    yield Timed({"type": "content_block_start", "index": index, "content_block": block})
    # The service opens every input with an empty delta.
    for piece in ("", *pace.split(tool.raw)):
        delta = {"type": "input_json_delta", "partial_json": piece}
        event = {"type": "content_block_delta", "index": index, "delta": delta}
        yield Timed(event, len(piece) / CHARS_PER_TOKEN)
    yield Timed({"type": "content_block_stop", "index": index})


def _tool_id(utterance: Utterance) -> str:
    return f"toolu_bdrk_local_{utterance.call.number:06d}"


def _parsed_input(raw: str) -> object:
    try:
        return json.loads(raw or "{}")
    except ValueError:
        return {}


def _is_refusal(utterance: Utterance) -> bool:
    return utterance.answer.final_reason == "refusal"
