"""Words that change how or with what a movement is done, not which one it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from libs.exercise.vocabulary import word_set

MANNER_WORDS = word_set(
    """tempo pause slow fast speed explosive controlled heavy light max maximal submaximal easy
    steady moderate hard strict technique practice drill interval repeat threshold recovery aerobic
    endurance warmup cooldown ramp amrap emom eccentric negative
    isometric iso hold left right alternating alt straight set test working primer finisher zone
    long short single double two touch go stop smooth sub relaxed brisk z1 z2 z3 z4 z5
    cluster rep per side total continuous optional progression intro base build race pace effort
    calorie marathon brick rpe weighted unweighted loaded bodyweight
    standard regular basic classic modified"""
)
"""Stripped first; what is left may be any movement."""

STANCE_WORDS = word_set(
    """wide narrow close grip stance neutral overhand underhand pronated supinated mixed standing
    seated kneeling half tall incline decline flat high low deficit elevated arm leg hand unilateral
    bilateral staggered offset banded supported bent over rope bar v handle attachment chest
    assisted parallel rack style"""
)
"""Stripped with equipment words; what is left may be no endurance movement ("seated row")."""

EQUIPMENT_WORDS: Mapping[str, str] = {
    "barbell": "barbell", "dumbbell": "dumbbell", "kettlebell": "kettlebell", "cable": "cable",
    "band": "band", "smith": "smith_machine", "machine": "leverage_machine", "ring": "rings",
    "suspension": "suspension_trainer", "trap bar": "trap_bar", "ez bar": "ez_bar",
    "safety bar": "safety_squat_bar", "landmine": "landmine", "sandbag": "sandbag",
    "medicine ball": "medicine_ball", "stability ball": "stability_ball", "box": "box",
    "bench": "bench", "sled": "sled", "plate": "plate", "log": "log", "axle": "barbell",
    "chain": "resistance_chains", "foam roller": "foam_roller", "ruck": "ruck",
    "weighted vest": "other", "vest": "other", "slider": "other", "bosu": "balance_board",
}  # fmt: skip
"""Normalised words of equipment in names, longer ones first when they overlap."""

PROTECTED_WORDS = ("behind neck", "jump", "hop", "kipping", "sprint", "muscle", "pistol", "swing")
"""A stripped name must keep these: they make a movement another, riskier one."""

_FREE_IMPLEMENTS = word_set(
    """barbell dumbbell kettlebell cable band smith_machine leverage_machine trap_bar ez_bar
    landmine sandbag safety_squat_bar medicine_ball plate log chest_press_machine
    shoulder_press_machine rings suspension_trainer"""
)
_BAR_FIXTURES = frozenset({"rack"})


@dataclass(frozen=True, slots=True)
class Stripped:
    """What is left of a normalised name, and the equipment its words named."""

    name: str
    terms: tuple[str, ...] = ()


_MANNER_PHRASES = re.compile(
    r"\b(?:warm up|cool down|back off|top set|dead stop"
    r"|(?:\d+[a-z]*|x)(?: (?:m|km|kg|lb|min|sec|s|cal|mile|mi|yd|meter|minute|second|arm)\b)?)"
    r"(?= |$)"
)
"""Purposes of two words, and numbers with their units ("400 m", "3-1-1", "20kg")."""


def strip_manner(normal_name: str) -> str:
    """Return the name without numbers and words of tempo, effort and purpose."""
    text = _MANNER_PHRASES.sub(" ", normal_name)
    return " ".join(word for word in text.split() if word not in MANNER_WORDS)


def strip_each_equipment(normal_name: str) -> Iterator[Stripped]:
    """Yield the name without one of its equipment words, then without all of them."""
    text = f" {normal_name} "
    for words, term in EQUIPMENT_WORDS.items():
        if f" {words} " in text:
            yield Stripped(" ".join(text.replace(f" {words} ", " ").split()), (term,))
    yield strip_equipment(normal_name)


def strip_equipment(normal_name: str) -> Stripped:
    """Return the name without equipment words, with the terms they stand for."""
    text, terms = f" {normal_name} ", []
    for words, term in sorted(EQUIPMENT_WORDS.items(), key=lambda item: -len(item[0])):
        if f" {words} " in text:
            text = text.replace(f" {words} ", " ")
            terms.append(term)
    return Stripped(" ".join(text.split()), tuple(terms))


def strip_stance(normal_name: str) -> str:
    """Return the name without words of grip, stance and posture."""
    return " ".join(word for word in normal_name.split() if word not in STANCE_WORDS)


def keeps_meaning(before: str, after: str) -> bool:
    """Tell whether stripping lost no word that makes another movement."""
    return all(word not in before or word in after for word in PROTECTED_WORDS)


def replace_needs(
    needs: tuple[frozenset[str], ...], named: tuple[str, ...]
) -> tuple[frozenset[str], ...]:
    """Return needs in which a named implement stands for the movement's own one.

    "Dumbbell" before the name of a barbell movement needs a dumbbell and neither bar nor rack;
    benches and boxes stay.
    """
    terms = added_terms(needs, named)
    implements = [term for term in terms if term in _FREE_IMPLEMENTS]
    kept = list(needs)
    if implements:
        kept = [need for need in needs if not need & _FREE_IMPLEMENTS]
        if "barbell" not in implements:
            kept = [need for need in kept if not need <= _BAR_FIXTURES]
    return (*_narrowed(kept, named), *(frozenset({term}) for term in terms))


def added_terms(needs: tuple[frozenset[str], ...], terms: tuple[str, ...]) -> tuple[str, ...]:
    """Return the named terms that the movement does not have among its own.

    The word "machine" adds nothing to a movement of some machine or of a cable.
    """
    own = frozenset().union(*needs)
    on_machine = any(term == "cable" or term.endswith("_machine") for term in own)
    return tuple(
        term
        for term in terms
        if term not in own and not (on_machine and term == "leverage_machine")
    )


def _narrowed(needs: list[frozenset[str]], terms: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """Return needs in which a named alternative is the only one: "kettlebell" get-up."""
    return tuple(need & set(terms) or need for need in needs)
