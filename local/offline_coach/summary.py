"""The offline answer to summary prompts: quotes of the athlete, shortened, nothing invented."""

from __future__ import annotations

import json

from local.bedrock.answers import Answer, ToolCall
from local.bedrock.calls import ModelCall
from local.offline_coach.fences import read_fences

MAX_CHARS = 700


def answer_summary(call: ModelCall) -> Answer:
    """Return a narrative of quotes and empty structured fields, as the tool asks where it does."""
    quotes = [
        line.strip()
        for kind, content in read_fences(call.last_user_text)
        for line in content.splitlines()
        if line.strip() and kind not in {"instructions"}
    ]
    narrative = ("Offline summary, in the athlete's words: " + " / ".join(quotes))[:MAX_CHARS]
    value: dict[str, object] = {"narrative": narrative}
    if call.tools:
        return Answer(tool_call=ToolCall.of(call.tools[0].name, value))
    return Answer(json.dumps(value))
