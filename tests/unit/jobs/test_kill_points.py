"""A process that dies, or a store that fails, at every single access: one program all the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import pytest

from libs.errors import CoachBackendError, StorageError
from libs.events.build_training_program import BuildTrainingProgramEvent
from libs.jobs.invocation import BuildContext, BuildJob
from libs.jobs.outcome import Built, Outcome
from libs.jobs.reconcile import Reconciler
from libs.jobs.runner import run_build_job
from libs.jobs.start import Started, start_build
from libs.jobs.steps import StepOutput
from tests.fakes.jobs import FakeContext, JobWorld, MemoryResults
from tests.unit.jobs.test_reconcile import StoredDetails
from tests.unit.jobs.test_start import program_event
from tests.unit.jobs.test_steps import CALL, Note

STEPS = 3
LAMBDA_TRIES = 3


class KilledError(BaseException):
    """The process is gone: nothing catches this, as nothing catches SIGKILL."""


@dataclass
class Trap:
    """Raises once, at the access with a given number."""

    at: int
    error: type[BaseException]
    count: int = 0

    def __call__(self, name: str) -> None:
        self.count += 1
        if self.count == self.at:
            raise self.error(name)


@dataclass
class TrappedResults(MemoryResults):
    """Step results whose every access, and every effect, passes the trap."""

    trap: Trap = field(default_factory=lambda: Trap(0, KilledError))

    def find_result(self, user_id: str, job_id: str, name: str, digest: str) -> str | None:
        self.trap("find_result")
        return super().find_result(user_id, job_id, name, digest)

    def put_result(
        self, user_id: str, job_id: str, name: str, digest: str, result: str
    ) -> str | None:
        self.trap("put_result")
        winner = super().put_result(user_id, job_id, name, digest, result)
        self.trap("put_result_done")
        return winner


@dataclass
class System:
    """A build function, Lambda's retries and the minute schedule over one world."""

    trap: Trap
    world: JobWorld = field(default_factory=JobWorld)
    paid: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.world.results = TrappedResults(trap=self.trap)
        self.world.jobs.before = self.trap

    def settle(self) -> None:
        """Trigger, deliver, retry and sweep until the job is over."""
        delivered = 0
        for _ in range(100):
            if not self.world.jobs.jobs:
                self._trigger()
            while delivered < len(self.world.invoker.sent):
                self._deliver(self.world.invoker.sent[delivered][1])
                delivered += 1
            job = next(iter(self.world.jobs.jobs.values()), None)
            if job is not None and not job.needs_reconcile:
                return
            self.world.clock.advance(60)
            self._sweep()
        raise AssertionError("the job never ends")

    def _trigger(self) -> None:
        try:
            outcome = start_build(self.world.services, "training_program", program_event())
        except (KilledError, CoachBackendError):
            return
        assert isinstance(outcome, Started)

    def _sweep(self) -> None:
        try:
            Reconciler(self.world.services, StoredDetails()).sweep()
        except (KilledError, CoachBackendError):
            return

    def _deliver(self, event: Mapping[str, object]) -> None:
        for _ in range(LAMBDA_TRIES):
            try:
                run_build_job(self._job(), dict(event), FakeContext(self.world.clock))
            except (KilledError, CoachBackendError):
                self.world.clock.advance(60)
            else:
                return

    def _job(self) -> BuildJob[BuildTrainingProgramEvent]:
        return BuildJob(
            kind="training_program",
            event_type=BuildTrainingProgramEvent,
            build=self._build,
            start_event="started",
            start_message="Starting:",
            services=self.world.services,
            results=self.world.results,
            usage=self.world.jobs.usage,
            dump=self.world.dump,
        )

    def _build(self, event: BuildTrainingProgramEvent, context: BuildContext) -> Outcome:
        for number in range(STEPS):
            step = partial(self._pay, number)
            context.steps.run(f"week-{number}", "x", Note, step, budget_s=60)
            context.steps.set_progress("weeks", number + 1, STEPS)
        return Built({}, "It is ready.", program_id="program_1")

    def _pay(self, number: int) -> StepOutput[Note]:
        self.paid[str(number)] = self.paid.get(str(number), 0) + 1
        return StepOutput(Note(text=str(number)), (CALL,))


def accesses() -> int:
    """Return how many accesses an undisturbed build makes."""
    system = System(Trap(0, KilledError))
    system.settle()
    return system.trap.count


@pytest.mark.parametrize("error", [KilledError, StorageError])
def test_every_access_may_fail_and_one_program_is_ready(error: type[BaseException]) -> None:
    points = accesses()

    for at in range(1, points + 1):
        system = System(Trap(at, error))
        system.settle()

        job = system.world.only_job()
        assert (job.state, job.program_id) == ("ready", "program_1"), at
        assert len(system.world.jobs.announcements) == 1, at
        assert sum(system.paid.values()) <= STEPS + 1, at
        assert system.world.jobs.locks == {}, at
        assert {sent.state for sent in system.world.notifier.sent} == {"ready"}, at

    assert points > 30
