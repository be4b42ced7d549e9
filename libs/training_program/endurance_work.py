"""The lines of an endurance session: easy pieces around a main set, in the template language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from libs.training_program.language import (
    Dose,
    ExerciseLine,
    FixedLoad,
    Hold,
    Intensity,
    Length,
    PaceName,
    PercentFtp,
    Rpe,
    print_line,
)
from libs.training_program.models.request import TrainingRequest
from libs.training_program.models.units import UnitName
from libs.training_program.models.vocabulary import SessionKind, SportName
from libs.training_program.paces import find_pace
from libs.training_program.sports import EXERCISE_NAMES

MIN_WARM_UP_MINUTES = 8
STRIDE_S = 20
STRIDE_REST_S = 60
STRIDE_COUNT = 4
RUN_WALK_MINUTES = 35
_FTP: Final = {
    SessionKind.TEMPO: (84.0, 90.0),
    SessionKind.INTERVALS: (105.0, 112.0),
    SessionKind.HILLS: (95.0, 100.0),
    SessionKind.RACE_PACE: (80.0, 88.0),
}
"""Percent of threshold power by kind of work (k)."""
_EFFORT: Final = {
    SessionKind.TEMPO: 7.0,
    SessionKind.INTERVALS: 8.0,
    SessionKind.HILLS: 8.0,
    SessionKind.RACE_PACE: 7.0,
    SessionKind.TECHNIQUE: 5.0,
}
_EASY_RPE: Final = 4.0
_SWIM_PIECE_M: Final = 100


@dataclass(frozen=True)
class Piece:
    """What a session is made of: minutes in all, minutes of hard work, its week's progress 0-1."""

    sport: SportName
    kind: SessionKind
    minutes: int
    hard_minutes: int
    progress: float
    is_beginner: bool = False
    pack_kg: float | None = None


def work_lines(piece: Piece, request: TrainingRequest) -> tuple[str, ...]:
    """Return the session's lines; together they take its minutes."""
    if piece.kind is SessionKind.BRICK:
        return _brick(piece, request)
    if piece.hard_minutes <= 0:
        return _steady(piece, request)
    main, main_minutes = _main_set(piece, request)
    easy = max(0, piece.minutes - main_minutes)
    before = min(max(MIN_WARM_UP_MINUTES, round(easy * 0.6)), easy)
    lines = [_easy_line(piece, request, before)] if before else []
    lines.append(main)
    if easy - before >= 1:
        lines.append(_easy_line(piece, request, easy - before))
    return tuple(lines)


def race_line(sport: SportName, km: float | None, minutes: int) -> str:
    """Return the line of the event itself."""
    quantity: Hold | Length = Hold(minutes * 60) if km is None else Length(round(km, 2), "km")
    return _line(EXERCISE_NAMES[sport], Dose(quantity, intensity=(PaceName("race"),)), "")


def _steady(piece: Piece, request: TrainingRequest) -> tuple[str, ...]:
    if piece.is_beginner and piece.sport is SportName.RUN and piece.minutes <= RUN_WALK_MINUTES:
        return (_run_walk(piece),)
    return (_easy_line(piece, request, piece.minutes),)


def _run_walk(piece: Piece) -> str:
    """Return alternating running and walking, the running parts growing with the weeks."""
    run_minutes = 1 + round(4 * piece.progress)
    count = max(2, piece.minutes // (run_minutes + 1))
    dose = Dose(Hold(run_minutes * 60), sets=count, intensity=(PaceName("easy"),), rest_s=60)
    return _line(EXERCISE_NAMES[piece.sport], dose, "walk the rests")


def _easy_line(piece: Piece, request: TrainingRequest, minutes: int) -> str:
    if piece.pack_kg is not None:
        unit = request.units or UnitName.KG
        intensity: tuple[Intensity, ...] = (FixedLoad(piece.pack_kg, unit), Rpe(_EASY_RPE))
        return _line(EXERCISE_NAMES[piece.sport], Dose(Hold(minutes * 60), intensity=intensity), "")
    ftp = request.baselines.ftp_w
    if piece.sport is SportName.RIDE and ftp is not None:
        dose = Dose(Hold(minutes * 60), intensity=(PercentFtp(60.0, 70.0),))
        return _line(EXERCISE_NAMES[piece.sport], dose, "easy")
    dose = Dose(Hold(minutes * 60), intensity=(PaceName("easy"),))
    pace = find_pace(request, piece.sport, "easy")
    cue = f"conversational, about {pace}" if pace is not None else "conversational"
    return _line(EXERCISE_NAMES[piece.sport], dose, cue)


def _brick(piece: Piece, request: TrainingRequest) -> tuple[str, ...]:
    run = max(10, round(piece.minutes * 0.2))
    ride = Piece(SportName.RIDE, SessionKind.EASY, piece.minutes - run, 0, piece.progress)
    after = Piece(SportName.RUN, SessionKind.EASY, run, 0, piece.progress)
    return (
        _easy_line(ride, request, ride.minutes),
        _easy_line(after, request, after.minutes),
    )


def _main_set(piece: Piece, request: TrainingRequest) -> tuple[str, int]:
    """Return the hard line and the minutes it takes with its rests."""
    if piece.kind in {SessionKind.EASY, SessionKind.LONG}:
        return _strides(piece)
    repeat_s, rest_s = _repeat(piece)
    count = max(1, round(piece.hard_minutes * 60 / repeat_s))
    if count == 1:
        repeat_s = piece.hard_minutes * 60
    name = EXERCISE_NAMES[piece.sport]
    intensity = _intensity(piece, request)
    rest = rest_s if count > 1 else None
    dose = Dose(Hold(repeat_s), sets=count, intensity=intensity, rest_s=rest)
    if piece.sport is SportName.SWIM:
        dose = _swim_dose(piece, request, intensity)
        count, repeat_s, rest_s = dose.sets, _swim_s(request), dose.rest_s or 0
    seconds = count * repeat_s + (count - 1) * rest_s
    return _line(name, dose, _cue(piece, request)), round(seconds / 60)


def _strides(piece: Piece) -> tuple[str, int]:
    dose = Dose(
        Hold(STRIDE_S), sets=STRIDE_COUNT, intensity=(PaceName("fast"),), rest_s=STRIDE_REST_S
    )
    seconds = STRIDE_COUNT * STRIDE_S + (STRIDE_COUNT - 1) * STRIDE_REST_S
    return _line(EXERCISE_NAMES[piece.sport], dose, "relaxed and quick"), round(seconds / 60)


def _repeat(piece: Piece) -> tuple[int, int]:
    """Return seconds of work and rest of one repeat; they grow with the weeks."""
    match piece.kind:
        case SessionKind.INTERVALS:
            return (60, 90, 120, 180)[min(3, int(piece.progress * 4))], 90
        case SessionKind.HILLS:
            return (45, 60, 90)[min(2, int(piece.progress * 3))], 90
        case SessionKind.TECHNIQUE:
            return 60, 20
        case _:
            return (300, 480, 600)[min(2, int(piece.progress * 3))], 120


def _intensity(piece: Piece, request: TrainingRequest) -> tuple[Intensity, ...]:
    if piece.sport is SportName.RIDE and request.baselines.ftp_w is not None:
        low, high = _FTP.get(piece.kind, (60.0, 70.0))
        return (PercentFtp(low, high),)
    name = _pace_name(piece)
    if name is not None and piece.sport in {SportName.RUN, SportName.ROW, SportName.SWIM}:
        return (PaceName(name),)
    return (Rpe(_EFFORT.get(piece.kind, 7.0)),)


def _pace_name(piece: Piece) -> str | None:
    if piece.sport is SportName.SWIM:
        return "CSS" if piece.kind is not SessionKind.TECHNIQUE else "easy"
    names = {
        SessionKind.TEMPO: "threshold",
        SessionKind.INTERVALS: "5k" if piece.sport is SportName.RUN else "2k",
        SessionKind.RACE_PACE: "race",
    }
    return names.get(piece.kind)


def _cue(piece: Piece, request: TrainingRequest) -> str:
    name = _pace_name(piece)
    pace = find_pace(request, piece.sport, name) if name is not None else None
    if pace is not None:
        return f"about {pace}"
    words = {
        SessionKind.HILLS: "uphill, walk or roll back down",
        SessionKind.TEMPO: "comfortably hard, even effort",
        SessionKind.INTERVALS: "hard, the last one as fast as the first",
        SessionKind.TECHNIQUE: "long strokes, count them",
    }
    return words.get(piece.kind, "")


def _swim_s(request: TrainingRequest) -> int:
    return round(request.baselines.css_s_per_100m or 130)


def _swim_dose(piece: Piece, request: TrainingRequest, intensity: tuple[Intensity, ...]) -> Dose:
    count = max(2, round(piece.hard_minutes * 60 / _swim_s(request)))
    return Dose(Length(float(_SWIM_PIECE_M), "meters"), sets=count, intensity=intensity, rest_s=20)


def _line(name: str, dose: Dose, cue: str) -> str:
    return print_line(ExerciseLine(name=name, dose=dose, cue=cue))
