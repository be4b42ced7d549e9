"""Programs: the details object first, then one transaction that makes the program visible."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from libs.clock import iso_instant
from libs.errors import NotFoundError, StorageError
from libs.jobs.outcome import Commit, JobMove
from libs.storage.items import item_of, model_of
from libs.storage.jobs import commit_move
from libs.storage.keys import coach_index, coach_key, details_object, program_key, user_pk
from libs.storage.objects import Objects
from libs.storage.table import Table
from libs.storage.writes import ABSENT, PRESENT, Write, check, put, update
from libs.training_program.models.program import ProgramDay, ProgramStatus
from libs.training_program.stored import ProgramDetails, StoredProgram

PROGRAM_LABEL, ARCHIVE_LABEL, COACH_LABEL = "program", "archived", "coach"
_RACES = 5
_SORT_PREFIX = "program#"


class DynamoProgramStore:
    """Program items in the table, their details in the bucket."""

    def __init__(self, table: Table, objects: Objects) -> None:
        self._table, self._objects = table, objects

    def save_details(
        self, user_id: str, details: ProgramDetails, *, check_owner: Callable[[], None]
    ) -> tuple[str, str]:
        """Store the details and return their key and S3 version; nobody sees them yet.

        An invocation that lost its job must not supersede what its successor has published, or
        the lifecycle would remove that. So the state of the object is read first, then
        `check_owner` raises unless the job is ours, then the write is conditional on that state.

        Raises:
            StorageError: not stored, as far as is known.
            Whatever `check_owner` raises.
        """
        key, body = details_object(user_id, details.program_id), details.to_json().encode()
        for _ in range(_RACES):
            tag = self._objects.find_tag(key)
            check_owner()
            stored = self._objects.replace(key, body, tag=tag)
            if stored is not None:
                return key, stored.version_id
        raise StorageError("the details are written by too many at once")

    def publication(self, program: StoredProgram) -> Commit:
        """Return the commit that makes a program visible.

        One transaction: the program's item, older active programs archived, and the job's move,
        all on the condition that the coach is still there; else it raises NotFoundError.
        """

        def commit(move: JobMove) -> None:
            commit_move(self._table, move, lambda: self._writes(program, move))

        return commit

    def find(self, user_id: str, program_id: str) -> StoredProgram | None:
        """Return a program's item, or None when this athlete has no such program."""
        item = self._table.get(program_key(user_id, program_id))
        return model_of(StoredProgram, item) if item else None

    def load_days(self, program: StoredProgram) -> tuple[ProgramDay, ...]:
        """Return every day of a program, in the version that its item names.

        Raises:
            NotFoundError: the object is gone.
            StorageError: it cannot be read.
        """
        body = self._objects.load(program.s3_detail_key, version_id=program.s3_version_id)
        try:
            return ProgramDetails.model_validate_json(body).days
        except ValueError as exc:
            raise StorageError("the stored details are damaged") from exc

    def load_day(self, program: StoredProgram, day_number: int) -> ProgramDay:
        """Return one day, 1-indexed.

        Raises:
            NotFoundError: the program has no such day.
        """
        days = self.load_days(program)
        if not 1 <= day_number <= len(days):
            raise NotFoundError("The program has no such day.", kind="day", id=str(day_number))
        return days[day_number - 1]

    def list(
        self, user_id: str, *, coach_id: str | None = None, status: ProgramStatus | None = None
    ) -> tuple[StoredProgram, ...]:
        """Return programs, newest start first."""
        items = (
            self._table.query(user_pk(user_id), _SORT_PREFIX)
            if coach_id is None
            else self._table.query_index(coach_index(user_id, coach_id), newest_first=True)
        )
        programs = [
            model_of(StoredProgram, item) for item in items if item["entityType"] == "program"
        ]
        wanted = [item for item in programs if status is None or item.status == status]
        return tuple(sorted(wanted, key=lambda item: item.start_date, reverse=True))

    def _writes(self, program: StoredProgram, move: JobMove) -> Sequence[Write]:
        coach = coach_key(program.user_id, program.coach_id)
        if self._table.get(coach) is None:
            raise NotFoundError("The coach was removed.", kind="coach", id=program.coach_id)
        now = move.job.updated_at
        key = program_key(program.user_id, program.program_id)
        item = item_of(
            key,
            "program",
            program,
            now=now,
            gsi1pk=coach_index(program.user_id, program.coach_id),
            gsi1sk=f"{_SORT_PREFIX}{program.start_date.isoformat()}",
        )
        return [
            put(PROGRAM_LABEL, item, ABSENT),
            check(COACH_LABEL, coach, PRESENT),
            *self._archive(program, iso_instant(now)),
        ]

    def _archive(self, program: StoredProgram, now: str) -> Iterator[Write]:
        for other in self.list(program.user_id, status="active"):
            if other.program_id != program.program_id:
                yield update(
                    ARCHIVE_LABEL,
                    program_key(other.user_id, other.program_id),
                    "SET #status = :archived, #updatedAt = :now",
                    "#status = :active",
                    archived="archived",
                    active="active",
                    now=now,
                )
