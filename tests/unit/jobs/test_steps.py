"""The step ledger: finished steps are read, never paid again."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from libs.ai.ports import Usage
from libs.ai.usage import CallRecord
from libs.errors import (
    BudgetExceededError,
    CancelledError,
    LeaseHeldError,
    ModelOutputError,
    ModelThrottledError,
    NotFoundError,
    OutOfTimeError,
    StorageError,
)
from libs.jobs import transitions
from libs.jobs.models import Job
from libs.jobs.moves import move
from libs.jobs.steps import StepOutput, Steps, StepServices
from libs.wire import WireModel
from tests.fakes.jobs import NOW, FakeContext, JobWorld
from tests.unit.jobs.test_transitions import TIMES, queued

CALL = CallRecord("week", "model-1", Usage(100, 50, 20, 30), cost_micro_usd=7)


class Note(WireModel):
    text: str


class Numbered(WireModel):
    number: int


class Counter:
    """A step that counts how often it is paid."""

    def __init__(self) -> None:
        self.paid = 0

    def __call__(self) -> StepOutput[Note]:
        self.paid += 1
        return StepOutput(Note(text=f"result {self.paid}"), (CALL,))


def ledger(
    world: JobWorld,
    *,
    owner: str = "me",
    timeout_s: float = 900,
    check_lease: Callable[[], None] = lambda: None,
) -> Steps:
    """Return the ledger of an attempt that holds the lease."""
    job = queued()
    if (job.user_id, job.job_id) not in world.jobs.jobs:
        world.jobs.create(job, limits=world.limits)
    job = move(
        world.jobs,
        job.user_id,
        job.job_id,
        lambda stored: transitions.take_lease(
            stored, owner=owner, now=world.clock.now(), times=TIMES
        ),
    ).job
    context = FakeContext(world.clock, timeout_s)
    return Steps(
        job,
        owner=owner,
        services=StepServices(
            jobs=world.jobs,
            results=world.results,
            usage=world.jobs.usage,
            clock=world.clock,
            log=world.log,
            metrics=world.metrics,
            remaining_s=lambda: context.get_remaining_time_in_millis() / 1000,
            daily_token_limit=world.limits.tokens,
            check_lease=check_lease,
        ),
    )


def test_a_finished_step_is_read_back_by_the_next_attempt() -> None:
    world, step = JobWorld(), Counter()
    first = ledger(world).run("week-1", "input", Note, step, budget_s=10)
    world.clock.advance(60)

    later = ledger(world, owner="next")
    second = later.run("week-1", "input", Note, step, budget_s=10)

    assert first == second
    assert step.paid == 1
    assert later.usage().tokens == 200
    assert later.usage().cost_micro_usd == 7


def test_another_input_runs_again() -> None:
    world, step = JobWorld(), Counter()
    steps = ledger(world)

    steps.run("week-1", "input", Note, step, budget_s=10)
    steps.run("week-1", "changed prompt", Note, step, budget_s=10)

    assert step.paid == 2


def test_no_step_starts_without_time_but_finished_ones_are_still_read() -> None:
    world, step = JobWorld(), Counter()
    ledger(world).run("week-1", "input", Note, step, budget_s=10)
    world.clock.advance(60)
    late = ledger(world, owner="next", timeout_s=69)

    stored = late.run("week-1", "input", Note, step, budget_s=10)
    with pytest.raises(OutOfTimeError):
        late.run("week-2", "input", Note, step, budget_s=10)

    assert stored.text == "result 1"
    assert step.paid == 1


def test_eight_slow_steps_finish_over_three_attempts_each_paid_once() -> None:
    world, step = JobWorld(), Counter()

    def slow() -> StepOutput[Note]:
        world.clock.advance(300)
        return step()

    attempts = 0
    for owner in ("a", "b", "c", "d"):
        world.clock.advance(60)
        steps, attempts = ledger(world, owner=owner), attempts + 1
        try:
            for number in range(8):
                steps.run(f"s-{number}", "x", Note, slow, budget_s=120)
        except OutOfTimeError:
            continue
        break

    assert step.paid == 8
    assert attempts == 3


def test_tokens_are_debited_before_and_corrected_after_the_call() -> None:
    world = JobWorld()
    seen = []

    def step() -> StepOutput[Note]:
        seen.append(world.jobs.usage.of("user", NOW.date()).tokens)
        return Counter()()

    ledger(world).run("week-1", "x", Note, step, budget_s=10, estimated_tokens=5_000)

    assert seen == [5_000]
    assert world.jobs.usage.of("user", NOW.date()).tokens == CALL.usage.input_tokens + 100


def test_an_estimate_is_given_back_when_the_step_fails() -> None:
    world = JobWorld()

    def throttled() -> StepOutput[Note]:
        raise ModelThrottledError("busy")

    with pytest.raises(ModelThrottledError):
        ledger(world).run("week-1", "x", Note, throttled, budget_s=10, estimated_tokens=5_000)

    assert world.jobs.usage.of("user", NOW.date()).tokens == 0


def test_calls_of_a_step_that_fails_are_paid_all_the_same() -> None:
    world = JobWorld()
    steps = ledger(world)

    def unusable() -> StepOutput[Note]:
        steps.note(CALL)
        steps.note(CALL)
        raise ModelOutputError("no session could be read")

    with pytest.raises(ModelOutputError):
        steps.run("week-1", "x", Note, unusable, budget_s=10, estimated_tokens=5_000)
    steps.run("week-1", "x", Note, Counter(), budget_s=10, estimated_tokens=5_000)

    books = world.jobs.usage.of("user", NOW.date())
    assert (books.calls, books.tokens) == (3, 3 * 200)
    spent = [value for name, value, _ in world.metrics.figures if name == "CostMicroUsd"]
    assert spent == [7, 7, 7]


def test_a_model_that_is_gone_is_told_although_the_fallback_answered() -> None:
    world = JobWorld()
    steps = ledger(world)

    def answered() -> StepOutput[Note]:
        steps.note(replace(CALL, model_id="model-2", gone_model_id="model-1"))
        return StepOutput(Note(text="written"), (CALL,))

    steps.run("week-1", "x", Note, answered, budget_s=10)

    assert "model_gone" in world.log.events()
    assert ("ModelsGone", 1, {"model": "model-2", "step": "week"}) in world.metrics.figures


def test_a_step_of_an_athlete_who_is_deleted_meanwhile_stores_nothing() -> None:
    world = JobWorld()

    def slow() -> StepOutput[Note]:
        world.jobs.jobs.clear()
        world.jobs.usage.days.clear()
        return Counter()()

    with pytest.raises(NotFoundError):
        ledger(world).run("week-1", "x", Note, slow, budget_s=10, estimated_tokens=5_000)

    assert world.results.objects == {}
    assert world.jobs.usage.days == {}


def test_a_paid_result_is_stored_although_the_job_cannot_be_read() -> None:
    world, step = JobWorld(), Counter()
    steps = ledger(world)

    def paid() -> StepOutput[Note]:
        def fail(name: str) -> None:
            world.jobs.before = lambda name: None
            raise StorageError(name)

        world.jobs.before = fail
        return step()

    steps.run("week-1", "x", Note, paid, budget_s=10)
    again = steps.run("week-1", "x", Note, paid, budget_s=10)

    assert (again.text, step.paid) == ("result 1", 1)


def test_no_paid_call_is_made_over_the_budget() -> None:
    world, step = JobWorld(), Counter()

    with pytest.raises(BudgetExceededError):
        ledger(world).run(
            "week-1", "x", Note, step, budget_s=10, estimated_tokens=world.limits.tokens + 1
        )

    assert step.paid == 0


def test_the_loser_of_a_race_uses_the_winners_result() -> None:
    world, step = JobWorld(), Counter()
    steps = ledger(world)

    def overtaken() -> StepOutput[Note]:
        steps.run("week-1", "x", Note, step, budget_s=10)
        return StepOutput(Note(text="mine"))

    result = steps.run("week-1", "x", Note, overtaken, budget_s=10)

    assert result.text == "result 1"


def test_a_result_that_this_code_cannot_read_is_run_again_and_replaced() -> None:
    world, step = JobWorld(), Counter()
    steps = ledger(world)
    steps.run("week-1", "x", Numbered, lambda: (Numbered(number=1), ()), budget_s=10)

    first = steps.run("week-1", "x", Note, step, budget_s=10)
    second = steps.run("week-1", "x", Note, step, budget_s=10)

    assert first == second
    assert step.paid == 1


def test_a_cancelled_job_stops_at_the_next_step_and_keeps_finished_ones() -> None:
    world, step = JobWorld(), Counter()
    steps = ledger(world)
    steps.run("week-1", "x", Note, step, budget_s=10)
    job = queued()
    move(
        world.jobs,
        job.user_id,
        job.job_id,
        lambda stored: transitions.cancel(stored, now=world.clock.now()),
    )

    with pytest.raises(CancelledError):
        steps.run("week-2", "x", Note, step, budget_s=10)

    assert steps.run("week-1", "x", Note, step, budget_s=10).text == "result 1"


def test_a_lost_lease_stops_the_build_before_it_pays() -> None:
    world, step = JobWorld(), Counter()

    def lost() -> None:
        raise LeaseHeldError("taken over")

    with pytest.raises(LeaseHeldError):
        ledger(world, check_lease=lost).run("week-1", "x", Note, step, budget_s=10)

    assert step.paid == 0


def test_weeks_in_threads_end_in_full_progress() -> None:
    world = JobWorld()
    steps = ledger(world)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda done: steps.set_progress("weeks", done, 12), range(1, 13)))

    job: Job = world.only_job()
    assert (job.step, job.done, job.total) == ("weeks", 12, 12)
    assert job.percent == 90
