"""Words that stop a program before any model decides: urgent symptoms, self-harm, eating disorders.

Lists after `program-quality.md` section 10 (to be reviewed by a clinician before release). A
mention is ignored when its clause denies it, tells of somebody else, or says a doctor cleared it.
"""

from __future__ import annotations

import re
from enum import StrEnum

from libs.safety.clauses import clauses, is_taken_back


class RedFlag(StrEnum):
    """What was found; the values are the safety labels of the extraction."""

    SELF_HARM = "self_harm"
    MEDICAL_URGENT = "medical_urgent"
    EATING_DISORDER = "eating_disorder"


BLOCKING = frozenset({RedFlag.SELF_HARM, RedFlag.MEDICAL_URGENT})
"""Flags under which no build starts."""

_SELF_HARM = re.compile(
    r"\b(?:kill(?:ing)? my ?self|suicid\w*|end(?:ing)? my (?:own )?life|take my own life"
    r"|(?:don't|do not|dont) want to (?:live|be alive)|hurt(?:ing)? my ?self on purpose"
    r"|self[- ]?harm\w*|want to die|better off dead"
    r"|selbstmord|suizid\w*|quitarme la vida|me suicider)\b"
)
_MEDICAL = re.compile(
    r"\b(?:chest (?:pain|pressure|tightness)|(?:pain|pressure|tightness) in (?:my |the )?chest"
    r"|chest (?:hurts|feels tight)|pain (?:down|in) my left arm"
    r"|(?:jaw|arm) pain (?:when|while|with)"
    r"|(?:i |have |keep |been )(?:faint|fainted|fainting|passed out|passing out|blacked out)"
    r"|pass(?:ed|ing)? out (?:when|while|during|after)|unexplained breathlessness"
    r"|(?:short of breath|breathless|can't breathe) (?:at rest|lying|for no reason)"
    r"|palpitations|heart (?:races|racing|flutters|fluttering) (?:and|with) dizz\w*"
    r"|(?:lost|loss of) (?:bladder|bowel) control|numb(?:ness)? (?:in|around) (?:my |the )?"
    r"(?:groin|saddle|genitals)|saddle numbness"
    r"|(?:calf|leg) (?:is |looks )?(?:swollen|swelling) and (?:painful|hurts|sore|red)"
    r"|(?:dark|brown|cola)[- ]colou?red urine|(?:dark|brown) urine|pee is (?:dark brown|brown)"
    r"|head injury|concuss\w+|hit my head|have a fever|with a fever|running a fever|feverish"
    r"|night pain|pain wakes me|(?:just|yesterday|today) (?:broke|fractured|tore|ruptured)"
    r"|brustschmerz\w*|druck auf der brust|dolor en el pecho|douleurs? thoraciques?)\b"
)
_EATING = re.compile(
    r"\b(?:purg(?:e|ing)|make myself (?:sick|vomit|throw up)|laxatives?|anorexi\w+|bulimi\w+"
    r"|(?:lost|losing|missed|no longer get) my periods?|lost my period|earn (?:my )?(?:food|meals)"
    r"|punish myself|burn off everything i (?:eat|ate)|(?:water|juice) fast(?:ing)?"
    r"|(?:eat|eating|only|just|on) (?:about |around |only )?(?:[1-9]\d{2}|1[01]\d{2}) ?"
    r"(?:k?cals?|calories))\b"
)
_PATTERNS = (
    (RedFlag.SELF_HARM, _SELF_HARM),
    (RedFlag.MEDICAL_URGENT, _MEDICAL),
    (RedFlag.EATING_DISORDER, _EATING),
)
_CLEARED = re.compile(r"\b(?:cleared|ruled out|signed off) by\b|\bdoctor (?:cleared|ruled)\b")


def find_red_flags(text: str) -> frozenset[RedFlag]:
    """Return every flag a text raises."""
    found: set[RedFlag] = set()
    for clause in clauses(text):
        for flag, pattern in _PATTERNS:
            for match in pattern.finditer(clause):
                if not _discounted(flag, clause, match):
                    found.add(flag)
    return frozenset(found)


def find_blocking(texts: tuple[str, ...]) -> RedFlag | None:
    """Return the flag under which no program may be built, the gravest first, or None."""
    found: frozenset[RedFlag] = frozenset().union(*map(find_red_flags, texts))
    return next((flag for flag, _ in _PATTERNS if flag in found & BLOCKING), None)


def _discounted(flag: RedFlag, clause: str, match: re.Match[str]) -> bool:
    before = clause[: match.start()]
    if flag is RedFlag.SELF_HARM:
        return bool(re.search(r"\b(?:not|never|no)\b", before[-24:]))
    return is_taken_back(before) or bool(_CLEARED.search(clause))
