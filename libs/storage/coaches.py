"""Coach configs on the table."""

from __future__ import annotations

from libs.clock import Clock
from libs.coach.models import CoachConfig, read_coach_config
from libs.storage.items import item_of
from libs.storage.keys import coach_key, user_pk
from libs.storage.table import Table
from libs.storage.writes import put


class DynamoCoachStore:
    """CoachStore on the table."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def find_coach(self, user_id: str, coach_id: str) -> CoachConfig | None:
        """Return the config, or None."""
        item = self._table.get(coach_key(user_id, coach_id))
        return read_coach_config(item) if item else None

    def list_coaches(self, user_id: str) -> tuple[CoachConfig, ...]:
        """Return every config of the athlete."""
        items = self._table.query(user_pk(user_id), "coach#")
        return tuple(read_coach_config(item) for item in items)

    def save_coach(self, user_id: str, coach: CoachConfig) -> None:
        """Store the config under its `coach_id`."""
        key = coach_key(user_id, coach.coach_id)
        self._table.write(put("coach", item_of(key, "coach", coach, now=self._clock.now())))
