"""Days and hours in words, in several languages, for what lies in the past.

`libs.relative_dates` reads plans, so a bare weekday is the next one there; a log means the last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from libs.relative_dates import parse_date
from libs.workout.day_labels import PartOfDay, find_label, find_label_weekday
from libs.workout.quantities import parse_distance
from libs.workout.times import is_possible
from libs.workout.vocabulary import Discipline
from libs.workout.wording import find_number, fold

HOUR_OF: dict[PartOfDay, time] = {
    "early": time(6), "morning": time(8), "midday": time(12, 30), "afternoon": time(15),
    "evening": time(19), "night": time(21),
}  # fmt: skip
"""A usual hour for a part of the day; our choice, marked as such by the precision."""

_OFFSETS: tuple[tuple[str, int], ...] = (
    ("day before yesterday|vorgestern|anteayer|antes de ayer|avant-hier|l'altro ieri|anteontem"
     "|eergisteren|przedwczoraj|позавчера", -2),
    ("day after tomorrow|übermorgen|pasado mañana|après-demain|dopodomani|depois de amanhã", 2),
    ("yesterday|last night|gestern|ayer|anoche|hier|ieri|ontem|gisteren|wczoraj|вчера|igår|i går|dün|eilen|včera|tegnap", -1),
    ("this morning|this afternoon|this evening|today|tonight|heute|hoy|esta (?:mañana|tarde|noche)"
     "|aujourd'hui|ce (?:matin|soir)|cet après-midi|oggi|stamattina|stasera|hoje|vandaag|vanmorgen"
     "|vanochtend|vanavond|dziś|dzisiaj|сегодня|idag|i dag|i dag|i morges|bugün|bu sabah|tänään|dnes|just now|just finished|earlier", 0),
    ("tomorrow|demain|domani|amanhã|jutro|завтра|imorgon|(?<!esta )(?<!la )mañana"
     "|(?<!heute )(?<!gestern )(?<!am )(?<!jeden )morgen", 1),
)  # fmt: skip
_RELATIVE = tuple(
    (re.compile(rf"(?<!\w)(?:{fold(words)})(?!\w)"), offset) for words, offset in _OFFSETS
)
_UNSPACED = (("前天", -2), ("一昨日", -2), ("昨天", -1), ("昨日", -1), ("昨晚", -1), ("어제", -1), ("오늘", 0),
    ("今天", 0), ("今日", 0), ("今朝", 0), ("今早", 0), ("明天", 1), ("明日", 1))  # fmt: skip
_WEEKDAYS = tuple(
    re.compile(rf"(?<!\w)(?P<last>last |letzten |el .*pasado )?(?:{fold(words)})s?(?!\w)")
    for words in (
        "monday|mon|montag|lunes|lundi|lunedì|segunda-feira|maandag|poniedziałek|понедельник",
        "tuesday|tues?|dienstag|martes|mardi|martedì|terça-feira|dinsdag|wtorek|вторник",
        "wednesday|weds?|mittwoch|miércoles|mercredi|mercoledì|quarta-feira|woensdag|środ[aę]|среду",
        "thursday|thu(?:rs?)?|donnerstag|jueves|jeudi|giovedì|quinta-feira|donderdag|czwartek"
        "|четверг",
        "friday|fri|freitag|viernes|vendredi|venerdì|sexta-feira|vrijdag|piątek|пятницу",
        "saturday|(?<=on )sat|(?<=last )sat|samstag|sonnabend|sábado|samedi|sabato|zaterdag|sobotę|sobota|субботу",
        "sunday|(?<=on )sun|(?<=last )sun|sonntag|domingo|dimanche|domenica|zondag|niedzielę|niedziela|воскресенье",
    )
)
_AGO = re.compile(
    r"(?<!\w)(?:(?P<n1>\w+) (?:days?|dias?|giorni|jours|tage?n?|dagen|dni) (?:ago|fa|atras|geleden|temu)"
    r"|(?:hace|vor|il y a|ha) (?P<n2>\w+) (?:dias?|tagen?|jours?|giorni)"
    r"|(?P<w>an?|one|two|2|1) weeks? ago)"
)
_MONTHS = {
    english: fold(names)
    for english, names in {
        "january": "januar|enero|janvier|gennaio|janeiro|januari|stycznia|января",
        "february": "februar|febrero|février|febbraio|fevereiro|februari|lutego|февраля",
        "march": "märz|marzo|mars|março|maart|marca|марта",
        "april": "abril|avril|aprile|kwietnia|апреля",
        "may": "mai|mayo|maggio|maio|mei|maja|мая",
        "june": "juni|junio|juin|giugno|junho|czerwca|июня",
        "july": "juli|julio|juillet|luglio|julho|lipca|июля",
        "august": "agosto|août|augustus|sierpnia|августа",
        "september": "septiembre|septembre|settembre|setembro|września|сентября",
        "october": "oktober|octubre|octobre|ottobre|outubro|października|октября",
        "november": "noviembre|novembre|novembro|listopada|ноября",
        "december": "dezember|diciembre|décembre|dicembre|dezembro|grudnia|декабря",
    }.items()
}
_MONTH_WORDS = tuple(
    (re.compile(rf"(?<!\w)(?:de )?(?:{names})(?!\w)"), english)
    for english, names in _MONTHS.items()
)
_BARE_DOTTED = re.compile(
    r"(?!^)(?<!am )(?<!vom )(?<!den )(?<![\d.])\d{1,2}\.\s?\d{1,2}\.(?!\s?\d{4})"
)
_MONTH_DAY = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}/\d{4}|\d{1,2}\.\s?\d{1,2}\.|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (?:the )?\d{1,2}(?!\d|[:.,]\d|\s*(?:x|k?m\b|kgs?\b|lbs?\b|mi|min|sets?\b|reps?\b|rounds?\b|h\b|k\b))"
    r"|\d{1,2}(?:st|nd|rd|th|\.)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
)
_NOT_A_CLOCK = r"(?!\d)(?!\s*(?:/|per\b|pace|min|sec|km|mi\b|split|each|x\b|k\b|-\s*\d+:\d))"
_AM_PM = re.compile(r"(?<![\d:.])(\d{1,2})(?:[:.](\d{2}))?\s*(a\.?m\b|p\.?m\b)\.?")
_AT = re.compile(
    r"(?<!\w)(?:at|um|gegen|a las|a la|alle(?: ore)?|ore|om|as|kl|around|about|o|в|a)\s+"
    rf"(\d{{1,2}})(?:[:.](\d{{2}})|\s?h\s?(\d{{2}})?){_NOT_A_CLOCK}"
)
_UHR = re.compile(r"(?<!\d)(\d{1,2})(?:[:.](\d{2}))?\s*uhr(?:\s*(\d{2}))?(?!\w)")
_AT_HOUR = re.compile(
    r"(?<!\w)(?:at|a las|a la|alle|as|om)\s+(\d{1,2})(?=\s+(?:this|in the|yesterday|last|o'clock"
    r"|tonight|on\b|de la|da manha|della|'s|di|uur)|\s*[.,!]?$)"
)
_REPEATS_AT = re.compile(
    r"(?:\d{1,2}\s*x\s*|(?<=\d )x |(?<!\w))(?P<far>\d+(?:[.,]\d+)?\s?(?:km|k|mi|miles?|m|yd|yards?|meters?|metres?)"
    r"|(?<=x )\d{2,4}|(?<=x)\d{2,4}|mile)s?(?: (?:repeats?|reps|intervals?|efforts?|sprints?|runs?|each|all|on the track)){0,2},?"
    r"\s+(?:at|around|about|um|a|om|as|kl)\s+(?P<minutes>\d{1,2}):(?P<seconds>\d{2})(?!\d)"
    r"(?!\s*(?:this|in the|yesterday|last|tonight|today|am\b|pm\b|a\.m|p\.m|uhr|o'clock))"
)
_ON_THE = re.compile(
    r"(?<!\w)on the ([1-9]|[12]\d|3[01])(?:st|nd|rd|th)(?!\w)"
    r"(?=\s*(?:$|[:.;]|,(?! ?\d)|(?:i|we|did|ran|at|of this|this) ))"
)
_SHORT_REPEAT_M = 200.0
"""Up to here a repeat may be swum though nothing says so; our choice."""
_SWIM = re.compile(r"\bsw[iau]m|\bpool\b|schwimm|geschwomm|\bnad[aoeé]|\bnag[ée]|\bnuot")
_PART_WORDS: tuple[tuple[PartOfDay, str], ...] = (
    ("early", "early (?:this )?morning|before work|at dawn|madrugada|crack of dawn"),
    ("afternoon", "afternoon|nachmittags?|tarde|après-midi|pomeriggio|middag|po południu|днем"),
    ("midday", "lunch ?(?:time|break)?|noon|midday|mittags?|mediodía|midi|mezzogiorno|meio-dia"),
    (
        "evening",
        "evening|tonight|after work|abends?|soir|sera|stasera|avond|vanavond|wieczorem|вечером",
    ),
    ("night", "night|last night|nachts?|noche|anoche|noite|nuit|notte|ночью"),
    (
        "morning",
        "morning|(?:heute|gestern|am) morgen|früh|vormittags?|(?:esta|la) mañana|matin"
        "|mattina|stamattina|manhã|ochtend|vanochtend|vanmorgen|rano|утром|morse",
    ),
)
_PARTS = tuple(
    (part, re.compile(rf"(?<!\w)(?:{fold(words)})(?!\w)")) for part, words in _PART_WORDS
)


@dataclass(frozen=True)
class Moment:
    """What words say about when: a day, a clock time, a part of the day; each may be missing."""

    day: date | None = None
    clock: time | None = None
    part: PartOfDay | None = None
    is_half_day_known: bool = False
    """The clock time was written with am, pm, 24 hours or a part of the day."""
    is_labelled: bool = False
    """The part of the day stands before its session as a label: `PM: deadlift 5x3`."""

    @property
    def is_empty(self) -> bool:
        """Return whether the words say nothing about time."""
        return self.day is None and self.clock is None and self.part is None


def read_moment(words: str, *, today: date) -> Moment:
    """Return what a text says about when; the day may lie in the future."""
    text = fold(words)
    label = find_label(text)
    part = label or next((name for name, pattern in _PARTS if pattern.search(text)), None)
    clock, is_known = _clock(_without_paces(text), part)
    return Moment(find_day(words, today=today), clock, part, is_known, label is not None)


def find_day(words: str, *, today: date) -> date | None:
    """Return the day a text names: bare weekdays and dates without a year are past ones."""
    text = fold(words)
    absolute = _absolute(text, today)
    if absolute is not None:
        return absolute
    ago = _AGO.search(text)
    if ago is not None:
        days = 7 * int(find_number(ago["w"]) or 1) if ago["w"] else _days(ago["n1"] or ago["n2"])
        if days is not None:
            return today - timedelta(days=days)
    for pattern, offset in _RELATIVE:
        if pattern.search(text):
            return today + timedelta(days=offset)
    for word, offset in _UNSPACED:
        if word in text:
            return today + timedelta(days=offset)
    return _past_weekday(text, today)


def _absolute(text: str, today: date) -> date | None:
    plain = _BARE_DOTTED.sub(" ", text)
    for pattern, english in _MONTH_WORDS:
        plain = pattern.sub(english, plain)
    found = _MONTH_DAY.search(plain)
    if found is None:
        return _day_of_month(plain, today)
    rest = plain[found.start() :]
    day = parse_date(rest, today=date(today.year, 1, 1))
    if day is not None and day > today and str(day.year) not in rest:
        return _with_year(day, today.year - 1)
    return day


def _day_of_month(text: str, today: date) -> date | None:
    """Return the last day that has the number of `on the 20th`, in this month or the one before."""
    found = _ON_THE.search(text)
    if found is None:
        return None
    first = today.replace(day=1)
    for month in (first, (first - timedelta(days=1)).replace(day=1)):
        day = month + timedelta(days=int(found[1]) - 1)
        if day.month == month.month and day <= today:
            return day
    return None


def _with_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def _days(word: str) -> int | None:
    number = find_number(word)
    return int(number) if number is not None and number == int(number) else None


def _past_weekday(text: str, today: date) -> date | None:
    """Return the last day of the weekday that is named first."""
    found = [(match, number) for number, pattern in enumerate(_WEEKDAYS)
             if (match := pattern.search(text))]  # fmt: skip
    if not found:
        number = find_label_weekday(text)
        return None if number is None else today - timedelta(days=(today.weekday() - number) % 7)
    first, number = min(found, key=lambda item: item[0].start())
    back = (today.weekday() - number) % 7
    return today - timedelta(days=back or (7 if first["last"] else 0))


def _without_paces(text: str) -> str:
    """Return the text without the times of repeats: `6x800m at 3:05` tells no hour of the day."""
    return _REPEATS_AT.sub(lambda found: " " if _is_pace(found) else found[0], text)


def _is_pace(found: re.Match[str]) -> bool:
    """Tell whether a person can run or swim the repeat in the minutes and seconds behind it."""
    each = found["far"] if re.search(r"[a-z]", found["far"]) else f"{found['far']} m"
    length = parse_distance("1 mile" if each == "mile" else each)
    seconds = int(found["minutes"]) * 60.0 + int(found["seconds"])
    if length is None:
        return False
    is_swum = length.metres <= _SHORT_REPEAT_M or _SWIM.search(found.string)
    return is_possible(
        length.metres, seconds, Discipline.SWIMMING if is_swum else Discipline.RUNNING
    )


def _clock(text: str, part: PartOfDay | None) -> tuple[time | None, bool]:
    twelve = _AM_PM.search(text)
    if twelve is not None:
        hour = int(twelve[1]) % 12 + (12 if twelve[3].startswith("p") else 0)
        return _time(hour, int(twelve[2] or 0)), True
    found = _UHR.search(text) or _AT.search(text) or _AT_HOUR.search(text)
    if found is None:
        return (time(12), True) if re.search(r"\bat noon\b", text) else (None, False)
    groups = found.groups()
    hour, minute = int(groups[0]), int(next((g for g in groups[1:] if g), 0))
    is_late = part in ("afternoon", "evening", "night")
    if is_late and 0 < hour < 12:  # noqa: PLR2004 (a clock of twelve hours)
        hour += 12
    is_known = part is not None or hour >= 12 or found.re is _UHR  # noqa: PLR2004 (as above)
    return _time(hour, minute), is_known


def _time(hour: int, minute: int) -> time | None:
    try:
        return time(hour, minute)
    except ValueError:
        return None
