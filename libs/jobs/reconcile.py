"""Finds jobs nobody works on, and resumes or fails them; finishes what final states left over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from libs.errors import CoachBackendError, DispatchError, NotFoundError
from libs.jobs import transitions
from libs.jobs.announcements import announcement_of
from libs.jobs.followup import send_event
from libs.jobs.models import Job, JobKind
from libs.jobs.moves import MoveExtras, load_job, move
from libs.jobs.services import JobServices
from libs.jobs.start import pointer_payload


class Leftovers(Protocol):
    """What a failed program build may have stored without publishing it."""

    def list_versions(self, job: Job) -> tuple[str, ...]:
        """Return the stored versions of the details of this job's program."""
        ...

    def is_published(self, job: Job) -> bool:
        """Return whether the job's program is visible."""
        ...

    def delete_versions(self, job: Job, versions: tuple[str, ...]) -> None:
        """Delete exactly these versions."""
        ...


@dataclass(frozen=True)
class Reconciler:
    """The sweeper of the minute schedule and of the on-failure queue."""

    services: JobServices
    leftovers: Leftovers
    dispatched: frozenset[JobKind] = frozenset({"training_program", "workout"})
    """Kinds that are invoked again; others end where Lambda's own retries end."""

    def sweep(self) -> int:
        """Handle every overdue job; a fault with one does not keep the others waiting.

        Returns the number of active jobs that were found past their lease or wait.
        """
        stuck = 0
        for job in self.services.jobs.list_overdue(self.services.clock.now()):
            stuck += job.is_active
            try:
                self.reconcile(job.user_id, job.job_id)
            except CoachBackendError as exc:
                self.services.log.warning("job_not_reconciled", job_id=job.job_id, code=exc.code)
        self.services.metrics.count("JobsStuck", stuck)
        return stuck

    def given_up(self, payload: Mapping[str, object]) -> None:
        """Handle an event for which Lambda has stopped retrying.

        Raises:
            StorageError: not handled; the queue delivers it again.
        """
        user_id, job_id = payload.get("userId"), payload.get("jobId")
        if not isinstance(user_id, str) or not isinstance(job_id, str):
            self.services.log.error("failed_event_without_job")
            return
        try:
            self.reconcile(user_id, job_id, given_up=True)
        except NotFoundError:
            self.services.log.warning("failed_event_of_deleted_job", job_id=job_id)

    def reconcile(self, user_id: str, job_id: str, *, given_up: bool = False) -> Job:
        """Bring one job on its way again, or to its end; return it.

        Raises:
            NotFoundError: no such job.
            StorageError: not written.
        """
        services = self.services
        moved = move(
            services.jobs,
            user_id,
            job_id,
            lambda job: self._next(job, given_up=given_up),
            MoveExtras(announce=announcement_of),
        )
        job = moved.job
        if moved.changed:
            services.log.info(
                "job_reconciled",
                job_id=job_id,
                state=job.state,
                dispatches=job.dispatches,
                correlation_id=job.correlation_id,
            )
        if moved.changed and job.state == "queued":
            self._invoke(job)
        if job.cleanup_pending:
            self._clean(job)
        send_event(services, job)
        return job

    def _next(self, job: Job, *, given_up: bool) -> Job:
        now = self.services.clock.now()
        after = transitions.redispatch(job, now=now, times=self.services.times, given_up=given_up)
        if after is job or job.kind in self.dispatched:
            return after
        return transitions.fail(job, transitions.OUT_OF_ATTEMPTS, now=now)

    def _invoke(self, job: Job) -> None:
        """Send the pointer form; a refused invoke waits for the next sweep."""
        if self.services.invoker is None:
            raise DispatchError("this function dispatches nothing")
        try:
            self.services.invoker.invoke(job.kind, pointer_payload(job), user_id=job.user_id)
        except DispatchError as exc:
            self.services.log.warning("invoke_refused", job_id=job.job_id, code=exc.code)

    def _clean(self, job: Job) -> None:
        """Delete unpublished details of a failed job.

        Versions are listed before the job is read again: a retry that began meanwhile writes
        versions that are not on the list, so what it publishes is never deleted.
        """
        services = self.services
        versions = self.leftovers.list_versions(job)
        current = load_job(services.jobs, job.user_id, job.job_id)
        if current.version < job.version or not current.cleanup_pending:
            return
        if versions and not self.leftovers.is_published(current):
            self.leftovers.delete_versions(current, versions)
        now = services.clock.now()
        move(
            services.jobs,
            job.user_id,
            job.job_id,
            lambda stored: transitions.confirm_cleanup(stored, now=now),
        )
