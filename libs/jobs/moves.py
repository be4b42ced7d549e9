"""Applies transitions to stored jobs: read, decide, write if nobody was faster, else again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from libs.errors import ConditionFailedError, NotFoundError, StorageError
from libs.jobs.models import Announcement, Job
from libs.jobs.outcome import Commit, JobMove
from libs.jobs.ports import JobStore

JOB = "job"
"""`kind` of a NotFoundError about a job."""
MAX_RACES = 20
"""Lost races before a move gives up; each one means that somebody else made progress."""

Transition = Callable[[Job], Job]


@dataclass(frozen=True)
class Moved:
    """The job as it is now; `changed` is False when the move found its effect in place."""

    job: Job
    changed: bool


@dataclass(frozen=True)
class MoveExtras:
    """What a move writes besides the job."""

    announce: Callable[[Job], Announcement | None] | None = None
    refund_build: bool = False
    joins: str | None = None
    commit: Commit | None = None


def load_job(store: JobStore, user_id: str, job_id: str) -> Job:
    """Return a stored job.

    Raises:
        NotFoundError: this athlete has no such job.
    """
    job = store.find(user_id, job_id)
    if job is None:
        raise NotFoundError("There is no such build.", kind=JOB, id=job_id)
    return job


def move(
    store: JobStore,
    user_id: str,
    job_id: str,
    transition: Transition,
    extras: MoveExtras | None = None,
) -> Moved:
    """Apply a transition to the stored job and return the result.

    Raises:
        NotFoundError: no such job.
        StorageError: not written, or too many lost races.
        Whatever the transition raises for the job's state.
    """
    extras = extras or MoveExtras()
    commit = extras.commit or store.commit
    for _ in range(MAX_RACES):
        job = load_job(store, user_id, job_id)
        after = transition(job)
        if after is job:
            return Moved(job, changed=False)
        announcement = extras.announce(after) if extras.announce else None
        try:
            commit(JobMove(after, job, announcement, extras.refund_build, extras.joins))
        except ConditionFailedError:
            continue
        return Moved(after, changed=True)
    raise StorageError("the job is written by too many at once")
