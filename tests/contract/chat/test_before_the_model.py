"""What stands before the model call: store round trips, the model SDK, what may be down."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest

from bench.chat_stack import free_port
from libs.clock import SystemClock
from libs.program_status import ProgramPlan, ScheduledSession
from libs.storage.items import item_of
from libs.storage.keys import day_key, program_key
from libs.storage.table import Table
from libs.storage.writes import put, update
from local.bedrock import LocalBedrock
from local.bedrock.scripts import Script
from tests.contract.chat.athletes import Athlete
from tests.contract.chat.rounds import RoundGate, gate_before
from tests.contract.chat.serving import send
from tests.contract.conftest import AwsServer

LOADS = ["BatchGetItem", *["Query"] * 3, "TransactWriteItems"]
"""Head, profile, summary, coach; messages, workouts, programs; the opening of the turn."""
BESIDE_THE_QUESTION = ["Query", "Query", "TransactWriteItems"]
"""The athlete's memories, what became of today's sessions; the question itself."""
DEAD = "http://127.0.0.1:9"


@pytest.fixture
def gate(
    environment: None, aws_server: AwsServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RoundGate]:
    with gate_before(aws_server.endpoint_url) as gate:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", gate.address)
        yield gate


def test_two_store_round_trips_in_series_stand_before_the_model_call(
    gate: RoundGate, table: Table, request: pytest.FixtureRequest
) -> None:
    athlete: Athlete = request.getfixturevalue("athlete")
    plan_today(table, athlete.user_id)
    athlete.bedrock.script(Script(label="chat", text="Easy.", times=0))
    athlete.say("a first turn makes the clients", "2026-11-23T10:00:00Z")
    athlete.bedrock.hold("chat")

    gate.arm(len(LOADS), len(BESIDE_THE_QUESTION))
    stream = athlete.open("How are you?", "2026-11-23T10:01:00Z")
    athlete.bedrock.wait_for_calls(1, label="chat", state="held", timeout_s=30)
    before = list(gate.arrived)
    athlete.bedrock.release()
    stream.read_all()

    # Each round was let through only when all of it had arrived, so nothing in it was in series.
    assert gate.broken == []
    assert sorted(before[: len(LOADS)]) == LOADS
    assert sorted(before[len(LOADS) :]) == BESIDE_THE_QUESTION
    asked = json.dumps(athlete.bedrock.calls("chat")[-1].body, default=str)
    assert "Today: Lower A (completed)" in asked
    assert "Adherence: 100 % (1 of 1 sessions due up to today are completed)" in asked


@pytest.mark.parametrize("read", ['"message#', '#workouts"', '"program#'])
def test_the_first_byte_waits_for_nothing_that_only_the_model_needs(
    gate: RoundGate, table: Table, request: pytest.FixtureRequest, read: str
) -> None:
    athlete: Athlete = request.getfixturevalue("athlete")
    plan_today(table, athlete.user_id)
    athlete.bedrock.script(Script(label="chat", text="Easy.", times=0))
    athlete.say("a first turn makes the clients", "2026-11-23T10:00:00Z")

    gate.hold(read)
    stream = athlete.open("How are you?", "2026-11-23T10:01:00Z")
    stream.read_until('"type":"start"')
    held, calls = list(gate.held), len(athlete.bedrock.calls("chat"))
    gate.hold("")
    parts = stream.read_all()

    assert (held[0], calls, parts[-1]["type"]) == ("Query", 1, "complete")
    asked = json.dumps(athlete.bedrock.calls("chat")[-1].body, default=str)
    assert "a first turn makes the clients" in asked
    assert "Today: Lower A (completed)" in asked


def plan_today(table: Table, user_id: str) -> None:
    """Store an active program whose one session is today's, and done."""
    now = SystemClock().now()
    plan = ActiveProgram(
        program_id="program_1",
        name="Base",
        status="active",
        start_date=now.date(),
        total_days=7,
        schedule=(ScheduledSession(day_number=1, template_id="t1", name="Lower A"),),
        total_workouts=1,
        completed_workouts=1,
    )
    table.write(
        put("program", item_of(program_key(user_id, "program_1"), "program", plan, now=now))
    )
    key = day_key(user_id, "program_1", 1, "t1")
    table.write(update("day", key, "SET #status = :done", done="completed"))


class ActiveProgram(ProgramPlan):
    """The fields of a stored program that the chat reads."""

    status: str


def test_the_first_byte_of_a_cold_process_is_out_before_the_model_sdk_is_loaded(
    athlete: Athlete,
) -> None:
    athlete.bedrock.script(Script(label="chat", text="Good morning."))
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.chat_child", str(port)])
    try:
        wait_for(port, process)
        body = {"id": athlete.conversation_id, "message": "Hello"}
        parts = send(port, "POST", "/chat", body, bearer=athlete.token).read_all()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_bench/facts") as answer:
            facts = json.loads(answer.read())
    finally:
        process.terminate()
        process.wait(20)

    assert parts[-1]["type"] == "finish"
    assert (facts["sdkAtFirstByte"], facts["sdkNow"]) == (False, True)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    clock = SystemClock()
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except OSError:
            assert process.poll() is None
            clock.sleep(0.05)
        else:
            return
    raise AssertionError("the process did not start")


@pytest.fixture
def lonely_athlete(
    environment: None, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Athlete:
    """An athlete whose chat has its table, its keys and its model, and nothing else."""
    for service in ("S3", "LAMBDA", "EVENTBRIDGE", "S3VECTORS", "BEDROCK_RUNTIME"):
        monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", DEAD)
    found: Athlete = request.getfixturevalue("athlete")
    return found


def test_the_chat_answers_with_bucket_vectors_builders_and_events_down(
    lonely_athlete: Athlete, bedrock: LocalBedrock
) -> None:
    athlete = lonely_athlete
    now = SystemClock().now()
    bedrock.script(Script(label="chat", text="Here I am. [GENERATE_PROGRAM]", times=0))

    plain = athlete.say("Hello coach", "2026-11-23T10:00:00Z")
    memory = athlete.say("/save-memory I only train at home", "2026-11-23T10:01:00Z")
    workout = athlete.say("/log-workout back squat 5x5 at 100 kg", "2026-11-23T10:02:00Z")
    athlete.store.change(athlete.user_id, athlete.conversation_id, now=now, mode="build")
    build = athlete.say("Yes, build it", "2026-11-23T10:03:00Z")

    turns = (plain, memory, workout, build)
    assert [events[-1]["type"] for events in turns] == ["complete"] * 4
    assert [m[1] for m in athlete.stored() if m[0] == "assistant"] == ["Here I am. "] * 4
    told = [event["stage"] for event in build if event["type"] == "contextual"]
    assert told[-1] == "training_program_generation_error"
