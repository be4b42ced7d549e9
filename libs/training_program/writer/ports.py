"""What the writer asks of the athlete's reach."""

from __future__ import annotations

from typing import Protocol

from libs.exercise.catalogue import Exercise


class Bans(Protocol):
    """What must not be named."""

    def word_in(self, text: str) -> str | None:
        """Return the banned word in a text, if there is one."""
        ...


class ReachPort(Protocol):
    """What the athlete can do where."""

    @property
    def bans(self) -> Bans:
        """Return the bans of injuries and wishes."""
        ...

    def allowed(self, place: str) -> tuple[Exercise, ...]:
        """Return the exercises that equipment, bans and level leave at a place."""
        ...
