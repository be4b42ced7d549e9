"""The one place that writes debug dumps; a dump that fails is logged and dropped."""

from __future__ import annotations

import json
from collections.abc import Mapping

from libs.clock import Clock
from libs.errors import CoachBackendError
from libs.jobs.ports import EventLog
from libs.storage.keys import debug_object
from libs.storage.objects import Objects

UNKNOWN_USER = "unknown"


class ObjectDebugDump:
    """The `DebugDump` port: one object per invocation, expired by the bucket after 14 days."""

    def __init__(self, objects: Objects, *, function: str, clock: Clock, log: EventLog) -> None:
        self._objects, self._function = objects, function
        self._clock, self._log = clock, log

    def write(self, *, user_id: str, name: str, content: Mapping[str, object]) -> None:
        """Store one record; never raises for the store's faults."""
        try:
            key = debug_object(
                self._function, self._clock.now().date(), user_id or UNKNOWN_USER, name
            )
            body = json.dumps(content, default=str, ensure_ascii=False).encode("utf-8", "replace")
            self._objects.put(key, body)
        except (CoachBackendError, ValueError) as exc:
            self._log.error("debug_dump_failed", error=exc)
