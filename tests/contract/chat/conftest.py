"""The deployed function's own app: environment, wiring, table, tokens, model, invokes; all real."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from anthropic.lib.aws._auth import _get_session

from functions.stream_coach_conversation import wiring as chat_wiring
from libs.clock import SystemClock
from libs.coach.models import CoachConfig
from libs.events.chat_http import create_app
from libs.ids import RandomIds
from libs.storage.coaches import DynamoCoachStore
from libs.storage.table import Table
from libs.storage.turns import DynamoConversationStore
from local.aws_resources import VECTOR_BUCKET, VECTOR_INDEX
from local.bedrock import LOCAL_ACCESS_KEY_ID, LOCAL_SECRET_KEY, LocalBedrock
from local.vectors import VectorServer
from tests.contract.chat.athletes import COACH, ISSUER, KEY, Athlete, Neighbours, begin, token_for
from tests.contract.chat.serving import served
from tests.contract.conftest import BUCKET, REGION, TABLE, AwsServer


@pytest.fixture(scope="package")
def running_bedrock() -> Iterator[LocalBedrock]:
    with LocalBedrock() as bedrock:
        yield bedrock


@pytest.fixture
def bedrock(
    running_bedrock: LocalBedrock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LocalBedrock]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", LOCAL_ACCESS_KEY_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", LOCAL_SECRET_KEY)
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    # The SDK keeps one session per process; another test may have signed as somebody else.
    _get_session.cache_clear()  # type: ignore[attr-defined] # an lru_cache typed as a function
    yield running_bedrock
    running_bedrock.reset()
    _get_session.cache_clear()  # type: ignore[attr-defined] # an lru_cache typed as a function


@pytest.fixture(scope="package")
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
