"""One attempt at a build, end to end over stores in memory; the same suite for all builds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from libs.errors import (
    BuildError,
    CoachBackendError,
    ModelRefusedError,
    ModelThrottledError,
    NotFoundError,
    OutOfTimeError,
    StorageError,
)
from libs.events.build_conversation_summary import BuildConversationSummaryEvent
from libs.events.build_training_program import BuildTrainingProgramEvent
from libs.events.build_workout import BuildWorkoutEvent
from libs.jobs.invocation import BuildContext, BuildJob
from libs.jobs.models import BuildEvent, Job, JobKind
from libs.jobs.outcome import Built, Declined, NeedsInput, Outcome, Skipped
from libs.jobs.reconcile import Reconciler
from libs.jobs.runner import run_build_job
from libs.jobs.start import cancel_build, retry_build
from tests.fakes.jobs import NOW, FakeContext, JobWorld

IDS = {"userId": "user", "coachId": "coach", "conversationId": "conv"}
EVENTS: Mapping[JobKind, dict[str, object]] = {
    "training_program": {**IDS, "conversationMessages": [{"role": "user", "content": "go"}]},
    "workout": {**IDS, "userMessage": "ran 5k", "coachConfig": {}},
    "conversation_summary": {**IDS, "triggerReason": "message_count", "messageCount": 6},
}
TYPES: Mapping[JobKind, type[BuildEvent]] = {
    "training_program": BuildTrainingProgramEvent,
    "workout": BuildWorkoutEvent,
    "conversation_summary": BuildConversationSummaryEvent,
}
KINDS: tuple[JobKind, ...] = ("training_program", "workout", "conversation_summary")
BUILT = Built({"programName": "Base"}, "It is ready.", program_id="program_1")


@dataclass
class Function:
    """A build function whose domain does what a test says."""

    kind: JobKind = "training_program"
    world: JobWorld = field(default_factory=JobWorld)
    outcome: Outcome | Exception | Callable[[BuildContext], Outcome] = BUILT
    builds: int = 0

    def _build(self, event: BuildEvent, context: BuildContext) -> Outcome:
        self.builds += 1
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome(context) if callable(self.outcome) else self.outcome

    def run(self, event: object = None) -> dict[str, object]:
        world = self.world
        job = BuildJob(
            kind=self.kind,
            event_type=TYPES[self.kind],
            build=self._build,
            start_event=f"{self.kind}_started",
            start_message="Starting:",
            services=world.services,
            results=world.results,
            usage=world.jobs.usage,
            dump=world.dump,
        )
        given = EVENTS[self.kind] if event is None else event
        return run_build_job(job, given, FakeContext(world.clock))

    def attempt_until_final(self) -> Job:
        """Repeat like Lambda and then like the sweeper until the job is over."""
        for _ in range(20):
            try:
                self.run()
            except CoachBackendError:
                self.world.clock.advance(60)
            job = self.world.only_job()
            if not job.is_active:
                return job
        raise AssertionError("still active")


@pytest.fixture(params=KINDS)
def function(request: pytest.FixtureRequest) -> Function:
    return Function(kind=request.param)


def test_a_build_ends_ready_with_its_fields_at_the_top_level(function: Function) -> None:
    answer = function.run()

    job = function.world.only_job()
    assert answer == {
        "statusCode": 200,
        "success": True,
        "jobId": job.job_id,
        "programName": "Base",
    }
    assert (job.state, job.percent, job.attempt) == ("ready", 100, 1)
    assert len(function.world.dump.written) == 1


def test_the_first_log_line_is_the_start_with_its_ids(function: Function) -> None:
    function.run()

    event, message, fields = function.world.log.lines[0]
    assert event == f"{function.kind}_started"
    assert message == "Starting:"
    assert fields["user_id"] == "user"
    assert fields["conversation_id"] == "conv"


@pytest.mark.parametrize("name", ["userId", "coachId", "conversationId"])
@pytest.mark.parametrize("value", [None, "", 7, "a#b"])
def test_an_event_without_an_id_is_a_400_that_names_it(
    function: Function, name: str, value: object
) -> None:
    answer = function.run({**EVENTS[function.kind], name: value})

    error = answer["error"]
    assert isinstance(error, dict)
    assert answer["statusCode"] == 400
    assert error["fields"] == [name]
    assert function.builds == 0
    assert len(function.world.dump.written) == 1


def test_every_missing_field_is_named_in_order() -> None:
    answer = Function().run({"coachId": "c"})

    error = answer["error"]
    assert isinstance(error, dict)
    assert error["fields"] == ["userId", "conversationId", "conversationMessages"]


@pytest.mark.parametrize("event", [None, [], "text", 3])
def test_an_event_that_is_no_object_is_a_400(event: object) -> None:
    answer = Function().run(event or [])

    assert answer["statusCode"] == 400


def test_a_bad_event_of_a_known_job_fails_that_job() -> None:
    function = Function(outcome=ModelThrottledError("busy"))
    with pytest.raises(ModelThrottledError):
        function.run()
    job = function.world.only_job()

    function.run({**IDS, "jobId": job.job_id, "conversationMessages": []})

    after = function.world.only_job()
    assert after.state == "failed"
    assert after.error is not None
    assert after.error.code == "missing_fields"


def test_a_copy_of_a_finished_event_does_nothing(function: Function) -> None:
    function.run()

    answer = function.run()

    assert answer["reason"] == "job_ready"
    assert answer["success"] is True
    assert function.builds == 1


def test_a_copy_that_comes_while_the_build_runs_leaves(function: Function) -> None:
    copies = []

    def build(context: BuildContext) -> Outcome:
        copies.append(function.run())
        return BUILT

    function.outcome = build
    function.run()

    assert copies[0]["reason"] == "lease_held"
    assert function.builds == 1
    assert function.world.only_job().attempt == 1


def test_a_skip_is_a_result(function: Function) -> None:
    function.outcome = Skipped("planning", {"note": "nothing done"})

    answer = function.run()

    assert (answer["success"], answer["skipped"], answer["reason"]) == (False, True, "planning")
    assert function.world.only_job().note == "planning"


def test_questions_end_the_attempt_and_release_the_lock() -> None:
    function = Function(outcome=NeedsInput(("How often?",)))

    answer = function.run()

    job = function.world.only_job()
    assert answer["questions"] == ["How often?"]
    assert (job.state, job.questions) == ("needs_input", ("How often?",))
    assert function.world.jobs.locks == {}
    assert "How often?" in function.world.jobs.announcements[0].text


def test_a_decline_fails_without_a_way_to_retry() -> None:
    function = Function(outcome=Declined("chest_pain", "See a doctor first."))

    function.run()

    job = function.world.only_job()
    assert job.error is not None
    assert (job.error.code, job.error.retryable) == ("declined", False)
    assert function.world.jobs.announcements[0].text == "See a doctor first."


def test_a_retryable_fault_is_raised_after_record_and_dump(function: Function) -> None:
    function.outcome = ModelThrottledError("busy")

    with pytest.raises(ModelThrottledError):
        function.run()

    job = function.world.only_job()
    assert job.state == "queued"
    assert job.lease_owner is None
    assert len(function.world.dump.written) == 1


def test_a_retryable_fault_that_stays_ends_failed_with_its_reason(function: Function) -> None:
    function.outcome = ModelThrottledError("busy")

    job = function.attempt_until_final()

    assert job.attempt == 4
    assert job.error is not None
    assert (job.error.code, job.error.retryable) == ("throttled", True)


def test_a_permanent_fault_ends_the_job_without_a_raise(function: Function) -> None:
    function.outcome = ModelRefusedError("no")

    answer = function.run()

    assert answer["success"] is False
    error = function.world.only_job().error
    assert error is not None
    assert error.code == "refused"
    assert len(function.world.dump.written) == 1


def test_a_bug_is_tried_four_times_and_then_told(function: Function) -> None:
    function.outcome = ZeroDivisionError("what the athlete wrote")
    for _ in range(3):
        with pytest.raises(BuildError, match=r"^unexpected ZeroDivisionError$"):
            function.run()
        function.world.clock.advance(60)

    function.run()

    error = function.world.only_job().error
    assert error is not None
    assert error.code == "internal"


def test_something_deleted_in_mid_build_fails_as_gone(function: Function) -> None:
    function.outcome = NotFoundError("no coach", kind="coach", id="coach")

    function.run()

    error = function.world.only_job().error
    assert error is not None
    assert error.code == "gone"


def test_a_job_deleted_in_mid_build_is_not_created_again() -> None:
    function = Function()

    def build(context: BuildContext) -> Outcome:
        function.world.jobs.jobs.clear()
        return BUILT

    function.outcome = build
    answer = function.run()

    assert answer["success"] is False
    assert function.world.jobs.jobs == {}
    assert function.world.dump.written == []


def test_a_cancel_in_mid_build_wins_over_the_result() -> None:
    function = Function()

    def build(context: BuildContext) -> Outcome:
        cancel_build(function.world.services, "user", context.job.job_id)
        return BUILT

    function.outcome = build
    answer = function.run()

    assert answer["reason"] == "cancelled"
    assert function.world.only_job().state == "cancelled"
    assert function.world.jobs.announcements == []


def test_an_owner_that_lost_its_lease_cannot_publish() -> None:
    function = Function()
    taken_over = threading.Event()

    def slow(context: BuildContext) -> Outcome:
        if not taken_over.is_set():
            taken_over.set()
            function.world.clock.advance(46)
            function.run()
        return BUILT

    function.outcome = slow
    answer = function.run()

    assert answer["reason"] == "lease_held"
    assert len(function.world.jobs.announcements) == 1
    assert function.world.only_job().attempt == 2


def test_a_pointer_event_loads_the_stored_request(function: Function) -> None:
    function.outcome = OutOfTimeError("later")
    with pytest.raises(OutOfTimeError):
        function.run()
    job = function.world.only_job()
    function.outcome = BUILT

    answer = function.run({**IDS, "jobId": job.job_id, "requestKey": job.request_key})

    assert answer["success"] is True


@pytest.mark.parametrize("key", ["lost", "jobs/other/x/request.json"])
def test_a_request_that_is_lost_or_foreign_fails_the_job(key: str) -> None:
    function = Function(outcome=OutOfTimeError("later"))
    with pytest.raises(OutOfTimeError):
        function.run()
    job = function.world.only_job()

    function.run({**IDS, "jobId": job.job_id, "requestKey": key})

    error = function.world.only_job().error
    assert error is not None
    assert error.code == "input_lost"


def test_the_event_of_a_final_state_is_sent_and_confirmed() -> None:
    function = Function()

    function.run()

    (sent,) = function.world.notifier.sent
    assert sent.state == "ready"
    assert not function.world.only_job().event_pending


def test_an_event_that_is_not_accepted_waits_for_the_sweeper() -> None:
    function = Function()
    function.world.notifier.error = StorageError("down")
    function.run()
    assert function.world.only_job().event_pending

    function.world.notifier.error = None
    Reconciler(function.world.services, NothingLeft()).sweep()

    assert len(function.world.notifier.sent) == 1
    assert not function.world.only_job().event_pending


def test_a_storage_fault_while_recording_a_failure_is_raised_for_another_attempt() -> None:
    function = Function(outcome=ModelRefusedError("no"))

    def fault(name: str) -> None:
        if name == "commit" and function.builds:
            raise StorageError("down")

    function.world.jobs.before = fault
    with pytest.raises(ModelRefusedError):
        function.run()

    assert function.world.only_job().state == "running"


def test_a_commit_whose_reply_is_lost_counts() -> None:
    function = Function()
    lost: list[str] = []

    def fault(name: str) -> None:
        if name == "committed" and function.builds and not lost:
            lost.append(name)
            raise StorageError("connection closed")

    function.world.jobs.before = fault
    answer = function.run()

    assert answer["reason"] == "lease_held"
    assert function.world.only_job().state == "ready"
    assert len(function.world.jobs.announcements) == 1


def test_a_retried_job_goes_on_from_its_finished_steps() -> None:
    function = Function(outcome=ModelThrottledError("busy"))
    job = function.attempt_until_final()
    function.outcome = BUILT

    retry_build(function.world.services, "user", job.job_id)
    function.run(function.world.invoker.sent[-1][1])

    assert function.world.only_job().state == "ready"


class NothingLeft:
    """Leftovers of a build that stored nothing."""

    def list_versions(self, job: Job) -> tuple[str, ...]:
        return ()

    def is_published(self, job: Job) -> bool:
        return False

    def delete_versions(self, job: Job, versions: tuple[str, ...]) -> None:
        raise AssertionError("there is nothing to delete")


def test_the_started_instant_is_the_clocks() -> None:
    function = Function()
    seen = []

    def build(context: BuildContext) -> Outcome:
        seen.append(context.now)
        return BUILT

    function.outcome = build
    function.run()

    assert seen == [NOW]
