"""The state machine of jobs, enumerated."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.errors import CancelledError, CoachBackendError, ConflictError, LeaseHeldError
from libs.jobs import transitions as moves
from libs.jobs.models import Job, JobError, JobKind, job_id_of

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
TIMES = moves.JobTimes(45)
LATER = NOW + timedelta(minutes=10)
THROTTLED = JobError(code="throttled", message="busy", retryable=True)


def queued(kind: JobKind = "training_program") -> Job:
    return Job(
        job_id=job_id_of(kind, "conv", "msg"),
        user_id="user",
        kind=kind,
        conversation_id="conv",
        coach_id="coach",
        message_id="msg",
        lease_until=TIMES.queued_until(NOW, 1),
        created_at=NOW,
        updated_at=NOW,
    )


def running(owner: str = "me") -> Job:
    return moves.take_lease(queued(), owner=owner, now=NOW, times=TIMES)


def test_a_queued_job_waits_five_minutes_and_then_twice_as_long() -> None:
    first = TIMES.queued_until(NOW, 1) - NOW
    second = TIMES.queued_until(NOW, 2) - NOW

    assert first == timedelta(minutes=5)
    assert second == timedelta(minutes=10)


def test_a_live_lease_keeps_others_out_and_a_dead_one_is_taken_over() -> None:
    job = running("first")

    with pytest.raises(LeaseHeldError):
        moves.take_lease(job, owner="second", now=NOW + timedelta(seconds=44), times=TIMES)
    taken = moves.take_lease(job, owner="second", now=NOW + timedelta(seconds=46), times=TIMES)

    assert taken.lease_owner == "second"
    assert taken.attempt == 2


def test_an_owner_that_lost_its_lease_cannot_move_the_job() -> None:
    taken = moves.take_lease(running("first"), owner="second", now=LATER, times=TIMES)

    with pytest.raises(LeaseHeldError):
        moves.ready(taken, owner="first", result=moves.Result("p"), usage=None, now=LATER)


def test_a_cancelled_job_tells_its_owner() -> None:
    job = moves.cancel(running(), now=NOW)

    with pytest.raises(CancelledError):
        moves.report_progress(job, owner="me", step="weeks", done=1, total=4, now=NOW)


def test_progress_never_falls_when_a_build_is_resumed() -> None:
    job = moves.report_progress(running(), owner="me", step="weeks", done=5, total=12, now=NOW)
    resumed = moves.take_lease(job, owner="next", now=LATER, times=TIMES)

    repeated = moves.report_progress(
        resumed, owner="next", step="extraction", done=1, total=1, now=LATER
    )

    assert job.percent == 50
    assert repeated is resumed


def test_a_retryable_fault_requeues_until_the_attempts_are_used_up() -> None:
    job = queued()
    states = []
    for attempt in range(moves.MAX_ATTEMPTS):
        job = moves.take_lease(job, owner=f"o{attempt}", now=NOW, times=TIMES)
        job = moves.requeue(job, THROTTLED, owner=f"o{attempt}", now=NOW, times=TIMES)
        states.append(job.state)

    assert states == ["queued", "queued", "queued", "failed"]
    assert job.error == THROTTLED


def test_the_fourth_lease_is_the_last_one() -> None:
    job = queued()
    for attempt in range(moves.MAX_ATTEMPTS):
        at = NOW + timedelta(minutes=attempt)
        job = moves.take_lease(job, owner=f"o{attempt}", now=at, times=TIMES)

    job = moves.take_lease(job, owner="fifth", now=LATER, times=TIMES)

    assert job.state == "failed"
    assert job.error is not None
    assert job.error.code == "attempts"


def test_lost_dispatches_end_in_failure() -> None:
    job, at = queued(), NOW
    while job.is_active:
        assert job.lease_until is not None
        at = job.lease_until + timedelta(seconds=1)
        job = moves.redispatch(job, now=at, times=TIMES)

    assert job.dispatches == moves.MAX_DISPATCHES
    assert job.state == "failed"
    assert at - NOW < timedelta(minutes=5 + 10 + 20 + 40 + 1)


def test_redispatch_leaves_jobs_alone_that_are_not_overdue() -> None:
    waiting, working = queued(), running()

    assert moves.redispatch(waiting, now=NOW, times=TIMES) is waiting
    assert moves.redispatch(working, now=NOW, times=TIMES, given_up=True) is working


def test_redispatch_does_not_wait_once_lambda_has_given_up() -> None:
    job = moves.redispatch(queued(), now=NOW, times=TIMES, given_up=True)

    assert job.state == "queued"
    assert job.dispatches == 2


def test_retry_starts_counting_again_and_keeps_the_progress() -> None:
    job = moves.report_progress(running(), owner="me", step="weeks", done=6, total=12, now=NOW)
    failed = moves.fail(job, THROTTLED, now=NOW)

    again = moves.retry(failed, now=LATER, times=TIMES)

    assert (again.state, again.dispatches, again.error) == ("queued", 1, None)
    assert again.attempt == again.attempt_base == 1
    assert again.percent == job.percent


@pytest.mark.parametrize("final", ["cancelled", "declined"])
def test_retry_is_refused_where_it_cannot_help(final: str) -> None:
    job = running()
    error = JobError(code="declined", message="no", retryable=False)
    over = moves.cancel(job, now=NOW) if final == "cancelled" else moves.fail(job, error, now=NOW)

    with pytest.raises(ConflictError):
        moves.retry(over, now=NOW, times=TIMES)


def test_public_json_shows_only_what_the_state_allows() -> None:
    job = running()
    ready = moves.ready(job, owner="me", result=moves.Result("program_1"), usage=None, now=NOW)
    failed = moves.fail(job, THROTTLED, now=NOW)

    assert "programId" not in job.to_public()
    assert ready.to_public()["programId"] == "program_1"
    assert ready.to_public()["percent"] == 100
    assert failed.to_public()["error"] == THROTTLED.to_wire()
    assert not {"userId", "leaseOwner", "requestKey"} & ready.to_public().keys()


MOVES = (
    lambda job, now: moves.take_lease(job, owner="a", now=now, times=TIMES),
    lambda job, now: moves.take_lease(job, owner="b", now=now, times=TIMES),
    lambda job, now: moves.renew_lease(job, owner="a", now=now, times=TIMES),
    lambda job, now: moves.report_progress(job, owner="a", step="weeks", done=3, total=4, now=now),
    lambda job, now: moves.requeue(job, THROTTLED, owner="b", now=now, times=TIMES),
    lambda job, now: moves.redispatch(job, now=now, times=TIMES),
    lambda job, now: moves.retry(job, now=now, times=TIMES),
    lambda job, now: moves.fail(job, THROTTLED, now=now),
    lambda job, now: moves.ask_athlete(job, owner="a", questions=("?",), usage=None, now=now),
    lambda job, now: moves.ready(job, owner="b", result=moves.Result("p"), usage=None, now=now),
    lambda job, now: moves.cancel(job, now=now),
)


@given(st.lists(st.tuples(st.integers(0, len(MOVES) - 1), st.integers(0, 900)), max_size=40))
def test_any_order_of_moves_keeps_the_invariants(steps: list[tuple[int, int]]) -> None:
    job, now = queued(), NOW
    for choice, wait_s in steps:
        now += timedelta(seconds=wait_s)
        try:
            after = MOVES[choice](job, now)
        except CoachBackendError:
            continue
        assert after.percent >= job.percent
        assert after.version == job.version + (after is not job)
        assert not (job.state in {"ready", "cancelled"} and after.state != job.state)
        assert after.attempt - after.attempt_base <= moves.MAX_ATTEMPTS
        assert after.dispatches <= moves.MAX_DISPATCHES
        assert (after.lease_until is not None) == after.is_active
        assert after.holds_lock == (after.state in {"queued", "running"})
        job = after
