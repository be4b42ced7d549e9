"""Reading short texts: denials, names of other people, languages."""

from __future__ import annotations

import re

_DENIAL = re.compile(
    r"\b(?:no|not|never|without|avoid(?:s|ing)?|instead of|rather than|skip(?:s|ping)?|don'?t|"
    r"replaces?|replacing|free of|nothing|neither|nor|leave out|excluded?|excludes)\b[^.;!?\n]*$",
    re.IGNORECASE,
)
_BEFORE_CHARS = 60

_SMALL_WORDS = {
    "en": "the and with your for you to of in on is are each rest then keep from this as before "
    "after up down not every it at",
    "de": "der die das und mit für dein deine den dem ein eine ist nicht auf zu im bei nach vor "
    "jede jeder halte dann pause wie von du sich",
    "es": "el la los las y con para tu de en un una es cada del que por no al más como antes "
    "después mantén su",
    "fr": "le la les et avec pour ton ta votre de du des en un une est chaque que dans sur au aux "
    "ne pas avant après plus",
    "it": "il lo la gli le e con per tuo tua di del della in un una è ogni che non al prima dopo "
    "più come mantieni",
    "pt": "o a os as e com para seu sua de do da em um uma é cada que não ao antes depois mais "
    "como mantenha no na",
    "nl": "de het een en met voor je van in op is niet elke dan naar bij tot aan houd rust na "
    "zijn als",
}
_STOPWORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+")
MIN_WORDS = 40
"""Fewer words say too little about their language (w)."""
_MIN_STOPWORDS = 12
_LEAD = 1.5


def denied(text: str, position: int) -> bool:
    """Return whether a denial such as "no" or "instead of" stands before the position."""
    return _DENIAL.search(text[max(0, position - _BEFORE_CHARS) : position]) is not None


def language_of(text: str) -> str | None:
    """Return the language that the text's small words speak for, None when it is not clear."""
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < MIN_WORDS:
        return None
    counts = {
        language: sum(word in stopwords for word in words)
        for language, stopwords in _STOPWORDS.items()
    }
    best, second = sorted(counts, key=lambda language: -counts[language])[:2]
    clear = counts[best] >= _MIN_STOPWORDS and counts[best] >= _LEAD * counts[second]
    return best if clear else None
