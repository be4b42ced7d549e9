"""Which dates are training days: pure date arithmetic, no time zone beyond the caller's `today`.

Program weeks are the stretches of seven days from day 1. A weekly pattern repeats on the same
weekdays, so every full week has exactly the asked number of training days however day 1 falls.
Unavailable days are made up for on other free days of their week unless the athlete named the
weekdays. Forbidden weekdays are never used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from libs.training_program.models.blueprint import DAYS_PER_WEEK, week_of
from libs.training_program.models.request import DateRange, Rotation, TrainingRequest
from libs.training_program.models.vocabulary import WEEKDAYS, WeekdayName

MAX_RUN_DAYS = 6
"""Training days in a row before a rest day, unless the athlete overrides."""
_SEARCH_DAYS = 400


@dataclass(frozen=True)
class Span:
    """The dates of a program; day d is on `start_on` + d - 1."""

    start_on: date
    total_days: int

    @property
    def end_on(self) -> date:
        """Return the date of the last day."""
        return self.on(self.total_days)

    def on(self, day_number: int) -> date:
        """Return the date of a 1-indexed day."""
        return self.start_on + timedelta(days=day_number - 1)

    def day_of(self, day: date) -> int | None:
        """Return the 1-indexed day of a date, or None outside the program."""
        number = (day - self.start_on).days + 1
        return number if 1 <= number <= self.total_days else None

    def of_week(self, week: int) -> range:
        """Return the day numbers of a program week; the last one may be partial."""
        first = (week - 1) * DAYS_PER_WEEK + 1
        return range(first, min(first + DAYS_PER_WEEK - 1, self.total_days) + 1)

    def weekday(self, day_number: int) -> WeekdayName:
        """Return the weekday of a 1-indexed day."""
        return WEEKDAYS[self.on(day_number).weekday()]


@dataclass(frozen=True)
class TrainingDays:
    """The 1-indexed training days of a program, ascending."""

    pattern: tuple[WeekdayName, ...]
    """The weekdays trained in a normal week; empty for a rotation."""
    day_numbers: tuple[int, ...]
    short_weeks: tuple[int, ...]
    """Full weeks with fewer training days than asked, because of unavailable days."""


def choose_weekdays(
    request: TrainingRequest, *, wants_weekend: bool, start: date | None = None
) -> tuple[WeekdayName, ...]:
    """Return the weekly pattern: named weekdays, else the best spread over the free ones.

    A stated start counts as a wish for its weekday, hard commitments are avoided, and
    `wants_weekend` asks for a Saturday or Sunday (long sessions).
    """
    named = [day for day in WEEKDAYS if day in request.weekdays]
    free = named or [day for day in WEEKDAYS if day not in request.forbidden_weekdays]
    count = min(request.days_per_week or len(named) or 1, len(free))
    if len(free) == count:
        return tuple(free)
    busy = {item.weekday.number for item in request.commitments if item.hard}
    start_number = start.weekday() if start is not None else None

    def cost(days: tuple[WeekdayName, ...]) -> float:
        numbers = [day.number for day in days]
        total = _spread_cost(numbers) + 1.5 * len(busy & set(numbers))
        weekend = sum(number >= WeekdayName.SATURDAY.number for number in numbers)
        total += (0.0 if weekend else 2.0) if wants_weekend else 0.3 * weekend
        return total + (3.0 if start_number is not None and start_number not in numbers else 0.0)

    return min(combinations(free, count), key=cost)


def next_training_date(request: TrainingRequest, pattern: Iterable[WeekdayName], day: date) -> date:
    """Return the first date on or after `day` that the request allows training on.

    Falls back to `day` itself when a whole year has no such date.
    """
    weekdays = {item.number for item in pattern}
    dates = (day + timedelta(days=n) for n in range(_SEARCH_DAYS))
    return next(
        (
            candidate
            for candidate in dates
            if is_available(request, candidate) and _in_cycle(request, candidate, day, weekdays)
        ),
        day,
    )


def training_days(
    request: TrainingRequest,
    pattern: tuple[WeekdayName, ...],
    span: Span,
    *,
    event_on: date | None = None,
) -> TrainingDays:
    """Return all training days of the program.

    The day of the event is one of its week's training days (unless its weekday is forbidden) and
    the day before it is free wherever the number of training days allows.
    """
    if request.rotation is not None:
        days = _rotation_days(request, request.rotation, span)
        return TrainingDays(pattern=(), day_numbers=days, short_weeks=())
    event_day = span.day_of(event_on) if event_on is not None else None
    chosen: list[int] = []
    short: list[int] = []
    for week in range(1, week_of(span.total_days) + 1):
        days_of_week = _week_days(request, pattern, span, week, chosen)
        if event_day is not None and week_of(event_day) == week:
            days_of_week = _with_event(request, days_of_week, span, event_day)
        if week * DAYS_PER_WEEK <= span.total_days and len(days_of_week) < len(pattern):
            short.append(week)
        chosen.extend(days_of_week)
    return TrainingDays(pattern=pattern, day_numbers=tuple(chosen), short_weeks=tuple(short))


def is_available(request: TrainingRequest, day: date) -> bool:
    """Return whether neither a forbidden weekday nor an unavailable range covers the date."""
    if WEEKDAYS[day.weekday()] in request.forbidden_weekdays:
        return False
    return not covers(request.unavailable, day)


def covers(ranges: Iterable[DateRange], day: date) -> bool:
    """Return whether one of the ranges holds the date."""
    return any(item.from_on <= day <= item.to_on for item in ranges)


def _in_cycle(request: TrainingRequest, day: date, start: date, weekdays: set[int]) -> bool:
    rotation = request.rotation
    if rotation is None:
        return day.weekday() in weekdays
    if rotation.dates != "all":
        return day.day % 2 == (1 if rotation.dates == "odd" else 0)
    anchor = rotation.anchor_on or start
    return (day - anchor).days % rotation.length_days in rotation.training_offsets


def _rotation_days(request: TrainingRequest, rotation: Rotation, span: Span) -> tuple[int, ...]:
    """Return the days of a rotation; the cycle is anchored on day 1 unless it says otherwise."""
    anchor = rotation.anchor_on or span.start_on
    return tuple(
        number
        for number in range(1, span.total_days + 1)
        if _in_cycle(request, span.on(number), anchor, set())
        and is_available(request, span.on(number))
    )


def _week_days(
    request: TrainingRequest,
    pattern: tuple[WeekdayName, ...],
    span: Span,
    week: int,
    before: list[int],
) -> list[int]:
    """Return a week's training days, days lost to unavailable ranges made up for where allowed."""
    numbers = span.of_week(week)
    wanted = [n for n in numbers if span.weekday(n) in pattern]
    kept = [n for n in wanted if is_available(request, span.on(n))]
    missing = len(wanted) - len(kept)
    if missing == 0 or request.weekdays:
        return kept
    spare = [n for n in numbers if n not in kept and is_available(request, span.on(n))]
    options = [
        sorted((*kept, *extra))
        for extra in combinations(spare, min(missing, len(spare)))
        if request.preferences.rest_day_override
        or _longest_run((*before, *kept, *extra)) <= MAX_RUN_DAYS
    ]
    return min(options, key=_spread_cost) if options else kept


def _with_event(request: TrainingRequest, days: list[int], span: Span, event_day: int) -> list[int]:
    if event_day in days or span.weekday(event_day) in request.forbidden_weekdays:
        return days
    spared = min(days, key=lambda day: (abs(day - event_day), day), default=None)
    return sorted({*days, event_day} - {spared})


def _spread_cost(numbers: Iterable[int]) -> float:
    """Return how far the gaps between days are from even, the week seen as a circle."""
    days = sorted(number % DAYS_PER_WEEK for number in numbers)
    gaps = [(b - a) % DAYS_PER_WEEK for a, b in zip(days, days[1:] + days[:1], strict=True)]
    even = DAYS_PER_WEEK / max(len(days), 1)
    return float(sum((gap - even) ** 2 for gap in gaps))


def _longest_run(days: Iterable[int]) -> int:
    longest, run, previous = 0, 0, 0
    for day in sorted(days):
        run = run + 1 if day == previous + 1 else 1
        longest, previous = max(longest, run), day
    return longest
