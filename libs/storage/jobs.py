"""Job records with the build lock, the quota and the announcement that belong to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from libs.clock import iso_instant
from libs.errors import BudgetExceededError, ConditionFailedError, ConflictError, StorageError
from libs.jobs.models import ACTIVE_STATES, Job
from libs.jobs.outcome import JobMove
from libs.jobs.ports import DailyLimits, OverdueJob
from libs.storage.announcements import announcement_writes
from libs.storage.items import SCHEMA_VERSION, item_of, model_of
from libs.storage.keys import (
    ACTIVE_JOB_SHARDS,
    active_jobs_index,
    conversation_key,
    job_key,
    job_shard,
    lock_key,
    trigger_key,
)
from libs.storage.table import Table
from libs.storage.usage import DynamoUsageStore, add_usage, exceeded
from libs.storage.writes import ABSENT, Write, check, delete, put

JOB_LABEL, LOCK_LABEL, TRIGGER_LABEL = "job", "lock", "trigger"
_TRIGGER_LIFE = timedelta(days=30)
"""As long as the request that it came with."""
_LEFTOVER_GRACE = timedelta(seconds=30)
"""The invocation that ended the job sends its event itself, as a rule."""
_RACES = 10


class DynamoJobStore:
    """JobStore on the table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, user_id: str, job_id: str) -> Job | None:
        """Return the job as last written, or None."""
        return find_job(self._table, user_id, job_id)

    def find_answering(self, user_id: str, job_id: str) -> Job | None:
        """Return the job of this id, or the one that its trigger has joined."""
        own = self.find(user_id, job_id)
        if own is not None:
            return own
        note = self._table.get(trigger_key(user_id, job_id))
        return self.find(user_id, str(note["jobId"])) if note else None

    def find_lock_holder(self, user_id: str) -> Job | None:
        """Return the job that holds the athlete's build lock."""
        lock = self._table.get(lock_key(user_id))
        return self.find(user_id, str(lock["jobId"])) if lock else None

    def find_for_conversation(self, user_id: str, conversation_id: str) -> Job | None:
        """Return the newest program job of a conversation, by its head."""
        head = self._table.get(conversation_key(user_id, conversation_id))
        job_id = head.get("activeJobId") if head else None
        return self.find(user_id, job_id) if isinstance(job_id, str) else None

    def create(self, job: Job, *, limits: DailyLimits) -> None:
        """Write a new job, debit the day's quota and take the lock, in one transaction.

        Raises:
            ConflictError: the job exists or its trigger has joined another one (code `exists`), or
                the lock is held (code `locked`).
            BudgetExceededError: budget `builds` or `tokens`.
            StorageError: nothing was written, as far as is known.
        """
        note = trigger_key(job.user_id, job.job_id)
        writes = [put(JOB_LABEL, _job_item(job), ABSENT), check(TRIGGER_LABEL, note, ABSENT)]
        if job.holds_lock:
            writes.append(_take_lock(job))
        writes.append(_debit(job, limits))
        try:
            self._table.transact(writes)
        except ConditionFailedError as exc:
            self._explain(job, limits, exc)

    def commit(self, move: JobMove) -> None:
        """Write a move: the job, its lock taken or released, the announcement, in one transaction.

        Raises:
            ConditionFailedError: the stored job is not `move.expected` any more.
            ConflictError: the lock is held by another job (code `locked`), or the trigger that
                joins has been answered (code `exists`).
            StorageError: nothing was written, as far as is known.
        """
        commit_move(self._table, move)

    def list_overdue(self, now: datetime) -> tuple[OverdueJob, ...]:
        """Return jobs whose lease or wait has passed, and final ones with work left over."""
        return tuple(
            OverdueJob(str(item["userId"]), str(item["jobId"]), item["state"] in ACTIVE_STATES)
            for shard in range(ACTIVE_JOB_SHARDS)
            for item in self._table.query_index(active_jobs_index(shard), up_to=iso_instant(now))
        )

    def _explain(self, job: Job, limits: DailyLimits, error: ConditionFailedError) -> None:
        """Return when it was our own write whose reply was lost; else say what is in the way."""
        if JOB_LABEL in error.failed:
            stored = self.find(job.user_id, job.job_id)
            if stored == job:
                return
            state = stored.state if stored else "queued"
            raise ConflictError("The build exists.", state=state, code="exists") from error
        if TRIGGER_LABEL in error.failed:
            raise _answered() from error
        if LOCK_LABEL in error.failed:
            raise _locked() from error
        raise self._budget_error(job, limits) from error

    def _budget_error(self, job: Job, limits: DailyLimits) -> BudgetExceededError:
        day = job.created_at.date()
        used = DynamoUsageStore(self._table).find_day(job.user_id, day)
        budget = "tokens" if used.tokens >= limits.tokens else "builds"
        return exceeded(budget, day, job.created_at)


def find_job(table: Table, user_id: str, job_id: str) -> Job | None:
    """Return a stored job, or None."""
    item = table.get(job_key(user_id, job_id))
    return model_of(Job, item) if item else None


def commit_move(
    table: Table, move: JobMove, more: Callable[[], Sequence[Write]] = lambda: ()
) -> None:
    """Write a move together with more writes; what is not the job's is composed anew on a race.

    Raises:
        ConditionFailedError: the stored job is not `move.expected` any more.
        ConflictError: the lock is held by another job; code `locked`.
        StorageError: nothing was written, as far as is known.
    """
    for _ in range(_RACES):
        writes = [*_move_writes(move), *announcement_writes(table, move), *more()]
        try:
            table.transact(writes)
        except ConditionFailedError as exc:
            if JOB_LABEL in exc.failed:
                if find_job(table, move.job.user_id, move.job.job_id) == move.job:
                    return
                raise
            if LOCK_LABEL in exc.failed:
                raise _locked() from exc
            if TRIGGER_LABEL in exc.failed:
                raise _answered() from exc
        else:
            return
    raise StorageError("the conversation is written by too many at once")


def _move_writes(move: JobMove) -> list[Write]:
    job, expected = move.job, move.expected
    writes = [put(JOB_LABEL, _job_item(job), "#version = :version", version=expected.version)]
    if job.holds_lock and not expected.holds_lock:
        writes.append(_take_lock(job))
    if expected.holds_lock and not job.holds_lock:
        free = f"{ABSENT} OR #jobId = :job"
        writes.append(delete(LOCK_LABEL, lock_key(job.user_id), free, job=job.job_id))
    if move.refund_build:
        writes.append(add_usage(job.user_id, job.created_at.date(), builds=-1))
    if move.joins is not None:
        writes.append(_note_trigger(job, move.joins))
        writes.append(check(TRIGGER_LABEL, job_key(job.user_id, move.joins), ABSENT))
    return writes


def _note_trigger(job: Job, joins: str) -> Write:
    key, now = trigger_key(job.user_id, joins), job.updated_at
    item: dict[str, object] = {
        "pk": key.pk,
        "sk": key.sk,
        "entityType": "trigger",
        "schemaVersion": SCHEMA_VERSION,
        "jobId": job.job_id,
        "createdAt": iso_instant(now),
        "updatedAt": iso_instant(now),
        "ttl": int((now + _TRIGGER_LIFE).timestamp()),
    }
    return put(TRIGGER_LABEL, item, ABSENT)


def _job_item(job: Job) -> dict[str, object]:
    index: dict[str, object] = {}
    if job.needs_reconcile:
        due = job.lease_until if job.is_active else job.updated_at + _LEFTOVER_GRACE
        index = {
            "gsi1pk": active_jobs_index(job_shard(job.job_id)),
            "gsi1sk": iso_instant(due or job.updated_at),
        }
    key = job_key(job.user_id, job.job_id)
    return item_of(key, "job", job, now=job.updated_at) | index


def _take_lock(job: Job) -> Write:
    key = lock_key(job.user_id)
    item: dict[str, object] = {
        "pk": key.pk,
        "sk": key.sk,
        "entityType": "lock",
        "schemaVersion": 1,
        "jobId": job.job_id,
        "conversationId": job.conversation_id,
        "createdAt": iso_instant(job.updated_at),
        "updatedAt": iso_instant(job.updated_at),
    }
    return put(LOCK_LABEL, item, f"{ABSENT} OR #jobId = :job", job=job.job_id)


def _debit(job: Job, limits: DailyLimits) -> Write:
    """Return the quota's debit: programs count as builds, all kinds need tokens left."""
    day = job.created_at.date()
    if limits.tokens < 1:
        raise exceeded("tokens", day, job.created_at)
    condition = "(attribute_not_exists(#tokens) OR #tokens < :tokens)"
    if job.kind != "training_program":
        return add_usage(
            job.user_id,
            day,
            condition=condition,
            condition_values={"tokens": limits.tokens},
            jobs=1,
        )
    values: dict[str, object] = {"tokens": limits.tokens}
    if limits.builds is not None:
        if limits.builds < 1:
            raise exceeded("builds", day, job.created_at)
        condition += " AND (attribute_not_exists(#builds) OR #builds < :builds)"
        values["builds"] = limits.builds
    return add_usage(job.user_id, day, condition=condition, condition_values=values, builds=1)


def _answered() -> ConflictError:
    return ConflictError("The build exists.", state="queued", code="exists")


def _locked() -> ConflictError:
    return ConflictError(
        "Another training program is being built for you right now.", state="running", code="locked"
    )
