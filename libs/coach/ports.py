"""Where coach configs and profiles are kept; every method blocks."""

from __future__ import annotations

from typing import Protocol

from libs.coach.models import CoachConfig, Profile


class CoachStore(Protocol):
    """Coach configs of an athlete."""

    def find_coach(self, user_id: str, coach_id: str) -> CoachConfig | None:
        """Return the config, or None."""
        ...

    def list_coaches(self, user_id: str) -> tuple[CoachConfig, ...]:
        """Return every config of the athlete; follows pagination."""
        ...

    def save_coach(self, user_id: str, coach: CoachConfig) -> None:
        """Store the config under its `coach_id`."""
        ...


class ProfileStore(Protocol):
    """The athlete's profile."""

    def find_profile(self, user_id: str) -> Profile | None:
        """Return the profile, or None."""
        ...

    def save_profile(self, profile: Profile) -> None:
        """Store the profile under its `user_id`."""
        ...

    def save_own_part(self, profile: Profile) -> Profile:
        """Store all but what the coaches have learned; return the profile as it is then."""
        ...
