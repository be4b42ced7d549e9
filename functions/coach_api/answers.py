"""The answers of all routes: JSON text with the right headers, and errors in the shared shape."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from aws_lambda_powertools.event_handler import Response

from libs.errors import BudgetExceededError, CoachBackendError, InvalidRequestError
from libs.events.error_body import error_body

JSON = "application/json"
Answer = Response[str]
Headers = Mapping[str, str | list[str]]
_MESSAGES: Mapping[str, str] = {
    "missing": "This field is required.",
    "string_too_long": "This text is too long.",
    "string_too_short": "This text is too short.",
    "too_long": "This list is too long.",
    "literal_error": "This value is not one of the allowed ones.",
    "enum": "This value is not one of the allowed ones.",
    "greater_than_equal": "This number is too small.",
    "greater_than": "This number is too small.",
    "less_than_equal": "This number is too large.",
    "less_than": "This number is too large.",
}
"""By pydantic's error type; what was sent is never repeated."""
_UNUSABLE = "This value cannot be used."


def answer(
    body: Mapping[str, object], *, status: int = 200, headers: Headers | None = None
) -> Answer:
    """Return a JSON answer."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(status, content_type=JSON, body=text, headers=dict(headers or {}))


def empty(status: int, *, headers: Headers | None = None) -> Answer:
    """Return an answer without a body."""
    return Response(status, content_type=None, body="", headers=dict(headers or {}))


def error_answer(error: CoachBackendError) -> Answer:
    """Return an error of ours; a used-up budget says when to come back."""
    headers = {}
    if isinstance(error, BudgetExceededError):
        headers["Retry-After"] = str(error.retry_after_s)
    return answer(error_body(error), status=error.status_code, headers=headers)


def plain_error(status: int, code: str, message: str, headers: Headers | None = None) -> Answer:
    """Return an error that no exception of ours stands for."""
    body = {"error": {"code": code, "message": message}}
    return answer(body, status=status, headers=headers)


def invalid(errors: Sequence[Mapping[str, object]]) -> InvalidRequestError:
    """Return the first problem of a validation as an error that names its field."""
    first = errors[0] if errors else {}
    loc = first.get("loc")
    path = [str(part) for part in loc] if isinstance(loc, list | tuple) else []
    field = ".".join(path[1:]) or (path[0] if path else "body")
    return InvalidRequestError(_MESSAGES.get(str(first.get("type")), _UNUSABLE), field=field)
