"""One build under a plan, driven to its end by retries and the sweeper alone, then judged."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
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
from local.faults.stack import START, Stack

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

    @property
    def event(self) -> dict[str, object]:
        """Return the build's event as the chat sends it."""
        event = BuildTrainingProgramEvent.from_wire(
            {
                "userId": self.user_id,
                "coachId": COACH,
                "conversationId": CONVERSATION,
                "messageId": MESSAGE,
                "conversationMessages": [{"role": "user", "content": ATHLETE_SAYS}],
            }
        ).to_wire()
        if self.case.event is not None:
            self.case.event(event)
        return event

    def job(self) -> Job | None:
        """Return the job as it is now."""
        return self.stack.jobs.find(self.user_id, self.job_id)

    def start(self) -> None:
        """Start the build; a turn that dies or fails is sent again, as clients do."""
        for _ in range(_STARTS):
            answer = self.stack.invoke(START, self.event)
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
                late_s = (datetime.now(UTC) - job.lease_until).total_seconds()
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
    user_id = stack.new_user()
    with LocalBedrock(stack.coach, pace=_WHOLE_ANSWERS) as bedrock:
        trial = Trial(stack, case, user_id, bedrock)
        trial.job_id = job_id_of("training_program", CONVERSATION, MESSAGE)
        _prepare(trial)
        trial.start()
        if case.act is not None:
            case.act(trial)
        is_over = trial.wait(lambda job: job is None or not job.needs_reconcile)
        seconds = time.monotonic() - started
        time.sleep(SETTLE_S)
        finding = trial.finding()
    problems = [*trial.notes, *finding.problems, *_against(case, finding)]
    if not is_over:
        problems.append("stuck")
    if trial.overdue_s > GRACE_S:
        problems.append(f"active {trial.overdue_s:.0f} s past its lease")
    stack.forget(user_id)
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
    stack.coaches.save_coach(user_id, CoachConfig(coach_id=COACH, coach_name="Robin"))
    stack.profiles.save_profile(Profile(user_id=user_id))
    head = Conversation(
        conversation_id=CONVERSATION,
        user_id=user_id,
        coach_id=COACH,
        mode="build",
        created_at=now,
        updated_at=now,
        active_job_id=trial.job_id,
    )
    stack.conversations.create(head)
    trial.bedrock.script(*trial.case.scripts)
    environment = {"ANTHROPIC_BEDROCK_BASE_URL": trial.bedrock.base_url}
    plan: Mapping[str, object] = {
        **trial.case.plan.to_wire(),
        "environment": {**trial.case.plan.environment, **environment},
    }
    plan_path(stack.folder, user_id).write_text(json.dumps(plan), "utf-8")
