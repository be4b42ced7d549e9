"""Words for an injury, pain or a state of health that training has to know of; they stop nothing.

Soreness of muscles after training is none. A mention is ignored as one of `red_flags` is.
"""

from __future__ import annotations

import re

from libs.safety.clauses import clauses, is_taken_back

_JOINT = (
    r"(?:knees?|hips?|(?:lower |upper )?backs?|shoulders?|elbows?|wrists?|ankles?|neck|groin"
    r"|achilles|hamstrings?|quads?|calf|calves|foot|feet|heels?|shins?|spine|rotator cuff|hand"
    r"|thumb|pecs?|biceps?|triceps?|glutes?|ribs?|toes?|fingers?|adductors?)"
)
_INJURY = re.compile(
    rf"\b(?:injur(?:y|ies|ed)|(?:sprain|strain|fractur)(?:ed|e|s)?|torn|tendin\w+|tendon(?:itis|opathy)"
    r"|bursitis|sciatica|herniat\w+|slipped dis[ck]|bulging dis[ck]|shin splints|stress fracture"
    r"|plantar fasci\w+|dislocat\w+|arthritis|surgery|physio(?:therap\w+)?|pregnan\w+"
    r"|diagnosed with"
    r"|(?:hurt|tweaked|pulled|tore|broke|rolled|twisted|popped|aggravated) "
    rf"(?:my|the) (?:\w+ )?{_JOINT}"
    rf"|{_JOINT} (?:really |still |now |just |has been |is |are |keeps? )*"
    r"(?:hurt(?:s|ing)?|aches?|aching|in pain|painful|swollen|unstable|gives? way|acting up)"
    rf"|{_JOINT}[- ](?:pain|injury|ache)|(?:sharp|sudden|bad|constant|nagging) pain"
    rf"|pain in (?:my|the) (?:\w+ )?{_JOINT}|painful {_JOINT}"
    r"|verletz(?:t|ung)\w*|schmerz(?:en|t)?\w*|bandscheibe\w*|lesi\u00f3n|lesionad[oa]|me duele"
    r"|bless(?:ure|\u00e9e?)|j'ai mal (?:au|\u00e0|aux)|infortun(?:io|ato)|mi fa male|les\u00e3o"
    r"|dor no)\b"
)


def mentions_injury(text: str) -> bool:
    """Tell whether a text tells of an injury, pain or a condition of whoever wrote it."""
    return any(
        not is_taken_back(clause[: found.start()])
        for clause in clauses(text)
        for found in _INJURY.finditer(clause)
    )
