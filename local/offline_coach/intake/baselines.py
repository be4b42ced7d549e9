"""Baselines and the person: lifts, races, volumes, experience, age, weight, units."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from libs.training_program.models.athlete import (
    Baselines,
    LiftBaseline,
    Performance,
    RepBaseline,
    SportVolume,
)
from libs.training_program.models.units import UnitName
from libs.training_program.models.vocabulary import ExperienceName
from local.offline_coach.intake.sentences import Sentence

_LIFTS = {
    "back squat": "Back Squat", "front squat": "Front Squat", "squat": "Back Squat", "bench press": "Bench Press",
    "bench": "Bench Press", "deadlift": "Deadlift", "overhead press": "Overhead Press", "strict press": "Overhead Press",
    "military press": "Overhead Press", "ohp": "Overhead Press", "shoulder press": "Overhead Press", "push press": "Push Press",
    "power clean": "Power Clean", "clean and jerk": "Clean and Jerk", "clean & jerk": "Clean and Jerk", "snatch": "Snatch",
    "clean": "Clean", "hip thrust": "Hip Thrust", "press": "Overhead Press",
}  # fmt: skip
_LIFT = "|".join(sorted((re.escape(name) for name in _LIFTS), key=len, reverse=True))
_UNIT = r"(kgs?|kilos?|lbs?|pounds?)"
_AFTER = re.compile(
    rf"\b({_LIFT})(?:e?s)?\b(?:\s*(?:1 ?rm|max(?:es)?|pr|pb|one[- ]rep max|1[- ]rep[- ]max|working weight))?\W*(?:(?:is|of|at|about|around|roughly|approximately|for|currently|maybe|was|with|max|around)\s*)*(\d{{2,3}}(?:\.\d+)?)\s*{_UNIT}?(?:\s*(?:for|x)\s*(\d{{1,2}})(?:\s*(?:reps?|x)?)?)?"
)
_BEFORE = re.compile(
    rf"\b(\d{{2,3}}(?:\.\d+)?)\s*{_UNIT}\s*(?:(?:for|x)\s*(\d{{1,2}})\s*(?:reps?)?\s*)?(?:in|on|for)?\s*(?:the|my|a)?\s*({_LIFT})\b"
)
_SETS = re.compile(
    rf"\b({_LIFT})(?:e?s)?\b[^.;,]{{0,12}}?(\d)\s*x\s*(\d{{1,2}})\s*(?:at|@|with)\s*(\d{{2,3}}(?:\.\d+)?)\s*{_UNIT}?"
)
_REPS = re.compile(
    r"\b(?:can (?:do|get)|max(?:imum)?(?: of)?|do|about|around|at most|best is|manage)\s+(?:about\s+|around\s+)?(\d{1,3})\s+(?:strict\s+|unbroken\s+|clean\s+)?(pull-?ups?|chin-?ups?|push-?ups?|dips|air squats|toes[- ]to[- ]bar)|\b(pull-?ups?|chin-?ups?|push-?ups?|dips)\s*(?:max|:)?\s*(?:is|of|:)?\s*(\d{1,3})\b(?!\s*(?:kg|lb|x))"
)
_RACE = re.compile(
    r"\b(5|10|15)\s*k(?:m)?\b[^.;\d]{0,24}?(\d{1,2})(?::(\d{2}))(?::(\d{2}))?|\b(5|10)\s*k(?:m)?\b[^.;\d]{0,24}?(\d{2})\s*min|(\d{2})[- ](?:min(?:ute)?)\s+(5|10)\s*k"
)
_HALF = re.compile(
    r"\b(half[- ]marathon|marathon|mile)\b[^.;\d]{0,24}?(\d{1,2}):(\d{2})(?::(\d{2}))?"
)
_ROW = re.compile(r"\b(?:2|2000|500)\s*(?:k|m)\s*(?:row|erg)\b[^.;\d]{0,16}?(\d{1,2}):(\d{2})")
_WEEKLY = re.compile(
    r"\b(?:run|running|ride|cycle|cycling|bike|swim|row|ruck|hike|walk)\w*\b[^.;]{0,40}?(\d{1,3}(?:\.\d+)?)\s*(km|k|kilomet\w+|miles?|mi)\s*(?:a|per|each|/)\s*week|(\d{1,3}(?:\.\d+)?)\s*(km|k|kilomet\w+|miles?|mi)\s*(?:a|per|each|/)\s*week"
)
_LONGEST = re.compile(
    r"\blong(?:est)?\s+(?:run|ride|swim|row|ruck|hike|one)\b[^.;\d]{0,30}?(\d{1,3}(?:\.\d+)?)\s*(km|k|kilomet\w+|miles?|mi)\b"
)
_FTP = re.compile(r"\bftp\b[^.;\d]{0,16}?(\d{2,3})\b|(\d{2,3})\s*w(?:atts?)?\s*ftp")
_CSS = re.compile(r"\bcss\b[^.;\d]{0,12}?(\d):(\d{2})")
_MAX_HR = re.compile(r"\bmax(?:imum)? (?:hr|heart rate)\b[^.;\d]{0,10}?(\d{3})")
_AGE = re.compile(
    r"\b(?:i'm|i am|im|age[d:]?|turning)\s*(\d{2})\b(?!\s*(?:kg|lb|week|min|km|day|month|%|pounds|cm|sessions))|\b(\d{2})\s*(?:years?[- ]old|yo\b|y/o|yrs? old)|\b(\d{2})-year-old\b"
)
_WEIGHT = re.compile(
    rf"\b(?:weigh|body ?weight(?: is)?|weighing|i'm)\s*(?:about|around|roughly)?\s*(\d{{2,3}}(?:\.\d+)?)\s*{_UNIT}|(\d{{2,3}}(?:\.\d+)?)\s*{_UNIT}\s*body ?weight"
)
_YEARS = re.compile(r"\b(\d{1,2}|a|a couple of|couple of|a few|several)\s*(years?|yrs?|months?)\b")
_TRAINED = re.compile(
    r"\b(?:lift\w*|train\w*|experience|running|gym|crossfit|cycling|rowing|swimming|training age|climbing|practi[cs]\w+)\b"
)
_MILE_KM = 1.609344


@dataclass
class Person:
    """Where the athlete stands."""

    lifts: dict[str, LiftBaseline] = field(default_factory=dict)
    max_reps: dict[str, RepBaseline] = field(default_factory=dict)
    performances: list[Performance] = field(default_factory=list)
    volumes: dict[str, SportVolume] = field(default_factory=dict)
    other: dict[str, object] = field(default_factory=dict)
    experience: ExperienceName | None = None
    units: UnitName | None = None
    athlete: dict[str, object] = field(default_factory=dict)
    preferences: dict[str, object] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)

    def baselines(self) -> Baselines:
        """Return the baselines."""
        return Baselines.model_validate(
            {
                "lifts": tuple(self.lifts.values()),
                "max_reps": tuple(self.max_reps.values()),
                "performances": tuple(self.performances),
                "volumes": tuple(self.volumes.values()),
                **self.other,
            }
        )


def read_person(sentences: tuple[Sentence, ...]) -> Person:
    """Return baselines, experience, age, weight, units and preferences as stated."""
    found = Person()
    for sentence in sentences:
        _read_lifts(sentence, found)
        _read_endurance(sentence, found)
        _read_about(sentence, found)
        _read_preferences(sentence, found)
    found.units = _unit(sentences)
    return found


def _unit(sentences: tuple[Sentence, ...]) -> UnitName | None:
    text = " ".join(sentence.low for sentence in sentences)
    kilos = len(
        re.findall(r"\d\s*(?:kgs?|kilos?)\b|\(kg\)|\bin kilos?\b|\bin kg\b|\bmetric\b", text)
    )
    pounds = len(
        re.findall(r"\d\s*(?:lbs?|pounds?)\b|\bin pounds\b|\bin lbs?\b|\bimperial\b", text)
    )
    if not kilos and not pounds:
        return None
    return UnitName.KG if kilos >= pounds else UnitName.LBS


def _read_lifts(sentence: Sentence, found: Person) -> None:
    low = sentence.low
    if re.search(
        r"\b(?:goal|want|target|aim|reach|get (?:my|to)|hit|bring)\b", low
    ) and not re.search(r"\b(?:current\w*|now|max is|from)\b", low):
        return
    for match in _SETS.finditer(low):
        _keep(found, sentence, match[1], (match[4], match[5], match[3]))
    for match in _BEFORE.finditer(low):
        _keep(found, sentence, match[4], (match[1], match[2], match[3]))
    if _BEFORE.search(low) is None:
        for match in _AFTER.finditer(low):
            _keep(found, sentence, match[1], (match[2], match[3], match[4]))
    for match in _REPS.finditer(low):
        count, name = match[1] or match[4], (match[2] or match[3]).replace(" ", "-")
        exercise = {"pull": "Pull-up", "chin": "Chin-up", "push": "Push-up", "dips": "Dip"}.get(
            name[:4], name.title()
        )
        found.max_reps[exercise] = RepBaseline(exercise=exercise, reps=int(count))
        found.evidence["baselines"] = sentence.quote


def _keep(
    found: Person, sentence: Sentence, name: str, dose: tuple[str, str | None, str | None]
) -> None:
    weight, unit, reps = dose
    exercise = _LIFTS[name]
    value = float(weight)
    known = (
        UnitName.LBS if unit and unit.startswith(("lb", "pound")) else UnitName.KG if unit else None
    )
    if exercise in found.lifts and name == "press":
        return
    count = int(reps) if reps else None
    found.lifts[exercise] = (
        LiftBaseline(exercise=exercise, weight=value, reps=count, unit=known)
        if count and count > 1
        else LiftBaseline(exercise=exercise, one_rep_max=value, unit=known)
    )
    found.evidence["baselines"] = sentence.quote


def _read_endurance(sentence: Sentence, found: Person) -> None:
    low = sentence.low
    if not re.search(r"\b(?:goal|want|target|under|sub|aim)\b", low):
        for match in _RACE.finditer(low):
            distance_km = float(match[1] or match[5] or match[8])
            minutes = int(match[2] or match[6] or match[7])
            seconds = int(match[3] or 0)
            if match[4]:
                minutes, seconds = minutes * 60 + seconds, int(match[4])
            _perform(found, sentence, "run", distance_km * 1000, minutes * 60 + seconds)
        for match in _HALF.finditer(low):
            meters = {"mile": 1609.344, "marathon": 42195.0}.get(match[1], 21097.5)
            first, second, third = int(match[2]), int(match[3]), match[4]
            in_hours = third is not None or meters > 10_000
            time_s = (
                first * 3600 + second * 60 + int(third or 0) if in_hours else first * 60 + second
            )
            _perform(found, sentence, "run", meters, time_s)
    row = _ROW.search(low)
    if row is not None:
        _perform(found, sentence, "row", 2000.0, int(row[1]) * 60 + int(row[2]))
    _read_volume(sentence, found)
    for pattern, key in ((_FTP, "ftp_w"), (_MAX_HR, "max_hr_bpm")):
        number = pattern.search(low)
        if number is not None:
            found.other[key] = int(next(group for group in number.groups() if group))
            found.evidence["baselines"] = sentence.quote
    css = _CSS.search(low)
    if css is not None:
        found.other["css_s_per_100m"] = int(css[1]) * 60 + int(css[2])


def _perform(found: Person, sentence: Sentence, sport: str, meters: float, time_s: int) -> None:
    found.performances.append(
        Performance.model_validate({"sport": sport, "distance_m": meters, "time_s": time_s})
    )
    found.evidence["baselines"] = sentence.quote


def _read_volume(sentence: Sentence, found: Person) -> None:
    low = sentence.low
    weekly, longest = _WEEKLY.search(low), _LONGEST.search(low)
    if weekly is None and longest is None:
        return
    sport = next(
        (
            name
            for word, name in (
                ("ruck", "ruck"), ("hik", "hike"), ("swim", "swim"), ("row", "row"), ("rid", "ride"), ("cycl", "ride"), ("bik", "ride"),
            )
            if word in low
        ),
        "run",
    )  # fmt: skip
    before = found.volumes.get(sport, SportVolume.model_validate({"sport": sport}))
    update: dict[str, object] = {}
    if weekly is not None:
        update["weekly_distance_km"] = _km(weekly[1] or weekly[3], weekly[2] or weekly[4])
    if longest is not None:
        update["longest_distance_km"] = _km(longest[1], longest[2])
    found.volumes[sport] = before.model_copy(update=update)
    found.evidence["baselines"] = sentence.quote


def _km(value: str, unit: str) -> float:
    return round(float(value) * (_MILE_KM if unit.startswith("mi") else 1.0), 2)


def _read_about(sentence: Sentence, found: Person) -> None:
    low = sentence.low
    age = _AGE.search(low)
    if age is not None:
        found.athlete["age"] = int(next(group for group in age.groups() if group))
    if sex := re.search(
        r"\b(?:i'm an?|as an?)\s+(?:\d+[- ]year[- ]old\s+)?(man|woman|male|female|guy|mom|mother|dad|father)\b",
        low,
    ):
        female = sex[1] in {"woman", "female", "mom", "mother"}
        found.athlete["sex"] = "female" if female else "male"
    weight = _WEIGHT.search(low)
    if weight is not None:
        found.athlete["body_weight"] = float(weight[1] or weight[3])
    level = _experience(low)
    if level is not None:
        found.experience = level
        found.evidence["experience"] = sentence.quote


def _experience(low: str) -> ExperienceName | None:
    if re.search(
        r"\b(?:complete |total |absolute )?(?:beginner|novice|newbie)\b|\bnew to (?:lifting|training|the gym|running|this|strength|crossfit)|\bnever (?:lifted|trained|run|been to a gym|done)|\bjust start(?:ed|ing)\b|\bno experience\b|\bcouch\b",
        low,
    ):
        return ExperienceName.BEGINNER
    if re.search(r"\badvanced\b|\bcompetitive\b|\bcompeted\b|\belite\b|\bnational(?:ly)?\b", low):
        return ExperienceName.ADVANCED
    if re.search(r"\bintermediate\b|\bexperienced\b", low):
        return ExperienceName.INTERMEDIATE
    years = _YEARS.search(low)
    if (
        years is None
        or not _TRAINED.search(low)
        or re.search(r"\bago\b|\bfor the next\b|\bprogram\b|\bplan\b", low)
    ):
        return None
    if "year" not in years[2] and "yr" not in years[2]:
        return (
            ExperienceName.BEGINNER
            if re.search(r"\b(?:i've been|been|experience|started)\b", low)
            else None
        )
    count = int(years[1]) if years[1].isdigit() else 1 if years[1] == "a" else 3
    if not re.search(r"\b(?:for|of|been|since|experience)\b", low):
        return None
    return (
        ExperienceName.BEGINNER if count < 1
        else ExperienceName.INTERMEDIATE if count < 6
        else ExperienceName.ADVANCED
    )  # fmt: skip


def _read_preferences(sentence: Sentence, found: Person) -> None:
    low = sentence.low
    if re.search(
        r"\b(?:no|don't want|skip|without)\b[^.;]{0,20}\b(?:max(?:es)? tests?|testing|tests?|1rm)\b",
        low,
    ):
        found.preferences["testing"] = False
    elif re.search(
        r"\b(?:test|retest|find)\b[^.;]{0,24}\b(?:1rm|max(?:es)?|one[- ]rep)\b|\bmax[- ]out\b", low
    ):
        found.preferences["testing"] = True
    if re.search(r"\bno deloads?\b|\bdon't (?:want|need) (?:a )?deloads?\b", low):
        found.preferences["deload"] = "none"
    if re.search(r"\b(?:no|don't need|without) rest days?\b", low):
        found.preferences["rest_day_override"] = True
    if re.search(r"\d\s*(?:miles?|mi)\b", low):
        found.preferences["distance_unit"] = "miles"
