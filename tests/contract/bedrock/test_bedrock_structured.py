from __future__ import annotations

import json

import pytest

from libs.ai.structured import ask
from libs.errors import ModelOutputError, ModelRefusedError, ModelTruncatedError
from libs.wire import WireModel
from local.bedrock import LocalBedrock
from local.bedrock.scripts import Script, ScriptedTool
from tests.contract.bedrock.builders import PLANNER, blocking_model, request


class Structure(WireModel):
    """The structure of a program."""

    total_weeks: int
    phases: tuple[str, ...]


GOOD: dict[str, object] = {"totalWeeks": 8, "phases": ["Base", "Peak"]}
EXPECTED = Structure(total_weeks=8, phases=("Base", "Peak"))


def tool(raw: str) -> Script:
    return Script(tool=ScriptedTool(name="write_structure", raw=raw))


@pytest.mark.parametrize(
    ("scripts", "rounds"),
    [
        ((tool(json.dumps(GOOD)),), 0),
        ((Script(json_value=GOOD),), 0),
        ((Script(text=f"```json\n{json.dumps(GOOD)}\n```"),), 0),
        ((Script(text=f"Here: {json.dumps(GOOD)}. Good luck!"),), 0),
        ((tool('{"totalWeeks": 8, "phases": ["Base", '), Script(json_value=GOOD)), 1),
        ((tool('{"totalWeeks": "eight", "phases": []}'), tool(json.dumps(GOOD))), 1),
        ((Script(text="Sure!"), tool('{"totalWeeks": 8}'), tool(json.dumps(GOOD))), 2),
    ],
)
def test_answers_are_read_or_repaired(
    bedrock: LocalBedrock, scripts: tuple[Script, ...], rounds: int
) -> None:
    bedrock.script(*scripts)
    model = blocking_model(bedrock.base_url)

    reply = ask(
        model,
        request(label="structure", tier="planner"),
        Structure,
        tool_name="write_structure",
    )

    assert (reply.value, reply.repair_rounds) == (EXPECTED, rounds)
    calls = bedrock.calls("structure")
    assert len(calls) == rounds + 1
    assert {call.model_id for call in calls} == {PLANNER}
    assert {call.status for call in calls} == {200}


def test_wrong_answers_end_after_two_repairs(bedrock: LocalBedrock) -> None:
    bedrock.script(Script(times=0, text="no"))
    model = blocking_model(bedrock.base_url)

    with pytest.raises(ModelOutputError):
        ask(model, request(), Structure, tool_name="write_structure")

    assert len(bedrock.calls()) == 3


def test_truncated_tool_input_is_salvageable(bedrock: LocalBedrock) -> None:
    bedrock.script(tool(json.dumps({**GOOD, "phases": ["Base"] * 200})))
    model = blocking_model(bedrock.base_url)

    with pytest.raises(ModelTruncatedError) as caught:
        ask(model, request(max_tokens=60), Structure, tool_name="write_structure")

    assert caught.value.text.startswith('{"totalWeeks": 8')
    assert len(bedrock.calls()) == 1


def test_refusal_is_told_apart(bedrock: LocalBedrock) -> None:
    bedrock.script(Script(times=0, stop_reason="refusal"))
    model = blocking_model(bedrock.base_url)

    with pytest.raises(ModelRefusedError):
        ask(model, request(), Structure, tool_name="write_structure")
