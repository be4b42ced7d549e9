"""Names of exercises in clauses: what is left without verbs, labels and loose marks."""

from __future__ import annotations

import re

from libs.exercise.catalogue import load_catalogue
from libs.workout.exercise_names import match_name

_NOISE = re.compile(
    r"^(?:[今昨前][天日晚早朝]|(?:오늘|어제|bugün|dün|tänään|eilen|dnes|včera|idag|i dag|vandaag|gisteren|this|in the)[\s:,]+|(?:morning|afternoon|evening|lunch)[\s:,]+|(?:[a-z]{2,9}day|evening|morning|afternoon|ss|superset|finisher|mon|tues?|wed|thu|thurs|fri|sat|sun)(?=\s?:)[\s:]+|(?:i|we|and|then|also|did|do|done|hit|got|finished(?: with| off with)?|followed by|plus|after that|next"
    r"|worked(?: up)? to|worked up|up to|started with|ended with|main lift|for|of|a|an|the|some|my|to|on|with|heavy|single(?! (?:arm|leg|under))|double(?!-? ?unders?)|triple"
    r"|today|yesterday|this morning|tonight|just|managed|completed|performed|logged|was|were|by|superset(?:ted)? with|supersets? of|"
    r"accessor(?:y|ies)|strength|lifting|lifted|main|push day|pull day|leg day|legs|upper|lower|day|danach|anschließend|session|workout|training|allenamento di|gym|in|at|on|by|new|pr|pb|1 ?rm(?: test)?|test|reps?|sets?|am|pm|back[- ]?offs?|top|drop|log|log this|felt|ended up|doing|new pr|warm[- ]?up|warmed up(?: with)?"
    r"|[a-e]\d?[).:]|(?:each|per) (?:side|leg|arm)|habe|heute|gestern|hice|hoy|ayer|j'ai|fait|aujourd'hui|ho|fatto|oggi|fiz|hoje|ik|heb|gedaan"
    r"|dann|luego|puis|poi|depois|und|y|et|e|en|mit|con|avec|com|de|di|da|des|du|pumped out|knocked out|banged out|\d+[).])[\s:,.-]+)+"
)
_TAIL = re.compile(
    r"(?:\bwith(?: (?:an?|my|the|\d+|two|some))? (?:spotter|spot|friends?|budd(?:y|ies)|partner|mates?|coach|trainer|straps|belt|chalk)\b|(?:\b(?:till?|until|to|bis zum|hasta el|jusqu'à l'|al) ?(?:failure|versagen|fallo|échec|failure each)\b|[\s:,.\-–@(]|\bx\b|\b(?:at|for|with|of|in|and|then|a|the|reps?|sets?|each|per|side|leg|arm|all|was|were|is|to|on|today|yesterday|"
    r"this|morning|evening|tonight|felt|good|great|easy|hard|heavy|tough|solid|strong|pr|pb|new|done|as|mit|con|avec|com|de|à|da|di|a|gemacht|"
    r"1 ?rm|one rep max|test|op|work(?:ing)?|single|double|triple|day|session|straight|single|double|triple|day|session|across|unbroken|total|time|weight|weighted?|top|only|last|set|plus|but|missed|failed)\b))+$"
)
_PAUSE = re.compile(r"\(?\b\d ?s(?:ec)? (?:pauses?|hold|eccentric)\b\)?")
MAX_NAME_WORDS = 5
_SHORT_NAME = 3


def unlabelled(name: str) -> str:
    """Return a name without a label before it: `evening: bench press`, `ss: curls`."""
    pieces = [clean_name(piece) for piece in re.split(r"(?<!\d):|:(?!\d)| - ", name)]
    if len(pieces) == 1:
        return name
    told = [piece for piece in pieces if piece]
    return next((piece for piece in told if is_exercise(piece)), told[-1] if told else "")


def clean_name(text: str) -> str:
    """Return what is left of a clause as a name: no verbs, no connectors, no loose marks."""
    name = " ".join(_PAUSE.sub(" ", text).split()).strip(" :,.-()")
    name = _NOISE.sub("", name + " ").strip()
    name = _TAIL.sub("", name).strip(" :,.-–()@+")
    return _NOISE.sub("", name + " ").strip(" :,.-–()@+")


def is_exercise(name: str) -> bool:
    """Tell whether the catalogue knows the movement or at least its pattern."""
    if not name or len(name.split()) > MAX_NAME_WORDS:
        return False
    return match_name(name, load_catalogue()).tier not in ("unknown",)


def shorter(name: str) -> tuple[str, bool]:
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
