from __future__ import annotations

from libs.ai.ports import (
    ImagePart,
    ModelMessage,
    ModelRequest,
    ModelStarted,
    Stop,
    TextDelta,
    TextPart,
    ToolInput,
    ToolResultPart,
    ToolStarted,
    ToolUsePart,
)
from local.bedrock import LocalBedrock
from local.bedrock.scripts import Script, ScriptedTool
from tests.contract.bedrock.builders import (
    HAIKU,
    SONNET,
    TOOL,
    blocking_model,
    collect,
    request,
    streaming_model,
)

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def test_blocking_model_returns_the_whole_text_with_its_tokens(bedrock: LocalBedrock) -> None:
    bedrock.script(Script(label="week", text="Squat heavy. " * 20))
    model = blocking_model(bedrock.base_url)

    reply = model.create(request())

    assert reply.text == "Squat heavy. " * 20
    assert (reply.stop, reply.model_id, reply.attempts) == ("end_turn", SONNET, 1)
    logged = bedrock.calls("week")[0]
    assert reply.usage.input_tokens == logged.usage["input_tokens"] > 0
    assert reply.usage.output_tokens == logged.usage["output_tokens"] > 0


def test_tool_input_arrives_as_the_text_the_model_wrote(bedrock: LocalBedrock) -> None:
    raw = '{"sessions": [{"slot": "d1.1"}]}'
    bedrock.script(Script(text="Here it is.", tool=ScriptedTool(name="write_week", raw=raw)))
    model = blocking_model(bedrock.base_url)

    reply = model.create(request(tools=(TOOL,)))

    assert (reply.text, reply.stop) == ("Here it is.", "tool_use")
    assert [(call.name, call.raw) for call in reply.tool_inputs] == [("write_week", raw)]


def test_answer_over_the_limit_stops_with_max_tokens(bedrock: LocalBedrock) -> None:
    bedrock.script(Script(text="word " * 400))
    model = blocking_model(bedrock.base_url)

    reply = model.create(request(max_tokens=50))

    assert reply.stop == "max_tokens"
    assert 0 < len(reply.text) <= 50 * 3.1


def test_beginning_of_an_answer_is_announced_once(bedrock: LocalBedrock) -> None:
    started: list[str] = []
    model = blocking_model(bedrock.base_url)

    model.create(request(), on_started=lambda: started.append("now"))

    assert started == ["now"]


async def test_stream_yields_start_deltas_and_stop_in_order(bedrock: LocalBedrock) -> None:
    bedrock.script(Script(label="chat", deltas=("Good ", "morn", "ing")))
    model = streaming_model(bedrock.base_url)

    events = await collect(model.stream(request(label="chat", tier="chat")))

    assert isinstance(events[0], ModelStarted)
    assert [event.text for event in events if isinstance(event, TextDelta)] == [
        "Good ",
        "morn",
        "ing",
    ]
    last = events[-1]
    assert isinstance(last, Stop)
    assert last.reason == "end_turn"
    assert last.usage.output_tokens > 0
    await model.close()


async def test_stream_yields_tool_calls_complete(bedrock: LocalBedrock) -> None:
    bedrock.script(Script(tool=ScriptedTool(name="write_week", input={"week": 3})))
    model = streaming_model(bedrock.base_url)

    events = await collect(model.stream(request(tools=(TOOL,))))

    kinds = [type(event) for event in events]
    assert kinds == [ModelStarted, ToolStarted, ToolInput, Stop]
    tool = events[2]
    assert isinstance(tool, ToolInput)
    assert tool.raw == '{"week":3}'
    await model.close()


async def test_consumer_that_stops_reading_leaves_the_call_and_is_charged(
    bedrock: LocalBedrock,
) -> None:
    bedrock.script(Script(label="chat", text="x" * 4000, tokens_per_s=500))
    model = streaming_model(bedrock.base_url)
    stream = model.stream(request(label="chat", tier="chat"))

    async for event in stream:
        if isinstance(event, TextDelta):
            break
    await stream.aclose()  # type: ignore[attr-defined] # an async generator, typed as an iterator
    await model.close()

    ended = bedrock.wait_for_calls(1, label="chat", state="client_gone")
    assert len(ended) == 1


async def test_unknown_events_unknown_blocks_and_empty_deltas_are_passed_over(
    bedrock: LocalBedrock,
) -> None:
    strangers: tuple[dict[str, object], ...] = (
        {"type": "ping"},
        {"type": "brand_new_event", "value": 1},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "brand_new"}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "brand_new_delta"}},
        {"type": "content_block_stop", "index": 0},
    )
    bedrock.script(Script(deltas=("", "Fi", "", "ne."), extra_events=strangers))
    model = streaming_model(bedrock.base_url)

    events = await collect(model.stream(request(label="chat", tier="chat")))

    assert [event.text for event in events if isinstance(event, TextDelta)] == ["Fi", "ne."]
    assert [type(event) for event in events] == [ModelStarted, TextDelta, TextDelta, Stop]
    await model.close()


def test_images_and_tool_results_travel_in_the_wire_form(bedrock: LocalBedrock) -> None:
    messages = (
        ModelMessage("user", (TextPart("Look"), ImagePart("image/png", PNG))),
        ModelMessage("assistant", (ToolUsePart("t1", "write_week", {"a": 1}),)),
        ModelMessage("user", (ToolResultPart("t1", "bad", is_error=True), TextPart("Again"))),
    )
    asked = ModelRequest("executor", "week", request().system, messages, 100, (TOOL,))
    model = blocking_model(bedrock.base_url)

    model.create(asked)

    body = bedrock.calls()[0].body
    wire = body["messages"]
    assert isinstance(wire, list)
    assert wire[0]["content"][1]["source"]["media_type"] == "image/png"
    assert wire[1]["content"][0]["type"] == "tool_use"
    assert wire[2]["content"][0] == {
        "type": "tool_result",
        "tool_use_id": "t1",
        "content": "bad",
        "is_error": True,
    }
    assert body["anthropic_version"] == "bedrock-2023-05-31"


def test_thinking_is_disabled_and_effort_sent_where_the_tier_says_so(bedrock: LocalBedrock) -> None:
    model = blocking_model(bedrock.base_url)

    model.create(request(tier="executor", label="week"))
    model.create(request(tier="planner", label="structure"))
    model.create(request(tier="utility", label="summary"))

    week, structure, summary = (call.body for call in bedrock.calls())
    assert week["thinking"] == {"type": "disabled"}
    assert week["output_config"] == {"effort": "low"}
    assert "thinking" not in structure
    assert structure["output_config"] == {"effort": "medium"}
    assert summary["thinking"] == {"type": "disabled"}
    assert bedrock.calls()[2].model_id == HAIKU
