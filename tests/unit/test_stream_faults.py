"""Whatever the model's stream does: one terminal frame, and the store holds what was shown."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from libs.ai.ports import ModelEvent, ModelStarted, TextDelta, ToolInput, Usage
from libs.ai.trigger import TOKEN
from libs.errors import (
    ModelOutputError,
    ModelRefusedError,
    ModelStreamBrokenError,
    ModelThrottledError,
)
from tests.fakes.conversations import MemoryConversations
from tests.fakes.models import MODEL_ID, stopping
from tests.unit.test_chat_http import Served

PIECES = st.sampled_from(
    ["Hi ", "**", "[GEN", TOKEN, "ERATE_PROGRAM]", " ", "é💪", "\n\n", "data: x"]
)
FAULTS = st.sampled_from(
    [
        ModelThrottledError("x"),
        ModelStreamBrokenError("x"),
        ModelRefusedError("x"),
        ModelOutputError("x"),
        RuntimeError("x"),
    ]
)
STOPS = st.sampled_from(["end_turn", "max_tokens", "refusal", "tool_use", "stop_sequence"])
TOOLS = st.builds(
    ToolInput,
    st.sampled_from(["t1", "t2"]),
    st.sampled_from(["log_workout", "save_memory", "nope"]),
    st.sampled_from(["{", "{}", '{"text":"ran 5 km"}', '{"text":"likes x","kind":"goal"}']),
)
EVENTS = st.lists(st.builds(TextDelta, PIECES) | TOOLS, max_size=8)
ENDINGS = st.builds(stopping, STOPS) | FAULTS | st.none()
Ending = ModelEvent | Exception | None


async def play(events: Sequence[ModelEvent], ending: Ending) -> tuple[Served, list[Any], str]:
    script: list[Any] = [ModelStarted(MODEL_ID, Usage()), *events]
    served = Served([*script, *([ending] if ending else [])], [*script[:1], stopping("end_turn")])
    answer = await served.ui("I ran 5 km in 24:10")
    return served, answer.events, answer.text


@settings(max_examples=50, deadline=None)
@given(EVENTS, ENDINGS)
def test_one_terminal_frame_and_an_honest_store(events: list[ModelEvent], ending: Ending) -> None:
    check_outcome(*asyncio.run(play(events, ending)))


STATES = {"stop": "complete", "length": "truncated", "content-filter": "refused"}
"""The state an answer is stored in by the reason its stream gave; an error gives interrupted."""


def check_outcome(served: Served, parts: list[Any], text: str) -> None:
    check_stored(served.store, parts)
    assert text.endswith("data: [DONE]\n\n")
    opened = [part["id"] for part in parts if part["type"] == "text-start"]
    assert opened == [part["id"] for part in parts if part["type"] == "text-end"]
    calls = [part["toolCallId"] for part in parts if part["type"] == "tool-input-available"]
    answers = [part["toolCallId"] for part in parts if part["type"].startswith("tool-output")]
    assert calls == answers
    assert not [part for part in parts if has_null(part)]


def check_stored(store: MemoryConversations, parts: list[Any]) -> None:
    """Hold what the store has against what the stream showed: texts, states, one ending."""
    ending = parts[-1]
    assert [part for part in parts if part["type"] in {"finish", "error"}] == [ending]
    shown = "".join(part["delta"] for part in parts if part["type"] == "text-delta")
    state = STATES[ending["finishReason"]] if ending["type"] == "finish" else "interrupted"
    assert [(m.content, m.state) for m in store.of("assistant")] == (
        [(shown, state)] if shown else []
    )
    (question,) = store.of("user")
    failed = "complete" if shown else "failed"
    assert question.state == ("refused" if state == "refused" else failed)
    assert TOKEN not in shown
    assert store.active == {}


def has_null(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(has_null, value.values()))
    return value is None
