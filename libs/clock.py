"""The only source of time; everything else takes a `Clock` by argument."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DEFAULT_ZONE = "UTC"


class Clock(Protocol):
    """Wall clock, monotonic clock and blocking sleep."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        ...

    def monotonic_s(self) -> float:
        """Return seconds of a clock that never goes back."""
        ...

    def sleep(self, seconds: float) -> None:
        """Block for `seconds`."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        """Return seconds of a clock that never goes back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Block for `seconds`."""
        time.sleep(seconds)


class FrozenClock:
    """A clock that stands still until told to move; `sleep` moves it and returns at once."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)
        self._monotonic_s = 0.0

    def now(self) -> datetime:
        """Return the instant the clock was set to."""
        return self._at

    def monotonic_s(self) -> float:
        """Return the seconds the clock was moved by so far."""
        return self._monotonic_s

    def sleep(self, seconds: float) -> None:
        """Advance the clock instead of blocking."""
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Move both clocks forward by `seconds`."""
        self._at += timedelta(seconds=seconds)
        self._monotonic_s += seconds


class OffsetClock:
    """A clock that runs `offset_s` ahead of another one; for skew and for fixed "today" runs."""

    def __init__(self, base: Clock, offset_s: float) -> None:
        self._base = base
        self._offset = timedelta(seconds=offset_s)

    def now(self) -> datetime:
        """Return the base clock's instant plus the offset."""
        return self._base.now() + self._offset

    def monotonic_s(self) -> float:
        """Return the base clock's monotonic seconds."""
        return self._base.monotonic_s()

    def sleep(self, seconds: float) -> None:
        """Block on the base clock."""
        self._base.sleep(seconds)


def find_zone(name: str | None) -> ZoneInfo | None:
    """Return the IANA zone, or None when the name is empty or unknown."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def load_zone(name: str | None) -> ZoneInfo:
    """Return the IANA zone, or UTC for an empty or unknown name (the caller lists that)."""
    return find_zone(name) or ZoneInfo(DEFAULT_ZONE)


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """Return the calendar date of an instant where the athlete is."""
    return instant.astimezone(zone).date()


def iso_instant(instant: datetime) -> str:
    """Render an instant as ISO 8601 in UTC with milliseconds and `Z`; sorts as text."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
