"""Which unit each number of a message carries, so that no value is stored under another one."""

from __future__ import annotations

import re
from collections import defaultdict

from libs.workout.wording import fold, read_number

BARE = "bare"
_COUNT, _EFFORT, _CLOCK = "count", "effort", "clock"
_LOADS = frozenset({BARE, "kg", "lb", "other_load", "percent"})
_TIMES = frozenset({BARE, "h", "min", "s"})
_DISTANCES = frozenset({BARE, "km", "mi", "m", "yd", "ft"})
_EFFORTS = frozenset({BARE, _EFFORT, "percent"})
_ROLES: dict[str, frozenset[str]] = {
    **dict.fromkeys(("load", "pack"), _LOADS),
    **dict.fromkeys(("time", "duration", "length", "every", "cap", "rest"), _TIMES),
    **dict.fromkeys(("distance", "elevation"), _DISTANCES),
    **dict.fromkeys(("effort", "rpe"), _EFFORTS),
    **dict.fromkeys(("heartRateAvg", "heartRateMax"), frozenset({BARE, "bpm"})),
}
"""What a field's number may carry; repetitions, rounds and sets may be any number."""
_UNITS: tuple[tuple[str, frozenset[str]], ...] = (
    (r"kgs?|kilos?|kilogram\w*|\u043a\u0433|\u516c\u65a4", frozenset({"kg"})),
    (r"lbs?|pounds?|#|libras?|pfund", frozenset({"lb"})),
    (r"pood|stones?|st|plates?", frozenset({"other_load"})),
    (r"%|percent", frozenset({"percent"})),
    (r"kms?|k|kilomet\w*|chilomet\w*|quilomet\w*|\u043a\u043c|\u516c\u91cc", frozenset({"km"})),
    (r"miles?|mi|meilen?|millas?|miglia|milhas?", frozenset({"mi"})),
    (r"m", frozenset({"m", "min"})),
    (r"met(?:er|re|ro|ri)s?n?|mtrs?|\u043c|\u7c73", frozenset({"m"})),
    (r"yards?|yds?", frozenset({"yd"})),
    (r"ft|feet|foot", frozenset({"ft"})),
    (r"k?cals?|calories|kalorien|calorias", frozenset({"cal"})),
    (
        r"h|hrs?|hours?|std|stunden?|heures?|horas?|or[ae]|uur|godz\w*|saat|tuntia?|timmar?|timer",
        frozenset({"h"}),
    ),
    (
        r"mins?|minu+t\w*|\u043c\u0438\u043d\w*|\u5206[\u949f\u9593]?|dakika\w*|dk|perc\w*",
        frozenset({"min"}),
    ),
    (r"s|secs?|second\w*|sek\w*|seg\w*|\u0441\u0435\u043a\w*|\u79d2", frozenset({"s"})),
    (r"w|watts?", frozenset({"w"})),
    (r"bpm", frozenset({"bpm"})),
)
_NUMBER = r"\d+(?:[.,]\d+)*"
_WITH_UNIT = re.compile(
    rf"(?P<effort>\brpe:?\s*)?(?P<number>(?P<clock>\d+(?::\d\d)+)|{_NUMBER})(?:\s*-?\s*(?:"
    + "|".join(f"(?P<u{index}>{words})" for index, (words, _) in enumerate(_UNITS))
    + r")(?![\w]))?"
)
_SETS_X_REPS_AT_LOAD = re.compile(
    rf"(?<![\d.,x])(\d{{1,2}})\s*x\s*(\d{{1,3}})(?!\d)(?=\s*(?:@|at|with|w/|mit|con|avec|com|met|a)?\s*"
    rf"{_NUMBER}\s*(?:kg|lb|#|kilo|pound))"
)
_PLURAL = re.compile(
    r"(?:\b(?:with|using|of|the|two)|w/)\s+(\d{1,3})s\b(?!\s*(?:rest|hold|pause|break|off|on|easy)\b)"
)
"""`with 16s`, a pair of dumbbells or bells of that load, no seconds."""


class SaidUnits:
    """The numbers of a message with the units they carry; a number may carry several."""

    def __init__(self, text: str) -> None:
        plain = fold(text)
        counted = [found.span(group) for found in _SETS_X_REPS_AT_LOAD.finditer(plain)
                   for group in (1, 2)]  # fmt: skip
        self._units: dict[float, set[str]] = defaultdict(set)
        for found in _WITH_UNIT.finditer(plain):
            units = {_COUNT} if found.span("number") in counted else _units_of(found)
            for piece in found["number"].split(":"):
                self._units[read_number(piece)] |= {_CLOCK} if found["clock"] else units
        for number in _PLURAL.findall(plain):
            self._units[read_number(number)].add(BARE)

    def contradicts(self, words: str, field: str) -> bool:
        """Tell whether a value has a unit, or a field, that the message gives its number nowhere.

        A number that stands bare in the message may have any unit.
        """
        role = _ROLES.get(field)
        for found in _WITH_UNIT.finditer(fold(words)):
            if found["clock"]:
                if role not in (None, _TIMES) or not _units_of(found) <= _TIMES:
                    return True
                continue
            said = self._units.get(read_number(found["number"]))
            if said is None or BARE in said:
                continue
            units = _units_of(found)
            if role is not None and not said & role:
                return True
            if BARE not in units and not units & said:
                return True
        return False


def _units_of(found: re.Match[str]) -> set[str]:
    if found["effort"]:
        return {_EFFORT}
    for index, (_, units) in enumerate(_UNITS):
        if found[f"u{index}"]:
            return set(units)
    return {BARE}
