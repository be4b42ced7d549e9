"""What a failed program build stored without publishing it."""

from __future__ import annotations

from libs.jobs.models import Job, program_id_of
from libs.storage.keys import details_object, program_key
from libs.storage.objects import Objects, StoredObject
from libs.storage.table import Table


class StoredLeftovers:
    """`Leftovers` over the details object; versions are deleted by their ids only."""

    def __init__(self, table: Table, objects: Objects) -> None:
        self._table = table
        self._objects = objects

    def list_versions(self, job: Job) -> tuple[str, ...]:
        """Return the stored versions of the details of this job's program."""
        key = _details_key(job)
        found = self._objects.list_versions(key)
        return tuple(item.version_id for item in found if item.key == key)

    def is_published(self, job: Job) -> bool:
        """Return whether the job's program is visible."""
        return self._table.get(program_key(job.user_id, _program_id(job))) is not None

    def delete_versions(self, job: Job, versions: tuple[str, ...]) -> None:
        """Delete exactly these versions."""
        key = _details_key(job)
        self._objects.delete_versions([StoredObject(key, version) for version in versions])


def _program_id(job: Job) -> str:
    return program_id_of(job.conversation_id, job.message_id)


def _details_key(job: Job) -> str:
    return details_object(job.user_id, _program_id(job))
