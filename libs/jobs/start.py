"""Starts, retries and cancels builds: intent before effect, every step repeatable.

Order: the request is stored, then one transaction writes the job, the quota and the lock, then
the build function is invoked. Whatever is cut off, the sweeper or a repeat finishes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from libs.errors import BudgetExceededError, ConflictError, DispatchError, StorageError
from libs.jobs import transitions
from libs.jobs.failures import failure
from libs.jobs.models import BuildEvent, Job, JobKind, job_id_of
from libs.jobs.moves import Moved, MoveExtras, load_job, move
from libs.jobs.services import JobServices

INLINE_LIMIT_BYTES = 200_000
"""Source: the asynchronous payload limit is 1 MB on AWS and was 256 KB before; we stay below."""
_INVOKE_TRIES = 2
BUILD_RUNNING = (
    "Another training program is being built for you right now. "
    "Wait until it is ready, or cancel it, then ask again."
)


@dataclass(frozen=True)
class Started:
    """The job that answers the trigger; `existing` when an earlier one does."""

    job: Job
    existing: bool = False


@dataclass(frozen=True)
class Refused:
    """No build runs; `message` may be shown, `job` is the failed one, if one was recorded."""

    code: str
    message: str
    job: Job | None = None


def start_build(services: JobServices, kind: JobKind, event: BuildEvent) -> Started | Refused:
    """Record the build a message triggers and invoke its function; never waits for it.

    Raises:
        StorageError: nothing was started as far as is known; a repeat is harmless.
    """
    recorded = record_build(services, kind, event)
    if isinstance(recorded, Refused) or recorded.existing:
        return recorded
    return _invoke_first(services, recorded.job, event)


def record_build(services: JobServices, kind: JobKind, event: BuildEvent) -> Started | Refused:
    """Store the request and write job, quota and lock, without invoking anything.

    Raises:
        StorageError: see `start_build`.
    """
    job_id = job_id_of(kind, event.conversation_id, event.trigger_id)
    known = services.jobs.find_answering(event.user_id, job_id)
    if known is not None:
        return Started(known, existing=True)
    if kind == "training_program":
        answered = _answer_by_other_job(services, event, job_id)
        if answered is not None:
            return answered
    job = _new_job(services, kind, event, job_id)
    key = services.requests.save(event.user_id, job_id, _request(event, job))
    job = job.model_copy(update={"request_key": key})
    try:
        _create(services, job)
    except BudgetExceededError as exc:
        return Refused(exc.code, exc.message)
    except ConflictError:
        return _lost_race(services, event, job)
    services.log.info("job_created", job_id=job_id, kind=kind, correlation_id=job.correlation_id)
    return Started(job)


def retry_build(services: JobServices, user_id: str, job_id: str) -> Job:
    """Queue a failed or asking job again and invoke it; a running or ready one is returned.

    Raises:
        NotFoundError: no such job.
        ConflictError: it cannot be retried, or another build runs (code `locked`).
        DispatchError: the invoke was not accepted; the job is failed again.
    """
    moved = move(services.jobs, user_id, job_id, lambda job: _retried(services, job))
    if moved.changed:
        services.log.info("job_retried", job_id=job_id)
        _invoke_or_fail(services, moved.job, pointer_payload(moved.job), refund=False)
    return moved.job


def cancel_build(services: JobServices, user_id: str, job_id: str) -> Job:
    """Cancel a job; one that runs stops at its next step. Idempotent.

    Raises:
        NotFoundError: no such job.
        ConflictError: it is ready or failed.
    """
    now = services.clock.now()
    moved = move(services.jobs, user_id, job_id, lambda job: transitions.cancel(job, now=now))
    if moved.changed:
        services.log.info("job_cancelled", job_id=job_id)
    return moved.job


def pointer_payload(job: Job) -> dict[str, object]:
    """Return the event that names the stored request instead of carrying it."""
    return {
        "userId": job.user_id,
        "coachId": job.coach_id,
        "conversationId": job.conversation_id,
        "jobId": job.job_id,
        "messageId": job.message_id,
        "correlationId": job.correlation_id,
        "requestKey": job.request_key,
    }


def _create(services: JobServices, job: Job) -> None:
    """Write a new job; one whose reply was lost counts as written."""
    try:
        services.jobs.create(job, limits=services.limits)
    except StorageError:
        if services.jobs.find(job.user_id, job.job_id) != job:
            raise


def _answer_by_other_job(
    services: JobServices, event: BuildEvent, job_id: str
) -> Started | Refused | None:
    """Return what a running or asking job makes of this trigger; None when there is none."""
    running = services.jobs.find_lock_holder(event.user_id)
    if running is not None and running.is_active:
        if running.conversation_id != event.conversation_id:
            return Refused("build_running", BUILD_RUNNING)
        joined = _join(services, running, job_id)
        if joined is not None:
            return joined
    asking = services.jobs.find_for_conversation(event.user_id, event.conversation_id)
    if asking is not None and asking.state == "needs_input":
        return _resume(services, asking, event, job_id)
    return None


def _join(services: JobServices, running: Job, job_id: str) -> Started | None:
    """Let the running job answer the trigger for good: its repeats come after the end, too."""
    now = services.clock.now()
    try:
        moved = move(
            services.jobs,
            running.user_id,
            running.job_id,
            lambda job: transitions.join(job, now=now),
            MoveExtras(joins=job_id),
        )
    except ConflictError:
        return _answered(services, running.user_id, job_id)
    return Started(moved.job, existing=True) if moved.changed else None


def _answered(services: JobServices, user_id: str, job_id: str) -> Started | None:
    known = services.jobs.find_answering(user_id, job_id)
    return Started(known, existing=True) if known else None


def _resume(
    services: JobServices, asking: Job, event: BuildEvent, job_id: str
) -> Started | Refused | None:
    """Queue the asking job again with a request that holds the athlete's answers."""
    key = services.requests.save(
        asking.user_id, asking.job_id, _request(event, asking), attempt=asking.attempt + 1
    )
    try:
        moved = move(
            services.jobs,
            asking.user_id,
            asking.job_id,
            lambda job: _retried(services, job, key),
            MoveExtras(joins=job_id),
        )
    except ConflictError as exc:
        if exc.code == "locked":
            return Refused("build_running", BUILD_RUNNING)
        return _answered(services, asking.user_id, job_id)
    services.log.info("job_answered", job_id=asking.job_id)
    return Started(moved.job, existing=not moved.changed)


def _retried(services: JobServices, job: Job, request_key: str | None = None) -> Job:
    return transitions.retry(
        job, now=services.clock.now(), times=services.times, request_key=request_key
    )


def _lost_race(services: JobServices, event: BuildEvent, job: Job) -> Started | Refused:
    """Return what was written by whoever was faster: this job, or one that holds the lock."""
    answered = _answered(services, job.user_id, job.job_id) or _answer_by_other_job(
        services, event, job.job_id
    )
    if answered is None:
        raise StorageError("the build lock was released just now; a repeat succeeds")
    return answered


def _invoke_first(services: JobServices, job: Job, event: BuildEvent) -> Started | Refused:
    payload: Mapping[str, object] = _request(event, job)
    if len(json.dumps(payload)) > INLINE_LIMIT_BYTES:
        payload = pointer_payload(job)
    try:
        _invoke_or_fail(services, job, payload, refund=job.attempt == 0)
    except DispatchError:
        known = load_job(services.jobs, job.user_id, job.job_id)
        if known.state != "failed":
            return Started(known)
        return Refused("dispatch", failure("dispatch").message, known)
    return Started(job)


def _invoke_or_fail(
    services: JobServices, job: Job, payload: Mapping[str, object], *, refund: bool
) -> None:
    """Invoke, once more on refusal, then fail the job and give its lock and quota back."""
    if services.invoker is None:
        raise DispatchError("this function dispatches nothing")
    for attempt in range(1, _INVOKE_TRIES + 1):
        try:
            services.invoker.invoke(job.kind, payload, user_id=job.user_id)
        except DispatchError:
            services.log.warning("invoke_refused", job_id=job.job_id, attempt=attempt)
            if attempt == _INVOKE_TRIES:
                _fail_dispatch(services, job, refund=refund)
                raise
        else:
            return


def _fail_dispatch(services: JobServices, job: Job, *, refund: bool) -> Moved:
    now = services.clock.now()
    return move(
        services.jobs,
        job.user_id,
        job.job_id,
        # An invoke whose acceptance was lost may have begun to work: that job goes on.
        lambda stored: (
            stored
            if stored.state != "queued"
            else transitions.fail(stored, failure("dispatch"), now=now)
        ),
        MoveExtras(refund_build=refund),
    )


def _request(event: BuildEvent, job: Job) -> Mapping[str, object]:
    return {**event.to_wire(), "jobId": job.job_id, "messageId": job.message_id}


def _new_job(services: JobServices, kind: JobKind, event: BuildEvent, job_id: str) -> Job:
    now = services.clock.now()
    return Job(
        job_id=job_id,
        user_id=event.user_id,
        kind=kind,
        conversation_id=event.conversation_id,
        coach_id=event.coach_id,
        message_id=event.trigger_id,
        lease_until=services.times.queued_until(now, 1),
        correlation_id=event.correlation_id or "",
        created_at=now,
        updated_at=now,
    )
