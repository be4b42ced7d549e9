"""Reads ordinary workout texts by rules, English first; answers in the shape of the workout tool.

This is the offline demo coach: no language model. What it cannot read it leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from libs.exercise.catalogue import load_catalogue
from libs.workout.exercise_names import match_name
from libs.workout.gate import refusal_of
from libs.workout.tenses import BOARD, SELF, SOMEBODY, STANDING, sentence_kind
from libs.workout.wording import fold
from local.offline_coach.workout_clauses import Dose, read_clause
from local.offline_coach.workout_scores import SCORED_MARK, Scored, find_scored, find_timed
from local.offline_coach.workout_sports import (
    find_practice,
    find_sport,
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
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?!\d+\s*(?:uhr|tage))|\n+")
_NUMBER_LIST = re.compile(
    r"(?<![\d.x:])\d{1,3}(?:\s*,\s*\d{1,3})+(?!\s*(?:x|,?\d|\.\d|:|kg|lb|km|k\b|m\b))(?!\d)"
)
_CLAUSE = re.compile(
    r"\s*(?:,(?!\d)|;|\.\s(?=[a-z])|\+(?=\s*[a-z\d]*\s*[a-z])|\bthen\b|\bfollowed by\b|\bplus\b|&(?!\s*jerk)|\bdanach\b|\banschließend\b|\band\b(?! (?:jerk|press|a half|reach))|\bund\b|\bdann\b|\by\b|\bluego\b|\bet\b|\bpuis\b|\be\b|\bpoi\b|\bi\b(?=\s+\w+\s+\d)|\ben\b(?=\s+\d)|\bsuperset(?:ted)? with\b)\s*"
)
_WHEN = re.compile(
    r"\b(?:(?:early )?(?:this|yesterday|tuesday|monday|wednesday|thursday|friday|saturday|sunday) (?:morning|afternoon|evening|night)(?: at \d{1,2}(?::\d\d)?\s*(?:am|pm)?)?"
    r"|yesterday(?: at (?:\d{1,2}(?::\d\d)?\s*(?:am|pm)?|noon))?|last night(?: at \d{1,2}(?::\d\d)?\s*(?:am|pm)?)?|(?:last|on) (?:mon|tues|wednes|thurs|fri|satur|sun)day(?: (?:morning|afternoon|evening))?|today(?: at \d{1,2}(?::\d\d)?\s*(?:am|pm)?)?"
    r"|tonight|(?:two|three|four|five|six|\d) days ago|a week ago|at \d{1,2}(?::\d\d)?\s*(?:am|pm)|at \d{1,2}:\d\d(?= this| yesterday)|before work|after work|(?:at|over|during) lunch(?: ?time)?|in the (?:morning|afternoon|evening)|(?:later )?in the evening|(?:on )?(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(?:st|nd|rd|th)?|\d{4}-\d{2}-\d{2}"
    r"|gestern(?: (?:abend|morgen|nachmittag|mittag))?(?: um \d{1,2}(?::\d\d)?(?: uhr)?)?|vorgestern|heute (?:morgen|früh|abend|nachmittag|mittag)(?: um \d{1,2}(?::\d\d)?(?: uhr)?)?|ayer(?: por la (?:mañana|tarde|noche))?|anoche|esta (?:mañana|tarde|noche)|hier(?: (?:matin|soir))?|ce (?:matin|soir)|ieri(?: (?:sera|mattina))?|stamattina|stasera|ontem(?: à (?:noite|tarde))?|hoje de manhã|gisteren(?:avond|ochtend)?|vanmorgen|vanochtend|wczoraj(?: wieczorem| rano)?|dziś rano|вчера(?: вечером| утром)?|сегодня утром|昨天|今天早上|今早)\b"
)
_SPLITTERS = re.compile(
    r"\b(?:morning|lunch|afternoon|evening|tonight|last night|yesterday|today|later|second (?:session|workout)|also|am session|pm session|days ago|before work|after work|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|gestern|heute|ayer|hier\b|ieri|ontem"
)
_LATER = re.compile(r"\b(?:later|also|second (?:session|workout)|in the evening|pm session)\b")
_FEELING = re.compile(r"\b(?:felt|feeling|legs (?:were|are)|tired|exhausted|great session|sore)\b")
_MISS = re.compile(
    r"(?:only (?:got|made|did|managed)?\s*|failed at\s*|got\s*)(?P<done>\d{1,2})(?:\s*reps?)?\s*(?:on|in|for)?\s*(?:the|my)?\s*(?P<which>last|final|fifth|third|fourth|4th|5th|3rd)(?:\s*(?:set|one))?"
    r"|(?:last|final) set (?:was )?(?:only )?(?:got )?(?P<done2>\d{1,2})(?!\d|\s*(?:x|kg|lb))|missed the last rep|failed (?:on )?the last rep"
)
_PLACES = re.compile(
    r"\b(?:at home|home gym|garage|at the gym|in the gym|the box|outdoors?|outside|in the park|on the track|treadmill|zwift)\b"
)
_DURATION = re.compile(
    r"(?:session (?:took|lasted|was)|total(?: time)?:?|lasted|took(?: me)?(?: about)?|in total|whole thing took)\s*(?P<time>\d+\s*(?:min(?:ute)?s?|hours?|h)\b(?:\s*\d+\s*min\w*)?|\d:\d\d(?::\d\d)?|an hour(?: and a half)?)|(?P<t2>\d{2,3}) ?-?min(?:ute)? (?:session|workout)"
)
_WARMUP = re.compile(r"\bwarm(?:ed|ing)?[- ]?up\b|\bwarmup\b")
_COOLDOWN = re.compile(r"\bcool(?:ed|ing)?[- ]?down\b|\bstretched\b")
_OLYMPIC = frozenset({"olympic"})
_POWER_IDS = frozenset(
    {
        "back_squat",
        "low_bar_squat",
        "bench_press",
        "deadlift",
        "sumo_deadlift",
        "paused_bench_press",
    }
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
    clean = text.translate(_PLAIN)
    folded = tuple(fold(piece) for piece in _SENTENCE.split(clean) if piece.strip())
    refusal = refusal_of(folded)
    if refusal is not None or (BOARD.search(fold(clean)) and not _has_done(folded)):
        return {"intent": _intent(refusal.reason if refusal else ""), "workouts": []}
    reports = [report for draft in _sessions(clean) for report in _read(draft)]
    return {"intent": "report" if reports else "reflection", "workouts": reports}


def _has_done(sentences: Sequence[str]) -> bool:
    return any(sentence_kind(sentence) == "done" for sentence in sentences)


def _intent(reason: str) -> str:
    known = {"future_planning": "plan", "advice_seeking": "advice", "question": "question"}
    return known.get(reason, "reflection")


def _sessions(text: str) -> list[Draft]:
    """Group sentences into sessions: another time of day or "also" begins a new one."""
    drafts: list[Draft] = []
    for raw in _pieces(text):
        low = raw.lower()
        if not _is_own_report(fold(raw)):
            continue
        if not drafts or _begins_new(low, drafts[-1]):
            drafts.append(Draft())
        drafts[-1].sentences.append(raw)
        drafts[-1].lows.append(low)
    return drafts


def _pieces(text: str) -> list[str]:
    """Split into sentences, and a sentence where it turns to another time of day."""
    pieces: list[str] = []
    for sentence in _SENTENCE.split(text):
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
        pieces.extend(part.strip() for item in turned for part in _by_days(item) if part.strip())
    return pieces


def _by_days(sentence: str) -> list[str]:
    """Split a sentence that names two days or times at the "and" between them."""
    found = list(_WHEN.finditer(sentence.lower()))
    if len({item[0] for item in found}) < 2:
        return [sentence]
    for middle in re.finditer(
        r",?\s+(?:and then|and|then|und|y|et|e)\s+|,\s+", sentence, re.IGNORECASE
    ):
        left, right = sentence[: middle.start()], sentence[middle.end() :]
        times = [_WHEN.search(part.lower()) for part in (left, right)]
        worked = all(_has_work(_WHEN.sub(" ", part.lower())) for part in (left, right))
        if all(times) and worked:
            return [left, right]
    return [sentence]


def _is_own_report(sentence: str) -> bool:
    if sentence_kind(sentence) in ("plan", "ask", "not_done"):
        return False
    if STANDING.search(sentence):
        return False
    return not (SOMEBODY.search(sentence) and not SELF.search(sentence))


def _begins_new(low: str, draft: Draft) -> bool:
    """Tell whether a sentence starts another session than the one before it."""
    has_work = any(char.isdigit() for char in low) or find_practice(low) is not None
    if not has_work or not any(_has_work(item) for item in draft.lows):
        return False
    here, before = _WHEN.search(low), _WHEN.search(draft.low)
    if here is not None and before is not None and here[0] != before[0]:
        return True
    if _LATER.search(low):
        return True
    mine, theirs = _family(low), _family(draft.low)
    return mine is not None and theirs is not None and mine != theirs and not _then(low)


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
    gym = _gym_parts(draft, scored)
    has_gym = any(part["kind"] in ("strength", "conditioning", "skill") for part in gym)
    is_dosed = any(_is_gym_dose(item) for part in gym for item in _exercises(part))
    reports: list[dict[str, object]] = []
    simple = find_timed(low) if scored is None and not has_gym else None
    if simple is not None:
        scored, gym, has_gym = simple, [{**simple.to_wire(), "exercises": []}], True
    if (scored is not None and has_gym) or (scored is not None and scored.name):
        reports.append(_gym_report(gym, low, scored))
    elif practice is not None and not is_dosed:
        reports.append(read_practice(practice.discipline, low))
    elif sport is not None and not is_dosed:
        reports.append(read_endurance(sport.discipline, _sport_text(draft)))
    elif has_gym:
        reports.append(_gym_report(gym, low, scored))
    for report in reports:
        _add_common(report, draft)
    return reports


def _sport_text(draft: Draft) -> str:
    return draft.low


def _exercises(part: dict[str, object]) -> list[dict[str, object]]:
    found = part.get("exercises")
    return found if isinstance(found, list) else []


def _is_gym_dose(exercise: dict[str, object]) -> bool:
    """Tell whether an exercise is gym work: repetitions or loads of something known."""
    found = match_name(str(exercise["name"]), load_catalogue())
    if found.pattern == "mono":
        return False
    sets = exercise.get("sets")
    return isinstance(sets, list) and any("reps" in item or "load" in item for item in sets)


def _gym_report(
    parts: list[dict[str, object]], low: str, scored: Scored | None
) -> dict[str, object]:
    report: dict[str, object] = {"discipline": _discipline(parts, low, scored), "parts": parts}
    if scored is not None and scored.name:
        report["name"] = scored.name
    if scored is not None and scored.rx:
        report["rx"] = scored.rx
    return report


def _discipline(parts: list[dict[str, object]], low: str, scored: Scored | None) -> str:
    for words, name in (
        (r"\bhyrox\b", "hyrox"), (r"\bhiit\b|\btabata\b", "hiit"), (r"\bcircuits?\b|zirkel\w*", "circuit_training"),
        (r"\bcross ?fit\b|\bwod\b|metcon", "crossfit"), (r"functional bodybuilding", "functional_bodybuilding"),
        (r"\bcalisthenics\b", "calisthenics"), (r"\bhybrid\b", "hybrid"), (r"\bpowerlifting\b", "powerlifting"),
        (r"\bbodybuilding\b", "bodybuilding"),
    ):  # fmt: skip
        if re.search(words, low):
            return name
    if scored is not None:
        return "crossfit"
    catalogue = load_catalogue()
    found = [
        match_name(str(item["name"]), catalogue) for part in parts for item in _exercises(part)
    ]
    patterns = {item.pattern for item in found}
    if patterns and patterns & _OLYMPIC:
        return "olympic_weightlifting"
    loaded = [
        item
        for part in parts
        for e in _exercises(part)
        for item in _sets(e)
        if "load" in item and not re.search(r"\bbw\b|bodyweight", str(item["load"]))
    ]
    if (
        not loaded
        and found
        and all(
            (item.exercise and not item.exercise.needs)
            or item.pattern in ("pull_v", "push_h", "core")
            for item in found
        )
    ):
        return "calisthenics"
    ids = [item.exercise.id for item in found if item.exercise and item.pattern != "mono"]
    if ids and sum(name in _POWER_IDS for name in ids) * 2 >= len(ids):
        return "powerlifting"
    return "bodybuilding"


def _sets(exercise: dict[str, object]) -> list[dict[str, object]]:
    found = exercise.get("sets")
    return found if isinstance(found, list) else []


def _gym_parts(draft: Draft, scored: Scored | None) -> list[dict[str, object]]:
    """Return warm-up, strength and scored parts in order; a scored mark begins the scored part."""
    strength, warm, cool, conditioning = [], [], [], []  # type: ignore[var-annotated]  # lists of Dose
    in_scored = False
    for low in draft.lows:
        text = _NUMBER_LIST.sub(lambda found: found[0].replace(" ", "").replace(",", "/"), low)
        has_mark = SCORED_MARK.search(text) is not None
        in_scored = in_scored or has_mark
        lead, tail = _around_mark(text) if has_mark else ("", text)
        target = conditioning if in_scored else strength
        if lead:
            _collect(lead, strength, warm, cool)
        body = scored.strip(tail) if scored and in_scored else tail
        _collect(body, target, warm, cool)
    parts = [_part("warmup", warm), _part("strength", strength)]
    if scored is not None:
        parts.append({**scored.to_wire(), "exercises": [item.to_wire() for item in conditioning]})
    elif conditioning:
        parts.append(_part("strength", conditioning))
    parts.append(_part("cooldown", cool))
    return [part for part in parts if part.get("exercises") or part["kind"] == "conditioning"]


def _around_mark(text: str) -> tuple[str, str]:
    """Return what stands before a scored mark when it is separate work, and the rest."""
    found = re.search(
        r"(?:\.|,|;|\bthen\b|\bfollowed by\b|\bafter(?:wards)?\b|\bplus\b|\band\b)\s*(?=[^.;]*?"
        + SCORED_MARK.pattern
        + ")",
        text,
    )
    if found is None or not re.search(r"\d\s*x\s*\d|\d\s*(?:kg|lb|sets)", text[: found.start()]):
        return "", text
    if SCORED_MARK.search(text[: found.start()]):
        return "", text
    return text[: found.start()], text[found.end() :]


def _part(kind: str, doses: list[Dose]) -> dict[str, object]:
    return {"kind": kind, "format": "straight", "exercises": [item.to_wire() for item in doses]}


def _collect(text: str, target: list[Dose], warm: list[Dose], cool: list[Dose]) -> None:
    place = warm if _WARMUP.search(text) else cool if _COOLDOWN.search(text) else target
    text = _WHEN.sub(" ", text)
    missed = _MISS.search(text)
    if missed is not None:
        text = text[: missed.start()] + " " + text[missed.end() :]
    for clause in _CLAUSE.split(text):
        if not clause or _FEELING.search(clause):
            continue
        dose = read_clause(clause)
        if dose is None or not (dose.has_dose or dose.is_known):
            continue
        if dose.name and (dose.is_known or _is_real(dose)):
            place.append(dose)
        elif (
            place
            and dose.has_dose
            and (not dose.name or len(dose.name.split()) <= 2)
            and _continues(dose)
        ):
            place[-1].sets.extend(dose.sets)
    if missed is not None and target:
        _apply_miss(target[-1], missed)


def _is_real(dose: Dose) -> bool:
    """Tell whether an unknown name with sets and repetitions may be an exercise."""
    return 1 <= len(dose.name.split()) <= 4 and any(
        "sets" in item and "reps" in item for item in dose.sets
    )


def _continues(dose: Dose) -> bool:
    return any("load" in item or "sets" in item for item in dose.sets)


def _apply_miss(dose: Dose, missed: re.Match[str]) -> None:
    """Split off the last set with the repetitions that were done."""
    if not dose.sets:
        return
    last = dict(dose.sets[-1])
    count = int(str(last.get("sets", "1"))) if str(last.get("sets", "1")).isdigit() else 1
    done = missed["done"] or missed["done2"]
    reps = str(last.get("reps", ""))
    if done is None:
        if not reps.isdigit():
            return
        dose.sets[-1] = {**last, "missed": True}
        return
    single = {key: value for key, value in last.items() if key != "sets"}
    if count > 1:
        dose.sets[-1] = {**last, "sets": str(count - 1)}
        dose.sets.append({**single, "reps": done, "missed": True})
    else:
        dose.sets[-1] = {**single, "reps": done, "missed": True}


def _add_common(report: dict[str, object], draft: Draft) -> None:
    low = draft.low
    report["quote"] = " ".join(draft.sentences)
    when = _WHEN.search(low)
    if when is not None:
        report["when"] = when[0]
    gym_effort = any(
        "rpe" in item
        for part in _list(report.get("parts"))
        for e in _exercises(part)
        for item in _sets(e)
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
        raw for raw, line in zip(draft.sentences, draft.lows, strict=True) if _FEELING.search(line)
    ]
    if feeling and len(feeling[0]) <= 200:
        report["feeling"] = feeling[0]


def _list(value: object) -> list[dict[str, object]]:
    return value if isinstance(value, list) else []
