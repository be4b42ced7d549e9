"""Reads ordinary workout texts by rules, English first; answers in the shape of the workout tool.

This is the offline demo coach: no language model. What it cannot read it leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from libs.workout.gate import refusal_of
from libs.workout.tenses import BOARD, is_about_others, is_standing, sentence_kind
from libs.workout.wording import fold, plain_signs
from local.offline_coach.workout_gym import (
    FEELING,
    WHEN,
    exercises_of,
    gym_parts,
    gym_report,
    is_gym_dose,
    is_known_dose,
    sets_of,
)
from local.offline_coach.workout_notation import tidy
from local.offline_coach.workout_scores import SCORED_MARK, find_scored, find_timed
from local.offline_coach.workout_sports import (
    find_practice,
    find_sport,
    is_timed_distance,
    objects_of,
    read_common,
    read_endurance,
    read_practice,
)

_PLAIN = str.maketrans(
    {
        "\u2019": "'",
        "\u2013": "-",
        "\u2014": "-",
        "\u00d7": "x",
        "\u201c": '"',
        "\u201d": '"',
        "\uff0c": ",",
        "\u3002": ". ",
    }
)
_ASIAN_SETS = re.compile(
    r"(\d+)\s*(?:组|組|セット|세트)[\s,，每x×]*(\d+)\s*(?:次|个|下|回|レップ|회)"
)
_ASIAN_REPS = re.compile(r"(\d+)\s*(?:次|个|回|レップ|회)[\s,，x×]*(\d+)\s*(?:组|組|セット|세트)")
_TIMES_WORD = re.compile(
    r"(?<![\d.,])(\d{1,2}) (?:по|por|mal|fois|keer|razy|volte|gånger|kez) (\d{1,3})(?![\d.,])"
)
_LABELLED = re.compile(
    r"[,;/]\s+(?=(?:[ap]m|mornings?|lunch|afternoon|evening|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|mo|di|mi|do|fr|sa|so)\s?:\s)",
    re.IGNORECASE,
)
_REST_DAY = re.compile(
    r"^(?:\w+\.?\s?[:-]?\s+)?(?:complete |full |total )?(?:rest(?: day)?|off|nothing|day off|ruhetag|pause|descanso|repos|riposo)[.!;, ]*$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?!\d+\s*(?:uhr|tage))|\n+")
_SPLITTERS = re.compile(
    r"\b(?:morning|lunch|afternoon|evening|tonight|last night|yesterday|today|later|second (?:session|workout)|also|am session|pm session|days ago|before work|after work|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|gestern|heute|ayer|hier\b|ieri|ontem"
)
_LATER = re.compile(r"\b(?:later|also|second (?:session|workout)|in the evening|pm session)\b")
_PLACES = re.compile(
    r"\b(?:at home|home gym|garage|at the gym|in the gym|the box|outdoors?|outside|in the park|on the track|treadmill|zwift)\b"
)
_DURATION = re.compile(
    r"(?:session (?:took|lasted|was)|total(?: time)?:?|lasted|took(?: me)?(?: about)?|in total|whole thing took)\s*(?P<time>\d+\s*(?:min(?:ute)?s?|hours?|h)\b(?:\s*\d+\s*min\w*)?|\d:\d\d(?::\d\d)?|an hour(?: and a half)?)|(?P<t2>\d{2,3}) ?-?min(?:ute)? (?:session|workout)"
)


_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:instructions?|rules?|prompts?|above|previous)\b"
    r"|\bsystem ?(?:prompt|message)?:|\b(?:assistant|developer|admin) ?:|\byou (?:must|are now|have to|should now)\b|</?[a-z-]+>"
)
"""Words to the machine are no report; a model knows that by itself, rules have to be told."""
_OF_OTHERS = re.compile(
    r"^[^.]*?\bmy (?:\w+ ){1,3}(?:ran|did|lifted|deadlifted|benched|squatted|hit|swam|rode|got)\b[^.]*?\b(?:and|while|but|whereas) (?=i\b)"
    r"|,? (?:and|while|but|whereas) (?:my|our) (?:\w+ ){1,3}(?:ran|did|lifted|deadlifted|benched|squatted|hit|swam|rode|got|only)\b.*$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?!(?:Just|Then|Also|Finally|Today|Yesterday|Tonight|Actually|Only|Quickly|We|Coach|So|And|But|Still|Later|Again)\b)"
    r"[A-Z][a-z]+(?: [A-Z][a-z]+)? (?:ran|deadlifted|benched|squatted|lifted|swam|rowed|cycled|pressed|snatched)\b"
)


@dataclass
class Draft:
    """One session while it is read."""

    sentences: list[str] = field(default_factory=list)
    lows: list[str] = field(default_factory=list)

    @property
    def low(self) -> str:
        """Return the text in lower case."""
        return " ".join(self.lows)


def read_workouts(text: str) -> dict[str, object]:
    """Return the finished sessions a text reports, as the workout tool takes them."""
    text = _TIMES_WORD.sub(r"\1x\2", text)
    clean = _ASIAN_SETS.sub(r"\1x\2 ", _ASIAN_REPS.sub(r"\2x\1 ", plain_signs(text))).translate(
        _PLAIN
    )
    folded = tuple(fold(piece) for piece in _SENTENCE.split(clean) if piece.strip())
    refusal = refusal_of(folded)
    if refusal is not None or (BOARD.search(fold(clean)) and not _has_done(folded)):
        return {"intent": _intent(refusal.reason if refusal else ""), "workouts": []}
    reports = [report for draft in _sessions(clean) for report in _read(draft)]
    return {"intent": "report" if reports else "other", "workouts": reports}


def _has_done(sentences: Sequence[str]) -> bool:
    return any(sentence_kind(sentence) == "done" for sentence in sentences)


def _intent(reason: str) -> str:
    known = {"future_planning": "plan", "advice_seeking": "advice", "question": "question"}
    return known.get(reason, "reflection")


def _sessions(text: str) -> list[Draft]:
    """Group sentences into sessions: another time of day or "also" begins a new one."""
    drafts: list[Draft] = []
    for piece in _pieces(text):
        raw = _OF_OTHERS.sub("", piece)
        low = raw.lower()
        if _REST_DAY.match(raw) or not _is_own_report(fold(raw)) or _NAMED.match(raw):
            continue
        if not drafts or _begins_new(low, drafts[-1]):
            drafts.append(Draft())
        drafts[-1].sentences.append(raw)
        drafts[-1].lows.append(tidy(low))
    return drafts


def _pieces(text: str) -> list[str]:
    """Split into sentences, and a sentence where it turns to another time of day."""
    pieces: list[str] = []
    for sentence in (part for line in _SENTENCE.split(text) for part in _LABELLED.split(line)):
        parts = re.split(
            r",?\s+(?:and |then |and then )(?=(?:this |in the |later|yesterday|tonight|after work|last night))",
            sentence.strip(),
        )
        turned = (
            re.split(
                r"(?<=\w),?\s+(?:and then|then|and)\s+(?=[^,]*\b(?:in the evening|this evening|tonight|after work|at lunch|later)\b)",
                parts[0],
            )
            + parts[1:]
        )
        timed = [part for item in turned for part in _by_days(item)]
        pieces.extend(part.strip() for item in timed for part in _by_kinds(item) if part.strip())
    return pieces


def _by_kinds(sentence: str) -> list[str]:
    """Split a sentence that goes from one kind of session to another: a run, then lifting."""
    if find_scored(sentence.lower()) is not None or re.search(r"warm|cool", sentence.lower()):
        return [sentence]
    for middle in re.finditer(
        r",?\s+(?:and then|then|and|followed by|plus|\+|und(?: dann)?|dann|y(?: luego)?|luego|et|puis|e|poi|en(?!\s+\d+\s*(?:min|h|:))|och|og|i(?=\s+\d+\s?x))\s+|[,;]\s+",
        sentence,
        re.IGNORECASE,
    ):
        left, right = sentence[: middle.start()], sentence[middle.end() :]
        kinds = [_plain_kind(part.lower()) for part in (left, right)]
        measured = all(re.search(r"\d|\ban? (?:hour|mile)", part) for part in (left, right))
        if measured and None not in kinds and kinds[0] != kinds[1]:
            return [left, *_by_kinds(right)]
    return [sentence]


def _plain_kind(low: str) -> str | None:
    """Return the family of a text that names it: gym only for an exercise that is known."""
    family, sport = _family(low), find_sport(low)
    if family != "gym":
        is_vague = sport is not None and not sport.is_named and not is_timed_distance(low)
        return None if is_vague else family
    doses = [item for part in gym_parts([low], None) for item in exercises_of(part)]
    return "gym" if any(map(is_known_dose, doses)) else None


def _by_days(sentence: str) -> list[str]:
    """Split a sentence that names two days or times at the "and" between them."""
    found = list(WHEN.finditer(sentence.lower()))
    if len({item[0] for item in found}) < 2:
        return [sentence]
    for middle in re.finditer(
        r",?\s+(?:and then|and|then|und|y|et|e)\s+|,\s+", sentence, re.IGNORECASE
    ):
        left, right = sentence[: middle.start()], sentence[middle.end() :]
        times = [WHEN.search(part.lower()) for part in (left, right)]
        worked = all(_has_work(WHEN.sub(" ", part.lower())) for part in (left, right))
        if all(times) and worked:
            return [left, right]
    return [sentence]


def _is_own_report(sentence: str) -> bool:
    if _ORDERS.search(sentence):
        return False
    if sentence_kind(sentence) in ("plan", "ask", "not_done"):
        return False
    if is_standing(sentence):
        return False
    return not is_about_others(sentence)


def _begins_new(low: str, draft: Draft) -> bool:
    """Tell whether a sentence starts another session than the one before it."""
    has_work = any(char.isdigit() for char in low) or find_practice(low) is not None
    if not has_work or not any(_has_work(item) for item in draft.lows):
        return False
    here, before = WHEN.search(low), WHEN.search(draft.low)
    if here is not None and before is not None and here[0] != before[0]:
        return True
    if _LATER.search(low):
        return True
    mine, theirs = _family(low), _family(draft.low)
    if mine is None or theirs is None or mine == theirs:
        return False
    sport = find_sport(low)
    is_apart = sport is not None and sport.is_named and mine != "gym" and "cool" not in low
    return is_apart or not _then(low)


def _has_work(low: str) -> bool:
    return any(char.isdigit() for char in low) or find_practice(low) is not None


def _then(low: str) -> bool:
    return (
        re.match(
            r"\s*(?:then|followed|after that|afterwards|finisher|finished|cash ?out|metcon|wod|conditioning|cool)",
            low,
        )
        is not None
    )


def _family(low: str) -> str | None:
    """Return endurance or practice for a text that is plainly that, gym for doses, else None."""
    if find_scored(low) is not None or SCORED_MARK.search(low):
        return "gym"
    if re.search(r"\d\s*x\s*\d|\d\s*(?:kg|lbs?|reps|sets)\b", low) and find_sport(low) is None:
        return "gym"
    practice = find_practice(low)
    if practice is not None:
        return practice.discipline
    sport = find_sport(low)
    return sport.discipline if sport and any(char.isdigit() for char in low) else None


def _read(draft: Draft) -> list[dict[str, object]]:
    low = draft.low
    scored = find_scored(low)
    practice, sport = find_practice(low), find_sport(low)
    gym = gym_parts(draft.lows, scored)
    has_gym = any(part["kind"] in ("strength", "conditioning", "skill") for part in gym)
    counts = is_gym_dose if sport is None else is_known_dose
    is_dosed = any(counts(item) for part in gym for item in exercises_of(part))
    reports: list[dict[str, object]] = []
    simple = find_timed(low) if scored is None and not has_gym else None
    if simple is not None:
        scored, gym, has_gym = simple, [{**simple.to_wire(), "exercises": []}], True
    if (scored is not None and has_gym) or (scored is not None and scored.name):
        reports.append(gym_report(gym, low, scored))
    elif practice is not None and not is_dosed:
        reports.append(read_practice(practice.discipline, low))
    elif sport is not None and not is_dosed:
        reports.append(read_endurance(sport.discipline, _sport_text(draft)))
    elif has_gym:
        reports.append(gym_report(gym, low, scored))
    for report in reports:
        _add_common(report, draft)
    return reports


def _sport_text(draft: Draft) -> str:
    return draft.low


def _add_common(report: dict[str, object], draft: Draft) -> None:
    low = draft.low
    report["quote"] = " ".join(draft.sentences)
    when = WHEN.search(low)
    if when is not None:
        report["when"] = when[0]
    gym_effort = any(
        "rpe" in item
        for part in objects_of(report.get("parts"))
        for e in exercises_of(part)
        for item in sets_of(e)
    )
    common = read_common(low)
    if gym_effort:
        common.pop("effort", None)
    report.update({key: value for key, value in common.items() if value})
    place, duration = _PLACES.search(low), _DURATION.search(low)
    if place is not None:
        report["place"] = place[0]
    if duration is not None and "time" not in report:
        report.setdefault("duration", duration["time"] or f"{duration['t2']} min")
    feeling = [
        raw for raw, line in zip(draft.sentences, draft.lows, strict=True) if FEELING.search(line)
    ]
    if feeling and len(feeling[0]) <= 200:
        report["feeling"] = feeling[0]
