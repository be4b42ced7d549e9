"""The rolling summary of a conversation: merged with the earlier one, bounded, its sources listed.

One model call over what is new since the earlier summary writes it, and the athlete's profile with
it; what the athlete and the coach said is data. A failure leaves the earlier ones in place.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from libs.ai.ports import ModelMessage, ModelReply, ModelRequest, TextModel, TextPart, ToolSpec
from libs.ai.prompt import FENCE_RULE, fence, task_system
from libs.ai.structured import ask
from libs.coach.models import AthleteProfile
from libs.conversation.athlete_profile import (
    MAX_PROFILE_CHARS,
    grounded,
    renewed,
    shortened,
)
from libs.conversation.models import ConversationSummary, Message
from libs.wire import WireModel

LABEL = "summary"
MAX_TEXT_CHARS = 2_400
"""About 300 words (behaviours V4) with some air; longer answers are cut at a sentence."""
MAX_FACTS = 8
MAX_MESSAGES = 60
MAX_MESSAGE_CHARS = 4_000
MAX_TOKENS = 1_800
_LISTS = (
    "currentGoals", "recentProgress", "preferences", "methodologyPreferences", "keyInsights",
    "importantContext", "conversationTags",
)  # fmt: skip
TOOL = ToolSpec(
    name="record_summary",
    description="Record the new summary of the whole conversation.",
    input_schema={
        "type": "object",
        "properties": {
            "narrative": {"type": "string"},
            "athleteProfile": {"type": "string"},
            "emotionalState": {"type": "string"},
            **{name: {"type": "array", "items": {"type": "string"}} for name in _LISTS},
        },
        "required": ["narrative"],
    },
)
STATIC = f"""\
You keep the running summary of a conversation between an athlete and a coach. You get the earlier
summary, the athlete's profile so far and the messages since; write one summary of everything, 150
to 300 words, in plain sentences, in the athlete's language, newest facts over older ones.
Keep goals, numbers, injuries, equipment, preferences, agreements and open questions. Leave out
greetings, general advice and everything about other people. Never invent a number. Fill the lists
with short phrases, at most {MAX_FACTS} each; leave out a list with nothing in it.
`athleteProfile` is what every coach should know of this athlete for good, at most 120 words: who
they are, training age, lasting goals, current numbers with their unit, equipment, days, injuries,
likes and dislikes, how they want to be coached. Merge what is new into the profile so far, newest
facts win, nothing of one day only. Nothing new: copy it unchanged.
{FENCE_RULE}
Answer by calling {TOOL.name}, or with one JSON object of its input, no prose and no fence."""


def _text(value: object) -> object:
    """Read a list of sentences as a text, nothing as an empty one."""
    if isinstance(value, list):
        return " ".join(str(item) for item in value)
    return value if isinstance(value, str) else ""


class SummaryReply(WireModel):
    """What the model records."""

    narrative: str = Field(min_length=1)
    athlete_profile: Annotated[str, BeforeValidator(_text)] = ""
    current_goals: tuple[str, ...] = ()
    recent_progress: tuple[str, ...] = ()
    preferences: tuple[str, ...] = ()
    methodology_preferences: tuple[str, ...] = ()
    emotional_state: str = ""
    key_insights: tuple[str, ...] = ()
    important_context: tuple[str, ...] = ()
    conversation_tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """What is on file before a summary: the earlier one and the athlete's profile."""

    earlier: ConversationSummary | None = None
    profile: AthleteProfile = field(default_factory=AthleteProfile)


@dataclass(frozen=True)
class Digest:
    """What is to be stored; no profile when there is nothing new in it."""

    summary: ConversationSummary
    profile: AthleteProfile | None


def is_due(messages: Sequence[Message]) -> bool:
    """Tell whether there is anything new to summarise."""
    return bool(messages)


def summarize(
    known: Known, messages: Sequence[Message], *, model: TextModel
) -> tuple[SummaryReply, tuple[ModelReply, ...]]:
    """Return the model's record and the replies it cost.

    Raises:
        ModelError: the call failed, or no valid record came after the repairs.
    """
    answer = ask(model, model_request(known, messages), SummaryReply, tool_name=TOOL.name)
    return answer.value, answer.replies


def digest_of(
    known: Known, messages: Sequence[Message], reply: SummaryReply, *, now: datetime
) -> Digest:
    """Return what a record is stored as: bounded, grounded in what was said, sources listed."""
    summary = merged(known.earlier, messages, reply, now=now)
    shown = messages[-MAX_MESSAGES:]
    profile = renewed(known.profile, reply.athlete_profile, summary, shown, now=now)
    return Digest(summary, profile)


def model_request(known: Known, messages: Sequence[Message]) -> ModelRequest:
    """Return the one call: rules first, the conversation fenced."""
    lines = "\n".join(
        json.dumps(
            {"role": message.role, "text": message.content[:MAX_MESSAGE_CHARS]},
            ensure_ascii=False,
        )
        for message in messages[-MAX_MESSAGES:]
    )
    parts = [
        f"The earlier summary:\n{fence('summary', known.earlier.text)}" if known.earlier else "",
        f"The profile so far:\n{fence('profile', known.profile.summary[:MAX_PROFILE_CHARS])}"
        if known.profile.summary
        else "",
        f"The messages since, one a line:\n{fence('conversation', lines)}",
    ]
    return ModelRequest(
        tier="utility",
        label=LABEL,
        system=task_system(LABEL, STATIC),
        messages=(ModelMessage("user", (TextPart("\n\n".join(filter(None, parts))),)),),
        max_tokens=MAX_TOKENS,
        tools=(TOOL,),
    )


def merged(
    earlier: ConversationSummary | None,
    messages: Sequence[Message],
    reply: SummaryReply,
    *,
    now: datetime,
) -> ConversationSummary:
    """Return the stored form of a reply: bounded, with the messages it covers."""
    facts = reply.model_dump(
        by_alias=True, exclude={"narrative", "athlete_profile"}, exclude_defaults=True
    )
    bounded = {
        name: value[: MAX_TEXT_CHARS // MAX_FACTS]
        if isinstance(value, str)
        else tuple(str(item)[: MAX_TEXT_CHARS // MAX_FACTS] for item in value[:MAX_FACTS])
        for name, value in facts.items()
    }
    first = earlier.first_message_id if earlier else messages[0].id
    return ConversationSummary(
        text=_narrative(earlier, messages, reply),
        up_to_seq=messages[-1].seq,
        tags=reply.conversation_tags[:MAX_FACTS],
        structured_data=bounded,
        first_message_id=first,
        last_message_id=messages[-1].id,
        message_count=(earlier.message_count if earlier else 0) + len(messages),
        updated_at=now,
    )


def _narrative(
    earlier: ConversationSummary | None, messages: Sequence[Message], reply: SummaryReply
) -> str:
    """Return the bounded text without sentences whose numbers nobody said, unless none is left."""
    said = [earlier.text] if earlier else []
    told = grounded(reply.narrative, [*said, *(item.content for item in messages)])
    return shortened(told.text or (earlier.text if earlier else reply.narrative), MAX_TEXT_CHARS)
