"""The one helper that invokes functions asynchronously; it checks that Lambda accepted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from libs.errors import DispatchError, PayloadTooLargeError
from libs.jobs.models import JobKind
from libs.jobs.ports import EventLog

if TYPE_CHECKING:
    from types_boto3_lambda import LambdaClient

ACCEPTED = 202
MAX_PAYLOAD_BYTES = 1_000_000
"""Source: runtime.md section 3, the limit of an Event payload."""
_LABELS: Mapping[JobKind, str] = {
    "training_program": "training program generation",
    "workout": "workout extraction",
    "conversation_summary": "conversation summary",
}


class LambdaDispatcher:
    """Sends `InvocationType=Event` invokes; function names come from the settings."""

    def __init__(
        self, client: LambdaClient, *, functions: Mapping[JobKind, str], log: EventLog
    ) -> None:
        self._client, self._functions, self._log = client, functions, log

    def invoke(self, kind: JobKind, payload: Mapping[str, object], *, user_id: str) -> str:
        """Send the event of a build and return the request id.

        Raises:
            DispatchError: it was not accepted.
        """
        name = self._functions.get(kind)
        if name is None:
            raise DispatchError("This function starts no such background work.")
        return self.invoke_async(name, payload, label=f"{_LABELS[kind]} for user {user_id}")

    def invoke_async(self, function_name: str, payload: Mapping[str, object], *, label: str) -> str:
        """Invoke a function asynchronously and return the request id.

        Raises:
            DispatchError: the service refused, did not answer, or answered something but 202.
            PayloadTooLargeError: it is over the limit; nothing was sent.
        """
        body = json.dumps(payload, ensure_ascii=False).encode("utf-8", "replace")
        if len(body) > MAX_PAYLOAD_BYTES:
            raise PayloadTooLargeError("The event is over 1 MB.")
        try:
            answer = self._client.invoke(
                FunctionName=function_name, InvocationType="Event", Payload=body
            )
        except (ClientError, BotoCoreError) as exc:
            raise DispatchError("The background work could not be started.") from exc
        request_id = answer["ResponseMetadata"].get("RequestId", "")
        if answer["StatusCode"] != ACCEPTED:
            raise DispatchError("The background work was not accepted.")
        self._log.info(
            "function_invoked",
            label=label,
            target=function_name,
            invoke_request_id=request_id,
            correlation_id=str(payload.get("correlationId", "")),
        )
        return request_id
