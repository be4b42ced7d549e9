"""Moves a job out of `running`: by its outcome, or by the error that ended the attempt."""

from __future__ import annotations

from libs.jobs import transitions
from libs.jobs.announcements import announcement_of
from libs.jobs.failures import failure_of, is_worth_another_attempt
from libs.jobs.models import Job, JobError, JobUsage
from libs.jobs.moves import MoveExtras, move
from libs.jobs.outcome import Built, Declined, NeedsInput, Outcome, Skipped
from libs.jobs.services import JobServices
from libs.jobs.transitions import Result

DECLINED = "declined"


def settle(services: JobServices, job: Job, owner: str, outcome: Outcome, usage: JobUsage) -> Job:
    """Write an outcome: the job's state, what was built, the announcement; return the job.

    Raises:
        CancelledError, LeaseHeldError: the job is not ours any more; nothing was written.
        StorageError: nothing was written, as far as is known.
    """
    message = outcome.message if isinstance(outcome, Built | Skipped | Declined) else ""
    extras = MoveExtras(
        announce=lambda after: announcement_of(after, message),
        commit=outcome.commit if isinstance(outcome, Built) else None,
    )
    return move(
        services.jobs,
        job.user_id,
        job.job_id,
        lambda stored: _settled(services, stored, owner, outcome, usage),
        extras,
    ).job


def give_up(
    services: JobServices, job: Job, owner: str, error: BaseException, usage: JobUsage
) -> Job:
    """Queue the job for Lambda's retry where that may help, else fail it; return the job.

    Raises:
        As `settle`, and NotFoundError when the job was deleted.
    """
    reason = failure_of(error)

    def transition(stored: Job) -> Job:
        now = services.clock.now()
        if is_worth_another_attempt(error):
            return transitions.requeue(stored, reason, owner=owner, now=now, times=services.times)
        return transitions.fail_owned(stored, reason, owner=owner, now=now, usage=usage)

    extras = MoveExtras(announce=announcement_of)
    return move(services.jobs, job.user_id, job.job_id, transition, extras).job


def _settled(
    services: JobServices, stored: Job, owner: str, outcome: Outcome, usage: JobUsage
) -> Job:
    now = services.clock.now()
    match outcome:
        case Built(program_id=program_id, workout_ids=workout_ids):
            result = Result(program_id=program_id, workout_ids=workout_ids)
            return transitions.ready(stored, owner=owner, result=result, usage=usage, now=now)
        case Skipped(reason=reason):
            result = Result(note=reason)
            return transitions.ready(stored, owner=owner, result=result, usage=usage, now=now)
        case NeedsInput(questions=questions):
            return transitions.ask_athlete(
                stored, owner=owner, questions=questions, usage=usage, now=now
            )
        case Declined(message=message):
            error = JobError(code=DECLINED, message=message, retryable=False)
            return transitions.fail_owned(stored, error, owner=owner, now=now, usage=usage)
