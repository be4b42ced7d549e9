"""Reads doses out of clauses by rules: sets, repetitions, loads, distances, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from libs.exercise.catalogue import load_catalogue
from libs.workout.exercise_names import match_name
from local.offline_coach.workout_names import clean_name, is_exercise, shorter, unlabelled
from local.offline_coach.workout_notation import MISSED, NUM, UNIT, number_of

SetWords = dict[str, object]

_HELD = (
    r"(?:\s*(?:dumbbells?|dbs?|kettlebells?|kbs?|plates?|vest|kurzhanteln?|mancuernas?|haltères?|"
    r"bells?|each hand|per hand|a hand|each|per arm|in each hand|je|cada una|barbell|bar))*"
)
LOAD = re.compile(
    rf"(?:@|\bat\b|\bwith\b|\bw/|\busing\b|\bmit\b|\bcon\b|\bavec\b|\bcom\b|\bmet\b|\bmed\b|\bop\b|\bpå\b|\bà\b|\bа?с\b)?"
    rf"\s*(?:\b(?:a|an|the) )?(?P<load>(?:bw\s*\+\s*|bodyweight\s*\+\s*|\+\s*)?"
    rf"(?:(?:2\s*x|two|double|pair of|a pair of)\s*)?{NUM}(?:\s*/\s*{NUM})*\s*-?\s*{UNIT}(?![a-z])"
    rf"(?:\s*\+\s*{NUM}\s*{UNIT})?{_HELD})"
)
_UP_TO = re.compile(
    rf"\b(?:(?:worked|built|went|got|moved|pyramided|ramped)(?: my way)? up to|up to|topped out at|maxed(?: out)? (?:at|with)|hit|pulled|lifted|pr(?:'?d)?(?: of| at)?)"
    rf"\s*(?:an? )?(?:heavy |top |new )?(?:single |double |triple |set )?(?:of |at )?(?P<load>{NUM})(?![\w:%,]|\s*(?:x|reps?|sets?|min|km|m\b|rounds?|cal|/|sec))"
)
_PLATES = re.compile(
    r"(?:\bwith |\bat |@ ?)?(?<![\w.,/])(?P<load>(?:one|two|three|four|five|\d(?:[.,]\d+)?)(?: and a half| 1/2)? plates?(?: and a half)?"
    r"(?:_and_\S+)?)(?!\w)(?: (?:a|per|each) side)?"
)
_REPS_LOAD = re.compile(
    rf"(?<![\d.])(?P<reps>\d{{1,2}})\+?\s*x\s*(?P<load>{NUM})(?![\w:%.,]|\s*(?:reps|m\b|sec|min|x|s\b))"
)
_BARE_LOAD = re.compile(
    rf"(?:@|\bat\b)\s*(?P<load>{NUM}\s*%?|bodyweight|bw)(?![\w:%]|\s*(?:min|rpe|/))"
    rf"|(?:\bwith|\bw/|\bmit\b|\bcon\b|\bavec\b|\bcom\b|\bmet\b)\s*(?:an? |the )?(?P<held>{NUM})(?=\s*(?:$|[,;.)]|(?:in|for|each|per|on|felt)\b))"
)
_BODY = re.compile(
    r"(?:@|\bat\b|\bwith\b)?\s*\b(?P<load>(?:bodyweight|bw)(?: ?\+ ?\d+(?:[.,]\d+)?)?)\b"
)
_SETS_REPS = re.compile(
    r"(?<![\d.])(?P<sets>\d{1,2})\s*(?:x|×|\*|sets?\s*(?:of|x)|sätze\s*(?:à|a|mit|zu)?|series?\s*(?:de|da)"
    r"|séries?\s*de|séries\s*de|serie\s*(?:da|di))\s*"
    r"(?P<reps>\d{1,3}(?:\s*[/-]\s*\d{1,3})*\+?|max|amrap|failure)(?!\d|[.,]\d|\s*(?:kg|lb|km|m\b|k\b|:|min|sec|s\b))"
    r"(?P<side>\s*(?:reps?|wdh|wiederholungen|repeticiones|répétitions|repetições|ripetizioni)?"
    r"\s*(?:each(?: side| leg| arm)?|per (?:side|leg|arm)|/side|/leg|e/s)?)"
)
_LOAD_REPS = re.compile(
    rf"(?P<load>{NUM})\s*(?P<unit>{UNIT})?\s*(?:x|×|for(?!\s*\d{{1,2}}\s*x))\s*(?P<reps>\d{{1,2}}(?:/\d{{1,2}})*)"
    r"(?:\s*x\s*(?P<sets>\d{1,2}))?(?!\d|[.,]\d|:|\s*(?:kg|lb|km|m\b|min|sec|s\b|sets|rounds))"
)
_GOT = re.compile(r"\(?\bgot\s+(?P<reps>\d{1,2})(?:\s*reps?)?\b\)?")
_PLUS_GOT = re.compile(
    r"(?<![\d.,])(?P<sets>\d{1,2})\s*x\s*(?P<reps>\d{1,2})\+(?P<between>[^+]*?)\(?\bgot\s+(?P<done>\d{1,2})\b(?:\s*reps?)?\)?"
)
"""`3x5+ (got 8)`: the last set was taken as far as it went."""
_REST_PAUSED = re.compile(r"(?<![\w.,+])(?P<reps>\d{1,3}(?: ?\+ ?\d{1,3})+)(?![\w.,+]| ?(?:kg|lb))")
_MISSED_AT = re.compile(
    rf"^(?:but |then |and )?(?:i )?(?:missed|failed|no lift)(?: (?:at|on|with))? (?:an? )?(?P<load>\d{{2,3}}(?:[.,]\d)?(?: ?{UNIT})?)"
    r"(?:,? (?P<sets>once|twice|three times|[2-9](?: ?x| times)?))?(?: (?!reps?\b)(?P<name>[a-z].*))?$"
)
_MISSED_LOAD = re.compile(rf"^(?P<load>\d{{2,3}}(?:[.,]\d)?(?: ?{UNIT})?){MISSED}$")
_IN_TOTAL = re.compile(r"\b(?:all )?in (?P<total>\d{1,3}:\d{2}|\d{1,3} ?min(?:ute)?s?)(?![\w:])")
_AT_NUMBER = re.compile(r"@ ?\d{2,3}(?![\d:]|[.,]\d| ?%)")
_ANY_PERCENT = re.compile(r"(?:@|\bat\b)?\s*\(?\b\d{2,3}(?:[.,]5)? ?%\)?(?: (?:of )?(?:1rm|max))?")
_COUNTED_IN = re.compile(
    r"^(?P<reps>\d{1,4}) (?P<what>[a-zà-ÿ].*?) in (?:\d{1,3}:\d{2}|\d{1,3} ?min)"
)
_HEAVIER_THAN_SETS = 25
_MORE_THAN_REPS = 100
_LONGEST_COMPLEX = 3
_SETS_TIME = re.compile(
    r"(?P<sets>\d{1,2})\s*(?:x|sets?\s*of)\s*(?P<time>\d{1,3}\s*(?:s\b|sec\w*|seconds|min\w*|minutes))"
)
_SETS_DISTANCE = re.compile(
    r"(?P<sets>\d{1,2})\s*(?:x|sets?\s*of)\s*(?P<distance>\d{1,4}\s*(?:m|meters?|metres?|yd|yards?|ft|feet|km)\b)"
)
_REPS_FOR = re.compile(
    r"\bfor\s+(?P<reps>\d{1,3}(?:\s*/\s*\d{1,3})*)(?:\s*reps?)?(?!\d|:|\s*(?:min|sec|time|rounds|sets|km|k\b|m\b|hours?|days?|weeks?|months?|years?))"
)
_REPS = re.compile(r"(?<![\d:.,])(?P<reps>\d{1,4}(?:/\d{1,3})*)\s*(?:reps?|wdh|wiederholungen)\b")
_REP_LIST = re.compile(r"(?<![\d:.,/])(?P<reps>\d{1,2}(?:/\d{1,2}){2,})(?![\d/])")
_SETS = re.compile(r"(?<![\d:.,])(?P<sets>\d{1,2})\s*(?:sets?|sätze|series)\b")
_LAST_LOAD = re.compile(rf"(?<![\d:.,/-])(?P<load>{NUM} ?%?)\s*$")
_SINGLE = re.compile(r"\b(?P<single>single|double|triple|one rep|1rm|1 ?rep max|one rep max)\b")
_COUNTED = re.compile(
    r"^(?:\w+\s+){0,2}?(?P<reps>\d{1,4})\s+(?=[a-zà-ÿ])(?!(?:hours?|hrs?|h|mins?|minutes?|stunden?|heures?|horas?|ore|secs?|seconds?)\b)"
)
_DISTANCE = re.compile(
    r"(?<![\d:.,])(?P<distance>\d+(?:[.,]\d+)?\s*-?\s*(?:km|k|mi|miles?|m|meters?|metres?|yd|yards?|ft|feet))(?![a-z])"
)
_CALORIES = re.compile(r"(?<![\d:.,])(?P<calories>\d{1,4})\s*[- ]?(?:k?cals?|calories)\b")
_TIME = re.compile(
    r"(?P<time>\d{1,3}\s*-?\s*(?:s|sec|secs|seconds?|min|mins|minutes?|minuten|minutos|minuti|minut)|\d{1,2}:\d\d)(?![a-z\d])"
)
_PERCENT = re.compile(r"(?:@|\bat\b)?\s*\d{2,3}(?:[.,]5)?\s*%(?:\s*(?:1rm|of max))?\s*(?=\()")
_FOR_LOAD = re.compile(
    r"(?:(?<=[a-z:] )|^)(?P<load>\d{2,3}(?:[.,]5)?)\s+(?=for\s+\d{1,2}\s*(?:sets?|x|reps?|$))"
)
_PLURAL_LOAD = re.compile(r"\bwith (?:the |two |a pair of )?(?P<load>\d{2,3}s)\b(?!\s*rest)")
_VERB_LOAD = re.compile(
    r"\b(?P<verb>squatted|benched|deadlifted|pressed|cleaned|snatched|jerked|curled|rowed)\s+(?P<load>\d{2,3}(?:[.,]5)?(?: ?(?:kgs?|lbs?|kilos?|pounds?)\b)?)(?![\d.,]*\s*(?:x|m\b|km|k\b|min|cal|sec))"
)
_VERBS = {
    "squatted": "squat",
    "benched": "bench press",
    "deadlifted": "deadlift",
    "pressed": "press",
    "cleaned": "clean",
    "snatched": "snatch",
    "jerked": "jerk",
    "curled": "curl",
}
_LOADS = re.compile(
    rf"(?<![\d:.,/x])(?P<loads>\d{{2,3}}(?:[.,]5)?{MISSED}?(?:/\d{{2,3}}(?:[.,]5)?{MISSED}?)+)(?![\d/]|\s*reps)"
)
_RPE = re.compile(r"(?:@|at|\()?\s*\brpe\s*(?P<rpe>\d{1,2}(?:[.,]\d)?)\)?")
_REST = re.compile(
    r"(?:with\s+)?(?P<rest>\d+(?::\d\d)?\s*(?:s|sec|min|minutes?|seconds?)?)\s*(?:of\s+)?rest\b(?![- ]?paus)|rest(?:ing)?\s+(?P<rest2>\d+\s*(?:s|sec\w*|min\w*))"
)
_AT_CLOCK = re.compile(
    r"\b(?:at|um|a las|alle|às|om|kl) (?:[01]?\d|2[0-3]):[0-5]\d(?![\d:]| ?(?:/|pace|min))(?: uhr)?"
)
_SINGLE_LOAD = re.compile(
    rf"(?<=single|double|triple) (?:of |at |@ ?)?(?P<load>\d{{2,3}}(?:[.,]5)?(?: ?{UNIT})?)(?![\w:%]|[.,]\d)"
)
_ONES = {"single": "1", "double": "2", "triple": "3"}


@dataclass
class Dose:
    """An exercise with its sets, as read; no name means that it belongs to the one before."""

    name: str
    sets: list[SetWords] = field(default_factory=list)
    is_known: bool = False
    total: str = ""
    """The time that all of its sets took: `10x10 in 9:30`."""

    @property
    def has_dose(self) -> bool:
        """Return whether any value was read."""
        return any(item for item in self.sets)

    def to_wire(self) -> dict[str, object]:
        """Return the exercise as the tool takes it."""
        return {"name": self.name, "sets": [item for item in self.sets if item]}


def read_clause(clause: str) -> Dose | None:
    """Return the exercise of a clause with its dose, or None when there is neither."""
    text = _AT_CLOCK.sub(" ", clause).strip(" .!;:")
    values: SetWords = {}
    rest = text
    missed = _MISSED_AT.match(text)
    if missed is not None:
        return Dose(clean_name(missed["name"] or ""), [_missed_at(missed)], bool(missed["name"]))
    alone = _MISSED_LOAD.match(text)
    if alone is not None:
        return Dose("", [{"reps": "0", "load": alone["load"], "missed": True}])
    for pattern in (_RPE, _REST, _PERCENT):
        rest = _take(pattern, rest, values)
    if LOAD.search(rest) or _AT_NUMBER.search(rest):
        rest = _ANY_PERCENT.sub(" ", rest)
    if "rest2" in values:
        values["rest"] = values.pop("rest2")
    several = _several_loads(rest)
    if several is not None:
        return several
    if MISSED in rest:
        values["missed"] = True
        rest = rest.replace(MISSED, " ")
    rest = _take(_PLURAL_LOAD, rest, values)
    verb = _VERB_LOAD.search(rest)
    if verb is not None:
        values["load"] = verb["load"]
        rest = rest[: verb.start()] + f" {verb['verb']} " + rest[verb.end() :]
    rest = _take_work(rest, values)
    total = _take(_IN_TOTAL, rest, values) if values.keys() & {"sets", "reps"} else rest
    rest, whole = total, str(values.pop("total", ""))
    for spoken, meant in _VERBS.items():
        rest = re.sub(rf"\b{spoken}\b", meant, rest)
    name = unlabelled(clean_name(rest))
    if name and match_name(name, load_catalogue()).exercise is None:
        name, is_known = shorter(name)
    else:
        is_known = bool(name)
    if not values and not is_known:
        return None
    if is_known and "load" not in values:
        _take(_UP_TO, text, values)
    if "reps" not in values and not {"distance", "calories", "time"} & values.keys():
        _take_single(text, values, is_known=is_known)
    if values.get("missed") and values.get("reps", "1") == "1" and "sets" not in values:
        values["reps"] = "0/1"
    name = re.sub(r"^(?:(?:on|of|with|in|at|to|the|an?) )+", "", name)
    return Dose(name, [values] if values else [], is_known, whole)


def _missed_at(found: re.Match[str]) -> SetWords:
    """Return the attempts of `missed 95 twice`: no repetition, the load, how often."""
    count = {"sets": found["sets"].removesuffix(" times")} if found["sets"] else {}
    return {**count, "reps": "0", "load": found["load"], "missed": True}


def _several_loads(text: str) -> Dose | None:
    """Return an exercise with a list of loads, one single each: `60/70/80`."""
    found = _LOADS.search(text)
    if found is None or re.search(r"\breps?\b|\bsets?\b|\d ?x", text):
        return None
    loads = found["loads"].split("/")
    name = clean_name(text[: found.start()] + " " + text[found.end() :])
    if not is_exercise(name):
        name, is_known = shorter(name)
        if not is_known:
            return None
    if not all(number_of(item.rstrip(MISSED)) > _HEAVIER_THAN_SETS for item in loads):
        return None
    return Dose(name, [_single(item) for item in loads], True)


def _single(load: str) -> SetWords:
    if load.endswith(MISSED):
        return {"reps": "0/1", "load": load.rstrip(MISSED), "missed": True}
    return {"reps": "1", "load": load}


def _take_work(rest: str, values: SetWords) -> str:
    """Take sets, repetitions, load, distance, time out of a clause; return what is left."""
    for reader in (
        _take_plus_got,
        _take_rest_paused,
        _take_counted_in,
        _take_load_x_reps,
        _take_reps_x_load,
        _take_sets_x_span,
        _take_sets_x_reps,
    ):
        left = reader(rest, values)
        if left is not None:
            return left
    rest = _take_all((_PLATES, _FOR_LOAD, _SINGLE_LOAD), rest, values)
    rest = rest if "load" in values else _take(LOAD, rest, values)
    rest = _take(_REPS, rest, values)
    if "reps" not in values:
        rest = _take_first((_REPS_FOR, _REP_LIST), rest, values)
    rest = _take_all((_SETS, _CALORIES, _DISTANCE), rest, values)
    if "reps" not in values:
        rest = _take(_TIME, rest, values)
    if not {"reps", "time", "distance", "calories"} & values.keys():
        rest = _take(_COUNTED, rest, values)
    return rest if "load" in values else _take(_BARE_LOAD, rest, values)


def _take_plus_got(rest: str, values: SetWords) -> str | None:
    found = _PLUS_GOT.search(rest)
    if found is None or int(found["sets"]) > _HEAVIER_THAN_SETS:
        return None
    values["reps"] = "/".join([found["reps"]] * (int(found["sets"]) - 1) + [found["done"]])
    left = f"{rest[: found.start()]} {found['between']} {rest[found.end() :]}"
    return _take_first((_PLATES, LOAD, _BARE_LOAD, _BODY), left.rstrip(" .,("), values)


def _take_rest_paused(rest: str, values: SetWords) -> str | None:
    found = _REST_PAUSED.search(rest)
    counts = [int(piece) for piece in found["reps"].split("+")] if found else []
    if found is None or counts != sorted(counts, reverse=True) or counts[0] <= _LONGEST_COMPLEX:
        return None
    left = rest[: found.start()] + " " + rest[found.end() :]
    values["reps"] = "/".join(map(str, counts))
    left = re.sub(r"\b(?:rest[- ]?pause[ds]?|myo[- ]?reps?)\b", " ", left)
    return _take_first((_PLATES, LOAD, _BARE_LOAD, _BODY, _LAST_LOAD), left.rstrip(" .,x"), values)


def _take_counted_in(rest: str, values: SetWords) -> str | None:
    """Take the repetitions of `100 push ups in 24 minutes`: the time is that of all of them."""
    found = _COUNTED_IN.match(rest)
    if found is None or re.match(
        r"(?:m|km|k|mi|miles?|cals?|min|x|kg|lbs?|rounds?|sets?)\b", found["what"]
    ):
        return None
    values["reps"] = found["reps"]
    return _take_first((_PLATES, LOAD, _BARE_LOAD), rest[found.end("reps") :], values)


def _take_load_x_reps(rest: str, values: SetWords) -> str | None:
    found = _LOAD_REPS.search(rest)
    if found is None or not (found["unit"] or number_of(found["load"]) > _HEAVIER_THAN_SETS):
        return None
    values["load"] = " ".join(filter(None, (found["load"], found["unit"])))
    values["reps"] = found["reps"]
    if found["sets"]:
        values["sets"] = found["sets"]
    return _take(_GOT, rest[: found.start()] + " " + rest[found.end() :].lstrip("+"), values)


def _take_reps_x_load(rest: str, values: SetWords) -> str | None:
    found = _REPS_LOAD.search(rest)
    if found is None or not _is_load(found["load"]):
        return None
    values |= {"reps": found["reps"], "load": found["load"]}
    return _take(_GOT, rest[: found.start()] + " " + rest[found.end() :], values)


def _take_sets_x_span(rest: str, values: SetWords) -> str | None:
    if not (_SETS_TIME.search(rest) or _SETS_DISTANCE.search(rest)):
        return None
    return _take(LOAD, _take_first((_SETS_TIME, _SETS_DISTANCE), rest, values), values)


def _take_sets_x_reps(rest: str, values: SetWords) -> str | None:
    rest = _take(_FOR_LOAD, rest, values)
    found = _SETS_REPS.search(rest)
    if found is None:
        return None if "load" not in values else _take_first((_REPS_FOR, _REPS), rest, values)
    side, reps = found["side"].strip(), found["reps"].replace(" ", "")
    is_sided = any(word in side for word in ("each", "/", "per"))
    values |= {"sets": found["sets"], "reps": f"{reps} {side}" if is_sided else reps}
    left = _take_done(rest[: found.start()] + " " + rest[found.end() :], values)
    loads = (_PLATES, _FOR_LOAD, LOAD, _BARE_LOAD, _BODY, _LAST_LOAD)
    return left if "load" in values else _take_first(loads, left.rstrip(" .,"), values)


def _take_done(left: str, values: SetWords) -> str:
    """Take the repetitions that were done, `4x8 80kg: 8/8/7/6`, when there is one for each set."""
    done = _REP_LIST.search(left)
    if done is None or str(done["reps"].count("/") + 1) != values["sets"]:
        return left
    del values["sets"]
    return _take(_REP_LIST, left, values)


def _take_all(patterns: Sequence[re.Pattern[str]], text: str, values: SetWords) -> str:
    for pattern in patterns:
        text = _take(pattern, text, values)
    return text


def _take_first(patterns: Sequence[re.Pattern[str]], text: str, values: SetWords) -> str:
    """Take the first of the patterns that is there."""
    found = next((pattern for pattern in patterns if pattern.search(text)), None)
    return text if found is None else _take(found, text, values)


def _take(pattern: re.Pattern[str], text: str, values: SetWords) -> str:
    found = pattern.search(text)
    if found is None:
        return text
    for name, value in found.groupdict().items():
        if value:
            values["load" if name == "held" else name] = " ".join(value.split())
    return text[: found.start()] + " " + text[found.end() :]


def _take_single(text: str, values: SetWords, *, is_known: bool) -> None:
    found = _SINGLE.search(text)
    is_heavy = is_known and re.search(r"\bheavy\b|\bmax\b|\btop\b|up to", text) is not None
    if found is not None and ("load" in values or is_heavy):
        values["reps"] = _ONES.get(found["single"], "1")


def _is_load(words: str) -> bool:
    """Tell whether the second number of `5 x 130` is a load: no set has that many repetitions."""
    return number_of(words) > _MORE_THAN_REPS or not words.isdigit()
