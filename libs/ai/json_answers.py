"""Finds the JSON in what a model wrote: bare, fenced, in prose, encoded twice, or line by line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

MAX_STARTS = 1000
"""Brackets tried before the rest of a hopeless text is passed over; our choice."""

_FENCED = re.compile(r"```[a-zA-Z]*\s*\n?(.*?)```", re.DOTALL)
_START = re.compile(r"[\[{]")


def json_candidates(text: str) -> tuple[object, ...]:
    """Return the values that may be meant, the likeliest first; empty when there is no JSON."""
    found: list[object] = []
    for piece in (text, *(match[1] for match in _FENCED.finditer(text))):
        whole = _whole(piece)
        if whole is not None:
            found.append(whole)
    if not found:
        values = list(_scattered(text))
        if len(values) > 1:
            found.append(values)
        found.extend(sorted(values, key=lambda value: len(json.dumps(value)), reverse=True))
    return tuple(found)


def _whole(text: str) -> object | None:
    value: object = text
    # Twice: an answer may be a JSON string that holds the JSON object.
    for _ in range(2):
        if not isinstance(value, str):
            break
        try:
            value = _decoder.decode(value.strip())
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, dict | list) else None


def _scattered(text: str) -> Iterator[object]:
    at = 0
    for _ in range(MAX_STARTS):
        match = _START.search(text, at)
        if match is None:
            return
        try:
            value, at = _decoder.raw_decode(text, match.start())
        except (ValueError, RecursionError):
            at = match.start() + 1
            continue
        if _holds_object(value):
            yield value


def _holds_object(value: object) -> bool:
    items = value if isinstance(value, list) else [value]
    return any(isinstance(item, dict) for item in items)


def _no_number(name: str) -> None:
    """Read NaN and the infinities as nothing."""


_decoder = json.JSONDecoder(strict=False, parse_constant=_no_number)
