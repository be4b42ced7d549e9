"""The build of a training program: a readable list of steps from conversation to checked program.

Values in, values out: no storage, no event, no AWS. What costs model calls runs through the step
ledger, so a repeated build pays only for what is not finished.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from libs.ai.ports import TextModel
from libs.ai.usage import CallRecord
from libs.errors import LintFailedError, ModelOutputError
from libs.training_program.cautions import screening_assumptions
from libs.training_program.completeness import MAX_QUESTIONS, Question, questions_for
from libs.training_program.expand import expand_session
from libs.training_program.extraction import Extraction, ExtractionInput, extract
from libs.training_program.models.blueprint import Blueprint
from libs.training_program.models.plan import Plan
from libs.training_program.models.program import Program, Template
from libs.training_program.models.report import ReportCard
from libs.training_program.models.request import TrainingRequest
from libs.training_program.normalization import normalize
from libs.training_program.ports import StepLedger
from libs.training_program.prompts import structure, week
from libs.training_program.reach import Reach
from libs.training_program.repair import Draft, Workshop, repair
from libs.training_program.screening import (
    Refusal,
    safety_questions,
    screen_request,
    screen_words,
)
from libs.training_program.weeks import WeekCalls, WeekDraft, write_weeks
from libs.training_program.writer import write_session

EXTRACTION_BUDGET_S = 120.0
MAX_CODE_SHARE = 0.25
"""A program with more sessions written by code than this is not the coach's: the build fails."""


@dataclass(frozen=True)
class ReadyProgram:
    """A program that passed every gate, with its report card and what it came from."""

    program: Program
    report_card: ReportCard
    blueprint: Blueprint
    repair_rounds: int
    missing_refilled: int


@dataclass(frozen=True)
class NeedsAnswers:
    """At most three questions that only the athlete can answer."""

    questions: tuple[Question, ...]
    request: TrainingRequest


BuildResult = ReadyProgram | NeedsAnswers | Refusal


def build_from_conversation(
    source: ExtractionInput, *, program_id: str, model: TextModel, steps: StepLedger
) -> BuildResult:
    """Return the program a conversation asks for, questions, or a refusal for safety.

    Raises:
        ModelError: a call failed for good.
        LintFailedError: an error survived every repair.
        OutOfTimeError, CancelledError: from the ledger; the next attempt continues.
    """
    refusal = screen_words(source.turns)
    if refusal is not None:
        return refusal
    steps.set_progress("extraction", 0, 1)
    extraction = extraction_step(source, model=model, steps=steps)
    steps.set_progress("extraction", 1, 1)
    return build_from_request(
        extraction.request,
        extraction.plan,
        source=source,
        program_id=program_id,
        model=model,
        steps=steps,
    )


def build_from_request(
    request: TrainingRequest,
    plan: Plan | None,
    *,
    source: ExtractionInput,
    program_id: str,
    model: TextModel,
    steps: StepLedger,
) -> BuildResult:
    """Return the program of a typed request; `source` gives today and the zone.

    Raises:
        As `build_from_conversation`.
    """
    refusal = screen_request(request)
    if refusal is not None:
        return refusal
    questions = safety_questions(request) + questions_for(request, today=source.today)
    if questions:
        return NeedsAnswers(questions=questions[:MAX_QUESTIONS], request=request)
    steps.set_progress("plan", 0, 1)
    blueprint = normalize(
        _with_screening(request),
        plan,
        today=source.today,
        time_zone=source.time_zone,
        program_id=program_id,
    )
    steps.set_progress("plan", 1, 1)
    workshop = Workshop(
        calls=WeekCalls.of(blueprint, model=model, steps=steps),
        reach=Reach.of(blueprint.request),
        today=source.today,
    )
    drafts = write_weeks(workshop.calls)
    templates, refilled = _templates(drafts, workshop)
    draft = repair(workshop.draft(templates), workshop)
    return _gate(draft, workshop, refilled)


def _with_screening(request: TrainingRequest) -> TrainingRequest:
    """Return the request with the assumption that a missing health screening means."""
    listed = {item.field for item in request.assumptions}
    added = tuple(item for item in screening_assumptions(request) if item.field not in listed)
    return request.model_copy(update={"assumptions": request.assumptions + added})


def extraction_step(source: ExtractionInput, *, model: TextModel, steps: StepLedger) -> Extraction:
    """Return the extraction of a conversation, run once per conversation."""
    request = source.model_request()

    def run() -> tuple[Extraction, tuple[CallRecord, ...]]:
        extraction, replies = extract(source, model)
        return extraction, tuple(CallRecord.of(structure.LABEL, reply) for reply in replies)

    return steps.run(
        "extraction",
        request.system[0].text + request.messages[0].text,
        Extraction,
        run,
        budget_s=EXTRACTION_BUDGET_S,
        estimated_tokens=structure.MAX_TOKENS,
    )


def _templates(
    drafts: Mapping[int, WeekDraft], workshop: Workshop
) -> tuple[dict[str, Template], int]:
    """Expand all drafts; slots nobody wrote get a session written by code, up to a share."""
    blueprint, reach = workshop.blueprint, workshop.reach
    sessions = {
        session.slot_id: session for draft in drafts.values() for session in draft.read().sessions
    }
    slots = blueprint.grid.slots
    missing = [slot for slot in slots if slot.slot_id not in sessions]
    if len(missing) > MAX_CODE_SHARE * len(slots):
        raise ModelOutputError(
            f"{len(missing)} of {len(slots)} sessions could not be read",
            issues=tuple(problem for draft in drafts.values() for problem in draft.problems)[:20],
        )
    templates = {}
    for slot in slots:
        written = sessions.get(slot.slot_id)
        session = written or write_session(blueprint, slot, reach=reach)
        templates[slot.slot_id] = expand_session(
            session, slot, blueprint, reach=reach, source="model" if written else "code"
        ).template
    return templates, len(missing)


def _gate(draft: Draft, workshop: Workshop, refilled: int) -> ReadyProgram:
    if not draft.card.is_publishable:
        raise LintFailedError(
            "the program did not pass its checks",
            findings=tuple(f"{item.rule}: {item.message}" for item in draft.card.errors),
        )
    return ReadyProgram(
        program=draft.program,
        report_card=draft.card,
        blueprint=workshop.blueprint,
        repair_rounds=draft.rounds,
        missing_refilled=refilled,
    )


LABELS = (structure.LABEL, week.LABEL, week.REPAIR_LABEL)
"""The call kinds of a build, for usage tables."""
