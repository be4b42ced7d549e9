"""Rules N01 and N02: texts agree with the numbers and hold nothing foreign."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from libs.training_program.lint.facts import Facts, SessionFacts
from libs.training_program.lint.items import Item, OneSet, load_of, percent_of
from libs.training_program.lint.rule import LintContext, Teller
from libs.training_program.lint.wording import language_of
from libs.training_program.models.blueprint import DAYS_PER_WEEK
from libs.training_program.models.report import Finding

_LOAD = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s?(kg|lbs?)\b", re.IGNORECASE)
_PERCENT = re.compile(r"(?<![\d.-])(\d+(?:\.\d+)?)\s?%(?!\s*(?:of\s+)?(?:FTP|HR|max\s?HR|effort))")
_RPE = re.compile(r"\bRPE\s?(\d+(?:\.\d+)?)(?!\s?-)", re.IGNORECASE)
_EMPTY_BAR = re.compile(r"\b(?:empty bar|bar only|just the bar|unloaded bar)\b", re.IGNORECASE)
_DELOAD = re.compile(r"\bdeload\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"\b(\d+)[ -](days?|weeks?|sessions?|workouts?)\b(?!\s+(?:a|per|each|before))", re.I
)
_LOAD_TOLERANCE = 0.51
_PLACEHOLDER = re.compile(
    r"\b(?:TODO|TBD|FIXME|XXX+|lorem ipsum|placeholder|insert (?:name|exercise|text|here)|"
    r"undefined|NaN|exercise [A-Z1-9]\b)|\{\{|\}\}|\$\{|<[a-z/][^>\n]{0,60}>|"
    r"\[(?!GENERATE)[A-Za-z][A-Za-z _]{1,30}\]|\[GENERATE_",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"https?://|\bwww\.|\b[\w-]+\.(?:com|net|org|io|app|co)\b|[\w.+-]+@[\w-]+\.[a-z]{2,}",
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget)\b.{0,30}\b(?:instructions?|prompts?|rules|above|previous)\b|"
    r"\bsystem prompt\b|\bas an ai\b|\blanguage model\b|\byou are now\b|\bjailbreak|"
    r"\b(?:reveal|print|repeat)\b.{0,20}\b(?:prompt|instructions)\b|\btransfer\b.{0,20}\bmoney\b|"
    r"\bpassword\b|\bdiscount code\b",
    re.IGNORECASE,
)
_GREETED = re.compile(
    r"\b(?:[Hh]i|[Hh]ey|[Hh]ello|[Dd]ear|[Tt]hanks|[Gg]reat job|[Ww]ell done),? ([A-Z][a-z]{2,})\b|"
    r"\b(?:for|by) ([A-Z][a-z]+)'s (?:program|plan)"
)
"""A name in a place where only a name stands; the athlete's own may stand in the request."""
_HINTS = (
    "todo", "tbd", "fixme", "xxx", "lorem", "placeholder", "insert", "undefined", "nan", "exercise",
    "{", "}", "<", "[", "://", "ignore", "disregard", "forget", "prompt", "an ai", "language model",
    "you are now", "jailbreak", "reveal", "instructions", "transfer", "password", "discount", "hi ",
    "hi,", "hey", "hello", "dear", "thanks", "great job", "well done", "'s p",
)  # fmt: skip
_DOTTED = re.compile(r"\.[a-z]")
"""Cheap signs without which none of the patterns above can hit."""
_NO_NAMES = frozenset({"There", "Team", "Athlete", "Coach", "Everyone", "All", "Friend", "Week"})


def text_agrees_with_numbers(context: LintContext) -> tuple[Finding, ...]:
    """N01: loads, percentages, effort and "deload" in texts are those of the numbers.

    Source: user reports. Counts in the summary are compared with the program.
    """
    tell, facts = Teller("N01", "warn"), context.facts
    found = []
    for item in facts.items:
        wrong = _contradiction(item)
        if wrong is not None:
            found.append(
                tell.session(
                    item.template,
                    "A text and the numbers disagree.",
                    exercise=item.name,
                    measured=wrong,
                )
            )
    found += [
        tell.session(session.template, 'A session is called "deload" but is none.')
        for session in facts.sessions
        if _DELOAD.search(session.template.name)
        and not session.template.is_deload
        and session.week not in facts.program.deload_weeks
    ]
    return (*found, *_full_deloads(tell, facts), *_wrong_counts(tell, facts))


def _contradiction(item: Item) -> str | None:
    exercise = item.exercise
    notes = " ".join(text for text in (exercise.text, exercise.form_notes) if text)
    if not notes:
        return None
    sets: Sequence[OneSet] = exercise.working_sets or item.sets
    loads = {load for one in sets if (load := load_of(one, item.unit)) is not None}
    percents = {value for one in sets if (value := percent_of(one)) is not None}
    efforts = {*(one.rpe for one in sets), exercise.rpe, item.rpe} - {None}
    if percents and item.load is not None and _EMPTY_BAR.search(notes):
        return "empty bar"
    for hit in _LOAD.finditer(exercise.text) if loads else ():
        if not any(abs(float(hit[1]) - load) <= _LOAD_TOLERANCE for load in loads):
            return hit.group()
    for hit in _PERCENT.finditer(exercise.text) if percents else ():
        if float(hit[1]) not in percents and not _is_of_a_set(exercise.text, hit):
            return hit.group()
    for hit in _RPE.finditer(notes) if efforts else ():
        if float(hit[1]) not in efforts:
            return hit.group()
    return None


def _is_of_a_set(text: str, hit: re.Match[str]) -> bool:
    """Return whether the percentage is of a load, as in "drop 20 %", or a range's end."""
    before = text[max(0, hit.start() - 14) : hit.start()].lower()
    return "drop" in before or "-" in before[-2:] or "minus" in before


def _full_deloads(tell: Teller, facts: Facts) -> list[Finding]:
    """Report deload weeks with the sets of a usual week."""
    normal = [
        facts.weeks_tally.hard_sets(week)
        for week in facts.normal_weeks
        if facts.weeks_tally.hard_sets(week)
    ]
    if not normal or not facts.is_lifting:
        return []
    usual = median(normal)
    usual_load = median(facts.mean_main_load(week) for week in facts.normal_weeks)
    return [
        tell.program(
            "The deload has the volume of a usual week.",
            week=week,
            measured=facts.weeks_tally.hard_sets(week),
            limit=float(usual),
        )
        for week in facts.program.deload_weeks
        if facts.weeks_tally.hard_sets(week) > usual * facts.limits.full_volume
        and facts.mean_main_load(week) > facts.limits.light_load * usual_load
    ]


def _wrong_counts(tell: Teller, facts: Facts) -> list[Finding]:
    """Compare the counts of header and summary with the program."""
    program = facts.program
    found = []
    if program.total_workouts != len(facts.sessions):
        found.append(
            tell.program(
                "The number of sessions is wrong.",
                measured=program.total_workouts,
                limit=len(facts.sessions),
            )
        )
    totals = {
        "day": {program.total_days, program.training_frequency, *_lengths(program.total_days)},
        "week": set(range(1, len(facts.weeks) + 1)),
        "session": {len(facts.sessions)},
        "workout": {len(facts.sessions)},
    }
    for hit in _COUNTED.finditer(program.summary):
        allowed = totals[hit[2].lower().rstrip("s")]
        small = int(hit[1]) <= DAYS_PER_WEEK
        if int(hit[1]) not in allowed and not small:
            found.append(tell.program("The summary counts wrongly.", measured=hit.group()))
    return found


def _lengths(total_days: int) -> set[int]:
    """Return the whole weeks of the program in days."""
    return set(range(DAYS_PER_WEEK, total_days + 1, DAYS_PER_WEEK))


def texts_are_clean(context: LintContext) -> tuple[Finding, ...]:
    """N02: no placeholder, address, instruction or other person's name; the athlete's language.

    Source: injection tests. Another language must be declared by an assumption.
    """
    tell, facts = Teller("N02", "error"), context.facts
    found = []
    for text in facts.program_texts:
        wrong = _foreign(facts, text)
        if wrong is not None:
            found.append(tell.program(wrong[0], measured=wrong[1]))
    foreign = facts.read_texts(lambda text: _foreign(facts, text))
    for session in facts.sessions if foreign else ():
        wrong = next((foreign[text] for text in _all_texts(session) if text in foreign), None)
        if wrong is not None:
            found.append(tell.session(session.template, wrong[0], measured=wrong[1]))
    return (*found, *_other_language(tell, facts))


def _all_texts(session: SessionFacts) -> tuple[str, ...]:
    return (*session.texts, *(item.name for item in session.items))


def _foreign(facts: Facts, text: str) -> tuple[str, str] | None:
    lower = text.lower()
    if not any(hint in lower for hint in _HINTS) and _DOTTED.search(lower) is None:
        return None
    for pattern, message in (
        (_PLACEHOLDER, "A text holds a placeholder."),
        (_ADDRESS, "A text holds an address."),
        (_INSTRUCTION, "A text holds an instruction to a machine."),
    ):
        hit = pattern.search(text)
        if hit is not None:
            return message, hit.group()
    hit = _GREETED.search(text)
    name = (hit[1] or hit[2]) if hit is not None else None
    if name and name not in _NO_NAMES and name.lower() not in facts.request_words:
        return "A text names another person.", name
    return None


def _other_language(tell: Teller, facts: Facts) -> list[Finding]:
    asked = facts.request.preferences.language.split("-")[0].lower() or "en"
    stated = facts.program.language.split("-")[0].lower()
    if stated != asked and not facts.is_assumed("language"):
        return [tell.program("The program is in another language.", measured=stated, limit=asked)]
    notes = {t.coaching_notes for t in facts.program.templates}
    cues = {item.exercise.form_notes or "" for item in facts.items}
    spoken = language_of(" ".join(sorted(notes | cues | set(facts.program_texts))))
    if spoken is None or spoken == stated:
        return []
    return [tell.program("The texts are in another language.", measured=spoken, limit=stated)]
