"""The offline answer to the workout prompt; the reading by rules is in `workout_intake`."""

from __future__ import annotations

import json

from local.bedrock.answers import Answer, ToolCall
from local.bedrock.calls import ModelCall
from local.offline_coach.fences import find_fence
from local.offline_coach.workout_intake import read_workouts


def answer_workout(call: ModelCall) -> Answer:
    """Return what the text reports as the tool call that the prompt asks for, else as JSON."""
    asked = call.messages[0].text
    text = find_fence(asked, "athlete") or asked
    value = read_workouts(text)
    if call.tools:
        return Answer(tool_call=ToolCall.of(call.tools[0].name, value))
    return Answer(json.dumps(value))
