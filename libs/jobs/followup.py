"""What follows a final state: the event to other systems, and what a build does best effort."""

from __future__ import annotations

from libs.errors import CoachBackendError
from libs.jobs import transitions
from libs.jobs.models import Job
from libs.jobs.moves import move
from libs.jobs.outcome import Built, Outcome, Response
from libs.jobs.services import JobServices


def follow_up(outcome: Outcome) -> Response:
    """Do what a build left for after its commit; return fields for the answer."""
    if isinstance(outcome, Built) and outcome.follow_up is not None:
        return outcome.follow_up()
    return {}


def send_event(services: JobServices, job: Job) -> bool:
    """Send the event of a final state and confirm it; False leaves it to the sweeper.

    An event whose confirmation is lost is sent again; receivers drop repeats by the job id.
    """
    if not job.event_pending or services.notifier is None:
        return not job.event_pending
    try:
        services.notifier.notify(job)
        now = services.clock.now()
        move(
            services.jobs,
            job.user_id,
            job.job_id,
            lambda stored: (
                transitions.confirm_event(stored, now=now) if stored.state == job.state else stored
            ),
        )
    except CoachBackendError as exc:
        services.log.warning("job_event_not_sent", code=exc.code, job_id=job.job_id)
        return False
    return True
