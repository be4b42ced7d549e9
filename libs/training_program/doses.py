"""Read doses of the template language: quantity, intensity and manner of one exercise."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from libs.training_program.language import (
    Calories,
    Dose,
    DropSets,
    FixedLoad,
    Hold,
    Intensity,
    Ladder,
    Length,
    MaxReps,
    PaceAt,
    PaceName,
    PaceUnit,
    PercentFtp,
    PercentMax,
    Quantity,
    Repetitions,
    Rir,
    Rpe,
    Zone,
)
from libs.training_program.lexing import rest_seconds, seconds_of, without_rest
from libs.training_program.models.units import DistanceUnit, UnitName

MAX_SETS = 50
MAX_REPS = 1000
_NUMBER = r"\d+(?:[.,]\d+)?"
_DISTANCES: dict[str, DistanceUnit] = {
    "m": "meters", "meter": "meters", "metre": "meters", "km": "km", "k": "km", "mi": "miles",
    "mile": "miles", "yd": "yards", "yard": "yards", "ft": "feet", "feet": "feet",
}  # fmt: skip
_PER: dict[str, PaceUnit] = {
    "km": "km", "k": "km", "mi": "mile", "mile": "mile", "100m": "100m", "500m": "500m",
}  # fmt: skip
PACE_NAMES: Final = (
    "recovery", "easy", "steady", "long run", "marathon", "half marathon", "race", "tempo",
    "threshold", "10k", "5k", "3k", "mile", "2k", "CSS", "sprint", "hard", "fast", "all-out",
    "moderate",
)  # fmt: skip
_PACE_ALTERNATIVES = "|".join(sorted(map(re.escape, PACE_NAMES), key=len, reverse=True))

_AFTER_UNIT = r"(?:(?<=\bm\s)|(?<=\bs\s)|(?<=km\s)|(?<=\dk\s)|(?<=mi\s)|(?<=min\s)|(?<=tes\s))"
"""A bare effort word counts behind a distance or a time only: "Easy Run" is a name."""

_SETS = re.compile(r"^(\d+)\s*(?:x|sets?\s*(?:of|x)?)\s*", re.IGNORECASE)
_LADDER = re.compile(r"^\d+(?:\s*-\s*\d+){2,}(?!\s*(?:%|[a-z]*/))")
_CALORIES = re.compile(r"^(\d+)\s*(?:k?cals?|calories)\b", re.IGNORECASE)
_LENGTH = re.compile(
    rf"^({_NUMBER})\s*(km|k|mi(?:les?)?|m(?:et(?:er|re)s?)?|yards?|yds?|ft|feet)(?![a-z])",
    re.IGNORECASE,
)
_HOLD = re.compile(
    rf"^({_NUMBER})(?:\s*-\s*{_NUMBER})?\s*(h(?:ours?|rs?)?|min(?:utes?|s)?|s(?:ec(?:onds?|s)?)?)"
    r"(?![a-z])",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"^(\d{1,3}):(\d{2})(?![\d:]|\s*/)(?:\s*min)?")
_MAX = re.compile(r"^(?:amrap|max(?:imum)?|to failure|failure)\b(?:\s*(?:reps?|hold))?", re.I)
_FLOOR = re.compile(r"^(\d+)\s*\+(?!\s*\S)|^(\d+)\+(?=\s)")
_REPS = re.compile(r"^(\d+)(?:\s*-\s*(\d+))?(?:\s*(?:reps?|repetitions?))?(?![\w:./%-])", re.I)

_SIDES = re.compile(
    r"\(?\b(?:per|each|every)\s+(?:side|leg|arm|hand|foot|direction|way)\b\)?|/\s*(?:side|leg|arm)\b"
    r"|(?<=\d)\s+each\b",
    re.IGNORECASE,
)
_TEMPO = re.compile(r"\(?\btempo\s*:?\s*([\dx](?:-?[\dx]){2,3})\b\)?", re.IGNORECASE)
_DROP = re.compile(r"\bdrop(?:\s*sets?)?\s*(\d+)\s*x\s*(\d+)\s*%", re.IGNORECASE)
_TEST = re.compile(r"\btest\b", re.IGNORECASE)


@dataclass(frozen=True)
class Modifiers:
    """What stands behind a quantity, taken out of the text."""

    intensity: tuple[Intensity, ...] = ()
    per_side: bool = False
    tempo: str | None = None
    rest_s: int | None = None
    drop: DropSets | None = None
    is_test: bool = False


def read_dose(text: str) -> Dose | None:
    """Return the dose of an exercise line, or None when no quantity can be read."""
    rest, modifiers = take_modifiers(text.strip())
    sets_found = _SETS.match(rest)
    sets = int(sets_found[1]) if sets_found else 1
    quantity, _ = read_quantity(rest[sets_found.end() :] if sets_found else rest)
    if quantity is None or not 1 <= sets <= MAX_SETS:
        return None
    if isinstance(quantity, Ladder):
        sets = 1
    return Dose(
        quantity=quantity,
        sets=sets,
        intensity=modifiers.intensity,
        per_side=modifiers.per_side,
        tempo=modifiers.tempo,
        rest_s=modifiers.rest_s,
        drop=modifiers.drop,
        is_test=modifiers.is_test,
    )


def read_quantity(text: str) -> tuple[Quantity | None, str]:
    """Return the quantity at the start of a text and what follows it."""
    for pattern, build in _QUANTITIES:
        found = pattern.match(text)
        if found is not None:
            quantity = build(found)
            if quantity is not None:
                return quantity, text[found.end() :].strip()
    return None, text


def take_modifiers(text: str) -> tuple[str, Modifiers]:
    """Return the text without intensity, sides, tempo, rest and drop sets, and these."""
    rest_s = rest_seconds(text)
    left = without_rest(text)
    drop, tempo = _DROP.search(left), _TEMPO.search(left)
    left = _TEMPO.sub(" ", _DROP.sub(" ", left))
    per_side = _SIDES.search(left) is not None
    left = _SIDES.sub(" ", left)
    modifiers = Modifiers(
        per_side=per_side,
        tempo=tempo[1].upper() if tempo else None,
        rest_s=rest_s,
        drop=DropSets(int(drop[1]), int(drop[2])) if drop else None,
        is_test=_TEST.search(left) is not None,
    )
    found: list[tuple[int, Intensity]] = []
    for pattern, build in _INTENSITIES:
        for match in pattern.finditer(left):
            intensity = build(match)
            if intensity is not None:
                found.append((match.end(), intensity))
        left = pattern.sub(lambda match: " " * len(match.group()), left)
    ordered = tuple(intensity for _, intensity in sorted(found, key=lambda item: item[0]))
    return " ".join(left.replace("@", " ").split()), replace(modifiers, intensity=ordered)


def _float(text: str) -> float:
    return float(text.replace(",", "."))


def _range(found: re.Match[str]) -> tuple[float, float]:
    low = _float(found["low"])
    return low, _float(found["high"]) if found["high"] else low


def _repetitions(found: re.Match[str]) -> Quantity | None:
    low = int(found[1])
    high = int(found[2]) if found[2] else low
    if not 1 <= low <= MAX_REPS or not 1 <= high <= MAX_REPS:
        return None
    return Repetitions(low, high) if low <= high else Ladder((low, high))


def _ladder(found: re.Match[str]) -> Quantity | None:
    steps = tuple(int(step) for step in re.findall(r"\d+", found.group()))
    return Ladder(steps) if all(1 <= step <= MAX_REPS for step in steps) else None


def _hold(found: re.Match[str]) -> Quantity | None:
    seconds = seconds_of(found[1], found[2])
    return Hold(seconds) if seconds else None


def _clock(found: re.Match[str]) -> Quantity | None:
    seconds = int(found[1]) * 60 + int(found[2])
    return Hold(seconds) if seconds else None


def _length(found: re.Match[str]) -> Quantity | None:
    word = found[2].lower()
    unit = _DISTANCES.get(word) or _DISTANCES[word.removesuffix("s")]
    value = _float(found[1])
    return Length(value, unit) if value > 0 else None


def _calories(found: re.Match[str]) -> Quantity | None:
    return Calories(int(found[1])) if int(found[1]) else None


def _floor(found: re.Match[str]) -> Quantity | None:
    return MaxReps(int(found[1] or found[2]))


_QUANTITIES: Final[
    tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Quantity | None]], ...]
] = (
    (_MAX, lambda _: MaxReps()),
    (_LADDER, _ladder),
    (_CALORIES, _calories),
    (_CLOCK, _clock),
    (_HOLD, _hold),
    (_LENGTH, _length),
    (_FLOOR, _floor),
    (_REPS, _repetitions),
)


def _percent(found: re.Match[str]) -> Intensity | None:
    low, high = _range(found)
    if not 0 < low <= high:
        return None
    return PercentFtp(low, high) if found["ftp"] else PercentMax(low, high)


def _load(found: re.Match[str]) -> Intensity | None:
    value = _float(found["value"])
    unit = UnitName.KG if found["unit"].lower().startswith("k") else UnitName.LBS
    return FixedLoad(value, unit, added=bool(found["added"])) if value > 0 else None


def _rpe(found: re.Match[str]) -> Intensity | None:
    value = _range(found)[1]
    return Rpe(value) if 1 <= value <= 10 else None  # noqa: PLR2004 - the scale's ends


def _pace_at(found: re.Match[str]) -> Intensity | None:
    seconds = int(found[1]) * 60 + int(found[2])
    per = _PER[found[3].lower().replace(" ", "").rstrip("s")]
    return PaceAt(seconds, per) if seconds else None


def _pace_name(found: re.Match[str]) -> Intensity | None:
    word = (found[1] or found[2] or found[3]).lower()
    return PaceName(next(name for name in PACE_NAMES if name.lower() == word))


_INTENSITIES: Final[
    tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Intensity | None]], ...]
] = (
    (
        re.compile(
            rf"@?\s*(?P<low>{_NUMBER})(?:\s*-\s*(?P<high>{_NUMBER}))?\s*%"
            r"(?:\s*(?:of\s+)?(?:1\s*RM|max|(?P<ftp>FTP)))?",
            re.IGNORECASE,
        ),
        _percent,
    ),
    (
        re.compile(r"@?\s*(\d{1,2}):(\d{2})\s*/\s*(100\s*m|500\s*m|km|k|miles?|mi)\b", re.I),
        _pace_at,
    ),
    (
        re.compile(
            rf"@?\s*\(?(?P<added>BW\s*\+\s*|\+\s*)?(?P<value>{_NUMBER})\s*-?(?P<unit>kgs?|lbs?)\b\)?",
            re.IGNORECASE,
        ),
        _load,
    ),
    (
        re.compile(
            rf"@?\s*\(?\bRPE\s*:?\s*(?P<low>{_NUMBER})(?:\s*-\s*(?P<high>{_NUMBER}))?\)?", re.I
        ),
        _rpe,
    ),
    (re.compile(
        r"@?\s*\(?(?:\bRIR\s*:?\s*(\d+)|(?<=\s)(\d+)\s*RIR(?!\s*:?\s*\d))\b\)?",
        re.IGNORECASE),
     lambda found: Rir(int(found[1] or found[2]))),
    (re.compile(r"@?\s*\(?\b(?:Z|zone\s*)([1-5])\b\)?", re.IGNORECASE),
     lambda found: Zone(int(found[1]))),
    (
        re.compile(
            rf"@\s*({_PACE_ALTERNATIVES})(?:\s*pace)?\b|\b({_PACE_ALTERNATIVES})\s+pace\b"
            rf"|{_AFTER_UNIT}(easy|steady|hard|all-out)\b",
            re.IGNORECASE,
        ),
        _pace_name,
    ),
)  # fmt: skip
