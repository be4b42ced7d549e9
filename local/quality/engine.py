"""Runs one case through the real extraction and engine; every end becomes one outcome."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from libs.ai.bedrock.client import BedrockTextModel
from libs.ai.models import load_tiers
from libs.ai.ports import TextModel
from libs.ai.retry import TokenBucket
from libs.ai.usage import SpendGuard, UsageMeter, UsageTotal
from libs.clock import SystemClock
from libs.coach.models import Profile
from libs.errors import CoachBackendError, LintFailedError, ModelOutputError
from libs.ids import RandomIds, derived_id
from libs.training_program.background import profile_facts
from libs.training_program.build import (
    BuildResult,
    NeedsAnswers,
    ReadyProgram,
    build_from_conversation,
    build_from_request,
)
from libs.training_program.conversation import Turn
from libs.training_program.extraction import ExtractionInput
from libs.training_program.models.request import TrainingRequest
from libs.training_program.screening import Refusal
from local.quality.cases import Case, ConversationCase, RequestCase
from local.quality.ledger import MemoryLedger

Outcome = Literal["ready", "needs_input", "declined", "failed"]
NO_DEADLINE_S = 3_600.0


@dataclass(frozen=True)
class CaseResult:
    """What became of a case."""

    id: str
    outcome: Outcome
    usage: UsageTotal
    seconds: float
    reason: str = ""
    questions: tuple[str, ...] = ()
    request: TrainingRequest | None = None
    ready: ReadyProgram | None = None

    def to_wire(self) -> dict[str, object]:
        """Return the line of the OUT file."""
        line: dict[str, object] = {"id": self.id, "outcome": self.outcome, "reason": self.reason}
        line["questions"] = list(self.questions)
        line["request"] = self.request.to_wire() if self.request else None
        line["program"] = self.ready.program.to_wire() if self.ready else None
        line["report_card"] = self.ready.report_card.to_wire() if self.ready else None
        line["usage"] = {
            "calls": self.usage.calls,
            "inputTokens": self.usage.usage.input_tokens,
            "outputTokens": self.usage.usage.output_tokens,
            "cacheReadTokens": self.usage.usage.cache_read_tokens,
            "cacheWriteTokens": self.usage.usage.cache_write_tokens,
            "tokens": self.usage.usage.input_tokens
            + self.usage.usage.output_tokens
            + self.usage.usage.cache_read_tokens
            + self.usage.usage.cache_write_tokens,
            "costUsd": float(self.usage.cost_usd),
            "seconds": round(self.seconds, 3),
        }
        return line


@dataclass(frozen=True)
class Engine:
    """The model behind a run; without a base URL the SDK's own address is used."""

    base_url: str | None = None
    region: str = "us-east-1"
    guard: SpendGuard | None = None
    total: UsageMeter | None = None

    def run(self, case: Case) -> CaseResult:
        """Run a case to its end; never raises for what a case can cause."""
        meter = UsageMeter(self.total.record if self.total else None)
        started = time.perf_counter()
        outcome: Outcome = "failed"
        reason = ""
        questions: tuple[str, ...] = ()
        request: TrainingRequest | None = None
        ready: ReadyProgram | None = None
        model = self._model(meter)
        try:
            result = _build(case, model)
        except CoachBackendError as failed:
            reason = _reason(failed)
        else:
            match result:
                case ReadyProgram():
                    outcome, ready, request = "ready", result, result.blueprint.request
                case NeedsAnswers():
                    outcome, request = "needs_input", result.request
                    questions = tuple(item.text for item in result.questions)
                case Refusal():
                    outcome, reason = "declined", f"{result.code}: {result.message}"
        finally:
            model.close()
        seconds = time.perf_counter() - started
        return CaseResult(
            case.id, outcome, meter.total(), seconds, reason, questions, request, ready
        )

    def call_model(self) -> TextModel:
        """Return a model whose calls count in the run's total."""
        return self._model(UsageMeter(self.total.record if self.total else None))

    def _model(self, meter: UsageMeter) -> BedrockTextModel:
        return BedrockTextModel(
            tiers=load_tiers(None),
            region=self.region,
            clock=SystemClock(),
            ids=RandomIds(),
            remaining_s=lambda: NO_DEADLINE_S,
            token_bucket=TokenBucket(),
            meter=meter,
            base_url=self.base_url,
            guard=self.guard,
        )


def _build(case: Case, model: TextModel) -> BuildResult:
    program_id = derived_id("program", "quality", case.id)
    if isinstance(case, RequestCase):
        source = ExtractionInput(turns=(), today=case.today, time_zone=case.timezone)
        return build_from_request(
            case.request,
            None,
            source=source,
            program_id=program_id,
            model=model,
            steps=MemoryLedger(),
        )
    return build_from_conversation(
        source_of(case), program_id=program_id, model=model, steps=MemoryLedger()
    )


def source_of(case: ConversationCase) -> ExtractionInput:
    """Return what the extraction reads of a case."""
    profile = Profile.from_wire(dict(case.profile)) if case.profile else None
    return ExtractionInput(
        turns=tuple(
            Turn("athlete" if item.role in {"user", "athlete"} else "coach", item.content)
            for item in case.messages
        ),
        today=case.today,
        time_zone=case.timezone,
        profile=profile_facts(profile),
        directive=(profile.directive or "") if profile else "",
    )


def _reason(failed: CoachBackendError) -> str:
    details: tuple[str, ...] = ()
    if isinstance(failed, LintFailedError):
        details = failed.findings
    if isinstance(failed, ModelOutputError):
        details = failed.issues
    return "; ".join([f"{failed.code}: {failed.message}", *details[:10]])


def today_utc() -> str:
    """Return today's date for the report's head."""
    return datetime.now(UTC).date().isoformat()
