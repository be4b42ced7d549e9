"""All weeks of a program at once behind one cached prefix; each week is a step of its own.

The first week that really calls the model goes ahead; the others start when its answer begins,
because from then on the shared prefix is read from the cache.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from libs.ai.ports import ModelReply, TextModel
from libs.ai.structured import raw_answer
from libs.ai.usage import CallRecord
from libs.errors import ModelOutputError
from libs.training_program.answer import WeekAnswer, print_week, read_week
from libs.training_program.language import Session
from libs.training_program.models.blueprint import Blueprint, Slot
from libs.training_program.ports import StepLedger
from libs.training_program.prompts import week as prompt
from libs.wire import WireModel

MAX_PARALLEL_WEEKS = 26
"""Every week of the longest program at once; Bedrock's quota is guarded by the retry bucket."""
WHOLE_ROUNDS = 2
"""Rounds that ask for all missing sessions together; after them the chunk is halved."""
MAX_ROUNDS = 4
WEEK_BUDGET_S = 120.0
MIN_LINES = 1


class WeekDraft(WireModel):
    """The sessions a week's calls gave, in the compact wire form, and what was left out."""

    week: int
    sessions: str
    missing: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    rounds: int = 1

    def read(self) -> WeekAnswer:
        """Return the sessions as typed values."""
        return read_week(self.sessions)


class _Start:
    """Holds the other weeks back until the prefix is in the cache."""

    def __init__(self) -> None:
        self._signal = threading.Event()
        self._started = False

    def announce(self) -> None:
        """Note that an answer behind the prefix has begun."""
        self._started = True
        self._signal.set()

    def wait_for(self, future: Future[WeekDraft]) -> None:
        """Block until an answer has begun or this week came out of the ledger."""
        if self._started:
            return
        future.add_done_callback(lambda _: self._signal.set())
        self._signal.wait()
        if not self._started:
            self._signal.clear()


@dataclass(frozen=True)
class WeekCalls:
    """What every week's calls share."""

    blueprint: Blueprint
    model: TextModel
    steps: StepLedger
    brief: str

    @classmethod
    def of(cls, blueprint: Blueprint, *, model: TextModel, steps: StepLedger) -> WeekCalls:
        """Return the calls of one program; the brief is rendered once."""
        return cls(blueprint, model, steps, prompt.brief(blueprint))

    def create(
        self,
        ask: str,
        *,
        sessions: int,
        label: str = prompt.LABEL,
        on_started: Callable[[], None] | None = None,
    ) -> ModelReply:
        """Make one call behind the shared prefix."""
        request = prompt.model_request(self.brief, ask, sessions=sessions, label=label)
        return self.model.create(request, on_started=on_started)

    def key(self, ask: str) -> str:
        """Return what a step's result depends on."""
        return "\n".join((prompt.STATIC, self.brief, ask))


def write_weeks(calls: WeekCalls) -> dict[int, WeekDraft]:
    """Return the drafts of all weeks that have slots, written in parallel.

    Raises:
        ModelError: a week's call failed for good; the finished weeks stay in the ledger.
        OutOfTimeError, CancelledError: from the ledger.
    """
    grid = calls.blueprint.grid
    weeks = {n: slots for n in range(1, grid.weeks + 1) if (slots := grid.of_week(n))}
    progress = _Progress(calls.steps, len(weeks))
    start = _Start()
    with ThreadPoolExecutor(min(MAX_PARALLEL_WEEKS, max(len(weeks), 1))) as pool:
        futures: dict[int, Future[WeekDraft]] = {}
        for number, slots in weeks.items():
            future = pool.submit(_week_step, calls, number, slots, start.announce)
            future.add_done_callback(progress.count)
            futures[number] = future
            start.wait_for(future)
        wait(futures.values())
    return {number: future.result() for number, future in futures.items()}


def parallel(tasks: Iterable[Callable[[], WeekDraft]]) -> tuple[WeekDraft, ...]:
    """Run independent week calls at once and return their drafts in order."""
    jobs = list(tasks)
    with ThreadPoolExecutor(min(MAX_PARALLEL_WEEKS, max(len(jobs), 1))) as pool:
        futures = [pool.submit(job) for job in jobs]
        wait(futures)
    return tuple(future.result() for future in futures)


class _Progress:
    """Counts finished weeks from several threads."""

    def __init__(self, steps: StepLedger, total: int) -> None:
        self._steps, self._total, self._done = steps, total, 0
        self._lock = threading.Lock()
        steps.set_progress("weeks", 0, total)

    def count(self, future: Future[WeekDraft]) -> None:
        if future.exception() is not None:
            return
        with self._lock:
            self._done += 1
            self._steps.set_progress("weeks", self._done, self._total)


def _week_step(
    calls: WeekCalls, number: int, slots: tuple[Slot, ...], on_started: Callable[[], None]
) -> WeekDraft:
    ask = prompt.week_ask(calls.blueprint, slots)
    return calls.steps.run(
        f"week-{number:02d}",
        calls.key(ask),
        WeekDraft,
        lambda: _write_week(calls, number, slots, on_started),
        budget_s=WEEK_BUDGET_S,
        estimated_tokens=prompt.TOKENS_BASE + prompt.TOKENS_PER_SESSION * len(slots),
    )


def _write_week(
    calls: WeekCalls, number: int, slots: tuple[Slot, ...], on_started: Callable[[], None]
) -> tuple[WeekDraft, tuple[CallRecord, ...]]:
    """Ask for a week, then only for what is missing, then in halves; keep every closed session."""
    have: dict[str, Session] = {}
    problems: list[str] = []
    records: list[CallRecord] = []
    rounds = 0
    while (missing := [slot for slot in slots if slot.slot_id not in have]) and rounds < MAX_ROUNDS:
        rounds += 1
        for chunk in _chunks(missing, rounds):
            label = prompt.LABEL if rounds == 1 else prompt.REPAIR_LABEL
            reply = calls.create(
                prompt.week_ask(calls.blueprint, chunk),
                sessions=len(chunk) * min(rounds, WHOLE_ROUNDS),
                label=label,
                on_started=on_started,
            )
            records.append(CallRecord.of(label, reply))
            answer = read_week(raw_answer(reply, prompt.TOOL_NAME))
            problems += answer.problems
            have |= _usable(answer, chunk)
    if not have and slots:
        raise ModelOutputError("no session of the week could be read", issues=tuple(problems[:20]))
    sessions = tuple(have[slot.slot_id] for slot in slots if slot.slot_id in have)
    draft = WeekDraft(
        week=number,
        sessions=print_week(sessions),
        missing=tuple(slot.slot_id for slot in slots if slot.slot_id not in have),
        problems=tuple(problems),
        rounds=rounds,
    )
    return draft, tuple(records)


def _chunks(missing: list[Slot], round_number: int) -> list[list[Slot]]:
    if round_number <= WHOLE_ROUNDS or len(missing) == 1:
        return [missing]
    middle = (len(missing) + 1) // 2
    return [missing[:middle], missing[middle:]]


def _usable(answer: WeekAnswer, slots: Iterable[Slot]) -> Mapping[str, Session]:
    wanted = {slot.slot_id for slot in slots}
    return {
        session.slot_id: session
        for session in answer.sessions
        if session.slot_id in wanted and len(session.lines) >= MIN_LINES
    }
