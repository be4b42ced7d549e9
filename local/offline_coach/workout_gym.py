"""Reads gym work by rules: parts with exercises, warm-ups, misses, and the discipline they make."""

from __future__ import annotations

import re
from collections.abc import Sequence

from libs.exercise.catalogue import load_catalogue
from libs.workout.exercise_names import match_name
from local.offline_coach.workout_clauses import Dose, read_clause
from local.offline_coach.workout_notation import MISSED
from local.offline_coach.workout_scores import SCORED_MARK, Scored

_NUMBER_LIST = re.compile(
    rf"(?<![\d.x:])\d{{1,3}}{MISSED}?(?:\s*,\s*\d{{1,3}}{MISSED}?)+(?!\s*(?:x|,?\d|\.\d|:|kg|lb|km|k\b|m\b))(?!\d)"
)
_CLAUSE = re.compile(
    r"\s*(?:,(?!\d)|;|\.\s(?=[a-z])|(?<!\bbw)(?<!bw )(?<!weight)\+(?!\s?\d+(?:[.,]\d+)? ?(?:kg|lbs?)\b(?! ?[a-z]))(?!(?<=\d\+)\s*(?:at|for|with|got|@|mit|con)\b)(?!\s?\d{1,3} (?:rest[- ]?paus|myo))(?=\s*[a-z\d]*\s*[a-z])|\bthen\b|\bfollowed by\b|\bplus\b|&(?!\s*jerk)|\bdanach\b|\banschließend\b|\band\b(?! (?:jerk|press|a half|reach))|\bund\b|\bdann\b|\by\b|\bluego\b|\bet\b|\bpuis\b|\be\b|\bpoi\b|\bi\b(?=\s+\w+\s+\d)|\ben\b(?=\s+\d)|\bsuperset(?:ted)? with\b)\s*"
)
_LISTED = re.compile(
    r"(?<=[a-z\d]) (?=\d+ ?(?:(?:m|km|cals?|k?cal|meters?|metres?|ft|s|sec)\b ?)?"
    r"(?!(?:kg|kgs|lbs?|pounds?|reps?|mins?|minutes?|secs?|seconds?|sets?|rounds?|x|m|km|cals?|at|in|each|per|and|unbroken|ft|s)\b)(?:[a-z][a-z-]*[a-z]|[a-z]\d[a-z])\b|\d+/\d+ ?(?:cal|m)?\b ?[a-z]{3,})"
)
_MISS = re.compile(
    r"(?:missed|failed)(?: on)? (?:the |my )?last (?P<less>\d) reps?(?: (?:of|on|in) (?:the |my )?(?:last |final )?set(?: \d)?)?|(?:only (?:got|made|did|managed)?\s*|failed at\s*|got\s*)(?P<done>\d{1,2})(?:\s*reps?)?\s*(?:on|in|for)?\s*(?:the|my)?\s*(?P<which>last|final|fifth|third|fourth|4th|5th|3rd)(?:\s*(?:set|one))?"
    r"|(?:last|final) set (?:was )?(?:only )?(?:got )?(?P<done2>\d{1,2})(?!\d|\s*(?:x|kg|lb))|(?:missed|failed)(?: on)? (?:the |my )?(?:last|final) rep(?: (?:of|on|in) (?:the |my )?(?:last|final|third|fourth|fifth|\d(?:rd|th)) set)?"
)
_WARMUP = re.compile(r"\bwarm(?:ed|ing)?[- ]?up\b|\bwarmup\b")
_WARMUP_BEHIND = re.compile(r"\d.*\bwarm(?:ed|ing)?[- ]?ups?\W*$")
"""`90x5 warmup` ends the warm-up; `warmup 60x5, 90x5` goes on until another exercise."""
_COOLDOWN = re.compile(r"\bcool(?:ed|ing)?[- ]?down\b|\bstretched\b")
FEELING = re.compile(r"\b(?:felt|feeling|legs (?:were|are)|tired|exhausted|great session|sore)\b")
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
WHEN = re.compile(
    r"(?:(?<![^.,;\s])(?:[ap]m|mon|mo|tues?|di|weds?|mi|thu|thurs|do|fri|fr|sat|sa|sun|so|lun|mar|mi[eé]|jue|vie|s[aá]b|dom|mer|jeu|ven|sam|dim)(?=\s?:\s))|\b(?:(?:early )?(?:this|yesterday|tuesday|monday|wednesday|thursday|friday|saturday|sunday) (?:morning|afternoon|evening|night)(?: at \d{1,2}(?::\d\d)?\s*(?:am|pm)?)?"
    r"|yesterday(?: at (?:\d{1,2}(?::\d\d)?\s*(?:am|pm)?|noon))?|last night(?: at \d{1,2}(?::\d\d)?\s*(?:am|pm)?)?|(?:last|on) (?:mon|tues|wednes|thurs|fri|satur|sun)day(?: (?:morning|afternoon|evening))?|today(?: at \d{1,2}(?::\d\d)?\s*(?:am|pm)?)?"
    r"|tonight|(?:two|three|four|five|six|\d) days ago|a week ago|at \d{1,2}(?::\d\d)?\s*(?:am|pm)|at \d{1,2}:\d\d(?= this| yesterday)|before work|after work|(?:at|over|during) lunch(?: ?time)?|in the (?:morning|afternoon|evening)|(?:later )?in the evening|(?:on )?(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(?:st|nd|rd|th)?|\d{4}-\d{2}-\d{2}"
    r"|gestern(?: (?:abend|morgen|nachmittag|mittag))?(?: um \d{1,2}(?::\d\d)?(?: uhr)?)?|vorgestern|heute (?:morgen|früh|abend|nachmittag|mittag)(?: um \d{1,2}(?::\d\d)?(?: uhr)?)?|ayer(?: por la (?:mañana|tarde|noche))?|anoche|esta (?:mañana|tarde|noche)|hier(?: (?:matin|soir))?|ce (?:matin|soir)|ieri(?: (?:sera|mattina))?|stamattina|stasera|ontem(?: à (?:noite|tarde))?|hoje de manhã|gisteren(?:avond|ochtend)?|vanmorgen|vanochtend|wczoraj(?: wieczorem| rano)?|dziś rano|вчера(?: вечером| утром)?|сегодня утром|昨天|今天早上|今早)\b"
)


def exercises_of(part: dict[str, object]) -> list[dict[str, object]]:
    """Return the exercises of a part."""
    found = part.get("exercises")
    return found if isinstance(found, list) else []


def is_gym_dose(exercise: dict[str, object]) -> bool:
    """Tell whether an exercise is gym work: repetitions or loads of something known."""
    found = match_name(str(exercise["name"]), load_catalogue())
    if found.pattern == "mono":
        return False
    sets = exercise.get("sets")
    return isinstance(sets, list) and any("reps" in item or "load" in item for item in sets)


def is_known_dose(exercise: dict[str, object]) -> bool:
    """Tell whether an exercise is gym work that the catalogue knows, if only by its pattern."""
    found = match_name(str(exercise["name"]), load_catalogue())
    return found.tier != "unknown" and is_gym_dose(exercise)


def gym_report(
    parts: list[dict[str, object]], low: str, scored: Scored | None
) -> dict[str, object]:
    """Return the session of these parts with its discipline."""
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
        match_name(str(item["name"]), catalogue) for part in parts for item in exercises_of(part)
    ]
    patterns = {item.pattern for item in found}
    if patterns and patterns & _OLYMPIC:
        return "olympic_weightlifting"
    loaded = [
        item
        for part in parts
        for e in exercises_of(part)
        for item in sets_of(e)
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


def sets_of(exercise: dict[str, object]) -> list[dict[str, object]]:
    """Return the sets of an exercise."""
    found = exercise.get("sets")
    return found if isinstance(found, list) else []


def gym_parts(lows: Sequence[str], scored: Scored | None) -> list[dict[str, object]]:
    """Return warm-up, strength and scored parts in order; a scored mark begins the scored part."""
    strength, warm, cool, conditioning = [], [], [], []  # type: ignore[var-annotated]  # lists of Dose
    in_scored = False
    for low in lows:
        text = _NUMBER_LIST.sub(lambda found: found[0].replace(" ", "").replace(",", "/"), low)
        has_mark = SCORED_MARK.search(text) is not None
        in_scored = in_scored or has_mark
        lead, tail = _around_mark(text) if has_mark else ("", text)
        target = conditioning if in_scored else strength
        if lead:
            _collect(lead, strength, warm, cool)
        body = _LISTED.sub(", ", scored.strip(tail)) if scored and in_scored else tail
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
    part: dict[str, object] = {"kind": kind, "format": "straight"}
    totals = [item.total for item in doses if item.total]
    if totals and doses[-1].total:
        part["time"] = totals[-1]
    return {**part, "exercises": [item.to_wire() for item in doses]}


def _collect(text: str, target: list[Dose], warm: list[Dose], cool: list[Dose]) -> None:
    text = WHEN.sub(" ", text)
    missed = _MISS.search(text)
    if missed is not None:
        text = text[: missed.start()] + " " + text[missed.end() :]
    for stage in re.split(
        r"\bthen\b|\bfollowed by\b|\bmain(?: set| lift)?:|\bwork(?:ing)? sets?:?", text
    ):
        is_open, is_before = False, False
        for clause in _CLAUSE.split(stage):
            dose = None if not clause or FEELING.search(clause) else read_clause(clause)
            if dose is None or not (dose.has_dose or dose.is_known):
                continue
            marked = _WARMUP.search(clause)
            is_warm = marked is not None or is_open or (is_before and not dose.name)
            place = cool if _COOLDOWN.search(clause) else warm if is_warm else target
            is_open = is_open or (marked is not None and clause[marked.end() :].startswith(":"))
            is_before = is_warm and not (marked and _WARMUP_BEHIND.search(clause))
            _place(dose, place, named=_lift_of(target) or _lift_of(warm))
    if missed is not None and target:
        _apply_miss(target[-1], missed)


def _lift_of(doses: Sequence[Dose]) -> str:
    """Return the last exercise that sets without a name may belong to."""
    known = [item.name for item in doses if is_known_dose(item.to_wire())]
    return known[-1] if known else doses[-1].name if doses and not doses[-1].is_known else ""


def _place(dose: Dose, place: list[Dose], *, named: str) -> None:
    """Add an exercise, or sets to the one before; `named` is the exercise a warm-up is for."""
    if dose.name and (dose.is_known or _is_real(dose)):
        place.append(dose)
        return
    if not dose.has_dose or len(dose.name.split()) > 2 or not _continues(dose):
        return
    if place and not place[-1].sets:
        place[-1].sets = dose.sets
    elif place and _is_load_only(dose) and not any("load" in item for item in place[-1].sets):
        place[-1].sets = [{**item, **dose.sets[0]} for item in place[-1].sets]
    elif place:
        place[-1].sets.extend(dose.sets)
    elif named:
        place.append(Dose(named, dose.sets, is_known=True))


def _is_load_only(dose: Dose) -> bool:
    return len(dose.sets) == 1 and dose.sets[0].keys() == {"load"}


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
        done = str(int(reps) - 1)
    single = {key: value for key, value in last.items() if key != "sets"}
    if reps.rstrip("+").isdigit() and int(done) >= int(reps.rstrip("+")):
        tail: dict[str, object] = {**single, "reps": done}
        dose.sets[-1:] = [{**last, "sets": str(count - 1)}, tail] if count > 1 else [tail]
        return
    if count > 1:
        dose.sets[-1] = {**last, "sets": str(count - 1)}
        dose.sets.append({**single, "reps": done, "missed": True})
    else:
        dose.sets[-1] = {**single, "reps": done, "missed": True}
