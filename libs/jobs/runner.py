"""Runs one build: parse, claim, build, settle, dump; both builds and the summary share it.

Retryable errors are raised after the job record and the dump are written, so that Lambda really
retries; everything else ends the job and is answered. The domain sees neither event nor AWS.
"""

from __future__ import annotations

from libs.errors import (
    BuildError,
    CancelledError,
    CoachBackendError,
    LeaseHeldError,
    NotFoundError,
    StorageError,
)
from libs.jobs import responses
from libs.jobs.claiming import claim, fail_unclaimed, ledger, renewal
from libs.jobs.failures import failure_of, is_worth_another_attempt
from libs.jobs.followup import follow_up, send_event
from libs.jobs.heartbeat import Heartbeat
from libs.jobs.invocation import BuildContext, BuildJob, Event, Invocation
from libs.jobs.models import Job, JobUsage
from libs.jobs.moves import JOB
from libs.jobs.ports import InvocationContext
from libs.jobs.responses import Answer
from libs.jobs.settling import give_up, settle


def run_build_job(job: BuildJob[Event], event: object, context: InvocationContext) -> Answer:
    """Do one attempt at a build and return its answer.

    Raises:
        Exception: the attempt failed for a reason that a later one may not meet.
    """
    services = job.services
    run = Invocation(
        job=job,
        context=context,
        owner=services.ids.fresh("lease"),
        started_s=services.clock.monotonic_s(),
        started_at=services.clock.now(),
    )
    answer: Answer
    try:
        answer, retry = _attempt(run, event), False
    except Exception as exc:  # the build runner's edge: no failure leaves without a record
        run.error = exc
        answer, retry = _recover(run, exc)
    run.close(answer)
    if retry and run.error is not None:
        raise _told_to_lambda(run.error)
    return answer


def _told_to_lambda(error: BaseException) -> BaseException:
    """Return an error whose text may be logged: Lambda logs it and puts it into the queue."""
    if isinstance(error, CoachBackendError):
        return error
    return BuildError(f"unexpected {type(error).__name__}", code="internal")


def _attempt(run: Invocation[Event], raw: object) -> Answer:
    event = run.read(raw)
    facts = {} if isinstance(event, tuple) else event.facts
    run.job.services.log.info(run.job.start_event, message=run.job.start_message, **facts)
    if isinstance(event, tuple):
        run.job.services.log.warning("build_event_rejected", fields=list(event))
        fail_unclaimed(run, code="missing_fields")
        return responses.bad_event(event)
    claimed = claim(run, event)
    if not isinstance(claimed, Job):
        return claimed
    run.claimed = claimed
    run.job.services.log.bind(job_id=claimed.job_id, attempt=claimed.attempt)
    return _build(run, event, claimed)


def _build(run: Invocation[Event], event: Event, claimed: Job) -> Answer:
    job, services = run.job, run.job.services
    beat = renewal(run, claimed)
    with Heartbeat(beat, every_s=services.times.renew_every_s, log=services.log) as heartbeat:
        steps = run.steps = ledger(run, claimed, heartbeat.check)
        context = BuildContext(
            claimed, steps, services.log, services.metrics, run.remaining_s, run.started_at
        )
        outcome = job.build(event, context)
        ended = settle(services, claimed, run.owner, outcome, steps.usage())
    send_event(services, ended)
    return {**responses.answer_to(outcome, ended), **follow_up(outcome)}


def _recover(run: Invocation[Event], error: Exception) -> tuple[Answer, bool]:
    """Bring the job into the state the error asks for; True asks to raise the error."""
    services, job_id = run.job.services, run.ids.get("jobId", "")
    if isinstance(error, LeaseHeldError | CancelledError):
        return responses.left_alone(error.code, job_id), False
    reason = failure_of(error)
    services.log.error("build_attempt_failed", error=error, code=reason.code)
    run.is_deleted = isinstance(error, NotFoundError) and error.kind == JOB
    if run.claimed is None:
        retry = is_worth_another_attempt(error)
        if not retry:
            fail_unclaimed(run, code=reason.code)
        return ({} if retry else responses.failed(error, job_id, reason)), retry
    try:
        usage = run.steps.usage() if run.steps else JobUsage()
        ended = give_up(services, run.claimed, run.owner, error, usage)
    except NotFoundError as exc:
        run.is_deleted = True
        return responses.left_alone(exc.code, job_id), False
    except (LeaseHeldError, CancelledError) as exc:
        return responses.left_alone(exc.code, job_id), False
    except StorageError as exc:
        services.log.error("job_state_not_recorded", error=exc)
        return {}, True
    send_event(services, ended)
    retry = ended.state == "queued"
    return ({} if retry else responses.failed(error, job_id, reason)), retry
