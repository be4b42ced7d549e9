"""The step ledger: a finished step is stored and never paid for again.

Results are addressed by step name and content of the input, so a changed prompt runs again and a
deploy in between loses nothing. Safe from several threads at once.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from pydantic import ValidationError

from libs.ai.usage import CallRecord
from libs.clock import Clock
from libs.errors import LeaseHeldError, OutOfTimeError, StorageError
from libs.jobs.models import Job, JobUsage
from libs.jobs.moves import load_job, move
from libs.jobs.ports import EventLog, JobStore, Metrics, StepStore, UsageStore
from libs.jobs.step_records import (
    StepCall,
    StepOutput,
    StepRecord,
    StepTrace,
    Value,
    usage_of,
)
from libs.jobs.transitions import check_owner, report_progress

__all__ = ["StepOutput", "StepServices", "Steps"]

STEP_FORMAT = 1
"""Raise it when stored results of older code must not be read any more."""
TIME_RESERVE_S = 60.0
"""No step starts that could leave less than this of the invocation."""
_DIGEST_CHARS = 16
_NUMBERED = re.compile(r"[-_.]?\d+.*$")


@dataclass(frozen=True)
class StepServices:
    """Collaborators of the ledger; `remaining_s` is the rest of the invocation."""

    jobs: JobStore
    results: StepStore
    usage: UsageStore
    clock: Clock
    log: EventLog
    metrics: Metrics
    remaining_s: Callable[[], float]
    daily_token_limit: int
    check_lease: Callable[[], None] = field(default=lambda: None)


class _Paid(threading.local):
    """Model calls of the step that a thread runs."""

    calls: tuple[CallRecord, ...] = ()

    def forget(self) -> None:
        """Begin a step."""
        self.calls = ()


class Steps:
    """The ledger of one job in one invocation."""

    def __init__(self, job: Job, *, owner: str, services: StepServices) -> None:
        self._job = job
        self._owner = owner
        self._services = services
        self._lock = threading.Lock()
        self._traces: list[StepTrace] = []
        self._paid = _Paid()

    def run(
        self,
        name: str,
        key_input: str,
        output: type[Value],
        fn: Callable[[], tuple[Value, tuple[CallRecord, ...]]],
        *,
        budget_s: float,
        estimated_tokens: int = 0,
    ) -> Value:
        """Return the stored result of this name and input, or run `fn` and store its result.

        `fn` returns a `StepOutput` or an equal pair.

        Raises:
            OutOfTimeError: less than `budget_s` and the reserve is left.
            BudgetExceededError: the athlete's tokens of the day are used up.
            CancelledError, LeaseHeldError: the job is not ours any more.
            NotFoundError: the job was deleted; what `fn` made is dropped.
        """
        digest = _digest(key_input)
        stored = self._services.results.find_result(
            self._job.user_id, self._job.job_id, name, digest
        )
        if stored is not None:
            found = self._read(name, stored, output)
            if found is not None:
                return found
        self._check(budget_s)
        value, record = self._execute(fn, estimated_tokens)
        self._check_exists()
        return self._keep(name, digest, output, value, record, overwrite=stored is not None)

    def set_progress(self, step: str, done: int, total: int) -> None:
        """Record how far the build is; never goes back. A storage fault is logged only.

        Raises:
            CancelledError, LeaseHeldError: the job is not ours any more.
        """
        with self._lock:
            try:
                moved = move(
                    self._services.jobs,
                    self._job.user_id,
                    self._job.job_id,
                    lambda job: report_progress(
                        job,
                        owner=self._owner,
                        step=step,
                        done=done,
                        total=total,
                        now=self._services.clock.now(),
                    ),
                )
            except StorageError as exc:
                self._services.log.warning("progress_not_recorded", code=exc.code, step=step)
            else:
                self._job = moved.job

    def note(self, call: CallRecord) -> None:
        """Take the record of a model call of the step that this thread runs.

        The listener of the build's `UsageMeter`: calls of a step that fails are paid as well.
        """
        self._paid.calls = (*self._paid.calls, call)
        if call.gone_model_id:
            self._services.log.error("model_gone", model=call.gone_model_id)

    def check_owner(self) -> None:
        """Do nothing while the job is ours.

        Raises:
            CancelledError, LeaseHeldError: it is not any more.
            NotFoundError: it was deleted.
        """
        self._services.check_lease()
        job = load_job(self._services.jobs, self._job.user_id, self._job.job_id)
        check_owner(job, self._owner)

    def remaining_s(self) -> float:
        """Return the seconds left of this invocation."""
        return self._services.remaining_s()

    def traces(self) -> tuple[StepTrace, ...]:
        """Return what the steps of this invocation did, in order of their end."""
        with self._lock:
            return tuple(self._traces)

    def calls(self) -> tuple[CallRecord, ...]:
        """Return the model calls behind all steps so far, those of the ledger included."""
        return tuple(call for trace in self.traces() for call in trace.calls)

    def usage(self) -> JobUsage:
        """Return what all steps so far cost, whichever attempt paid."""
        return usage_of(self.calls())

    def _check(self, budget_s: float) -> None:
        if self._services.remaining_s() < TIME_RESERVE_S + budget_s:
            raise OutOfTimeError("too little time is left to start the next step")
        self.check_owner()

    def _check_exists(self) -> None:
        """Raise when the job was deleted: nothing of a deleted athlete is stored anew.

        A storage fault says nothing about that and must not lose what was paid.
        """
        try:
            load_job(self._services.jobs, self._job.user_id, self._job.job_id)
        except StorageError as exc:
            self._services.log.warning("job_not_read", code=exc.code)

    def _execute(
        self, fn: Callable[[], tuple[Value, tuple[CallRecord, ...]]], estimated_tokens: int
    ) -> tuple[Value, StepRecord]:
        services = self._services
        day = services.clock.now().date()
        if estimated_tokens:
            services.usage.debit_tokens(
                self._job.user_id, day, estimated_tokens, limit=services.daily_token_limit
            )
        calls: tuple[CallRecord, ...] = ()
        self._paid.forget()
        started = services.clock.monotonic_s()
        try:
            value, calls = fn()
        finally:
            # What the model's meter saw includes calls that gave no usable answer.
            paid = self._paid.calls or calls
            self._settle(day, estimated_tokens, usage_of(paid))
            self._count(paid)
        record = StepRecord(
            format=STEP_FORMAT,
            value=value.model_dump(mode="json", by_alias=True, exclude_none=True),
            calls=tuple(StepCall.of(call) for call in calls),
            seconds=services.clock.monotonic_s() - started,
        )
        return value, record

    def _settle(self, day: date, estimated: int, spent: JobUsage) -> None:
        """Correct the estimate; a fault leaves it standing, which errs on the safe side."""
        if not (estimated or spent.calls):
            return
        try:
            self._services.usage.settle(self._job.user_id, day, estimated=estimated, usage=spent)
        except StorageError as exc:
            self._services.log.warning("usage_not_settled", code=exc.code)

    def _keep(
        self,
        name: str,
        digest: str,
        output: type[Value],
        value: Value,
        record: StepRecord,
        *,
        overwrite: bool,
    ) -> Value:
        """Store a result; when another owner was faster, its result counts."""
        results, job = self._services.results, self._job
        body = record.to_json()
        if overwrite:
            results.replace_result(job.user_id, job.job_id, name, digest, body)
        else:
            winner = results.put_result(job.user_id, job.job_id, name, digest, body)
            if winner is not None and winner != body:
                found = self._read(name, winner, output)
                if found is None:
                    raise LeaseHeldError("another version of the code works on the job")
                return found
        self._trace(name, record, from_ledger=False)
        return value

    def _read(self, name: str, stored: str, output: type[Value]) -> Value | None:
        """Return a stored result, or None when this code cannot read it."""
        try:
            record = StepRecord.model_validate_json(stored)
            if record.format != STEP_FORMAT:
                return None
            value = output.model_validate(record.value)
        except ValidationError:
            self._services.log.warning("step_result_unreadable", step=name)
            return None
        self._trace(name, record, from_ledger=True)
        return value

    def _trace(self, name: str, record: StepRecord, *, from_ledger: bool) -> None:
        calls = tuple(call.record() for call in record.calls)
        with self._lock:
            self._traces.append(StepTrace(name, record.seconds, from_ledger, calls))
        if from_ledger:
            return
        kind = _NUMBERED.sub("", name) or name
        self._services.metrics.seconds("StepSeconds", record.seconds, step=kind)

    def _count(self, calls: Iterable[CallRecord]) -> None:
        for call in calls:
            self._services.metrics.counts(call.figures(), model=call.model_id, step=call.label)


def _digest(key_input: str) -> str:
    text = f"{STEP_FORMAT}\n{key_input}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_CHARS]
