"""Turns errors into what a failed job says; wording comes from the code, not from the error."""

from __future__ import annotations

from collections.abc import Mapping

from libs.errors import CoachBackendError, NotFoundError
from libs.jobs.models import JobError

_TEXTS: Mapping[str, str] = {
    "throttled": "The model is overloaded right now. Try again in a few minutes.",
    "unavailable": "The model could not be reached. Try again in a few minutes.",
    "stream_broken": "The connection to the model broke off. Try again.",
    "model_gone": "The model is not available any more; we have been told. Try again later.",
    "access_denied": "The model refused us access; we have been told. Try again later.",
    "rejected": "The model did not accept the request. Try again later.",
    "refused": "The model declined this request. Rephrase it with your coach.",
    "truncated": "The answer of the model was too long. Try again with a shorter program.",
    "invalid_output": "The model's answer could not be used. Try again.",
    "lint_failed": "The result did not pass our safety and quality checks. Tell your coach what "
    "matters most and start again.",
    "budget": "Your daily limit is used up. Try again tomorrow.",
    "storage": "It could not be stored. Try again in a few minutes.",
    "condition_failed": "Something changed while it was being stored. Try again.",
    "item_too_large": "It is too large to be stored. Ask for a shorter one.",
    "out_of_time": "The build took too long. Nothing finished is lost: try again.",
    "dispatch": "The build could not be started. Try again.",
    "gone": "What the build needs was deleted in the meantime.",
    "input_lost": "The stored request is missing. Ask your coach to start again.",
    "missing_fields": "The request was incomplete. Ask your coach to start again.",
}
_UNEXPECTED = "Something went wrong on our side. Try again."
_NOT_RETRYABLE = frozenset(
    {"refused", "lint_failed", "gone", "input_lost", "missing_fields", "declined", "item_too_large"}
)
"""Another try of the same request from the same finished steps ends the same way."""


def failure(code: str) -> JobError:
    """Return what a job that failed with this code says."""
    return JobError(
        code=code, message=_TEXTS.get(code, _UNEXPECTED), retryable=code not in _NOT_RETRYABLE
    )


def failure_of(error: BaseException) -> JobError:
    """Return what a job that failed with this error says."""
    if isinstance(error, NotFoundError):
        return failure("gone")
    return failure(error.code if isinstance(error, CoachBackendError) else "internal")


def is_worth_another_attempt(error: BaseException) -> bool:
    """Tell whether the same invocation may succeed later; unknown errors get the benefit."""
    return error.retryable if isinstance(error, CoachBackendError) else True
