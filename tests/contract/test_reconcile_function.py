"""The reconcile function as deployed: its environment, its events, real HTTP below it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from botocore.config import Config

from functions.reconcile_jobs.handler import handler
from functions.reconcile_jobs.settings import Settings
from functions.reconcile_jobs.wiring import wiring
from libs.errors import DispatchError, PayloadTooLargeError, StorageError
from libs.events.dispatch import LambdaDispatcher
from libs.events.notify import EventBridgeNotifier
from libs.jobs import transitions
from libs.jobs.models import Job, job_id_of
from libs.jobs.outcome import JobMove
from libs.jobs.ports import DailyLimits
from libs.storage.clients import CLIENT_CONFIG
from libs.storage.jobs import DynamoJobStore
from libs.storage.keys import job_key
from libs.storage.table import Table
from libs.storage.writes import delete, update
from tests.contract.conftest import BUCKET, REGION, TABLE, AwsServer
from tests.contract.lambda_stub import LambdaStub
from tests.fakes.jobs import FakeContext, JobWorld, RecordingLog

BUS = "contract-bus"
ENVIRONMENT = {
    "STAGE": "test",
    "LOG_LEVEL": "INFO",
    "TABLE_NAME": TABLE,
    "BUCKET_NAME": BUCKET,
    "JOB_LEASE_S": "45",
    "DAILY_TOKEN_LIMIT": "1000",
    "EVENT_BUS_NAME": BUS,
    "BUILD_TRAINING_PROGRAM_FUNCTION_NAME": "build-program",
    "BUILD_WORKOUT_FUNCTION_NAME": "build-workout",
}
SCHEDULE: dict[str, object] = {
    "source": "aws.events",
    "detail-type": "Scheduled Event",
    "detail": {},
}
NOW = datetime.now(UTC)
ONE_TRY = CLIENT_CONFIG.merge(Config(retries={"total_max_attempts": 1}))


@dataclass(frozen=True)
class Deployed:
    """The function and what it talks to."""

    jobs: DynamoJobStore
    functions: LambdaStub
    aws: AwsServer

    def run(self, event: dict[str, object]) -> dict[str, object]:
        world = JobWorld()
        return handler(event, FakeContext(world.clock))

    def queued(self, *, since: timedelta) -> Job:
        """Store a job that was dispatched some time ago."""
        user, at = f"user-{uuid.uuid4().hex}", datetime.now(UTC) - since
        job = Job(
            job_id=job_id_of("training_program", user, "m1"),
            user_id=user,
            kind="training_program",
            conversation_id="conv",
            coach_id="coach",
            message_id="m1",
            request_key=f"jobs/{user}/job/request.json",
            lease_until=transitions.JobTimes(45).queued_until(at, 1),
            created_at=at,
            updated_at=at,
        )
        self.jobs.create(job, limits=DailyLimits(tokens=1_000))
        return job

    def stored(self, job: Job) -> Job:
        found = self.jobs.find(job.user_id, job.job_id)
        assert found is not None
        return found

    def sent_for(self, job: Job) -> list[tuple[str, str, dict[str, object]]]:
        return [sent for sent in self.functions.invokes if sent[2]["jobId"] == job.job_id]


@pytest.fixture
def deployed(aws_server: AwsServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    functions = LambdaStub()
    address = functions.start()
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    for service in ("DYNAMODB", "S3", "EVENTBRIDGE"):
        monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", aws_server.endpoint_url)
    monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", address)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    bus = aws_server.session().client("events", endpoint_url=aws_server.endpoint_url)
    if BUS not in {item["Name"] for item in bus.list_event_buses()["EventBuses"]}:
        bus.create_event_bus(Name=BUS)
    wiring.cache_clear()
    yield Deployed(DynamoJobStore(Table(aws_server.dynamodb(), TABLE)), functions, aws_server)
    wiring.cache_clear()
    functions.stop()


def given_up(*payloads: object) -> dict[str, object]:
    """Return the queue's event for events that Lambda has given up."""
    return {
        "Records": [
            {
                "messageId": f"message-{number}",
                "body": payload
                if isinstance(payload, str)
                else json.dumps(
                    {"requestContext": {"condition": "RetriesExhausted"}, "requestPayload": payload}
                ),
            }
            for number, payload in enumerate(payloads)
        ]
    }


def test_its_settings_are_exactly_its_environment() -> None:
    assert set(Settings.environment_names()) == ENVIRONMENT.keys()


def test_the_schedule_sends_a_lost_job_again_as_a_pointer(deployed: Deployed) -> None:
    job = deployed.queued(since=timedelta(minutes=6))
    fresh = deployed.queued(since=timedelta(minutes=1))

    answer = deployed.run(SCHEDULE)

    ((name, kind, event),) = deployed.sent_for(job)
    assert (name, kind) == ("build-program", "Event")
    assert event["requestKey"] == job.request_key
    assert deployed.stored(job).dispatches == 2
    assert deployed.sent_for(fresh) == []
    assert isinstance(answer["stuck"], int)


def test_a_record_that_cannot_be_read_does_not_hide_the_others(
    deployed: Deployed, table: Table
) -> None:
    damaged = deployed.queued(since=timedelta(minutes=6))
    key = job_key(damaged.user_id, damaged.job_id)
    table.write(update("job", key, "SET #attempt = :text", text="many"))
    job = deployed.queued(since=timedelta(minutes=6))

    deployed.run(SCHEDULE)
    table.write(delete("job", key))

    assert deployed.stored(job).dispatches == 2
    assert len(deployed.sent_for(job)) == 1


def test_the_queue_sends_a_given_up_job_again_at_once(deployed: Deployed) -> None:
    job = deployed.queued(since=timedelta(minutes=1))

    answer = deployed.run(given_up({"userId": job.user_id, "jobId": job.job_id}))

    assert answer == {"batchItemFailures": []}
    assert len(deployed.sent_for(job)) == 1


def test_odd_messages_of_the_queue_are_dropped(deployed: Deployed) -> None:
    answer = deployed.run(given_up("no json", {"userId": 1}, {"userId": "u", "jobId": "gone"}))

    assert answer == {"batchItemFailures": []}


def test_a_failed_job_is_announced_and_left_with_nothing_to_do(deployed: Deployed) -> None:
    job = deployed.queued(since=timedelta(minutes=6))
    failed = transitions.fail(job, transitions.OUT_OF_ATTEMPTS, now=NOW - timedelta(minutes=5))
    deployed.jobs.commit(JobMove(failed, job))

    deployed.run(SCHEDULE)

    stored = deployed.stored(job)
    assert (stored.state, stored.event_pending, stored.cleanup_pending) == ("failed", False, False)


def test_a_bus_that_is_gone_leaves_the_event_pending(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_EVENTBRIDGE", "http://127.0.0.1:1")
    job = deployed.queued(since=timedelta(minutes=6))
    failed = transitions.fail(job, transitions.OUT_OF_ATTEMPTS, now=NOW - timedelta(minutes=5))
    deployed.jobs.commit(JobMove(failed, job))

    deployed.run(SCHEDULE)

    assert deployed.stored(job).event_pending


def dispatcher(stub_address: str, aws: AwsServer) -> LambdaDispatcher:
    client = aws.session().client("lambda", endpoint_url=stub_address, config=ONE_TRY)
    return LambdaDispatcher(client, functions={"workout": "build-workout"}, log=RecordingLog())


@pytest.mark.parametrize("status", [200, 429, 500])
def test_an_invoke_is_accepted_by_202_alone(aws_server: AwsServer, status: int) -> None:
    stub = LambdaStub(status)
    sender = dispatcher(stub.start(), aws_server)

    with pytest.raises(DispatchError):
        sender.invoke("workout", {"userId": "u"}, user_id="u")

    stub.stop()


def test_an_invoke_that_nobody_answers_is_a_dispatch_error(aws_server: AwsServer) -> None:
    with pytest.raises(DispatchError):
        dispatcher("http://127.0.0.1:1", aws_server).invoke("workout", {}, user_id="u")


def test_a_payload_over_one_megabyte_is_never_sent(aws_server: AwsServer) -> None:
    stub = LambdaStub()
    sender = dispatcher(stub.start(), aws_server)

    with pytest.raises(PayloadTooLargeError):
        sender.invoke("workout", {"text": "x" * 1_000_001}, user_id="u")

    assert stub.invokes == []
    stub.stop()


def test_a_bus_that_does_not_answer_is_a_storage_error(aws_server: AwsServer) -> None:
    client = aws_server.session().client(
        "events", endpoint_url="http://127.0.0.1:1", config=ONE_TRY
    )
    job = Job(
        job_id="job",
        user_id="user",
        kind="training_program",
        conversation_id="conv",
        coach_id="coach",
        message_id="m1",
        state="failed",
        created_at=NOW,
        updated_at=NOW,
    )

    with pytest.raises(StorageError):
        EventBridgeNotifier(client, bus_name=BUS).notify(job)
