"""One invocation of a build function: what it knows, and what it leaves behind."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from pydantic import ValidationError
from pydantic.alias_generators import to_camel

from libs.clock import iso_instant
from libs.errors import BuildError, CoachBackendError, ModelOutputError, NotFoundError
from libs.jobs.models import BuildEvent, Job, JobKind
from libs.jobs.outcome import Outcome
from libs.jobs.ports import (
    DebugDump,
    EventLog,
    InvocationContext,
    Metrics,
    StepStore,
    UsageStore,
)
from libs.jobs.responses import Answer
from libs.jobs.services import JobServices
from libs.jobs.steps import Steps

Event = TypeVar("Event", bound=BuildEvent)
_ID_FIELDS = ("userId", "coachId", "conversationId", "jobId", "messageId", "correlationId")
_REPLY_CHARS = 20_000


@dataclass(frozen=True)
class BuildContext:
    """What a build gets besides its event: its job, the ledger, and how to report."""

    job: Job
    steps: Steps
    log: EventLog
    metrics: Metrics
    remaining_s: Callable[[], float]
    now: datetime
    """The instant this attempt started."""


@dataclass(frozen=True)
class BuildJob(Generic[Event]):
    """A build function: its event, its domain, and what the runner needs."""

    kind: JobKind
    event_type: type[Event]
    build: Callable[[Event, BuildContext], Outcome]
    start_event: str
    """Event name of the first log line."""
    start_message: str
    services: JobServices
    results: StepStore
    usage: UsageStore
    dump: DebugDump


@dataclass
class Invocation(Generic[Event]):
    """The state of one invocation while it runs."""

    job: BuildJob[Event]
    context: InvocationContext
    owner: str
    started_s: float
    started_at: datetime
    ids: Mapping[str, str] = field(default_factory=dict)
    """Ids of the event as far as they are texts."""
    claimed: Job | None = None
    steps: Steps | None = None
    error: BaseException | None = None
    is_deleted: bool = False
    """The job is gone: nothing of this athlete is written any more, no dump either."""

    def remaining_s(self) -> float:
        """Return the seconds left before the invocation is killed."""
        return self.context.get_remaining_time_in_millis() / 1000

    def read(self, raw: object) -> Event | tuple[str, ...]:
        """Return the event, its stored request loaded where it only points to one.

        An unusable event gives the wire names of the fields at fault instead.

        Raises:
            BuildError: the stored request is gone; code `input_lost`.
            StorageError: it could not be read.
        """
        fields = raw if isinstance(raw, dict) else {}
        self.ids = {name: fields[name] for name in _ID_FIELDS if isinstance(fields.get(name), str)}
        self._bind()
        if isinstance(fields.get("requestKey"), str):
            fields = {**self._load(fields["requestKey"]), **fields}
        try:
            return self.job.event_type.model_validate(fields)
        except ValidationError as exc:
            return _fields_at_fault(exc, self.job.event_type)

    def close(self, answer: Answer) -> None:
        """Write the one dump of this invocation, its figures and its last log line."""
        services = self.job.services
        seconds = services.clock.monotonic_s() - self.started_s
        outcome = _outcome_name(answer, self.error)
        services.metrics.seconds("BuildSeconds", seconds, kind=self.job.kind, outcome=outcome)
        user_id = self.ids.get("userId", "")
        if not self.is_deleted:
            record = self._record(answer)
            self.job.dump.write(user_id=user_id, name=self._dump_name(), content=record)
        services.log.info("build_invocation_ended", outcome=outcome, seconds=round(seconds, 3))

    def _load(self, key: str) -> Mapping[str, object]:
        if not key.startswith(f"jobs/{self.ids.get('userId', '')}/"):
            raise BuildError("the request is not the athlete's own", code="input_lost")
        try:
            return self.job.services.requests.load(key)
        except NotFoundError as exc:
            raise BuildError("the stored request is gone", code="input_lost") from exc

    def _bind(self) -> None:
        self.job.services.log.bind(
            user_id=self.ids.get("userId", ""),
            coach_id=self.ids.get("coachId", ""),
            conversation_id=self.ids.get("conversationId", ""),
            job_id=self.ids.get("jobId", ""),
            correlation_id=self.ids.get("correlationId", ""),
            request_id=self.context.aws_request_id,
            attempt="",
        )

    def _dump_name(self) -> str:
        if self.claimed is not None:
            return f"{self.claimed.job_id}-{self.claimed.attempt}"
        return f"{self.ids.get('jobId', 'job')}-{self.owner}"

    def _record(self, answer: Answer) -> Mapping[str, object]:
        traces = self.steps.traces() if self.steps else ()
        record: dict[str, object] = {
            "function": self.context.function_name,
            "requestId": self.context.aws_request_id,
            "kind": self.job.kind,
            "ids": dict(self.ids),
            "attempt": self.claimed.attempt if self.claimed else 0,
            "startedAt": iso_instant(self.started_at),
            "remainingSeconds": self.remaining_s(),
            "answer": answer,
            "steps": [trace.to_wire() for trace in traces],
            "models": sorted(
                {call.model_name or call.model_id for trace in traces for call in trace.calls}
            ),
            "usage": self.steps.usage().to_wire() if self.steps else {},
        }
        if self.error is not None:
            record["error"] = _error_record(self.error)
        return record


def _error_record(error: BaseException) -> Mapping[str, object]:
    record: dict[str, object] = {
        "type": type(error).__name__,
        "code": error.code if isinstance(error, CoachBackendError) else "internal",
        "trace": [
            f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)
        ],
    }
    if isinstance(error, ModelOutputError):
        record |= {"issues": list(error.issues), "reply": error.raw[:_REPLY_CHARS]}
    return record


def _outcome_name(answer: Answer, error: BaseException | None) -> str:
    if not answer and error is not None:
        return "raised"
    if answer.get("success"):
        return "ready"
    for name in ("skipped", "needsInput", "declined"):
        if answer.get(name):
            return name
    return "failed"


def _fields_at_fault(error: ValidationError, event_type: type[BuildEvent]) -> tuple[str, ...]:
    """Return wire names in the order of the model, each once."""
    at_fault = {str(item["loc"][0]) if item["loc"] else "event" for item in error.errors()}
    order = [field.alias or to_camel(name) for name, field in event_type.model_fields.items()]
    known = tuple(name for name in order if name in at_fault)
    return known + tuple(sorted(at_fault - set(order)))
