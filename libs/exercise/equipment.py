"""Turn an athlete's words about equipment into terms that movements need."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from libs.exercise.catalogue import NEVER_VIOLATING
from libs.exercise.equipment_words import ALL_TERMS, BARE_GYM, EMPTY_WORDS, PHRASES
from libs.exercise.names import normalize

__all__ = ["ALL_TERMS", "NEVER_VIOLATING", "Equipment", "resolve_equipment"]

_NEGATED = re.compile(r"\b(?:no|not|without|except|but no|never)\s+(?:an?\s+|any\s+)?([\w -]+)")
_LONGEST_PHRASE = 4


@dataclass(frozen=True, slots=True)
class Equipment:
    """What is there, and the words that nothing is known about."""

    terms: frozenset[str]
    unknown: tuple[str, ...] = ()


def resolve_equipment(words: Iterable[str], *, full_gym: bool) -> Equipment:
    """Return the terms that the words name; "no barbell" takes away instead of adding."""
    terms: set[str] = set(ALL_TERMS) if full_gym else set()
    removed: set[str] = set()
    unknown: list[str] = []
    for phrase in words:
        positive, negative = _split_negation(phrase)
        found, understood = _read_phrase(positive)
        terms |= found
        taken, _ = _read_phrase(negative)
        removed |= taken
        if positive.strip() and not understood:
            unknown.append(phrase)
    return Equipment(frozenset(terms - removed), tuple(unknown))


def _split_negation(phrase: str) -> tuple[str, str]:
    lowered = phrase.casefold()
    negated = " ".join(found.group(1) for found in _NEGATED.finditer(lowered))
    return _NEGATED.sub(" ", lowered), negated


def _read_phrase(phrase: str) -> tuple[set[str], bool]:
    """Return the terms in a phrase and whether any of its words was understood."""
    normal = normalize(phrase)
    if normal in BARE_GYM:
        return set(ALL_TERMS), True
    exact = phrase.strip().replace("-", "_").replace(" ", "_")
    if exact in ALL_TERMS:
        return set(PHRASES.get(normal, frozenset({exact}))), True
    found: set[str] = set()
    understood = False
    tokens = normal.split()
    position = 0
    while position < len(tokens):
        length = _phrase_length(tokens, position)
        if length:
            found |= PHRASES[" ".join(tokens[position : position + length])]
        understood = understood or bool(length) or tokens[position] in EMPTY_WORDS
        position += max(length, 1)
    return found, understood


def _phrase_length(tokens: list[str], position: int) -> int:
    """Return the number of tokens of the longest known phrase that starts here, else 0."""
    for length in range(min(_LONGEST_PHRASE, len(tokens) - position), 0, -1):
        if " ".join(tokens[position : position + length]) in PHRASES:
            return length
    return 0
