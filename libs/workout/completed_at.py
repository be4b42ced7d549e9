"""When a session was completed: stated values first, never in the future (W15, W16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from libs.clock import local_date
from libs.workout.day_words import HOUR_OF, Moment, read_moment
from libs.workout.order import LogOrder

Source = Literal["event", "text", "model", "message", "now"]
Precision = Literal["exact", "part_of_day", "day"]

CLOCK_SKEW = timedelta(minutes=5)
"""A device's clock may run ahead by this much; our choice."""
OLDEST = timedelta(days=366)
"""Source: behaviours.md W15, years off by more than one."""
_NOON = time(12)
_HALF_DAY = timedelta(hours=12)


@dataclass(frozen=True)
class CompletedAt:
    """An instant that is not in the future, where it came from, and what was corrected."""

    instant: datetime
    zone: ZoneInfo
    source: Source
    precision: Precision = "exact"
    flags: tuple[str, ...] = ()

    @property
    def local_date(self) -> date:
        """Return the day on which the session took place, where the athlete is."""
        return local_date(self.instant, self.zone)


@dataclass(frozen=True)
class TimeClues:
    """What one session says about its time: texts, the closest first, and the model's reading."""

    texts: tuple[str, ...] = ()
    model_reading: str = ""


def resolve_completed_at(order: LogOrder, clues: TimeClues) -> CompletedAt | None:
    """Return when the session was completed; None when its words name a day to come."""
    flags: list[str] = []
    if order.completed_at is not None:
        if _is_plausible(order.completed_at, order.now):
            return CompletedAt(min(order.completed_at, order.now), order.zone, "event")
        flags.append("completed_at_rejected")
    fallback = _fallback(order, flags)
    moment = _first_moment(clues.texts, _local(fallback.instant, order.zone).date())
    if moment is None:
        return _from_model(clues, fallback, order) or fallback
    if moment.day is not None and moment.day > fallback.local_date:
        return None
    return _from_moment(moment, fallback, clues)


def is_future(texts: Sequence[str], today: date) -> bool:
    """Tell whether the first text that names a day names one to come."""
    moment = _first_moment(texts, today)
    return moment is not None and moment.day is not None and moment.day > today


def _fallback(order: LogOrder, flags: list[str]) -> CompletedAt:
    sent = order.message_at
    if sent is not None and _is_plausible(sent, order.now):
        return CompletedAt(min(sent, order.now), order.zone, "message", flags=tuple(flags))
    if sent is not None:
        flags.append("message_time_rejected")
    return CompletedAt(order.now, order.zone, "now", flags=tuple(flags))


def _first_moment(texts: Sequence[str], today: date) -> Moment | None:
    """Return the closest words that say when; a clock time further off completes the same day."""
    moments = [read_moment(text, today=today) for text in texts if text]
    told = [moment for moment in moments if not moment.is_empty]
    if not told:
        return None
    first = _with_label(told[0], told[1:])
    if first.clock is not None:
        return first
    exact = (item for item in told if item.clock is not None and item.day == first.day)
    return next(exact, first)


def _with_label(first: Moment, further: Sequence[Moment]) -> Moment:
    """Return the closest words with what a label leaves to others: `Yesterday. PM: bench 5x5`."""
    if first.is_labelled and first.day is None:
        return replace(first, day=next((item.day for item in further if item.day), None))
    if first.clock is None and first.part is None:
        labels = (i.part for i in further if i.is_labelled and i.day in (None, first.day))
        return replace(first, part=next(labels, None))
    return first


def _from_moment(moment: Moment, sent: CompletedAt, clues: TimeClues) -> CompletedAt:
    flags = list(sent.flags)
    today = sent.local_date
    day = moment.day or today
    if today - day > OLDEST:
        day = _recent(day, today)
        flags.append("completed_at_year_corrected")
    clock = moment.clock or (HOUR_OF[moment.part] if moment.part else None)
    if clock is None:
        if day == today:
            return CompletedAt(sent.instant, sent.zone, "text", "day", tuple(flags))
        return CompletedAt(_at(day, _NOON, sent.zone), sent.zone, "text", "day", tuple(flags))
    instant = _at(day, clock, sent.zone)
    if instant > sent.instant:
        instant = _not_after(instant, moment, sent)
        flags.append("completed_at_shifted")
    source: Source = "text"
    if moment.clock is not None and not moment.is_half_day_known:
        source, instant = _half_day(instant, sent, clues)
    precision: Precision = "exact" if moment.clock else "part_of_day"
    return CompletedAt(instant, sent.zone, source, precision, tuple(flags))


def _not_after(instant: datetime, moment: Moment, sent: CompletedAt) -> datetime:
    """Return an instant before the message: the day before, or right now for a vague morning."""
    if moment.clock is None and moment.part in ("early", "morning", "midday", "afternoon"):
        return sent.instant
    if moment.clock is None and moment.day is not None and moment.day < sent.local_date:
        return sent.instant
    local = instant.astimezone(sent.zone)
    return _at(local.date() - timedelta(days=1), local.time(), sent.zone)


def _half_day(instant: datetime, sent: CompletedAt, clues: TimeClues) -> tuple[Source, datetime]:
    """Return the reading of a clock without am or pm; the model decides between two past ones."""
    later = instant + _HALF_DAY
    reading = _read_local(clues.model_reading, sent.zone)
    if reading is not None and later <= sent.instant and reading == later:
        return "model", later
    return "text", instant


def _from_model(clues: TimeClues, sent: CompletedAt, order: LogOrder) -> CompletedAt | None:
    """Return the model's reading of words that code could not read; None without such words."""
    reading = _read_local(clues.model_reading, order.zone)
    if reading is None or not any(clues.texts[:1]) or reading > sent.instant:
        return None
    if sent.instant - reading > OLDEST:
        return None
    return CompletedAt(reading, order.zone, "model", "part_of_day", sent.flags)


def _read_local(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        value = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    try:
        return value.replace(tzinfo=zone) if value.tzinfo is None else value
    except OverflowError:
        return None


def _is_plausible(instant: datetime, now: datetime) -> bool:
    return now - OLDEST <= instant <= now + CLOCK_SKEW


def _recent(day: date, today: date) -> date:
    """Return the same day and month in the last twelve months."""
    for year in (today.year, today.year - 1):
        try:
            candidate = day.replace(year=year)
        except ValueError:
            candidate = day.replace(year=year, day=28)
        if candidate <= today:
            return candidate
    return today


def _local(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone)


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return an instant; a time that a clock change skips is the same moment by the old clock."""
    return datetime.combine(day, clock, zone)
