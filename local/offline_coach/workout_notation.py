"""Rewrites what athletes note in many ways to the plainer notation that clauses are read from."""

from __future__ import annotations

import re

from libs.workout.wording import NUMBER_WORDS
from local.offline_coach.workout_names import clean_name, shorter

NUM = r"\d+(?:[.,]\d+)?"
UNIT = r"(?:kgs?|kilos?|kilograms?|lbs?|pounds?|#|pood|кг)"
_REPS_AT = re.compile(
    rf"(?<![\dx@-] )(?<![\dx.,:-])\b(?P<reps>\d{{1,2}}) ?@ ?(?P<load>\d{{2,3}}(?:[.,]5)?(?: ?{UNIT})?)(?![\d:%.,]\d|\d|%| ?min| ?w\b)"
)
_LOAD_LIST = re.compile(rf"(?:\d{{2,3}}(?:[.,]5)?, ){{2,}}\d{{2,3}}(?:[.,]5)? ?{UNIT}(?![a-z])")
_TRACK = re.compile(r"\b\d{1,2} ?x ?\d{1,2}00\b(?! ?(?:m|y))")
_SPELLED = re.compile(
    r"\b(?P<n>one hundred|a hundred|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)"
    r"(?= (?:sets?|reps?|rounds?|kilos?|kg|pounds?|kilomet\w+|km|minutes?|mins?|pull|push|sit|burpees|squats)\b)"
    r"|(?<=sets of )(?P<n2>two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)\b"
)
MISSED = "\u00ac"
"""Stands behind a number that was written as failed: `80(f)`."""
_FAILED = re.compile(
    r"\s*\((?:f|x|fail\w*|miss\w*|no lift|no rep)\)|(?<=\d)(?P<unit>\s*(?:kg|lbs?))?\s+(?:fail(?:ed)?|miss(?:ed)?|no lift)\b(?!\s+(?:the|on|at|my|last|rep))"
)
_LOAD_SERIES = re.compile(
    rf"(?<=[a-zа-яà-ÿ]) (?P<load>\d{{2,3}}(?:[.,]5)?(?: ?{UNIT})?) (?P<reps>\d{{1,2}}(?: \d{{1,2}})+)(?=$|[ ,.;)](?!\d|x))"
)
"""`squats 100 5 5 5`: a load, then the repetitions of each set."""
_PLATES_AND = re.compile(
    r"(plates?) ?(?:plus|and|\+|&) ?(?:an? |the )?(\d+(?:[.,]\d+)?s?)(?![\w.,:]| ?x)"
)
_JOIN = re.compile(
    r"(?:(?<=\d)|(?<=\dkg)|(?<=\dlb)|(?<=\dlbs)|(?<=\d kg)|(?<=\d lbs)) +"
    r"(?=(?!(?:at|with|for|mit|con|avec|com|met|med|in|on|of|per|each|kg|kgs|lbs?|x|sets?|reps?|and|rounds?|min|minutes?|sec|km|miles?|cal|plates?)\b)"
    r"[a-z][a-z'-]+ (?:[a-z][a-z'-]+ ){0,3}(?:@ ?)?\d+(?:[.,]\d+)? ?x ?\d)"
)
_LOAD_TO_REPS = 2
"""A bare number before repetitions is a load when it is this many times the most of them."""
_TEMPO = re.compile(
    r"(?<![\w.])@? ?(?:\dx?\dx?\d|\d\dx\d|\d-\d-[\dx]-\d|\d{4})(?![\w.:]| ?(?:kg|lb|m\b|x))"
)
"""`tempo squat 31x1 4x6`: seconds of the phases of a repetition."""
_COMPLEX_SETS = re.compile(r"(\d{1,2}) ?x ?\(\d(?: ?\+ ?\d)+\)")
_COMPLEX = re.compile(r"(?<=[a-z] )[1-3](?: ?\+ ?[1-3])+(?= ?(?:@|at ))")
"""`clean 3+2+1 @ 80`: what the numbers count is not told."""
_CHAINED = re.compile(rf"\d{{2,3}}(?:[.,]5)?(?: ?{UNIT})? ?x ?\d{{1,2}}(?![\d/x])\+?")
_CHAIN = re.compile(
    rf"(?<![\w.,/])(?P<doses>(?:{_CHAINED.pattern}\s+)+{_CHAINED.pattern})(?P<warm>\s*\(?warm(?:ed|ing)?[- ]?ups?\)?)?(?![\w%/])"
)
_LOAD_FIRST = re.compile(
    rf"(?<![\w.,/:-])(?P<load>[4-9]\d|\d{{3}})(?P<x> ?x ?)(?P<reps>\d|1[0-2])(?P<unit> ?{UNIT})(?!\w)"
)
"""`225x2 lbs`: two of them at 225; nobody does 225 with 2 pounds."""
_SETS_REPS_LOAD = re.compile(
    r"(?<![\w.,/:-])(\d{1,2}) ?x ?(\d{1,2}) ?x ?(?=\d{2,3}(?:[.,]5)?(?![\d:]| ?(?:m|s|sec|min)\b))"
)
_DOSE = re.compile(r"\d{1,2} ?x ?\d")
_JOIN_BEFORE = re.compile(r"(?<=[a-z]) (?=\d{1,2} ?x ?\d{1,2} [a-z]{3,})")
_EQUAL = re.compile(r"(?<![\d-])(?P<reps>\d{1,2})(?P<more>(?:-(?P=reps)){1,9})(?![\d-])")
_PERIODS = re.compile(r"\b5/3/1\b|\bweek \d+:?|\bday \d+:?")


def tidy(low: str) -> str:
    """Return a lower-case sentence in plainer notation: `5-5-5` is 3x5, ` / ` a comma."""
    text = _FAILED.sub(
        lambda found: (found["unit"] or "") + MISSED, _PERIODS.sub(" ", _in_digits(low))
    )
    if "tempo" in text:
        text = _TEMPO.sub(" ", text)
    text = _LOAD_FIRST.sub(r"\g<load>\g<unit>\g<x>\g<reps>", text)
    text = _SETS_REPS_LOAD.sub(r"\1x\2 @ ", text)
    text = _PLATES_AND.sub(r"\g<1>_and_\g<2>", text)
    text = _LOAD_SERIES.sub(_as_list, _COMPLEX.sub(" ", _COMPLEX_SETS.sub(r"\1 sets", text)))
    text = _CHAIN.sub(_as_clauses, text)
    text = _LOAD_LIST.sub(lambda found: found[0].replace(", ", "/"), text)
    if "track" in text:
        text = _TRACK.sub(r"\g<0>m", text)
    text = _EQUAL.sub(lambda found: f"{found['more'].count('-') + 1}x{found['reps']}", text)
    text = re.sub(r"(?<=[a-z\d)]) [/|] (?=[a-z\d])|(?<!\w)[a-f]\d?\)", ", ", text)
    text = _REPS_AT.sub(r"\g<load>x\g<reps>", text)
    text = re.sub(r"(?<=\d)\+(?= ?x ?\d)", "", text)
    first = _DOSE.search(text)
    is_dose_first = first is not None and not shorter(clean_name(text[: first.start()]))[1]
    return (_JOIN_BEFORE if is_dose_first else _JOIN).sub(", ", text)


def _as_list(found: re.Match[str]) -> str:
    """Return `100 5 5 5` as `100 x 5/5/5`; a load is heavier than any count of repetitions."""
    reps = found["reps"].split()
    load = number_of(re.sub(r"[^\d.,]", "", found["load"]))
    has_unit = found["load"][-1].isalpha()
    if not has_unit and load < _LOAD_TO_REPS * max(map(int, reps)):
        return " " + "/".join([found["load"], *reps])
    return f" {found['load']} x {'/'.join(reps)}"


def _as_clauses(found: re.Match[str]) -> str:
    """Return `60x5 90x5 warmup` as clauses of their own, each of them a warm-up."""
    mark = " warmup" if found["warm"] else ""
    doses = _CHAINED.findall(found["doses"])
    return ", ".join(f"{dose.strip()}{mark}" for dose in doses)


def _in_digits(text: str) -> str:
    """Return `five sets of five at one hundred kilos` in digits; bare small words stay."""
    return _SPELLED.sub(
        lambda found: f"{NUMBER_WORDS[(found['n'] or found['n2']).split()[-1]]:g}", text
    )


def number_of(text: str) -> float:
    """Return a number written with a point or a comma; raises ValueError for anything else."""
    return float(text.replace(",", "."))
