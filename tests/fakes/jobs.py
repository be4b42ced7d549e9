"""Jobs, requests, step results and budgets in memory, with the conditions of the real stores."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from libs.clock import FrozenClock
from libs.errors import (
    BudgetExceededError,
    CoachBackendError,
    ConditionFailedError,
    ConflictError,
    DispatchError,
    NotFoundError,
)
from libs.ids import SeededIds
from libs.jobs.models import Announcement, Job, JobKind, JobUsage
from libs.jobs.outcome import JobMove
from libs.jobs.ports import DailyLimits, OverdueJob
from libs.jobs.services import JobServices
from libs.jobs.transitions import JobTimes

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
Day = tuple[str, date]


@dataclass
class Usage:
    """One athlete's day."""

    builds: int = 0
    tokens: int = 0
    calls: int = 0
    cost_micro_usd: int = 0


@dataclass
class MemoryUsage:
    """UsageStore."""

    days: dict[Day, Usage] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def of(self, user_id: str, day: date) -> Usage:
        return self.days.setdefault((user_id, day), Usage())

    def debit_tokens(self, user_id: str, day: date, tokens: int, *, limit: int) -> None:
        with self.lock:
            usage = self.of(user_id, day)
            if usage.tokens + tokens > limit:
                raise BudgetExceededError("no tokens left", budget="tokens", retry_after_s=1)
            usage.tokens += tokens

    def settle(self, user_id: str, day: date, *, estimated: int, usage: JobUsage) -> None:
        with self.lock:
            total = self.days.get((user_id, day))
            if total is None:
                return
            total.tokens += usage.tokens - estimated
            total.calls += usage.calls
            total.cost_micro_usd += usage.cost_micro_usd


@dataclass
class MemoryJobs:
    """JobStore; `before` runs ahead of every call and may raise or interfere."""

    usage: MemoryUsage = field(default_factory=MemoryUsage)
    jobs: dict[tuple[str, str], Job] = field(default_factory=dict)
    locks: dict[str, str] = field(default_factory=dict)
    joined: dict[tuple[str, str], str] = field(default_factory=dict)
    announcements: list[Announcement] = field(default_factory=list)
    commits: list[JobMove] = field(default_factory=list)
    before: Callable[[str], None] = field(default=lambda name: None)
    mutex: threading.RLock = field(default_factory=threading.RLock)

    def find(self, user_id: str, job_id: str) -> Job | None:
        self.before("find")
        return self.jobs.get((user_id, job_id))

    def find_answering(self, user_id: str, job_id: str) -> Job | None:
        own = self.find(user_id, job_id)
        joined = self.joined.get((user_id, job_id))
        return own if own or joined is None else self.find(user_id, joined)

    def find_lock_holder(self, user_id: str) -> Job | None:
        self.before("find_lock_holder")
        job_id = self.locks.get(user_id)
        return self.jobs.get((user_id, job_id)) if job_id else None

    def find_for_conversation(self, user_id: str, conversation_id: str) -> Job | None:
        self.before("find_for_conversation")
        found = [
            job
            for job in self.jobs.values()
            if (job.user_id, job.conversation_id) == (user_id, conversation_id)
            and job.kind == "training_program"
        ]
        return max(found, key=lambda job: job.created_at, default=None)

    def create(self, job: Job, *, limits: DailyLimits) -> None:
        self.before("create")
        with self.mutex, self.usage.lock:
            usage = self.usage.of(job.user_id, job.created_at.date())
            if (job.user_id, job.job_id) in {*self.jobs, *self.joined}:
                raise ConflictError("exists", state="queued", code="exists")
            if job.holds_lock and job.user_id in self.locks:
                raise ConflictError("locked", state="running", code="locked")
            room = limits.builds is None or usage.builds < limits.builds
            if job.kind == "training_program" and not room:
                raise BudgetExceededError("no builds left", budget="builds", retry_after_s=1)
            if usage.tokens >= limits.tokens:
                raise BudgetExceededError("no tokens left", budget="tokens", retry_after_s=1)
            usage.builds += job.kind == "training_program"
            self._put(job)

    def commit(self, move: JobMove) -> None:
        self.before("commit")
        key = (move.job.user_id, move.job.job_id)
        with self.mutex:
            stored = self.jobs.get(key)
            if stored == move.job:
                return
            if stored is None or stored.version != move.expected.version:
                raise ConditionFailedError("moved on", failed=("job",))
            holder = self.locks.get(move.job.user_id)
            if move.job.holds_lock and holder not in {None, move.job.job_id}:
                raise ConflictError("locked", state="running", code="locked")
            if move.joins is not None:
                trigger = (move.job.user_id, move.joins)
                if trigger in {*self.jobs, *self.joined}:
                    raise ConflictError("exists", state="queued", code="exists")
                self.joined[trigger] = move.job.job_id
            if move.refund_build:
                self.usage.of(move.job.user_id, move.job.created_at.date()).builds -= 1
            if move.announcement is not None:
                self.announcements.append(move.announcement)
            self.commits.append(move)
            self._put(move.job)
        self.before("committed")

    def list_overdue(self, now: datetime) -> tuple[OverdueJob, ...]:
        self.before("list_overdue")
        return tuple(
            OverdueJob(job.user_id, job.job_id, job.is_active)
            for job in self.jobs.values()
            if (job.needs_reconcile and not job.is_active)
            or (job.is_active and job.lease_until is not None and job.lease_until <= now)
        )

    def _put(self, job: Job) -> None:
        self.jobs[job.user_id, job.job_id] = job
        if job.holds_lock:
            self.locks[job.user_id] = job.job_id
        elif self.locks.get(job.user_id) == job.job_id:
            del self.locks[job.user_id]


@dataclass
class MemoryRequests:
    """RequestStore; keeps JSON, as the bucket does."""

    objects: dict[str, str] = field(default_factory=dict)

    def save(
        self, user_id: str, job_id: str, request: Mapping[str, object], *, attempt: int = 0
    ) -> str:
        name = f"request-{attempt}.json" if attempt else "request.json"
        key = f"jobs/{user_id}/{job_id}/{name}"
        self.objects[key] = json.dumps(request)
        return key

    def load(self, key: str) -> Mapping[str, object]:
        if key not in self.objects:
            raise NotFoundError("gone", kind="request", id=key)
        loaded: dict[str, object] = json.loads(self.objects[key])
        return loaded


@dataclass
class MemoryResults:
    """StepStore."""

    objects: dict[tuple[str, str, str, str], str] = field(default_factory=dict)
    mutex: threading.Lock = field(default_factory=threading.Lock)

    def find_result(self, user_id: str, job_id: str, name: str, digest: str) -> str | None:
        return self.objects.get((user_id, job_id, name, digest))

    def put_result(
        self, user_id: str, job_id: str, name: str, digest: str, result: str
    ) -> str | None:
        with self.mutex:
            stored = self.objects.setdefault((user_id, job_id, name, digest), result)
        return None if stored is result else stored

    def replace_result(
        self, user_id: str, job_id: str, name: str, digest: str, result: str
    ) -> None:
        self.objects[user_id, job_id, name, digest] = result


@dataclass
class RecordingInvoker:
    """Invoker; refuses as often as `refusals` says."""

    sent: list[tuple[JobKind, Mapping[str, object]]] = field(default_factory=list)
    refusals: int = 0

    def invoke(self, kind: JobKind, payload: Mapping[str, object], *, user_id: str) -> str:
        if self.refusals:
            self.refusals -= 1
            raise DispatchError("not accepted")
        self.sent.append((kind, json.loads(json.dumps(payload))))
        return f"request-{len(self.sent)}"


@dataclass
class RecordingNotifier:
    """Notifier; raises `error` when one is set."""

    sent: list[Job] = field(default_factory=list)
    error: CoachBackendError | None = None

    def notify(self, job: Job) -> None:
        if self.error is not None:
            raise self.error
        self.sent.append(job)


@dataclass
class RecordingLog:
    """EventLog."""

    lines: list[tuple[str, str, dict[str, object]]] = field(default_factory=list)
    bound: dict[str, object] = field(default_factory=dict)

    def info(self, event: str, *, message: str = "", **fields: object) -> None:
        self.lines.append((event, message, {**self.bound, **fields}))

    def warning(self, event: str, *, message: str = "", **fields: object) -> None:
        self.info(event, message=message, **fields)

    def error(
        self, event: str, *, message: str = "", error: BaseException | None = None, **fields: object
    ) -> None:
        self.info(event, message=message, error=type(error).__name__, **fields)

    def bind(self, **fields: object) -> None:
        self.bound |= fields

    def bind_task(self, **fields: object) -> None:
        self.bound |= fields

    def events(self) -> list[str]:
        return [event for event, _, _ in self.lines]


@dataclass
class RecordingMetrics:
    """Metrics and TurnMetrics."""

    figures: list[tuple[str, float, dict[str, str]]] = field(default_factory=list)

    def count(self, name: str, value: float = 1, **dimensions: str) -> None:
        self.figures.append((name, value, dimensions))

    def counts(self, figures: Mapping[str, float], **dimensions: str) -> None:
        self.figures += [(name, value, dimensions) for name, value in figures.items()]

    def seconds(self, name: str, value: float, **dimensions: str) -> None:
        self.figures.append((name, value, dimensions))

    def milliseconds(self, name: str, value: float, **dimensions: str) -> None:
        self.figures.append((name, value, dimensions))


@dataclass
class RecordingDump:
    """DebugDump."""

    written: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)

    def write(self, *, user_id: str, name: str, content: Mapping[str, object]) -> None:
        json.dumps(content)
        self.written.append((name, content))


@dataclass
class FakeContext:
    """InvocationContext whose time is taken from a clock."""

    clock: FrozenClock
    timeout_s: float = 900
    function_name: str = "build"
    aws_request_id: str = "request"
    started_s: float | None = None

    def get_remaining_time_in_millis(self) -> int:
        if self.started_s is None:
            self.started_s = self.clock.monotonic_s()
        used_s = self.clock.monotonic_s() - self.started_s
        return max(0, int((self.timeout_s - used_s) * 1000))


@dataclass
class JobWorld:
    """All of it wired together."""

    clock: FrozenClock = field(default_factory=lambda: FrozenClock(NOW))
    jobs: MemoryJobs = field(default_factory=MemoryJobs)
    requests: MemoryRequests = field(default_factory=MemoryRequests)
    results: MemoryResults = field(default_factory=MemoryResults)
    invoker: RecordingInvoker = field(default_factory=RecordingInvoker)
    notifier: RecordingNotifier = field(default_factory=RecordingNotifier)
    log: RecordingLog = field(default_factory=RecordingLog)
    metrics: RecordingMetrics = field(default_factory=RecordingMetrics)
    dump: RecordingDump = field(default_factory=RecordingDump)
    limits: DailyLimits = field(default_factory=lambda: DailyLimits(builds=3, tokens=100_000))
    ids: SeededIds = field(default_factory=SeededIds)

    @property
    def services(self) -> JobServices:
        return JobServices(
            jobs=self.jobs,
            requests=self.requests,
            clock=self.clock,
            ids=self.ids,
            log=self.log,
            metrics=self.metrics,
            limits=self.limits,
            times=JobTimes(45),
            notifier=self.notifier,
            invoker=self.invoker,
        )

    def only_job(self) -> Job:
        (job,) = self.jobs.jobs.values()
        return job
