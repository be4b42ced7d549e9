"""Turns the words of a set into numbers: repetitions, loads per hand and in all, misses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from libs.exercise.catalogue import Catalogue, Exercise
from libs.exercise.strength import implement_of
from libs.workout.evidence import Evidence
from libs.workout.exercise_names import match_name
from libs.workout.quantities import (
    Load,
    LoadUnit,
    Reps,
    parse_count,
    parse_distance,
    parse_effort,
    parse_load,
    parse_reps,
    unit_in,
)
from libs.workout.reply import MAX_SETS, ExerciseWords, SetWords
from libs.workout.times import parse_time
from libs.workout.training import LoggedExercise, LoggedReps, LoggedSet, LoggedWeight
from libs.workout.vocabulary import Discipline, SetKind
from libs.workout.wording import fold

_SETS_X_REPS = re.compile(r"^\s*(\d+)\s*(?:x|sets? (?:of|x)|\*)\s*(.+)$")
_LIST_BREAK = re.compile(r"\s*(?:,\s+|/|;|\bthen\b|->)\s*")
_REPS_AS_TIME = re.compile(r"\d\s*(?:s|sec\w*|min\w*|'|\")(?![a-z])")
_REPS_AS_DISTANCE = re.compile(
    r"\d\s*(?:m|km|k|mi|miles?|yd|yards?|ft|feet|meters?|metres?)(?![a-z])"
)
_REPS_AS_CALORIES = re.compile(r"\d\s*(?:k?cals?|calories|kalorien|calorias)(?![a-z])")
_ONE_HAND = re.compile(
    r"goblet|pull ?over|swing|snatch|halo|single|one[- ]arm|turkish|get[- ]?up|russian|sumo"
    r"|overhead extension|suitcase|windmill|cup|einarmig|unilateral|clean(?! and)"
)
_KIND_WORDS: tuple[tuple[str, SetKind], ...] = (
    ("warm", "warmup"), ("ramp", "warmup"), ("drop", "drop"), ("back", "backoff"),
    ("attempt", "attempt"),
)  # fmt: skip
_PAIR = 2
_BARBELL = re.compile(r"\bback\b|\bbs\b|barbell|langhantel|heavy|weighted")


@dataclass(frozen=True)
class Reader:
    """What reading the words of one message needs."""

    evidence: Evidence
    catalogue: Catalogue
    unit: LoadUnit
    discipline: Discipline = Discipline.GENERIC


def load_unit(text: str, usual: LoadUnit | None) -> LoadUnit:
    """Return the unit of bare numbers: the message's own, else the athlete's, else kilograms."""
    return unit_in(text) or usual or "kg"


def read_exercise(
    words: ExerciseWords, reader: Reader, *, is_warmup: bool = False
) -> LoggedExercise:
    """Return an exercise with all its sets; numbers without evidence are left out."""
    found = match_name(words.name, reader.catalogue)
    where = f"exercises.{words.name[:40]}"
    sets: list[LoggedSet] = []
    stated = _all_sets(words, reader)
    for item in words.sets:
        sets.extend(
            _read_set(item, found.exercise, reader, where=where, name=words.name, stated=stated)
        )
    sets = _numbered(_with_prescriptions(sets[:MAX_SETS]), is_warmup=is_warmup)
    return LoggedExercise(
        exercise_name=words.name,
        exercise_id=found.exercise.id if found.exercise else None,
        match_tier=found.tier,
        pattern=found.pattern,
        sets=tuple(sets),
        note=words.note,
    )


def as_bodyweight(exercise: LoggedExercise, catalogue: Catalogue) -> LoggedExercise:
    """Return scored `15 squats` without a load as air squats; everything else as it is."""
    is_squat = exercise.exercise_id == "back_squat" and not _BARBELL.search(
        fold(exercise.exercise_name)
    )
    if not is_squat or any(item.weight is not None for item in exercise.sets):
        return exercise
    found = match_name("air squat", catalogue)
    if found.exercise is None:
        return exercise
    update = {"exercise_id": found.exercise.id, "pattern": found.pattern}
    return exercise.model_copy(update=update)


def weight_of(load: Load, exercise: Exercise | None, name: str) -> LoggedWeight:
    """Return a load as stored; a pair of dumbbells is recorded per hand and as total."""
    implements = load.implements
    plain = fold(name)
    if implements == 1 and load.kg is not None and not _ONE_HAND.search(plain):
        is_pair = exercise is not None and implement_of(exercise) == "dumbbell"
        if is_pair and exercise is not None and not exercise.unilateral:
            implements = _PAIR
    if _ONE_HAND.search(plain):
        implements = 1
    total = None if load.kg is None else round(load.kg * implements, 3)
    return LoggedWeight(
        value=load.kg,
        total=total,
        per_hand=implements == _PAIR,
        percentage_1rm=load.percent,
        is_added=load.is_body_weight and load.kg is not None and not load.is_assistance,
        is_assistance=load.is_assistance,
        is_body_weight=load.is_body_weight,
        said=load.said,
        said_unit=load.unit if load.kg is not None else None,
    )


def _all_sets(words: ExerciseWords, reader: Reader) -> bool:
    """Tell whether the message holds the number of all sets: four and a missed one are five."""
    total = sum(parse_count(item.sets) or 1 for item in words.sets)
    return len(words.sets) > 1 and reader.evidence.has_number(total)


def _read_set(
    words: SetWords,
    exercise: Exercise | None,
    reader: Reader,
    *,
    where: str,
    name: str,
    stated: bool,
) -> list[LoggedSet]:
    words = _sorted_words(words)
    keep = reader.evidence.keep
    is_derived = words.missed and reader.evidence.has_shortfall(parse_count(words.reps))
    reps = parse_reps(words.reps if is_derived else keep(words.reps, f"{where}.reps"))
    load_words = keep(words.load, f"{where}.load")
    counts = _counts(reps, words, reader, where, stated=stated)
    loads = _loads(load_words, len(counts), reader)
    if load_words and not any(loads):
        reader.evidence.note("value", "warning", f"{where}.load", "the load could not be read")
    if any(load and load.is_unit_assumed for load in loads):
        reader.evidence.note(
            "unit", "info", f"{where}.load", f"no unit given: read as {reader.unit}"
        )
    base = _base_set(words, reader, where)
    return [
        base.model_copy(
            update={
                "reps": _logged_reps(count, reps),
                "weight": weight_of(load, exercise, f"{name} {words.load}") if load else None,
            }
        )
        for count, load in zip(counts, loads, strict=True)
    ]


def _sorted_words(words: SetWords) -> SetWords:
    """Return the words with `5x5` split and `30 s`, `400 m`, `15 cal` under their own names."""
    update: dict[str, str] = {}
    reps = fold(words.reps)
    several = _SETS_X_REPS.match(reps)
    if several is not None and not words.sets:
        update["sets"], reps = several[1], several[2]
        update["reps"] = reps
    for pattern, name in (
        (_REPS_AS_CALORIES, "calories"),
        (_REPS_AS_TIME, "time"),
        (_REPS_AS_DISTANCE, "distance"),
    ):
        if pattern.search(reps) and not getattr(words, name):
            update |= {name: reps, "reps": ""}
            break
    return words.model_copy(update=update) if update else words


def _counts(
    reps: Reps | None, words: SetWords, reader: Reader, where: str, *, stated: bool
) -> list[int | None]:
    said = words.sets if stated else reader.evidence.keep(words.sets, f"{where}.sets")
    sets = min(parse_count(said) or 1, MAX_SETS)
    if reps is None:
        return [None] * sets
    if len(reps.counts) == 1:
        return [reps.counts[0]] * sets
    if reps.is_per_side and len(set(reps.counts)) == 1:
        return [reps.counts[0]] * sets
    return list(reps.counts[:MAX_SETS])


def _loads(words: str, count: int, reader: Reader) -> list[Load | None]:
    pieces = [piece for piece in _LIST_BREAK.split(words) if piece] if count > 1 else []
    if len(pieces) == count:
        unit = unit_in(words) or reader.unit
        return [parse_load(piece, default_unit=unit) for piece in pieces]
    return [parse_load(words, default_unit=reader.unit) if words else None] * count


def _base_set(words: SetWords, reader: Reader, where: str) -> LoggedSet:
    keep = reader.evidence.keep
    distance = parse_distance(keep(words.distance, f"{where}.distance"))
    distance_m = distance.total_m if distance else None
    time_words = keep(words.time, f"{where}.time")
    span = parse_time(time_words, role="set", distance_m=distance_m, discipline=reader.discipline)
    rest = parse_time(keep(words.rest, f"{where}.rest"), role="set")
    rpe = parse_effort(keep(words.rpe, f"{where}.rpe"))
    return LoggedSet(
        set_number=1,
        set_type=_set_kind(words.kind),
        distance_m=distance_m,
        time_s=span.seconds if span else None,
        calories=parse_count(keep(words.calories, f"{where}.calories")),
        rpe=rpe,
        rest_s=rest.seconds if rest else None,
        missed=words.missed,
        said=" ".join(filter(None, (words.reps, words.load, words.distance, words.time))),
    )


def _set_kind(words: str) -> SetKind:
    plain = fold(words)
    return next((kind for start, kind in _KIND_WORDS if start in plain), "work")


def _logged_reps(count: int | None, reps: Reps | None) -> LoggedReps | None:
    if count is None or reps is None:
        return None
    return LoggedReps(prescribed=reps.prescribed, completed=count, per_side=reps.is_per_side)


def _with_prescriptions(sets: Sequence[LoggedSet]) -> list[LoggedSet]:
    """Give a missed set the repetitions that its siblings were meant to have."""
    meant = max((s.reps.completed for s in sets if s.reps and not s.missed), default=None)
    return [_with_prescription(item, meant) for item in sets]


def _with_prescription(item: LoggedSet, meant: int | None) -> LoggedSet:
    if not item.missed or meant is None or item.reps is None or item.reps.prescribed is not None:
        return item
    if item.reps.completed >= meant:
        return item
    reps = item.reps.model_copy(update={"prescribed": meant})
    return item.model_copy(update={"reps": reps})


def _numbered(sets: Sequence[LoggedSet], *, is_warmup: bool) -> list[LoggedSet]:
    update: dict[str, object] = {"set_type": "warmup"} if is_warmup else {}
    return [
        item.model_copy(update={"set_number": number, **update})
        for number, item in enumerate(sets, 1)
    ]
