"""An async build that keeps failing: Lambda's tries, the on-failure queue, the reconciler."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

from local.client import Json
from local.follow import follow_job
from local.show import as_object
from local.verify.build import take_turn
from local.verify.model_control import ModelControl
from local.verify.report import CheckFailed, NotChecked, expect
from local.verify.session import Session
from local.verify.target import Target

STEP = "workout"
"""Label of the workout build's first model call."""
TRIES = 3
QUEUE_TIMEOUT_S = 240.0
POLL_S = 1.0
WORKOUT = "I ran 8 km in 45:10 yesterday evening, felt good."


def check_failures(run: Session) -> str:
    """Three tries, a record in the queue with its reason, and a finished job once it can be."""
    target, model = run.target, run.target.model
    if model is None:
        raise NotChecked("a real model does not fail on request; `make deploy-local` checks this")
    if not target.functions:
        raise NotChecked("no Lambda service runs the builds here; the fault suite checks this")
    with _reconciler_paused(target):
        started = time.monotonic()
        job_id, record = _fail(run, model)
        seconds = time.monotonic() - started
        context = as_object(record.get("requestContext"))
        count, condition = context.get("approximateInvokeCount"), context.get("condition")
        expect(count == TRIES, f"the record counts {count} invokes")
        expect(condition == "RetriesExhausted", f"the condition is {condition}")
    model.release()
    started = time.monotonic()
    *_, last = follow_job(run.client, job_id)
    expect(last.get("state") == "ready", f"after the fault {job_id} is {last.get('state')}")
    return (
        f"{count} tries, in the queue as {condition} after {seconds:.0f} s; with the model back "
        f"the reconciler brought the job to ready in {time.monotonic() - started:.0f} s"
    )


def _fail(run: Session, model: ModelControl) -> tuple[str, Json]:
    """Start a workout build whose model refuses; return its job and the queue's record."""
    model.refuse(STEP)
    try:
        conversation_id = run.client.new_conversation(mode="chat", title="Checklist, failures")
        turn = take_turn(run.client, conversation_id, WORKOUT)
        expect(bool(turn.job_id), "no workout build was started")
        return turn.job_id, _wait_for_record(run.target, turn.job_id)
    finally:
        model.release()


@contextmanager
def _reconciler_paused(target: Target) -> Iterator[None]:
    """Keep the reconciler from taking the queue's records while they are looked at."""
    client = target.functions_client()
    queue = target.queue_url.rsplit("/", 1)[-1]
    mappings = [
        item["UUID"]
        for item in client.list_event_source_mappings()["EventSourceMappings"]
        if item.get("EventSourceArn", "").endswith(f":{queue}")
    ]
    expect(len(mappings) == 1, f"{len(mappings)} functions read the on-failure queue")
    client.update_event_source_mapping(UUID=mappings[0], Enabled=False)
    try:
        yield
    finally:
        client.update_event_source_mapping(UUID=mappings[0], Enabled=True)


def _wait_for_record(target: Target, job_id: str) -> Json:
    """Return the record of a job in the on-failure queue; it stays there."""
    client = target.sqs()
    deadline = time.monotonic() + QUEUE_TIMEOUT_S
    while time.monotonic() < deadline:
        answer = client.receive_message(
            QueueUrl=target.queue_url, MaxNumberOfMessages=10, VisibilityTimeout=0
        )
        for message in answer.get("Messages", []):
            record = as_object(json.loads(message["Body"]))
            if as_object(record.get("requestPayload")).get("jobId") == job_id:
                return record
        time.sleep(POLL_S)
    raise CheckFailed(f"the queue held no record of {job_id} within {QUEUE_TIMEOUT_S:.0f} s")
