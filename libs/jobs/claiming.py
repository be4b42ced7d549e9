"""Takes the job of an event for this invocation, and keeps it while the build runs."""

from __future__ import annotations

from collections.abc import Callable

from libs.errors import BuildError, CoachBackendError, ConflictError
from libs.jobs import responses, transitions
from libs.jobs.announcements import announcement_of
from libs.jobs.failures import failure
from libs.jobs.followup import send_event
from libs.jobs.invocation import Event, Invocation
from libs.jobs.models import Job, JobError
from libs.jobs.moves import MoveExtras, move
from libs.jobs.responses import Answer
from libs.jobs.start import Refused, record_build
from libs.jobs.steps import Steps, StepServices


def claim(run: Invocation[Event], event: Event) -> Job | Answer:
    """Take the lease of the event's job; an answer means that there is nothing to do.

    An event without a job id gets a job on the fly, the same one for every copy of the event.

    Raises:
        LeaseHeldError: another invocation works on it.
        NotFoundError: the job was deleted.
    """
    services, job_id = run.job.services, event.job_id
    if job_id is None:
        recorded = record_build(services, run.job.kind, event)
        if isinstance(recorded, Refused):
            return _refused(recorded)
        job_id = recorded.job.job_id
        if recorded.existing and recorded.job.message_id != event.trigger_id:
            return responses.left_alone("build_running", job_id)
        run.ids = {**run.ids, "jobId": job_id}
    try:
        taken = move(
            services.jobs,
            event.user_id,
            job_id,
            lambda job: transitions.take_lease(
                job, owner=run.owner, now=services.clock.now(), times=services.times
            ),
            MoveExtras(announce=announcement_of),
        ).job
    except ConflictError as exc:
        return responses.left_alone(f"job_{exc.state}", job_id, success=exc.state == "ready")
    if taken.state == "failed" and taken.error is not None:
        send_event(services, taken)
        return responses.failed(BuildError("attempts"), job_id, taken.error)
    return taken


def renewal(run: Invocation[Event], claimed: Job) -> Callable[[], None]:
    """Return the heartbeat's beat: it renews the lease of this invocation."""
    services = run.job.services

    def renew() -> None:
        move(
            services.jobs,
            claimed.user_id,
            claimed.job_id,
            lambda job: transitions.renew_lease(
                job, owner=run.owner, now=services.clock.now(), times=services.times
            ),
        )

    return renew


def ledger(run: Invocation[Event], claimed: Job, check_lease: Callable[[], None]) -> Steps:
    """Return the step ledger of this invocation."""
    services = run.job.services
    return Steps(
        claimed,
        owner=run.owner,
        services=StepServices(
            jobs=services.jobs,
            results=run.job.results,
            usage=run.job.usage,
            clock=services.clock,
            log=services.log,
            metrics=services.metrics,
            remaining_s=run.remaining_s,
            daily_token_limit=services.limits.tokens,
            check_lease=check_lease,
        ),
    )


def fail_unclaimed(run: Invocation[Event], *, code: str) -> None:
    """Fail a queued job whose event is of no use; a job that runs elsewhere is left alone."""
    services = run.job.services
    user_id, job_id = run.ids.get("userId"), run.ids.get("jobId")
    if not user_id or not job_id:
        return
    now = services.clock.now()
    try:
        moved = move(
            services.jobs,
            user_id,
            job_id,
            lambda job: (
                transitions.fail(job, failure(code), now=now) if job.state == "queued" else job
            ),
            MoveExtras(announce=announcement_of),
        )
    except CoachBackendError as exc:
        services.log.warning("job_not_failed", code=exc.code)
        return
    if moved.changed:
        send_event(services, moved.job)


def _refused(refused: Refused) -> Answer:
    error = ConflictError(refused.message, state="refused", code=refused.code)
    return responses.failed(error, "", JobError(code=refused.code, message=refused.message))
