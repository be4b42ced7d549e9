from __future__ import annotations

import json
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.ai.json_answers import json_candidates
from libs.ai.ports import ToolResultPart, ToolUsePart
from libs.ai.schema import tool_schema
from libs.ai.structured import ask, read_answer
from libs.errors import ModelOutputError, ModelRefusedError, ModelTruncatedError
from libs.wire import WireModel
from tests.unit.ai.fakes import ScriptedModel, plain_request, said


class Session(WireModel):
    """One session."""

    slot_id: str
    focus: Literal["strength", "easy_run"]
    minutes: int = 60
    note: str | None = None


class Week(WireModel):
    """One week."""

    sessions: tuple[Session, ...]


GOOD = '{"sessions": [{"slotId": "d1.1", "focus": "strength"}]}'
EXPECTED = Week(sessions=(Session(slot_id="d1.1", focus="strength"),))


@pytest.mark.parametrize(
    "raw",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"Here is the week:\n\n```\n{GOOD}\n```\nEnjoy!",
        f"Sure. {GOOD} Anything else?",
        json.dumps(GOOD),
        '[{"slotId": "d1.1", "focus": "strength"}]',
        f'{{"week": {GOOD}}}',
        f"[{GOOD}]",
        '{"sessions": {"slotId": "d1.1", "focus": "strength"}}',
        '{"sessions": "[{\\"slotId\\": \\"d1.1\\", \\"focus\\": \\"strength\\"}]"}',
        '{"sessions": [{"slotId": "d1.1", "focus": "Strength", "minutes": null}]}',
        '{"sessions": [null, {"slotId": "d1.1", "focus": " STRENGTH ", "extra": 1}]}',
        '{"sessions": ["{\\"slotId\\": \\"d1.1\\", \\"focus\\": \\"strength\\"}"]}',
        '{"sessions": [{"slotId": "d1.1", "focus": "strength", "minutes": "60", "note": null}]}',
    ],
)
def test_slips_of_form_are_read_as_what_was_meant(raw: str) -> None:
    assert read_answer(Week, raw) == EXPECTED


def test_sessions_line_by_line_are_one_list() -> None:
    lines = '{"slotId": "a", "focus": "strength"}\n{"slotId": "b", "focus": "easy run"}'

    week = read_answer(Week, lines)

    assert [(session.slot_id, session.focus) for session in week.sessions] == [
        ("a", "strength"),
        ("b", "easy_run"),
    ]


@pytest.mark.parametrize(
    "raw", ["", "no json here", "{", '{"sessions": 5}', '{"sessions": [{"focus": "strength"}]}']
)
def test_what_cannot_be_meant_stays_an_error_with_reasons(raw: str) -> None:
    with pytest.raises(ModelOutputError) as caught:
        read_answer(Week, raw)

    assert caught.value.issues


@given(st.text(alphabet='{}[]",:ab1 \\n`', max_size=200))
def test_no_text_upsets_the_reader(text: str) -> None:
    candidates = json_candidates(text)

    assert all(isinstance(value, dict | list) for value in candidates)


def test_deep_brackets_end_in_bounded_time() -> None:
    assert json_candidates("[" * 100_000) == ()


def test_tool_input_is_taken_before_the_text() -> None:
    model = ScriptedModel([said("thinking aloud {}", tool="write_week", raw=GOOD)])

    reply = ask(model, plain_request(), Week, tool_name="write_week")

    assert reply.value == EXPECTED
    assert reply.repair_rounds == 0
    assert [tool.name for tool in model.asked[0].tools] == ["write_week"]


def test_wrong_tool_input_is_answered_with_the_errors_as_a_tool_result() -> None:
    bad = '{"sessions": [{"slotId": "d1.1", "focus": "yoga"}]}'
    model = ScriptedModel([said(tool="write_week", raw=bad), said(GOOD)])

    reply = ask(model, plain_request(), Week, tool_name="write_week")

    assert (reply.value, reply.repair_rounds, len(reply.replies)) == (EXPECTED, 1, 2)
    shown, told = model.asked[1].messages[-2:]
    assert isinstance(shown.parts[0], ToolUsePart)
    assert isinstance(told.parts[0], ToolResultPart)
    assert told.parts[0].is_error
    assert "sessions.0.focus" in told.parts[0].text
    assert "yoga" not in told.parts[0].text


def test_broken_json_is_shown_back_as_text() -> None:
    model = ScriptedModel([said(tool="write_week", raw='{"sessions": ['), said(GOOD)])

    ask(model, plain_request(), Week, tool_name="write_week")

    shown, told = model.asked[1].messages[-2:]
    assert (shown.role, shown.text) == ("assistant", '{"sessions": [')
    assert "one JSON object" in told.text


def test_empty_answer_is_asked_again_without_inventing_a_turn() -> None:
    model = ScriptedModel([said(""), said(GOOD)])

    ask(model, plain_request(), Week, tool_name="write_week")

    assert [message.role for message in model.asked[1].messages] == ["user", "user"]


def test_repair_turns_end_after_two() -> None:
    model = ScriptedModel([said("nothing"), said("still nothing"), said('{"sessions": 1}')])

    with pytest.raises(ModelOutputError) as caught:
        ask(model, plain_request(), Week, tool_name="write_week")

    assert len(model.asked) == 3
    assert caught.value.raw == '{"sessions": 1}'
    assert len(model.asked[2].messages) == 3


def test_truncation_keeps_what_arrived_and_is_not_repaired() -> None:
    model = ScriptedModel([said(tool="write_week", raw=GOOD[:30], stop="max_tokens")])

    with pytest.raises(ModelTruncatedError) as caught:
        ask(model, plain_request(), Week, tool_name="write_week")

    assert caught.value.text == GOOD[:30]
    assert len(model.asked) == 1


def test_refusal_is_not_asked_again() -> None:
    model = ScriptedModel([said("", stop="refusal")])

    with pytest.raises(ModelRefusedError):
        ask(model, plain_request(), Week, tool_name="write_week")
    assert len(model.asked) == 1


def test_tool_schema_is_flat_closed_and_without_nulls() -> None:
    schema = tool_schema(Week)

    text = json.dumps(schema)
    assert "$ref" not in text
    assert "$defs" not in text
    assert "null" not in text
    assert text.count('"additionalProperties": false') == 2
    assert schema["required"] == ["sessions"]
