"""Domain events as the frames of the seed's front end (`streaming.md` section 8)."""

from __future__ import annotations

from collections.abc import AsyncIterator

from libs.clock import iso_instant
from libs.conversation.lines import RETRYABLE
from libs.conversation.models import Message
from libs.conversation.turn_events import (
    Failed,
    Finished,
    Started,
    Status,
    Stopped,
    TextDelta,
    TurnEvent,
)
from libs.errors import (
    CoachBackendError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    UnauthenticatedError,
)
from libs.events.sse import frame

MAX_SIZE_KB = 400
WARN_SIZE_KB = 350
"""The reference's limits of a conversation; ours measure what the model sees."""
_BYTES_PER_KB = 1024
_NOT_FOUND = {"conversation": "CONVERSATION_NOT_FOUND", "coach": "COACH_CONFIG_NOT_FOUND"}
Frame = dict[str, object]


async def reference_frames(events: AsyncIterator[TurnEvent]) -> AsyncIterator[bytes]:
    """Yield the stream's bytes; events this front end does not know send nothing."""
    async for event in events:
        if (value := encode(event)) is not None:
            yield frame(value)


def encode(event: TurnEvent) -> Frame | None:
    """Return the frame of one event, or None."""
    match event:
        case Started():
            return {"type": "start", "status": "initialized"}
        case Status(stage, text):
            return {"type": "contextual", "content": text, "stage": stage}
        case TextDelta(text):
            return {"type": "chunk", "content": text}
        case Finished() | Stopped():
            return _complete(event)
        case Failed(code, text):
            told: Frame = {"message": text, "error": text, "code": "PROCESSING_ERROR"}
            return {"type": "error", **told, "reason": code, "retryable": code in RETRYABLE}
        case _:
            return None


def reference_code(error: CoachBackendError, *, authorization: str | None) -> str:
    """Return the reference's code of a refusal, chosen by its class."""
    if isinstance(error, UnauthenticatedError):
        return "INVALID_TOKEN_FORMAT" if authorization else "MISSING_AUTH_HEADER"
    if isinstance(error, ForbiddenError):
        return "USER_ID_MISMATCH"
    if isinstance(error, NotFoundError):
        return _NOT_FOUND.get(error.kind, "CONVERSATION_NOT_FOUND")
    if isinstance(error, InvalidRequestError):
        return error.code
    return error.code.upper()


def _complete(event: Finished | Stopped) -> Frame:
    characters = event.context_chars if isinstance(event, Finished) else 0
    memories = event.memories_used if isinstance(event, Finished) else 0
    value: Frame = {
        "type": "complete",
        "status": "finished",
        "messageId": event.answer.id,
        "userMessage": _message(event.user_message),
        "aiMessage": _message(event.answer),
        "conversationId": event.conversation_id,
        "pineconeContext": {
            "used": memories > 0,
            "matches": memories,
            "contextLength": characters,
        },
        "conversationSize": _size(characters),
    }
    return {**value, "jobId": event.answer.job_id} if event.answer.job_id else value


def _message(message: Message) -> Frame:
    value: Frame = {
        "id": message.id,
        "role": message.role,
        "content": message.content,
        "timestamp": iso_instant(message.created_at),
        "messageType": "text_with_images" if message.image_keys else "text",
        "metadata": {"mode": message.mode} | ({"model": message.model} if message.model else {}),
    }
    if message.image_keys:
        value["imageS3Keys"] = list(message.image_keys)
    return {**value, "jobId": message.job_id} if message.job_id else value


def _size(characters: int) -> Frame:
    size_kb = round(characters / _BYTES_PER_KB, 1)
    return {
        "sizeKB": size_kb,
        "percentage": min(100, round(100 * size_kb / MAX_SIZE_KB)),
        "maxSizeKB": MAX_SIZE_KB,
        "isApproachingLimit": size_kb > WARN_SIZE_KB,
    }
