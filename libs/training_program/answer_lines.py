"""The lines of a session as texts, from the shapes a model may give them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from libs.training_program.salvage import JsonValue, decode

_BREAK = re.compile(r"\r\n|[\r\n\u2028\u2029]")
_LINE_KEYS: Final = ("line", "text", "content")
_NAME_KEYS: Final = ("exercise", "exercisename", "name", "movement")
_DOSE_KEYS: Final = ("prescription", "dose", "scheme")
_QUANTITY_KEYS: Final = ("reps", "repetitions", "duration", "distance")
_MANNER_KEYS: Final = ("intensity", "load", "weight", "rpe", "rest", "tempo")
_CUE_KEYS: Final = ("cue", "note", "notes", "formnotes")
_WORDED: Final = {"rpe": "RPE", "rest": "rest", "tempo": "tempo"}
_MAX_DEPTH = 6


def read_texts(value: JsonValue, depth: int = 0) -> Iterator[str]:
    """Yield one text per line from a list, a text with line breaks, or objects."""
    if depth > _MAX_DEPTH:
        return
    match value:
        case str():
            yield from _of_text(value, depth)
        case list():
            for item in value:
                yield from read_texts(item, depth + 1)
        case dict():
            yield from _of_object(value, depth)
        case _:
            return


def _of_text(text: str, depth: int) -> Iterator[str]:
    if text.lstrip()[:1] == "[" and isinstance(inner := decode(text), list):
        yield from read_texts(inner, depth + 1)
        return
    yield from (line for line in _BREAK.split(text) if line.strip())


def _of_object(item: Mapping[str, JsonValue], depth: int) -> Iterator[str]:
    """Read `{"line": ...}`, `{"exercise": ..., "sets": 3, "reps": 8}` or numbered lines."""
    plain = {"".join(c for c in key.lower() if c.isalpha()): value for key, value in item.items()}
    line = _word(plain, _LINE_KEYS)
    name = _word(plain, _NAME_KEYS)
    if line:
        yield from _of_text(line, depth)
    elif name:
        parts = (name, _dose(plain), _word(plain, _CUE_KEYS))
        yield " | ".join(part for part in parts if part)
    else:
        for value in item.values():
            yield from read_texts(value, depth + 1)


def _dose(item: Mapping[str, JsonValue]) -> str:
    counts = (_word(item, ("sets",)), _word(item, _QUANTITY_KEYS))
    words = [_word(item, _DOSE_KEYS) or "x".join(word for word in counts if word)]
    for key in _MANNER_KEYS:
        word = _word(item, (key,))
        if word:
            words.append(f"{_WORDED[key]} {word}" if key in _WORDED else f"@{word.lstrip('@')}")
    return " ".join(word for word in words if word)


def _word(item: Mapping[str, JsonValue], keys: tuple[str, ...]) -> str:
    for key in keys:
        value = item.get(key)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return str(value).strip()
    return ""
