"""What the writer asks of the catalogue and of the athlete's reach."""

from __future__ import annotations

from typing import Protocol


class Movement(Protocol):
    """The facts of an exercise that decide whether and how it is prescribed."""

    @property
    def id(self) -> str:
        """Return the catalogue's slug."""
        ...

    @property
    def name(self) -> str:
        """Return the name the athlete reads."""
        ...

    @property
    def aliases(self) -> tuple[str, ...]:
        """Return other names."""
        ...

    @property
    def pattern(self) -> str:
        """Return the movement pattern."""
        ...

    @property
    def level(self) -> str:
        """Return beginner, intermediate or expert."""
        ...

    @property
    def mechanic(self) -> str:
        """Return compound, isolation or none."""
        ...

    @property
    def unilateral(self) -> bool:
        """Return whether a dose counts per side."""
        ...

    @property
    def measure(self) -> str:
        """Return what a dose is counted in."""
        ...

    @property
    def needs(self) -> tuple[frozenset[str], ...]:
        """Return the equipment; alternatives inside, all outside."""
        ...

    @property
    def primary(self) -> frozenset[str]:
        """Return the muscles that a set counts for in full."""
        ...

    @property
    def secondary(self) -> frozenset[str]:
        """Return the muscles that a set counts for by half."""
        ...

    @property
    def tags(self) -> frozenset[str]:
        """Return what bans and limits look at: jump, overhead, impact."""
        ...


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

    def allowed(self, place: str) -> tuple[Movement, ...]:
        """Return the exercises that equipment, bans and level leave at a place."""
        ...
