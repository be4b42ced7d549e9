"""A program as it is stored: the header item with its report card, and the details object."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from libs.ai.usage import CallRecord
from libs.program_status import ScheduledSession
from libs.training_program.models.program import Program, ProgramDay, ProgramHeader
from libs.training_program.models.report import ReportCard
from libs.training_program.models.request import TrainingRequest
from libs.wire import WireModel

GENERATED_BY = "build_training_program"
MICRO = 1_000_000


class ProgramUsage(WireModel):
    """The cost meter of one program; tokens are those of all calls, whichever attempt paid."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    repair_rounds: int = 0
    seconds: float = 0.0
    """From the job's creation to publication."""
    cost_usd: float = 0.0
    models: tuple[str, ...] = ()

    @classmethod
    def of(cls, calls: Iterable[CallRecord], *, repair_rounds: int, seconds: float) -> ProgramUsage:
        """Return the sums over calls."""
        records = tuple(calls)
        return cls(
            calls=len(records),
            input_tokens=sum(item.usage.input_tokens for item in records),
            output_tokens=sum(item.usage.output_tokens for item in records),
            cache_read_tokens=sum(item.usage.cache_read_tokens for item in records),
            cache_write_tokens=sum(item.usage.cache_write_tokens for item in records),
            repair_rounds=repair_rounds,
            seconds=round(seconds, 3),
            cost_usd=sum(item.cost_micro_usd for item in records) / MICRO,
            models=tuple(sorted({item.model_name or item.model_id for item in records})),
        )


class StoredProgram(ProgramHeader):
    """The program's item: the header, where its details are, what the checks said, what it cost."""

    user_id: str
    coach_id: str
    creation_conversation_id: str
    job_id: str
    s3_detail_key: str = ""
    s3_version_id: str = ""
    report_card: ReportCard
    usage: ProgramUsage = ProgramUsage()
    schedule: tuple[ScheduledSession, ...] = ()
    """Which sessions stand on which days: what a program's standing is computed from."""

    @classmethod
    def of(cls, program: Program, **facts: object) -> StoredProgram:
        """Return the item of a program; `facts` are the fields that the program does not know."""
        header = {name: getattr(program, name) for name in ProgramHeader.model_fields}
        schedule = tuple(
            ScheduledSession(
                day_number=template.day_number,
                template_id=template.template_id,
                name=template.name,
                is_primary=template.session_role == "primary",
            )
            for template in program.templates
        )
        return cls.model_validate({**header, "schedule": schedule, **facts})


class ProgramContext(WireModel):
    """What the program is for."""

    goals: tuple[str, ...] = ()
    purpose: str = ""
    success_metrics: tuple[str, ...] = ()
    equipment_constraints: tuple[str, ...] = ()


class GenerationMetadata(WireModel):
    """How the program came about; no prompt and no conversation in it."""

    generated_at: datetime
    generated_by: str = GENERATED_BY
    ai_model: str = ""
    usage: ProgramUsage
    report_card: ReportCard
    request: TrainingRequest
    """The typed request without the athlete's quotes."""


class ProgramDetails(WireModel):
    """The details object: every day with its sessions."""

    program_id: str
    program_context: ProgramContext
    days: tuple[ProgramDay, ...]
    generation_metadata: GenerationMetadata


def details_of(
    program: Program,
    *,
    request: TrainingRequest,
    card: ReportCard,
    usage: ProgramUsage,
    generated_at: datetime,
) -> ProgramDetails:
    """Return the details object of a program."""
    targets = (goal.target for goal in request.goals)
    return ProgramDetails(
        program_id=program.program_id,
        program_context=ProgramContext(
            goals=program.training_goals,
            purpose=program.description,
            success_metrics=tuple(target for target in targets if target),
            equipment_constraints=program.equipment_constraints,
        ),
        days=program.days,
        generation_metadata=GenerationMetadata(
            generated_at=generated_at,
            ai_model=", ".join(usage.models),
            usage=usage,
            report_card=card,
            request=request.model_copy(update={"evidence": ()}),
        ),
    )


def ready_message(program: Program, card: ReportCard) -> str:
    """Return what the coach posts: the summary, the report card, the assumptions."""
    figures = card.figures
    lines = [
        f"Your program \u201c{program.name}\u201d is ready. {program.summary}",
        f"Checks: score {card.score} of 100, {len(card.rules_checked)} rules checked, "
        f"{len(card.warnings)} notes left; sessions take about {figures.minutes_median} minutes.",
    ]
    if program.assumptions:
        assumed = "\n".join(f"- {item.field}: {item.value}" for item in program.assumptions)
        lines.append(f"What I assumed, tell me if it is wrong:\n{assumed}")
    return "\n\n".join(lines)
