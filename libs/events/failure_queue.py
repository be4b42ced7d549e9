"""Messages of the on-failure queue: events for which Lambda has stopped retrying."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from pydantic import Field, JsonValue, ValidationError

from libs.errors import CoachBackendError
from libs.jobs.ports import EventLog
from libs.wire import WireModel

BatchAnswer = dict[str, list[dict[str, str]]]


class QueueRecord(WireModel):
    """One SQS record as Lambda delivers it."""

    message_id: str
    body: str


class QueueBatch(WireModel):
    """The event of an SQS trigger."""

    records: tuple[QueueRecord, ...] = Field(alias="Records")


class FailedInvoke(WireModel):
    """The part of a destination record that is used: the event that was given up."""

    request_payload: dict[str, JsonValue]


def answer_batch(
    records: Iterable[QueueRecord],
    handle: Callable[[Mapping[str, object]], None],
    *,
    log: EventLog,
) -> BatchAnswer:
    """Handle each given-up event; return the messages that are to be delivered again.

    A message that is no destination record is dropped: no delivery would make it one.
    """
    again = []
    for record in records:
        try:
            handle(FailedInvoke.model_validate_json(record.body).request_payload)
        except ValidationError:
            log.error("failure_record_unreadable", message_id=record.message_id)
        except CoachBackendError as exc:
            log.warning("failure_record_not_handled", code=exc.code)
            again.append({"itemIdentifier": record.message_id})
    return {"batchItemFailures": again}
