"""Many builds at once: the real start, runner, ledger and publication on real stores over HTTP.

The engine's result is made once and given to every job under its own ids; the model of the steps
is a fake that counts. Threads of one process race on moto's server, which answers one request at
a time, so conditional writes decide every race as they do on the service.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self
from unittest.mock import patch

from functions.build_training_program.publishing import published
from libs.ai.bedrock.client import BedrockTextModel
from libs.ai.models import load_tiers
from libs.ai.retry import TokenBucket
from libs.ai.usage import UsageMeter
from libs.clock import SystemClock
from libs.coach.models import CoachConfig
from libs.conversation.models import Conversation
from libs.events.build_training_program import BuildTrainingProgramEvent
from libs.ids import RandomIds
from libs.jobs.invocation import BuildContext, BuildJob
from libs.jobs.models import Job, JobKind, job_id_of, program_id_of
from libs.jobs.outcome import Outcome
from libs.jobs.ports import DailyLimits
from libs.jobs.responses import Answer
from libs.jobs.runner import run_build_job
from libs.jobs.services import JobServices
from libs.jobs.start import Refused, start_build
from libs.jobs.steps import StepOutput
from libs.training_program.build import ReadyProgram, build_from_conversation
from libs.training_program.conversation import Turn
from libs.training_program.extraction import ExtractionInput
from libs.wire import WireModel
from local.bedrock import LOCAL_ACCESS_KEY_ID, LOCAL_SECRET_KEY, LocalBedrock
from local.faults.silence import NoDump, NoMetrics, SilentLog
from local.faults.stores import AMPLE, Stores
from local.faults.trial import ATHLETE_SAYS, COACH, CONVERSATION
from local.offline_coach.responder import OfflineCoach
from local.processes import Child
from local.quality.ledger import MemoryLedger

STEPS = 3
MODEL_CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": LOCAL_ACCESS_KEY_ID,
    "AWS_SECRET_ACCESS_KEY": LOCAL_SECRET_KEY,
}
"""The model's SDK reads them from the environment alone."""
_TIMEOUT_S = 900.0


class Paid(WireModel):
    """What the fake model answers."""

    number: int


@dataclass(frozen=True)
class Invocation:
    """The context of an invocation that has all the time there is."""

    aws_request_id: str = "request"
    function_name: str = "build"
    deadline_s: float = field(default_factory=lambda: time.monotonic() + _TIMEOUT_S)

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds left."""
        return int((self.deadline_s - time.monotonic()) * 1000)


class Crowd:
    """A moto server with the product's job machinery on it; safe from several threads."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="faults-"))
        self.lock = threading.Lock()
        self.sent: dict[str, list[Mapping[str, object]]] = {}
        """Accepted invokes of each athlete."""
        self.paid: Counter[tuple[str, str]] = Counter()
        """Calls of the fake model by athlete and job."""

    def __enter__(self) -> Self:
        self._aws = Child("aws", "local.aws_server", ["0"], {}, self.folder)
        self.aws_url = self._aws.wait_ready()
        self.stores = Stores(self.aws_url)
        self._ready = ready_program()
        clock, log = SystemClock(), SilentLog()
        self.services = JobServices(
            jobs=self.stores.jobs,
            requests=self.stores.requests,
            clock=clock,
            ids=RandomIds(),
            log=log,
            metrics=NoMetrics(),
            limits=DailyLimits(tokens=AMPLE, builds=AMPLE),
            notifier=self,
            invoker=self,
        )
        self._job = BuildJob(
            kind="training_program",
            event_type=BuildTrainingProgramEvent,
            build=self._build,
            start_event="started",
            start_message="",
            services=self.services,
            results=self.stores.results,
            usage=self.stores.usage,
            dump=NoDump(),
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._aws.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def welcome(self, user_id: str) -> None:
        """Give an athlete a coach."""
        self.stores.coaches.save_coach(user_id, CoachConfig(coach_id=COACH, coach_name="Robin"))

    def open_conversation(self, user_id: str, message: str, conversation: str) -> None:
        """Make a conversation whose message triggers a build, as the saved turn leaves it."""
        now = datetime.now(UTC)
        head = Conversation(
            conversation_id=conversation,
            user_id=user_id,
            coach_id=COACH,
            mode="build",
            created_at=now,
            updated_at=now,
            active_job_id=job_id_of("training_program", conversation, message),
        )
        self.stores.conversations.create(head)

    def start(self, user_id: str, message: str, conversation: str = CONVERSATION) -> Job | None:
        """Start a build as a chat turn does; None when it is refused.

        Raises:
            CoachBackendError: the turn would be sent again.
        """
        event = event_of(user_id, message, conversation)
        outcome = start_build(self.services, "training_program", event)
        return None if isinstance(outcome, Refused) else outcome.job

    def deliver(self, payload: Mapping[str, object]) -> Answer:
        """Run one invocation of the build function.

        Raises:
            Exception: Lambda would deliver the event again.
        """
        return run_build_job(self._job, dict(payload), Invocation())

    def invoke(self, kind: JobKind, payload: Mapping[str, object], *, user_id: str) -> str:
        """Accept an invoke; `deliver` is called by whoever plays Lambda."""
        with self.lock:
            self.sent.setdefault(user_id, []).append(payload)
        return "accepted"

    def take(self, user_id: str) -> Mapping[str, object]:
        """Return the last accepted invoke of an athlete, and forget it."""
        with self.lock:
            return self.sent[user_id].pop()

    def notify(self, job: Job) -> None:
        """Take the event of a final state."""

    def _build(self, event: BuildTrainingProgramEvent, context: BuildContext) -> Outcome:
        job = context.job
        context.steps.set_progress("weeks", 0, STEPS)
        for number in range(1, STEPS + 1):
            context.steps.run(
                f"week-{number:02d}",
                job.job_id,
                Paid,
                lambda number=number: self._pay(job, number),  # type: ignore[misc]
                budget_s=1.0,
                estimated_tokens=100,
            )
        context.steps.set_progress("weeks", STEPS, STEPS)
        program_id = program_id_of(job.conversation_id, job.message_id)
        program = self._ready.program.model_copy(update={"program_id": program_id})
        ready = replace(self._ready, program=program)
        return published(ready, context, self.stores.programs, self.services.clock)

    def _pay(self, job: Job, number: int) -> StepOutput[Paid]:
        with self.lock:
            self.paid[job.user_id, job.job_id] += 1
        return StepOutput(Paid(number=number))


def event_of(user_id: str, message: str, conversation: str) -> BuildTrainingProgramEvent:
    """Return a build's event without a job: what a duplicate of the chat's own event may be."""
    return BuildTrainingProgramEvent.from_wire(
        {
            "userId": user_id,
            "coachId": COACH,
            "conversationId": conversation,
            "messageId": message,
            "conversationMessages": [{"role": "user", "content": ATHLETE_SAYS}],
        }
    )


@cache
def ready_program() -> ReadyProgram:
    """Return a program of four weeks by the real engine and the offline coach.

    Raises:
        RuntimeError: the engine did not end in a program.
    """
    source = ExtractionInput(
        turns=(Turn("athlete", ATHLETE_SAYS),), today=datetime.now(UTC).date(), time_zone="UTC"
    )
    with LocalBedrock(OfflineCoach()) as bedrock, patch.dict(os.environ, MODEL_CREDENTIALS):
        model = BedrockTextModel(
            tiers=load_tiers(None),
            region="us-east-1",
            clock=SystemClock(),
            ids=RandomIds(),
            remaining_s=lambda: _TIMEOUT_S,
            token_bucket=TokenBucket(),
            meter=UsageMeter(),
            base_url=bedrock.base_url,
        )
        result = build_from_conversation(
            source, program_id="program_faults", model=model, steps=MemoryLedger()
        )
        model.close()
    if not isinstance(result, ReadyProgram):
        raise RuntimeError("the engine made no program")
    return result
