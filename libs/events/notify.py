"""Final states on our EventBridge bus; receivers drop repeats by the job id."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from libs.errors import StorageError
from libs.jobs.models import Job, JobKind

if TYPE_CHECKING:
    from types_boto3_events import EventBridgeClient
    from types_boto3_events.type_defs import PutEventsRequestEntryTypeDef

SOURCE = "mesocycle"
_SUBJECTS: Mapping[JobKind, str] = {
    "training_program": "TrainingProgram",
    "workout": "Workout",
    "conversation_summary": "ConversationSummary",
}


class EventBridgeNotifier:
    """The `Notifier` port."""

    def __init__(self, client: EventBridgeClient, *, bus_name: str) -> None:
        self._client, self._bus_name = client, bus_name

    def notify(self, job: Job) -> None:
        """Send `TrainingProgramReady`, `TrainingProgramFailed` and the like.

        Raises:
            StorageError: the bus did not take it.
        """
        ending = "Ready" if job.state == "ready" else "Failed"
        entry: PutEventsRequestEntryTypeDef = {
            "Source": SOURCE,
            "DetailType": f"{_SUBJECTS[job.kind]}{ending}",
            "Detail": json.dumps({**job.to_public(), "userId": job.user_id}),
            "EventBusName": self._bus_name,
        }
        try:
            answer = self._client.put_events(Entries=[entry])
        except (ClientError, BotoCoreError) as exc:
            raise StorageError("the event bus did not answer") from exc
        if answer["FailedEntryCount"]:
            raise StorageError("the event bus did not take the event")
