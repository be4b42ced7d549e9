"""Read a week's answer whatever shape the model gave it, and write sessions in that shape.

`{"sessions": [{"slot": "d1.1", "title": "Lower A", "lines": ["Back Squat | 4x6"], "note": ""}]}`
is what was asked for. Every session that is closed is kept, what was left out is listed, nothing
raises.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from libs.training_program.answer_lines import read_texts
from libs.training_program.language import ExerciseLine, Line, Session, print_line
from libs.training_program.lexing import clean_text
from libs.training_program.parser import Unreadable, parse_line
from libs.training_program.salvage import JsonValue, clean_unicode, decode, find_values

MAX_LINES = 40
"""Lines of one session; more is over-production."""
MAX_SESSIONS = 200
MAX_TITLE_CHARS = 80
MAX_NOTE_CHARS = 400
MAX_DEPTH = 8
MAX_LINE_CHARS = 2000
MAX_NAME_CHARS = 80
"""A longer name is a sentence."""
_SLOT_KEYS: Final = ("slot", "slotid", "id", "day")
_LINE_KEYS: Final = ("lines", "exercises", "prescriptions", "blocks", "workout")
_TITLE_KEYS: Final = ("title", "name")
_NOTE_KEYS: Final = ("note", "notes", "coachingnotes")
_SLOT = re.compile(r"^\s*(?:slot\s*)?d?(?:ay)?\s*0*(\d{1,3})(?:\s*[._-]\s*0*(\d{1,2}))?\s*$", re.I)
_TRIGGER = re.compile(r"\[\s*GENERATE_[A-Z_]*\s*\]?", re.IGNORECASE)


@dataclass(frozen=True)
class WeekAnswer:
    """The sessions that could be read, and what was left out or guessed, in plain words."""

    sessions: tuple[Session, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass
class _Reading:
    """An answer while it is read; the first session of a slot wins."""

    asked: Collection[str] | None
    sessions: dict[str, Session] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def read_week(raw: str, *, asked: Collection[str] | None = None) -> WeekAnswer:
    """Return every closed session of an answer; with `asked` only those slots are taken."""
    reading = _Reading(asked)
    values = find_values(raw)
    for value in values:
        for slot, item in _find_sessions(value, "", 0):
            _take(reading, slot, item)
    if not reading.sessions and not reading.problems:
        reading.problems.append("the answer holds no session")
    return WeekAnswer(tuple(reading.sessions.values()), tuple(reading.problems))


def print_week(sessions: Iterable[Session]) -> str:
    """Return the answer that holds these sessions; `read_week` reads it back."""
    items = [
        {"slot": item.slot_id, "title": item.title, "lines": [print_line(x) for x in item.lines]}
        | ({"note": item.note} if item.note else {})
        for item in sessions
    ]
    return json.dumps({"sessions": items}, ensure_ascii=False, separators=(",", ":"))


def plain(text: str) -> str:
    """Return a model's text as one clean line: no tags, addresses, tokens or odd characters."""
    return clean_text(_TRIGGER.sub("", clean_unicode(text)))


def _find_sessions(
    value: JsonValue, key: str, depth: int
) -> Iterator[tuple[str, Mapping[str, JsonValue]]]:
    """Yield slot and object of everything that looks like a session; `key` is where it stood."""
    if depth > MAX_DEPTH:
        return
    match value:
        case dict():
            item = {_plain_key(name): inner for name, inner in value.items()}
            slot = _slot_id(_first(item, _SLOT_KEYS)) or _slot_id(key)
            if slot and _first(item, _LINE_KEYS) is not None:
                yield slot, item
                return
            for name, inner in value.items():
                yield from _find_sessions(inner, name, depth + 1)
        case list():
            slot = _slot_id(key)
            if slot and value and all(isinstance(inner, str) for inner in value):
                yield slot, {"lines": value}
                return
            for inner in value:
                yield from _find_sessions(inner, "", depth + 1)
        case str():
            yield from _find_sessions(_embedded(value), key, depth + 1)
        case _:
            return


def _embedded(text: str) -> JsonValue:
    """Return JSON inside a string; objects in a row count as a list."""
    if text.lstrip()[:1] not in {"{", "[", '"'}:
        return None
    value = decode(text)
    return value if value is not None else list(find_values(text))


def _take(reading: _Reading, slot: str, item: Mapping[str, JsonValue]) -> None:
    if reading.asked is not None and slot not in reading.asked:
        reading.problems.append(f"{slot}: nobody asked for this session")
        return
    if slot in reading.sessions:
        reading.problems.append(f"{slot}: the session came twice, the first is kept")
        return
    if len(reading.sessions) >= MAX_SESSIONS:
        return
    lines = _lines(reading, slot, _first(item, _LINE_KEYS))
    if not lines:
        reading.problems.append(f"{slot}: the session has no readable line")
        return
    reading.sessions[slot] = Session(
        slot_id=slot,
        title=_text(_first(item, _TITLE_KEYS), MAX_TITLE_CHARS),
        lines=lines,
        note=_text(_first(item, _NOTE_KEYS), MAX_NOTE_CHARS),
    )


def _lines(reading: _Reading, slot: str, value: JsonValue) -> tuple[Line, ...]:
    found: list[Line] = []
    for text in read_texts(value):
        line = _line(text[:MAX_LINE_CHARS])
        if isinstance(line, Unreadable):
            if line.text.strip():
                reading.problems.append(f'{slot}: "{plain(line.text)[:80]}": {line.reason}')
        elif len(found) < MAX_LINES:
            found.append(line)
    return tuple(found)


def _line(text: str) -> Line | Unreadable:
    line = parse_line(_TRIGGER.sub("", clean_unicode(text)))
    if isinstance(line, ExerciseLine) and len(line.name) > MAX_NAME_CHARS:
        return Unreadable(text, "the name is too long for an exercise")
    return line


def _text(value: JsonValue, limit: int) -> str:
    if isinstance(value, list):
        value = " ".join(item for item in value if isinstance(item, str))
    return plain(value)[:limit].rstrip() if isinstance(value, str) else ""


def _first(item: Mapping[str, JsonValue], keys: Iterable[str]) -> JsonValue:
    return next((item[key] for key in keys if item.get(key) is not None), None)


def _plain_key(name: str) -> str:
    return "".join(char for char in name.lower() if char.isalpha())


def _slot_id(value: JsonValue) -> str | None:
    """Return `d1.2` for "d1.2", "D1.2", "1.2", "day 1"; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    found = _SLOT.match(str(value))
    return f"d{int(found[1])}.{int(found[2] or 1)}" if found else None
