"""Reads scored work by rules: AMRAP, EMOM, rounds for time, schemes, benchmarks."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BENCHMARKS = ["fran", "grace", "helen", "cindy", "murph", "annie", "diane", "elizabeth", "isabel", "jackie", "karen", "nancy", "kelly", "angie", "barbara", "chelsea", "linda", "amanda", "eva", "mary", "lynne", "nicole", "dt", "randy", "chad"]  # fmt: skip
_NAMED = re.compile(
    r"\b(?:did |\"|the |benchmark |hero wod |wod |rx )?(?P<name>"
    + "|".join(_BENCHMARKS)
    + r"|filthy fifty|fight gone bad|fgb|king kong|the chief)\b(?!'s| (?:and i|ran|did))"
)
_AMRAP = re.compile(
    r"(?P<a>\d{1,2})[- ]?(?:min(?:ute)?s?|'|mn|minuten|minutos)?\s*(?:amrap)|amrap\s*(?:of\s*|in\s*|:\s*|for\s*)?(?P<b>\d{1,2})\s*(?:min(?:ute)?s?|')?|as many rounds as possible in (?P<c>\d{1,2})"
)
_EMOM = re.compile(
    r"(?<![\dx])(?P<a>\d{1,2})[- ]?(?:min(?:ute)?s?|')?\s*emom|emom\s*(?:for\s*|x\s*|of\s*|:\s*)?(?P<b>\d{1,2})(?:\s*min(?:ute)?s?|')?|every (?:minute|min|60s) (?:on the minute )?for (?P<c>\d{1,2})\s*min\w*|every (?P<every>\d(?::\d\d)?\s*min(?:ute)?s?) for (?P<d>\d{1,2})\s*min\w*|e(?P<e2>\d)mom\s*(?:for\s*|x\s*)?(?P<f>\d{1,2})"
)
_ROUNDS = re.compile(r"(?P<rounds>\d{1,2})\s*(?:rounds?|rds?|rft|runden|rondas|tours|giri|rundy)\b")
_ROUNDS_PLUS = re.compile(r"(?=\d{1,3}\s*(?:full\s*)?(?:rounds?|rds?)\s*(?:\+|plus)\s*\d)")
"""Rounds and repetitions of the next one are the score of an AMRAP, whatever it is called."""
_MINUTE_OF = re.compile(
    r"\bmin(?:ute)? ?(?P<n>[1-9])\b[:\s-]*|(?<=[ :,;])(?P<n2>[1-6])[:)](?= )|\brest\b"
)
_HYROX = re.compile(r"\bhyrox\b.*?(?P<time>\d:\d\d:\d\d)")
_ROUNDS_OF = re.compile(
    r"\d{1,2}\s*(?:rounds?|rds?|rft|runden|rondas|tours|giri|rundy)\s*(?:of|for time|de|di|von|mit|:)?"
)
_FOR_TIME = re.compile(r"\bfor time\b|\bchipper\b|\brft\b|\bauf zeit\b")
_SCHEME = re.compile(r"(?<![\d-])(?P<scheme>\d{1,3}(?:-\d{1,3}){2,})(?![\d-])")
_SCORE = re.compile(
    r"(?:score:?\s*|got\s*|completed\s*|finished\s*|hit\s*|made it to\s*|result:?\s*|:\s*)?(?P<rounds>\d{1,3})\s*(?:full\s*)?(?:rounds?|rds?)?\s*(?:\+|plus|and)\s*(?P<extra>\d{1,3})(?:\s*(?:extra\s*)?reps?)?|(?P<rounds2>\d{1,3})\s*(?:rounds?|rds?),?\s*(?P<extra2>\d{1,3})\s*(?:extra\s*)?reps?\b"
)
_SCORE_ROUNDS = re.compile(
    r"(?:score:?|got|completed|finished|did|hit|managed|made|result:?|total of)\s*(?P<rounds>\d{1,3})\s*(?:full\s*|complete\s*)?(?:rounds?|rds?)"
)
_TIME = re.compile(
    r"(?:\bin\b|time:?|finished(?: in| at)?|took(?: me)?|score:?|result:?|-|,|:)?\s*(?<![\d@])(?P<time>\d{1,3}:\d{2})(?!\d|\s*(?:/|pace|per|cap|am|pm))"
)
_TIME_WORDS = re.compile(
    r"(?:\bin\b|finished in|took(?: me)?)\s*(?P<time>\d{1,3}\s*min(?:ute)?s?(?:\s*(?:and\s*)?\d{1,2}\s*sec(?:ond)?s?)?)(?!\s*(?:amrap|emom|cap))"
)
_CAP = re.compile(
    r"(?P<cap>\d{1,2})[- ]?(?:min(?:ute)?s?)?\s*(?:time )?cap|cap(?:ped at| of|:)?\s*(?P<cap2>\d{1,2})(?:\s*min)?"
)
_RX = re.compile(r"\b(?P<rx>rx'?d?\+?|as prescribed|scaled|modified)\b")
_TABATA = re.compile(r"\btabata\b")
_DEATH_BY = re.compile(
    r"\bdeath by\b(?:.*?(?:got to|made it to|minute|round|finished)\s*(?P<n>\d{1,2}))?"
)
_REPS_TOTAL = re.compile(r"(?P<reps>\d{2,3})\s*(?:total )?reps(?: total)?\b")
SCORED_MARK = re.compile(
    r"(?:\bamrap\b|\bemom\b|\be\dmom\b|\bevery (?:minute|\d\s*min)|\d\s*(?:rounds?|rds?|rft|runden|rondas|tours|giri)\b|\bfor time\b|\bchipper\b|\btabata\b|\bdeath by\b|(?<![\d-])\d{1,3}(?:-\d{1,3}){2,}(?![\d-])|\b(?:"
    + "|".join(_BENCHMARKS)
    + r"|filthy fifty|fight gone bad)\b(?= |$|,|\.|:))"
)
_NO_METCON = re.compile(
    r"\b(?:heavy bag|bag work|pads|pad ?work|kick ?boxing|rolling|grappling|wrestling|judo|karate|mitts|sparr\w*|boxing|bjj|muay thai|rolled|of (?:boxing|sparring))\b"
)


@dataclass(frozen=True)
class Scored:
    """The scored part of a text, in words."""

    format: str
    name: str = ""
    scheme: str = ""
    rounds: str = ""
    every: str = ""
    stations: str = ""
    length: str = ""
    cap: str = ""
    score: str = ""
    time: str = ""
    rx: str = ""

    def to_wire(self) -> dict[str, object]:
        """Return the part as the tool takes it, without exercises."""
        values = {
            "format": self.format, "name": self.name, "scheme": self.scheme, "rounds": self.rounds,
            "every": self.every, "stations": self.stations, "length": self.length, "cap": self.cap, "score": self.score,
            "time": self.time, "rx": self.rx,
        }  # fmt: skip
        return {"kind": "conditioning", **{key: value for key, value in values.items() if value}}

    def strip(self, text: str) -> str:
        """Return a text without its marks and scores, so that exercises are left."""
        text = _ROUNDS_OF.sub(" ", _CAP.sub(" ", text))
        text = _MINUTE_OF.sub(", ", text) if self.format == "emom" else text
        for pattern in (_AMRAP, _EMOM, _SCORE, _SCORE_ROUNDS, _FOR_TIME, _SCHEME, _RX, _TABATA):
            if pattern is _SCORE and self.format != "amrap":
                continue
            text = pattern.sub(" ", text, count=1)
        if self.time:
            text = re.sub(
                r"(?:\bin\b|time:?|finished(?: in)?|took(?: me)?)?\s*" + re.escape(self.time),
                " ",
                text,
            )
        if self.name:
            text = re.sub(rf"\b{re.escape(self.name.lower())}\b", " ", text)
        return text.replace(":", ", ")


def find_scored(low: str) -> Scored | None:
    """Return the scored part of a lower-case text, or None."""
    if _NO_METCON.search(low):
        return None
    race = _HYROX.search(low)
    if race is not None:
        return Scored("for_time", time=race["time"])
    named = _NAMED.search(low)
    name = named["name"].title() if named and (any(c.isdigit() for c in low)) else ""
    rx_found = _RX.search(low)
    rx = _rx(rx_found["rx"]) if rx_found else ""
    cap = _CAP.search(low)
    cap_words = f"{cap['cap'] or cap['cap2']} min" if cap else ""
    rest = _CAP.sub(" ", low)
    amrap = _AMRAP.search(rest) or _ROUNDS_PLUS.search(rest)
    emom = _EMOM.search(rest)
    if amrap is not None:
        return _amrap(amrap, rest, name, rx)
    if emom is not None:
        return _emom(emom, rest, name, rx)
    tabata, death = _TABATA.search(rest), _DEATH_BY.search(rest)
    rounds = _ROUNDS.search(rest)
    if tabata is not None:
        return Scored("tabata", name, rounds=rounds["rounds"] if rounds else "", rx=rx)
    if death is not None:
        return Scored("death_by", name, rounds=death["n"] or "", rx=rx)
    scheme = _SCHEME.search(rest)
    time = _TIME.search(rest) or _TIME_WORDS.search(rest)
    is_scored = scheme is not None or name or _FOR_TIME.search(rest) or (rounds and time)
    if not is_scored and not (
        rounds and re.search(r"\bcircuits?|hiit|rounds? of\b|rounds?:", rest)
    ):
        return None
    return Scored(
        "for_time",
        name,
        scheme=scheme["scheme"] if scheme else "",
        rounds=rounds["rounds"] if rounds else "",
        cap=cap_words,
        time=time["time"] if time else "",
        rx=rx,
    )


def find_timed(low: str) -> Scored | None:
    """Return a class or a race that is told by its time alone, or None."""
    found = re.search(r"\bhyrox\b|\bhiit\b|\bcross ?fit\b|\bwod\b|\bcircuit\b", low)
    time = re.search(
        r"(?<![\d:@])(?P<time>\d:\d\d:\d\d|\d{1,3}:\d\d|\d+\s*min(?:ute)?s?)(?![\d:/])", low
    )
    return Scored("for_time", time=time["time"]) if found and time else None


def _amrap(found: re.Match[str], rest: str, name: str, rx: str) -> Scored:
    length = next(filter(None, found.groups()), "")
    left = rest[: found.start()] + " " + rest[found.end() :]
    score, rounds, reps = _SCORE.search(left), _SCORE_ROUNDS.search(left), _REPS_TOTAL.search(left)
    words = ""
    if score is not None:
        done, extra = score["rounds"] or score["rounds2"], score["extra"] or score["extra2"]
        words = f"{done} rounds + {extra} reps"
    elif rounds is not None:
        words = f"{rounds['rounds']} rounds"
    elif (plain := _ROUNDS.search(left)) is not None:
        words = f"{plain['rounds']} rounds"
    elif reps is not None:
        words = f"{reps['reps']} reps"
    return Scored("amrap", name, length=f"{length} min" if length else "", score=words, rx=rx)


def _emom(found: re.Match[str], rest: str, name: str, rx: str) -> Scored:
    groups = found.groupdict()
    length = next((groups[key] for key in ("a", "b", "c", "d", "f") if groups[key]), "")
    every = groups["every"] or (f"{groups['e2']} min" if groups["e2"] else "")
    numbers = (found["n"] or found["n2"] for found in _MINUTE_OF.finditer(rest))
    minutes = [int(number) for number in numbers if number]
    return Scored(
        "emom",
        name,
        every=every,
        stations=str(max(minutes)) if minutes else "",
        length=f"{length} min" if length else "",
        rx=rx,
    )


def _rx(word: str) -> str:
    if word.startswith(("rx", "as")):
        return "rx"
    return word
