"""Profiles on the table."""

from __future__ import annotations

from libs.clock import Clock
from libs.coach.models import Profile, read_profile
from libs.storage.items import item_of
from libs.storage.keys import profile_key
from libs.storage.table import Table
from libs.storage.writes import put


class DynamoProfileStore:
    """ProfileStore on the table."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock

    def find_profile(self, user_id: str) -> Profile | None:
        """Return the profile, or None."""
        item = self._table.get(profile_key(user_id))
        return read_profile(item) if item else None

    def save_profile(self, profile: Profile) -> None:
        """Store the profile under its `user_id`."""
        key = profile_key(profile.user_id)
        self._table.write(put("profile", item_of(key, "profile", profile, now=self._clock.now())))
