"""Rules E01 to E03: nothing that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from libs.exercise.catalogue import NEVER_VIOLATING
from libs.training_program.lint.facts import Facts, SessionFacts
from libs.training_program.lint.rule import LintContext, Teller
from libs.training_program.lint.wording import denied
from libs.training_program.models.report import Finding

_WORDS: tuple[tuple[str, str, str], ...] = (
    ("barbell", r"barbells?", "barbell"),
    ("bell", r"dumb-?bells?", "dumbbell"),
    ("bell", r"kettle-?bells?", "kettlebell"),
    ("cable", r"cable (?:machine|stack|station)|cables", "cable"),
    ("row", r"rower|rowing machine|row erg", "rower"),
    ("ski", r"ski-? ?erg", "ski_erg"),
    ("bike", r"assault bike|air bike|echo bike", "air_bike"),
    ("sled", r"sled", "sled"),
    ("rings", r"(?:gymnastic )?rings", "rings"),
    ("leg press", r"leg press machine", "leg_press_machine"),
    ("smith", r"smith machine", "smith_machine"),
    ("bar", r"pull-? ?up bar", "pullup_bar"),
    ("ball", r"medicine ball|wall ?ball", "medicine_ball"),
    ("ghd", r"ghd", "ghd"),
    ("bar", r"trap bar|hex bar", "trap_bar"),
)
"""Words of free text that can only mean one piece of equipment; the first is a quick hint."""
_PATTERNS = tuple((hint, re.compile(rf"\b(?:{word})\b"), term) for hint, word, term in _WORDS)
_HINTS = tuple(dict.fromkeys(hint for hint, _, _ in _WORDS))


def equipment_is_there(context: LintContext) -> tuple[Finding, ...]:
    """E01: every exercise that the catalogue knows can be done at its place.

    Source: user reports. Unknown names are counted on the card, not held against the program.
    """
    tell, facts = Teller("E01", "error"), context.facts
    found = []
    for session in facts.sessions:
        available = facts.athlete.available(session.template.place)
        for item in session.items:
            missing = item.missing(available) if item.known is not None else ()
            if missing:
                found.append(
                    tell.session(
                        session.template,
                        "The exercise needs equipment that is not there.",
                        exercise=item.name,
                        measured=", ".join(missing),
                    )
                )
    return tuple(found)


def text_names_no_missing_equipment(context: LintContext) -> tuple[Finding, ...]:
    """E02: notes, titles and unknown exercises name no equipment that is not there.

    Source: field data.
    """
    tell, facts = Teller("E02", "warn"), context.facts
    terms = facts.read_texts(_terms)
    found = []
    for session in facts.sessions:
        available = facts.athlete.available(session.template.place)
        found += [
            tell.session(
                session.template,
                "An unknown exercise names equipment that is not there.",
                exercise=item.name,
                measured=", ".join(item.missing(available)),
            )
            for item in session.items
            if item.known is None and item.missing(available)
        ]
        named = {term for text in session.texts for term in terms.get(text, ())}
        if not named <= available:
            found.append(
                tell.session(
                    session.template,
                    "A text names equipment that is not there.",
                    measured=", ".join(sorted(named - available)),
                )
            )
    return tuple(found)


def _terms(text: str) -> frozenset[str] | None:
    """Return the equipment that a text names other than to say it is not needed."""
    lower = text.lower()
    hints = {hint for hint in _HINTS if hint in lower}
    if not hints:
        return None
    return frozenset(
        term
        for hint, pattern, term in _PATTERNS
        if hint in hints
        for hit in pattern.finditer(lower)
        if not denied(lower, hit.start())
    )


def required_equipment_is_the_union(context: LintContext) -> tuple[Finding, ...]:
    """E03: the list of equipment covers every exercise and holds nothing else.

    Source: usability. Of alternatives any may be listed.
    """
    tell, facts = Teller("E03", "warn"), context.facts
    found = []
    for session in facts.sessions:
        listed = frozenset(_term(word) for word in session.template.required_equipment)
        lacking = sorted({term for item in session.items for term in item.missing(listed)})
        spare = sorted(listed - _usable(facts, session) - NEVER_VIOLATING)
        if lacking or spare:
            found.append(
                tell.session(
                    session.template,
                    "The list of equipment does not fit the exercises.",
                    measured=", ".join(spare) or None,
                    limit=", ".join(lacking) or None,
                )
            )
    return tuple(found)


def _usable(facts: Facts, session: SessionFacts) -> frozenset[str]:
    groups: Iterable[frozenset[str]] = (group for item in session.items for group in item.needs)
    return frozenset(term for group in groups for term in group)


def _term(word: str) -> str:
    return word.strip().lower().replace(" ", "_").replace("pull-up", "pullup")
