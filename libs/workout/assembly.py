"""Turns checked sessions into stored workouts: ids, records against history, the day's template."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from libs.workout.comparison import find_answered
from libs.workout.identity import text_hash_of, workout_id_of
from libs.workout.models import (
    ExerciseRecord,
    ExtractionMetadata,
    NormalizationReport,
    PersonalRecord,
    TemplateComparison,
    Workout,
    WorkoutData,
    WorkoutMetadata,
)
from libs.workout.order import LogOrder
from libs.workout.ports import PlannedSessions, WorkoutHistory
from libs.workout.records import exercise_records, personal_records
from libs.workout.sessions import Session
from libs.workout.vocabulary import FAMILY_OF, TYPE_OF_FAMILY, Discipline, WorkoutType


def assemble(
    sessions: Sequence[Session],
    order: LogOrder,
    *,
    history: WorkoutHistory,
    planned: PlannedSessions,
) -> tuple[tuple[Workout, ...], tuple[ExerciseRecord, ...]]:
    """Return workouts and exercise records, ready to be written; ordinals count from 1."""
    workouts: list[Workout] = []
    records: list[ExerciseRecord] = []
    taken: set[str] = set()
    for ordinal, session in enumerate(sessions, 1):
        plans = planned.find_day(order.user_id, session.completed.local_date)
        comparison = find_answered(session, plans, frozenset(taken))
        if comparison is not None:
            taken.add(comparison.template_id)
        workout = _workout(session, order, ordinal, comparison)
        own = exercise_records(workout)
        records.extend(own)
        workouts.append(_with_records(workout, _beaten(own, workout, history)))
    return tuple(workouts), tuple(records)


def _beaten(
    own: Sequence[ExerciseRecord], workout: Workout, history: WorkoutHistory
) -> tuple[PersonalRecord, ...]:
    found: list[PersonalRecord] = []
    for record in own:
        earlier = history.find_records(
            workout.user_id, record.exercise_id, before=workout.completed_at
        )
        found.extend(personal_records(record, earlier, workout.discipline))
    return tuple(found)


def _with_records(workout: Workout, records: tuple[PersonalRecord, ...]) -> Workout:
    if not records:
        return workout
    data = workout.workout_data.model_copy(update={"pr_achievements": records})
    return workout.model_copy(update={"workout_data": data})


def _workout(
    session: Session, order: LogOrder, ordinal: int, comparison: TemplateComparison | None
) -> Workout:
    workout_id = workout_id_of(order.conversation_id, order.message_id, ordinal)
    return Workout(
        workout_id=workout_id,
        user_id=order.user_id,
        coach_ids=(order.coach_id,),
        coach_names=(order.coach_name,) if order.coach_name else (),
        conversation_id=order.conversation_id,
        message_id=order.message_id,
        ordinal=ordinal,
        content_hash=session.content_hash,
        text_hash=text_hash_of(order.text),
        completed_at=session.completed.instant,
        local_date=session.completed.local_date,
        time_zone=order.zone.key,
        workout_name=session.name,
        discipline=session.discipline,
        workout_data=_data(session, order, workout_id),
        summary=session.summary,
        extraction_metadata=_extraction(session, order, comparison),
        program_id=comparison.program_id if comparison else None,
        template_id=comparison.template_id if comparison else None,
        group_id=comparison.group_id if comparison else None,
        day_number=comparison.day_number if comparison else None,
        created_at=order.now,
    )


def _data(session: Session, order: LogOrder, workout_id: str) -> WorkoutData:
    flags = tuple(f"{issue.field}: {issue.description}" for issue in session.issues)
    return WorkoutData(
        workout_id=workout_id,
        user_id=order.user_id,
        date=session.completed.local_date,
        discipline=session.discipline,
        workout_name=session.name,
        workout_type=_type_of(session.discipline),
        duration=session.duration_s,
        location=session.location,
        coach_id=order.coach_id,
        conversation_id=order.conversation_id,
        performance_metrics=session.metrics,
        subjective_feedback=session.feedback,
        metadata=WorkoutMetadata(
            logged_via="slash_command" if order.is_slash_command else "conversation",
            logging_time=order.now,
            data_confidence=session.confidence,
            data_completeness=session.completeness,
            extraction_method=_method(order),
            name_invented=session.is_name_invented,
            time_source=session.completed.source,
            time_precision=session.completed.precision,
            validation_flags=flags,
        ),
        discipline_specific=session.section,
    )


def _method(order: LogOrder) -> Literal["text", "image", "text_and_image"]:
    if not order.image_keys:
        return "text"
    return "text_and_image" if order.text.strip() else "image"


def _type_of(discipline: Discipline) -> WorkoutType:
    if discipline is Discipline.YOGA:
        return "flexibility"
    return TYPE_OF_FAMILY[FAMILY_OF[discipline]]


def _extraction(
    session: Session, order: LogOrder, comparison: TemplateComparison | None
) -> ExtractionMetadata:
    return ExtractionMetadata(
        confidence=session.confidence,
        extracted_at=order.now,
        normalization_summary=_told(session),
        issues=session.issues,
        template_comparison=comparison,
    )


def _told(session: Session) -> str:
    if not session.issues:
        return "Nothing to correct."
    corrected = sum(issue.corrected for issue in session.issues)
    return f"{len(session.issues)} findings, {corrected} corrected or dropped."


def normalization_report(workout: Workout) -> NormalizationReport:
    """Return what normalization did to a workout."""
    metadata = workout.extraction_metadata
    return NormalizationReport(
        is_valid=all(issue.severity != "error" for issue in metadata.issues),
        issues=metadata.issues,
        confidence=metadata.confidence,
        summary=metadata.normalization_summary,
    )
