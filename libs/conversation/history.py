"""What of a conversation goes to the model, and which part a build is made from.

The window and the cache boundary move in steps, so that the cached prefix survives most turns
(behaviours R6: from 12 messages on, in steps of 10).
"""

from __future__ import annotations

from itertools import groupby

from libs.ai.ports import ModelMessage, TextPart
from libs.ai.prompt import fence
from libs.ai.trigger import neutralise
from libs.conversation.models import Message, Mode

LOADED_MESSAGES = 40
"""How many of the newest messages a turn loads; the window always fits."""
SECTION_MESSAGES = 400
"""How many messages at most a build is made from."""
WINDOW_STEP = 10
WINDOW_MIN = 30
"""The model sees the newest 30 to 39 messages."""
CACHE_FROM = 12
MAX_PAST_CHARS = 8_000
"""Of an earlier message, so that pasted pages do not fill the window for ever."""
BUILD_NOTE = "(The program build was started.)"


def fenced(text: str) -> str:
    """Return the athlete's text as data."""
    return fence("athlete", text)


def model_history(messages: tuple[Message, ...]) -> tuple[ModelMessage, ...]:
    """Return the window of earlier messages, oldest first, roles merged, cache point set.

    Refused turns and messages without text are left out. The window starts with the athlete.
    """
    if not messages:
        return ()
    last_seq = messages[-1].seq
    first_seq = max(0, (last_seq - WINDOW_MIN) // WINDOW_STEP * WINDOW_STEP)
    boundary = last_seq // WINDOW_STEP * WINDOW_STEP if last_seq >= CACHE_FROM else 0
    kept = [
        (message, text)
        for message in messages
        if message.seq > first_seq and message.state != "refused" and (text := _shown(message))
    ]
    while kept and kept[0][0].role == "assistant":
        del kept[0]
    merged: list[ModelMessage] = []
    for (role, _), group in groupby(kept, key=lambda pair: (pair[0].role, pair[0].seq <= boundary)):
        parts = tuple(TextPart(text) for _, text in group)
        if merged and merged[-1].role == role:
            parts = (*(part for part in merged.pop().parts if isinstance(part, TextPart)), *parts)
        merged.append(ModelMessage(role, parts))
    return _with_cache_point(merged, sum(1 for message, _ in kept if message.seq <= boundary))


def build_section(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """Return the latest contiguous Build-mode stretch: assistant messages and their user turns.

    Refused turns and notices of finished builds are left out. A user message has the mode of the
    reply that follows it, else its own.
    """
    section: list[Message] = []
    spoken = tuple(message for message in messages if not _is_notice(message))
    for message, mode in reversed(list(zip(spoken, _modes(spoken), strict=True))):
        if mode == "build":
            section.append(message)
        elif section:
            break
    return tuple(message for message in reversed(section) if message.state != "refused")


def begins_earlier(messages: tuple[Message, ...]) -> bool:
    """Tell whether a Build stretch may begin before the first of these messages."""
    spoken = tuple(message for message in messages if not _is_notice(message))
    return all(mode == "build" for mode in _modes(spoken))


def _is_notice(message: Message) -> bool:
    """Tell whether a builder posted this message: it names a job and no model wrote it."""
    return message.role == "assistant" and message.job_id is not None and message.model is None


def _modes(messages: tuple[Message, ...]) -> list[Mode]:
    modes: list[Mode] = []
    following: Mode | None = None
    for message in reversed(messages):
        if message.role == "assistant":
            following = message.mode
        modes.append(following or message.mode)
    return modes[::-1]


def _shown(message: Message) -> str:
    if message.role == "user":
        return fenced(message.content[:MAX_PAST_CHARS]) if message.content.strip() else ""
    if message.content.strip():
        return neutralise(message.content[:MAX_PAST_CHARS])
    return BUILD_NOTE if message.job_id else ""


def _with_cache_point(messages: list[ModelMessage], covered: int) -> tuple[ModelMessage, ...]:
    """Mark the last message that lies wholly among the first `covered` parts."""
    seen, mark = 0, -1
    for index, message in enumerate(messages):
        seen += len(message.parts)
        if seen > covered:
            break
        mark = index
    return tuple(
        ModelMessage(message.role, message.parts, cache_until_here=index == mark)
        for index, message in enumerate(messages)
    )
