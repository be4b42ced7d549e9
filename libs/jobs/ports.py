"""What jobs need from outside: job records, stored requests, step results, budgets, invokes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol

from libs.jobs.models import Job, JobKind, JobUsage
from libs.jobs.outcome import JobMove


@dataclass(frozen=True)
class DailyLimits:
    """Budgets of one athlete per UTC day; `builds` None where starts are not limited."""

    tokens: int
    builds: int | None = None


class OverdueJob(NamedTuple):
    """A job that the sweeper has to look at."""

    user_id: str
    job_id: str
    is_active: bool


class JobStore(Protocol):
    """Job records, with the build lock and the quota that belong to them."""

    def find(self, user_id: str, job_id: str) -> Job | None:
        """Return the job as last written, or None."""
        ...

    def find_answering(self, user_id: str, job_id: str) -> Job | None:
        """Return the job of this id, or the one that its trigger has joined."""
        ...

    def find_lock_holder(self, user_id: str) -> Job | None:
        """Return the job that holds the athlete's build lock."""
        ...

    def find_for_conversation(self, user_id: str, conversation_id: str) -> Job | None:
        """Return the newest program job of a conversation, by its head."""
        ...

    def create(self, job: Job, *, limits: DailyLimits) -> None:
        """Write a new job, debit the day's quota and take the lock, in one transaction.

        Programs debit a build and take the lock; other kinds debit neither but need tokens left.

        Raises:
            ConflictError: the job exists or its trigger has joined another one (code `exists`), or
                the lock is held (code `locked`).
            BudgetExceededError: budget `builds` or `tokens`.
            StorageError: nothing was written, as far as is known.
        """
        ...

    def commit(self, move: JobMove) -> None:
        """Write a move: the job, its lock taken or released, the announcement, in one transaction.

        A repeat of a move that was written already succeeds.

        Raises:
            ConditionFailedError: the stored job is not `move.expected` any more.
            ConflictError: the lock is held by another job (code `locked`), or the trigger that
                joins has been answered (code `exists`).
            StorageError: nothing was written, as far as is known.
        """
        ...

    def list_overdue(self, now: datetime) -> tuple[OverdueJob, ...]:
        """Return jobs whose lease or wait has passed, and final ones with work left over.

        A record that cannot be read is named like any other: it must not hide the rest.
        """
        ...


class RequestStore(Protocol):
    """The full request of every job, so that retries have something to send."""

    def save(
        self, user_id: str, job_id: str, request: Mapping[str, object], *, attempt: int = 0
    ) -> str:
        """Store a request and return its key; `attempt` numbers requests with answers."""
        ...

    def load(self, key: str) -> Mapping[str, object]:
        """Return a stored request.

        Raises:
            NotFoundError: it is gone, or no JSON object.
        """
        ...


class StepStore(Protocol):
    """Results of finished steps as JSON text, addressed by name and content."""

    def find_result(self, user_id: str, job_id: str, name: str, digest: str) -> str | None:
        """Return the stored result, or None."""
        ...

    def put_result(
        self, user_id: str, job_id: str, name: str, digest: str, result: str
    ) -> str | None:
        """Store a result if there is none; return the other one if there is."""
        ...

    def replace_result(
        self, user_id: str, job_id: str, name: str, digest: str, result: str
    ) -> None:
        """Overwrite a result that cannot be read any more."""
        ...


class UsageStore(Protocol):
    """What an athlete used per UTC day."""

    def debit_tokens(self, user_id: str, day: date, tokens: int, *, limit: int) -> None:
        """Add an estimate before a paid call; 0 tokens only check.

        Raises:
            BudgetExceededError: it would go over the limit; budget `tokens`.
        """
        ...

    def settle(self, user_id: str, day: date, *, estimated: int, usage: JobUsage) -> None:
        """Replace an estimate by what was really used, and add calls and cost.

        Without a day that was debited nothing is written: the athlete was deleted meanwhile.
        """
        ...


class Invoker(Protocol):
    """Sends an event to the build function of a kind."""

    def invoke(self, kind: JobKind, payload: Mapping[str, object], *, user_id: str) -> str:
        """Return the request id of an accepted asynchronous invoke.

        Raises:
            DispatchError: it was not accepted.
        """
        ...


class Notifier(Protocol):
    """Tells other systems about final states."""

    def notify(self, job: Job) -> None:
        """Send the event of a ready or failed job; receivers drop repeats by the job id.

        Raises:
            StorageError: it was not accepted.
        """
        ...


class EventLog(Protocol):
    """Structured log lines: an event name and fields, never text of the athlete or the model."""

    def info(self, event: str, *, message: str = "", **fields: object) -> None:
        """Log what happened."""
        ...

    def warning(self, event: str, *, message: str = "", **fields: object) -> None:
        """Log what was odd and handled."""
        ...

    def error(
        self, event: str, *, message: str = "", error: BaseException | None = None, **fields: object
    ) -> None:
        """Log what failed, with the error's type and place but without its text."""
        ...

    def bind(self, **fields: object) -> None:
        """Put fields on every following line of this invocation, replacing earlier ones."""
        ...


class Metrics(Protocol):
    """Figures for dashboards and alarms."""

    def count(self, name: str, value: float = 1, **dimensions: str) -> None:
        """Add to a counter."""
        ...

    def counts(self, figures: Mapping[str, float], **dimensions: str) -> None:
        """Add to several counters at once."""
        ...

    def seconds(self, name: str, value: float, **dimensions: str) -> None:
        """Record a duration."""
        ...


class DebugDump(Protocol):
    """Keeps what an invocation did, for people who look into it; never raises."""

    def write(self, *, user_id: str, name: str, content: Mapping[str, object]) -> None:
        """Store one record."""
        ...


class InvocationContext(Protocol):
    """The part of Lambda's context that is used."""

    @property
    def aws_request_id(self) -> str:
        """Return the request id."""
        ...

    @property
    def function_name(self) -> str:
        """Return the function's name."""
        ...

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds left."""
        ...
