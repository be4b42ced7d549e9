"""Lengths of time and counts in words: the one parser of "a couple of months" and "3 times".

Digits win over vague words, vague words over open-ended ones; a number of days per week is a
frequency and never a length. Rules: behaviours.md K6 to K10.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from libs.errors import InvalidRequestError

DEFAULT_DAYS = 56
MAX_DAYS = 182

NUMBER_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "eighteen": 18, "twenty": 20, "thirty": 30, "ninety": 90,
}  # fmt: skip
VAGUE_WORDS = {"couple": 2, "few": 3, "several": 4, "some": 4}
_UNIT_DAYS = {"day": 1, "week": 7, "wk": 7, "fortnight": 14, "month": 30, "mo": 30, "year": 365}

_RATE = re.compile(
    r"(?:[\w.-]+\s*)?\b(?:days?|times?|sessions?|workouts?|hours?|minutes?|runs?|once|twice)"
    r"\s*(?:per|a|an|each|every|out of|/)\s*(?:day|week|wk|month)\b"
    r"|\d\s*x\s*(?:per|a|/)?\s*(?:week|wk|month)\b"
)
"""A count per week; taken out before a length is looked for."""
_UNIT = r"(?P<unit>days?|weeks?|wks?|fortnights?|months?|mos?|years?)\b"
_DIGITS = re.compile(
    r"(?<![\w.,-])(?P<low>\d+(?:[.,]\d+)?)(?:\s*(?:-|to|or)\s*\d+)?\s*[- ]?\s*" + _UNIT
)
_NAMED = re.compile(
    rf"\b(?P<word>{'|'.join(NUMBER_WORDS)})(?:\s+(?:full|whole|good))?[\s-]+" + _UNIT
)
_HALF_YEAR = re.compile(r"\bhalf\s+a?\s*year\b")
_AND_HALF = re.compile(r"^\s+and\s+a\s+half\b")
_VAGUE = re.compile(rf"\b(?P<word>{'|'.join(VAGUE_WORDS)})(?:\s+(?:of|more|good|the))*\s+" + _UNIT)
_BARE = re.compile(r"\d+(?:[.,]\d+)?")
_FREQUENCY = re.compile(r"(?<![\w.,-])(\d+)\s*(?:x|times?|days?|sessions?)?(?![\w.,])")


@dataclass(frozen=True)
class Duration:
    """A length in days within 1 to 182."""

    days: int
    is_assumed: bool
    """Nothing readable was said: `days` is the default."""
    is_clamped: bool
    """The wish was longer than a program can be."""


def parse_days(value: object) -> int | None:
    """Return the days that a number or a text means, or None when it means no length.

    A bare number is in days; weeks count 7, months 30, years 365. The result is not bounded above
    and at least 1.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _whole_days(float(value))
    if not isinstance(value, str):
        return None
    text = _RATE.sub(" ", value.strip().lower().replace("\u2013", "-"))
    if _BARE.fullmatch(text):
        return _whole_days(float(text.replace(",", ".")))
    return _digits_days(text) or _worded_days(text)


def read_duration(value: object, *, default_days: int = DEFAULT_DAYS) -> Duration:
    """Return a bounded length for anything; open-ended and unreadable words give the default."""
    days = parse_days(value)
    if days is None:
        return Duration(days=default_days, is_assumed=True, is_clamped=False)
    return Duration(days=min(days, MAX_DAYS), is_assumed=False, is_clamped=days > MAX_DAYS)


def read_frequency(value: object, *, field: str = "trainingFrequency") -> int:
    """Return a count per week from a number, digits or a number word.

    Raises:
        InvalidRequestError: the value is no number of at least 1, such as "often".
    """
    count: float | None = None
    if isinstance(value, int | float) and not isinstance(value, bool):
        count = float(value)
    elif isinstance(value, str):
        text = value.strip().lower()
        found = _FREQUENCY.search(text)
        words = [NUMBER_WORDS[word] for word in re.findall(r"[a-z]+", text) if word in NUMBER_WORDS]
        count = float(found.group(1)) if found else float(words[0]) if words else None
    if count is None or not math.isfinite(count) or count < 1:
        raise InvalidRequestError(f"{field} must be a number of at least 1", field=field)
    return int(count)


def _whole_days(days: float) -> int | None:
    return max(1, round(days)) if math.isfinite(days) and days > 0 else None


def _digits_days(text: str) -> int | None:
    found = _DIGITS.search(text)
    if found is None:
        return None
    days = float(found["low"].replace(",", ".")) * _days_of(found["unit"])
    rest = text[found.end() :]
    more = re.match(r"\s*(?:and|,)\s*(?=\d)", rest)
    if more is not None:
        extra = _DIGITS.match(rest, more.end())
        if extra is not None and _days_of(extra["unit"]) < _days_of(found["unit"]):
            days += float(extra["low"].replace(",", ".")) * _days_of(extra["unit"])
    return _whole_days(days)


def _worded_days(text: str) -> int | None:
    if _HALF_YEAR.search(text):
        return MAX_DAYS
    vague = _VAGUE.search(text)
    if vague is not None:
        return VAGUE_WORDS[vague["word"]] * _days_of(vague["unit"])
    named = _NAMED.search(text)
    if named is None:
        return None
    halves = 1.5 if _AND_HALF.match(text[named.end() :]) and named["word"] in {"a", "one"} else 1.0
    return _whole_days(NUMBER_WORDS[named["word"]] * halves * _days_of(named["unit"]))


def _days_of(unit: str) -> int:
    return _UNIT_DAYS.get(unit) or _UNIT_DAYS[unit.removesuffix("s")]
