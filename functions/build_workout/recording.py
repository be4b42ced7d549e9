"""From event to the domain and from its result to an outcome; wire shapes end here."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import datetime

from libs.ai.bedrock.client import BedrockTextModel
from libs.ai.models import ModelTiers
from libs.ai.retry import TokenBucket
from libs.ai.usage import UsageMeter
from libs.clock import Clock, load_zone
from libs.events.build_workout import BuildWorkoutEvent
from libs.ids import Ids
from libs.jobs.invocation import BuildContext
from libs.jobs.outcome import Built, Outcome, Response, Skipped
from libs.memory.index import MemoryIndex
from libs.memory.models import MemoryRecord
from libs.storage.images import UploadedImages
from libs.storage.planned_sessions import StoredPlannedSessions
from libs.storage.profiles import DynamoProfileStore
from libs.storage.workouts import DynamoWorkoutStore
from libs.workout.assembly import normalization_report
from libs.workout.build import AlreadyLogged, LoggedBatch, NotLogged, build_workouts
from libs.workout.models import Workout
from libs.workout.order import LogOrder


def build(
    event: BuildWorkoutEvent,
    context: BuildContext,
    *,
    workouts: DynamoWorkoutStore,
    planned: StoredPlannedSessions,
    images: UploadedImages,
    profiles: DynamoProfileStore,
    memory: MemoryIndex,
    tiers: ModelTiers,
    region: str,
    bucket: TokenBucket,
    clock: Clock,
    ids: Ids,
) -> Outcome:
    """Log the workouts of a message; they become visible with the job's move.

    Raises:
        CoachBackendError: as `build_workouts`.
    """
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
    try:
        result = build_workouts(
            _order(event, context, profiles),
            steps=context.steps,
            model=model,
            history=workouts,
            planned=planned,
            images=images,
        )
    finally:
        model.close()
    match result:
        case NotLogged():
            return _refused(result, context)
        case AlreadyLogged():
            return _known(result, _remember(result.workouts, workouts, memory))
        case LoggedBatch():
            remember = _remember(result.workouts, workouts, memory)
            return _logged(result, context, workouts, remember)


def _known(result: AlreadyLogged, remember: Callable[[], Response]) -> Built:
    return Built(
        response={**_response(result.workouts), "duplicate": True},
        workout_ids=tuple(item.workout_id for item in result.workouts),
        follow_up=remember,
    )


def _refused(result: NotLogged, context: BuildContext) -> Skipped:
    context.metrics.count("WorkoutsRefused", reason=result.reason)
    validation = {"isValid": False, "message": result.message}
    return Skipped(result.reason, {"validation": validation}, result.message)


def _order(
    event: BuildWorkoutEvent, context: BuildContext, profiles: DynamoProfileStore
) -> LogOrder:
    """Return what the domain logs; an instant of the event has a zone by its model."""
    profile = profiles.find_profile(event.user_id)
    zone = load_zone(event.user_timezone or (profile.time_zone if profile else None))
    if event.user_timezone and zone.key != event.user_timezone:
        context.log.warning("time_zone_unknown")
    directive = event.critical_training_directive
    return LogOrder(
        user_id=event.user_id,
        coach_id=event.coach_id,
        conversation_id=event.conversation_id,
        message_id=context.job.message_id,
        text=event.user_message,
        zone=zone,
        now=context.now,
        message_at=_instant(event.message_timestamp) or context.job.created_at,
        completed_at=_instant(event.completed_at),
        directive=directive.content if directive and directive.enabled else "",
        profile=profile.athlete_profile.summary if profile else "",
        coach_name=event.coach_config.coach_name,
        is_slash_command=event.is_slash_command,
        image_keys=event.image_s3_keys,
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _remember(
    logged: Sequence[Workout], workouts: DynamoWorkoutStore, memory: MemoryIndex
) -> Callable[[], Response]:
    """Return the follow-up that makes workouts findable by meaning."""
    user_id = logged[0].user_id
    records = [
        MemoryRecord.of(
            "workout",
            item.workout_id,
            item.summary or item.workout_name,
            at=item.completed_at,
        )
        for item in logged
    ]

    def is_kept(record: MemoryRecord) -> bool:
        return workouts.find(user_id, record.id) is not None

    return lambda: {"indexed": memory.remember_kept(user_id, records, is_kept)}


def _logged(
    batch: LoggedBatch,
    context: BuildContext,
    workouts: DynamoWorkoutStore,
    remember: Callable[[], Response],
) -> Built:
    context.metrics.count("WorkoutsLogged", len(batch.workouts))
    return Built(
        response=_response(batch.workouts),
        message=batch.message,
        workout_ids=tuple(item.workout_id for item in batch.workouts),
        commit=workouts.publication(batch),
        follow_up=remember,
    )


def _response(workouts: Sequence[Workout]) -> dict[str, object]:
    """Return the seed's fields of the first workout, and all of them as a list."""
    shown = [_fields(item) for item in workouts]
    return {**shown[0], "workoutIds": [item.workout_id for item in workouts], "workouts": shown}


def _fields(workout: Workout) -> dict[str, object]:
    metadata = workout.extraction_metadata
    return {
        "workoutId": workout.workout_id,
        "discipline": workout.discipline.value,
        "workoutName": workout.workout_name,
        "completedAt": workout.completed_at.isoformat(),
        "date": workout.local_date.isoformat(),
        "summary": workout.summary,
        "confidence": metadata.confidence,
        "extractionMetadata": metadata.to_wire(),
        "normalizationSummary": metadata.normalization_summary,
        "normalization": normalization_report(workout).to_wire(),
    }
