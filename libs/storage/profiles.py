"""Profiles on the table."""

from __future__ import annotations

from datetime import datetime

from libs.clock import Clock
from libs.coach.models import AthleteProfile, Profile, read_profile
from libs.storage.items import item_of
from libs.storage.keys import profile_key
from libs.storage.table import Table
from libs.storage.writes import Write, put, update

LABEL = "profile"
_LEARNED = "athleteProfile"
_KEYS = frozenset({"pk", "sk", "createdAt"})


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
        self._table.write(put(LABEL, item_of(key, LABEL, profile, now=self._clock.now())))

    def save_own_part(self, profile: Profile) -> Profile:
        """Store all but what the coaches have learned, which another writer may just renew."""
        key = profile_key(profile.user_id)
        item = item_of(key, LABEL, profile, now=self._clock.now())
        own = {name: item[name] for name in item if name not in {*_KEYS, _LEARNED}}
        sets = ", ".join(f"#{name} = :{name}" for name in own)
        expression = f"SET {sets}, #createdAt = if_not_exists(#createdAt, :updatedAt)"
        change = Write(LABEL, "Update", key, expression=expression, values=own)
        return read_profile(self._table.write(change))


def renewal(user_id: str, learned: AthleteProfile, *, now: datetime) -> Write:
    """Return the write of the next version of what was learned; it fails on any other version.

    The rest of the profile is not touched; without a profile one is made.
    """
    key = profile_key(user_id)
    empty = item_of(key, LABEL, Profile(user_id=user_id), now=now)
    made = ("createdAt", "entityType", "schemaVersion", "userId")
    sets = ", ".join(f"#{name} = if_not_exists(#{name}, :{name})" for name in made)
    known = learned.version - 1
    first = f"attribute_not_exists(#{_LEARNED}.#version) OR #{_LEARNED}.#version = :known"
    return update(
        LABEL,
        key,
        f"SET #{_LEARNED} = :learned, #updatedAt = :updatedAt, {sets}",
        first if known == 0 else f"#{_LEARNED}.#version = :known",
        learned=learned.to_wire(),
        known=known,
        updatedAt=empty["updatedAt"],
        **{name: empty[name] for name in made},
    )
