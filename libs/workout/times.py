"""Durations of work and paces in words; `1:45` is read by what is humanly possible."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from libs.workout.vocabulary import Discipline
from libs.workout.wording import find_number, fold, read_number

Role = Literal["session", "work", "set"]
"""What a duration belongs to: the whole session, a scored part, or one set."""

HOUR_S, MINUTE_S = 3600.0, 60.0
LONGEST_S = 7 * 24 * HOUR_S
"""Longer than any session that is logged as one; our choice."""
SHORTEST_SESSION_FIRST = 5
"""A session of `1:15` lasted an hour and a quarter; one of `12:30` twelve minutes; our choice."""

_H = (
    r"(?:h(?:rs?|ours?)?|std|stunden?|heures?|horas?|or[ae]|uur|godz\w*"
    r"|saat|tuntia?|timmar?|timer|hodin\w*|\u0447\w*|\u5c0f\u65f6|\u6642\u9593)"
)
_M = (
    r"(?:m(?:ins?|inutes?|inuten|inutos?|inuti|inut\w?|inuuttia?)?|\u043c\u0438\u043d\w*|\u5206[\u949f\u9593]?"
    r"|dakika\w*|dk|perc\w*|\u1107\u116e\u11ab|\ubd84"
    r"|'(?!'))"
)
_S = r"(?:s(?:ecs?|econd[eis]*s?|ek\w*|eg\w*)?|\u0441\u0435\u043a\w*|\u79d2|\"|'')"
_N = r"(\d+(?:[.,]\d+)?)"
_CLOCK3 = re.compile(r"(\d+):(\d\d):(\d\d)(?:[.,]\d+)?")
_CLOCK2 = re.compile(rf"(\d+):(\d\d)(?:[.,]\d+)?(?!\d)\s*({_H}|{_M})?(?![a-z])")
_HOURS = re.compile(rf"{_N}\s*-?\s*{_H}(?![a-z])\s*(?:(\d{{1,2}})(?!\d|[.,]\d|\s*[a-z(]))?")
_MINUTES = re.compile(rf"{_N}\s*-?\s*{_M}(?![a-z])\s*(?:(\d{{1,2}})(?!\d|[.,]\d|\s*[a-z(]))?")
_SECONDS = re.compile(rf"{_N}\s*-?\s*{_S}(?![a-z])")
_HALF_HOUR = re.compile(
    r"\b(?:half(?: an?)? hour|(?:eine )?halbe stunde|media hora|demi[- ]heure|mezz'?\s?ora"
    r"|meia hora|pol godziny|half uur)\b"
)
_HOUR_AND_HALF = re.compile(
    r"(?<!\w )\b(?:hora y media|heure et demie|ora e mezz[ao]|hora e meia)\b"
)
_THREE_QUARTERS = re.compile(r"\bthree[- ]quarters of an hour\b|\bdreiviertelstunde\b")
_QUARTER = re.compile(r"\bquarter of an hour\b|\bviertelstunde\b|\bun quart d'heure\b")
_AND_HALF = re.compile(
    r"\band a half(?: hours?)?\b|\by media\b|\bet demie?\b|\be mezz[ao]\b|\be meia\b"
    r"|\b1/2 (?:hours?|h)\b"
)
_ONE_AND_HALF = re.compile(r"\banderthalb|\beineinhalb|\bpoltorej")
_WORD_HOURS = re.compile(
    r"\b(an|a|one|ein|eine|una|une|un|uma|two|zwei|dos|deux|due|duas|three|drei|tres|trois|tre"
    rf"|four|vier|cuatro)\s+(?:full |solid )?{_H}\b"
)
_WORD_MINUTES = re.compile(r"\b([a-z]+(?:[- ][a-z]+)?)\s+(?:full |solid )?min(?:s|ut\w*)?\b")
_ARTICLES = frozenset({"a", "an", "un", "une", "una", "ein", "eine", "uma"})
_SPEEDS_M_S: dict[str, tuple[float, float]] = {
    "foot": (0.9, 10.5), "swim": (0.3, 2.4), "wheel": (1.5, 18.0), "erg": (1.5, 7.0),
    "pack": (0.3, 4.5), "trail": (0.3, 7.0), "any": (0.2, 30.0),
}  # fmt: skip
"""Slowest and fastest human speeds over any distance that is logged; records rounded up."""
_MOVES = {
    Discipline.GENERIC: "any",
    Discipline.TRAIL_RUNNING: "trail",
    Discipline.SWIMMING: "swim",
    Discipline.CYCLING: "wheel",
    Discipline.ROWING: "erg",
    Discipline.RUCKING: "pack",
    Discipline.BACKPACKING: "pack",
}
_PACE = re.compile(
    r"(\d{1,2}):(\d\d)\s*(?:min\w*)?\s*(?:/|per|a|pro|por|par|al?)\s*"
    r"(km|k\b|kilomet\w*|mi(?:le)?\b|100\s?yd?s?|100\s?m?(?!\d)|500\s?m?(?!\d))"
)
_PER_M = {"km": 1000.0, "k": 1000.0, "mi": 1609.344, "mile": 1609.344, "500m": 500.0, "500": 500.0}


@dataclass(frozen=True)
class Span:
    """A duration; ambiguous when hours and minutes were equally written and equally possible."""

    seconds: float
    said: str
    is_ambiguous: bool = False
    is_unit_assumed: bool = False


def parse_time(
    words: str,
    *,
    role: Role,
    distance_m: float | None = None,
    discipline: Discipline = Discipline.GENERIC,
) -> Span | None:
    """Return a duration in seconds, or None; distance and discipline decide `1:45`."""
    text = fold(words)
    three = _CLOCK3.search(text)
    if three is not None:
        seconds = int(three[1]) * HOUR_S + int(three[2]) * MINUTE_S + int(three[3])
        return _bounded(Span(seconds, words))
    two = _CLOCK2.search(text)
    if two is not None:
        return _bounded(_two_parts(two, words, role, distance_m, discipline))
    total = _with_units(text)
    if total is not None:
        return _bounded(Span(total, words))
    number = find_number(text)
    if number is None:
        return None
    unit = 1.0 if role == "set" else MINUTE_S
    return _bounded(Span(number * unit, words, is_unit_assumed=True))


def parse_pace_s_per_km(words: str) -> float | None:
    """Return a stated pace in seconds per kilometre, or None."""
    found = _PACE.search(fold(words))
    if found is None:
        return None
    per = found[3].replace(" ", "")
    yards = 91.44 if "y" in per else 100.0
    metres = yards if per.startswith("100") else _PER_M.get(per, 1000.0)
    return (int(found[1]) * MINUTE_S + int(found[2])) * 1000.0 / metres


def is_possible(distance_m: float, seconds: float, discipline: Discipline) -> bool:
    """Tell whether a person can cover the distance in the time."""
    slowest, fastest = _SPEEDS_M_S[_MOVES.get(discipline, "foot")]
    return seconds > 0 and slowest <= distance_m / seconds <= fastest


def find_clock_times(text: str) -> frozenset[float]:
    """Return all readings of all durations in a text, in seconds; for evidence."""
    plain = fold(text)
    found: set[float] = set()
    for hours, minutes, seconds in _CLOCK3.findall(plain):
        found.add(int(hours) * HOUR_S + int(minutes) * MINUTE_S + int(seconds))
    for match in _CLOCK2.finditer(plain):
        found.add(int(match[1]) * MINUTE_S + int(match[2]))
        found.add(int(match[1]) * HOUR_S + int(match[2]) * MINUTE_S)
    for pattern, unit in ((_HOURS, HOUR_S), (_MINUTES, MINUTE_S), (_SECONDS, 1.0)):
        for match in pattern.finditer(plain):
            found.add(read_number(match[1]) * unit)
    total = _with_units(plain)
    return frozenset(found | ({total} if total is not None else set()))


def _two_parts(
    found: re.Match[str],
    words: str,
    role: Role,
    distance_m: float | None,
    discipline: Discipline,
) -> Span:
    first, second, unit = int(found[1]), int(found[2]), found[3] or ""
    as_minutes = first * MINUTE_S + second
    as_hours = first * HOUR_S + second * MINUTE_S
    if unit:
        is_hours = re.fullmatch(_H, unit) is not None
        return Span(as_hours if is_hours else as_minutes, words)
    if distance_m:
        fits = [
            seconds
            for seconds in (as_minutes, as_hours)
            if is_possible(distance_m, seconds, discipline)
        ]
        if fits:
            return Span(fits[0], words, is_ambiguous=len(fits) > 1)
        return Span(as_minutes, words, is_ambiguous=True)
    if role == "session" and first < SHORTEST_SESSION_FIRST:
        return Span(as_hours, words)
    return Span(as_minutes, words)


def _with_units(text: str) -> float | None:
    total, found = _fixed_words(text)
    hours = _HOURS.search(text)
    if hours is not None:
        total += read_number(hours[1]) * HOUR_S + int(hours[2] or 0) * MINUTE_S
        text = text[: hours.start()] + " " + text[hours.end() :]
    minutes = _MINUTES.search(text)
    if minutes is not None:
        total += read_number(minutes[1]) * MINUTE_S + int(minutes[2] or 0)
        text = text[: minutes.start()] + " " + text[minutes.end() :]
    seconds = _SECONDS.search(text)
    if seconds is not None:
        total += read_number(seconds[1])
    if hours is None and not found:
        total, found = _hours_in_words(text, total)
    elif hours is not None and _AND_HALF.search(text):
        total += HOUR_S / 2
    if not (hours or minutes or seconds or found):
        return _minutes_in_words(text)
    return total


def _fixed_words(text: str) -> tuple[float, bool]:
    if _THREE_QUARTERS.search(text):
        return 0.75 * HOUR_S, True
    if _QUARTER.search(text):
        return 0.25 * HOUR_S, True
    if _HALF_HOUR.search(text):
        return 0.5 * HOUR_S, True
    if _ONE_AND_HALF.search(text) or _HOUR_AND_HALF.search(text):
        return 1.5 * HOUR_S, True
    return 0.0, False


def _hours_in_words(text: str, total: float) -> tuple[float, bool]:
    found = _WORD_HOURS.search(text)
    if found is None:
        return total, False
    count = 1.0 if found[1] in _ARTICLES else find_number(found[1]) or 1.0
    half = 0.5 if _AND_HALF.search(text) else 0.0
    return total + (count + half) * HOUR_S, True


def _minutes_in_words(text: str) -> float | None:
    found = _WORD_MINUTES.search(text)
    count = find_number(found[1]) if found else None
    return count * MINUTE_S if count is not None else None


def _bounded(span: Span) -> Span | None:
    return span if 0 < span.seconds <= LONGEST_S else None
