"""Ten thousand randomised duplicate, concurrent and late starts and deliveries."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from libs.errors import CoachBackendError
from libs.jobs.models import Job, job_id_of, ready_message_id
from libs.storage.keys import lock_key
from local.faults.crowd import STEPS, Crowd, event_of
from local.faults.report import Figure
from local.faults.trial import CONVERSATION

OPERATIONS, SMALL_OPERATIONS = 10_000, 120
PER_ATHLETE = 40
LATE_SHARE = 0.25
"""Of the operations on an athlete that come after everything is over."""
SEED = 20261125
FIRST, SECOND = "message1", "message2"
_THREADS, _GROUPS = 4, 2
_ROUNDS = 50
_LATE_DRAWS = ("start", "second", "deliver", "direct")
_DRAWS = ("start", "start", "start", "second", "deliver", "deliver", "direct")
"""What one operation is: a start of the trigger, of a second one in the same conversation, a
delivery of an accepted invoke, a delivery of the chat's event without a job id."""


@dataclass
class Tally:
    """What was seen of all athletes."""

    operations: int = 0
    started: int = 0
    repeated: int = 0
    """Operations that raised: Lambda or the client sends them again."""
    jobs: int = 0
    programs: int = 0
    messages: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass
class Group:
    """One athlete's operations; `answers` are the jobs that each trigger was told."""

    crowd: Crowd
    user_id: str
    rng: random.Random
    tally: Tally
    answers: dict[str, set[str]] = field(default_factory=dict)

    def run(self) -> None:
        """Do the operations at once, then play Lambda to the end, then do the late ones."""
        late = int(PER_ATHLETE * LATE_SHARE)
        draws = [self.rng.choice(_DRAWS) for _ in range(PER_ATHLETE - late - 1)]
        self._at_once(["start", *draws])
        self._finish()
        self._at_once([self.rng.choice(_LATE_DRAWS) for _ in range(late)])
        self._finish()

    def _at_once(self, draws: Sequence[str]) -> None:
        with ThreadPoolExecutor(_THREADS) as lanes:
            list(lanes.map(self._operate, draws))

    def _operate(self, draw: str) -> None:
        actions: dict[str, Callable[[], None]] = {
            "start": lambda: self._start(FIRST),
            "second": lambda: self._start(SECOND),
            "deliver": self._deliver_any,
            "direct": self._deliver_direct,
        }
        try:
            actions[draw]()
        except CoachBackendError:
            with self.crowd.lock:
                self.tally.repeated += 1
        with self.crowd.lock:
            self.tally.operations += 1

    def _start(self, message: str) -> None:
        job = self.crowd.start(self.user_id, message)
        with self.crowd.lock:
            self.tally.started += 1
            self.answers.setdefault(message, set()).add(job.job_id if job else "refused")

    def _deliver_any(self) -> None:
        with self.crowd.lock:
            sent = list(self.crowd.sent.get(self.user_id, ()))
            payload = self.rng.choice(sent) if sent else None
        if payload is None:
            self._deliver_direct()
        else:
            self.crowd.deliver(payload)

    def _deliver_direct(self) -> None:
        self.crowd.deliver(event_of(self.user_id, FIRST, CONVERSATION).to_wire())

    def _finish(self) -> None:
        """Deliver every accepted invoke until no job is active."""
        for _ in range(_ROUNDS):
            active = [job for job in self._jobs() if job.is_active]
            if not active:
                return
            with self.crowd.lock:
                sent = list(self.crowd.sent.get(self.user_id, ()))
            for payload in sent:
                self._redeliver(payload)
        self.tally.problems.append("a job never ended")

    def _redeliver(self, payload: object) -> None:
        try:
            if isinstance(payload, dict):
                self.crowd.deliver(payload)
        except CoachBackendError:
            self.tally.repeated += 1

    def _jobs(self) -> list[Job]:
        found = (
            self.crowd.stores.jobs.find(
                self.user_id, job_id_of("training_program", CONVERSATION, message)
            )
            for message in (FIRST, SECOND)
        )
        return [job for job in found if job is not None]

    def judge(self) -> Iterator[str]:
        """Yield what is wrong once everything is over."""
        stores, jobs = self.crowd.stores, self._jobs()
        ids = {job.job_id for job in jobs}
        programs = Counter(program.job_id for program in stores.programs.list(self.user_id))
        messages = Counter(
            item.id for item in stores.conversations.find_messages(
                self.user_id, CONVERSATION, limit=100
            )
        )  # fmt: skip
        self.tally.jobs += len(jobs)
        self.tally.programs += programs.total()
        self.tally.messages += messages.total()
        yield from (f"{job.state}" for job in jobs if job.state != "ready")
        if dict(programs) != dict.fromkeys(ids, 1):
            yield f"{programs.total()} programs of {len(ids)} jobs"
        if dict(messages) != {ready_message_id(job_id): 1 for job_id in ids}:
            yield f"{messages.total()} messages of {len(ids)} jobs"
        yield from (f"{name}: {told}" for name, told in self.answers.items() if len(told) > 1)
        if {self.crowd.paid[self.user_id, job_id] for job_id in ids} != {STEPS}:
            yield "a step was paid twice, or never"
        days = {job.created_at.date() for job in jobs}
        if sum(stores.usage.find_day(self.user_id, day).builds for day in days) != len(ids):
            yield "the quota does not count the builds"
        if stores.table.get(lock_key(self.user_id)) is not None:
            yield "the lock is held"


def duplicate_figures(*, small: bool) -> Sequence[Figure]:
    """Return the figures of ten thousand operations, or of a sample."""
    return measure((SMALL_OPERATIONS if small else OPERATIONS) // PER_ATHLETE)


def measure(athletes: int) -> Sequence[Figure]:
    """Return the figures of all operations; every athlete is judged and then forgotten."""
    tally, started = Tally(), time.monotonic()
    with Crowd() as crowd, ThreadPoolExecutor(_GROUPS) as lanes:

        def one(number: int) -> None:
            user_id = f"athlete{number}"
            crowd.welcome(user_id)
            crowd.open_conversation(user_id, FIRST, CONVERSATION)
            group = Group(crowd, user_id, random.Random(SEED + number), tally)
            group.run()
            problems = list(group.judge())
            crowd.stores.forget(user_id)
            tally.problems += [f"athlete {number}: {problem}" for problem in problems]
            if (number + 1) % 50 == 0:
                print(f"{tally.operations} duplicates and starts done", file=sys.stderr)

        list(lanes.map(one, range(athletes)))
    for problem in tally.problems:
        print(f"duplicates: {problem}", file=sys.stderr)
    return _figures(tally, athletes, time.monotonic() - started)


def _figures(tally: Tally, athletes: int, seconds: float) -> Sequence[Figure]:
    fair = not tally.problems
    asked = athletes * PER_ATHLETE
    return (
        Figure(
            "duplicate, concurrent and late starts and deliveries",
            f"{tally.operations} in {seconds:.0f} s",
            f"{asked}",
            tally.operations == asked,
        ),
        Figure("jobs of them", str(tally.jobs), f"at least {athletes}", tally.jobs >= athletes),
        Figure(
            "double programs", str(tally.programs - tally.jobs), "0", tally.programs == tally.jobs
        ),
        Figure(
            "double messages", str(tally.messages - tally.jobs), "0", tally.messages == tally.jobs
        ),
        Figure(
            "athletes with any violation (job, quota, lock, payment)",
            str(len(tally.problems)),
            "0",
            fair,
        ),
    )
