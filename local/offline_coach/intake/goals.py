"""Goals, disciplines, supported sport and the dated event."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from libs.relative_dates import parse_date
from libs.training_program.models.request import Event, Goal
from libs.training_program.models.vocabulary import DisciplineName, EventName, GoalName
from local.offline_coach.intake.sentences import Sentence

_D, _G = DisciplineName, GoalName
_WANTS = re.compile(
    r"\b(?:want|goal|aim|hoping|hope|looking|look|like to|love to|plan|train(?:ing)? for|prepare|prep|"
    r"get|build|improve|lose|gain|bring|run a|finish|sign(?:ed)? up|focus|need|help me|become|work on|"
    r"increase|program for|programme for|try to|target|ready for|compete|competing|wanna|maintain|prep for|learn|pass|be able to)\b"
)
_GOALS: tuple[tuple[str, GoalName, DisciplineName | None], ...] = (
    (r"\bpowerlift\w*|\bsquat,? bench,? (?:and )?deadlift|\bbig (?:3|three)\b", _G.STRENGTH, _D.POWERLIFTING),
    (r"\bolympic (?:weight)?lift\w*|\bweightlifting\b|\bsnatch and (?:the )?clean", _G.STRENGTH, _D.OLYMPIC_WEIGHTLIFTING),
    (r"\bstronger\b|\bstrength\b|\bget strong\b|\b1rm\b|\bmy (?:squat|bench|deadlift)\b", _G.STRENGTH, _D.STRENGTH),
    (r"\bmuscle(?!-up)\b|\bhypertrophy\b|\bbodybuild\w*|\bbulk\w*|\b(?:bigger|big) (?:arms|chest|legs|glutes|shoulders)|\babs\b|\bpush[ /]pull[ /]legs\b|\bbigger\b(?! (?:snatch|clean|dead|squat|bench|press|total|lift))|\bmass\b|\bphysique\b", _G.MUSCLE, _D.BODYBUILDING),
    (r"\b(?:lose|drop|shed|cut) (?:some |a few |(?:about |around )?\d+ ?(?:kg|kilos?|lbs?|pounds) ?(?:of )?)?(?:weight|fat|belly|bodyfat)|\bcut(?:ting)? phase\b|\bfat loss\b|\bweight loss\b|\blean(?:er)?\b|\bslim\b|\b(?:lose|drop|shed) (?:about |around )?\d+", _G.FAT_LOSS, None),
    (r"\bultra\b|\btrail (?:run\w*|race)\b", _G.ENDURANCE, _D.TRAIL_RUNNING),
    (r"\btriathlon\b|\bironman\b|\b70\.3\b", _G.ENDURANCE, _D.TRIATHLON),
    (r"\bhyrox\b", _G.EVENT, _D.HYROX),
    (r"\bcross ?fit\b|\bmetcons?\b|\bwods?\b", _G.GENERAL_FITNESS, _D.CROSSFIT),
    (r"\bmarathon\b|\b(?:5|10|21) ?k\b(?! ?row)|\brun (?:a|my|faster|further|farther)\b|\brunning\b|\brunner\b|\bstart running\b|\bcouch to\b|\bfaster mile\b", _G.ENDURANCE, _D.RUNNING),
    (r"\bcycl\w+\b|\bgran fondo\b|\bbike race\b|\bcentury ride\b|\bftp\b|\bgravel\b", _G.ENDURANCE, _D.CYCLING),
    (r"\brow(?:ing|er)\b(?! machine)|\brow (?:a |2 ?k|\d{3,5} ?m)|\b2 ?k row\b|\bconcept ?2\b", _G.ENDURANCE, _D.ROWING),
    (r"\bswim\w*\b", _G.ENDURANCE, _D.SWIMMING),
    (r"\bruck\w*\b|\bselection\b", _G.ENDURANCE, _D.RUCKING),
    (r"\bhik\w+\b|\bbackpack\w*|\btrek\w*|\bmountaineer\w*", _G.ENDURANCE, _D.HIKING),
    (r"\bcalisthenics\b|\bmuscle-?ups?\b|\bhandstands?\b|\bfront lever\b|\bplanche\b|\b(?:first|\d+|more|strict) (?:strict |unbroken )?(?:pull|chin|push)[- ]?ups?\b|\bpistol squats?\b", _G.SKILL, _D.CALISTHENICS),
    (r"\bmobil(?:ity|e)\b|\bflexib\w+\b|\bstretch\w*\b|\btouch my toes\b|\bsplits\b", _G.MOBILITY, _D.MOBILITY),
    (r"\bconditioning\b|\bcardio\b|\bhiit\b|\bstamina\b|\bendurance\b", _G.ENDURANCE, _D.CONDITIONING),
    (r"\bexplosive\w*\b|\bvertical\b|\bjump higher\b|\bpower\b(?! ?(?:lift|rack))", _G.POWER, _D.STRENGTH),
    (r"\bback (?:in|into) shape\b|\bgeneral(?:ly)? fit\w*|\bget fit\w*|\bfitness\b|\bhealth\w*\b|\bfitter\b|\bin shape\b|\bfeel better\b|\btone\w*\b|\ball-?round\b", _G.GENERAL_FITNESS, _D.GENERAL_FITNESS),
    (r"\bback to (?:training|lifting|running)\b|\breturn(?:ing)? (?:to|from)\b|\bcomeback\b|\bafter (?:my|an?) (?:surgery|injury|break)\b", _G.RETURN_TO_TRAINING, None),
)  # fmt: skip
_SPORTS = ("football", "soccer", "tennis", "basketball", "rugby", "hockey", "volleyball", "golf", "judo", "bjj", "jiu jitsu", "boxing", "climbing", "skiing", "snowboarding", "surfing", "handball", "martial arts")  # fmt: skip
_EVENT = re.compile(
    r"\b(half[- ]marathon|marathon|ultra(?:marathon)?|(?:5|10|15|20|50|100) ?k(?:m)?(?: race)?|hyrox|triathlon|ironman|"
    r"powerlifting meet|weightlifting meet|meet|competition|race|gran fondo|crossfit open|selection|"
    r"hike|trek|fitness test|regatta|swim meet|spartan|tough mudder|wedding|trip|expedition)\b"
)
_DATED = re.compile(
    r"(?=\b(?:on|in|at|by|this|next|is|for)\s+((?:the\s+)?[\w][\w ,./-]{2,40}))|(\d{4}-\d{2}-\d{2})"
)
_DISTANCES_KM = {"half marathon": 21.0975, "half-marathon": 21.0975, "marathon": 42.195}
_EVENT_DISCIPLINES: tuple[tuple[str, DisciplineName], ...] = (
    ("hyrox", _D.HYROX), ("powerlifting", _D.POWERLIFTING), ("weightlifting", _D.OLYMPIC_WEIGHTLIFTING),
    ("triathlon", _D.TRIATHLON), ("ironman", _D.TRIATHLON), ("ultra", _D.TRAIL_RUNNING), ("gran fondo", _D.CYCLING),
    ("crossfit", _D.CROSSFIT), ("hike", _D.HIKING), ("trek", _D.HIKING), ("swim", _D.SWIMMING), ("regatta", _D.ROWING),
    ("marathon", _D.RUNNING), ("5k", _D.RUNNING), ("10k", _D.RUNNING), ("5 k", _D.RUNNING),
)  # fmt: skip
_CLOCK = re.compile(
    r"\b(?:under|sub|in|below|goal of|target(?: of)?)[- ]?(\d{1,2}):(\d{2})(?::(\d{2}))?\b"
)


_QUESTION = re.compile(r"^(?:what|how|should|do|does|is|are|why|when|which)\b.*\?")
_SPECIFIC = frozenset({_D.POWERLIFTING, _D.OLYMPIC_WEIGHTLIFTING, _D.BODYBUILDING})


@dataclass
class Goals:
    """What the athlete wants."""

    goals: list[Goal] = field(default_factory=list)
    disciplines: list[DisciplineName] = field(default_factory=list)
    sport: str | None = None
    event: Event | None = None
    event_words: str = ""
    evidence: dict[str, str] = field(default_factory=dict)


def read_goals(sentences: tuple[Sentence, ...], today: date) -> Goals:
    """Return goals in the order they were named; a changed mind drops the earlier ones."""
    found = Goals()
    for sentence in sentences:
        if re.search(
            r"\b(?:instead|changed my mind|actually,? (?:i want|let's|make it))\b", sentence.low
        ) and any(re.search(pattern, sentence.low) for pattern, _, _ in _GOALS):
            found.goals.clear()
            found.disciplines.clear()
        is_wish = _WANTS.search(sentence.low) is not None or "goal" in sentence.question
        if is_wish and not _QUESTION.match(sentence.low):
            _read_goal(sentence, found)
        _read_event(sentence, found, today)
    if not found.goals:
        for sentence in sentences:
            if not _QUESTION.match(sentence.low):
                _read_goal(sentence, found)
    elif not found.disciplines:
        _read_missing_disciplines(sentences, found)
    if found.event is not None and found.event.discipline is None and found.disciplines:
        found.event = found.event.model_copy(update={"discipline": found.disciplines[0]})
    if _SPECIFIC & set(found.disciplines) and _D.STRENGTH in found.disciplines:
        found.disciplines.remove(_D.STRENGTH)
    if found.event is not None and not found.goals:
        found.goals.append(Goal(kind=GoalName.EVENT, text=found.evidence.get("event", "")))
    return found


def _read_missing_disciplines(sentences: tuple[Sentence, ...], found: Goals) -> None:
    """Take the disciplines of sentences that state no wish; the goals stay as they are."""
    other = Goals()
    for sentence in sentences:
        if not _QUESTION.match(sentence.low):
            _read_goal(sentence, other)
    found.disciplines += other.disciplines


def _read_goal(sentence: Sentence, found: Goals) -> None:
    low = re.sub(
        r"\b(?:no|not|don't want|hate|without|avoid|instead of|rather than)\b[^,.;]*",
        "",
        sentence.low,
    )
    for pattern, kind, discipline in _GOALS:
        if not re.search(pattern, low):
            continue
        if kind not in {goal.kind for goal in found.goals}:
            found.goals.append(Goal(kind=kind, text=sentence.text.strip()[:160]))
            found.evidence.setdefault("goals", sentence.quote)
        if discipline is not None and discipline not in found.disciplines:
            found.disciplines.append(discipline)
    for sport in _SPORTS:
        if re.search(rf"\b{sport}\b", low) and re.search(
            r"\b(?:for|better|my|season|play|support)\b", low
        ):
            found.sport = sport
            if GoalName.SPORT_PERFORMANCE not in {goal.kind for goal in found.goals}:
                found.goals.append(Goal(kind=GoalName.SPORT_PERFORMANCE, text=sentence.text[:160]))
            found.evidence.setdefault("goals", sentence.quote)


def _read_event(sentence: Sentence, found: Goals, today: date) -> None:
    match = _EVENT.search(sentence.low)
    if match is None:
        return
    for dated in _DATED.finditer(sentence.low):
        words = dated[1] or dated[2]
        on = parse_date(words, today=today)
        relative = re.match(r"\d+ (?:days?|weeks?|months?)\b", words)
        if on is None and relative is not None and _is_ahead(sentence.low, dated.start()):
            on = parse_date(f"in {relative[0]}", today=today)
        if on is not None and on > today:
            name = match[1]
            found.event = _event(name, on, sentence)
            found.event_words = words
            found.evidence["event"] = sentence.quote
            return


def _is_ahead(low: str, at: int) -> bool:
    return re.match(r"in\b", low[at:]) is not None


def _event(name: str, on: date, sentence: Sentence) -> Event:
    kind = (
        EventName.MEET if "meet" in name
        else EventName.COMPETITION if name in {"competition", "crossfit open"}
        else EventName.TEST if "test" in name or name == "selection"
        else EventName.TRIP if name in {"hike", "trek", "trip", "expedition"}
        else EventName.OTHER if name == "wedding"
        else EventName.RACE
    )  # fmt: skip
    distance = _DISTANCES_KM.get(name)
    number = re.match(r"(\d+) ?k", name)
    clock = _CLOCK.search(sentence.low)
    seconds = None
    if clock is not None:
        first, second, third = int(clock[1]), int(clock[2]), clock[3]
        long_race = third is None and (distance or 0) > 15
        seconds = (
            first * 3600 + second * 60 + int(third) if third
            else first * 3600 + second * 60 if long_race else first * 60 + second
        )  # fmt: skip
    return Event(
        on=on,
        kind=kind,
        name=name,
        discipline=next((d for word, d in _EVENT_DISCIPLINES if word in sentence.low), None),
        distance_km=distance or (float(number[1]) if number else None),
        target_time_s=seconds,
    )
