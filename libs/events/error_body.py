"""Errors found before the first byte, as plain HTTP answers free of internals."""

from __future__ import annotations

from libs.conversation.lines import ERROR_TEXTS
from libs.errors import BudgetExceededError, CoachBackendError, InvalidRequestError

_FIRST_SERVER_ERROR = 500


def error_body(error: CoachBackendError, *, code: str | None = None) -> dict[str, object]:
    """Return `{"error": {code, message, field?, retryAfterSeconds?}}`; `code` replaces its own.

    Messages of our own faults stay out: the caller gets a fixed text.
    """
    ours = error.status_code >= _FIRST_SERVER_ERROR
    told: dict[str, object] = {
        "code": code or error.code,
        "message": ERROR_TEXTS["unavailable" if error.retryable else "internal"]
        if ours
        else error.message,
    }
    if isinstance(error, InvalidRequestError):
        told["field"] = error.field
    if isinstance(error, BudgetExceededError):
        told["retryAfterSeconds"] = error.retry_after_s
    return {"error": told}
