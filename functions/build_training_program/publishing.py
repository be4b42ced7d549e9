"""From event to engine and from its result to an outcome; wire shapes end here."""

from __future__ import annotations

import os

from functions.build_training_program.remembering import recalled, remembered
from libs.ai.bedrock.client import BedrockTextModel
from libs.ai.models import ModelTiers
from libs.ai.retry import TokenBucket
from libs.ai.usage import UsageMeter
from libs.clock import Clock, load_zone, local_date
from libs.errors import BuildError
from libs.events.build_training_program import BuildTrainingProgramEvent
from libs.ids import Ids
from libs.jobs.invocation import BuildContext
from libs.jobs.models import program_id_of
from libs.jobs.outcome import Built, Declined, NeedsInput, Outcome
from libs.memory.recollection import Recollector
from libs.storage.coaches import DynamoCoachStore
from libs.storage.profiles import DynamoProfileStore
from libs.storage.programs import DynamoProgramStore
from libs.training_program.background import coach_facts, profile_facts
from libs.training_program.build import NeedsAnswers, ReadyProgram, build_from_conversation
from libs.training_program.conversation import Turn
from libs.training_program.extraction import ExtractionInput
from libs.training_program.screening import Refusal
from libs.training_program.stored import ProgramUsage, StoredProgram, details_of, ready_message


def build(
    event: BuildTrainingProgramEvent,
    context: BuildContext,
    *,
    coaches: DynamoCoachStore,
    profiles: DynamoProfileStore,
    programs: DynamoProgramStore,
    recollector: Recollector,
    tiers: ModelTiers,
    region: str,
    bucket: TokenBucket,
    clock: Clock,
    ids: Ids,
) -> Outcome:
    """Build the program an event asks for; what is stored becomes visible with the job's move.

    Raises:
        BuildError: the coach is gone (code `gone`).
        CoachBackendError: as `build_from_conversation`.
    """
    source = _source(event, context, coaches, profiles, recollector)
    model = BedrockTextModel(
        tiers=tiers,
        region=region,
        clock=clock,
        ids=ids,
        remaining_s=context.remaining_s,
        token_bucket=bucket,
        meter=UsageMeter(context.steps.note),
        base_url=os.environ.get("ANTHROPIC_BEDROCK_BASE_URL"),
    )
    job = context.job
    try:
        result = build_from_conversation(
            source,
            program_id=program_id_of(job.conversation_id, job.message_id),
            model=model,
            steps=context.steps,
        )
    finally:
        model.close()
    match result:
        case Refusal():
            return Declined(result.code, result.message)
        case NeedsAnswers():
            return NeedsInput(tuple(question.text for question in result.questions))
        case ReadyProgram():
            built = published(result, context, programs, clock)
            return remembered(built, context, programs, recollector.index)


def _source(
    event: BuildTrainingProgramEvent,
    context: BuildContext,
    coaches: DynamoCoachStore,
    profiles: DynamoProfileStore,
    recollector: Recollector,
) -> ExtractionInput:
    """Return what the engine reads; stored coach and profile count, those of the event hint."""
    coach = coaches.find_coach(event.user_id, event.coach_id)
    if coach is None:
        raise BuildError("Your coach was removed before the program was built.", code="gone")
    profile = profiles.find_profile(event.user_id) or event.user_profile
    zone_name = event.user_timezone or (profile.time_zone if profile else None)
    zone = load_zone(zone_name)
    return ExtractionInput(
        turns=tuple(
            Turn("athlete" if message.role == "user" else "coach", message.content)
            for message in event.conversation_messages
        ),
        today=local_date(context.job.created_at, zone),
        time_zone=zone.key,
        coach=coach_facts(coach),
        profile=profile_facts(profile),
        directive=(profile.directive or "") if profile else "",
        memories=recalled(event, context, recollector),
    )


def published(
    ready: ReadyProgram, context: BuildContext, programs: DynamoProgramStore, clock: Clock
) -> Built:
    """Store the details and return the outcome whose commit makes the program visible."""
    context.steps.set_progress("publish", 0, 1)
    job, program, card = context.job, ready.program, ready.report_card
    now = clock.now()
    usage = ProgramUsage.of(
        context.steps.calls(),
        repair_rounds=ready.repair_rounds,
        seconds=(now - job.created_at).total_seconds(),
    )
    details = details_of(
        program,
        request=ready.blueprint.request,
        card=card,
        usage=usage,
        generated_at=now,
    )
    key, version_id = programs.save_details(
        job.user_id, details, check_owner=context.steps.check_owner
    )
    stored = StoredProgram.of(
        program,
        user_id=job.user_id,
        coach_id=job.coach_id,
        creation_conversation_id=job.conversation_id,
        job_id=job.job_id,
        s3_detail_key=key,
        s3_version_id=version_id,
        report_card=card,
        usage=usage,
    )
    context.metrics.count("LintScore", card.score)
    context.metrics.count("RepairTurns", ready.repair_rounds)
    return Built(
        response=_response(stored),
        message=ready_message(program, card),
        program_id=program.program_id,
        commit=programs.publication(stored),
    )


def _response(program: StoredProgram) -> dict[str, object]:
    """Return the seed's response fields."""
    wire = program.to_wire()
    fields = ("programId", "totalDays", "phases", "totalWorkouts", "trainingFrequency",
              "startDate", "endDate", "status", "summary")  # fmt: skip
    return {"programName": program.name, **{name: wire[name] for name in fields}}
