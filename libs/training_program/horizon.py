"""Start, length and weekly pattern of a program: what was stated, else what is assumed.

The stated start holds unless it lies in the past; else the next training weekday where the athlete
is. An event ends the program; without one the stated length holds, else 56 days; 182 days at most.
Rules: behaviours.md P5, K8, K10.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from libs.durations import DEFAULT_DAYS
from libs.training_program.calendar import (
    Span,
    choose_weekdays,
    is_available,
    next_training_date,
    training_days,
)
from libs.training_program.models.blueprint import DAYS_PER_WEEK
from libs.training_program.models.request import MAX_TOTAL_DAYS, Event, TrainingRequest
from libs.training_program.models.vocabulary import WeekdayName
from libs.training_program.notes import Notes

EVENT_SLACK_DAYS = DAYS_PER_WEEK - 1
"""A stated length this close to the event's date is the athlete's rounding."""


@dataclass(frozen=True)
class Horizon:
    """The dates of a program, its weekly pattern and the event it leads up to."""

    span: Span
    pattern: tuple[WeekdayName, ...]
    event: Event | None


def choose_horizon(
    request: TrainingRequest, *, today: date, wants_weekend: bool, notes: Notes
) -> Horizon:
    """Return start, length and pattern; every choice that nobody stated goes into `notes`."""
    stated = _stated_start(request, today, notes)
    pattern = _pattern(request, stated, wants_weekend=wants_weekend)
    event = _coming_event(request, stated or today, notes)
    earliest = stated or _first_date(request, pattern, today)
    if event is not None and earliest > event.on:
        earliest = today
    span = (
        _until_event(request, event, earliest, stated, notes)
        if event is not None
        else Span(earliest, _length(request, notes))
    )
    if event is not None and span.day_of(event.on) is None:
        event = None
    span = _with_training(request, pattern, span, event, notes)
    if request.start_on != span.start_on:
        notes.assume(
            "startOn",
            span.start_on.isoformat(),
            "you named a date that has passed" if request.start_on else "no start date was named",
            replace=False,
        )
    return Horizon(span=span, pattern=pattern, event=event)


def _stated_start(request: TrainingRequest, today: date, notes: Notes) -> date | None:
    start = request.start_on
    if start is None or start >= today:
        return start
    notes.corrected("startOn", "the stated start lies in the past", kind="past_start")
    return None


def _pattern(
    request: TrainingRequest, start: date | None, *, wants_weekend: bool
) -> tuple[WeekdayName, ...]:
    if request.rotation is not None:
        return ()
    return choose_weekdays(request, wants_weekend=wants_weekend, start=start)


def _first_date(request: TrainingRequest, pattern: tuple[WeekdayName, ...], today: date) -> date:
    rotation = request.rotation
    if rotation is not None and rotation.dates == "all" and rotation.anchor_on is None:
        return today
    return next_training_date(request, pattern, today)


def _coming_event(request: TrainingRequest, start: date, notes: Notes) -> Event | None:
    event = request.event
    if event is None or event.on >= start:
        return event
    notes.corrected("event", "the event lies before the start and is left out", kind="past_event")
    return None


def _length(request: TrainingRequest, notes: Notes) -> int:
    wish = request.total_days
    if wish is None:
        notes.assume("totalDays", str(DEFAULT_DAYS), "no length was named")
        return DEFAULT_DAYS
    if wish > MAX_TOTAL_DAYS:
        notes.assume(
            "totalDays",
            str(MAX_TOTAL_DAYS),
            f"a program holds at most {MAX_TOTAL_DAYS} days; {wish} were asked for",
        )
        notes.corrected("totalDays", f"{wish} days are clamped", kind="clamped_length")
    return min(wish, MAX_TOTAL_DAYS)


def _until_event(
    request: TrainingRequest, event: Event, earliest: date, stated: date | None, notes: Notes
) -> Span:
    """Return the dates up to the event; a later start where that is too long."""
    until = (event.on - earliest).days + 1
    wish = min(request.total_days or MAX_TOTAL_DAYS, MAX_TOTAL_DAYS)
    is_late = request.total_days is not None and until > wish + EVENT_SLACK_DAYS
    if stated is None and (until > MAX_TOTAL_DAYS or is_late):
        start = event.on - timedelta(days=wish - 1)
        notes.assume(
            "startOn", start.isoformat(), "so that the program ends with the event", replace=False
        )
        until, earliest = wish, start
    if until > MAX_TOTAL_DAYS:
        notes.assume(
            "event",
            "prepared for, not reached",
            f"{event.on.isoformat()} lies beyond the {MAX_TOTAL_DAYS} days a program can hold",
        )
        notes.corrected("event", "the event lies beyond the program", kind="event_too_far")
        return Span(earliest, MAX_TOTAL_DAYS)
    if request.total_days != until:
        notes.assume("totalDays", str(until), f"until the event on {event.on.isoformat()}")
    return Span(earliest, until)


def _with_training(
    request: TrainingRequest,
    pattern: tuple[WeekdayName, ...],
    span: Span,
    event: Event | None,
    notes: Notes,
) -> Span:
    """Return the dates moved on to the first possible session when they hold none at all."""
    event_on = event.on if event is not None else None
    if training_days(request, pattern, span, event_on=event_on).day_numbers:
        return span
    after = span.end_on + timedelta(days=1)
    start = _first_date(request, pattern, after)
    if not is_available(request, start) or event is not None:
        return span
    notes.assume("startOn", start.isoformat(), "the first day on which training is possible")
    notes.corrected("startOn", "no training day lay in the stated dates", kind="moved_start")
    return Span(start, span.total_days)
