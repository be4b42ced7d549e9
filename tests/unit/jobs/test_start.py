"""Starting, retrying and cancelling builds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from libs.errors import ConflictError, DispatchError, NotFoundError, StorageError
from libs.events.build_training_program import BuildTrainingProgramEvent, ConversationMessage
from libs.events.build_workout import BuildWorkoutEvent
from libs.jobs import transitions
from libs.jobs.models import Job
from libs.jobs.moves import move
from libs.jobs.ports import DailyLimits
from libs.jobs.start import Refused, Started, cancel_build, retry_build, start_build
from libs.jobs.transitions import JobTimes
from tests.fakes.jobs import NOW, JobWorld


def program_event(
    message_id: str = "m1", conversation: str = "conv", text: str = "go"
) -> BuildTrainingProgramEvent:
    return BuildTrainingProgramEvent(
        user_id="user",
        coach_id="coach",
        conversation_id=conversation,
        message_id=message_id,
        conversation_messages=(ConversationMessage(id="u1", role="user", content=text),),
    )


def started(world: JobWorld, event: BuildTrainingProgramEvent | None = None) -> Job:
    outcome = start_build(world.services, "training_program", event or program_event())
    assert isinstance(outcome, Started)
    return outcome.job


def end(world: JobWorld, job: Job, state: str) -> Job:
    """Bring a job into a state the way an invocation would."""
    now = world.clock.now()

    def taken(stored: Job) -> Job:
        return transitions.take_lease(stored, owner="o", now=now, times=JobTimes(45))

    def over(stored: Job) -> Job:
        if state == "needs_input":
            return transitions.ask_athlete(
                stored, owner="o", questions=("How often?",), usage=None, now=now
            )
        if state == "ready":
            result = transitions.Result("program_1")
            return transitions.ready(stored, owner="o", result=result, usage=None, now=now)
        return transitions.fail(stored, transitions.OUT_OF_ATTEMPTS, now=now)

    move(world.jobs, job.user_id, job.job_id, taken)
    return move(world.jobs, job.user_id, job.job_id, over).job


def test_a_start_stores_the_request_then_the_job_then_invokes() -> None:
    world = JobWorld()

    job = started(world)

    assert job.state == "queued"
    assert world.requests.load(job.request_key)["messageId"] == "m1"
    (sent,) = world.invoker.sent
    assert sent[1]["jobId"] == job.job_id
    assert BuildTrainingProgramEvent.from_wire(sent[1]).conversation_messages[0].content == "go"


def test_the_same_trigger_makes_one_job_and_one_invoke_however_often_it_comes() -> None:
    world = JobWorld()

    with ThreadPoolExecutor(8) as pool:
        jobs = set(pool.map(lambda _: started(world).job_id, range(40)))

    assert len(jobs) == 1
    assert len(world.invoker.sent) == 1
    assert world.jobs.usage.of("user", NOW.date()).builds == 1


def test_a_large_request_travels_as_a_pointer() -> None:
    world = JobWorld()

    job = started(world, program_event(text="x" * 250_000))

    payload = world.invoker.sent[0][1]
    assert "conversationMessages" not in payload
    assert payload["requestKey"] == job.request_key


def test_a_second_trigger_of_the_conversation_returns_the_running_job() -> None:
    world = JobWorld()
    first = started(world)

    second = start_build(world.services, "training_program", program_event("m2"))

    assert isinstance(second, Started)
    assert second.existing
    assert second.job.job_id == first.job_id


def test_a_trigger_of_another_conversation_is_refused_while_a_build_runs() -> None:
    world = JobWorld()
    started(world)

    second = start_build(world.services, "training_program", program_event("m2", "other"))

    assert isinstance(second, Refused)
    assert second.code == "build_running"
    assert len(world.jobs.jobs) == 1


def test_a_workout_does_not_wait_for_a_build() -> None:
    world = JobWorld()
    started(world)
    event = BuildWorkoutEvent(
        user_id="user", coach_id="coach", conversation_id="conv", user_message="ran 5k"
    )

    outcome = start_build(world.services, "workout", event)

    assert isinstance(outcome, Started)
    assert not outcome.job.holds_lock


def test_the_daily_limit_gives_a_clear_message_and_no_job() -> None:
    world = JobWorld()
    limit = world.limits.builds or 0
    for number in range(limit):
        job = started(world, program_event(f"m{number}"))
        end(world, job, "failed")

    refused = start_build(world.services, "training_program", program_event("more"))

    assert isinstance(refused, Refused)
    assert refused.code == "budget"
    assert len(world.jobs.jobs) == limit


def test_an_invoke_that_is_refused_once_is_repeated() -> None:
    world = JobWorld()
    world.invoker.refusals = 1

    job = started(world)

    assert world.jobs.jobs["user", job.job_id].state == "queued"


def test_a_refused_invoke_fails_the_job_and_gives_lock_and_quota_back() -> None:
    world = JobWorld()
    world.invoker.refusals = 2

    refused = start_build(world.services, "training_program", program_event())

    assert isinstance(refused, Refused)
    assert refused.job is not None
    assert refused.job.to_public()["error"] == {
        "code": "dispatch",
        "message": refused.message,
        "retryable": True,
    }
    assert world.jobs.locks == {}
    assert world.jobs.usage.of("user", NOW.date()).builds == 0


def test_an_answer_requeues_the_asking_job_with_a_new_request() -> None:
    world = JobWorld()
    job = end(world, started(world), "needs_input")
    world.clock.advance(60)

    outcome = start_build(world.services, "training_program", program_event("m2", text="3 days"))

    assert isinstance(outcome, Started)
    assert outcome.job.job_id == job.job_id
    assert outcome.job.state == "queued"
    assert outcome.job.request_key.endswith("/request-2.json")
    assert world.invoker.sent[-1][1]["messageId"] == "m1"
    assert world.jobs.usage.of("user", NOW.date()).builds == 1


def test_an_answer_that_is_repeated_after_the_end_starts_no_second_program() -> None:
    world = JobWorld()
    job = end(world, started(world), "needs_input")
    answer = program_event("m2", text="3 days")
    started(world, answer)
    end(world, job, "ready")

    again = start_build(world.services, "training_program", answer)

    assert isinstance(again, Started)
    assert (again.job.job_id, again.job.state, again.existing) == (job.job_id, "ready", True)
    assert len(world.jobs.jobs) == 1


def test_a_second_trigger_that_is_repeated_after_the_end_starts_no_second_program() -> None:
    world = JobWorld()
    job = started(world)
    started(world, program_event("m2"))
    end(world, job, "ready")

    again = started(world, program_event("m2"))

    assert (again.job_id, again.state) == (job.job_id, "ready")
    assert len(world.jobs.jobs) == 1


@pytest.mark.parametrize("state", ["ready", "failed", "cancelled"])
def test_a_trigger_after_the_end_makes_a_new_job(state: str) -> None:
    world = JobWorld()
    job = started(world)
    if state == "cancelled":
        cancel_build(world.services, "user", job.job_id)
    else:
        end(world, job, state)

    again = started(world, program_event("m2"))

    assert again.job_id != job.job_id
    assert again.state == "queued"


def test_retry_resumes_a_failed_job_once_however_often_it_is_asked() -> None:
    world = JobWorld()
    job = end(world, started(world), "failed")

    first = retry_build(world.services, "user", job.job_id)
    second = retry_build(world.services, "user", job.job_id)

    assert first == second
    assert first.state == "queued"
    assert len(world.invoker.sent) == 2
    assert world.invoker.sent[1][1]["requestKey"] == job.request_key


def test_retry_waits_for_the_build_that_holds_the_lock() -> None:
    world = JobWorld()
    job = end(world, started(world), "failed")
    started(world, program_event("m2"))

    with pytest.raises(ConflictError) as caught:
        retry_build(world.services, "user", job.job_id)

    assert caught.value.code == "locked"


def test_a_retry_whose_invoke_is_refused_fails_the_job_again() -> None:
    world = JobWorld()
    job = end(world, started(world), "failed")
    world.invoker.refusals = 2

    with pytest.raises(DispatchError):
        retry_build(world.services, "user", job.job_id)

    assert world.only_job().state == "failed"
    assert world.jobs.locks == {}


def test_cancel_is_idempotent_and_releases_the_lock() -> None:
    world = JobWorld()
    job = started(world)

    first = cancel_build(world.services, "user", job.job_id)
    second = cancel_build(world.services, "user", job.job_id)

    assert first == second
    assert first.state == "cancelled"
    assert world.jobs.locks == {}


def test_jobs_of_others_are_not_found() -> None:
    world = JobWorld()
    job = started(world)

    with pytest.raises(NotFoundError):
        cancel_build(world.services, "somebody", job.job_id)


def test_a_start_whose_reply_is_lost_goes_on_to_the_invoke() -> None:
    world = JobWorld()
    create = world.jobs.create

    def lose_reply(job: Job, *, limits: DailyLimits) -> None:
        create(job, limits=limits)
        raise StorageError("connection closed")

    world.jobs.create = lose_reply  # type: ignore[method-assign] # the fault under test
    job = started(world)

    assert world.only_job() == job
    assert len(world.invoker.sent) == 1


def test_a_start_that_is_not_written_invokes_nothing() -> None:
    world = JobWorld()

    def fault(name: str) -> None:
        if name == "create":
            raise StorageError("down")

    world.jobs.before = fault
    with pytest.raises(StorageError):
        started(world)

    assert world.invoker.sent == []
    assert world.jobs.jobs == {}


def test_the_wait_of_a_started_job_is_five_minutes() -> None:
    job = started(JobWorld())

    assert job.lease_until == NOW + timedelta(minutes=5)
