"""Every move a job can make, as pure functions; stores write them conditionally on `version`.

A move that finds its effect in place returns the same object, so repeats and writes whose reply
was lost are harmless.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from libs.errors import CancelledError, ConflictError, LeaseHeldError
from libs.jobs.models import Job, JobError, JobUsage
from libs.jobs.progress import is_ahead, percent_of

MAX_ATTEMPTS = 4
MAX_DISPATCHES = 4
_RENEWALS_PER_LEASE = 3
_DISPATCH_WAIT_LEASES = 300 / 45
"""Source: 5 min of waiting at a lease of 45 s; Lambda's own retries run before reconcile does."""

OUT_OF_ATTEMPTS = JobError(
    code="attempts",
    message="The build was interrupted too often. Nothing finished is lost: try again.",
    retryable=True,
)


@dataclass(frozen=True)
class JobTimes:
    """The lease in seconds, and what follows from it."""

    lease_s: float = 45.0

    @property
    def renew_every_s(self) -> float:
        """Return the seconds between two heartbeats."""
        return self.lease_s / _RENEWALS_PER_LEASE

    def leased_until(self, now: datetime) -> datetime:
        """Return when a lease taken or renewed now ends."""
        return now + timedelta(seconds=self.lease_s)

    def queued_until(self, now: datetime, dispatches: int) -> datetime:
        """Return when reconcile steps in after this dispatch; the wait doubles each time."""
        wait_s = self.lease_s * _DISPATCH_WAIT_LEASES * 2 ** max(dispatches - 1, 0)
        return now + timedelta(seconds=wait_s)


def take_lease(job: Job, *, owner: str, now: datetime, times: JobTimes) -> Job:
    """Return the job running under a new lease, or failed when its attempts are used up.

    Raises:
        LeaseHeldError: another invocation works on it.
        ConflictError: it is in no state to be run; `state` says which.
    """
    if job.state == "running" and job.lease_owner == owner:
        return job
    if not job.is_active:
        raise ConflictError(f"the job is {job.state}", state=job.state)
    if job.state == "running" and job.lease_until is not None and job.lease_until > now:
        raise LeaseHeldError("another invocation holds the lease")
    if job.attempt - job.attempt_base >= MAX_ATTEMPTS:
        return fail(job, OUT_OF_ATTEMPTS, now=now)
    return _moved(
        job,
        now,
        state="running",
        attempt=job.attempt + 1,
        lease_owner=owner,
        lease_until=times.leased_until(now),
    )


def renew_lease(job: Job, *, owner: str, now: datetime, times: JobTimes) -> Job:
    """Return the job with its lease pushed forward.

    Raises:
        LeaseHeldError, CancelledError: the owner has lost the job.
    """
    check_owner(job, owner)
    return _moved(job, now, lease_until=times.leased_until(now))


def check_owner(job: Job, owner: str) -> None:
    """Do nothing while this owner may work on the job; an expired lease nobody took counts.

    Raises:
        CancelledError: the athlete cancelled it.
        LeaseHeldError: it belongs to another invocation, or is over.
    """
    if job.state == "cancelled":
        raise CancelledError("the job was cancelled")
    if job.state != "running" or job.lease_owner != owner:
        raise LeaseHeldError("the job is not ours any more")


def report_progress(
    job: Job, *, owner: str, step: str, done: int, total: int, now: datetime
) -> Job:
    """Return the job with more progress; reports that are behind change nothing.

    Raises:
        LeaseHeldError, CancelledError: the owner has lost the job.
    """
    check_owner(job, owner)
    if not is_ahead(job, step, done):
        return job
    percent = max(job.percent, percent_of(job.kind, step, done, total))
    return _moved(job, now, step=step, done=done, total=total, percent=percent)


@dataclass(frozen=True)
class Result:
    """What a ready job points at."""

    program_id: str | None = None
    workout_ids: tuple[str, ...] | None = None
    note: str | None = None


def ready(job: Job, *, owner: str, result: Result, usage: JobUsage | None, now: datetime) -> Job:
    """Return the job ready; percent is 100 from here on.

    Raises:
        LeaseHeldError, CancelledError: the owner has lost the job.
    """
    check_owner(job, owner)
    return _released(
        job,
        now,
        state="ready",
        percent=100,
        program_id=result.program_id,
        workout_ids=result.workout_ids,
        note=result.note,
        usage=usage,
        event_pending=job.kind == "training_program",
    )


def ask_athlete(
    job: Job, *, owner: str, questions: tuple[str, ...], usage: JobUsage | None, now: datetime
) -> Job:
    """Return the job waiting for answers.

    Raises:
        LeaseHeldError, CancelledError: the owner has lost the job.
    """
    check_owner(job, owner)
    return _released(job, now, state="needs_input", questions=questions, usage=usage)


def fail(job: Job, error: JobError, *, now: datetime, usage: JobUsage | None = None) -> Job:
    """Return an active job failed for good, until the athlete retries; others as they are."""
    if not job.is_active:
        return job
    is_program = job.kind == "training_program"
    return _released(
        job,
        now,
        state="failed",
        error=error,
        usage=usage or job.usage,
        event_pending=is_program,
        cleanup_pending=is_program,
    )


def fail_owned(
    job: Job, error: JobError, *, owner: str, now: datetime, usage: JobUsage | None = None
) -> Job:
    """Return the job failed by the invocation that works on it.

    Raises:
        LeaseHeldError, CancelledError: the owner has lost the job.
    """
    check_owner(job, owner)
    return fail(job, error, now=now, usage=usage)


def requeue(job: Job, error: JobError, *, owner: str, now: datetime, times: JobTimes) -> Job:
    """Return the job queued for Lambda's retry, or failed with the error on its last attempt.

    Raises:
        LeaseHeldError, CancelledError: the owner has lost the job.
    """
    check_owner(job, owner)
    if job.attempt - job.attempt_base >= MAX_ATTEMPTS:
        return fail(job, error, now=now)
    return _moved(
        job,
        now,
        state="queued",
        lease_owner=None,
        lease_until=times.queued_until(now, job.dispatches),
        error=error,
    )


def redispatch(job: Job, *, now: datetime, times: JobTimes, given_up: bool = False) -> Job:
    """Return an overdue job queued for one more invoke, or failed when none is left.

    `given_up` says that Lambda itself has stopped retrying, so a queued job need not wait. A job
    that is neither overdue nor given up is returned as it is.
    """
    is_overdue = job.lease_until is None or job.lease_until <= now
    if not job.is_active or not (is_overdue or (given_up and job.state == "queued")):
        return job
    if job.attempt - job.attempt_base >= MAX_ATTEMPTS or job.dispatches >= MAX_DISPATCHES:
        return fail(job, _last_error(job), now=now)
    dispatches = job.dispatches + 1
    return _moved(
        job,
        now,
        state="queued",
        dispatches=dispatches,
        lease_owner=None,
        lease_until=times.queued_until(now, dispatches),
    )


def join(job: Job, *, now: datetime) -> Job:
    """Return an active job as the answer to one more trigger; others as they are."""
    return _moved(job, now) if job.is_active else job


def retry(job: Job, *, now: datetime, times: JobTimes, request_key: str | None = None) -> Job:
    """Return a failed or asking job queued again; one that runs or is ready as it is.

    `request_key` names a new request, the one with the athlete's answers.

    Raises:
        ConflictError: cancelled, or failed for a reason that another try cannot change.
    """
    if job.is_active or job.state == "ready":
        return job
    if job.state == "cancelled":
        raise ConflictError("The build was cancelled; start a new one.", state=job.state)
    if job.state == "failed" and not (job.error and job.error.retryable):
        raise ConflictError(
            "This build cannot be retried; tell your coach what you want instead.",
            state=job.state,
            code="not_retryable",
        )
    return _moved(
        job,
        now,
        state="queued",
        attempt_base=job.attempt,
        dispatches=1,
        request_key=request_key or job.request_key,
        error=None,
        questions=None,
        event_pending=False,
        cleanup_pending=False,
        lease_owner=None,
        lease_until=times.queued_until(now, 1),
    )


def cancel(job: Job, *, now: datetime) -> Job:
    """Return the job cancelled; a cancelled one as it is.

    Raises:
        ConflictError: it is ready or failed.
    """
    if job.state == "cancelled":
        return job
    if job.is_final:
        raise ConflictError(f"The build is already {job.state}.", state=job.state)
    is_program = job.kind == "training_program"
    return _released(job, now, state="cancelled", questions=None, cleanup_pending=is_program)


def confirm_event(job: Job, *, now: datetime) -> Job:
    """Return the job with its event marked as sent."""
    return _moved(job, now, event_pending=False) if job.event_pending else job


def confirm_cleanup(job: Job, *, now: datetime) -> Job:
    """Return the job with nothing left to delete."""
    return _moved(job, now, cleanup_pending=False) if job.cleanup_pending else job


def _last_error(job: Job) -> JobError:
    """Return why the attempts failed, when one of them could say it."""
    return job.error if job.state == "queued" and job.error else OUT_OF_ATTEMPTS


def _released(job: Job, now: datetime, **changes: object) -> Job:
    cleared: Mapping[str, object] = {"error": None, "lease_owner": None, "lease_until": None}
    return _moved(job, now, **{**cleared, **changes})


def _moved(job: Job, now: datetime, **changes: object) -> Job:
    return job.model_copy(
        update={**changes, "version": job.version + 1, "updated_at": max(now, job.updated_at)}
    )
