"""The first user, profile and coach of a deployed stack."""

from __future__ import annotations

from dataclasses import dataclass

from local.accounts import fresh_password
from local.seed import save_athlete
from local.verify.target import Target


@dataclass(frozen=True)
class Seeded:
    """Who was made; the password only when this run has chosen it."""

    user_id: str
    password: str | None


def seed(target: Target, user_name: str, password: str | None) -> Seeded:
    """Create the user, where there is none, and their profile and coach; repeats are harmless."""
    accounts = target.accounts()
    user_id, chosen = accounts.find_user(user_name), None
    if user_id is None:
        chosen = None if password else fresh_password()
        user_id = accounts.add_user(user_name, password or chosen or "")
    save_athlete(target.table(), user_id)
    return Seeded(user_id, chosen)
