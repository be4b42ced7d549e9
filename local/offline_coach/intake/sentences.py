"""A conversation as sentences of the athlete, each with the question it answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from libs.training_program.conversation import Turn

_BREAK = re.compile(r"(?<=[.!?;])\s+|\n+|\s+-\s+|,?\s+\bbut\b\s+(?!also)|,\s+so\s+")
_RELATIVE = re.compile(
    r"\b(?:my|her|his|our|a)\s+(?:wife|husband|partner|girlfriend|boyfriend|brother|sister|mother|"
    r"father|mom|mum|dad|son|daughter|kid|kids|friend|friends|buddy|client|clients|coworker|"
    r"colleague|neighbou?r|training partner|roommate|cousin|uncle|aunt)\b(?:'s)?",
    re.IGNORECASE,
)
_SELF = re.compile(r"\b(?:i|i'm|i've|me|mine|myself)\b", re.IGNORECASE)
_NUMBER_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "sixteen": 16,
    "eighteen": 18, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "ninety": 90, "once": 1, "twice": 2,
}  # fmt: skip
_NUMBER_WORD = re.compile(rf"\b({'|'.join(_NUMBER_WORDS)})\b", re.IGNORECASE)
_TENS = re.compile(
    r"\b(twenty|thirty|forty|fifty|sixty)[- ](one|two|three|four|five|six|seven|eight|nine)\b",
    re.IGNORECASE,
)
_PLAIN = str.maketrans({"\u2019": "'", "\u2013": "-", "\u2014": "-", "\u00bd": ".5"})


@dataclass(frozen=True)
class Sentence:
    """One sentence; `text` is as written, `low` has digits for number words and no capitals."""

    text: str
    low: str
    question: str
    """What the coach asked just before, in lower case; empty when nothing was asked."""

    @property
    def quote(self) -> str:
        """Return at most twelve words, as evidence."""
        return " ".join(self.text.split()[:12])


def athlete_sentences(turns: Iterable[Turn]) -> tuple[Sentence, ...]:
    """Return what the athlete said of themselves, in order; other people's facts are left out."""
    found = []
    asked = ""
    for turn in turns:
        if turn.role == "coach":
            asked = " ".join(part for part in _BREAK.split(turn.text.lower()) if "?" in part)
            continue
        for piece in _BREAK.split(turn.text):
            text = piece.strip()
            if text and not is_about_somebody_else(text):
                found.append(Sentence(text, with_digits(text.lower()), asked))
    return tuple(found)


def is_about_somebody_else(text: str) -> bool:
    """Return whether the subject of a sentence is a relative, a friend or a client."""
    found = _RELATIVE.search(text)
    if found is None:
        return False
    before = text[: found.start()]
    return _SELF.search(before) is None


def with_digits(text: str) -> str:
    """Return the text with number words as digits; "a couple of" stays."""
    text = text.translate(_PLAIN)
    text = _TENS.sub(lambda m: str(_NUMBER_WORDS[m[1].lower()] + _NUMBER_WORDS[m[2].lower()]), text)
    return _NUMBER_WORD.sub(lambda m: str(_NUMBER_WORDS[m[1].lower()]), text)
