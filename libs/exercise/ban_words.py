"""Read what an athlete refuses ("no burpees", "nothing overhead") into a rule and its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from libs.exercise.catalogue import NEVER_VIOLATING, Catalogue
from libs.exercise.equipment_words import PHRASES
from libs.exercise.injury_rules import NONE, Rule
from libs.exercise.matching import match
from libs.exercise.names import contains_words, normalize
from libs.exercise.strength import implement_of
from libs.exercise.vocabulary import PATTERNS, word_set


@dataclass(frozen=True, slots=True)
class _Concept:
    tags: frozenset[str] = NONE
    patterns: frozenset[str] = NONE
    families: frozenset[str] = NONE
    words: frozenset[str] = NONE


def _concept(*words: str, tags: str = "", patterns: str = "", families: str = "") -> _Concept:
    return _Concept(
        tags=word_set(tags),
        patterns=word_set(patterns),
        families=word_set(families),
        words=frozenset(normalize(word) for word in words),
    )


_RUNNING = _concept("run", "running", "jog", "jogging", "sprint", "stride", tags="running sprint")
_JUMPING = _concept(
    "jump", "jumping", "hop", "hopping", "plyometric", "plyo", "bounding", tags="jump"
)
_OVERHEAD = _concept("overhead", "snatch", "jerk", tags="overhead", patterns="push_v")
_ROWING = _concept("rowing", "rower", "row erg", "row machine", families="row_erg")
_OLYMPIC = _concept("snatch", "clean and jerk", patterns="olympic")
_CONCEPTS: Mapping[str, _Concept] = {
    **dict.fromkeys(("run", "running", "runs", "jog", "jogging", "treadmill running"), _RUNNING),
    **dict.fromkeys(
        ("jump", "jumping", "plyo", "plyometric", "hop", "hopping", "jumping exercise",
         "jumping movement", "high impact", "impact", "high impact exercise", "bounding"),
        _JUMPING,
    ),
    **dict.fromkeys(
        ("overhead", "overhead work", "overhead pressing", "overhead movement", "overhead lift",
         "overhead lifting", "anything overhead", "overhead pressing movement", "overhead exercise",
         "pressing overhead", "lifting overhead"),
        _OVERHEAD,
    ),
    **dict.fromkeys(("row", "rowing", "rower", "row machine", "rowing machine"), _ROWING),
    **dict.fromkeys(
        ("olympic lift", "olympic lifting", "olympic weightlifting", "oly lift", "oly",
         "olympic movement"),
        _OLYMPIC,
    ),
    "kipping": _concept("kipping", "butterfly pull up", tags="kipping"),
    "dip": _concept("dip", tags="dip"),
    "sprint": _concept("sprint", "sprinting", tags="sprint"),
    "sprinting": _concept("sprint", "sprinting", tags="sprint"),
    "handstand": _concept("handstand", families="handstand"),
    "sit up": _concept("sit up", families="sit_up"),
    "crunch": _concept("crunch", families="crunch"),
    "bike": _concept("bike", "biking", "cycling", "ride", families="bike"),
    "swim": _concept("swim", "swimming", families="swim"),
    "swimming": _concept("swim", "swimming", families="swim"),
    "walking": _concept("walk", "walking", families="walk"),
    "jump rope": _concept("jump rope", "double under", "single under", families="jump_rope"),
    "pistol": _concept("pistol", families="single_leg_squat"),
    "cardio": _concept("cardio", patterns="mono"),
    "press": _concept("press", "pressing", patterns="push_h push_v"),
    "squatting": _concept("squat", "squatting", patterns="squat"),
    "lunging": _concept("lunge", "lunging", patterns="lunge"),
    "behind neck": _concept("behind neck", tags="behind_neck"),
    "lying back": _concept("supine", tags="supine"),
    "inversion": _concept("handstand", "headstand", tags="inverted"),
    "deep squat": _concept("deep squat", tags="deep_knee_flexion"),
}  # fmt: skip
CONCEPTS = {normalize(word): concept for word, concept in _CONCEPTS.items()}
"""Words for a kind of movement, normalised."""
_LEAD = re.compile(
    r"^(?:absolutely |please )?(?:no|not|without|avoid(?:ing)?|skip|never|nothing|any|hates?"
    r"|(?:don'?t|do not|can'?t|cannot|won'?t)(?: do)?)\s+(?:any\s+|more\s+)?",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"\s*(?:[,;/]|\bor\b|\bnor\b)\s*", re.IGNORECASE)
_TAILS = re.compile(
    r"\s+(?:please|at all|whatsoever|ever|exercises?|movements?|of any kind|because .*|due to .*)$",
    re.IGNORECASE,
)


def read_bans(phrase: str, catalogue: Catalogue) -> Iterator[Rule]:
    """Yield a rule for each thing that a phrase refuses."""
    for part in _split(phrase, catalogue):
        rule = _read_one(part, catalogue)
        if rule is not None:
            yield rule


def read_pattern_ban(text: str, catalogue: Catalogue) -> Iterator[Rule]:
    """Yield the rule of a refused movement pattern: a term of the catalogue or free words."""
    term = text.strip().casefold().replace(" ", "_").replace("-", "_")
    if term in PATTERNS:
        yield Rule(f"{text.strip()}, refused by the athlete", patterns=frozenset({term}))
        return
    for part in _split(text, catalogue):
        rule = _read_one(part, catalogue)
        if rule is None:
            continue
        found = match(part, catalogue)
        widened = {found.pattern} if found.pattern and not rule.tags else set()
        yield replace(rule, patterns=rule.patterns | widened)


def _split(phrase: str, catalogue: Catalogue) -> Iterator[str]:
    for part in _SEPARATORS.split(phrase):
        bare = _TAILS.sub("", _LEAD.sub("", part.strip())).strip(" .!")
        if not bare:
            continue
        if " and " in bare and match(bare, catalogue).exercise is None:
            for piece in bare.split(" and "):
                yield _LEAD.sub("", piece.strip())
        else:
            yield bare


def _read_one(phrase: str, catalogue: Catalogue) -> Rule | None:
    normal = normalize(phrase)
    if not normal:
        return None
    label = f"{phrase}, refused by the athlete"
    concept = CONCEPTS.get(normal)
    if concept is not None:
        return Rule(
            label,
            tags=concept.tags,
            patterns=concept.patterns,
            families=concept.families,
            words=concept.words,
        )
    terms = PHRASES.get(normal, NONE) - NEVER_VIOLATING
    return Rule(label, ids=_same_lifts(phrase, catalogue), words=frozenset({normal}), terms=terms)


def _same_lifts(phrase: str, catalogue: Catalogue) -> frozenset[str]:
    """Return the movement a phrase names with its variants done with the same implement.

    A name of one word ("deadlift") has too many variants: only the movement itself then; other
    names that hold the refused words are caught by the words.
    """
    named = match(phrase, catalogue).exercise
    if named is None:
        return NONE
    own = normalize(named.name)
    if " " not in own:
        return frozenset({named.id})
    variants = {
        other.id
        for other in catalogue.with_pattern(named.pattern)
        if contains_words(normalize(other.name), own) and implement_of(other) == implement_of(named)
    }
    return frozenset(variants | {named.id})
