"""Builds the discipline's section of a record: one shape per family, a generic one for the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence

from libs.workout.parts import SCORED
from libs.workout.quantities import parse_count, parse_distance, parse_load
from libs.workout.reply import (
    CommonWords,
    EnduranceWords,
    GenericWords,
    LiftingWords,
    MetconWords,
    PracticeWords,
    SetWords,
)
from libs.workout.sets import Reader, weight_of
from libs.workout.times import Role, is_possible, parse_pace_s_per_km, parse_time
from libs.workout.training import (
    EnduranceSection,
    GenericSection,
    LiftingSection,
    LoggedPart,
    MetconSection,
    PerformanceData,
    PracticeSection,
    Section,
    Segment,
)
from libs.workout.vocabulary import RxStatus
from libs.workout.wording import find_number, fold

PACE_TOLERANCE = 0.05
"""A stated pace further than this from time over distance is noted; our choice."""
SHORTEST_TIME_S = 60.0
FEW_CALORIES = 150
"""A time without a distance is a session from a minute on; on a machine this many calories take
minutes, not hours; our choice."""
_CALORIES = re.compile(r"(?<!\d)(\d{1,3}) ?(?:k?cals?|calories)\b")
_METRES_PER_KM = 1000.0
_FEET = re.compile(r"(?:ft|feet|')")
_FOOT_M = 0.3048
_STRENGTH_KINDS = frozenset({"strength", "skill"})


def build_section(words: CommonWords, parts: tuple[LoggedPart, ...], reader: Reader) -> Section:
    """Return the section of a session's family; nothing is ever refused for its shape."""
    match words:
        case LiftingWords():
            return LiftingSection(parts=parts, session_type=words.session_type or None)
        case MetconWords():
            return _metcon(words, parts)
        case PracticeWords():
            return _practice(words, parts, reader)
        case GenericWords():
            shared = _endurance(words, parts, reader)
            return GenericSection(
                **{name: getattr(shared, name) for name in EnduranceSection.model_fields}
                | {"family": "generic"},
                style=words.style or None,
                focus=words.focus or None,
            )
        case EnduranceWords():
            return _endurance(words, parts, reader)
        case _:
            return GenericSection(parts=parts)


def _metcon(words: MetconWords, parts: tuple[LoggedPart, ...]) -> MetconSection:
    scored = [part for part in parts if part.format in SCORED or part.kind == "conditioning"]
    if not scored:
        return MetconSection(parts=parts, rx_status=_rx(words.rx))
    main = scored[-1]
    has_strength = any(part.kind in _STRENGTH_KINDS for part in parts if part is not main)
    return MetconSection(
        parts=parts,
        workout_format="strength_then_metcon" if has_strength else main.format,
        time_cap=main.time_cap_s,
        rx_status=main.rx_status or _rx(words.rx),
        rounds=main.rounds,
        performance_data=PerformanceData(
            total_time=main.total_time_s,
            rounds_completed=main.rounds_completed,
            extra_reps=main.extra_reps,
            total_reps=main.total_reps,
            score=main.score,
        ),
    )


def _rx(words: str) -> RxStatus | None:
    plain = fold(words)
    if plain.startswith("rx"):
        return "rx"
    if "scal" in plain:
        return "scaled"
    return "modified" if "mod" in plain else None


def _practice(
    words: PracticeWords, parts: tuple[LoggedPart, ...], reader: Reader
) -> PracticeSection:
    return PracticeSection(
        parts=parts,
        style=words.style or None,
        focus=words.focus or None,
        rounds_completed=parse_count(reader.evidence.keep(words.rounds, "rounds")),
        grades=reader.evidence.keep(words.grades, "grades") or None,
    )


def _endurance(
    words: EnduranceWords, parts: tuple[LoggedPart, ...], reader: Reader
) -> EnduranceSection:
    keep = reader.evidence.keep
    segments = tuple(
        segment for item in words.segments if (segment := _segment(item, reader)) is not None
    )
    distance_words = keep(words.distance, "distance")
    stated = parse_distance(distance_words)
    distance_m = stated.total_m if stated else _sum_of(segments, parts)
    if distance_m and _is_one_repeat(distance_m, segments):
        distance_m = _sum_of(segments, parts)
    time_words = keep(words.time, "time") or keep(words.duration, "duration")
    seconds = _time_of(time_words, distance_m, segments, reader)
    pace = parse_pace_s_per_km(keep(words.pace, "pace"))
    computed = seconds / distance_m * _METRES_PER_KM if seconds and distance_m else None
    _check_pace(pace, computed, reader)
    average = computed or pace
    pack = parse_load(keep(words.pack, "pack"), default_unit=reader.unit)
    return EnduranceSection(
        parts=parts,
        run_type=words.run_type or None,
        total_distance=round(distance_m, 2) if distance_m else None,
        said_distance=distance_words,
        total_time=seconds,
        said_time=time_words,
        average_pace=round(average, 1) if average else None,
        elevation=_elevation(keep(words.elevation, "elevation")),
        surface=words.surface or None,
        stroke=words.stroke or None,
        pack_weight=weight_of(pack, None, "pack") if pack else None,
        average_power_w=find_number(fold(keep(words.power, "power"))),
        cadence=find_number(fold(keep(words.cadence, "cadence"))),
        segments=segments,
    )


def _segment(words: SetWords, reader: Reader) -> Segment | None:
    keep = reader.evidence.keep
    distance = parse_distance(keep(words.distance or words.reps, "segments.distance"))
    repeats = parse_count(keep(words.sets, "segments.sets")) or (
        distance.repeats if distance else 1
    )
    metres = distance.metres if distance else None
    span = parse_time(
        keep(words.time, "segments.time"),
        role="set",
        distance_m=metres,
        discipline=reader.discipline,
    )
    rest = parse_time(keep(words.rest, "segments.rest"), role="set")
    if metres is None and span is None:
        return None
    return Segment(
        repeats=repeats,
        distance_m=metres,
        time_s=span.seconds if span else None,
        rest_s=rest.seconds if rest else None,
        said=" ".join(filter(None, (words.sets, words.distance, words.time))),
    )


def _sum_of(segments: Sequence[Segment], parts: Sequence[LoggedPart]) -> float | None:
    """Return the distance of all segments, else of all sets, or None when there is none."""
    total = sum((item.distance_m or 0.0) * item.repeats for item in segments)
    if not total:
        total = sum(
            item.distance_m or 0.0
            for part in parts
            if part.kind not in ("warmup", "cooldown")
            for exercise in part.exercises
            for item in exercise.sets
        )
    return total or None


def _is_one_repeat(distance_m: float, segments: Sequence[Segment]) -> bool:
    """Tell whether a distance is that of one repeat among several, and so no total."""
    return any(item.repeats > 1 and item.distance_m == distance_m for item in segments)


def _time_of(
    words: str, distance_m: float | None, segments: Sequence[Segment], reader: Reader
) -> float | None:
    """Return the time of a distance; `1:45` is hours or minutes by what a person can do.

    The time of one repeat among several is never the total.
    """
    each = parse_time(words, role="set")
    if each and any(item.repeats > 1 and item.time_s == each.seconds for item in segments):
        return None
    role: Role = "work" if distance_m or _has_few_calories(reader) else "session"
    span = parse_time(words, role=role, distance_m=distance_m, discipline=reader.discipline)
    if span is None:
        return None
    if not distance_m and span.seconds < SHORTEST_TIME_S:
        reader.evidence.note("value", "warning", "time", "too short for a session: dropped")
        return None
    if span.is_unit_assumed:
        reader.evidence.note("unit", "info", "time", "no unit given: read as minutes")
    if distance_m and not is_possible(distance_m, span.seconds, reader.discipline):
        reader.evidence.note("value", "warning", "time", "not possible for the distance: dropped")
        return None
    if span.is_ambiguous:
        reader.evidence.note("value", "info", "time", "hours or minutes: read as the likelier")
    return span.seconds


def _has_few_calories(reader: Reader) -> bool:
    """Tell whether so few calories were done that `3:12` beside them is in minutes."""
    found = _CALORIES.search(fold(reader.evidence.text))
    return found is not None and int(found[1]) <= FEW_CALORIES


def _check_pace(stated: float | None, computed: float | None, reader: Reader) -> None:
    if stated and computed and abs(stated - computed) > PACE_TOLERANCE * computed:
        reader.evidence.note(
            "value",
            "warning",
            "pace",
            "the stated pace does not fit distance and time",
            corrected=False,
        )


def _elevation(words: str) -> float | None:
    plain = fold(words)
    number = find_number(plain)
    if number is None:
        return None
    return round(number * _FOOT_M, 1) if _FEET.search(plain) else number
