"""Spelling of the template language: cleaning of lines, times, schemes."""

from __future__ import annotations

import re

_TAGS = re.compile(r"<[^<>]*>")
_URLS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*\u2022]\s+|\d+[.)]\s+)")
_SPELLING = str.maketrans(
    {"\u00d7": "x", "\u2013": "-", "\u2014": "-", "\u2019": "'", "\u00a0": " ", "`": ""}
)
_CLOCK = re.compile(r"(?<![\d:])(\d{1,3}):(\d{2})(?![\d:])")
_TIME = re.compile(
    r"(?<![\w.])(\d+(?:[.,]\d+)?)(?:\s*-\s*\d+(?:[.,]\d+)?)?\s*"
    r"(h(?:ours?|rs?)?|min(?:utes?|s)?|m(?=in)|s(?:ec(?:onds?|s)?)?|'|\")(?![a-z])",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"(?<![\w-])\d+(?:\s*-\s*\d+)+(?![\w-])")
_REST = re.compile(
    r"\brest\s*:?\s*(?P<value>\d+(?::\d{2})?(?:[.,]\d+)?(?:\s*-\s*\d+(?:[.,]\d+)?)?)\s*"
    r"(?P<unit>h|min(?:utes?|s)?|s(?:ec(?:onds?|s)?)?)?\b",
    re.IGNORECASE,
)


def normalize_line(text: str) -> str:
    """Return the line without bullets, bold, tags, addresses and typographic spelling."""
    plain = _URLS.sub("", _TAGS.sub("", text)).translate(_SPELLING).replace("**", "")
    return " ".join(_BULLET.sub("", plain).split())


def clean_text(text: str) -> str:
    """Return text for the athlete: one line, no tags, no addresses, no brackets."""
    plain = _URLS.sub("", _TAGS.sub("", text))
    return " ".join(plain.replace("<", "").replace(">", "").split())


def find_seconds(text: str) -> int | None:
    """Return the first time in a text, in seconds: "12 min", "1:30", "90s", "1.5 h"."""
    clock, timed = _CLOCK.search(text), _TIME.search(text)
    if clock is not None and (timed is None or clock.start() < timed.start()):
        return int(clock[1]) * 60 + int(clock[2])
    if timed is None:
        return None
    return seconds_of(timed[1], timed[2])


def seconds_of(number: str, unit: str) -> int | None:
    """Return the seconds of a number with its unit word; None for nothing at all."""
    factor = {"h": 3600, "m": 60, "'": 60}.get(unit[:1].lower(), 1)
    return round(float(number.replace(",", ".")) * factor) or None


def find_scheme(text: str) -> tuple[int, ...]:
    """Return repetitions per round such as 21-15-9, or nothing."""
    found = _SCHEME.search(text)
    steps = tuple(int(step) for step in re.findall(r"\d+", found.group())) if found else ()
    return steps if all(steps) else ()


def rest_seconds(text: str) -> int | None:
    """Return the seconds behind the word "rest"; a bare number is in seconds."""
    found = _REST.search(text)
    if found is None:
        return None
    value = found["value"]
    if ":" in value:
        minutes, seconds = value.split(":")
        return int(minutes) * 60 + int(seconds)
    low = re.split(r"\s*-\s*", value)[0].replace(",", ".")
    return round(float(low) * (60 if (found["unit"] or "s").lower().startswith("m") else 1))


def without_rest(text: str) -> str:
    """Return the text without its rest."""
    return _REST.sub(" ", text)
