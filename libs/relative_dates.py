"""Dates in words, read in the athlete's zone: the one parser of "next Monday" and "June 12".

Weeks run from Monday to Sunday: "this X" lies in the current one, "next X" in the following, "last
X" in the previous. What is impossible or undecided is unknown, never guessed. Rules: behaviours.md
K11 and K12.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from libs.durations import NUMBER_WORDS, VAGUE_WORDS

_WEEKDAYS = {
    name[:length]: number
    for number, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
    for length in (3, 4, 5, len(name))
}
_MONTHS = {
    name[:length].lower(): number
    for number, name in enumerate(calendar.month_name)
    if name
    for length in (3, 4, len(name))
}
_WEEKDAY = rf"(?P<day>{'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})s?"
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_COUNT = rf"(?P<count>\d+|{'|'.join(NUMBER_WORDS)}|(?:a\s+)?(?:{'|'.join(VAGUE_WORDS)})(?:\s+of)?)"
_UNIT = r"(?P<unit>day|week|month)s?"

_SINGLE = {
    "day after tomorrow": 2,
    "day before yesterday": -2,
    "tomorrow": 1,
    "yesterday": -1,
    "last night": -1,
    "today": 0,
    "tonight": 0,
    "right now": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
}
_SINGLE_PATTERN = re.compile(rf"\b({'|'.join(_SINGLE)})\b")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{4}))?(?!\d)")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")
_MONTH_FIRST = re.compile(
    rf"\b{_MONTH}\s+(?:the\s+)?(?P<dom>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s*(?P<year>\d{{4}}))?"
)
_DAY_FIRST = re.compile(
    rf"(?<!\d)(?P<dom>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?{_MONTH}(?![a-z])"
    r"(?:,?\s*(?P<year>\d{4}))?"
)
_AHEAD = re.compile(rf"\bin\s+{_COUNT}\s+{_UNIT}\b|\b(?P<c2>\d+)\s+(?P<u2>day|week|month)s?\s+from")
_AGO = re.compile(rf"\b{_COUNT}\s+{_UNIT}\s+ago\b")
_NAMED_DAY = re.compile(rf"\b(?:(?P<which>this|next|last|coming)\s+)?{_WEEKDAY}\b")
_SPAN = re.compile(r"\b(?P<which>this|next)\s+(?P<unit>week|month)\b(?!\s*end)")


def parse_date(value: object, *, today: date) -> date | None:
    """Return the date a text means for somebody for whom it is `today`, or None.

    A date object is returned as it is. A month and day without a year that lies in the past is
    unknown, so are numeric dates whose order of day and month is undecided.
    """
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    text = " ".join(value.lower().split())
    readers = (_absolute, _counted, _single, _spanned, _weekday)
    found = (reader(text, today) for reader in readers)
    return next((day for day in found if day is not None), None)


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the last day of a shorter month."""
    month_index = day.year * 12 + day.month - 1 + months
    year, month = divmod(month_index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _absolute(text: str, today: date) -> date | None:
    iso = _ISO.search(text)
    if iso is not None:
        return _real(int(iso[1]), int(iso[2]), int(iso[3]))
    dotted = _DOTTED.search(text)
    if dotted is not None:
        return _with_year(dotted[3], int(dotted[2]), int(dotted[1]), today)
    slashed = _SLASHED.search(text)
    if slashed is not None:
        return _decided(int(slashed[1]), int(slashed[2]), int(slashed[3]))
    named = _MONTH_FIRST.search(text) or _DAY_FIRST.search(text)
    if named is None:
        return None
    return _with_year(named["year"], _MONTHS[named["month"]], int(named["dom"]), today)


def _counted(text: str, today: date) -> date | None:
    ahead, ago = _AHEAD.search(text), _AGO.search(text)
    try:
        if ahead is not None:
            count = ahead["count"] or ahead["c2"]
            return _shifted(today, _number(count), ahead["unit"] or ahead["u2"])
        if ago is not None:
            return _shifted(today, -_number(ago["count"]), ago["unit"])
    except (OverflowError, ValueError):
        return None
    return None


def _single(text: str, today: date) -> date | None:
    found = _SINGLE_PATTERN.search(text)
    return today + timedelta(days=_SINGLE[found[1]]) if found else None


def _spanned(text: str, today: date) -> date | None:
    found = _SPAN.search(text)
    if found is None or found["which"] == "this" or _NAMED_DAY.search(text):
        return None
    if found["unit"] == "week":
        return today + timedelta(days=7 - today.weekday())
    return add_months(today.replace(day=1), 1)


def _weekday(text: str, today: date) -> date | None:
    found = _NAMED_DAY.search(text)
    if found is None:
        return None
    number = _WEEKDAYS[found["day"]]
    monday = today - timedelta(days=today.weekday())
    weeks = {"this": 0, "next": 1, "last": -1}
    if found["which"] in weeks:
        return monday + timedelta(days=7 * weeks[found["which"]] + number)
    ahead = (number - today.weekday()) % 7
    return today + timedelta(days=ahead or 7)


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    words = word.split()
    return next((VAGUE_WORDS[w] for w in words if w in VAGUE_WORDS), 0) or NUMBER_WORDS[words[0]]


def _shifted(day: date, count: int, unit: str) -> date:
    if unit == "month":
        return add_months(day, count)
    return day + timedelta(days=count * (7 if unit == "week" else 1))


def _with_year(year: str | None, month: int, dom: int, today: date) -> date | None:
    day = _real(int(year) if year else today.year, month, dom)
    if day is None or (year is None and day < today):
        return None
    return day


def _decided(first: int, second: int, year: int) -> date | None:
    day_first, month_first = _real(year, second, first), _real(year, first, second)
    if day_first is not None and month_first is not None and day_first != month_first:
        return None
    return day_first or month_first


def _real(year: int, month: int, dom: int) -> date | None:
    try:
        return date(year, month, dom)
    except ValueError:
        return None
