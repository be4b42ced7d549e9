"""Read the compact template language, forgiving in spelling, never in meaning.

What the printer writes reads back equal. Beyond that the reader takes the usual variants (x and
times signs, "sets of", "each leg", "sec", colons, bullets, bold, tags). A line that has no readable
dose comes back as `Unreadable` with the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from libs.training_program.doses import read_dose, read_quantity, take_modifiers
from libs.training_program.language import (
    SECONDS_PER_MINUTE,
    ExerciseLine,
    GroupKind,
    GroupLine,
    Line,
    Member,
)
from libs.training_program.lexing import (
    clean_text,
    find_scheme,
    find_seconds,
    normalize_line,
    rest_seconds,
)

MAX_LINE_CHARS = 600
_LABEL = re.compile(r"^([A-Z]\d)[\s.:)]+(?=\S)")
_DOSE_START = re.compile(r"\s(?=\d+\s*x\s*(?:\d|amrap|max)|\d+\s+sets?\b)", re.IGNORECASE)
_DIGIT_START = re.compile(r"(?<=[A-Za-z])\s(?=\d)")
_HEADS: Final[tuple[tuple[re.Pattern[str], GroupKind], ...]] = (
    (re.compile(r"^warm[\s-]?up\b|^w\b(?=[\s:]\s*\d+\s*min)", re.IGNORECASE), "warmup"),
    (re.compile(r"^cool[\s-]?down\b|^c\b(?=[\s:]\s*\d+\s*min)", re.IGNORECASE), "cooldown"),
    (re.compile(r"^amrap\b", re.IGNORECASE), "amrap"),
    (re.compile(r"^e(?:\d+)?mom\b|^every\s+\S+\s*(?:min|s)", re.IGNORECASE), "emom"),
    (re.compile(r"^tabata\b", re.IGNORECASE), "tabata"),
    (re.compile(r"^(?:\d+\s+rounds?\s+)?(?:each\s+)?for\s+time\b", re.IGNORECASE), "for_time"),
    (re.compile(r"^\d+\s+rounds?\b|^circuit\b", re.IGNORECASE), "circuit"),
)
_ROUNDS = re.compile(r"(\d+)\s*(?:rounds?|x\b)", re.IGNORECASE)
_EVERY = re.compile(r"^every\s+(.+?)\s+(?:for|x)\s+(.+)$", re.IGNORECASE)
_EXMOM = re.compile(r"^e(\d+)mom", re.IGNORECASE)


@dataclass(frozen=True)
class Unreadable:
    """A line without meaning; `reason` goes into the repair request."""

    text: str
    reason: str


def parse_line(text: str) -> Line | Unreadable:
    """Read one line of a session."""
    line = normalize_line(text)[:MAX_LINE_CHARS]
    if not line:
        return Unreadable(text, "the line is empty")
    parts = [part.strip() for part in line.split("|")]
    for pattern, kind in _HEADS:
        found = pattern.match(parts[0])
        if found is not None:
            return _parse_group(kind, parts, text)
    return _parse_exercise(parts, text)


def _parse_exercise(parts: list[str], text: str) -> ExerciseLine | Unreadable:
    if len(parts) == 1:
        parts = _split_unmarked(parts[0])
    name, cue = parts[0], clean_text("; ".join(part for part in parts[2:] if part))
    label = _LABEL.match(name)
    if label is not None:
        name = name[label.end() :]
    name = clean_text(name).rstrip(" :,-")
    dose = read_dose(parts[1]) if len(parts) > 1 else None
    if not name:
        return Unreadable(text, "no exercise is named")
    if dose is None:
        return Unreadable(text, "no sets, repetitions, time or distance")
    return ExerciseLine(name=name, dose=dose, cue=cue, label=label[1] if label else "")


def _split_unmarked(line: str) -> list[str]:
    """Split "Back Squat: 4x6 @75%" and "Back Squat 4x6 @75%" where the bar was left out."""
    head, colon, tail = line.partition(": ")
    if colon and read_dose(tail) is not None:
        return [head, tail]
    found = _DOSE_START.search(line) or _DIGIT_START.search(line)
    return [line[: found.start()], line[found.end() :]] if found else [line]


def _parse_group(kind: GroupKind, parts: list[str], text: str) -> GroupLine | Unreadable:
    head = parts[0]
    if len(parts) == 1:
        head, _, body = head.partition(": ")
        parts = [head, body]
    body = parts[1]
    alternating = " / " in body and " + " not in body
    pieces = re.split(r"\s/\s" if alternating else r"\s\+\s|,\s+(?=\d)", body)
    members = tuple(item for item in (_parse_member(piece) for piece in pieces) if item)
    if not members:
        return Unreadable(text, "the block holds no exercise")
    group = GroupLine(
        kind=kind,
        members=members,
        alternating=alternating and len(members) > 1,
        rest_s=rest_seconds(head),
        cue=clean_text("; ".join(part for part in parts[2:] if part)),
    )
    return _with_head(group, head, text)


def _with_head(group: GroupLine, head: str, text: str) -> GroupLine | Unreadable:
    """Return the group with length, rounds and scheme as its head says."""
    timed = re.sub(r"\brest\b.*$", "", head, flags=re.IGNORECASE)
    if group.kind == "emom":
        return _with_interval(group, timed, text)
    seconds, rounds = find_seconds(timed), _ROUNDS.search(timed)
    if group.kind == "amrap" and seconds is None:
        return Unreadable(text, "an AMRAP needs its minutes")
    count = int(rounds[1]) if rounds and group.kind in {"circuit", "for_time"} else None
    if group.kind == "circuit":
        count = count or 1
    scheme = find_scheme(timed) if group.kind == "for_time" else ()
    return replace(group, seconds=seconds, rounds=count, scheme=scheme)


def _with_interval(group: GroupLine, head: str, text: str) -> GroupLine | Unreadable:
    every, numbered = _EVERY.match(head), _EXMOM.match(head)
    interval: int | None = None
    length = head
    if every is not None:
        interval, length = find_seconds(every[1]), every[2]
    elif numbered is not None:
        interval, length = int(numbered[1]) * SECONDS_PER_MINUTE, head[numbered.end() :]
    seconds, rounds = find_seconds(length), _ROUNDS.search(length)
    if seconds is None and rounds is not None:
        seconds = int(rounds[1]) * (interval or SECONDS_PER_MINUTE)
    if seconds is None:
        return Unreadable(text, "an EMOM needs its minutes")
    return replace(
        group, seconds=seconds, interval_s=None if interval == SECONDS_PER_MINUTE else interval
    )


def _parse_member(text: str) -> Member | None:
    """Read "10 cal Row @hard pace", "Thruster @43 kg", "40 s Plank per side"."""
    rest, modifiers = take_modifiers(text.strip())
    quantity, name = read_quantity(rest)
    name = clean_text(name).strip(" :,-")
    if not name:
        return None
    return Member(
        name=name,
        quantity=quantity,
        intensity=modifiers.intensity,
        per_side=modifiers.per_side,
    )
