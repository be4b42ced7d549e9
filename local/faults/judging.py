"""The invariants of a build, read from what is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from libs.errors import CoachBackendError
from libs.jobs.models import Job, ready_message_id
from libs.jobs.step_records import StepRecord
from libs.storage.keys import lock_key
from libs.training_program.stored import StoredProgram
from local.faults.points import STEP_RESULT, Step, read_log, step_name
from local.faults.stack import BUILD, Stack


@dataclass(frozen=True)
class Finding:
    """What was found: how the job ended, counts, and which invariants are broken."""

    end: str
    programs: int
    messages: int
    calls: int
    """Model calls that reached the model."""
    steps: int
    """Results in the step ledger that took a model call."""
    in_flight: int
    """Calls that interrupted invocations had begun and not stored."""
    invocations: int
    log: tuple[Step, ...]
    problems: tuple[str, ...]


def judge(
    stack: Stack, *, user_id: str, job: Job | None, job_id: str, conversation_id: str, calls: int
) -> Finding:
    """Read everything of the athlete and hold it against the invariants."""
    programs = stack.stores.programs.list(user_id)
    messages = stack.stores.conversations.find_messages(user_id, conversation_id, limit=100)
    ready = [item for item in messages if item.id == ready_message_id(job_id)]
    log = read_log(stack.folder, user_id)
    end = end_of(job)
    problems = [*_about_messages(end, [item.id for item in messages], len(ready))]
    problems += _about_programs(stack, programs, end)
    if (job is None or not job.is_active) and stack.stores.table.get(lock_key(user_id)) is not None:
        problems.append("the lock is held")
    steps = _paid_steps(stack, f"jobs/{user_id}/{job_id}/steps/")
    return Finding(
        end=end,
        programs=len(programs),
        messages=len(ready),
        calls=calls,
        steps=len(steps),
        in_flight=in_flight(log, frozenset(map(step_name, steps))),
        invocations=len({step.invocation for step in log if step.function == BUILD}),
        log=log,
        problems=tuple(problems),
    )


def end_of(job: Job | None) -> str:
    """Return the state, with the reason of a failed job."""
    if job is None:
        return "gone"
    return f"failed:{job.error.code}" if job.error and job.state == "failed" else job.state


def in_flight(log: Sequence[Step], paid: frozenset[str]) -> int:
    """Count model calls that were begun in interrupted invocations and whose step is not stored.

    `paid` names the steps that take a model call; a step may do without.
    """
    finished = {
        step.invocation for step in log if step.phase == "returned" and step.function == BUILD
    }
    balance = 0
    for step in log:
        if step.function != BUILD or step.invocation in finished or step.point is None:
            continue
        balance += step.point.is_model and step.phase == "start"
        name = step.point.name.removeprefix(f"{STEP_RESULT} ")
        balance -= name in paid and step.phase == "end"
    return balance


def struck(log: Sequence[Step]) -> bool:
    """Tell whether a planned fault came to pass."""
    return any(step.phase == "fault" for step in log)


def _paid_steps(stack: Stack, prefix: str) -> tuple[str, ...]:
    """Return the keys of the step results that took a model call."""
    objects = stack.stores.objects
    keys = tuple(objects.list_keys(prefix))
    return tuple(key for key in keys if StepRecord.model_validate_json(objects.load(key)).calls)


def _about_messages(end: str, ids: Sequence[str], ready: int) -> list[str]:
    problems = []
    if ready != (end == "ready"):
        problems.append(f"{ready} ready messages")
    if any(number > 1 for number in Counter(ids).values()):
        problems.append("a message is there twice")
    if end.startswith("failed") and not ids:
        problems.append("nobody told the athlete")
    return problems


def _about_programs(stack: Stack, programs: Sequence[StoredProgram], end: str) -> list[str]:
    if len(programs) != (end == "ready"):
        return [f"{len(programs)} programs"]
    return [problem for program in programs for problem in _about_days(stack, program)]


def _about_days(stack: Stack, program: StoredProgram) -> list[str]:
    try:
        days = stack.stores.programs.load_days(program)
    except CoachBackendError as exc:
        return [f"the details cannot be read: {exc.code}"]
    if [day.day_number for day in days] != list(range(1, program.total_days + 1)):
        return ["the days are not 1..N"]
    return []
