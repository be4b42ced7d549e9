"""The local Invoke endpoint over HTTP with the real SDK: Lambda's semantics as documented."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from local.lambda_api import EVENT_LIMIT_BYTES, LambdaApi
from local.lambda_functions import FunctionSpec
from local.lambda_host import LambdaHost

DEADLINE_S = 30.0


class Endpoint:
    """A running endpoint with one function, and what reached its on-failure destination."""

    def __init__(self, folder: Path) -> None:
        self.failures: list[Mapping[str, object]] = []
        self.marks = folder / "marks"
        self.host = LambdaHost(
            log_dir=folder, on_failure=lambda spec, record: self.failures.append(record)
        )
        self.host.add(
            FunctionSpec(
                name="target",
                module="tests.contract.lambda_target",
                timeout_s=1.5,
                memory_mb=128,
                environment={"STAGE": "test"},
                retry_delays_s=(0.05, 0.1),
            )
        )
        self.api = LambdaApi(self.host).start()
        self.client = boto3.client(
            "lambda",
            endpoint_url=self.api.url,
            region_name="us-east-1",
            aws_access_key_id="local",
            aws_secret_access_key="local",
            config=Config(retries={"total_max_attempts": 1}),
        )

    def invoke(
        self, kind: Literal["Event", "RequestResponse"], **event: object
    ) -> Mapping[str, object]:
        payload = json.dumps({"marks": str(self.marks), **event}).encode()
        answer = self.client.invoke(FunctionName="target", InvocationType=kind, Payload=payload)
        body = answer["Payload"].read()
        return {
            "status": answer["StatusCode"],
            "error": answer.get("FunctionError"),
            "body": json.loads(body) if body else None,
        }

    def tries(self) -> int:
        return len(self.marks.read_text("utf-8").splitlines()) if self.marks.exists() else 0

    def drain(self) -> None:
        """Wait until no Event invoke is pending."""
        deadline = time.monotonic() + DEADLINE_S
        while self.host.pending_events():
            assert time.monotonic() < deadline, "events are still pending"
            time.sleep(0.02)


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[Endpoint]:
    found = Endpoint(tmp_path)
    yield found
    found.client.close()
    found.api.close()
    found.host.close()


def test_answers_a_synchronous_invoke_with_the_result_and_its_environment(
    endpoint: Endpoint,
) -> None:
    answer = endpoint.invoke("RequestResponse")

    assert (answer["status"], answer["error"]) == (200, None)
    body = answer["body"]
    assert isinstance(body, dict)
    assert body["stage"] == "test"
    assert 0 < body["remainingMs"] <= 1500


def test_an_event_is_accepted_at_once_and_tried_three_times_before_it_is_given_up(
    endpoint: Endpoint,
) -> None:
    answer = endpoint.invoke("Event", do="raise")
    endpoint.drain()

    assert answer["status"] == 202
    assert endpoint.tries() == 3
    record = endpoint.failures[0]
    assert record["requestContext"]["condition"] == "RetriesExhausted"  # type: ignore[index]
    assert record["requestPayload"]["do"] == "raise"  # type: ignore[index]


def test_an_event_that_succeeds_later_reaches_no_failure_destination(endpoint: Endpoint) -> None:
    endpoint.invoke("Event", do="raise", times=1)
    endpoint.drain()

    assert endpoint.tries() == 2
    assert endpoint.failures == []


@pytest.mark.parametrize(
    ("deed", "error"), [("die", "Runtime.ExitError"), ("hang", "Sandbox.Timedout")]
)
def test_a_dead_or_late_worker_is_a_failed_invoke(
    endpoint: Endpoint, deed: str, error: str
) -> None:
    answer = endpoint.invoke("RequestResponse", do=deed)

    assert answer["error"] == "Unhandled"
    assert answer["body"]["errorType"] == error  # type: ignore[index]
    assert endpoint.invoke("RequestResponse")["error"] is None


def test_refuses_what_lambda_refuses(endpoint: Endpoint) -> None:
    with pytest.raises(ClientError, match="RequestTooLarge"):
        endpoint.invoke("Event", padding="x" * EVENT_LIMIT_BYTES)
    with pytest.raises(ClientError, match="ResourceNotFound"):
        endpoint.client.invoke(FunctionName="other", Payload=b"{}")

    assert endpoint.tries() == 0
