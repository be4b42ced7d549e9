"""Clean a model's words: numbers come from the program, so a text may not state its own."""

from __future__ import annotations

import re
from typing import Final

from libs.training_program.lexing import clean_text

MAX_CUE_CHARS = 120
_CLAUSE = re.compile(r"(?<=[.;!?])\s+|;\s*")
_DOSE: Final = re.compile(
    r"\d\s*(?:kgs?|lbs?|pounds|kilos?)\b|\d\s*%|\bRPE\b|\bRIR\b|\d+\s*x\s*\d"
    r"|\b\d+\s*(?:sets?|reps?|rounds?)\b|\bempty bar\b|\bbar only\b",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(
    r"\d+(?:st|nd|rd|th)?[ -](?:days?|weeks?|sessions?|workouts?|minutes?|mins?)\b"
    r"|\b(?:week|day|session)\s*\d",
    re.IGNORECASE,
)
_POSITION = re.compile(
    r"\(?\b(?:(?:week|wk|day|session|workout)\s*#?\s*\d+(?:\s*of\s*\d+)?"
    r"|\d+[ -](?:week|day)s?)\b\)?\s*[-:,|]*\s*",
    re.IGNORECASE,
)
_PLACEHOLDER: Final = re.compile(r"\[[^\[\]]*\]|\{\{[^{}]*\}\}|\$\{[^{}]*\}")
_EDGES = " -:,;|\u2013\u2014/"


def safe_cue(text: str) -> str:
    """Return a cue without clauses that state loads, efforts or doses."""
    return _without(text, (_DOSE,))[:MAX_CUE_CHARS].rstrip()


def safe_note(text: str) -> str:
    """Return a note without sentences that state doses or count days, weeks or minutes."""
    return _without(text, (_DOSE, _COUNTED))


def safe_title(text: str) -> str:
    """Return a title without positions such as "Week 3" and without doses."""
    title = _POSITION.sub("", _scrubbed(text)).strip(_EDGES)
    return "" if _DOSE.search(title) else title


def _scrubbed(text: str) -> str:
    """Return clean text without placeholders in brackets."""
    return clean_text(_PLACEHOLDER.sub("", text))


def _without(text: str, patterns: tuple[re.Pattern[str], ...]) -> str:
    text = _scrubbed(text)
    clauses = [part for part in _CLAUSE.split(text) if part]
    kept = [part for part in clauses if not any(pattern.search(part) for pattern in patterns)]
    if len(kept) == len(clauses):
        return text
    return " ".join(kept).strip(_EDGES)
