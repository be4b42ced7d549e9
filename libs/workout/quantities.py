"""Loads, distances and repetitions in words, turned into SI; the words stay beside the value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from libs.workout.wording import NUMBER_WORDS, digits_in, find_number, fold, read_number

LoadUnit = Literal["kg", "lb"]

LB_KG = 0.45359237
POOD_KG = 16.38
STONE_KG = 6.35029318
PLATE_LOADS: dict[LoadUnit, tuple[float, ...]] = {
    "kg": (20.0, 60.0, 100.0, 140.0, 180.0, 220.0),
    "lb": (45.0, 135.0, 225.0, 315.0, 405.0, 495.0),
}
"""An empty bar, then one, two ... of the largest plates per side."""
MARATHON_M = 42_195.0
HEAVIEST_KG = 1_000.0
FARTHEST_M = 1_000_000.0
MOST_REPS = 5_000
"""Beyond these a number is a slip; our choice, above any record of one set or session."""

_N = r"(\d+(?:[.,]\d+)*)"
_KG = r"(?:kgs?|kilos?|kilogram\w*|\u043a\u0433|\u516c\u65a4|\u5343\u514b)"
_LB = r"(?:lbs?|pounds?|#|libras?|pfund)"
_LOAD = re.compile(
    rf"{_N}(?:\s*/\s*\d+(?:[.,]\d+)?)?\s*(?:-|\s)?\s*({_KG}|{_LB}|pood|stones?|st\b)(?![a-z])"
)
_PLATES = re.compile(r"(?<![\w.,/])(one|two|three|four|five|[1-5])\s+plates?\b")
_ANY_PLATES = re.compile(r"(?<![a-z])plates?(?![a-z])")
_MORE_THAN_PLATES = re.compile(
    r"\bhalf\b|plates?(?![a-z]).*?(?:\+|plus|and|&)|(?:\+|\bplus\b|\band\b)"
)
"""A half plate, or plates and something beside: no load that can be told without a guess."""
_PERCENT = re.compile(rf"{_N}\s*(?:%|percent\b)")
_PAIR = re.compile(
    rf"^(?:2\s*x\s*|(?:(?:two|double|dual|zwei|dos|deux|due|(?:a )?pair of)\s+(?:x\s*)?))(?={_N})"
)
_PAIR_ANYWHERE = re.compile(
    r"\b(?:each|per (?:hand|arm|side)|a hand|apiece|je(?:weils)?|pro (?:hand|seite|arm)|cada|"
    r"por mano|por mao|chaque|par main|per mano|ognun[oa]|na (?:reke|strone)|pair)\b|/(?:hand|arm)"
    r"|\b(?:dumbbells|dbs|kettlebells|kbs|kurzhanteln|mancuernas|halteres|manubri|bells)\b"
)
_BODY = re.compile(
    r"\b(?:bw|body ?weight|korpergewicht|peso corporal|poids du corps|corpo libero|peso do corpo)\b"
)
_ADDED = re.compile(r"(?:^|\s|bw|weight)\+\s*\d")
_ASSISTED = re.compile(r"(?:^|\s)-\s*\d|\bassist|\bband(?:ed)?\b")
_DISTANCE_UNITS: tuple[tuple[str, float], ...] = (
    (r"(?:kms?|k(?! ?steps)|kilomet\w*|chilomet\w*|quilomet\w*|\u043a\u043c|\u516c\u91cc)", 1000.0),
    (r"(?:mi|miles?|milers?|meilen?|millas?|miglia|milhas?)", 1609.344),
    (r"(?:m|mtrs?|met(?:er|re|ro|ri)s?n?|\u043c\u0435\u0442\u0440\w*|\u043c|\u7c73)", 1.0),
    (r"(?:yd|yds|yards?)", 0.9144),
    (r"(?:ft|feet|foot)", 0.3048),
)
_DISTANCE = re.compile(
    r"(?:(\d+)\s*(?:x|times|mal|veces|fois|(?:laps?|lengths?) (?:of|in|x) ?(?:an? |the )?)\s*)?"
    rf"{_N}\s*-?\s*(?:"
    + "|".join(f"(?P<u{index}>{unit})" for index, (unit, _) in enumerate(_DISTANCE_UNITS))
    + r")(?![a-z])"
)
_HALF_MARATHON = re.compile(
    r"\b(?:half[- ]marathon|halbmarathon|media maraton|semi[- ]?marathon|mezza maratona"
    r"|meia maratona|polmaraton|halve marathon)\b"
)
_MARATHON = re.compile(r"\b(?:marathon|maraton|maratona)\b")
_WORD_MILE = re.compile(r"\b(a|one|two|three|four|five|six|seven|eight|nine|ten)\s+miles?\b")
_SIDE = re.compile(
    r"\b(?:each|per|a)\s*(?:side|leg|arm)\b|\beach\b|/\s*(?:side|leg|arm|each)\b|\be/?s\b"
    r"|\bpro (?:seite|bein|arm)\b|\bje\b|\bpor (?:lado|pierna|brazo|perna)\b|\bpar cote\b"
)
_OF = re.compile(r"(\d+)\s*(?:/|of|von|de|sur|su|out of)\s*(\d+)")
_REP_LIST = re.compile(r"\d+(?:\s*[,/\-; ]\s*\d+)+")
_REST_PAUSE = re.compile(r"(?<!\w)\d{1,3}(?:\s?\+\s?\d{1,3})+(?!\w)")
_LONGEST_COMPLEX = 3
"""`3+1` is a complex of lifts; a first number above this begins rest-pause sets; our choice."""


@dataclass(frozen=True)
class Load:
    """A load in kilograms: of one implement, and of all that were held.

    `kg` is None for body weight alone; `percent` is of the one-repetition maximum.
    """

    said: str
    kg: float | None = None
    unit: LoadUnit = "kg"
    implements: int = 1
    percent: float | None = None
    is_body_weight: bool = False
    is_assistance: bool = False
    is_unit_assumed: bool = False

    @property
    def total_kg(self) -> float | None:
        """Return the load of all implements together."""
        return None if self.kg is None else round(self.kg * self.implements, 3)


@dataclass(frozen=True)
class Length:
    """A distance; `repeats` above 1 is written as `8 x 100 m`."""

    metres: float
    said: str
    repeats: int = 1

    @property
    def total_m(self) -> float:
        """Return the distance of all repeats."""
        return self.metres * self.repeats


@dataclass(frozen=True)
class Reps:
    """Repetitions of one or more sets; `prescribed` is set when fewer were done than meant."""

    counts: tuple[int, ...]
    prescribed: int | None = None
    is_per_side: bool = False


def parse_load(words: str, *, default_unit: LoadUnit) -> Load | None:
    """Return a load, or None when no load is meant; a bare number takes the default unit."""
    text = fold(words)
    pair = _PAIR.match(text)
    rest = text[pair.end() :] if pair else text
    implements = 2 if pair or _PAIR_ANYWHERE.search(text) else 1
    is_body = _BODY.search(text) is not None
    percent = _PERCENT.search(rest)
    found = _LOAD.search(rest)
    if found is not None:
        kg, unit = _in_kg(read_number(found[1]), found[2])
    else:
        without = _PERCENT.sub(" ", rest)
        value, assumed_unit = _bare_load(without, default_unit)
        if value is None:
            return _without_number(words, is_body=is_body, percent=percent)
        kg, unit = value * (LB_KG if assumed_unit == "lb" else 1.0), assumed_unit
    if not 0 < kg <= HEAVIEST_KG:
        return None
    return Load(
        words,
        round(kg, 3),
        unit,
        implements,
        read_number(percent[1]) if percent else None,
        is_body_weight=is_body or _ADDED.search(rest) is not None,
        is_assistance=_ASSISTED.search(rest) is not None,
        is_unit_assumed=found is None,
    )


def unit_in(text: str) -> LoadUnit | None:
    """Return the unit of load a text uses most, or None."""
    plain = fold(text)
    kilos = len(re.findall(rf"\d\s*-?{_KG}(?![a-z])", plain))
    pounds = len(re.findall(rf"\d\s*-?{_LB}(?![a-z])", plain))
    if kilos == pounds:
        return None
    return "kg" if kilos > pounds else "lb"


def parse_distance(words: str) -> Length | None:
    """Return a distance in metres, or None; words without a unit mean none."""
    text = fold(words)
    found = _DISTANCE.search(text)
    if found is not None:
        index = next(i for i in range(len(_DISTANCE_UNITS)) if found[f"u{i}"])
        value = read_number(found[2])
        if index == 2 and re.fullmatch(r"\d{1,3}\.\d{3}", found[2]):  # noqa: PLR2004 (metres)
            value *= 1000.0
        return _length(value * _DISTANCE_UNITS[index][1], words, int(found[1] or 1))
    if _HALF_MARATHON.search(text):
        return _length(MARATHON_M / 2, words)
    if _MARATHON.search(text):
        return _length(MARATHON_M, words)
    mile = _WORD_MILE.search(text)
    if mile is not None:
        return _length(NUMBER_WORDS.get(mile[1], 1.0) * 1609.344, words)
    return None


def parse_reps(words: str) -> Reps | None:
    """Return repetitions: one count, or one per set for `8,6,4`; None when there is none."""
    text = fold(words)
    per_side = _SIDE.search(text) is not None
    of = _OF.search(text)
    if of is not None and int(of[1]) < int(of[2]) and not per_side and "," not in text:
        return _bounded(Reps((int(of[1]),), int(of[2])))
    several = _rest_pause(text) or _REP_LIST.search(text)
    if several is not None:
        counts = tuple(int(piece) for piece in re.findall(r"\d+", several[0]))
        return _bounded(Reps(counts, is_per_side=per_side))
    number = find_number(text)
    if number is None or number != int(number):
        return None
    return _bounded(Reps((int(number),), is_per_side=per_side))


def _rest_pause(text: str) -> re.Match[str] | None:
    """Return `20+8+5`, sets with hardly a rest between them, none longer than the last."""
    found = _REST_PAUSE.search(text)
    counts = [int(piece) for piece in re.findall(r"\d+", found[0])] if found else []
    is_falling = counts == sorted(counts, reverse=True)
    return found if counts and counts[0] > _LONGEST_COMPLEX and is_falling else None


def parse_count(words: str) -> int | None:
    """Return a whole number of sets, rounds or calories, or None."""
    number = find_number(fold(words))
    return int(number) if number is not None and 0 < number <= MOST_REPS else None


def parse_effort(words: str) -> float | None:
    """Return an effort from 1 to 10; `8/10` and `RPE 8.5` are read, other scales are not."""
    values = digits_in(fold(words)) or tuple(filter(None, (find_number(fold(words)),)))
    value = values[0] if values else None
    return value if value is not None and 1 <= value <= 10 else None  # noqa: PLR2004 (the scale)


def _in_kg(value: float, unit: str) -> tuple[float, LoadUnit]:
    if re.fullmatch(_KG, unit):
        return value, "kg"
    if unit == "pood":
        return value * POOD_KG, "kg"
    if unit.startswith("st"):
        return value * STONE_KG, "kg"
    return value * LB_KG, "lb"


def _bare_load(text: str, default_unit: LoadUnit) -> tuple[float | None, LoadUnit]:
    plates = _PLATES.search(text)
    if _ANY_PLATES.search(text) and (plates is None or _MORE_THAN_PLATES.search(text)):
        return None, default_unit
    if plates is not None:
        count = find_number(plates[1]) or 0
        return PLATE_LOADS[default_unit][int(count)], default_unit
    numbers = digits_in(text)
    return (numbers[0] if numbers else None), default_unit


def _without_number(words: str, *, is_body: bool, percent: re.Match[str] | None) -> Load | None:
    if percent is None and not is_body:
        return None
    share = read_number(percent[1]) if percent else None
    return Load(words, None, percent=share, is_body_weight=is_body)


def _length(metres: float, words: str, repeats: int = 1) -> Length | None:
    fits = 0 < metres * repeats <= FARTHEST_M
    return Length(round(metres, 2), words, repeats) if fits else None


def _bounded(reps: Reps) -> Reps | None:
    return reps if all(0 <= count <= MOST_REPS for count in reps.counts) else None
