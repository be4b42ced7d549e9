"""Turns what a conversation orders into build events and hands them to the job machinery."""

from __future__ import annotations

from collections.abc import Mapping

from libs.clock import iso_instant
from libs.conversation.models import Message
from libs.conversation.ports import (
    BuildRefused,
    BuildStarted,
    ProgramOrder,
    SummaryOrder,
    WorkoutOrder,
)
from libs.events.build_conversation_summary import BuildConversationSummaryEvent
from libs.events.build_training_program import BuildTrainingProgramEvent, ConversationMessage
from libs.events.build_workout import BuildWorkoutEvent, Directive
from libs.jobs.ports import Invoker
from libs.jobs.services import JobServices
from libs.jobs.start import Refused, Started, start_build


class BuildOrders:
    """The conversation's `BuildDispatcher` and `JobReader` on top of `libs.jobs`."""

    def __init__(self, services: JobServices, *, invoker: Invoker) -> None:
        self._services = services
        self._invoker = invoker

    def start_program(self, order: ProgramOrder) -> BuildStarted | BuildRefused:
        """Record the request and the job, then invoke the program builder."""
        event = BuildTrainingProgramEvent(
            user_id=order.user_id,
            coach_id=order.coach_id,
            conversation_id=order.conversation_id,
            message_id=order.message_id,
            correlation_id=order.correlation_id,
            user_timezone=order.time_zone,
            conversation_messages=tuple(map(_message, order.messages)),
            coach_config=order.coach,
            user_profile=order.profile,
        )
        return _told(start_build(self._services, "training_program", event))

    def start_workout(self, order: WorkoutOrder) -> BuildStarted | BuildRefused:
        """Record the request and the job, then invoke the workout builder."""
        directive = order.directive
        event = BuildWorkoutEvent(
            user_id=order.user_id,
            coach_id=order.coach_id,
            conversation_id=order.conversation_id,
            message_id=order.message_id,
            correlation_id=order.correlation_id,
            user_timezone=order.time_zone,
            user_message=order.text,
            coach_config=order.coach,
            completed_at=order.completed_at,
            message_timestamp=order.message_timestamp,
            is_slash_command=order.slash_command is not None,
            slash_command=order.slash_command,
            critical_training_directive=Directive(content=directive, enabled=True)
            if directive
            else None,
            image_s3_keys=order.image_keys,
        )
        return _told(start_build(self._services, "workout", event))

    def request_summary(self, order: SummaryOrder) -> None:
        """Invoke the summary function.

        Raises:
            DispatchError: the invoke was not accepted.
        """
        event = BuildConversationSummaryEvent(
            user_id=order.user_id,
            coach_id=order.coach_id,
            conversation_id=order.conversation_id,
            correlation_id=order.correlation_id,
            trigger_reason=order.reason,
            message_count=order.message_count,
            complexity_indicators=order.indicators or None,
        )
        self._invoker.invoke("conversation_summary", event.to_wire(), user_id=order.user_id)

    def find_job_json(self, user_id: str, job_id: str) -> Mapping[str, object] | None:
        """Return the job as clients see it, or None."""
        job = self._services.jobs.find(user_id, job_id)
        return job.to_public() if job else None


def _message(message: Message) -> ConversationMessage:
    return ConversationMessage(
        id=message.id,
        role=message.role,
        content=message.content,
        timestamp=iso_instant(message.created_at),
        mode=message.mode,
    )


def _told(outcome: Started | Refused) -> BuildStarted | BuildRefused:
    if isinstance(outcome, Refused):
        job = outcome.job.to_public() if outcome.job else None
        return BuildRefused(outcome.code, outcome.message, job)
    job_json = outcome.job.to_public()
    return BuildStarted(outcome.job.job_id, job_json, existing=outcome.existing)
