"""One build under a plan, driven to its end by retries and the sweeper alone, then judged."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

from libs.coach.models import CoachConfig, Profile
from libs.conversation.models import Conversation
from libs.events.build_training_program import BuildTrainingProgramEvent
from libs.jobs.models import Job, job_id_of
from local.bedrock import LocalBedrock
from local.bedrock.answers import Pace
from local.bedrock.scripts import Script
from local.faults.judging import Finding, judge, struck
from local.faults.points import Plan, plan_path
from local.faults.rest import Reply
from local.faults.stack import BUILD, START, Stack

COACH, CONVERSATION, MESSAGE = "coach1", "conversation1", "message1"
ATHLETE_SAYS = (
    "Build me a 4-week strength program, please: 3 days a week, 60 minutes each, full gym. "
    "I have lifted for some years and nothing hurts. Squat 140 kg, bench 100 kg, deadlift 180 kg."
)
GRACE_S = 60.0
"""No job may be active this long after its lease or wait has passed."""
SETTLE_S = 3.0
"""Retries of a finished build have come by then: what they did is judged as well."""
_POLL_S = 0.3
_MOMENT_S = 0.5
_STARTS = 3
_TRIES = 3
_TIMEOUT_S = 150.0
_WHOLE_ANSWERS = Pace(chunk_chars=1_000_000)


@dataclass(frozen=True)
class Case:
    """What is done to one build, and which ends are right: `ready`, `failed:{code}`, ..."""

    group: str
    name: str
    plan: Plan = field(default_factory=Plan)
    scripts: tuple[Script, ...] = ()
    expect: frozenset[str] = frozenset({"ready"})
    act: Callable[[Trial], None] | None = None
    """Runs beside the build, once it has been started."""
    event: Callable[[dict[str, object]], None] | None = None
    """Changes the event before it is sent."""
    says: str = ATHLETE_SAYS
    hold: str = ""
    """Label of the model calls that wait until `act` releases them."""
    check: Callable[[Trial], Iterable[str]] | None = None
    """Finds violations of the case's own, once everything is over."""
    pays_extra: bool = False
    """Calls may be paid that are neither a step nor in flight at a kill: the fault is theirs."""


@dataclass
class Trial:
    """A case while it runs; `bedrock` serves this athlete alone."""

    stack: Stack
    case: Case
    user_id: str
    bedrock: LocalBedrock
    job_id: str = ""
    overdue_s: float = 0.0
    """The longest time an active job was past its lease or wait."""
    seconds: float = 0.0
    answers: list[object] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Violations that an action of the case found itself."""

    patience_s: float = 60.0
    """How long an action waits for the build to come to a place."""

    def event(self, message: str, conversation: str, says: str) -> dict[str, object]:
        """Return the build's event as the chat sends it."""
        event = BuildTrainingProgramEvent.from_wire(
            {
                "userId": self.user_id,
                "coachId": COACH,
                "conversationId": conversation,
                "messageId": message,
                "conversationMessages": [{"role": "user", "content": says}],
            }
        ).to_wire()
        if self.case.event is not None:
            self.case.event(event)
        return event

    def trigger(self, message: str, conversation: str) -> object:
        """Start a build as a turn does; return its answer."""
        return self.stack.invoke(START, self.event(message, conversation, ATHLETE_SAYS)).result

    def send(self) -> None:
        """Deliver the build's event once more."""
        event = self.event(MESSAGE, CONVERSATION, self.case.says)
        self.stack.send(BUILD, {**event, "jobId": self.job_id})

    def wait_invocations(self, number: int) -> None:
        """Wait until the build function was invoked that often, and a moment for the last one."""
        deadline = time.monotonic() + self.patience_s
        path = self.stack.folder / f"{self.user_id}.{BUILD}.count"
        while time.monotonic() < deadline:
            if path.exists() and path.stat().st_size >= number:
                break
            time.sleep(_POLL_S)
        else:
            self.notes.append(f"there were no {number} invocations")
        time.sleep(_MOMENT_S)

    def post(self, verb: str) -> Reply:
        """Ask the API to retry or to cancel the job."""
        return self.stack.rest.call(self.user_id, "POST", f"/jobs/{self.job_id}/{verb}")

    def post_at_once(self, verb: str, times: int) -> list[Reply]:
        """Ask the API several times at once."""
        with ThreadPoolExecutor(times) as lanes:
            return list(lanes.map(lambda _: self.post(verb), range(times)))

    def builds_today(self) -> int:
        """Return how many builds the athlete's day counts."""
        day = datetime.now(UTC).date()
        return self.stack.stores.usage.find_day(self.user_id, day).builds

    def job(self) -> Job | None:
        """Return the job as it is now."""
        return self.stack.stores.jobs.find(self.user_id, self.job_id)

    def start(self) -> None:
        """Start the build; a turn that dies or fails is sent again, as clients do."""
        for _ in range(_STARTS):
            event = self.event(MESSAGE, CONVERSATION, self.case.says)
            answer = self.stack.invoke(START, event)
            self.answers.append(answer.result)
            if not answer.failed:
                return

    def wait(self, until: Callable[[Job | None], bool], *, timeout_s: float = _TIMEOUT_S) -> bool:
        """Poll the job until a condition holds; note how far past its lease it ever was."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            job = self.job()
            if until(job):
                return True
            if job is not None and job.is_active and job.lease_until is not None:
                # A slow clock writes ends of leases that have passed already.
                slow_s = min((0.0, *self.case.plan.skews_s))
                late_s = (datetime.now(UTC) - job.lease_until).total_seconds() + slow_s
                self.overdue_s = max(self.overdue_s, late_s)
            time.sleep(_POLL_S)
        return False

    def finding(self) -> Finding:
        """Judge what is stored now."""
        return judge(
            self.stack,
            user_id=self.user_id,
            job=self.job(),
            job_id=self.job_id,
            conversation_id=CONVERSATION,
            calls=len(self.bedrock.calls()),
        )


@dataclass(frozen=True)
class Result:
    """What became of a case."""

    case: Case
    finding: Finding
    overdue_s: float
    seconds: float
    problems: tuple[str, ...]


def run(stack: Stack, case: Case) -> Result:
    """Run a case; once more when its fault did not strike, as a busy machine may have it.

    An invocation that loses its lease for want of CPU may never reach the point of its fault.
    """
    for _ in range(_TRIES):
        result = _run(stack, case)
        if result.problems or not case.plan.faults or struck(result.finding.log):
            break
    return result


def _run(stack: Stack, case: Case) -> Result:
    """Run a case to its end and judge it, then remove the athlete."""
    started = time.monotonic()
    user_id = stack.stores.add_athlete()
    with LocalBedrock(stack.coach, pace=_WHOLE_ANSWERS) as bedrock:
        trial = Trial(stack, case, user_id, bedrock)
        trial.job_id = job_id_of("training_program", CONVERSATION, MESSAGE)
        _prepare(trial)
        if case.hold:
            bedrock.hold(case.hold)
        trial.start()
        if case.act is not None:
            case.act(trial)
        is_over = trial.wait(lambda job: job is None or not job.needs_reconcile)
        seconds = time.monotonic() - started
        time.sleep(SETTLE_S)
        finding = trial.finding()
        own = list(case.check(trial)) if case.check else []
    problems = [*trial.notes, *own, *finding.problems, *_against(case, finding)]
    if not is_over:
        problems.append("stuck")
    if trial.overdue_s > GRACE_S:
        problems.append(f"active {trial.overdue_s:.0f} s past its lease")
    stack.stores.forget(user_id)
    return Result(case, finding, trial.overdue_s, seconds, tuple(problems))


def _against(case: Case, finding: Finding) -> list[str]:
    problems = []
    if case.expect and finding.end not in case.expect:
        problems.append(f"ended as {finding.end}")
    if not case.pays_extra and finding.calls > finding.steps + finding.in_flight:
        problems.append(f"{finding.calls} calls for {finding.steps} steps")
    return problems


def _prepare(trial: Trial) -> None:
    stack, user_id, now = trial.stack, trial.user_id, datetime.now(UTC)
    stack.stores.coaches.save_coach(user_id, CoachConfig(coach_id=COACH, coach_name="Robin"))
    stack.stores.profiles.save_profile(Profile(user_id=user_id))
    head = Conversation(
        conversation_id=CONVERSATION,
        user_id=user_id,
        coach_id=COACH,
        mode="build",
        created_at=now,
        updated_at=now,
        active_job_id=trial.job_id,
    )
    stack.stores.conversations.create(head)
    trial.bedrock.script(*trial.case.scripts)
    environment = {"ANTHROPIC_BEDROCK_BASE_URL": trial.bedrock.base_url}
    plan: Mapping[str, object] = {
        **trial.case.plan.to_wire(),
        "environment": {**trial.case.plan.environment, **environment},
    }
    plan_path(stack.folder, user_id).write_text(json.dumps(plan), "utf-8")
