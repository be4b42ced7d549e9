"""The offline answer to summary prompts: the athlete's own sentences, shortened."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from local.bedrock.answers import Answer, ToolCall
from local.bedrock.calls import ModelCall
from local.offline_coach.fences import find_fence, read_fences

MAX_CHARS = 700
_LASTING = re.compile(
    r"\b(?:i(?:'m| am|'ve| have| train| prefer| like| hate| live| work| want| need)|my (?:goal|knee"
    r"|shoulder|back|squat|bench|deadlift|ftp|gym|job|5k|10k)|injur\w*|years? old|days a week)\b",
    re.IGNORECASE,
)
"""Sentences that are likely to hold longer than a day."""


def answer_summary(call: ModelCall) -> Answer:
    """Return a narrative and a profile of quotes, as the tool asks where it does."""
    text = call.messages[0].text
    earlier, profile = find_fence(text, "summary") or "", find_fence(text, "profile") or ""
    said = list(_said(text))
    quotes = " / ".join(said)
    narrative = " ".join(filter(None, (earlier, quotes)))[-MAX_CHARS:]
    lasting = (item for item in said if _LASTING.search(item) and item not in profile)
    value: dict[str, object] = {
        "narrative": narrative or "Nothing was said.",
        "athleteProfile": " ".join([profile, *lasting]).strip()[-MAX_CHARS:],
    }
    if call.tools:
        return Answer(tool_call=ToolCall.of(call.tools[0].name, value))
    return Answer(json.dumps(value))


def _said(text: str) -> Iterator[str]:
    """Yield the athlete's sentences: of the conversation where there is one, else of all data."""
    lines = (find_fence(text, "conversation") or "").splitlines()
    texts = [content for kind, content in read_fences(text) if kind not in {"summary", "profile"}]
    if lines:
        messages = [json.loads(line) for line in lines]
        texts = [str(item["text"]) for item in messages if item.get("role") == "user"]
    for content in texts:
        for sentence in re.split(r"(?<=[.!?])\s+|\n+", content):
            if sentence.strip():
                yield sentence.strip()
