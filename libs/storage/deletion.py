"""Removes a conversation, program, workout or memory with everything that belongs to it.

Order: what hangs on the head first (objects with all versions, vectors, rows), then the head and
the receipt in one transaction. Whatever is cut off, a repeat finishes; a repeat after the end
returns the receipt. A store that is down leaves the head: the thing can still be deleted.

Vectors go once more after the head: a build that indexes what is being deleted looks for the head
after its write and takes it back, so that one of both comes last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from libs.clock import Clock
from libs.conversation.models import Message
from libs.errors import NotFoundError
from libs.jobs.models import FINAL_STATES
from libs.memory.models import record_key
from libs.storage.items import Item, item_of, model_of
from libs.storage.jobs import find_job
from libs.storage.keys import (
    Key,
    conversation_key,
    conversation_pk,
    day_key,
    details_object,
    exercises_pk,
    job_key,
    memory_key,
    parts_of,
    path,
    program_key,
    program_pk,
    receipt_key,
    workout_key,
)
from libs.storage.objects import Objects
from libs.storage.program_counts import uncount
from libs.storage.table import Table
from libs.storage.writes import Write, delete, put
from libs.wire import WireModel

Kind = Literal["conversation", "program", "workout", "memory"]
RECEIPT_LIFE = timedelta(days=30)
_UPLOADS = "user-uploads"
_WORKOUT_PLACE = 2
"""Of an exercise row's sort key: {exerciseId}#{completedAt}#{workoutId}#{n}."""


class VectorDeleter(Protocol):
    """The part of the vector store that deletion needs."""

    def delete(self, user_id: str, keys: Sequence[str]) -> None:
        """Remove vectors of this athlete; absent ones are no error."""
        ...


class Receipt(WireModel):
    """What a deletion removed for good."""

    kind: Kind
    id: str
    deleted_at: datetime
    items: int
    objects: int
    vectors: int
    """Vectors that were asked to be removed; the store does not tell how many there were."""


@dataclass(frozen=True)
class _Removed:
    items: int = 0
    objects: int = 0


class Deletion:
    """Deletes one thing of one athlete at a time; every method is idempotent."""

    def __init__(
        self, table: Table, objects: Objects, *, vectors: VectorDeleter | None, clock: Clock
    ) -> None:
        self._table = table
        self._objects = objects
        self._vectors = vectors
        self._clock = clock

    def delete_conversation(self, user_id: str, conversation_id: str) -> Receipt:
        """Remove head, messages, turns, summary, uploads it names, and what its builds stored.

        Raises:
            NotFoundError: there is no such conversation and never was one, as far as is known.
            StorageError: something is left; a repeat goes on.
        """
        key = conversation_key(user_id, conversation_id)
        return self._delete("conversation", user_id, conversation_id, key, self._empty_conversation)

    def delete_program(self, user_id: str, program_id: str) -> Receipt:
        """Remove the header, the days' states and the details with all versions.

        Raises:
            NotFoundError, StorageError: as `delete_conversation`.
        """
        key = program_key(user_id, program_id)
        return self._delete("program", user_id, program_id, key, self._empty_program)

    def delete_workout(self, user_id: str, workout_id: str) -> Receipt:
        """Remove the workout and its exercise rows; a session it answered is open again.

        Raises:
            NotFoundError, StorageError: as `delete_conversation`.
        """
        key = workout_key(user_id, workout_id)
        return self._delete("workout", user_id, workout_id, key, self._empty_workout)

    def delete_memory(self, user_id: str, memory_id: str) -> Receipt:
        """Remove the memory.

        Raises:
            NotFoundError, StorageError: as `delete_conversation`.
        """
        key = memory_key(user_id, memory_id)
        return self._delete("memory", user_id, memory_id, key, lambda *_: _Removed())

    def _delete(
        self,
        kind: Kind,
        user_id: str,
        id: str,
        key: Key,
        empty: Callable[[str, str, Item], _Removed],
    ) -> Receipt:
        place = receipt_key(user_id, kind, id)
        head = self._table.get(key)
        if head is None:
            stored = self._table.get(place)
            if stored is None:
                raise NotFoundError(f"There is no such {kind}.", kind=kind, id=id)
            self._forget(user_id, record_key(kind, id))
            return model_of(Receipt, stored)
        removed = empty(user_id, id, head)
        vectors = self._forget(user_id, record_key(kind, id))
        receipt = Receipt(
            kind=kind,
            id=id,
            deleted_at=self._clock.now(),
            items=removed.items + 1,
            objects=removed.objects,
            vectors=vectors,
        )
        expires = int((receipt.deleted_at + RECEIPT_LIFE).timestamp())
        item = item_of(place, "receipt", receipt, now=receipt.deleted_at, ttl=expires)
        freed = self._freed_session(user_id, head) if kind == "workout" else ()
        self._table.transact([delete("head", key), put("receipt", item), *freed])
        self._forget(user_id, record_key(kind, id))
        return receipt

    def _freed_session(self, user_id: str, workout: Item) -> Sequence[Write]:
        """Return the writes that open the session a workout answered, if it still holds it."""
        program_id, template_id = workout.get("programId"), workout.get("templateId")
        day_number = workout.get("dayNumber")
        if not (program_id and template_id and isinstance(day_number, int)):
            return ()
        key = day_key(user_id, str(program_id), day_number, str(template_id))
        row = self._table.get(key)
        if row is None or row.get("workoutId") != workout.get("workoutId"):
            return ()
        program = program_key(user_id, str(program_id))
        freed = delete("day", key, "#workoutId = :id", id=workout.get("workoutId"))
        counted = uncount(user_id, str(program_id), row) if self._table.get(program) else ()
        return (freed, *counted)

    def _forget(self, user_id: str, *keys: str) -> int:
        if self._vectors is None:
            return 0
        self._vectors.delete(user_id, keys)
        return len(keys)

    def _empty_conversation(self, user_id: str, conversation_id: str, head: Item) -> _Removed:
        pk = conversation_pk(user_id, conversation_id)
        items = list(self._table.query(pk))
        messages = [model_of(Message, item) for item in items if _is(item, "message")]
        prefixes = [
            key
            for message in messages
            for key in message.image_keys
            if key.startswith(f"{path(_UPLOADS, user_id)}/")
        ]
        job_ids = {message.job_id for message in messages if message.job_id}
        jobs = [
            job for job_id in sorted(job_ids) if (job := find_job(self._table, user_id, job_id))
        ]
        prefixes += [f"{path('jobs', user_id, job.job_id)}/" for job in jobs]
        over = [job_key(user_id, job.job_id) for job in jobs if job.state in FINAL_STATES]
        objects = sum(self._objects.delete_all_versions(prefix) for prefix in prefixes)
        return _Removed(self._drop([*map(_key, items), *over]), objects)

    def _empty_program(self, user_id: str, program_id: str, head: Item) -> _Removed:
        objects = self._objects.delete_all_versions(details_object(user_id, program_id))
        rows = self._table.query(program_pk(user_id, program_id))
        return _Removed(self._drop(map(_key, rows)), objects)

    def _empty_workout(self, user_id: str, workout_id: str, head: Item) -> _Removed:
        rows = self._table.query(exercises_pk(user_id))
        own = [_key(row) for row in rows if _workout_of(row) == workout_id]
        return _Removed(self._drop(own))

    def _drop(self, keys: Iterable[Key]) -> int:
        dropped = 0
        for key in tuple(keys):
            self._table.write(delete("item", key))
            dropped += 1
        return dropped


def _is(item: Mapping[str, object], entity_type: str) -> bool:
    return item.get("entityType") == entity_type


def _key(item: Item) -> Key:
    return Key(str(item["pk"]), str(item["sk"]))


def _workout_of(row: Item) -> str:
    parts = parts_of(str(row["sk"]))
    return parts[_WORKOUT_PLACE] if len(parts) > _WORKOUT_PLACE else ""
