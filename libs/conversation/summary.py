"""The rolling summary of a conversation: merged with the earlier one, bounded, its sources listed.

One model call over what is new since the earlier summary; what the athlete and the coach said is
data. A failure leaves the earlier summary in place.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from libs.ai.ports import ModelMessage, ModelReply, ModelRequest, TextModel, TextPart, ToolSpec
from libs.ai.prompt import FENCE_RULE, fence, task_system
from libs.ai.structured import ask
from libs.conversation.models import ConversationSummary, Message
from libs.wire import WireModel

LABEL = "summary"
MAX_TEXT_CHARS = 2_400
"""About 300 words (behaviours V4) with some air; longer answers are cut at a sentence."""
MAX_FACTS = 8
MAX_MESSAGES = 60
MAX_MESSAGE_CHARS = 4_000
MAX_TOKENS = 1_200
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
            "emotionalState": {"type": "string"},
            **{name: {"type": "array", "items": {"type": "string"}} for name in _LISTS},
        },
        "required": ["narrative"],
    },
)
STATIC = f"""\
You keep the running summary of a conversation between an athlete and a coach. You get the earlier
summary and the messages since; write one summary of everything, 150 to 300 words, in plain
sentences, in the athlete's language, newest facts over older ones.
Keep goals, numbers, injuries, equipment, preferences, agreements and open questions. Leave out
greetings, general advice and everything about other people. Never invent a number. Fill the lists
with short phrases, at most {MAX_FACTS} each; leave out a list with nothing in it.
{FENCE_RULE}
Answer by calling {TOOL.name}, or with one JSON object of its input, no prose and no fence."""


class SummaryReply(WireModel):
    """What the model records."""

    narrative: str = Field(min_length=1)
    current_goals: tuple[str, ...] = ()
    recent_progress: tuple[str, ...] = ()
    preferences: tuple[str, ...] = ()
    methodology_preferences: tuple[str, ...] = ()
    emotional_state: str = ""
    key_insights: tuple[str, ...] = ()
    important_context: tuple[str, ...] = ()
    conversation_tags: tuple[str, ...] = ()


def is_due(messages: Sequence[Message]) -> bool:
    """Tell whether there is anything new to summarise."""
    return bool(messages)


def summarize(
    earlier: ConversationSummary | None,
    messages: Sequence[Message],
    *,
    model: TextModel,
    now: datetime,
) -> tuple[ConversationSummary, tuple[ModelReply, ...]]:
    """Return the merged summary and the replies it cost.

    Raises:
        ModelError: the call failed, or no valid record came after the repairs.
    """
    answer = ask(model, model_request(earlier, messages), SummaryReply, tool_name=TOOL.name)
    return merged(earlier, messages, answer.value, now=now), answer.replies


def model_request(earlier: ConversationSummary | None, messages: Sequence[Message]) -> ModelRequest:
    """Return the one call: rules first, the conversation fenced."""
    lines = "\n".join(
        json.dumps(
            {"role": message.role, "text": message.content[:MAX_MESSAGE_CHARS]},
            ensure_ascii=False,
        )
        for message in messages[-MAX_MESSAGES:]
    )
    parts = [
        f"The earlier summary:\n{fence('summary', earlier.text)}" if earlier else "",
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
    facts = reply.model_dump(by_alias=True, exclude={"narrative"}, exclude_defaults=True)
    bounded = {
        name: value[: MAX_TEXT_CHARS // MAX_FACTS]
        if isinstance(value, str)
        else tuple(str(item)[: MAX_TEXT_CHARS // MAX_FACTS] for item in value[:MAX_FACTS])
        for name, value in facts.items()
    }
    first = earlier.first_message_id if earlier else messages[0].id
    return ConversationSummary(
        text=_cut(reply.narrative),
        up_to_seq=messages[-1].seq,
        tags=reply.conversation_tags[:MAX_FACTS],
        structured_data=bounded,
        first_message_id=first,
        last_message_id=messages[-1].id,
        message_count=(earlier.message_count if earlier else 0) + len(messages),
        updated_at=now,
    )


def _cut(text: str) -> str:
    if len(text) <= MAX_TEXT_CHARS:
        return text
    head = text[:MAX_TEXT_CHARS]
    return head[: head.rfind(". ") + 1] or head
