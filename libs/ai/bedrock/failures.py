"""Maps codes and statuses of Bedrock to our errors; pure, no SDK."""

from __future__ import annotations

from collections.abc import Mapping

from libs.ai.retry import MODEL_GONE
from libs.errors import (
    ModelError,
    ModelRejectedError,
    ModelStreamBrokenError,
    ModelThrottledError,
    ModelUnavailableError,
)

MAX_DETAIL_CHARS = 300
ACCESS_DENIED = "access_denied"
"""`code` of a ModelRejectedError that permissions or the signature caused: alarm, never retry."""

_BY_CODE: Mapping[str, type[ModelError]] = {
    "throttling": ModelThrottledError,
    "servicequotaexceeded": ModelThrottledError,
    "modelnotready": ModelThrottledError,
    "modeltimeout": ModelUnavailableError,
    "modelerror": ModelUnavailableError,
    "internalserver": ModelUnavailableError,
    "serviceunavailable": ModelUnavailableError,
    "validation": ModelRejectedError,
    "accessdenied": ModelRejectedError,
    "resourcenotfound": ModelRejectedError,
}
_TIMEOUT, _NOT_FOUND, _FORBIDDEN, _FAILED_DEPENDENCY, _TOO_MANY = 408, 404, 403, 424, 429
_SERVER_ERROR = 500


def error_of_status(
    status: int, code: str, detail: str, *, model_id: str, retry_after_s: float | None = None
) -> ModelError:
    """Return our error for an HTTP failure; the code decides, then the status."""
    kind = _BY_CODE.get(_plain(code)) or _class_of_status(status)
    message = f"Bedrock answered {status} {code or 'without a code'}: {detail[:MAX_DETAIL_CHARS]}"
    error = kind(message, model_id=model_id, retry_after_s=retry_after_s)
    if status == _NOT_FOUND:
        error.code = MODEL_GONE
    elif status == _FORBIDDEN:
        error.code = ACCESS_DENIED
    return error


def error_of_frame(kind: str, detail: str, *, model_id: str) -> ModelError:
    """Return our error for an exception frame in mid-stream; unknown kinds are broken streams."""
    error = _BY_CODE.get(_plain(kind), ModelStreamBrokenError)
    message = f"Bedrock ended the stream with {kind}: {detail[:MAX_DETAIL_CHARS]}"
    return error(message, model_id=model_id)


def hinted_delay_s(headers: Mapping[str, str]) -> float | None:
    """Return the pause a server asks for: `retry-after-ms`, else `retry-after` in seconds."""
    for name, per_s in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            delay_s = float(headers.get(name, "")) / per_s
        except ValueError:
            continue
        if 0.0 <= delay_s < float("inf"):
            return delay_s
    return None


def _class_of_status(status: int) -> type[ModelError]:
    if status == _TOO_MANY:
        return ModelThrottledError
    if status in (_TIMEOUT, _FAILED_DEPENDENCY) or status >= _SERVER_ERROR:
        return ModelUnavailableError
    return ModelRejectedError


def _plain(code: str) -> str:
    name = code.partition(":")[0].lower()
    return name.removesuffix("exception")
