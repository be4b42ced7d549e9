"""Readers that poll through the real API while a thousand programs are built and published."""

from __future__ import annotations

import queue
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from libs.errors import CoachBackendError
from libs.jobs.models import Job, job_id_of, program_id_of, ready_message_id
from local.faults.crowd import Crowd
from local.faults.report import Figure
from local.faults.rest import Rest
from local.lambda_host import LambdaHost

BUILDS, SMALL_BUILDS = 1_000, 12
READERS = 2
_LANES = 2
_MESSAGE = "message1"
_OK, _NOT_FOUND = 200, 404
_SEED = 5
_PAUSE_S, _REST_S, _PATIENCE_S = 0.01, 0.2, 0.3
_KEPT = 2
"""One build of so many is followed by the removal of its athlete's things: moto copies every table
in every transaction."""
Place = tuple[str, str]
"""An athlete and the conversation of their build."""


@dataclass
class Sight:
    """What the readers saw, and where they look: the builds that are under way."""

    polls: int = 0
    visible: int = 0
    """Polls that saw a program."""
    checked: set[str] = field(default_factory=set)
    """Programs whose every day was read."""
    partial: list[str] = field(default_factory=list)
    _shown: list[Place] = field(default_factory=list)
    _reading: Counter[Place] = field(default_factory=Counter)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def show(self, place: Place) -> None:
        """Let readers look at a place."""
        with self._changed:
            self._shown.append(place)

    def take(self) -> Place | None:
        """Return the place to look at next; each in turn."""
        with self._changed:
            if not self._shown:
                return None
            place = self._shown.pop(0)
            self._shown.append(place)
            self._reading[place] += 1
            return place

    def leave(self, place: Place) -> None:
        """Note that a reader is done with a place."""
        with self._changed:
            self._reading[place] -= 1
            self._changed.notify_all()

    def wait_checked(self, program_id: str) -> None:
        """Give the readers a moment to meet a program."""
        with self._changed:
            self._changed.wait_for(lambda: program_id in self.checked, _PATIENCE_S)

    def hide(self, place: Place) -> None:
        """Keep new readers away, and wait for those that are there."""
        with self._changed:
            self._shown.remove(place)
            self._changed.wait_for(lambda: not self._reading[place])
            del self._reading[place]


class Reader:
    """Looks at one athlete's newest program the way the app does: job, program, days, messages."""

    def __init__(self, crowd: Crowd, rest: Rest, sight: Sight, seed: int) -> None:
        self._crowd, self._rest, self._sight = crowd, rest, sight
        self._rng = random.Random(seed)

    def poll(self, user_id: str, conversation: str) -> None:
        """Read everything once, in random order, and note what does not belong together."""
        job_id = job_id_of("training_program", conversation, _MESSAGE)
        program_id = program_id_of(conversation, _MESSAGE)
        looks = [self._by_job, self._by_program, self._by_message]
        problems = list(self._rng.choice(looks)(user_id, conversation, job_id, program_id))
        with self._crowd.lock:
            self._sight.polls += 1
            self._sight.partial += [f"{program_id}: {problem}" for problem in problems]

    def _by_job(
        self, user_id: str, conversation: str, job_id: str, program_id: str
    ) -> Iterator[str]:
        """A job that says ready has a whole program."""
        reply = self._rest.call(user_id, "GET", f"/jobs/{job_id}")
        if reply.status == _OK and reply.body["state"] == "ready":
            yield from self._whole(user_id, program_id, must_exist=True)

    def _by_program(
        self, user_id: str, conversation: str, job_id: str, program_id: str
    ) -> Iterator[str]:
        """A program that is visible is whole, and its job says ready."""
        yield from self._whole(user_id, program_id, must_exist=False)
        if program_id in self._sight.checked:
            job = self._rest.call(user_id, "GET", f"/jobs/{job_id}")
            if job.body.get("state") != "ready":
                yield f"visible while the job is {job.body.get('state')}"

    def _by_message(
        self, user_id: str, conversation: str, job_id: str, program_id: str
    ) -> Iterator[str]:
        """A message that says ready is not there before its program."""
        found = self._crowd.stores.conversations.find_messages(user_id, conversation, limit=10)
        if any(item.id == ready_message_id(job_id) for item in found):
            yield from self._whole(user_id, program_id, must_exist=True)

    def _whole(self, user_id: str, program_id: str, *, must_exist: bool) -> Iterator[str]:
        path = f"/users/{user_id}/programs/{program_id}"
        header = self._rest.call(user_id, "GET", path)
        if header.status == _NOT_FOUND:
            if must_exist:
                yield "said to be ready and not there"
            return
        if header.status != _OK:
            yield f"the program answered {header.status}"
            return
        with self._crowd.lock:
            self._sight.visible += 1
        total = int(str(header.body["totalDays"]))
        yield from self._days(path, user_id, total)
        program = self._crowd.stores.programs.find(user_id, program_id)
        days = self._crowd.stores.programs.load_days(program) if program else ()
        if [day.day_number for day in days] != list(range(1, total + 1)):
            yield f"the days are not 1..{total}"
        with self._crowd.lock:
            self._sight.checked.add(program_id)

    def _days(self, path: str, user_id: str, total: int) -> Iterator[str]:
        for number in {1, self._rng.randint(1, total), total}:
            day = self._rest.call(user_id, "GET", f"{path}/days/{number}")
            if day.status != _OK or day.body["dayNumber"] != number:
                yield f"day {number} of {total} answered {day.status}"
        if self._rest.call(user_id, "GET", f"{path}/days/{total + 1}").status != _NOT_FOUND:
            yield f"there is a day after the last of {total}"


def reader_figures(*, small: bool) -> Sequence[Figure]:
    """Return the figures of a thousand builds, or of a sample."""
    return measure(SMALL_BUILDS if small else BUILDS)


def measure(builds: int) -> Sequence[Figure]:
    """Return the figures of all builds and of what the readers saw meanwhile."""
    started = time.monotonic()
    sight, over = Sight(), threading.Event()
    with Crowd() as crowd:
        host = LambdaHost(log_dir=crowd.folder, on_failure=lambda *_: None)
        environment = crowd.stores.environment(lease_s=45.0)
        rest = Rest(host, crowd.stores, environment, concurrency=READERS)
        athletes: queue.Queue[str] = queue.Queue()
        for _ in range(_LANES + 1):
            athletes.put(crowd.stores.add_athlete())
        threads = [
            threading.Thread(
                target=_read, args=(Reader(crowd, rest, sight, _SEED + number), sight, over)
            )
            for number in range(READERS)
        ]
        for thread in threads:
            thread.start()
        try:
            with ThreadPoolExecutor(_LANES) as lanes:
                jobs = lanes.map(
                    lambda number: _build(crowd, sight, athletes, number),
                    range(builds),
                )
                ready = sum(job is not None and job.state == "ready" for job in jobs)
        finally:
            over.set()
            for thread in threads:
                thread.join()
            host.close()
    for problem in sight.partial:
        print(f"readers: {problem}", file=sys.stderr)
    seconds = time.monotonic() - started
    return (
        Figure("builds with readers", f"{ready} in {seconds:.0f} s", f"{builds}", ready == builds),
        Figure("polls meanwhile", str(sight.polls), f"at least {builds}", sight.polls >= builds),
        Figure("polls that saw a program", str(sight.visible), "more than 0", sight.visible > 0),
        Figure(
            "programs read whole, days 1..N",
            str(len(sight.checked)),
            f"at least {builds // 10}",
            len(sight.checked) >= builds // 10,
        ),
        Figure("partial programs seen", str(len(sight.partial)), "0", not sight.partial),
    )


def _read(reader: Reader, sight: Sight, over: threading.Event) -> None:
    while not over.is_set():
        place = sight.take()
        if place is None:
            time.sleep(_PAUSE_S)
            continue
        try:
            reader.poll(*place)
        except CoachBackendError as exc:
            sight.partial.append(f"could not be read: {exc.code}")
        finally:
            sight.leave(place)
        time.sleep(_REST_S)


def _build(crowd: Crowd, sight: Sight, athletes: queue.Queue[str], number: int) -> Job | None:
    """Build one program while others read; now and then remove all, as moto slows down with it."""
    user_id, conversation = athletes.get(), f"conversation{number}"
    place = (user_id, conversation)
    crowd.welcome(user_id)
    crowd.open_conversation(user_id, _MESSAGE, conversation)
    sight.show(place)
    job = crowd.start(user_id, _MESSAGE, conversation)
    if job is not None:
        crowd.deliver(crowd.take(user_id))
        job = crowd.stores.jobs.find(user_id, job.job_id)
        sight.wait_checked(program_id_of(conversation, _MESSAGE))
    sight.hide(place)
    if number % _KEPT == 0:
        crowd.stores.forget(user_id)
    athletes.put(user_id)
    if (number + 1) % 100 == 0:
        print(f"{number + 1} builds done, {sight.polls} polls", file=sys.stderr)
    return job
