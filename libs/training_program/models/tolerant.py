"""Lenient readers for what models and people write; the stored value is always strict.

A null, a single value where a list belongs, JSON inside a string, enum capitalisation and a number
with its unit all read as what was meant. What cannot be meant stays an error of validation.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import BeforeValidator

T = TypeVar("T")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_WORD_BREAK = re.compile(r"[\s/-]+")


def as_tuple(value: object) -> object:
    """Read a list: null is empty, JSON text is parsed, one value is a list of one."""
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        value = _parsed(value)
    if isinstance(value, list | tuple):
        return tuple(item for item in value if item is not None)
    return (value,)


def as_number(value: object) -> object:
    """Read a number out of text such as "60 min" or "72,5 kg"; no digits give None."""
    if not isinstance(value, str):
        return value
    found = _NUMBER.search(value)
    return float(found.group().replace(",", ".")) if found else None


def as_whole(value: object) -> object:
    """Read a whole number out of text or a float; no digits give None."""
    number = as_number(value)
    return round(number) if isinstance(number, float) and math.isfinite(number) else number


def as_object(value: object) -> object:
    """Read an object: null is an empty one, JSON text is parsed."""
    if value is None:
        return {}
    return _parsed(value) if isinstance(value, str) else value


def enum_reader(
    kind: type[StrEnum], aliases: Mapping[str, StrEnum], default: StrEnum | None = None
) -> Callable[[object], object]:
    """Return a reader of `kind` that ignores case and separators and knows `aliases`.

    Unknown words give `default` when there is one, else they stay as they are and fail.
    """
    known: dict[str, StrEnum] = {member.value: member for member in kind} | dict(aliases)

    def read(value: object) -> object:
        if not isinstance(value, str) or isinstance(value, kind):
            return value
        word = _WORD_BREAK.sub("_", value.strip().lower())
        return known.get(word) or known.get(word.rstrip("s")) or default or value

    return read


def _parsed(text: str) -> object:
    """Return the JSON value of a text that looks like a list or an object, else the text."""
    if text.lstrip()[:1] not in {"[", "{"}:
        return text
    try:
        parsed: object = json.loads(text)
    except ValueError:
        return text
    return parsed


Listed = Annotated[tuple[T, ...], BeforeValidator(as_tuple)]
Number = Annotated[float | None, BeforeValidator(as_number)]
Whole = Annotated[int | None, BeforeValidator(as_whole)]
