"""The offline coach's conversation: a Build-mode interview by rules, and plain chat.

One question a reply; it proposes when the essentials are known, and starts the build only on a
clear yes. It says in its first reply what it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

from libs.ai.trigger import TOKEN
from libs.safety.red_flags import find_blocking
from libs.safety.replies import reply_for
from libs.training_program.completeness import questions_for
from libs.training_program.conversation import Turn
from libs.training_program.models.request import TrainingRequest
from local.bedrock.answers import Answer, ToolCall
from local.bedrock.calls import ModelCall
from local.offline_coach.fences import find_fence, read_fences
from local.offline_coach.intake.request import Intake, read_request

GREETING = "I'm the offline demo coach: rules instead of a language model, and plain English only. "
PROPOSAL = "Shall I build it like this?"
BASELINE_QUESTION = (
    "Where do you stand now: your current numbers, your training experience, and anything that "
    "hurts?"
)
_YES = re.compile(
    r"\b(?:yes|yep|yeah|yup|sure|ok|okay|go ahead|go for it|do it|build it|sounds? (?:good|great|perfect)|"
    r"looks? (?:good|great|perfect)|perfect|great|let's go|confirm\w*|correct|please build|exactly|deal|fine)\b"
)
_NO = re.compile(
    r"\b(?:no|not|don't|wait|change|instead|actually|rather|but|except|wrong|stop|hold on)\b"
)
_OUTRIGHT = re.compile(
    r"\b(?:build|make|create|generate|give me|write)\s+(?:me\s+)?(?:it|my|the|a)?\s*(?:program|plan|training)?\s*"
    r"(?:now|already|right away|please)\b"
)
_DATE = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b")
_DONE = re.compile(
    r"\b(?:i (?:just )?(?:did|ran|rode|swam|rowed|lifted|finished|completed|squatted|benched|deadlifted|hiked|rucked)|"
    r"(?:did|finished|completed) (?:my|a|the|today)|today'?s workout was|workout done|logged)\b"
)
_REMEMBER = re.compile(
    r"\b(?:remember|keep in mind|don't forget|note) (?:that )?(.{8,200})", re.IGNORECASE
)
_RECALL = re.compile(
    r"\b(?:remember|recall|know about me|told you|my preference|do i (?:like|prefer|hate))\b"
)


def answer_chat(call: ModelCall) -> Answer:
    """Return the next turn of the coach."""
    turns = read_conversation(call)
    newest = turns[-1].text if turns and turns[-1].role == "athlete" else ""
    flag = find_blocking((newest,))
    if flag is not None:
        return Answer(reply_for(flag))
    hello = "" if any(turn.role == "coach" for turn in turns) else GREETING
    tool_answer = _after_tool(call)
    if tool_answer is not None:
        return Answer(hello + tool_answer)
    if "\nMode: build" in call.system:
        return Answer(hello + _interview(turns, newest, _today(call)))
    return _chat(call, newest, hello)


def read_conversation(call: ModelCall) -> tuple[Turn, ...]:
    """Return who said what; of a user message only what the athlete typed."""
    turns = []
    for message in call.messages:
        if message.role == "user":
            typed = [content for kind, content in read_fences(message.text) if kind == "athlete"]
            text = "\n".join(typed) if typed else message.text
        else:
            text = message.text
        if text.strip():
            turns.append(Turn("athlete" if message.role == "user" else "coach", text))
    return tuple(turns)


def _today(call: ModelCall) -> date:
    found = _DATE.search(call.last_user_text)
    return date.fromisoformat(found[1]) if found else datetime.now(UTC).date()


def _interview(turns: Sequence[Turn], newest: str, today: date) -> str:
    low = newest.lower()
    said = [turn.text for turn in turns if turn.role == "coach"]
    intake = read_request(turns, today=today)
    questions = questions_for(intake.request, today=today)
    if questions:
        return f"{_noted(intake)}{questions[0].text}"
    proposed = bool(said) and PROPOSAL in said[-1]
    agreed = _YES.search(low) is not None and _NO.search(low) is None
    if (proposed and agreed) or _OUTRIGHT.search(low):
        return f"Good, I start the build now. You can go on talking with me meanwhile.\n\n{TOKEN}"
    asked = any(BASELINE_QUESTION in text for text in said)
    if not asked and _knows_little(intake.request):
        return f"{_noted(intake)}{BASELINE_QUESTION}"
    return _proposal(intake)


def _knows_little(request: TrainingRequest) -> bool:
    known = (
        request.baselines.lifts, request.baselines.max_reps, request.baselines.performances,
        request.baselines.volumes, request.injuries, request.bans,
    )  # fmt: skip
    return request.experience is None and not any(known)


def _noted(intake: Intake) -> str:
    """Return what was understood last, so that the athlete can correct it."""
    request = intake.request
    parts = []
    if request.goals:
        parts.append(f"goal {request.goals[0].kind.value.replace('_', ' ')}")
    if request.days_per_week:
        parts.append(f"{request.days_per_week} days a week")
    if request.places:
        parts.append(f"training at {_place(request)}")
    return f"Noted: {', '.join(parts)}. " if parts else ""


def _proposal(intake: Intake) -> str:
    request = intake.request
    days = ", ".join(day.value.capitalize() for day in request.weekdays)
    off = ", ".join(day.value.capitalize() for day in request.forbidden_weekdays)
    frequency = (
        f"{request.days_per_week or len(request.weekdays)} days a week"
        if request.rotation is None
        else "your rotation"
    )
    rows = [
        f"goal: {', '.join(goal.kind.value.replace('_', ' ') for goal in request.goals) or 'fitness'}",
        f"frequency: {frequency}"
        + (f" ({days})" if days else "")
        + (f", never on {off}" if off else ""),
        f"session length: {request.session_minutes or 60} minutes",
        f"place: {_place(request)}",
    ]
    if request.event is not None:
        rows.append(f"event: {request.event.name} on {request.event.on.isoformat()}")
    rows.append(
        f"length: {intake.length_words or ('until the event' if request.event else '8 weeks')}"
    )
    if request.injuries:
        hurt = ", ".join(
            item.region.value.replace("_", " ") for item in request.injuries if item.current
        )
        rows.append(f"careful with: {hurt or 'nothing right now'}")
    if request.bans:
        rows.append(f"left out: {', '.join(ban.text for ban in request.bans)}")
    return (
        "Here is what I would build:\n" + "\n".join(f"- {row}" for row in rows) + f"\n\n{PROPOSAL}"
    )


def _place(request: TrainingRequest) -> str:
    if not request.places:
        return "where your sport happens"
    place = request.places[0]
    what = "full equipment" if place.full_gym else ", ".join(place.equipment) or "body weight only"
    return f"{place.name} ({what.replace('_', ' ')})"


def _after_tool(call: ModelCall) -> str | None:
    """Return the sentence after a tool answered, or None when no tool did."""
    if not call.messages:
        return None
    results = [block for block in call.messages[-1].blocks if block.get("type") == "tool_result"]
    if not results:
        return None
    if any(block.get("is_error") for block in results):
        return "That did not work just now; please try again in a moment."
    return "Done. Anything else about it that I should know?"


def _chat(call: ModelCall, newest: str, hello: str) -> Answer:
    tools = {tool.name for tool in call.tools}
    remember = _REMEMBER.search(newest)
    if remember is not None and "save_memory" in tools and "?" not in newest:
        memory = {"text": remember[1].strip(" ."), "kind": "preference"}
        return Answer(hello, ToolCall.of("save_memory", memory))
    if _DONE.search(newest.lower()) and re.search(r"\d", newest) and "log_workout" in tools:
        return Answer(hello, ToolCall.of("log_workout", {"text": newest}))
    memories = find_fence(call.last_user_text, "memories") or find_fence(
        call.last_user_text, "memory"
    )
    if memories and _RECALL.search(newest.lower()):
        return Answer(f"{hello}What I remember of you: {memories}")
    return Answer(
        f"{hello}I can log a workout you tell me about, remember a preference, or, in Build mode, "
        "plan a program with you. For open questions about training this demo needs a real model."
    )
