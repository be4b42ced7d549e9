"""The deployed function's own app: environment, wiring, table, tokens, model, invokes; all real."""

from __future__ import annotations

import importlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from functions.stream_coach_conversation import wiring as chat_wiring
from libs.clock import SystemClock
from libs.coach.models import CoachConfig
from libs.conversation.lines import MEMORY_SAVED, PROGRAM_NOT_STARTED, WORKOUT_DETECTED
from libs.conversation.models import Conversation, Mode
from libs.events.build_training_program import BuildTrainingProgramEvent
from libs.events.chat_http import create_app
from libs.ids import RandomIds
from libs.memory.index import UNAVAILABLE
from libs.storage.coaches import DynamoCoachStore
from libs.storage.memories import TableMemories
from libs.storage.table import Table
from libs.storage.turns import DynamoConversationStore
from local.aws_resources import VECTOR_BUCKET, VECTOR_INDEX
from local.bedrock import LocalBedrock
from local.bedrock.scripts import Script
from local.vectors import VectorServer
from tests.contract.chat.serving import Stream, send, served
from tests.contract.conftest import BUCKET, REGION, TABLE, AwsServer

ISSUER = "https://issuer.test/pool"
KEY = RSAKey.generate_key(2048, {"kid": "key-1", "use": "sig"})
COACH = "coach_1"


@dataclass
class Neighbours:
    """A JWKS endpoint and a Lambda endpoint that accepts, records, or refuses invokes."""

    invokes: list[tuple[str, Any]] = field(default_factory=list)
    refuse: bool = False
    address: str = ""


@pytest.fixture(scope="module")
def running_neighbours() -> Iterator[Neighbours]:
    seen = Neighbours()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(200, json.dumps({"keys": [KEY.as_dict(private=False)]}).encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if seen.refuse:
                self._answer(400, b'{"Type":"User","message":"no"}')
                return
            assert self.headers["x-amz-invocation-type"] == "Event"
            seen.invokes.append((self.path.split("/")[3], json.loads(body)))
            self._answer(202, b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    seen.address = f"http://127.0.0.1:{server.server_address[1]}"
    yield seen
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass
class Athlete:
    """One signed-in athlete with one coach and one conversation."""

    port: int
    user_id: str
    conversation_id: str
    token: str
    store: DynamoConversationStore
    bedrock: LocalBedrock
    neighbours: Neighbours

    def say(self, text: str, sent: str = "2026-11-23T10:00:00Z") -> list[Any]:
        return self.open(text, sent).read_all()

    def open(self, text: str, sent: str = "2026-11-23T10:00:00Z") -> Stream:
        path = f"/users/{self.user_id}/coaches/{COACH}/conversations/{self.conversation_id}/stream"
        body = {"userResponse": text, "messageTimestamp": sent}
        return send(self.port, "POST", path, body, bearer=self.token)

    def stored(self) -> list[tuple[str, str, str]]:
        found = self.store.find_messages(self.user_id, self.conversation_id, limit=50)
        return [(message.role, message.content, message.state) for message in found]


def token_for(user_id: str) -> str:
    now = int(SystemClock().now().timestamp())
    claims = {
        "sub": user_id,
        "iss": ISSUER,
        "client_id": "app",
        "token_use": "access",
        "iat": now,
        "exp": now + 600,
    }
    return jwt.encode({"alg": "RS256", "kid": "key-1"}, claims, KEY)


@pytest.fixture
def environment(
    monkeypatch: pytest.MonkeyPatch,
    aws_server: AwsServer,
    bedrock: LocalBedrock,
    vector_server: VectorServer,
    running_neighbours: Neighbours,
) -> None:
    values = {
        "STAGE": "test",
        "LOG_LEVEL": "ERROR",
        "TABLE_NAME": TABLE,
        "BUCKET_NAME": BUCKET,
        "MODEL_TIERS": "{}",
        "EMBEDDING_MODEL_ID": "amazon.titan-embed-text-v2:0",
        "VECTOR_STORE": "s3_vectors",
        "MEMORY_WAIT_S": "30",
        "VECTOR_BUCKET_NAME": VECTOR_BUCKET,
        "VECTOR_INDEX_NAME": VECTOR_INDEX,
        "AWS_ENDPOINT_URL_S3VECTORS": vector_server.url,
        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": bedrock.base_url,
        "JOB_LEASE_S": "45",
        "DAILY_TOKEN_LIMIT": "1000000",
        "DAILY_TURN_LIMIT": "5",
        "TURNS_PER_MINUTE_LIMIT": "100",
        "DAILY_BUILD_LIMIT": "3",
        "BUILD_TRAINING_PROGRAM_FUNCTION_NAME": "build-program",
        "BUILD_WORKOUT_FUNCTION_NAME": "build-workout",
        "BUILD_CONVERSATION_SUMMARY_FUNCTION_NAME": "build-summary",
        "TOKEN_ISSUER": ISSUER,
        "JWKS_URL": f"{running_neighbours.address}/jwks",
        "TOKEN_CLIENT_IDS": "app",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL_DYNAMODB": aws_server.endpoint_url,
        "AWS_ENDPOINT_URL_S3": aws_server.endpoint_url,
        "AWS_ENDPOINT_URL_LAMBDA": running_neighbours.address,
        "ANTHROPIC_BEDROCK_BASE_URL": bedrock.base_url,
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def athlete(
    environment: None, table: Table, bedrock: LocalBedrock, running_neighbours: Neighbours
) -> Iterator[Athlete]:
    chat_wiring.wiring.cache_clear()
    parts = chat_wiring.wiring()
    user_id, conversation_id = RandomIds().fresh("user"), RandomIds().fresh("conv")
    store = DynamoConversationStore(table)
    begin(store, user_id, conversation_id, "chat")
    DynamoCoachStore(table, SystemClock()).save_coach(
        user_id, CoachConfig(coach_id=COACH, coach_name="Sam")
    )
    running_neighbours.invokes.clear()
    running_neighbours.refuse = False
    with served(create_app(parts.chat, cors_origins=parts.cors_origins)) as port:
        yield Athlete(
            port=port,
            user_id=user_id,
            conversation_id=conversation_id,
            token=token_for(user_id),
            store=store,
            bedrock=bedrock,
            neighbours=running_neighbours,
        )
    chat_wiring.wiring.cache_clear()


def begin(store: DynamoConversationStore, user_id: str, conversation_id: str, mode: Mode) -> None:
    now = SystemClock().now()
    store.create(
        Conversation(
            conversation_id=conversation_id,
            user_id=user_id,
            coach_id=COACH,
            mode=mode,
            created_at=now,
            updated_at=now,
        )
    )


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
    assert (foreign, stolen[0]) == ((204, None), 404)
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
    assert (name, payload["messageCount"]) == ("build-summary", 6)


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
