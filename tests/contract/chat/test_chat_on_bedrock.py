"""The real app, server and model client against the local Bedrock; stores in memory."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from libs.ai.bedrock.async_client import AsyncBedrockTextModel
from libs.ai.models import DEFAULT_TIERS
from libs.ai.retry import CHAT_RETRIES, TokenBucket
from libs.ai.usage import UsageMeter
from libs.auth.tokens import TokenVerifier
from libs.clock import SystemClock
from libs.conversation.lines import ERROR_TEXTS, PROGRAM_START, PROGRAM_STARTED
from libs.conversation.models import Mode
from libs.conversation.replay import TurnReader
from libs.conversation.turn_request import TurnLimits, TurnPorts
from libs.events.chat_http import ChatBackend, create_app
from libs.events.sse import StreamPump
from libs.ids import RandomIds
from local.bedrock import LocalBedrock
from local.bedrock.scripts import Script
from tests.contract.chat.serving import Stream, send, served
from tests.fakes.conversations import (
    COACH,
    CONVERSATION,
    USER,
    MemoryAthlete,
    MemoryConversations,
    MemoryTurnReads,
    RecordingBuilds,
    conversation,
)
from tests.fakes.jobs import RecordingLog, RecordingMetrics
from tests.unit.test_chat_http import OneUser
from tests.unit.test_stream_faults import check_stored

REFERENCE = f"/users/{USER}/coaches/{COACH}/conversations/{CONVERSATION}/stream"


@dataclass
class Running:
    """A served chat."""

    port: int
    store: MemoryConversations
    builds: RecordingBuilds
    bedrock: LocalBedrock

    def set_mode(self, mode: Mode) -> None:
        self.store.add(conversation(mode))

    def say(self, text: str, sent: str = "2026-11-23T10:00:00Z") -> Stream:
        body = {"userResponse": text, "messageTimestamp": sent}
        return send(self.port, "POST", REFERENCE, body)

    def chat(self, text: str) -> list[Any]:
        body = {"id": CONVERSATION, "message": {"role": "user", "content": text}}
        return send(self.port, "POST", "/chat", body).read_all()


def model(base_url: str) -> AsyncBedrockTextModel:
    return AsyncBedrockTextModel(
        tiers=DEFAULT_TIERS,
        region="us-east-1",
        clock=SystemClock(),
        ids=RandomIds(),
        remaining_s=lambda: 240.0,
        token_bucket=TokenBucket(),
        meter=UsageMeter(),
        base_url=base_url,
        policy=replace(CHAT_RETRIES, base_delay_s=0.01, max_delay_s=0.02),
    )


@pytest.fixture
def chat(bedrock: LocalBedrock) -> Iterator[Running]:
    store, athlete, builds = MemoryConversations(), MemoryAthlete(), RecordingBuilds()
    store.add(conversation())
    clock, coach = SystemClock(), model(bedrock.base_url)
    tokens: TokenVerifier = OneUser()
    backend = ChatBackend(
        ports=TurnPorts(
            conversations=store,
            streams=store,
            coaches=athlete,
            reads=MemoryTurnReads(store, athlete),
            workouts=athlete,
            programs=athlete,
            memories=athlete,
            images=athlete,
            builds=builds,
            model=coach,
            clock=clock,
            log=RecordingLog(),
        ),
        limits=TurnLimits(100, 10_000_000, 1000, write_every_s=0.05),
        reader=TurnReader(
            conversations=store, streams=store, jobs=builds, clock=clock, poll_s=0.02
        ),
        tokens=tokens,
        pump=StreamPump(log=RecordingLog()),
        clock=clock,
        ids=RandomIds(),
        metrics=RecordingMetrics(),
        preload=coach.preload,
        close=coach.close,
        before_snapshot=coach.close,
        after_restore=coach.close,
    )
    with served(create_app(backend, cors_origins=())) as port:
        yield Running(port, store, builds, bedrock)


def text_of(events: list[Any]) -> str:
    return "".join(event["content"] for event in events if event["type"] == "chunk")


def test_the_first_bytes_are_out_before_the_model_answers(chat: Running) -> None:
    chat.bedrock.hold("chat")
    chat.bedrock.script(Script(label="chat", text="Here you go, nice and steady."))

    stream = chat.say("Hello")
    stream.read_until("contextual")
    before = chat.bedrock.calls("chat", state="answered")
    chat.bedrock.release()
    events = stream.read_all()

    assert before == []
    assert stream.lines[0] == ": stream-open\n"
    assert text_of(events) == "Here you go, nice and steady."
    assert events[-1]["type"] == "complete"


@pytest.mark.parametrize("chunk_chars", [1, 2, 3, 7, 40])
def test_the_trigger_starts_a_build_and_is_never_seen(chat: Running, chunk_chars: int) -> None:
    chat.set_mode("build")
    said = "Great, **bold** plan.\n\n**[GENERATE_PROGRAM]**\n"
    chat.bedrock.script(Script(label="chat", text=said, chunk_chars=chunk_chars))

    stream = chat.say("Yes, build it")
    events = stream.read_all()

    assert "GENERATE" not in "".join(stream.lines)
    assert text_of(events) == "Great, **bold** plan.\n\n\n"
    shown = [event["content"] for event in events if event["type"] == "contextual"]
    assert shown[1:] == [PROGRAM_START, PROGRAM_STARTED]
    assert events[-1]["jobId"] == "job_1"
    assert len(chat.builds.programs) == 1


def test_tools_make_a_round_trip_over_the_wire(chat: Running) -> None:
    tool: Any = {"name": "log_workout", "input": {"text": "5 km"}}
    chat.bedrock.script(
        Script.from_wire({"label": "chat", "text": "Logging.", "tool": tool}),
        Script(label="chat", text="Well run."),
    )

    parts = chat.chat("I ran 5 km in 24:10 this morning")

    kinds = [part["type"] for part in parts]
    assert "tool-output-available" in kinds
    assert "data-workout-build" in kinds
    assert "".join(p["delta"] for p in parts if p["type"] == "text-delta") == (
        "Logging.\n\nWell run."
    )
    assert parts[-1]["messageMetadata"]["usage"]["outputTokens"] > 0


@pytest.mark.parametrize("kind", ["cut", "reset", "end", "torn", "exception"])
def test_a_broken_model_stream_ends_in_one_error_and_keeps_the_text(
    chat: Running, kind: str
) -> None:
    fault = {"kind": kind, "afterFrames": 5}
    said = "One two three four five six seven eight nine ten."
    chat.bedrock.script(Script.from_wire({"label": "chat", "text": said, "break": fault}))

    parts = chat.chat("Hello")

    assert [p["type"] for p in parts][-3:] == ["text-end", "data-error", "error"]
    shown = "".join(p["delta"] for p in parts if p["type"] == "text-delta")
    assert said.startswith(shown)
    assert shown
    answer = chat.store.of("assistant")[0]
    assert (answer.content, answer.state) == (shown, "interrupted")


def test_a_throttled_model_is_told_as_such(chat: Running) -> None:
    error = {"type": "ThrottlingException"}
    chat.bedrock.script(Script.from_wire({"label": "chat", "error": error, "times": 0}))

    events = chat.say("Hello").read_all()

    assert events[-1]["error"] == ERROR_TEXTS["throttled"]
    assert chat.store.of("user")[0].state == "failed"


def test_a_second_turn_reads_the_first_from_the_prompt_cache(chat: Running) -> None:
    chat.bedrock.script(Script(label="chat", text="Sure.", times=0))

    chat.say("Hello", "2026-11-23T10:00:00Z").read_all()
    chat.say("And now?", "2026-11-23T10:01:00Z").read_all()

    usages = [m.usage for m in chat.store.of("assistant")]
    assert [u.cache_write_tokens > 0 for u in usages if u] == [True, False]
    assert [u.cache_read_tokens > 0 for u in usages if u] == [False, True]


def test_a_lost_client_leaves_a_finished_answer(chat: Running) -> None:
    chat.bedrock.hold("chat")
    chat.bedrock.script(Script(label="chat", text="Still here."))
    stream = chat.say("Hello")
    stream.read_until("contextual")

    stream.connection.sock.close()
    stream.response.close()
    chat.bedrock.release()
    resumed = send(chat.port, "GET", f"/chat/{CONVERSATION}/stream").read_all()

    assert resumed[-1]["type"] == "finish"
    assert chat.store.of("assistant")[0].content == "Still here."


def test_ten_conversations_do_not_mix(chat: Running) -> None:
    chat.bedrock.script(Script(label="chat", text="ok", chunk_chars=1, times=0))
    streams = []
    for number in range(10):
        head = conversation().model_copy(update={"conversation_id": f"c{number}"})
        chat.store.add(head)
        path = REFERENCE.replace(CONVERSATION, f"c{number}")
        body = {"userResponse": f"I am {number}", "messageTimestamp": "2026-11-23T10:00:00Z"}
        streams.append(send(chat.port, "POST", path, body))

    for number, stream in enumerate(streams):
        assert stream.read_all()[-1]["userMessage"]["content"] == f"I am {number}"
        stored = chat.store.messages[(USER, f"c{number}")]
        assert [(m.role, m.seq) for m in stored] == [("user", 1), ("assistant", 2)]


PIECES = ("One ", "two", " ", "\n\n", "**", "[GEN", "ERATE_PROGRAM]", "é💪🏽", "data: x", "three.")
ROUNDS = 1000 if os.environ.get("FULL") else 40


def random_fault(draw: random.Random) -> Script:
    """Return an answer in random pieces: whole, cut anywhere in any way, refused or throttled."""
    wire: dict[str, Any] = {"label": "chat", "deltas": draw.choices(PIECES, k=draw.randint(1, 12))}
    kind = draw.choice(("cut", "reset", "end", "torn", "exception", "error", "whole", "stop"))
    if kind == "error":
        wire["error"] = {"type": draw.choice(("ThrottlingException", "ValidationException"))}
    elif kind == "stop":
        wire["stopReason"] = draw.choice(("max_tokens", "refusal", "end_turn"))
    elif kind != "whole":
        wire["break"] = {"kind": kind, "afterFrames": draw.randint(0, 16)}
    return Script.from_wire(wire)


def test_random_cuts_and_faults_on_the_wire_end_once_and_are_stored_as_shown(chat: Running) -> None:
    draw, endings = random.Random(5), Counter[str]()
    for number in range(ROUNDS):
        chat.store.active.clear()
        chat.set_mode("chat")
        chat.store.turns.clear()
        chat.store.turns_of_minutes.clear()
        chat.store.turns_today = 0
        chat.bedrock.reset()
        chat.bedrock.script(random_fault(draw))

        parts = chat.chat(f"Hello {number}")

        check_stored(chat.store, parts)
        endings[parts[-1].get("finishReason", "error")] += 1

    assert set(endings) == {"stop", "length", "content-filter", "error"}
