"""Reads doses out of clauses by rules: sets, repetitions, loads, distances, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from libs.exercise.catalogue import load_catalogue
from libs.workout.exercise_names import match_name
from libs.workout.wording import NUMBER_WORDS

SetWords = dict[str, object]

_NUM = r"\d+(?:[.,]\d+)?"
_UNIT = r"(?:kgs?|kilos?|kilograms?|lbs?|pounds?|#|pood|кг)"
_HELD = (
    r"(?:\s*(?:dumbbells?|dbs?|kettlebells?|kbs?|plates?|vest|kurzhanteln?|mancuernas?|haltères?|"
    r"bells?|each hand|per hand|a hand|each|per arm|in each hand|je|cada una|barbell|bar))*"
)
LOAD = re.compile(
    rf"(?:@|\bat\b|\bwith\b|\bw/|\busing\b|\bmit\b|\bcon\b|\bavec\b|\bcom\b|\bmet\b|\bmed\b|\bpå\b|\bà\b|\bа?с\b)?"
    rf"\s*(?:\b(?:a|an|the) )?(?P<load>(?:bw\s*\+\s*|bodyweight\s*\+\s*|\+\s*)?"
    rf"(?:(?:2\s*x|two|double|pair of|a pair of)\s*)?{_NUM}(?:\s*/\s*{_NUM})*\s*-?\s*{_UNIT}(?![a-z])"
    rf"(?:\s*\+\s*{_NUM}\s*{_UNIT})?{_HELD})"
)
_UP_TO = re.compile(
    rf"\b(?:(?:worked|built|went|got|moved|pyramided|ramped)(?: my way)? up to|up to|topped out at|maxed(?: out)? (?:at|with)|hit|pulled|lifted|pr(?:'?d)?(?: of| at)?)"
    rf"\s*(?:an? )?(?:heavy |top |new )?(?:single |double |triple |set )?(?:of |at )?(?P<load>{_NUM})(?![\w:%,]|\s*(?:x|reps?|sets?|min|km|m\b|rounds?|cal|/|sec))"
)
_PLATES = re.compile(
    r"(?:with |at |@ ?)?\b(?P<load>(?:one|two|three|four|five|[1-5]) plates?)\b(?: (?:a|per|each) side)?"
)
_REPS_LOAD = re.compile(
    rf"(?<![\d.])(?P<reps>\d{{1,2}})\+?\s*x\s*(?P<load>{_NUM})(?![\w:%.,]|\s*(?:reps|m\b|sec|min|x|s\b))"
)
_REPS_AT = re.compile(
    rf"(?<![\dx@-] )(?<![\dx.,:-])\b(?P<reps>\d{{1,2}}) ?@ ?(?P<load>\d{{2,3}}(?:[.,]5)?(?: ?{_UNIT})?)(?![\d:%.,]\d|\d|%| ?min| ?w\b)"
)
_LOAD_LIST = re.compile(rf"(?:\d{{2,3}}(?:[.,]5)?, ){{2,}}\d{{2,3}}(?:[.,]5)? ?{_UNIT}(?![a-z])")
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
_BARE_LOAD = re.compile(
    rf"(?:@|\bat\b)\s*(?P<load>{_NUM}\s*%?|bodyweight|bw)(?![\w:%]|\s*(?:min|rpe|/))"
)
_BODY = re.compile(r"(?:@|\bat\b|\bwith\b)?\s*\b(?P<load>bodyweight|bw)\b")
_SETS_REPS = re.compile(
    r"(?<![\d.])(?P<sets>\d{1,2})\s*(?:x|×|\*|sets?\s*(?:of|x)|sätze\s*(?:à|a|mit|zu)?|series?\s*(?:de|da)"
    r"|séries?\s*de|séries\s*de|serie\s*(?:da|di))\s*"
    r"(?P<reps>\d{1,3}(?:\s*[/-]\s*\d{1,3})*\+?|max|amrap|failure)(?!\d|[.,]\d|\s*(?:kg|lb|km|m\b|k\b|:|min|sec|s\b))"
    r"(?P<side>\s*(?:reps?|wdh|wiederholungen|repeticiones|répétitions|repetições|ripetizioni)?"
    r"\s*(?:each(?: side| leg| arm)?|per (?:side|leg|arm)|/side|/leg|e/s)?)"
)
_LOAD_REPS = re.compile(
    rf"(?P<load>{_NUM})\s*(?P<unit>{_UNIT})?\s*(?:x|×|for)\s*(?P<reps>\d{{1,2}}(?:/\d{{1,2}})*)"
    r"(?:\s*x\s*(?P<sets>\d{1,2}))?(?!\d|[.,]\d|:|\s*(?:kg|lb|km|m\b|min|sec|s\b|sets|rounds))"
)
_GOT = re.compile(r"\bgot\s+(?P<reps>\d{1,2})(?:\s*reps?)?\b")
_HEAVIER_THAN_SETS = 25
_MORE_THAN_REPS = 100
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
_LAST_LOAD = re.compile(rf"(?<![\d:.,/-])(?P<load>{_NUM})\s*$")
_SINGLE = re.compile(r"\b(?P<single>single|double|triple|one rep|1rm|1 ?rep max|one rep max)\b")
_COUNTED = re.compile(r"^(?:\w+\s+){0,2}?(?P<reps>\d{1,4})\s+(?=[a-zà-ÿ])")
_DISTANCE = re.compile(
    r"(?<![\d:.,])(?P<distance>\d+(?:[.,]\d+)?\s*-?\s*(?:km|k|mi|miles?|m|meters?|metres?|yd|yards?|ft|feet))(?![a-z])"
)
_CALORIES = re.compile(r"(?<![\d:.,])(?P<calories>\d{1,4})\s*[- ]?(?:k?cals?|calories)\b")
_TIME = re.compile(
    r"(?P<time>\d{1,3}\s*-?\s*(?:s|sec|secs|seconds?|min|mins|minutes?|minuten|minutos|minuti|minut)|\d{1,2}:\d\d)(?![a-z\d])"
)
_PERCENT = re.compile(r"(?:@|\bat\b)?\s*\d{2,3}(?:[.,]5)?\s*%(?:\s*(?:1rm|of max))?\s*(?=\()")
_FOR_LOAD = re.compile(
    r"(?<=[a-z] )(?P<load>\d{2,3}(?:[.,]5)?)\s+(?=for\s+\d{1,2}\s*(?:sets?|x|reps?|$))"
)
_PLURAL_LOAD = re.compile(r"\bwith (?:the |two |a pair of )?(?P<load>\d{2,3}s)\b(?!\s*rest)")
_VERB_LOAD = re.compile(
    r"\b(?P<verb>squatted|benched|deadlifted|pressed|cleaned|snatched|jerked|curled|rowed)\s+(?P<load>\d{2,3}(?:[.,]5)?)(?!\s*(?:x|m\b|km|k\b|min|cal|sec))"
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
    r"(?:with\s+)?(?P<rest>\d+(?::\d\d)?\s*(?:s|sec|min|minutes?|seconds?)?)\s*(?:of\s+)?rest\b|rest(?:ing)?\s+(?P<rest2>\d+\s*(?:s|sec\w*|min\w*))"
)
_NOISE = re.compile(
    r"^(?:(?:i|we|and|then|also|did|do|done|hit|got|finished(?: with| off with)?|followed by|plus|after that|next"
    r"|worked(?: up)? to|worked up|up to|started with|ended with|main lift|for|of|a|an|the|some|my|to|on|with|heavy|single(?! (?:arm|leg|under))|double(?!-? ?unders?)|triple"
    r"|today|yesterday|this morning|tonight|just|managed|completed|performed|logged|was|were|by|superset(?:ted)? with|supersets? of|"
    r"accessor(?:y|ies)|strength|lifting|lifted|main|push day|pull day|leg day|legs|upper|lower|day|danach|anschließend|session|workout|training|allenamento di|gym|in|at|on|by|new|pr|pb|reps?|sets?|am|pm|back[- ]?offs?|top|drop|log|log this|felt|ended up|doing|new pr|warm[- ]?up|warmed up(?: with)?"
    r"|[a-e]\d?[).:]|(?:each|per) (?:side|leg|arm)|habe|heute|gestern|hice|hoy|ayer|j'ai|fait|aujourd'hui|ho|fatto|oggi|fiz|hoje|ik|heb|gedaan"
    r"|dann|luego|puis|poi|depois|und|y|et|e|en|mit|con|avec|com|de|di|da|des|du|pumped out|knocked out|banged out|\d+[).])[\s:,.-]+)+"
)
_JOIN = re.compile(
    r"(?:(?<=\d)|(?<=\dkg)|(?<=\dlb)|(?<=\dlbs)|(?<=\d kg)|(?<=\d lbs)) +"
    r"(?=(?!(?:at|with|for|mit|con|avec|com|met|med|in|on|of|per|each|kg|kgs|lbs?|x|sets?|reps?|and|rounds?|min|minutes?|sec|km|miles?|cal)\b)"
    r"[a-z][a-z'-]+ (?:[a-z][a-z'-]+ ){0,3}(?:@ ?)?\d+(?:[.,]\d+)? ?x ?\d)"
)
_DOSE = re.compile(r"\d{1,2} ?x ?\d")
_JOIN_BEFORE = re.compile(r"(?<=[a-z]) (?=\d{1,2} ?x ?\d{1,2} [a-z]{3,})")
_EQUAL = re.compile(r"(?<![\d-])(?P<reps>\d{1,2})(?P<more>(?:-(?P=reps)){1,9})(?![\d-])")
_PERIODS = re.compile(r"\b5/3/1\b|\bweek \d+:?|\bday \d+:?")
_TAIL = re.compile(
    r"(?:[\s:,.\-–@(]|\bx\b|\b(?:at|for|with|of|in|and|then|a|the|reps?|sets?|each|per|side|leg|arm|all|was|were|is|to|on|today|yesterday|"
    r"this|morning|evening|tonight|felt|good|great|easy|hard|heavy|tough|solid|strong|pr|pb|new|done|as|mit|con|avec|com|de|à|da|di|a|gemacht|"
    r"work(?:ing)?|single|double|triple|day|session|straight|single|double|triple|day|session|across|unbroken|total|time|weight|weighted?|top|only|last|set|plus|but|missed|failed)\b)+$"
)
_ONES = {"single": "1", "double": "2", "triple": "3"}
MAX_NAME_WORDS = 5
_SHORT_NAME = 3


@dataclass
class Dose:
    """An exercise with its sets, as read; no name means that it belongs to the one before."""

    name: str
    sets: list[SetWords] = field(default_factory=list)
    is_known: bool = False

    @property
    def has_dose(self) -> bool:
        """Return whether any value was read."""
        return any(item for item in self.sets)

    def to_wire(self) -> dict[str, object]:
        """Return the exercise as the tool takes it."""
        return {"name": self.name, "sets": [item for item in self.sets if item]}


def tidy(low: str) -> str:
    """Return a lower-case sentence in plainer notation: `5-5-5` is 3x5, ` / ` a comma."""
    text = _FAILED.sub(
        lambda found: (found["unit"] or "") + MISSED, _PERIODS.sub(" ", _in_digits(low))
    )
    text = _LOAD_LIST.sub(lambda found: found[0].replace(", ", "/"), text)
    if "track" in text:
        text = _TRACK.sub(r"\g<0>m", text)
    text = _EQUAL.sub(lambda found: f"{found['more'].count('-') + 1}x{found['reps']}", text)
    text = re.sub(r"(?<=[a-z\d)]) [/|] (?=[a-z\d])|(?<!\w)[a-f]\d?\)", ", ", text)
    text = _REPS_AT.sub(r"\g<load>x\g<reps>", text)
    text = re.sub(r"(?<=\d)\+(?= ?x ?\d)", "", text)
    first = _DOSE.search(text)
    is_dose_first = first is not None and not _shorter(clean_name(text[: first.start()]))[1]
    return (_JOIN_BEFORE if is_dose_first else _JOIN).sub(", ", text)


def _in_digits(text: str) -> str:
    """Return `five sets of five at one hundred kilos` in digits; bare small words stay."""
    return _SPELLED.sub(
        lambda found: f"{NUMBER_WORDS[(found['n'] or found['n2']).split()[-1]]:g}", text
    )


def read_clause(clause: str) -> Dose | None:
    """Return the exercise of a clause with its dose, or None when there is neither."""
    text = clause.strip(" .!;:")
    values: SetWords = {}
    rest = text
    for pattern in (_RPE, _REST, _PERCENT):
        rest = _take(pattern, rest, values)
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
    for spoken, meant in _VERBS.items():
        rest = re.sub(rf"\b{spoken}\b", meant, rest)
    name = clean_name(rest)
    if name and match_name(name, load_catalogue()).exercise is None:
        name, is_known = _shorter(name)
    else:
        is_known = bool(name)
    if not values and not is_known:
        return None
    if is_known and "load" not in values:
        _take(_UP_TO, text, values)
    if "reps" not in values and not {"distance", "calories", "time"} & values.keys():
        _take_single(text, values)
    if values.get("missed") and values.get("reps", "1") == "1" and "sets" not in values:
        values["reps"] = "0/1"
    return Dose(name, [values] if values else [], is_known)


def _several_loads(text: str) -> Dose | None:
    """Return an exercise with a list of loads, one single each: `60/70/80`."""
    found = _LOADS.search(text)
    if found is None or re.search(r"\breps?\b|\bsets?\b|\d ?x", text):
        return None
    loads = found["loads"].split("/")
    name = clean_name(text[: found.start()] + " " + text[found.end() :])
    if not is_exercise(name):
        name, is_known = _shorter(name)
        if not is_known:
            return None
    if not all(_number(item.rstrip(MISSED)) > _HEAVIER_THAN_SETS for item in loads):
        return None
    return Dose(name, [_single(item) for item in loads], True)


def _single(load: str) -> SetWords:
    if load.endswith(MISSED):
        return {"reps": "0/1", "load": load.rstrip(MISSED), "missed": True}
    return {"reps": "1", "load": load}


def clean_name(text: str) -> str:
    """Return what is left of a clause as a name: no verbs, no connectors, no loose marks."""
    name = " ".join(text.split()).strip(" :,.-()")
    name = _NOISE.sub("", name + " ").strip()
    name = _TAIL.sub("", name).strip(" :,.-–()@+")
    return _NOISE.sub("", name + " ").strip(" :,.-–()@+")


def is_exercise(name: str) -> bool:
    """Tell whether the catalogue knows the movement or at least its pattern."""
    if not name or len(name.split()) > MAX_NAME_WORDS:
        return False
    return match_name(name, load_catalogue()).tier not in ("unknown",)


def _shorter(name: str) -> tuple[str, bool]:
    """Return the longest run of words that is an exercise, the last of equal ones; else the name."""
    words = name.split()
    catalogue = load_catalogue()
    if len(words) <= _SHORT_NAME and is_exercise(name):
        return name, True
    for size in range(min(len(words), MAX_NAME_WORDS), 0, -1):
        for start in range(len(words) - size, -1, -1):
            candidate = " ".join(words[start : start + size]).strip(" :,.-()")
            if match_name(candidate, catalogue).exercise is not None:
                return candidate, True
    return name, is_exercise(name)


def _take_work(rest: str, values: SetWords) -> str:
    """Take sets, repetitions, load, distance, time out of a clause; return what is left."""
    for reader in (_take_load_x_reps, _take_reps_x_load, _take_sets_x_span, _take_sets_x_reps):
        left = reader(rest, values)
        if left is not None:
            return left
    rest = _take_all((_PLATES, _FOR_LOAD), rest, values)
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


def _take_load_x_reps(rest: str, values: SetWords) -> str | None:
    found = _LOAD_REPS.search(rest)
    if found is None or not (found["unit"] or _number(found["load"]) > _HEAVIER_THAN_SETS):
        return None
    values["load"] = " ".join(filter(None, (found["load"], found["unit"])))
    values["reps"] = found["reps"]
    if found["sets"]:
        values["sets"] = found["sets"]
    return rest[: found.start()] + " " + rest[found.end() :]


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
    left = rest[: found.start()] + " " + rest[found.end() :]
    loads = (_PLATES, _FOR_LOAD, LOAD, _BARE_LOAD, _BODY, _LAST_LOAD)
    return left if "load" in values else _take_first(loads, left.rstrip(" .,"), values)


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
            values[name] = " ".join(value.split())
    return text[: found.start()] + " " + text[found.end() :]


def _take_single(text: str, values: SetWords) -> None:
    found = _SINGLE.search(text)
    if found is not None and "load" in values:
        values["reps"] = _ONES.get(found["single"], "1")


def _is_load(words: str) -> bool:
    """Tell whether the second number of `5 x 130` is a load: no set has that many repetitions."""
    return _number(words) > _MORE_THAN_REPS or not words.isdigit()


def _number(text: str) -> float:
    return float(text.replace(",", "."))
