"""The Build-mode conversation, the stream beside a held build, and the build's end (J9, J13)."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from libs.conversation.lines import PROGRAM_START, PROGRAM_STARTED
from local.client import CoachClient
from local.demo import CONVERSATION
from local.follow import FINAL_STATES, follow_job
from local.show import BUILD_PARTS, as_list, as_object
from local.verify.report import NotChecked, expect
from local.verify.session import Session

TRIGGER = "[GENERATE_PROGRAM]"
FIRST_STEP = "structure"
"""Label of the build's first model call: held, nothing of the build can go on."""
HELD_TIMEOUT_S = 30.0


@dataclass
class Turn:
    """What one streamed answer held."""

    text: str = ""
    lines: list[str] = field(default_factory=list)
    job_id: str = ""
    first_text_s: float = 0.0
    seconds: float = 0.0
    is_complete: bool = False


def take_turn(client: CoachClient, conversation_id: str, text: str) -> Turn:
    """Send a message and read the stream to its end.

    Raises:
        RuntimeError: the stream says that it failed.
    """
    turn, started = Turn(), time.monotonic()
    for part in client.turn(conversation_id, text):
        kind, data = part.get("type"), as_object(part.get("data"))
        if kind == "text-delta":
            turn.first_text_s = turn.first_text_s or time.monotonic() - started
            turn.text += str(part.get("delta"))
        elif kind == "data-status":
            turn.lines.append(str(data.get("label")))
        elif kind in BUILD_PARTS:
            turn.job_id = str(data.get("jobId"))
        elif kind == "error":
            raise RuntimeError(str(part.get("errorText")))
        turn.is_complete = turn.is_complete or kind == "finish"
    turn.seconds = time.monotonic() - started
    return turn


def check_conversation(run: Session) -> str:
    """J9: the interview, the trigger, its lines in order, and the trigger never in the text."""
    if run.target.model is not None:
        run.target.model.hold(FIRST_STEP)
    conversation_id = run.client.new_conversation(mode="build", title="Checklist, program")
    turns = [take_turn(run.client, conversation_id, text) for text in CONVERSATION]
    *interview, last = turns
    run.first_text_s = turns[0].first_text_s
    for number, turn in enumerate(turns, 1):
        expect(turn.is_complete, f"the stream of turn {number} ended without its last part")
        expect(bool(turn.text.strip()), f"turn {number} has no text")
        expect(TRIGGER not in turn.text, "the trigger reached the client")
    expect(not any(turn.job_id for turn in interview), "a build began before it was confirmed")
    expect(bool(last.job_id), "the confirmation started no build")
    run.job_id = last.job_id
    told = [line for line in last.lines if line in (PROGRAM_START, PROGRAM_STARTED)]
    expect(told == [PROGRAM_START, PROGRAM_STARTED], f"the athlete was told: {last.lines}")
    state = str(run.client.get(f"/jobs/{run.job_id}").get("state"))
    run.is_job_final_after_stream = state in FINAL_STATES
    return (
        f"{len(turns)} turns, first text after {turns[0].first_text_s:.2f} s, the triggering turn "
        f"took {last.seconds:.2f} s; {run.job_id} is {state}"
    )


def check_stream_goes_on(run: Session) -> str:
    """J13: the stream had ended while the build was at work, and the next turn streams too."""
    job_id, model = run.job(), run.target.model
    expect(run.is_job_final_after_stream is False, "the build had ended before the stream")
    held = ""
    try:
        if model is not None:
            count = model.wait_for_held(FIRST_STEP, HELD_TIMEOUT_S)
            expect(count > 0, "the build made no model call")
            held = f" while {count} call of the build is held at the model"
        conversation_id = run.client.new_conversation(mode="chat", title="Checklist, meanwhile")
        turn = take_turn(run.client, conversation_id, "How should I warm up before squats?")
        state = str(run.client.get(f"/jobs/{job_id}").get("state"))
    finally:
        if model is not None:
            model.release()
    expect(turn.is_complete and bool(turn.text.strip()), "the second conversation did not stream")
    if state in FINAL_STATES:
        raise NotChecked(f"the build was {state} before the second conversation had ended")
    return f"another turn streamed in {turn.seconds:.2f} s{held}; the build is {state}"


def check_ready(run: Session) -> str:
    """H4: the job ends ready, the coach says so in the conversation, every day can be read."""
    job_id, started, last = run.job(), time.monotonic(), {}
    states: list[str] = []
    for last in follow_job(run.client, job_id):
        states.append(f"{last.get('state')} {last.get('percent')} %")
    expect(last.get("state") == "ready", f"{last.get('state')}: {last.get('error')}")
    program = run.client.get(run.client.programs_path(str(last["programId"])))
    card = as_object(program.get("reportCard"))
    expect(not as_list(card.get("errors")), f"the report card lists {card.get('errors')}")
    return (
        f"ready after {time.monotonic() - started:.1f} s more; {program.get('name')}, "
        f"{program.get('totalDays')} days, score {card.get('score')}"
    )
