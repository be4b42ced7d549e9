"""Find JSON objects in whatever a model answered: fenced, wrapped in prose, cut, encoded twice.

Nothing here knows what the objects mean; a broken object costs itself, never its neighbours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

MAX_CHARS = 1_000_000
MAX_FAILURES = 400
"""Places where an object could begin but none does; bounds the time for hopeless answers."""
MAX_ENCODINGS = 4
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED_OBJECT = re.compile(r'\{\s*(?:\\[nrt]\s*)*\\+"')
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": ""}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

JsonValue = dict[str, "JsonValue"] | list["JsonValue"] | str | int | float | bool | None


def find_values(text: str) -> tuple[JsonValue, ...]:
    """Return the JSON values of a text in order: the whole of it, else every closed object."""
    text = clean_unicode(text[:MAX_CHARS]).strip()
    for _ in range(MAX_ENCODINGS):
        whole = decode(text)
        if isinstance(whole, str):
            text = whole.strip()
            continue
        if isinstance(whole, dict | list):
            return (whole,)
        found = tuple(_objects(_TRAILING_COMMA.sub("", text)))
        if found or not _ESCAPED_OBJECT.search(text):
            return found
        text = _ESCAPE.sub(_unescape, text)
    return ()


def decode(text: str) -> JsonValue:
    """Return the JSON value of a text, None when it is none; NaN and infinities read as null."""
    try:
        value: JsonValue = _decoder().decode(text)
    except (ValueError, RecursionError):
        return None
    return value


def clean_unicode(text: str) -> str:
    """Return the text without lone surrogates and control characters."""
    return _CONTROL.sub("", text.encode("utf-8", "ignore").decode("utf-8"))


def _objects(text: str) -> Iterator[JsonValue]:
    """Yield every object that is closed, outermost first, from left to right."""
    decoder = _decoder()
    position, failures = text.find("{"), 0
    while position >= 0 and failures < MAX_FAILURES:
        try:
            value, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            failures += 1
            position = text.find("{", position + 1)
            continue
        yield value
        position = text.find("{", end)


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(strict=False, parse_constant=lambda _: None, parse_int=_whole)


def _whole(digits: str) -> int | None:
    """Return a whole number; one of hundreds of digits is no number anybody meant."""
    return int(digits) if len(digits) <= 18 else None  # noqa: PLR2004 - fits 64 bits


def _unescape(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] == "u" and len(code) > 1:
        return clean_unicode(chr(int(code[1:], 16)))
    return _ESCAPES.get(code, code)
