from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import boto3
import pytest

from functions.build_workout.handler import handler
from functions.build_workout.wiring import wiring
from libs.memory.models import Hit, Search
from libs.storage.objects import Objects
from libs.storage.table import Table
from libs.storage.workouts import DynamoWorkoutStore
from libs.vectors.s3_vectors import S3VectorStore
from local.aws_resources import VECTOR_BUCKET, VECTOR_INDEX
from local.bedrock.embeddings import hashed_vector
from local.bedrock.server import LOCAL_ACCESS_KEY_ID, LOCAL_SECRET_KEY, LocalBedrock
from local.offline_coach.responder import OfflineCoach
from local.vectors import VectorServer
from tests.contract.conftest import BUCKET, REGION, TABLE, AwsServer
from tests.fakes.jobs import FakeContext, JobWorld

BUS = "workout-bus"
ZONE = "Europe/Berlin"
ENVIRONMENT = {
    "STAGE": "test",
    "LOG_LEVEL": "INFO",
    "TABLE_NAME": TABLE,
    "BUCKET_NAME": BUCKET,
    "MODEL_TIERS": "{}",
    "JOB_LEASE_S": "45",
    "DAILY_TOKEN_LIMIT": "1000000",
    "EVENT_BUS_NAME": BUS,
    "EMBEDDING_MODEL_ID": "amazon.titan-embed-text-v2:0",
    "VECTOR_STORE": "s3_vectors",
    "VECTOR_BUCKET_NAME": VECTOR_BUCKET,
    "VECTOR_INDEX_NAME": VECTOR_INDEX,
    "MEMORY_WAIT_S": "30",
}
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Deployed:
    """The workout function on real HTTP: table, bucket, bus, and the offline coach's Bedrock."""

    table: Table
    objects: Objects
    bedrock: LocalBedrock
    vectors: VectorServer
    session: boto3.Session
    calls_before: int
    user: str = field(default_factory=lambda: f"workout-user-{next(_numbers)}")

    @property
    def workouts(self) -> DynamoWorkoutStore:
        return DynamoWorkoutStore(self.table)

    @property
    def model_calls(self) -> int:
        return len(self.bedrock.calls("workout")) - self.calls_before

    def look_for(self, text: str) -> tuple[Hit, ...]:
        """Search the athlete's records as the functions do."""
        client = self.session.client("s3vectors", endpoint_url=self.vectors.url)
        store = S3VectorStore(lambda: client, bucket_name=VECTOR_BUCKET, index_name=VECTOR_INDEX)
        vector = tuple(hashed_vector(text, 512))
        found = store.query(self.user, vector, Search(kinds=("workout",), top_k=10))
        client.close()
        return found

    def ids_of(self, answer: Mapping[str, object]) -> list[str]:
        ids = answer["workoutIds"]
        assert isinstance(ids, list)
        return ids

    def event(self, text: str, **fields: object) -> dict[str, object]:
        return {
            "userId": self.user,
            "coachId": "coach-1",
            "conversationId": "conv-1",
            "messageId": "message-1",
            "userMessage": text,
            "coachConfig": {"coach_name": "Sam"},
            "userTimezone": ZONE,
            **fields,
        }

    def run(self, event: dict[str, object]) -> dict[str, object]:
        return handler(event, FakeContext(JobWorld().clock))


@pytest.fixture(scope="module")
def bedrock() -> Iterator[LocalBedrock]:
    with LocalBedrock(OfflineCoach()) as server:
        yield server


@pytest.fixture
def deployed(
    aws_server: AwsServer,
    bedrock: LocalBedrock,
    vector_server: VectorServer,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Deployed]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    for service in ("DYNAMODB", "S3", "EVENTBRIDGE"):
        monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", aws_server.endpoint_url)
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3VECTORS", vector_server.url)
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", bedrock.base_url)
    monkeypatch.setenv("ANTHROPIC_BEDROCK_BASE_URL", bedrock.base_url)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("AWS_REGION", REGION)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", LOCAL_ACCESS_KEY_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", LOCAL_SECRET_KEY)
    bus = aws_server.session().client("events", endpoint_url=aws_server.endpoint_url)
    if BUS not in {item["Name"] for item in bus.list_event_buses()["EventBuses"]}:
        bus.create_event_bus(Name=BUS)
    before = len(bedrock.calls("workout"))
    wiring.cache_clear()
    yield Deployed(
        Table(aws_server.dynamodb(), TABLE),
        Objects(aws_server.s3(), BUCKET),
        bedrock,
        vector_server,
        aws_server.session(),
        before,
    )
    wiring.cache_clear()
