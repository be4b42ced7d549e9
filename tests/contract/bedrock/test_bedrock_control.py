from __future__ import annotations

import signal
import subprocess
import sys
from threading import Thread

import httpx2
import pytest

from libs.ai.ports import ModelReply
from local.bedrock import Answer, LocalBedrock, ModelCall, ToolCall
from local.bedrock.answers import Pace
from tests.contract.bedrock.builders import TOOL, blocking_model, request


class Parrot:
    """Says what it was asked, under which label."""

    def respond(self, call: ModelCall) -> Answer:
        if call.tools:
            return Answer(tool_call=ToolCall.of(call.tools[0].name, {"label": call.label}))
        return Answer(f"{call.label}: {call.last_user_text}")


@pytest.mark.usefixtures("signer")
def test_responder_gets_the_label_and_the_newest_text() -> None:
    with LocalBedrock(Parrot()) as own:
        model = blocking_model(own.base_url)
        spoken = model.create(request("Week 3", label="week"))
        called = model.create(request("Week 3", label="structure", tools=(TOOL,)))
        model.close()

    assert spoken.text == "week: Week 3"
    assert called.tool_inputs[0].raw == '{"label":"structure"}'


def test_scripts_are_spent_in_order_by_the_calls_they_fit(bedrock: LocalBedrock) -> None:
    control = f"{bedrock.base_url}/_stub"
    httpx2.post(
        f"{control}/scripts",
        json=[{"label": "week", "text": "one"}, {"text": "any"}, {"atCall": 3, "text": "third"}],
    )
    model = blocking_model(bedrock.base_url)

    texts = [model.create(request(label=label)).text for label in ("chat", "week", "chat")]

    assert texts == ["any", "one", "third"]
    assert httpx2.get(f"{control}/scripts").json() == {"scripts": []}


def test_fault_without_an_answer_bends_what_the_responder_says(bedrock: LocalBedrock) -> None:
    fault = {"break": {"kind": "cut", "afterFrames": 3}}
    httpx2.post(f"{bedrock.base_url}/_stub/scripts", json=fault)
    model = blocking_model(bedrock.base_url)

    reply = model.create(request())

    assert reply.attempts == 2
    assert [call.state for call in bedrock.calls()] == ["failed", "done"]


def test_held_label_waits_while_others_are_answered(bedrock: LocalBedrock) -> None:
    control = f"{bedrock.base_url}/_stub"
    model = blocking_model(bedrock.base_url)
    replies: list[ModelReply] = []
    httpx2.post(f"{control}/hold", json={"label": "week"})

    thread = Thread(target=lambda: replies.append(model.create(request(label="week"))))
    thread.start()
    held = httpx2.get(f"{control}/calls?label=week&state=held&atLeast=1&timeoutS=10").json()
    other = model.create(request(label="chat"))
    unanswered = list(replies)
    httpx2.post(f"{control}/release", json={"label": "week"})
    thread.join()

    assert [call["state"] for call in held["calls"]] == ["held"]
    assert other.stop == "end_turn"
    assert unanswered == []
    assert len(replies) == 1


def test_log_tells_labels_tokens_and_bodies_on_demand(bedrock: LocalBedrock) -> None:
    control = f"{bedrock.base_url}/_stub"
    blocking_model(bedrock.base_url).create(request("Secret plan"))

    [line] = httpx2.get(f"{control}/calls").json()["calls"]
    [full] = httpx2.get(f"{control}/calls?bodies=1").json()["calls"]

    assert (line["number"], line["label"], line["status"], line["state"]) == (
        1,
        "week",
        200,
        "done",
    )
    assert line["stopReason"] == "end_turn"
    assert line["usage"]["output_tokens"] > 0
    assert line["receivedS"] <= line["startedS"] <= line["firstTokenS"] <= line["endedS"]
    assert "body" not in line
    assert full["body"]["messages"][0]["content"][0]["text"] == "Secret plan"


def test_reset_forgets_everything(bedrock: LocalBedrock) -> None:
    control = f"{bedrock.base_url}/_stub"
    blocking_model(bedrock.base_url).create(request())
    httpx2.post(f"{control}/scripts", json={"text": "never"})

    httpx2.post(f"{control}/reset")

    assert httpx2.get(f"{control}/calls").json() == {"calls": []}
    assert httpx2.get(f"{control}/scripts").json() == {"scripts": []}


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("scripts", b"no json", 400),
        ("scripts", b'{"break": {"kind": "explode"}}', 400),
        ("pace", b'{"tokensPerS": "fast"}', 400),
        ("unknown", b"{}", 404),
    ],
)
def test_unusable_control_requests_are_answered(
    bedrock: LocalBedrock, path: str, content: bytes, status: int
) -> None:
    response = httpx2.post(f"{bedrock.base_url}/_stub/{path}", content=content)

    assert response.status_code == status


def test_control_routes_answer_only_under_a_loopback_name(bedrock: LocalBedrock) -> None:
    response = httpx2.get(f"{bedrock.base_url}/_stub/calls", headers={"host": "evil.example"})

    assert response.status_code == 404


@pytest.mark.usefixtures("signer")
def test_pace_spreads_the_tokens_over_time() -> None:
    with LocalBedrock(Parrot(), pace=Pace(first_token_s=0.05, tokens_per_s=400)) as own:
        model = blocking_model(own.base_url)
        reply = model.create(request("word " * 10))
        [call] = own.calls()
        model.close()

    assert call.started_s is not None
    assert call.ended_s is not None
    assert call.started_s - call.received_s >= 0.05
    assert call.ended_s - call.started_s >= (reply.usage.output_tokens - 1) / 400


def test_command_says_where_it_listens_and_ends_on_sigterm() -> None:
    command = [sys.executable, "-m", "local.bedrock", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        word, url = process.stdout.readline().split()
        health = httpx2.get(f"{url}/_stub/health").json()
        process.send_signal(signal.SIGTERM)
        code = process.wait(10)

    assert (word, health, code) == ("ready", {"ok": True}, 0)
