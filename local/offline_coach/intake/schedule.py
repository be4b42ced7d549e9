"""Days, weekdays, session length, length of the program, start, shifts and days away."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from libs.relative_dates import parse_date
from libs.training_program.models.request import Commitment, DateRange, Rotation
from libs.training_program.models.vocabulary import WEEKDAYS, WeekdayName
from local.offline_coach.intake.sentences import Sentence

_DAY_NAME = r"mon(?:day)?s?|tue(?:s|sday)?s?|wed(?:nesday)?s?|thu(?:r|rs|rsday)?s?|fri(?:day)?s?|sat(?:urday)?s?|sun(?:day)?s?"
_DAY = re.compile(rf"\b({_DAY_NAME})\b")
_DAY_RANGE = re.compile(rf"\b({_DAY_NAME})\s*(?:-|to|through|thru|until)\s*({_DAY_NAME})\b")
_PER_WEEK = (
    re.compile(
        r"\b(\d)(?:\s*(?:-|to|or)\s*(\d))?\s+(?:\w+\s+)?(?:days|sessions|workouts|trainings)\s*(?:a|per|each|every|/)\s*(?:week|wk)\b"
    ),
    re.compile(
        r"\b(\d)(?:\s*(?:-|to|or)\s*(\d))?\s*(?:x|times|days?|sessions?|workouts?|trainings?|nights?|evenings?|mornings?|runs?|rides?|swims?)?\s*(?:of training\s*)?(?:a|per|each|every|/|in a)\s*(?:week|wk)\b"
    ),
    re.compile(
        r"\b(\d)(?:\s*(?:-|to|or)\s*(\d))?\s*(?:training\s+)?(?:days?|sessions?|workouts?)\s+(?:weekly|of training)\b"
    ),
    re.compile(
        r"\btrain(?:ing)?\s+(?:for\s+|on\s+|about\s+|up to\s+)?(\d)(?:\s*(?:-|to|or)\s*(\d))?\s*(?:days|x|times)\b"
    ),
    re.compile(r"\b(\d)(?:\s*-\s*(\d))?[\s-]*days?[\s-]*(?:split|week|program|plan|schedule)\b"),
    re.compile(
        r"\b(?:do|manage|make|commit to|give|spare|have|prefer|want|like)\s+(?:it\s+)?(?:about\s+|around\s+|maybe\s+|only\s+)?(\d)(?:\s*(?:-|to|or)\s*(\d))?\s*(?:training\s+)?(?:days|sessions|workouts)\b(?!\s*(?:off|ago|of rest))"
    ),
)
_BARE = re.compile(
    r"^\D{0,24}?\b([1-7])\b(?:\s*(?:-|to|or)\s*([1-7]))?\s*(?:days?|times?|sessions?|x)?"
    r"(?:\s*(?:a|per|each|every)\s*week)?\W*(?:$|,|if|works?|would|is|on|please|max|at most|sounds|should)"
)
_NOT = re.compile(
    r"\b(?:not|never|no|can't|cannot|can not|won't|don't|except|apart from|besides|but not|off|rest(?: day)?|unavailable|busy|free from training|other than|impossible)\b"
)
_OFF_AFTER = re.compile(
    r"^\W*(?:is|are|'s|must be|should be|stay|as|for)?\s*(?:my\s+|always\s+|a\s+|for\s+|the\s+|strictly\s+)*(?:off|rest|out|free|family|church|impossible|blocked|unavailable|busy|not possible|don't work|doesn't work|do not work|won't work|no go|a no)\b"
)
_CLAUSE = re.compile(
    r"\b(?:but|however|though|while|and never|and not|, not|, never|, no|except|apart from|other than)\b|[;:(]"
)
_SPORT_DAY = re.compile(
    r"\b(?:play|roll|spar|football|soccer|basketball|tennis|climbing|climb|yoga class|practice|rugby|hockey|volleyball|judo|bjj|dance class|match|league)\b"
)
_START = re.compile(
    r"\b(?:start(?:ing)?|begin(?:ning)?|kick off)\b\s*(?:on|from|with|the|this|in)?\s*([\w ,./-]{2,40})"
)
_LENGTH = re.compile(
    r"\b((?:\d+(?:\.\d+)?|a couple of|a couple|couple of|a few|few|several|a|half a)\s*-?\s*(?:weeks?|months?|years?|wks?|mos?|days?))\b"
)
_LENGTH_NOT = re.compile(
    r"\b(?:ago|pregnant|postpartum|post-partum|years? old|for the (?:last|past)|the last|the past|past|been|since|old|experience|trained|lifted|off|away|recovering|years? of|months? of|days? (?:a|per|each|every)|vacation|holiday|trip)\b"
)
_UNTIL = re.compile(
    r"\buntil (?:my|the) (?:race|event|meet|marathon|competition|trip|wedding)\b|\bongoing\b|\bno end date\b|\bindefinite"
)
_MINUTES = re.compile(
    r"\b(\d{2,3})(?:ish)?(?:\s*(?:-|to|or)\s*(\d{2,3}))?\s*-?\s*(?:min|mins|minutes?)\b"
)
_HOURS = re.compile(
    r"\b(?:(\d(?:\.\d+)?)|an?|1/2|half an)(?:\s*(?:-|to)\s*(\d(?:\.\d+)?))?\s*-?\s*(?:and a half\s*)?(?:h|hrs?|hours?)\b"
)
_TIMED = re.compile(
    r"\b(?:5 ?k|10 ?k|mile|marathon|km in|k in|pr of|personal best|pb|row|2 ?k|ran|run a|race|finish|under|sub)\b"
)
_ON_OFF = re.compile(r"\b(\d+)\s*(?:days?\s*)?on\s*(?:,|and|/|-)?\s*(\d+)\s*(?:days?\s*)?off\b")
_AWAY = re.compile(
    r"\b(?:away|travel+ing|travel|on vacation|on holiday|holidays?|trip|out of town|abroad)\b"
)
_RANGE = re.compile(
    r"\b(?:from\s+)?((?:\d{4}-\d{2}-\d{2})|(?:[a-z]+ \d{1,2}(?:st|nd|rd|th)?)|(?:\d{1,2}(?:st|nd|rd|th)? (?:of )?[a-z]+))\s*(?:-|to|until|till|through)\s*((?:\d{4}-\d{2}-\d{2})|(?:[a-z]+ \d{1,2}(?:st|nd|rd|th)?)|(?:\d{1,2}(?:st|nd|rd|th)?(?: (?:of )?[a-z]+)?))"
)


_FRAGMENT_WORDS = 4
_BARE_DAYS = re.compile(
    r"(?<!for )(?<!last )(?<!past )\b([1-7]) days\b(?!\s*(?:ago|off|of rest|rest|old|away))"
)


@dataclass
class Schedule:
    """What was said about time; later sentences win."""

    days_per_week: int | None = None
    weekdays: tuple[WeekdayName, ...] = ()
    forbidden: set[WeekdayName] = field(default_factory=set)
    minutes: int | None = None
    minutes_by_weekday: dict[WeekdayName, int] = field(default_factory=dict)
    length_words: str = ""
    start_words: str = ""
    sessions_per_day: int = 1
    rotation: Rotation | None = None
    commitments: list[Commitment] = field(default_factory=list)
    away: list[DateRange] = field(default_factory=list)
    evidence: dict[str, str] = field(default_factory=dict)


def read_schedule(sentences: tuple[Sentence, ...], today: date) -> Schedule:
    """Return the schedule a conversation states."""
    found = Schedule()
    for sentence in sentences:
        _read_rotation(sentence, found)
        _read_frequency(sentence, found)
        _read_weekdays(sentence, found)
        _read_minutes(sentence, found)
        _read_length(sentence, found)
        _read_start(sentence, found)
        _read_away(sentence, found, today)
    found.forbidden -= set(found.weekdays)
    if found.days_per_week is None and not found.weekdays and found.rotation is None:
        _read_bare_days(sentences, found)
    return found


def _read_bare_days(sentences: tuple[Sentence, ...], found: Schedule) -> None:
    """Read "5 days, 70 minutes" where nothing clearer was said."""
    for sentence in sentences:
        match = _BARE_DAYS.search(sentence.low)
        if match is not None:
            found.days_per_week = int(match[1])
            found.evidence["daysPerWeek"] = sentence.quote
            return


def weekday_of(word: str) -> WeekdayName:
    """Return the weekday of a name or its abbreviation."""
    return next(day for day in WEEKDAYS if day.value.startswith(word[:3]))


def _read_rotation(sentence: Sentence, found: Schedule) -> None:
    low = sentence.low
    match = _ON_OFF.search(low)
    if match is not None:
        on, off = int(match[1]), int(match[2])
        works = re.search(r"\b(?:work|shift|roster|duty|job)\w*\b", low) is not None
        offsets = range(on, on + off) if works else range(on)
        if 2 <= on + off <= 56 and len(offsets) > 0:
            found.rotation = Rotation(length_days=on + off, training_offsets=tuple(offsets))
            found.evidence["rotation"] = sentence.quote
    elif "every other day" in low or "every second day" in low or "alternate days" in low:
        found.rotation = Rotation(length_days=2, training_offsets=(0,))
        found.evidence["rotation"] = sentence.quote
    elif dates := re.search(r"\b(odd|even)(?:-numbered)? (?:dates|days)\b", low):
        found.rotation = Rotation(dates="odd" if dates[1] == "odd" else "even")
        found.evidence["rotation"] = sentence.quote


def _read_frequency(sentence: Sentence, found: Schedule) -> None:
    low = sentence.low
    count: int | None = None
    if re.search(r"\b(?:every (?:single )?day|daily|7 days)\b", low) and re.search(
        r"\btrain|\bwork ?out|\bexercis|\bavailable|\bcan do", low
    ):
        count = 7
    for pattern in _PER_WEEK:
        match = pattern.search(low)
        if match is not None and not _is_history(low, match.start()):
            count = int(match[2] or match[1]) if "up to" in low else int(match[1])
            break
    if count is None and re.search(
        r"how (?:many|often)|days a week|days per week", sentence.question
    ):
        match = _BARE.match(low)
        count = int(match[1]) if match and "minute" not in low else None
    if count is not None and 1 <= count <= 7:
        found.days_per_week = count
        found.evidence["daysPerWeek"] = sentence.quote
    if re.search(
        r"\b(?:2|two)[- ]a[- ]days?\b|\b2 (?:sessions|times|workouts)? ?(?:a|per) day\b", low
    ):
        found.sessions_per_day = 2
        found.evidence["sessionsPerDay"] = sentence.quote


def _is_history(low: str, at: int) -> bool:
    """Return whether a number is what the athlete does now, not what they want."""
    return (
        re.search(
            r"\b(?:currently|right now|at the moment|used to|i was|have been|i've been|so far|these days"
            r"|already)\b[^.]*$",
            low[:at],
        )
        is not None
    )


def _read_weekdays(sentence: Sentence, found: Schedule) -> None:
    low = sentence.low
    if re.search(
        r"\bweekends? (?:only|off|are off|is off)|\b(?:no|not on|never on) weekends?\b|\bweekdays only\b|\bonly (?:on )?weekdays\b",
        low,
    ):
        weekend = {WeekdayName.SATURDAY, WeekdayName.SUNDAY}
        found.forbidden |= set(WEEKDAYS) - weekend if "weekends only" in low else weekend
        found.evidence["forbiddenWeekdays"] = sentence.quote
    named: list[WeekdayName] = []
    spans = [(m.start(), m.end(), _between(m[1], m[2])) for m in _DAY_RANGE.finditer(low)]
    taken = {n for start, end, _ in spans for n in range(start, end)}
    spans += [
        (m.start(), m.end(), (weekday_of(m[1]),))
        for m in _DAY.finditer(low)
        if m.start() not in taken
    ]
    for start, end, days in sorted(spans):
        if re.search(
            r"\b(?:start\w*|begin\w*|next|this|last|coming|from)\s+(?:on\s+)?$", low[:start]
        ):
            continue
        if _SPORT_DAY.search(low) and not re.search(r"\btrain|\blift|\bgym", low):
            found.commitments += [Commitment(weekday=day, text=sentence.quote) for day in days]
        elif _is_refused(low, start, end):
            found.forbidden |= set(days)
            found.evidence["forbiddenWeekdays"] = sentence.quote
        else:
            named += days
    if named and _names_training_days(sentence, len(set(named))):
        found.weekdays = tuple(day for day in WEEKDAYS if day in named)
        found.forbidden -= set(named)
        found.evidence["weekdays"] = sentence.quote


def _between(first: str, last: str) -> tuple[WeekdayName, ...]:
    start, end = weekday_of(first).number, weekday_of(last).number
    return tuple(WEEKDAYS[(start + n) % 7] for n in range((end - start) % 7 + 1))


def _is_refused(low: str, start: int, end: int) -> bool:
    clause_start = max((m.start() for m in _CLAUSE.finditer(low[:start])), default=0)
    if _NOT.search(low[clause_start:start]):
        return True
    tail = re.sub(rf"^(?:\W*(?:and|or|,|&)?\s*(?:{_DAY_NAME}))*", "", low[end:])
    return _OFF_AFTER.match(tail) is not None


def _names_training_days(sentence: Sentence, count: int) -> bool:
    """Return whether weekdays are the training days and not a remark about one of them."""
    if re.search(r"\blong (?:run|ride|hike|ruck)s?\b", sentence.low) and count == 1:
        return False
    return (
        count > 1
        or re.search(r"\btrain|\bonly|\bdays?\b|\bavailable|\bfree|\bwork", sentence.low)
        is not None
        or "which days" in sentence.question
    )


def _read_minutes(sentence: Sentence, found: Schedule) -> None:
    low = sentence.low
    split = re.search(
        r"(\d{2,3})\s*(?:min\w*)?\s*(?:on|during)?\s*(?:the )?week(?:days|nights)[^.]*?(\d{2,3}|\d(?:\.\d)? ?h\w*)\s*(?:min\w*)?\s*(?:on|at|during)?\s*(?:the )?weekends?",
        low,
    )
    if split is not None and split[2].isdigit():
        for day in WEEKDAYS:
            weekend = day.number >= WeekdayName.SATURDAY.number
            found.minutes_by_weekday[day] = int(split[2] if weekend else split[1])
        found.minutes = int(split[1])
        found.evidence["sessionMinutes"] = sentence.quote
        return
    minutes = _minutes_in(sentence)
    if minutes is not None and 10 <= minutes <= 300:
        found.minutes = minutes
        found.evidence["sessionMinutes"] = sentence.quote


def _minutes_in(sentence: Sentence) -> int | None:
    low = sentence.low
    about_length = re.search(
        r"\b(?:session|workout|each|per|a day|available|have|max|time|long|train|up to|hour|week)",
        low,
    ) or re.search(r"how (?:long|much time)|minutes|session length", sentence.question)
    is_about_length = about_length is not None or len(low.split()) <= _FRAGMENT_WORDS
    match = _MINUTES.search(low)
    if match is not None:
        near = low[max(0, match.start() - 22) : match.end() + 22]
        if _TIMED.search(near) or not is_about_length:
            return None
        return int(match[2] or match[1]) if "up to" in near else int(match[1])
    match = _HOURS.search(low)
    if match is None or not is_about_length:
        return None
    near = low[max(0, match.start() - 22) : match.end() + 22]
    if _TIMED.search(near) or re.search(
        r"\bsleep|\bwork(?:ing)? \d|\bhours? a week|\bper week", near
    ):
        return None
    hours = (
        float(match[1]) if match[1] else 0.5 if "half" in match[0][:5] or "1/2" in match[0] else 1.0
    )
    return round(60 * hours) + (30 if "and a half" in match[0] else 0)


def _read_length(sentence: Sentence, found: Schedule) -> None:
    low = sentence.low
    until = _UNTIL.search(low)
    if until is not None:
        found.length_words = until[0]
        found.evidence["totalDays"] = sentence.quote
        return
    for match in _LENGTH.finditer(low):
        near = low[max(0, match.start() - 28) : match.end() + 16]
        before = low[max(0, match.start() - 8) : match.start()]
        if (
            _LENGTH_NOT.search(near)
            or re.search(r"\b(?:in|within|every|each|next)\s+(?:about\s+)?$", before)
        ) and not re.search(r"\b(?:over|for|the) (?:the )?next\s+$", low[: match.start()]):
            continue
        if re.match(r"(?:a|1)\s*-?\s*(?:weeks?|wks?|days?)", match[1]) or (
            "day" in match[1] and "program" not in low and "plan" not in low
        ):
            continue
        found.length_words = match[1].replace("-", " ")
        found.evidence["totalDays"] = sentence.quote
        return


def _read_start(sentence: Sentence, found: Schedule) -> None:
    match = _START.search(sentence.low)
    if match is None or re.search(
        r"\b(?:just|only|was|starting point|starting from scratch|to start with)\b",
        sentence.low[: match.end()],
    ):
        return
    words = match[1].strip(" .,")
    if parse_date(words, today=date(2026, 1, 5)) is not None:
        found.start_words = words
        found.evidence["startOn"] = sentence.quote


def _read_away(sentence: Sentence, found: Schedule, today: date) -> None:
    if not _AWAY.search(sentence.low):
        return
    match = _RANGE.search(sentence.low)
    if match is None:
        return
    first = parse_date(match[1], today=today)
    month = re.search(r"[a-z]{3,}", match[1])
    second_text = (
        match[2]
        if re.search(r"[a-z]{3,}|-", match[2])
        else f"{month[0] if month else ''} {match[2]}"
    )
    last = parse_date(second_text, today=today)
    if first is not None and last is not None and first <= last:
        found.away.append(DateRange(from_on=first, to_on=last, reason=sentence.quote))
        found.evidence["unavailable"] = sentence.quote
