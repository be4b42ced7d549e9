"""What athletes read of finished things: stored values as they are, without storage's own fields.

Programs, workouts and memories are written elsewhere and read here in their wire form, so the
JSON routes need none of the domains' models.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice

from libs.errors import StorageError
from libs.program_status import find_plan
from libs.storage.keys import (
    day_prefix,
    memory_key,
    parts_of,
    program_key,
    program_pk,
    user_pk,
    workout_key,
    workouts_index,
)
from libs.storage.objects import Objects
from libs.storage.program_counts import adherence_of
from libs.storage.table import Table

Wire = dict[str, object]
_STORAGE_FIELDS = frozenset(
    {"pk", "sk", "gsi1pk", "gsi1sk", "entityType", "schemaVersion", "ttl", "userId"}
)
_DETAIL_FIELDS = frozenset({"s3DetailKey", "s3VersionId", "adherenceTotal", "schedule"})
_STATE_FIELDS = {
    "status": "status", "completedAt": "completedAt", "skippedAt": "skippedAt",
    "workoutId": "linkedWorkoutId", "skipReason": "skipReason",
    "adherenceScore": "adherenceScore", "wasScaled": "wasScaled",
}  # fmt: skip
"""Fields of a day's state row, and what they are called on the template."""


class ProgramShelf:
    """Programs: the header from the table, the days from the details in the bucket."""

    def __init__(self, table: Table, objects: Objects) -> None:
        self._table = table
        self._objects = objects
        self._details: tuple[tuple[str, str], Mapping[str, object]] | None = None

    def list_headers(self, user_id: str, *, today: date) -> tuple[Wire, ...]:
        """Return the headers of all programs as they stand on a date, without report cards."""
        items = self._table.query(user_pk(user_id), "program#")
        hidden = _DETAIL_FIELDS | {"reportCard", "usage"}
        return tuple(_shown(item, hidden) | _standing(item, today) for item in items)

    def find_header(self, user_id: str, program_id: str, *, today: date) -> Wire | None:
        """Return the header as it stands on a date, with report card and usage, or None."""
        item = self._table.get(program_key(user_id, program_id))
        if item is None:
            return None
        adherence = adherence_of(item)
        known = {} if adherence is None else {"adherenceScore": adherence}
        return _shown(item, _DETAIL_FIELDS) | _standing(item, today) | known

    def find_day(self, user_id: str, program_id: str, day_number: int) -> Wire | None:
        """Return a day with its templates and what the athlete made of them, or None.

        Raises:
            StorageError: the details are gone or damaged.
        """
        item = self._table.get(program_key(user_id, program_id))
        if item is None:
            return None
        days = self._load_details(item).get("days")
        for day in days if isinstance(days, list) else ():
            if isinstance(day, dict) and day.get("dayNumber") == day_number:
                return self._with_states(user_id, program_id, day)
        return None

    def _load_details(self, item: Mapping[str, object]) -> Mapping[str, object]:
        """Return the details; the last ones read are kept, they change with their version only."""
        place = (str(item.get("s3DetailKey", "")), str(item.get("s3VersionId", "")))
        if self._details is not None and self._details[0] == place and place[1]:
            return self._details[1]
        content = self._objects.find(place[0], version_id=place[1]) if place[0] else None
        try:
            details: object = json.loads(content or b"")
        except ValueError as exc:
            raise StorageError("the details of a program are gone or damaged") from exc
        if not isinstance(details, dict):
            raise StorageError("the details of a program are damaged")
        self._details = (place, details)
        return details

    def _with_states(self, user_id: str, program_id: str, day: Mapping[str, object]) -> Wire:
        prefix = day_prefix(int(str(day.get("dayNumber"))))
        rows = self._table.query(program_pk(user_id, program_id), prefix)
        states = {
            parts_of(str(row["sk"]))[-1]: {
                _STATE_FIELDS[name]: value for name, value in row.items() if name in _STATE_FIELDS
            }
            for row in rows
        }
        templates = day.get("templates")
        shown = [
            {**template, **states.get(str(template.get("templateId")), {})}
            for template in (templates if isinstance(templates, list) else ())
            if isinstance(template, dict)
        ]
        return {**day, "templates": shown}


class WorkoutShelf:
    """Logged workouts, the newest first by when they were done."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def page(
        self, user_id: str, *, limit: int, after: str | None
    ) -> tuple[tuple[Wire, ...], str | None]:
        """Return up to `limit` workouts older than a position, and the next position."""
        items = self._older(user_id, after)
        shown = tuple(islice(items, limit))
        more = next(items, None) is not None
        last = str(shown[-1].get("gsi1sk")) if shown and more else None
        return tuple(_shown(item) for item in shown), last

    def find(self, user_id: str, workout_id: str) -> Wire | None:
        """Return a workout, or None."""
        item = self._table.get(workout_key(user_id, workout_id))
        return None if item is None else _shown(item)

    def _older(self, user_id: str, after: str | None) -> Iterator[Mapping[str, object]]:
        items = self._table.query_index(workouts_index(user_id), up_to=after, newest_first=True)
        return (item for item in items if item.get("gsi1sk") != after)


class MemoryShelf:
    """What the coaches remember."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def list_memories(self, user_id: str) -> tuple[Wire, ...]:
        """Return all memories, in no order that counts."""
        return tuple(_shown(item) for item in self._table.query(user_pk(user_id), "memory#"))

    def find(self, user_id: str, memory_id: str) -> Wire | None:
        """Return a memory, or None."""
        item = self._table.get(memory_key(user_id, memory_id))
        return None if item is None else _shown(item)


def _standing(item: Mapping[str, object], today: date) -> Wire:
    """Return adherence, absent while nothing was due, and completion, both in percent."""
    plan = find_plan(item)
    if plan is None:
        return {}
    adherence = plan.adherence_on(today)
    known: Wire = {} if adherence is None else {"adherenceRate": adherence}
    return {"completion": plan.completion, **known}


def _shown(item: Mapping[str, object], also_hidden: frozenset[str] = frozenset()) -> Wire:
    hidden = _STORAGE_FIELDS | also_hidden
    return {name: value for name, value in item.items() if name not in hidden}
