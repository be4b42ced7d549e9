"""The one exception tree; adapters map foreign errors into it, the edges map it to answers.

```
CoachBackendError                 500
├─ InvalidRequestError 400        ├─ UnauthenticatedError 401   ├─ ForbiddenError 403
├─ NotFoundError 404              ├─ ConflictError 409          ├─ PayloadTooLargeError 413
├─ BudgetExceededError 429
├─ ModelError 502
│  ├─ ModelThrottledError 503 retryable   ├─ ModelUnavailableError 503 retryable
│  ├─ ModelStreamBrokenError 502 retryable
│  ├─ ModelRejectedError   ├─ ModelRefusedError   ├─ ModelTruncatedError   └─ ModelOutputError
├─ StorageError 503 retryable
│  ├─ ConditionFailedError 409    ├─ ItemTooLargeError 413    └─ StoreRejectedError 500
├─ DispatchError 503 retryable
└─ BuildError
   ├─ OutOfTimeError retryable    ├─ LeaseHeldError   └─ LintFailedError
```

A skip, a question or a decline is a result, not an exception.
"""

from __future__ import annotations


class CoachBackendError(Exception):
    """Base of every error of ours; the message tells the person what to do."""

    code: str = "internal"
    status_code: int = 500
    retryable: bool = False

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidRequestError(CoachBackendError):
    """The caller sent something unusable; `field` names it in wire spelling."""

    code = "invalid_request"
    status_code = 400

    def __init__(self, message: str, *, field: str, code: str | None = None) -> None:
        super().__init__(message)
        self.field = field
        if code is not None:
            self.code = code


class UnauthenticatedError(CoachBackendError):
    """No token, or a token that does not verify."""

    code = "unauthenticated"
    status_code = 401


class ForbiddenError(CoachBackendError):
    """A valid token of somebody else."""

    code = "forbidden"
    status_code = 403


class NotFoundError(CoachBackendError):
    """The thing is absent, or belongs to somebody else: the answer is the same."""

    code = "not_found"
    status_code = 404

    def __init__(self, message: str, *, kind: str, id: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.id = id


class ConflictError(CoachBackendError):
    """The current state does not allow the move; `state` is the current one."""

    code = "conflict"
    status_code = 409

    def __init__(self, message: str, *, state: str, code: str | None = None) -> None:
        super().__init__(message)
        self.state = state
        if code is not None:
            self.code = code


class PayloadTooLargeError(CoachBackendError):
    """The body is over its cap."""

    code = "payload_too_large"
    status_code = 413


class BudgetExceededError(CoachBackendError):
    """A per-athlete budget is used up; `retry_after_s` says when to come back."""

    code = "budget"
    status_code = 429

    def __init__(self, message: str, *, budget: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.budget = budget
        self.retry_after_s = retry_after_s


class ModelError(CoachBackendError):
    """A model call did not give a usable answer."""

    code = "model"
    status_code = 502

    def __init__(
        self, message: str, *, model_id: str = "", retry_after_s: float | None = None
    ) -> None:
        super().__init__(message)
        self.model_id = model_id
        self.retry_after_s = retry_after_s


class ModelThrottledError(ModelError):
    """429, quota exceeded, model not ready."""

    code = "throttled"
    status_code = 503
    retryable = True


class ModelUnavailableError(ModelError):
    """5xx, 408, 424, connection refused or timed out before the first event."""

    code = "unavailable"
    status_code = 503
    retryable = True


class ModelStreamBrokenError(ModelError):
    """The stream ended without a stop reason: cut, clean end, read time-out, exception frame."""

    code = "stream_broken"
    retryable = True


class ModelRejectedError(ModelError):
    """400, 403 or 404: configuration or a bug of ours; the same request never succeeds."""

    code = "rejected"


class ModelRefusedError(ModelError):
    """The model refused, or a guardrail intervened; the same text is never sent again."""

    code = "refused"


class ModelTruncatedError(ModelError):
    """`max_tokens` or the context window was hit; `text` holds what arrived, for salvage."""

    code = "truncated"

    def __init__(self, message: str, *, model_id: str = "", text: str = "") -> None:
        super().__init__(message, model_id=model_id)
        self.text = text


class ModelOutputError(ModelError):
    """The answer does not validate after all repair turns; `raw` is for the dump only."""

    code = "invalid_output"

    def __init__(
        self, message: str, *, model_id: str = "", raw: str = "", issues: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message, model_id=model_id)
        self.raw = raw
        self.issues = issues


class StorageError(CoachBackendError):
    """The table, the bucket or the vector store did not do what was asked."""

    code = "storage"
    status_code = 503
    retryable = True


class ConditionFailedError(StorageError):
    """A conditional write lost: the state has moved on; re-read and decide."""

    code = "condition_failed"
    status_code = 409
    retryable = False

    def __init__(self, message: str, *, failed: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.failed = failed
        """Labels of the transaction entries whose condition failed, in order."""


class ItemTooLargeError(StorageError):
    """An item is over DynamoDB's 400 KB."""

    code = "item_too_large"
    status_code = 413
    retryable = False


class StoreRejectedError(StorageError):
    """The store refused the request itself: configuration or a bug of ours; no repeat helps."""

    code = "store_rejected"
    status_code = 500
    retryable = False


class DispatchError(CoachBackendError):
    """An asynchronous invoke was not accepted."""

    code = "dispatch"
    status_code = 503
    retryable = True


class BuildError(CoachBackendError):
    """A build cannot go on."""

    code = "build"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code


class OutOfTimeError(BuildError):
    """No step may start any more in this invocation; the next attempt continues."""

    code = "out_of_time"
    retryable = True


class LeaseHeldError(BuildError):
    """Another invocation works on the job, or took it over: leave quietly."""

    code = "lease_held"


class CancelledError(BuildError):
    """The athlete cancelled the job; seen at a step boundary."""

    code = "cancelled"


class LintFailedError(BuildError):
    """Findings of severity error survived every repair; nothing is published."""

    code = "lint_failed"

    def __init__(self, message: str, *, findings: tuple[str, ...]) -> None:
        super().__init__(message)
        self.findings = findings
