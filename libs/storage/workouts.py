"""Logged workouts and exercise records on the table, written and removed in one transaction."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from libs.clock import iso_instant
from libs.errors import ConditionFailedError, StorageError
from libs.jobs.outcome import Commit, JobMove
from libs.storage.day_links import DAY_LABEL, link_writes
from libs.storage.items import Item, item_of, model_of
from libs.storage.jobs import commit_move
from libs.storage.keys import (
    Key,
    day_key,
    exercise_record_key,
    exercises_pk,
    program_key,
    workout_key,
    workouts_index,
)
from libs.storage.program_counts import uncount
from libs.storage.table import Table
from libs.storage.writes import ABSENT, PRESENT, Write, delete, put
from libs.workout.build import LoggedBatch
from libs.workout.identity import workout_id_of
from libs.workout.models import ExerciseRecord, Workout
from libs.workout.records import exercise_records
from libs.workout.reply import MAX_WORKOUTS

WORKOUT_LABEL, RECORD_LABEL = "workout", "record"
MAX_RECORDS = 60
"""A transaction takes 100 items; what is over is in the workouts anyway."""
_RECORDS_READ = 500


class DynamoWorkoutStore:
    """WorkoutHistory on the table, and the commits that write and remove workouts."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, user_id: str, workout_id: str) -> Workout | None:
        """Return a workout, or None when this athlete has no such one."""
        item = self._table.get(workout_key(user_id, workout_id))
        return model_of(Workout, item) if item else None

    def find_of_message(
        self, user_id: str, conversation_id: str, message_id: str
    ) -> tuple[Workout, ...]:
        """Return the workouts that a message was logged as, by ordinal; removed ones left out."""
        found = []
        for ordinal in range(1, MAX_WORKOUTS + 1):
            workout = self.find(user_id, workout_id_of(conversation_id, message_id, ordinal))
            if workout is None:
                break
            found.append(workout)
        return tuple(found)

    def find_recent(self, user_id: str, *, limit: int) -> tuple[Workout, ...]:
        """Return the newest workouts by completion time, newest first; damaged ones left out."""
        items = self._table.query_index(workouts_index(user_id), newest_first=True)
        return tuple(_readable(islice(items, limit)))

    def find_records(
        self, user_id: str, exercise_id: str, *, before: datetime
    ) -> tuple[ExerciseRecord, ...]:
        """Return what earlier workouts say about an exercise, newest first."""
        items = self._table.query(exercises_pk(user_id), f"{exercise_id}#", newest_first=True)
        records = (model_of(ExerciseRecord, item) for item in islice(items, _RECORDS_READ))
        return tuple(record for record in records if record.completed_at < before)

    def publication(self, batch: LoggedBatch) -> Commit:
        """Return the commit that makes workouts visible.

        One transaction: workouts, exercise records, the templates they answer, the program's
        count, and the job's move. A template that was skipped or done meanwhile keeps its state
        and the workout is stored without the link; workouts that exist already stay as they are.
        """

        def commit(move: JobMove) -> None:
            tries = itertools.count()

            def writes() -> Sequence[Write]:
                # After a lost race what is there decides: no workout twice, no link taken over.
                return _writes(self._still_open(batch) if next(tries) else batch, move)

            commit_move(self._table, move, writes)

        return commit

    def remove(self, user_id: str, workout_id: str) -> bool:
        """Remove a workout with its records and its link; False when there is none. Idempotent."""
        workout = self.find(user_id, workout_id)
        if workout is None:
            return False
        try:
            self._table.transact(_removals(workout, self._held_row(workout)))
        except ConditionFailedError:
            return self.find(user_id, workout_id) is None
        return True

    def _held_row(self, workout: Workout) -> Item | None:
        """Return the row of the day a workout answers, if it is still the one that does."""
        row = self._day_row(workout)
        return row if row is not None and row.get("workoutId") == workout.workout_id else None

    def _day_row(self, workout: Workout) -> dict[str, object] | None:
        if not workout.program_id or not workout.template_id or workout.day_number is None:
            return None
        return self._table.get(
            day_key(workout.user_id, workout.program_id, workout.day_number, workout.template_id)
        )

    def _still_open(self, batch: LoggedBatch) -> LoggedBatch:
        """Return what of a batch is not stored yet, with the links that can still be made."""
        left = tuple(
            item if self._can_link(item) else unlinked(item)
            for item in batch.workouts
            if self.find(item.user_id, item.workout_id) is None
        )
        ids = {item.workout_id for item in left}
        records = tuple(item for item in batch.records if item.workout_id in ids)
        return LoggedBatch(left, records, batch.message)

    def _can_link(self, workout: Workout) -> bool:
        if not workout.program_id:
            return True
        row = self._day_row(workout)
        program = self._table.get(program_key(workout.user_id, workout.program_id))
        return program is not None and (row is None or row.get("status") == "pending")


def unlinked(workout: Workout) -> Workout:
    """Return a workout that answers no template."""
    extraction = workout.extraction_metadata.model_copy(update={"template_comparison": None})
    return workout.model_copy(
        update={
            "program_id": None,
            "template_id": None,
            "group_id": None,
            "day_number": None,
            "extraction_metadata": extraction,
        }
    )


def _readable(items: Iterator[dict[str, object]]) -> Iterator[Workout]:
    for item in items:
        try:
            yield model_of(Workout, item)
        except StorageError:
            continue


def _writes(batch: LoggedBatch, move: JobMove) -> Sequence[Write]:
    now = move.job.updated_at
    writes = [put(WORKOUT_LABEL, _workout_item(item, now), ABSENT) for item in batch.workouts]
    writes += [put(RECORD_LABEL, _record_item(item, now)) for item in batch.records[:MAX_RECORDS]]
    if batch.workouts:
        writes.extend(link_writes(batch.workouts[0].user_id, batch.workouts, now))
    return writes


def _workout_item(workout: Workout, now: datetime) -> Item:
    return item_of(
        workout_key(workout.user_id, workout.workout_id),
        "workout",
        workout,
        now=now,
        completedAt=iso_instant(workout.completed_at),
        createdAt=iso_instant(workout.created_at),
        gsi1pk=workouts_index(workout.user_id),
        gsi1sk=f"{iso_instant(workout.completed_at)}#{workout.workout_id}",
    )


def _record_item(record: ExerciseRecord, now: datetime) -> Item:
    completed = iso_instant(record.completed_at)
    key = exercise_record_key(
        record.user_id, record.exercise_id, completed, record.workout_id, record.n
    )
    return item_of(key, "exercise_record", record, now=now, completedAt=completed)


def _removals(workout: Workout, row: Item | None) -> list[Write]:
    writes = [delete(WORKOUT_LABEL, workout_key(workout.user_id, workout.workout_id), PRESENT)]
    for record in exercise_records(workout)[:MAX_RECORDS]:
        completed = iso_instant(record.completed_at)
        key = exercise_record_key(
            record.user_id, record.exercise_id, completed, record.workout_id, record.n
        )
        writes.append(delete(RECORD_LABEL, key))
    if row is not None and workout.program_id:
        key = Key(str(row["pk"]), str(row["sk"]))
        writes.append(delete(DAY_LABEL, key, "#workoutId = :id", id=workout.workout_id))
        writes.extend(uncount(workout.user_id, workout.program_id, row))
    return writes
