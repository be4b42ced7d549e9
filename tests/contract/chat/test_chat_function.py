"""Turns through the deployed function's own app."""

from __future__ import annotations

import importlib
import json

import pytest

from functions.stream_coach_conversation import wiring as chat_wiring
from libs.clock import SystemClock
from libs.conversation.lines import MEMORY_SAVED, PROGRAM_NOT_STARTED, WORKOUT_DETECTED
from libs.events.build_training_program import BuildTrainingProgramEvent
from libs.memory.index import UNAVAILABLE
from libs.storage.memories import TableMemories
from libs.storage.table import Table
from local.bedrock.scripts import Script
from local.vectors import VectorServer
from tests.contract.chat.athletes import Athlete, token_for
from tests.contract.chat.serving import send


def test_a_turn_is_streamed_and_stored(athlete: Athlete) -> None:
    athlete.bedrock.script(Script(label="chat", text="Hello, Sam here."))

    events = athlete.say("Hi coach")

    assert [e["type"] for e in events][-1] == "complete"
    assert athlete.stored() == [
        ("user", "Hi coach", "complete"),
        ("assistant", "Hello, Sam here.", "complete"),
    ]
    assert athlete.store.find_active(athlete.user_id, athlete.conversation_id) is None


def test_build_mode_ends_in_one_invoked_build(athlete: Athlete) -> None:
    now = SystemClock().now()
    athlete.store.change(athlete.user_id, athlete.conversation_id, now=now, mode="build")
    athlete.bedrock.script(Script(label="chat", text="Off we go. [GENERATE_PROGRAM]", times=0))

    first = athlete.say("Yes, build it")
    again = athlete.say("Yes, build it")

    ((name, payload),) = athlete.neighbours.invokes
    event = BuildTrainingProgramEvent.from_wire(payload)
    assert name == "build-program"
    assert [m.content for m in event.conversation_messages] == ["Yes, build it", "Off we go. "]
    assert first[-1]["jobId"] == again[-1]["jobId"] == event.job_id
    assert len(athlete.stored()) == 2


def test_a_refused_invoke_is_told_and_the_turn_completes(athlete: Athlete) -> None:
    athlete.neighbours.refuse = True
    now = SystemClock().now()
    athlete.store.change(athlete.user_id, athlete.conversation_id, now=now, mode="build")
    athlete.bedrock.script(Script(label="chat", text="Off we go. [GENERATE_PROGRAM]"))

    events = athlete.say("Yes, build it")

    lines = [event["content"] for event in events if event["type"] == "contextual"]
    assert lines[-1] == PROGRAM_NOT_STARTED
    assert events[-1]["type"] == "complete"


def test_a_logged_workout_is_invoked_while_the_coach_answers(athlete: Athlete) -> None:
    athlete.bedrock.script(Script(label="chat", text="Strong!"))

    events = athlete.say("/log-workout back squat 5x5 at 100 kg")

    ((name, payload),) = athlete.neighbours.invokes
    assert (name, payload["userMessage"]) == ("build-workout", "back squat 5x5 at 100 kg")
    assert payload["isSlashCommand"] is True
    assert WORKOUT_DETECTED in [e.get("content") for e in events]


def test_a_memory_is_kept_and_shown_to_the_model_later(athlete: Athlete) -> None:
    athlete.bedrock.script(Script(label="chat", text="Noted.", times=0))

    athlete.say("/save-memory I only train at home on Mondays", "2026-11-23T10:00:00Z")
    athlete.say("What do you know?", "2026-11-23T10:01:00Z")

    newest = athlete.bedrock.calls("chat")[-1]
    assert "I only train at home on Mondays" in json.dumps(newest.body, default=str)


def test_budget_conflict_and_foreign_ids_are_plain_answers(athlete: Athlete) -> None:
    athlete.bedrock.hold("chat")
    athlete.bedrock.script(Script(label="chat", text="ok", times=0))
    running = athlete.open("one")
    running.read_until("contextual")
    busy = athlete.open("two").read_refusal()
    athlete.bedrock.release()
    running.read_all()
    stranger = token_for("somebody-else")
    path = f"/chat/{athlete.conversation_id}/stream"
    foreign = send(athlete.port, "GET", path, bearer=stranger).read_refusal()
    body = {"id": athlete.conversation_id, "message": "hi"}
    stolen = send(athlete.port, "POST", "/chat", body, bearer=stranger).read_refusal()
    for number in range(4):
        athlete.say("more", f"2026-11-23T10:0{number}:00Z")
    status, error = athlete.open("too much").read_refusal()

    assert (busy[0], busy[1]["code"]) == (409, "TURN_RUNNING")
    assert (foreign[0], stolen[0]) == (404, 404)
    assert status == 429
    assert error["retryAfterSeconds"] > 0


def test_the_first_turn_after_a_restore_works(athlete: Athlete) -> None:
    athlete.bedrock.script(Script(label="chat", text="Welcome back.", times=0))

    before = send(athlete.port, "POST", "/snapstart/before").read_refusal()
    first = athlete.say("one", "2026-11-23T10:00:00Z")
    after = send(athlete.port, "POST", "/snapstart/after").read_refusal()
    again = athlete.say("two", "2026-11-23T10:01:00Z")

    assert (before, after) == ((204, None), (204, None))
    assert [events[-1]["type"] for events in (first, again)] == ["complete", "complete"]
    assert len(athlete.stored()) == 4


def test_payloads_that_are_no_requests_find_nothing(athlete: Athlete) -> None:
    status, error = send(athlete.port, "POST", "/events", {"source": "aws.events"}).read_refusal()

    assert (status, error["code"]) == (404, "not_found")


@pytest.fixture
def hasty_athlete(
    environment: None, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Athlete:
    monkeypatch.setenv("TURNS_PER_MINUTE_LIMIT", "1")
    found: Athlete = request.getfixturevalue("athlete")
    return found


def test_too_many_turns_in_a_minute_wait_for_the_next(hasty_athlete: Athlete) -> None:
    hasty_athlete.bedrock.script(Script(label="chat", text="ok", times=0))

    # Of three turns two are in one minute, wherever it turns.
    refused = []
    for number in range(3):
        stream = hasty_athlete.open(f"hello {number}")
        if stream.response.status == 200:
            stream.read_all()
        else:
            refused.append(stream.read_refusal())

    assert {(status, error["code"]) for status, error in refused} == {(429, "BUDGET")}
    assert 0 < refused[0][1]["retryAfterSeconds"] <= 60


def test_every_sixth_message_asks_for_a_summary(athlete: Athlete) -> None:
    athlete.bedrock.script(Script(label="chat", text="ok", times=0))

    for number in range(3):
        athlete.say("more", f"2026-11-23T10:0{number}:00Z")

    ((name, payload),) = athlete.neighbours.invokes
    assert (name, payload["triggerReason"]) == ("build-summary", "message_count")
    assert (payload["messageCount"], payload.get("complexityIndicators")) == (6, None)


def test_a_turn_that_changes_the_picture_asks_for_a_summary(athlete: Athlete) -> None:
    athlete.bedrock.script(Script(label="chat", text="ok", times=0))

    athlete.say("I tweaked my knee squatting", "2026-11-23T10:00:00Z")
    athlete.say("and it still hurts, what now?", "2026-11-23T10:01:00Z")

    ((name, payload),) = athlete.neighbours.invokes
    assert name == "build-summary"
    assert payload == {
        "userId": athlete.user_id, "coachId": payload["coachId"],
        "conversationId": athlete.conversation_id, "correlationId": payload["correlationId"],
        "triggerReason": "complexity", "messageCount": 2, "complexityIndicators": ["health"],
    }  # fmt: skip


def test_the_handler_module_holds_the_app(environment: None) -> None:
    chat_wiring.wiring.cache_clear()

    handler = importlib.import_module("functions.stream_coach_conversation.handler")

    assert callable(handler.app)


def test_a_memory_is_found_by_meaning_and_its_use_is_counted(
    athlete: Athlete, table: Table
) -> None:
    athlete.bedrock.script(Script(label="chat", text="Noted.", times=0))
    shelf = TableMemories(table, SystemClock())

    athlete.say("/save-memory Short warm-ups on the rower please", "2026-11-23T10:00:00Z")
    athlete.say("Which warm-ups do you think of?", "2026-11-23T10:01:00Z")
    athlete.say("Thanks, bye!", "2026-11-23T10:02:00Z")

    asked = athlete.bedrock.calls("chat")[-2]
    assert "Short warm-ups on the rower" in json.dumps(asked.body, default=str)
    (memory,) = shelf.list_memories(athlete.user_id)
    assert memory.uses == 1
    assert memory.last_used_at is not None


def test_a_vector_store_that_is_down_costs_neither_turn_nor_memory(
    athlete: Athlete, table: Table, vector_server: VectorServer, capfd: pytest.CaptureFixture[str]
) -> None:
    athlete.bedrock.script(Script(label="chat", text="Noted.", times=0))
    vector_server.refuse_with = 503

    saved = athlete.say("/save-memory No dips for me please", "2026-11-23T10:00:00Z")
    asked = athlete.say("Any dips in the plan?", "2026-11-23T10:01:00Z")

    assert MEMORY_SAVED in [event.get("content") for event in saved]
    assert asked[-1]["type"] == "complete"
    newest = athlete.bedrock.calls("chat")[-1]
    assert "No dips for me please" in json.dumps(newest.body, default=str)
    (memory,) = TableMemories(table, SystemClock()).list_memories(athlete.user_id)
    assert memory.uses == 0
    assert UNAVAILABLE in capfd.readouterr().out
