"""Requests and step results of jobs in the bucket."""

from __future__ import annotations

import json
from collections.abc import Mapping

from libs.errors import NotFoundError, StorageError
from libs.storage.keys import request_object, step_object
from libs.storage.objects import Objects


class ObjectRequestStore:
    """RequestStore on the bucket."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def save(
        self, user_id: str, job_id: str, request: Mapping[str, object], *, attempt: int = 0
    ) -> str:
        """Store a request and return its key."""
        key = request_object(user_id, job_id, attempt)
        self._objects.put(key, json.dumps(request, separators=(",", ":")).encode())
        return key

    def load(self, key: str) -> Mapping[str, object]:
        """Return a stored request.

        Raises:
            NotFoundError: it is gone, or no JSON object.
        """
        try:
            request: object = json.loads(self._objects.load(key))
        except ValueError:
            request = None
        if not isinstance(request, dict):
            raise NotFoundError("The stored request is unusable.", kind="request", id=key)
        return request


class ObjectStepStore:
    """StepStore on the bucket."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def find_result(self, user_id: str, job_id: str, name: str, digest: str) -> str | None:
        """Return the stored result, or None."""
        content = self._objects.find(step_object(user_id, job_id, name, digest))
        return None if content is None else content.decode("utf-8", "replace")

    def put_result(
        self, user_id: str, job_id: str, name: str, digest: str, result: str
    ) -> str | None:
        """Store a result if there is none; return the other one if there is."""
        key = step_object(user_id, job_id, name, digest)
        if self._objects.put_if_absent(key, result.encode()) is not None:
            return None
        winner = self.find_result(user_id, job_id, name, digest)
        if winner is None:
            raise StorageError("a step result vanished while it was written")
        return winner

    def replace_result(
        self, user_id: str, job_id: str, name: str, digest: str, result: str
    ) -> None:
        """Overwrite a result that cannot be read any more."""
        self._objects.put(step_object(user_id, job_id, name, digest), result.encode())
