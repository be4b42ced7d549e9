"""The job record: one build, from its trigger to exactly one final state.

Times are aware UTC instants. Every write raises `version` by one, which is what conditional
writes and the ETag of the job route compare.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from libs.ids import derived_id
from libs.wire import WireModel

JobKind = Literal["training_program", "workout", "conversation_summary"]
JobState = Literal["queued", "running", "ready", "needs_input", "failed", "cancelled"]

ACTIVE_STATES: frozenset[JobState] = frozenset({"queued", "running"})
FINAL_STATES: frozenset[JobState] = frozenset({"ready", "failed", "cancelled"})

Id = Annotated[str, Field(pattern=r"^[^#/\s]{1,200}$")]
"""An opaque id; `#` and `/` separate the parts of table and object keys."""


class JobError(WireModel):
    """Why a job failed; `retryable` says whether the athlete may ask for another try."""

    code: str
    message: str
    retryable: bool = False


class JobUsage(WireModel):
    """What the finished steps of a job cost, whichever attempt paid for them."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    cost_micro_usd: int = 0

    def plus(self, other: JobUsage) -> JobUsage:
        """Return the sums."""
        return JobUsage(
            calls=self.calls + other.calls,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            cache_read_tokens=self.cache_read_tokens + other.cache_read_tokens,
            cache_write_tokens=self.cache_write_tokens + other.cache_write_tokens,
            cost_micro_usd=self.cost_micro_usd + other.cost_micro_usd,
        )

    @property
    def tokens(self) -> int:
        """Return what counts against the daily budget: everything that was processed."""
        return (
            self.input_tokens
            + self.output_tokens
            + self.cache_read_tokens
            + self.cache_write_tokens
        )


class Job(WireModel):
    """One build as stored; `to_public` is what clients see."""

    job_id: Id
    user_id: Id
    kind: JobKind
    conversation_id: Id
    coach_id: Id
    message_id: Id
    """The message that triggered the build."""
    state: JobState = "queued"
    step: str = ""
    done: int = 0
    total: int = 0
    percent: int = 0
    program_id: str | None = None
    workout_ids: tuple[str, ...] | None = None
    note: str | None = None
    """Why a ready job made nothing, such as a message that holds no workout."""
    error: JobError | None = None
    questions: tuple[str, ...] | None = None
    attempt: int = 0
    """Leases taken so far; never falls."""
    attempt_base: int = 0
    """`attempt` at the start or at the athlete's last retry; attempts count from there."""
    dispatches: int = 1
    """Invokes sent since the start or the athlete's last retry."""
    request_key: str = ""
    lease_owner: str | None = None
    lease_until: datetime | None = None
    """End of the lease while running; when reconcile steps in while queued."""
    correlation_id: str = ""
    usage: JobUsage | None = None
    event_pending: bool = False
    """A final state whose event is not confirmed as sent."""
    cleanup_pending: bool = False
    """A failed or cancelled job whose unpublished details may still exist."""
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @property
    def is_active(self) -> bool:
        """Return whether the job waits for an invocation or has one."""
        return self.state in ACTIVE_STATES

    @property
    def is_final(self) -> bool:
        """Return whether no invocation can change the job any more."""
        return self.state in FINAL_STATES

    @property
    def holds_lock(self) -> bool:
        """Return whether the job holds its athlete's build lock: one program at a time."""
        return self.kind == "training_program" and self.is_active

    @property
    def needs_reconcile(self) -> bool:
        """Return whether the sweeper has to look at the job."""
        return self.is_active or self.event_pending or self.cleanup_pending

    def to_public(self) -> dict[str, object]:
        """Return the job JSON of the stream part and of the job route."""
        shown = {
            "jobId", "kind", "state", "step", "done", "total", "percent", "attempt",
            "createdAt", "updatedAt", "version",
        } | _PUBLIC_BY_STATE.get(self.state, frozenset())  # fmt: skip
        return {key: value for key, value in self.to_wire().items() if key in shown}


_PUBLIC_BY_STATE: Mapping[JobState, frozenset[str]] = {
    "ready": frozenset({"programId", "workoutIds", "note"}),
    "failed": frozenset({"error"}),
    "needs_input": frozenset({"questions"}),
}


class BuildEvent(WireModel):
    """What the events of all builds share; each build adds its own fields."""

    user_id: Id
    coach_id: Id
    conversation_id: Id
    job_id: Id | None = None
    message_id: Id | None = None
    correlation_id: str | None = None
    request_key: str | None = None
    """Where the stored request is, when the event does not carry it."""
    user_timezone: str | None = None

    @property
    def trigger_id(self) -> str:
        """Return the id of what triggered the build, the same for every copy of the event."""
        return self.message_id or "unknown"

    @property
    def facts(self) -> Mapping[str, object]:
        """Return figures for the first log line; no text of the athlete."""
        return {}


class Announcement(WireModel):
    """A coach message that is written in the same transaction as the job's move."""

    message_id: str
    text: str


def job_id_of(kind: JobKind, conversation_id: str, message_id: str) -> str:
    """Return the id that a trigger always gives, so that duplicates collapse."""
    return derived_id("job", kind, conversation_id, message_id)


def program_id_of(conversation_id: str, message_id: str) -> str:
    """Return the id of the program that a trigger builds."""
    return derived_id("program", conversation_id, message_id)


def ready_message_id(job_id: str) -> str:
    """Return the id of the message that announces the result."""
    return derived_id("message", job_id, "ready")
