"""Both request bodies of a turn, read into a `TurnRequest`; every refusal names its field."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from libs.conversation.lines import NO_SUCH_IMAGE
from libs.conversation.turn_request import TURN_DEADLINE_S, TurnRequest
from libs.errors import InvalidRequestError, NotFoundError, PayloadTooLargeError
from libs.ids import derived_id

MAX_BODY_BYTES = 1_000_000
"""Stock clients send the whole history each time; it is ignored, so it is bounded."""
MAX_TEXT_CHARS = 20_000
MAX_IMAGES = 5
_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_ESCAPED_SURROGATE = rb"\ud"
"""Half a pair is valid JSON, but no text that could be stored or hashed."""
_CLIENT_ID = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
_IMAGE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._()+@=,/-]{0,255}")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
JsonBody = Mapping[str, object]


@dataclass(frozen=True)
class RequestFacts:
    """What is known of a request apart from its body; `fresh_id` names a turn without an id."""

    user_id: str
    now: datetime
    correlation_id: str
    fresh_id: str
    deadline_s: float = TURN_DEADLINE_S


def read_json(body: bytes, *, is_base64: bool) -> JsonBody:
    """Return the body's JSON object.

    Raises:
        PayloadTooLargeError: over the cap.
        InvalidRequestError: empty, not base64 although flagged, not JSON, not an object.
    """
    if len(body) > MAX_BODY_BYTES:
        raise PayloadTooLargeError("The request is too large.")
    if not body.strip():
        raise _invalid("Send a JSON body.", "body", "MISSING_REQUEST_BODY")
    try:
        raw = base64.b64decode(body, validate=True) if is_base64 else body
        value: object = json.loads(raw.decode("utf-8-sig"))
        if _ESCAPED_SURROGATE in raw.lower():
            whole = json.dumps(value, ensure_ascii=False).encode(errors="replace")
            value = json.loads(whole)
    except (binascii.Error, ValueError, RecursionError) as error:
        raise _invalid("The body is not valid JSON.", "body", "INVALID_JSON") from error
    if not isinstance(value, dict):
        raise _invalid("The body must be a JSON object.", "body", "INVALID_JSON")
    return value


def read_reference_request(
    body: JsonBody, facts: RequestFacts, *, coach_id: str, conversation_id: str
) -> TurnRequest:
    """Read `{userResponse, messageTimestamp, imageS3Keys?}`.

    Raises:
        InvalidRequestError: a field is missing or unusable.
        NotFoundError: an id that cannot exist.
    """
    images = _image_keys(body.get("imageS3Keys"), facts.user_id, field="imageS3Keys")
    text = _text(body.get("userResponse"), field="userResponse", needed=not images)
    sent = body.get("messageTimestamp")
    key = derived_id("client", conversation_id, str(sent), text, *images)
    return TurnRequest(
        user_id=facts.user_id,
        conversation_id=checked_id(conversation_id, kind="conversation"),
        coach_id=checked_id(coach_id, kind="coach"),
        text=text,
        image_keys=images,
        client_message_id=key,
        sent_at=_timestamp(sent),
        correlation_id=facts.correlation_id,
        deadline_s=facts.deadline_s,
    )


def read_ui_request(body: JsonBody, facts: RequestFacts) -> TurnRequest:
    """Read the AI SDK transport's body; only the newest user message counts.

    Raises:
        InvalidRequestError: no conversation id, or no usable user message.
        NotFoundError: a conversation id that cannot exist.
    """
    conversation_id = body.get("id")
    if not isinstance(conversation_id, str) or not conversation_id:
        raise _invalid("Name the conversation.", "id")
    message = _newest(body)
    text, urls = _parts(message)
    images = _image_keys(urls, facts.user_id, field="messages")
    client_id = message.get("id")
    return TurnRequest(
        user_id=facts.user_id,
        conversation_id=checked_id(conversation_id, kind="conversation"),
        coach_id=None,
        text=_text(text, field="messages", needed=not images),
        image_keys=images,
        client_message_id=_client_id(client_id, conversation_id, facts.fresh_id),
        sent_at=facts.now,
        correlation_id=facts.correlation_id,
        deadline_s=facts.deadline_s,
    )


def checked_id(value: str, *, kind: str) -> str:
    """Return an id that fits into keys.

    Raises:
        NotFoundError: nothing can be stored under it.
    """
    if _ID.fullmatch(value) is None:
        raise NotFoundError(f"There is no such {kind}.", kind=kind, id="")
    return value


def _newest(body: JsonBody) -> JsonBody:
    single, listed = body.get("message"), body.get("messages")
    if isinstance(single, str):
        return {"content": single}
    if isinstance(single, dict):
        return single
    for message in reversed(listed if isinstance(listed, list) else []):
        if isinstance(message, dict) and message.get("role") == "user":
            return message
    raise _invalid("There is no message of yours.", "messages", "INVALID_USER_RESPONSE")


def _parts(message: JsonBody) -> tuple[str, list[object]]:
    parts = message.get("parts")
    if not isinstance(parts, list):
        content = message.get("content")
        return (content if isinstance(content, str) else ""), []
    objects = [part for part in parts if isinstance(part, dict)]
    texts = [part.get("text") for part in objects if part.get("type") == "text"]
    urls = [part.get("url") for part in objects if part.get("type") == "file"]
    return "\n".join(text for text in texts if isinstance(text, str)), urls


def _text(value: object, *, field: str, needed: bool) -> str:
    if value is not None and not isinstance(value, str):
        raise _invalid("The message must be text.", field, "INVALID_USER_RESPONSE")
    text = _CONTROLS.sub("", (value or "").replace("\r\n", "\n")).strip()
    if needed and not text:
        raise _invalid("Write a message first.", field, "INVALID_USER_RESPONSE")
    if len(text) > MAX_TEXT_CHARS:
        limit = f"A message may have {MAX_TEXT_CHARS} characters at most."
        raise _invalid(limit, field, "INVALID_USER_RESPONSE")
    return text


def _image_keys(value: object, user_id: str, *, field: str) -> tuple[str, ...]:
    keys = value if isinstance(value, list) else []
    if value is not None and not isinstance(value, list):
        raise _invalid("The images must be a list of keys.", field, "INVALID_USER_RESPONSE")
    if len(keys) > MAX_IMAGES:
        raise _invalid(f"Send {MAX_IMAGES} images at most.", field, "INVALID_USER_RESPONSE")
    return tuple(_own_image(key, user_id, field=field) for key in keys)


def _own_image(key: object, user_id: str, *, field: str) -> str:
    """Return a key below the athlete's own uploads."""
    prefix = f"user-uploads/{user_id}/"
    name = key.removeprefix(prefix) if isinstance(key, str) else ""
    if not isinstance(key, str) or name == key or ".." in name or not _IMAGE_NAME.fullmatch(name):
        raise _invalid(NO_SUCH_IMAGE, field, "INVALID_USER_RESPONSE")
    return key


def _timestamp(value: object) -> datetime:
    if not isinstance(value, str) or not value:
        raise _invalid("Say when it was sent.", "messageTimestamp", "MISSING_TIMESTAMP")
    try:
        sent = datetime.fromisoformat(value)
        return (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        told = "The time is not ISO 8601."
        raise _invalid(told, "messageTimestamp", "MISSING_TIMESTAMP") from error


def _client_id(value: object, conversation_id: str, fresh_id: str) -> str:
    if not isinstance(value, str) or not value:
        return fresh_id
    return value if _CLIENT_ID.fullmatch(value) else derived_id("client", conversation_id, value)


def _invalid(message: str, field: str, code: str | None = None) -> InvalidRequestError:
    return InvalidRequestError(message, field=field, code=code)
