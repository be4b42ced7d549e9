"""What a conversation orders, as the events the builders get."""

from __future__ import annotations

from dataclasses import replace

from libs.coach.models import CoachConfig, read_profile
from libs.conversation.models import Message
from libs.conversation.ports import (
    BuildRefused,
    BuildStarted,
    ProgramOrder,
    SummaryOrder,
    WorkoutOrder,
)
from libs.events.build_orders import BuildOrders
from libs.events.build_training_program import BuildTrainingProgramEvent
from libs.events.build_workout import BuildWorkoutEvent
from tests.fakes.conversations import COACH, CONVERSATION, NOW, USER
from tests.fakes.jobs import JobWorld

PROGRAM = ProgramOrder(
    user_id=USER,
    coach_id=COACH,
    conversation_id=CONVERSATION,
    message_id="message_2",
    messages=(
        Message(id="message_1", role="user", content="go", created_at=NOW, mode="build"),
        Message(id="message_2", role="assistant", content="", created_at=NOW, mode="build"),
    ),
    coach=CoachConfig(coach_id=COACH, coach_name="Sam"),
    profile=read_profile({"nickname": "Mo"}),
    time_zone="Europe/Berlin",
    correlation_id="corr",
)
WORKOUT = WorkoutOrder(
    user_id=USER,
    coach_id=COACH,
    conversation_id=CONVERSATION,
    message_id="message_1",
    text="ran 5 km",
    coach=CoachConfig(coach_id=COACH),
    completed_at=None,
    message_timestamp="2026-11-23T10:00:00.000Z",
    slash_command="log-workout",
    time_zone="Europe/Berlin",
    directive="No jumping.",
    correlation_id="corr",
    image_keys=(f"user-uploads/{USER}/a.png",),
)


def orders(world: JobWorld) -> BuildOrders:
    return BuildOrders(world.services, invoker=world.invoker)


def test_a_program_order_becomes_the_seeds_event_and_a_queued_job() -> None:
    world = JobWorld()

    outcome = orders(world).start_program(PROGRAM)

    assert isinstance(outcome, BuildStarted)
    assert outcome.job["state"] == "queued"
    kind, payload = world.invoker.sent[0]
    event = BuildTrainingProgramEvent.from_wire(payload)
    assert kind == "training_program"
    assert [m.id for m in event.conversation_messages] == ["message_1", "message_2"]
    assert event.coach_config.coach_name == "Sam"
    assert event.user_profile is not None
    assert (event.job_id, event.user_timezone) == (outcome.job_id, "Europe/Berlin")
    assert orders(world).find_job_json(USER, outcome.job_id) == outcome.job


def test_the_same_trigger_is_one_build() -> None:
    world = JobWorld()

    first = orders(world).start_program(PROGRAM)
    second = orders(world).start_program(PROGRAM)

    assert isinstance(first, BuildStarted)
    assert isinstance(second, BuildStarted)
    assert second == replace(first, existing=True)
    assert len(world.invoker.sent) == 1


def test_a_workout_order_carries_all_its_fields() -> None:
    world = JobWorld()

    outcome = orders(world).start_workout(WORKOUT)

    assert isinstance(outcome, BuildStarted)
    event = BuildWorkoutEvent.from_wire(world.invoker.sent[0][1])
    assert (event.user_message, event.is_slash_command) == ("ran 5 km", True)
    assert (event.slash_command, event.image_s3_keys) == ("log-workout", WORKOUT.image_keys)
    assert event.critical_training_directive is not None
    assert event.critical_training_directive.content == "No jumping."
    assert event.message_timestamp == WORKOUT.message_timestamp


def test_a_refused_invoke_is_told_with_the_failed_job() -> None:
    world = JobWorld()
    world.invoker.refusals = 2

    outcome = orders(world).start_program(PROGRAM)

    assert isinstance(outcome, BuildRefused)
    assert outcome.code == "dispatch"
    assert outcome.job is not None
    assert outcome.job["state"] == "failed"


def test_a_summary_is_asked_for_by_its_own_event() -> None:
    world = JobWorld()

    asked = (USER, COACH, CONVERSATION)
    orders(world).request_summary(SummaryOrder(*asked, "message_count", 6, "corr_1"))
    orders(world).request_summary(SummaryOrder(*asked, "complexity", 8, "corr_2", ("health",)))

    (kind, counted), (_, complex_) = world.invoker.sent
    ids = {"userId": USER, "coachId": COACH, "conversationId": CONVERSATION}
    assert kind == "conversation_summary"
    assert counted == {
        **ids, "correlationId": "corr_1", "triggerReason": "message_count", "messageCount": 6,
    }  # fmt: skip
    assert complex_ == {
        **ids, "correlationId": "corr_2", "triggerReason": "complexity", "messageCount": 8,
        "complexityIndicators": ["health"],
    }  # fmt: skip
