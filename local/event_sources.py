"""What triggers the reconciler on AWS: a schedule, and messages of the on-failure queue."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping

import boto3

from local.lambda_functions import FunctionSpec
from local.lambda_host import LambdaHost

SCHEDULE_S = 60.0
POLL_WAIT_S = 2


class FailureQueue:
    """The on-failure destination: Lambda's record becomes an SQS message."""

    def __init__(self, session: boto3.Session, endpoint_url: str, queue_url: str) -> None:
        self._sqs = session.client("sqs", endpoint_url=endpoint_url)
        self._queue_url = queue_url

    def send(self, spec: FunctionSpec, record: Mapping[str, object]) -> None:
        """Put the record of an exhausted invoke into the queue."""
        if spec.on_failure_queue_url is not None:
            self._sqs.send_message(
                QueueUrl=spec.on_failure_queue_url, MessageBody=json.dumps(record)
            )

    def receive(self) -> list[dict[str, str]]:
        """Return up to ten messages, in the shape of Lambda's SQS records."""
        answer = self._sqs.receive_message(
            QueueUrl=self._queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=0
        )
        return [
            {
                "messageId": item["MessageId"],
                "receiptHandle": item["ReceiptHandle"],
                "body": item["Body"],
                "eventSource": "aws:sqs",
            }
            for item in answer.get("Messages", [])
        ]

    def delete(self, receipt_handle: str) -> None:
        """Remove a handled message."""
        self._sqs.delete_message(QueueUrl=self._queue_url, ReceiptHandle=receipt_handle)


class EventSources:
    """Two threads that invoke the reconciler as AWS does."""

    def __init__(
        self, host: LambdaHost, target: FunctionSpec, queue: FailureQueue, *, schedule_s: float
    ) -> None:
        self._host, self._target, self._queue = host, target, queue
        self._schedule_s = schedule_s
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._tick, daemon=True),
            threading.Thread(target=self._poll, daemon=True),
        ]

    def start(self) -> EventSources:
        """Start both."""
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        """Stop both."""
        self._stop.set()

    def _tick(self) -> None:
        while not self._stop.wait(self._schedule_s):
            event = {"source": "aws.scheduler", "detail-type": "Scheduled Event", "detail": {}}
            self._host.invoke(self._target, json.dumps(event), "schedule")

    def _poll(self) -> None:
        while not self._stop.wait(POLL_WAIT_S):
            try:
                records = self._queue.receive()
            except OSError:
                continue
            if records:
                outcome = self._host.invoke(
                    self._target, json.dumps({"Records": records}), "on-failure"
                )
                for record in [] if outcome.failed else records:
                    self._queue.delete(record["receiptHandle"])
