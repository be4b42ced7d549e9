"""Builds the parts of a session: straight sets, or scored work with its rounds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import get_args

from libs.workout.quantities import parse_count, parse_reps
from libs.workout.reply import MAX_SETS, PartWords
from libs.workout.rounds import (
    DEFAULT_INTERVAL_S,
    build_rounds,
    emom_rounds,
    parse_reps_score,
    parse_rounds_score,
    total_reps,
)
from libs.workout.sets import Reader, as_bodyweight, read_exercise
from libs.workout.times import parse_time
from libs.workout.training import LoggedExercise, LoggedPart, LoggedReps, LoggedSet, Score
from libs.workout.vocabulary import PartFormat, PartKind, RxStatus
from libs.workout.wording import fold

SCORED: frozenset[PartFormat] = frozenset(
    {"for_time", "amrap", "emom", "tabata", "ladder", "chipper", "death_by", "custom"}
)
_FORMATS: dict[str, PartFormat] = {name: name for name in get_args(PartFormat)}
_FORMAT_WORDS: tuple[tuple[str, PartFormat], ...] = (
    ("for time", "for_time"), ("fortime", "for_time"), ("auf zeit", "for_time"),
    ("amrap", "amrap"), ("emom", "emom"), ("e2mom", "emom"), ("every minute", "emom"),
    ("tabata", "tabata"), ("ladder", "ladder"), ("chipper", "chipper"),
    ("death by", "death_by"), ("interval", "intervals"), ("steady", "steady"),
    ("rounds", "for_time"),
)  # fmt: skip
_KINDS: dict[str, PartKind] = {name: name for name in get_args(PartKind)}
_RX: dict[str, RxStatus] = {name: name for name in get_args(RxStatus)}


def read_part(words: PartWords, reader: Reader, index: int) -> LoggedPart:
    """Return one part; what has no evidence in the message is left out."""
    where = f"parts.{index}"
    form = _format(words)
    kind = _kind(words, form)
    exercises = tuple(
        read_exercise(item, reader, is_warmup=kind == "warmup")
        for item in words.exercises
        if item.name
    )
    part = LoggedPart(
        kind=kind,
        format=form,
        name=words.name if reader.evidence.has_words(words.name) else "",
        exercises=exercises,
        rx_status=_rx(words.rx),
    )
    if kind in ("warmup", "cooldown"):
        return part
    if form in SCORED or kind == "conditioning":
        return _scored(part, words, reader, where)
    return _straight(part, words, reader, where)


def _straight(part: LoggedPart, words: PartWords, reader: Reader, where: str) -> LoggedPart:
    """Return straight work; rounds of single sets are as many sets."""
    rounds = parse_count(reader.evidence.keep(words.rounds, f"{where}.rounds"))
    scheme = _scheme(words, reader, where)
    span = parse_time(reader.evidence.keep(words.time, f"{where}.time"), role="work")
    exercises = part.exercises
    if scheme:
        exercises = tuple(_by_scheme(item, scheme) for item in exercises)
    elif rounds and rounds > 1 and all(len(item.sets) == 1 for item in exercises):
        exercises = tuple(_repeated(item, rounds) for item in exercises)
    update: dict[str, object] = {"exercises": exercises, "scheme": scheme}
    if span is not None:
        update["total_time_s"] = span.seconds
    return part.model_copy(update=update)


def _scored(part: LoggedPart, words: PartWords, reader: Reader, where: str) -> LoggedPart:
    keep = reader.evidence.keep
    scheme = _scheme(words, reader, where) or _shared_scheme(part)
    unloaded = (as_bodyweight(item, reader.catalogue) for item in part.exercises)
    exercises = tuple(_by_scheme(item, scheme) for item in unloaded)
    length = parse_time(keep(words.length, f"{where}.length"), role="session")
    every = parse_time(keep(words.every, f"{where}.every"), role="session")
    cap = parse_time(keep(words.cap, f"{where}.cap"), role="session")
    score_words = keep(words.score, f"{where}.score")
    time_words = keep(words.time, f"{where}.time") or _time_in(score_words, part.format)
    span = parse_time(time_words, role="work")
    stated = parse_count(keep(words.rounds, f"{where}.rounds"))
    counted = parse_rounds_score(score_words) if part.format == "amrap" else None
    rounds = counted.rounds if counted else stated
    interval_s = every.seconds if every else None
    if part.format == "emom" and length is not None:
        stations = parse_count(keep(words.stations, f"{where}.stations")) or len(exercises)
        interval_s = interval_s or DEFAULT_INTERVAL_S
        rounds = emom_rounds(length.seconds, interval_s=interval_s, stations=stations)
    if scheme:
        rounds = len(scheme)
    built = build_rounds(exercises, count=rounds, scheme=scheme, format=part.format)
    extra = counted.extra_reps if counted else None
    done = part.model_copy(
        update={
            "exercises": exercises,
            "rounds": built,
            "rounds_completed": rounds,
            "extra_reps": extra,
            "total_reps": total_reps(built, extra or 0) or parse_reps_score(score_words),
            "total_time_s": span.seconds if span else None,
            "time_cap_s": cap.seconds if cap else None,
            "length_s": length.seconds if length else None,
            "interval_s": interval_s,
            "scheme": scheme,
        }
    )
    return done.model_copy(update={"score": _score(done, score_words or time_words)})


def _score(part: LoggedPart, said: str) -> Score | None:
    if part.format == "amrap" and part.rounds_completed is not None:
        return Score(value=part.rounds_completed, type="rounds", unit="rounds", said=said)
    if part.total_time_s is not None:
        return Score(value=part.total_time_s, type="time", unit="s", said=said)
    reps = parse_reps_score(said)
    if reps is not None:
        return Score(value=reps, type="reps", unit="reps", said=said)
    if part.rounds_completed is not None:
        return Score(value=part.rounds_completed, type="rounds", unit="rounds", said=said)
    return None


def _time_in(score: str, form: PartFormat) -> str:
    """Return a score that is a time; an AMRAP's score never is."""
    is_time = re.search(r"\d:\d\d|\d\s*(?:min|sec|h\b|')", fold(score)) is not None
    return score if is_time and form != "amrap" else ""


def _scheme(words: PartWords, reader: Reader, where: str) -> tuple[int, ...]:
    reps = parse_reps(reader.evidence.keep(words.scheme, f"{where}.scheme"))
    return reps.counts if reps is not None and len(reps.counts) > 1 else ()


def _shared_scheme(part: LoggedPart) -> tuple[int, ...]:
    """Return the repetitions per round when every exercise lists the same ones."""
    lists = {
        tuple(item.reps.completed for item in exercise.work_sets if item.reps)
        for exercise in part.exercises
        if not any(item.distance_m or item.calories or item.time_s for item in exercise.sets)
    }
    [scheme] = lists if len(lists) == 1 else [()]
    return scheme if len(scheme) > 1 and len(set(scheme)) > 1 else ()


def _by_scheme(exercise: LoggedExercise, scheme: Sequence[int]) -> LoggedExercise:
    """Return the exercise with one set per value; a dose of its own stays as it is."""
    if not scheme or len(exercise.sets) > 1:
        return exercise
    base = exercise.sets[0] if exercise.sets else LoggedSet(set_number=1)
    if base.distance_m or base.calories or base.time_s:
        return exercise
    if base.reps is not None and base.reps.completed not in scheme:
        return exercise
    sets = tuple(
        base.model_copy(update={"set_number": number, "reps": LoggedReps(completed=reps)})
        for number, reps in enumerate(scheme[:MAX_SETS], 1)
    )
    return exercise.model_copy(update={"sets": sets})


def _repeated(exercise: LoggedExercise, rounds: int) -> LoggedExercise:
    [dose] = exercise.sets
    count = min(rounds, MAX_SETS)
    sets = tuple(dose.model_copy(update={"set_number": number + 1}) for number in range(count))
    return exercise.model_copy(update={"sets": sets})


def _format(words: PartWords) -> PartFormat:
    plain = fold(words.format)
    known = _FORMATS.get(plain.replace(" ", "_").replace("-", "_"))
    if known is not None:
        return known
    texts = f"{plain} {fold(words.name)}"
    found = next((form for word, form in _FORMAT_WORDS if word in texts), None)
    if found is not None:
        return found
    is_scored = words.score or (words.time and words.rounds)
    return "for_time" if is_scored else "straight"


def _kind(words: PartWords, form: PartFormat) -> PartKind:
    plain = fold(words.kind).replace("-", "").replace(" ", "").replace("_", "")
    if plain in _KINDS:
        return _KINDS[plain]
    if form in ("steady", "intervals"):
        return "endurance"
    return "conditioning" if form in SCORED else "strength"


def _rx(words: str) -> RxStatus | None:
    plain = fold(words)
    if plain in ("rx'd", "rxd", "as rx", "as prescribed", "rx+"):
        return "rx"
    return _RX.get(plain)
