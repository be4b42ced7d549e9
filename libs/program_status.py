"""Where a program stands on a day: its day, sessions, phase, adherence and completion.

Computed when it is read, from the program's item alone; nothing of it is stored. Days are
1-indexed; `today` is the date where the athlete is. Rules: behaviours K4, K5 and L13.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from pydantic import ValidationError

from libs.wire import WireModel

_PERCENT = 100.0


class ScheduledSession(WireModel):
    """One session of the schedule; a training day has exactly one primary session."""

    day_number: int
    template_id: str
    name: str = ""
    is_primary: bool = True


class PhaseSpan(WireModel):
    """The days of a phase, both ends included."""

    name: str = ""
    start_day: int
    end_day: int


class ProgramPlan(WireModel):
    """What of a program's item its standing is computed from."""

    program_id: str
    name: str = ""
    start_date: date
    total_days: int
    phases: tuple[PhaseSpan, ...] = ()
    schedule: tuple[ScheduledSession, ...] = ()
    total_workouts: int = 0
    completed_workouts: int = 0
    """Primary sessions, like `total_workouts`."""

    def day_on(self, today: date) -> int:
        """Return the day number of a date: below 1 before the start, above the total after it."""
        return (today - self.start_date).days + 1

    def date_of(self, day_number: int) -> date:
        """Return the date of a day."""
        return self.start_date + timedelta(days=day_number - 1)

    def phase_on(self, day_number: int) -> PhaseSpan | None:
        """Return the phase of a day, or None outside the program."""
        spans = (span for span in self.phases if span.start_day <= day_number <= span.end_day)
        return next(spans, None)

    def sessions_on(self, day_number: int) -> tuple[ScheduledSession, ...]:
        """Return the sessions of a day, the primary one first; none on a rest day."""
        found = (item for item in self.schedule if item.day_number == day_number)
        return tuple(sorted(found, key=lambda item: not item.is_primary))

    def next_primary(self, day_number: int) -> ScheduledSession | None:
        """Return the first primary session after a day, or None."""
        ahead = (item for item in self.schedule if item.is_primary and item.day_number > day_number)
        return min(ahead, key=lambda item: item.day_number, default=None)

    def due_on(self, today: date) -> int:
        """Return how many primary sessions are due up to a date, it included; skipped ones are."""
        day = self.day_on(today)
        return sum(item.is_primary and item.day_number <= day for item in self.schedule)

    def adherence_on(self, today: date) -> float | None:
        """Return completed over due primary sessions in percent, 0-100; None when none is due."""
        due = self.due_on(today)
        return _percent(self.completed_workouts, due) if due else None

    @property
    def completion(self) -> float:
        """Return completed over all primary sessions in percent, 0-100; 0 without any."""
        return _percent(self.completed_workouts, self.total_workouts)


def find_plan(item: Mapping[str, object]) -> ProgramPlan | None:
    """Return the plan in a stored program's fields, or None when they do not hold one."""
    try:
        return ProgramPlan.from_wire(dict(item))
    except ValidationError:
        return None


def _percent(part: int, whole: int) -> float:
    if whole <= 0:
        return 0.0
    return round(min(max(part / whole, 0.0), 1.0) * _PERCENT, 1)
