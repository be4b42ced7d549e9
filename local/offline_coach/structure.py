"""The offline answer to the structure prompt: the typed request by rules, the plan by default."""

from __future__ import annotations

import json
import re
from datetime import date

from libs.training_program.completeness import questions_for
from libs.training_program.conversation import Turn
from libs.training_program.plan import default_plan
from local.bedrock.answers import Answer, ToolCall
from local.bedrock.calls import ModelCall
from local.offline_coach.fences import find_fence
from local.offline_coach.intake.request import Intake, read_request

_TODAY = re.compile(r"^Today is \w+, (\d{4}-\d{2}-\d{2})", re.MULTILINE)
TOOL = "record_request"


def answer_structure(call: ModelCall) -> Answer:
    """Return the request and plan as the tool call that the prompt asks for."""
    text = call.messages[0].text
    found = _TODAY.search(text)
    today = date.fromisoformat(found[1]) if found else date.min
    intake = read_request(read_turns(find_fence(text, "conversation") or ""), today=today)
    return Answer(tool_call=ToolCall.of(TOOL, record_of(intake, today)))


def record_of(intake: Intake, today: date) -> dict[str, object]:
    """Return the record in the prompt's wire form, without defaults."""
    request = intake.request
    record: dict[str, object] = {
        "request": request.model_dump(
            mode="json", by_alias=True, exclude_none=True, exclude_defaults=True
        ),
        "plan": {},
    }
    if not questions_for(request, today=today):
        plan = default_plan(request, today=today)
        record["plan"] = plan.model_dump(
            mode="json", by_alias=True, exclude_none=True, exclude_defaults=True
        )
    words = {"length": intake.length_words, "start": intake.start_words}
    record["words"] = {name: text for name, text in words.items() if text}
    return record


def read_turns(lines: str) -> tuple[Turn, ...]:
    """Return the conversation of the prompt, one JSON object a line."""
    turns = []
    for line in lines.splitlines():
        value = json.loads(line)
        is_coach = value["role"] == "coach"
        turns.append(Turn("coach" if is_coach else "athlete", str(value["text"])))
    return tuple(turns)
