"""How many training days the request asks of each week; read from the request, not the grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from libs.training_program.calendar import covers, is_available
from libs.training_program.models.blueprint import DAYS_PER_WEEK
from libs.training_program.models.program import Program, ProgramDay
from libs.training_program.models.request import Rotation, TrainingRequest


@dataclass(frozen=True)
class Expected:
    """How many training days a week may have; `low` is under `high` when days are unavailable."""

    low: int
    high: int

    @property
    def text(self) -> str:
        """Return the expectation in words."""
        return str(self.high) if self.low == self.high else f"{self.low}-{self.high}"


def expected_weeks(request: TrainingRequest, program: Program) -> Mapping[int, Expected] | None:
    """Return the expectation of every full week, or None when nothing was asked.

    Unavailable days are made up for on other days of their week; one may be lost to the rest day
    unless the athlete named the weekdays.
    """
    full_weeks = program.total_days // DAYS_PER_WEEK
    weeks: dict[int, Expected] = {}
    for week in range(1, full_weeks + 1):
        days = [day for day in program.days if (day.day_number - 1) // DAYS_PER_WEEK + 1 == week]
        expected = _of_week(request, program, days)
        if expected is None:
            return None
        weeks[week] = expected
    return weeks


def wrong_days(request: TrainingRequest, program: Program) -> tuple[ProgramDay, ...]:
    """Return training days on dates the athlete excluded or did not name."""
    event_on = request.event.on if request.event is not None else None
    return tuple(
        day
        for day in program.days
        if day.templates and not _may_train(request, program, day) and day.date != event_on
    )


def _may_train(request: TrainingRequest, program: Program, day: ProgramDay) -> bool:
    if not is_available(request, day.date):
        return False
    if request.rotation is not None:
        return _in_rotation(request.rotation, program, day)
    return not request.weekdays or day.weekday in request.weekdays


def _of_week(request: TrainingRequest, program: Program, days: list[ProgramDay]) -> Expected | None:
    if request.rotation is not None:
        count = sum(_may_train(request, program, day) for day in days)
        return Expected(count, count)
    asked = request.days_per_week or len(set(request.weekdays))
    if not asked:
        return None
    blocked = sum(covers(request.unavailable, day.date) for day in days)
    if not blocked:
        return Expected(asked, asked)
    open_days = sum(_may_train(request, program, day) for day in days)
    most = min(asked, open_days)
    return Expected(most if request.weekdays else max(most - 1, 0), most)


def _in_rotation(rotation: Rotation, program: Program, day: ProgramDay) -> bool:
    if rotation.dates != "all":
        return day.date.day % 2 == (1 if rotation.dates == "odd" else 0)
    anchor = rotation.anchor_on or program.start_date
    return (day.date - anchor).days % rotation.length_days in rotation.training_offsets
