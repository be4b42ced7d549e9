"""Labels before a session: `Sat: long run`, `PM: deadlift 5x3`; they tell its day or its half."""

from __future__ import annotations

import re
from typing import Literal

from libs.workout.wording import fold

PartOfDay = Literal["early", "morning", "midday", "afternoon", "evening", "night"]
_HEAD = r"(?:^|[.;!?\n,]\s*|(?<=day )|(?<=gestern )|(?<=ayer )|(?<=hier ))"
_WEEKDAYS = tuple(
    re.compile(rf"{_HEAD}(?:{fold(words)})\.?\s?:|^(?:{fold(words)})\.?\s?-\s")
    for words in (
        "mon|mo|lun|lu|seg|ma(?= ?-)|pon|pn|\u043f\u043d",
        "tues?|di|mar|mardi|ter|\u0432\u0442",
        "weds?|mi|mie|mer|qua|\u0441\u0440",
        "thu(?:rs?)?|do|jue|jeu|gio|qui|czw|\u0447\u0442",
        "fri|fr|vie|ven|vr|sex|\u043f\u0442",
        "sat|sa|sab|sam|za|sob|lor|\u0441\u0431",
        "sun|so|dom|dim|zo|nd|\u0432\u0441",
    )
)
"""Short names of weekdays, Monday first; only as a label, since `sat` or `do` are words too."""
_PART_WORDS: tuple[tuple[PartOfDay, str], ...] = (
    ("morning", r"a\.?m\.?|mornings?|morgens|manana|matin|mattina|manha|ochtend|rano"),
    ("midday", "lunch(?:time)?|noon|midday|mittags?|mediodia|midi"),
    ("afternoon", "afternoons?|nachmittags?|tarde|apres-midi|pomeriggio|middag"),
    ("evening", r"p\.?m\.?|evenings?|abends?|noche|soir|sera|noite|avond|wieczorem"),
)
_PARTS = tuple(
    (part, re.compile(rf"{_HEAD}(?:(?:in the|at) )?(?:{words})(?: session)?\s?:"))
    for part, words in _PART_WORDS
)
_BARE = frozenset({"am", "pm"})
"""A label that stands alone, as a model copies it."""


def find_label(text: str) -> PartOfDay | None:
    """Return the part of the day that a folded text is labelled with; None for several or none."""
    if text in _BARE:
        return "morning" if text == "am" else "evening"
    found = [part for part, pattern in _PARTS if pattern.search(text)]
    return found[0] if len(found) == 1 else None


def find_label_weekday(text: str) -> int | None:
    """Return the weekday, Monday 0, whose short name labels a folded text first, or None."""
    said = f"{text}:" if text.isalpha() else text
    found = [(match.start(), number) for number, pattern in enumerate(_WEEKDAYS)
             if (match := pattern.search(said))]  # fmt: skip
    return min(found)[1] if found else None
