"""A workout told in chat is logged by the second build (G5)."""

from __future__ import annotations

from local.follow import follow_job
from local.verify.build import take_turn
from local.verify.report import expect
from local.verify.session import Session

WORKOUT = "I ran 5 km in 27:30 this evening, felt good."


def check_workout(run: Session) -> str:
    """The message starts a build; the logged workout is read through the API."""
    conversation_id = run.client.new_conversation(mode="chat", title="Checklist, workout")
    turn = take_turn(run.client, conversation_id, WORKOUT)
    expect(turn.is_complete, "the stream ended without its last part")
    expect(bool(turn.job_id), f"no workout build was started; the lines were {turn.lines}")
    *_, last = follow_job(run.client, turn.job_id)
    ids = last.get("workoutIds")
    expect(isinstance(ids, list) and bool(ids), f"{last.get('state')}: {last.get('error')}")
    first = ids[0] if isinstance(ids, list) else ""
    workout = run.client.get(f"/users/{run.user_id}/workouts/{first}")
    return f"{workout.get('workoutName')} on {workout.get('localDate')}"
