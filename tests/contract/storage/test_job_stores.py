"""The contract of the job stores, on the fake and on the real ones."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from libs.errors import (
    BudgetExceededError,
    CoachBackendError,
    ConditionFailedError,
    ConflictError,
    NotFoundError,
)
from libs.jobs import transitions
from libs.jobs.models import Job, JobKind, JobUsage, job_id_of
from libs.jobs.moves import move
from libs.jobs.outcome import JobMove
from libs.jobs.ports import DailyLimits
from tests.contract.storage.conftest import JobStores

NOW = datetime(2026, 11, 23, 10, 0, 0, 123456, tzinfo=UTC)
TIMES = transitions.JobTimes(45)
LIMITS = DailyLimits(builds=2, tokens=1_000)


def new_job(user: str, message: str = "m1", kind: JobKind = "training_program") -> Job:
    return Job(
        job_id=job_id_of(kind, f"conv-{user}", message),
        user_id=user,
        kind=kind,
        conversation_id=f"conv-{user}",
        coach_id="coach",
        message_id=message,
        request_key="jobs/x",
        lease_until=TIMES.queued_until(NOW, 1),
        created_at=NOW,
        updated_at=NOW,
    )


def created(stores: JobStores, job: Job) -> Job:
    stores.jobs.create(job, limits=LIMITS)
    return job


def failed(job: Job) -> Job:
    return transitions.fail(job, transitions.OUT_OF_ATTEMPTS, now=NOW)


def test_a_created_job_is_read_back_equal_and_holds_the_lock(stores: JobStores, user: str) -> None:
    job = created(stores, new_job(user))

    assert stores.jobs.find(user, job.job_id) == job
    assert stores.jobs.find_lock_holder(user) == job
    assert stores.jobs.find("nobody", job.job_id) is None


def test_a_job_is_created_once(stores: JobStores, user: str) -> None:
    job = created(stores, new_job(user))
    moved = transitions.take_lease(job, owner="o", now=NOW, times=TIMES)
    stores.jobs.commit(JobMove(moved, job))

    with pytest.raises(ConflictError) as caught:
        stores.jobs.create(new_job(user), limits=LIMITS)

    assert caught.value.code == "exists"


def test_a_second_program_waits_for_the_lock_and_costs_no_quota(
    stores: JobStores, user: str
) -> None:
    job = created(stores, new_job(user))

    with pytest.raises(ConflictError) as caught:
        created(stores, new_job(user, "m2"))
    stores.jobs.commit(JobMove(failed(job), job))
    created(stores, new_job(user, "m2"))

    assert caught.value.code == "locked"


def test_builds_over_the_limit_are_refused_whole(stores: JobStores, user: str) -> None:
    for message in ("m1", "m2"):
        job = created(stores, new_job(user, message))
        stores.jobs.commit(JobMove(failed(job), job))
    third = new_job(user, "m3")

    with pytest.raises(BudgetExceededError) as caught:
        created(stores, third)

    assert caught.value.budget == "builds"
    assert stores.jobs.find(user, third.job_id) is None
    assert stores.jobs.find_lock_holder(user) is None


def test_a_refund_gives_the_build_back(stores: JobStores, user: str) -> None:
    for message in ("m1", "m2"):
        job = created(stores, new_job(user, message))
        stores.jobs.commit(JobMove(failed(job), job, refund_build=message == "m2"))

    created(stores, new_job(user, "m3"))

    assert stores.jobs.find_lock_holder(user) is not None


@pytest.mark.parametrize("kind", ["training_program", "workout"])
def test_no_job_starts_without_tokens(stores: JobStores, user: str, kind: JobKind) -> None:
    stores.usage.debit_tokens(user, NOW.date(), LIMITS.tokens, limit=LIMITS.tokens)

    with pytest.raises(BudgetExceededError) as caught:
        created(stores, new_job(user, kind=kind))

    assert caught.value.budget == "tokens"


def test_workouts_take_neither_lock_nor_builds(stores: JobStores, user: str) -> None:
    for number in range(3):
        created(stores, new_job(user, f"w{number}", "workout"))

    assert stores.jobs.find_lock_holder(user) is None


def test_a_trigger_that_joined_a_job_is_answered_by_it_for_good(
    stores: JobStores, user: str
) -> None:
    job = created(stores, new_job(user))
    late = new_job(user, "m2")
    joined = transitions.join(job, now=NOW)
    stores.jobs.commit(JobMove(joined, job, joins=late.job_id))
    over = failed(joined)
    stores.jobs.commit(JobMove(over, joined))

    with pytest.raises(ConflictError) as caught:
        created(stores, late)

    assert caught.value.code == "exists"
    assert stores.jobs.find_answering(user, late.job_id) == over
    assert stores.jobs.find(user, late.job_id) is None


def test_a_trigger_that_has_a_job_joins_no_other(stores: JobStores, user: str) -> None:
    own = created(stores, new_job(user))
    over = failed(own)
    stores.jobs.commit(JobMove(over, own))
    job = created(stores, new_job(user, "m2"))

    with pytest.raises(ConflictError):
        stores.jobs.commit(JobMove(transitions.join(job, now=NOW), job, joins=own.job_id))

    assert stores.jobs.find_answering(user, own.job_id) == over


def test_a_move_of_a_stale_job_is_refused(stores: JobStores, user: str) -> None:
    job = created(stores, new_job(user))
    first = transitions.take_lease(job, owner="a", now=NOW, times=TIMES)
    second = transitions.take_lease(job, owner="b", now=NOW, times=TIMES)
    stores.jobs.commit(JobMove(first, job))

    with pytest.raises(ConditionFailedError):
        stores.jobs.commit(JobMove(second, job))

    assert stores.jobs.find(user, job.job_id) == first


def test_a_repeated_move_succeeds(stores: JobStores, user: str) -> None:
    job = created(stores, new_job(user))
    move_ = JobMove(transitions.take_lease(job, owner="a", now=NOW, times=TIMES), job)

    stores.jobs.commit(move_)
    stores.jobs.commit(move_)

    assert stores.jobs.find(user, job.job_id) == move_.job


@pytest.mark.parametrize("state", ["ready", "failed", "needs_input", "cancelled"])
def test_every_end_releases_the_lock(stores: JobStores, user: str, state: str) -> None:
    job = created(stores, new_job(user))
    running = transitions.take_lease(job, owner="o", now=NOW, times=TIMES)
    stores.jobs.commit(JobMove(running, job))
    ends = {
        "ready": transitions.ready(
            running, owner="o", result=transitions.Result("p"), usage=JobUsage(calls=1), now=NOW
        ),
        "failed": failed(running),
        "needs_input": transitions.ask_athlete(
            running, owner="o", questions=("?",), usage=None, now=NOW
        ),
        "cancelled": transitions.cancel(running, now=NOW),
    }

    stores.jobs.commit(JobMove(ends[state], running))

    assert stores.jobs.find(user, job.job_id) == ends[state]
    assert stores.jobs.find_lock_holder(user) is None


def test_a_retry_takes_the_lock_again_or_is_refused(stores: JobStores, user: str) -> None:
    job = created(stores, new_job(user))
    over = failed(job)
    stores.jobs.commit(JobMove(over, job))
    other = created(stores, new_job(user, "m2"))
    again = JobMove(transitions.retry(over, now=NOW, times=TIMES), over)

    with pytest.raises(ConflictError) as caught:
        stores.jobs.commit(again)
    stores.jobs.commit(JobMove(failed(other), other))
    stores.jobs.commit(again)

    assert caught.value.code == "locked"
    assert stores.jobs.find_lock_holder(user) == again.job


def test_overdue_jobs_are_listed_and_others_are_not(stores: JobStores, user: str) -> None:
    waiting = created(stores, new_job(user))
    other_user = f"{user}-other"
    over = created(stores, new_job(other_user))
    stores.jobs.commit(JobMove(failed(over), over))

    soon = {job.job_id for job in stores.jobs.list_overdue(NOW + timedelta(minutes=1))}
    late = {job.job_id for job in stores.jobs.list_overdue(NOW + timedelta(minutes=6))}

    assert waiting.job_id not in soon
    assert over.job_id in soon
    assert {waiting.job_id, over.job_id} <= late


def test_a_job_with_nothing_left_over_is_not_listed(stores: JobStores, user: str) -> None:
    job = created(stores, new_job(user))
    over = transitions.confirm_cleanup(transitions.cancel(job, now=NOW), now=NOW)
    stores.jobs.commit(JobMove(over, job))

    listed = {job.job_id for job in stores.jobs.list_overdue(NOW + timedelta(days=1))}

    assert job.job_id not in listed


def test_of_many_concurrent_starts_one_wins(stores: JobStores, user: str) -> None:
    def start(number: int) -> bool:
        try:
            created(stores, new_job(user, f"m{number}"))
        except CoachBackendError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        wins = sum(pool.map(start, range(16)))

    assert wins == 1


def test_concurrent_moves_lose_no_update(stores: JobStores, user: str) -> None:
    job = created(stores, new_job(user))

    def bump(number: int) -> None:
        move(
            stores.jobs,
            user,
            job.job_id,
            lambda stored: stored.model_copy(
                update={
                    "done": stored.done + 1,
                    "version": stored.version + 1,
                    "note": str(number),
                }
            ),
        )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(bump, range(24)))

    stored = stores.jobs.find(user, job.job_id)
    assert stored is not None
    assert (stored.done, stored.version) == (24, 25)


def test_tokens_stop_exactly_at_the_limit_under_concurrency(stores: JobStores, user: str) -> None:
    def debit(_: int) -> bool:
        try:
            stores.usage.debit_tokens(user, NOW.date(), 100, limit=1_000)
        except BudgetExceededError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        taken = sum(pool.map(debit, range(24)))

    assert taken == 10


def test_settling_gives_the_rest_of_an_estimate_back(stores: JobStores, user: str) -> None:
    day = NOW.date()
    stores.usage.debit_tokens(user, day, 900, limit=1_000)
    stores.usage.settle(user, day, estimated=900, usage=JobUsage(calls=1, input_tokens=50))

    stores.usage.debit_tokens(user, day, 950, limit=1_000)
    with pytest.raises(BudgetExceededError):
        stores.usage.debit_tokens(user, day, 1, limit=1_000)


def test_settling_makes_no_day_of_an_athlete_who_is_gone(stores: JobStores, user: str) -> None:
    day = NOW.date()
    stores.usage.settle(user, day, estimated=0, usage=JobUsage(calls=1, input_tokens=50))

    stores.usage.debit_tokens(user, day, 1_000, limit=1_000)


def test_a_request_is_read_back_and_a_lost_one_is_told(stores: JobStores, user: str) -> None:
    first = stores.requests.save(user, "job", {"text": "grüße \u2028 \x00", "n": 1.5})
    second = stores.requests.save(user, "job", {"n": 2}, attempt=2)

    assert first != second
    assert stores.requests.load(first) == {"text": "grüße \u2028 \x00", "n": 1.5}
    with pytest.raises(NotFoundError):
        stores.requests.load(first + "x")


def test_the_first_result_of_a_step_counts(stores: JobStores, user: str) -> None:
    results = stores.results
    before = results.find_result(user, "job", "week-1", "d")
    first = results.put_result(user, "job", "week-1", "d", '{"a":"ä"}')
    second = results.put_result(user, "job", "week-1", "d", '{"b":2}')
    kept = results.find_result(user, "job", "week-1", "d")
    results.replace_result(user, "job", "week-1", "d", '{"c":3}')

    assert (before, first, second) == (None, None, '{"a":"ä"}')
    assert kept == '{"a":"ä"}'
    assert results.find_result(user, "job", "week-1", "d") == '{"c":3}'
