"""The build of workout records: gate, one extraction call, checks, identity, records, links.

Values in, values out: no storage, no event, no AWS. The model cannot save anything; what is stored
is decided here, by code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from libs.ai.ports import TextModel
from libs.ai.structured import ask
from libs.ai.usage import CallRecord
from libs.exercise.catalogue import load_catalogue
from libs.workout import prompts
from libs.workout.assembly import assemble
from libs.workout.gate import Reason, Refusal, check_text
from libs.workout.identity import text_hash_of
from libs.workout.models import ExerciseRecord, Workout
from libs.workout.order import LogOrder
from libs.workout.ports import ImageSource, PlannedSessions, StepLedger, WorkoutHistory
from libs.workout.quantities import LoadUnit
from libs.workout.reply import WorkoutsReply
from libs.workout.sessions import Session, first_refusal, read_sessions

EXTRACTION_BUDGET_S = 90.0
MAX_REPAIRS = 1
"""Two calls in series at most (behaviours.md W2)."""
RESEND_WINDOW = timedelta(minutes=15)
"""The same text again this soon is a client's retry, not a second session; our choice."""
RECENT_LIMIT = 10


@dataclass(frozen=True)
class LoggedBatch:
    """Workouts and exercise records to be written in one transaction."""

    workouts: tuple[Workout, ...]
    records: tuple[ExerciseRecord, ...]
    message: str


@dataclass(frozen=True)
class AlreadyLogged:
    """The message was logged before: nothing is to be written."""

    workouts: tuple[Workout, ...]


@dataclass(frozen=True)
class NotLogged:
    """Nothing is stored; `message` tells the athlete why."""

    reason: Reason
    message: str


BuildResult = LoggedBatch | AlreadyLogged | NotLogged


def build_workouts(
    order: LogOrder,
    *,
    steps: StepLedger,
    model: TextModel,
    history: WorkoutHistory,
    planned: PlannedSessions,
    images: ImageSource,
) -> BuildResult:
    """Return the workouts a message reports, those it was logged as before, or why there are none.

    Raises:
        ModelError: the call failed, or its answer is unusable even after it was told why.
        NotFoundError, InvalidRequestError: an image is gone or no image.
        OutOfTimeError, CancelledError: from the ledger; the next attempt continues.
    """
    known = history.find_of_message(order.user_id, order.conversation_id, order.message_id)
    if known:
        return AlreadyLogged(known)
    refusal = check_text(order.facts)
    if refusal is not None:
        return _not_logged(refusal)
    recent = history.find_recent(order.user_id, limit=RECENT_LIMIT)
    known = _sent_again(order, recent)
    if known:
        return AlreadyLogged(known)
    order = replace(order, unit=order.unit or _usual_unit(recent))
    reply = extract(order, steps=steps, model=model, images=images)
    sessions = read_sessions(reply, order, load_catalogue())
    kept = tuple(item for item in sessions if item.refusal is None)
    if not kept:
        return _not_logged(first_refusal(sessions) or _empty_reason(reply))
    workouts, records = assemble(kept, order, history=history, planned=planned)
    return LoggedBatch(workouts, records, _message(workouts, sessions))


def extract(
    order: LogOrder, *, steps: StepLedger, model: TextModel, images: ImageSource
) -> WorkoutsReply:
    """Return the model's record of the message, run once per message.

    Raises:
        As `build_workouts`.
    """
    parts = tuple(images.load_image(key) for key in order.image_keys)
    request = prompts.workout_request(order.facts, parts)

    def run() -> tuple[WorkoutsReply, tuple[CallRecord, ...]]:
        answer = ask(
            model,
            request,
            WorkoutsReply,
            tool_name=prompts.TOOL_NAME,
            max_repairs=MAX_REPAIRS,
        )
        return answer.value, tuple(CallRecord.of(prompts.LABEL, item) for item in answer.replies)

    return steps.run(
        "extraction",
        "\n".join([prompts.STATIC, request.messages[0].text, *order.image_keys]),
        WorkoutsReply,
        run,
        budget_s=EXTRACTION_BUDGET_S,
        estimated_tokens=prompts.MAX_TOKENS,
    )


def _sent_again(order: LogOrder, recent: Sequence[Workout]) -> tuple[Workout, ...]:
    """Return what the same text was logged as moments ago; with images it always counts anew."""
    if order.image_keys:
        return ()
    wanted, sent = text_hash_of(order.text), order.facts.sent_at
    same = [
        item
        for item in recent
        if item.text_hash == wanted
        and item.conversation_id == order.conversation_id
        and abs(sent - item.created_at) <= RESEND_WINDOW
    ]
    return tuple(sorted(same, key=lambda item: item.ordinal))


def _usual_unit(recent: Sequence[Workout]) -> LoadUnit | None:
    """Return the unit the athlete wrote last, or None."""
    units = (
        item.weight.said_unit
        for workout in recent
        for exercise in workout.workout_data.exercises
        for item in exercise.sets
        if item.weight and item.weight.said_unit
    )
    return next(units, None)


def _empty_reason(reply: WorkoutsReply) -> Refusal:
    reasons: dict[str, Reason] = {
        "plan": "future_planning",
        "question": "question",
        "advice": "advice_seeking",
        "reflection": "reflection",
    }
    return Refusal(reasons.get(reply.intent, "nothing_measurable"))


def _not_logged(refusal: Refusal) -> NotLogged:
    return NotLogged(refusal.reason, refusal.message)


def _message(workouts: Sequence[Workout], sessions: Sequence[Session]) -> str:
    """Return what the coach posts: what was logged, records, what was left out and why."""
    lines = [f"Logged: {item.summary}" for item in workouts]
    for item in workouts:
        for record in item.workout_data.pr_achievements:
            lines.append(
                f"New record: {record.exercise}, {record.pr_type.replace('_', ' ')} "
                f"{record.new_best:g} {record.unit} (before {record.previous_best:g})."
            )
        comparison = item.extraction_metadata.template_comparison
        if comparison is not None:
            lines.append(
                f"That was day {comparison.day_number} of your program: "
                f"{comparison.adherence_score:g} % as prescribed."
            )
    left_out = [item.refusal for item in sessions if item.refusal is not None]
    lines.extend(dict.fromkeys(refusal.message for refusal in left_out))
    return "\n".join(lines)
