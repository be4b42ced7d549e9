"""Maps errors of DynamoDB and S3 into ours, in one place each; never by words in a message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus

from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from libs.errors import ConditionFailedError, StorageError

_CONDITION = "ConditionalCheckFailed"
_LOST_PUT = frozenset({HTTPStatus.PRECONDITION_FAILED, HTTPStatus.CONFLICT})
_MISSING = "missing"


class TransactionConflictError(StorageError):
    """Another transaction touched the same items at the same moment; a repeat may succeed."""


@contextmanager
def table_errors(labels: Sequence[str] = ()) -> Iterator[None]:
    """Map what a table call raises; `labels` name the entries of a transaction in order.

    Raises:
        ConditionFailedError: with the labels of the entries whose condition failed.
        StorageError: everything else, with the service's code.
    """
    try:
        yield
    except ClientError as exc:
        raise _of_table(exc, labels) from exc
    except ParamValidationError:
        raise
    except BotoCoreError as exc:
        raise StorageError(f"the table did not answer: {type(exc).__name__}") from exc


@contextmanager
def object_errors() -> Iterator[None]:
    """Map what a bucket call raises.

    Raises:
        ConditionFailedError: the object exists, or is absent (`failed` is then `missing`).
        StorageError: everything else, with the service's code.
    """
    try:
        yield
    except ClientError as exc:
        raise _of_bucket(exc) from exc
    except ParamValidationError:
        raise
    except BotoCoreError as exc:
        raise StorageError(f"the bucket did not answer: {type(exc).__name__}") from exc


def is_missing(error: ConditionFailedError) -> bool:
    """Tell whether a bucket call failed because there is no such object."""
    return _MISSING in error.failed


def _of_table(error: ClientError, labels: Sequence[str]) -> StorageError:
    code = error.response.get("Error", {}).get("Code", "")
    if code == "ConditionalCheckFailedException":
        return ConditionFailedError("the condition failed", failed=tuple(labels))
    if code != "TransactionCanceledException":
        return StorageError(f"the table refused: {code}")
    reasons = [
        str(reason.get("Code", "")) for reason in error.response.get("CancellationReasons", ())
    ]
    failed = tuple(
        label for label, reason in zip(labels, reasons, strict=False) if reason == _CONDITION
    )
    if failed:
        return ConditionFailedError("a condition of the transaction failed", failed=failed)
    return TransactionConflictError("the transaction met another one")


def _of_bucket(error: ClientError) -> StorageError:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if status in _LOST_PUT:
        return ConditionFailedError("the object exists", failed=("object",))
    if status == HTTPStatus.NOT_FOUND:
        return ConditionFailedError("there is no such object", failed=(_MISSING,))
    return StorageError(f"the bucket refused: {error.response.get('Error', {}).get('Code', '')}")
