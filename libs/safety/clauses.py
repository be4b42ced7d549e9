"""A text cut into clauses, and what takes back a mention in one: denied, or told of others."""

from __future__ import annotations

import re

_CLAUSE_END = re.compile(r"[.!?;\n]|,? \bbut\b|\bhowever\b")
_DENIED = re.compile(
    r"\b(?:no|not|never|without|don't|dont|do not|didn't|haven't|hasn't|isn't|any(?:more)?|free of"
    r"|denies|nor|keine?n?|sin|pas de)\b"
)
_OTHERS = re.compile(
    r"\bmy (?:dad|father|mom|mum|mother|brother|sister|wife|husband|partner|friend|son|daughter"
    r"|uncle|aunt|cousin|client|grand\w+|boyfriend|girlfriend|neighbou?r|colleague|dog)\b"
)


def clauses(text: str) -> list[str]:
    """Return the clauses of a text in lower case, spaces single and apostrophes straight."""
    plain = " ".join(text.lower().replace("\u2019", "'").replace("\n", " ; ").split())
    return _CLAUSE_END.split(plain)


def is_taken_back(before: str) -> bool:
    """Tell whether what stands before a mention in its clause denies it or is about others."""
    return bool(_DENIED.search(before) or _OTHERS.search(before))
