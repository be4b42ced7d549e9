"""The sweeper: lost events, silent deaths, leftovers of failed builds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from libs.errors import StorageError
from libs.jobs import transitions
from libs.jobs.models import Job
from libs.jobs.moves import move
from libs.jobs.reconcile import Reconciler
from libs.jobs.start import cancel_build, retry_build
from tests.fakes.jobs import JobWorld
from tests.unit.jobs.test_start import end, started
from tests.unit.jobs.test_transitions import TIMES


@dataclass
class StoredDetails:
    """Leftovers in memory; `meanwhile` runs after the listing."""

    versions: list[str] = field(default_factory=list)
    published: bool = False
    world: JobWorld | None = None

    def list_versions(self, job: Job) -> tuple[str, ...]:
        listed = tuple(self.versions)
        if self.world is not None:
            retry_build(self.world.services, job.user_id, job.job_id)
            self.versions.append("of the retry")
        return listed

    def is_published(self, job: Job) -> bool:
        return self.published

    def delete_versions(self, job: Job, versions: tuple[str, ...]) -> None:
        self.versions = [item for item in self.versions if item not in versions]


def sweep(world: JobWorld, details: StoredDetails | None = None) -> int:
    return Reconciler(world.services, details or StoredDetails()).sweep()


def test_a_lost_event_is_sent_again_as_a_pointer_after_its_wait() -> None:
    world = JobWorld()
    job = started(world)

    early = sweep(world)
    world.clock.advance(301)
    late = sweep(world)

    assert (early, late) == (0, 1)
    assert world.invoker.sent[-1][1]["requestKey"] == job.request_key
    assert world.only_job().dispatches == 2


def test_a_running_job_whose_lease_has_passed_is_sent_again() -> None:
    world = JobWorld()
    job = started(world)
    move(
        world.jobs,
        job.user_id,
        job.job_id,
        lambda stored: transitions.take_lease(
            stored, owner="killed", now=world.clock.now(), times=TIMES
        ),
    )

    world.clock.advance(46)
    sweep(world)

    assert world.only_job().state == "queued"
    assert len(world.invoker.sent) == 2


def test_events_that_never_arrive_end_in_a_failure_the_athlete_sees() -> None:
    world = JobWorld()
    started(world)

    waited = timedelta(0)
    while world.only_job().is_active:
        world.clock.advance(60)
        waited += timedelta(minutes=1)
        sweep(world)

    job = world.only_job()
    assert (job.state, job.dispatches) == ("failed", 4)
    assert world.jobs.locks == {}
    assert "could not finish" in world.jobs.announcements[0].text
    assert waited <= timedelta(minutes=76)


def test_the_failure_queue_resumes_a_queued_job_at_once() -> None:
    world = JobWorld()
    job = started(world)

    Reconciler(world.services, StoredDetails()).given_up(
        {"userId": job.user_id, "jobId": job.job_id}
    )

    assert len(world.invoker.sent) == 2


def test_the_failure_queue_leaves_finished_unknown_and_odd_jobs_alone() -> None:
    world = JobWorld()
    job = end(world, started(world), "ready")
    reconciler = Reconciler(world.services, StoredDetails())

    reconciler.given_up({"userId": job.user_id, "jobId": job.job_id})
    reconciler.given_up({"userId": job.user_id, "jobId": "job_unknown"})
    reconciler.given_up({"userId": 3})

    assert len(world.invoker.sent) == 1


def test_details_of_a_failed_job_are_deleted() -> None:
    world, details = JobWorld(), StoredDetails(["v1", "v2"])
    end(world, started(world), "failed")

    sweep(world, details)

    assert details.versions == []
    assert not world.only_job().needs_reconcile
    assert [job.state for job in world.notifier.sent] == ["failed"]


def test_details_of_a_cancelled_job_are_deleted() -> None:
    world, details = JobWorld(), StoredDetails(["v1"])
    cancel_build(world.services, "user", started(world).job_id)

    sweep(world, details)

    assert details.versions == []
    assert not world.only_job().needs_reconcile
    assert world.notifier.sent == []


def test_two_failures_before_any_attempt_are_two_messages() -> None:
    world = JobWorld()
    job = started(world)
    for _ in range(2):
        while world.only_job().is_active:
            world.clock.advance(600)
            sweep(world)
        retry_build(world.services, "user", job.job_id)

    assert world.only_job().attempt == 0
    assert len({message.message_id for message in world.jobs.announcements}) == 2


def test_details_of_a_published_program_are_kept() -> None:
    world, details = JobWorld(), StoredDetails(["v1"], published=True)
    end(world, started(world), "failed")

    sweep(world, details)

    assert details.versions == ["v1"]


def test_a_retry_during_the_clean_up_loses_nothing() -> None:
    world = JobWorld()
    details = StoredDetails(["v1"], world=world)
    end(world, started(world), "failed")

    sweep(world, details)

    assert details.versions == ["v1", "of the retry"]
    assert world.only_job().state == "queued"


def test_one_broken_job_does_not_keep_the_others_waiting() -> None:
    world = JobWorld()
    started(world)
    world.clock.advance(301)
    calls = []

    def fault(name: str) -> None:
        calls.append(name)
        if name == "commit":
            raise StorageError("down")

    world.jobs.before = fault
    found = sweep(world)

    assert found == 1
    assert "job_not_reconciled" in world.log.events()


def test_an_invoke_that_is_refused_waits_for_the_next_sweep() -> None:
    world = JobWorld()
    started(world)
    world.clock.advance(301)
    world.invoker.refusals = 1

    sweep(world)
    world.clock.advance(601)
    sweep(world)

    assert len(world.invoker.sent) == 2
    assert world.only_job().state == "queued"
