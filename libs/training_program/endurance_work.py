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
from libs.training_program.sports import EXERCISE_NAMES

WARM_UP_MINUTES = 10
COOL_DOWN_MINUTES = 5
MAX_REPEATS = 12
WALK_S = 60
RUN_WALK_START = 0.55
RUN_WALK_STEP = 1.035
RUN_WALK_END = 0.95
"""Share of running in run-walk sessions: at first, times a week, and from when on it is all (w)."""
RACE_RPE = 8.0
SWIM_PIECE_M: Final = 100.0
SWIM_REST_S: Final = 20
USUAL_SWIM_S: Final = 130
"""Seconds per 100 m where no threshold pace is known (w)."""
_FTP: Final = {
    SessionKind.TEMPO: (84.0, 90.0),
    SessionKind.INTERVALS: (105.0, 112.0),
    SessionKind.HILLS: (95.0, 100.0),
    SessionKind.RACE_PACE: (80.0, 88.0),
}
"""Percent of threshold power by kind of work (k)."""
_EASY_FTP: Final = (60.0, 70.0)
_EFFORT: Final = {
    SessionKind.TEMPO: 7.0,
    SessionKind.INTERVALS: 8.0,
    SessionKind.HILLS: 8.0,
    SessionKind.RACE_PACE: 7.0,
    SessionKind.TECHNIQUE: 5.0,
    SessionKind.TEST: 9.0,
}
_EASY_RPE: Final = 4.0
_MAX_HARD_MINUTES: Final = {
    SessionKind.INTERVALS: 20,
    SessionKind.HILLS: 15,
    SessionKind.TEMPO: 40,
    SessionKind.RACE_PACE: 45,
    SessionKind.TEST: 25,
}
"""Hard minutes of one session, rests left out (k)."""
_REPEATS: Final[dict[SessionKind, tuple[tuple[int, ...], int]]] = {
    SessionKind.INTERVALS: ((60, 90, 120, 180), 90),
    SessionKind.HILLS: ((45, 60, 75, 90), 90),
    SessionKind.TEMPO: ((300, 480, 600, 720), 120),
    SessionKind.RACE_PACE: ((480, 600, 720, 900), 120),
    SessionKind.TEST: ((600, 900, 1200, 1200), 0),
}
"""Seconds of one repeat as the weeks go by, and of the rest after it (k)."""
_CUES: Final = {
    SessionKind.HILLS: "uphill, walk or roll back down",
    SessionKind.TEMPO: "comfortably hard, even effort",
    SessionKind.INTERVALS: "hard, the last one as fast as the first",
    SessionKind.RACE_PACE: "the effort of the day itself",
    SessionKind.TEST: "even and all you have, for the record",
}


@dataclass(frozen=True)
class Piece:
    """What a session is made of; `progress` is the share of the program behind it, 0-1."""

    sport: SportName
    kind: SessionKind
    minutes: int
    hard_minutes: int
    progress: float
    name: str = ""
    week: int = 1
    walks: bool = False
    """Runs in turns with walking; for beginners who do not run yet."""
    pack: float | None = None
    """Weight of the pack in the athlete's unit."""

    @property
    def exercise(self) -> str:
        """Return what the athlete reads as the exercise."""
        return self.name or EXERCISE_NAMES[self.sport]


@dataclass(frozen=True)
class Work:
    """The lines of a session and how many of its minutes are hard."""

    lines: tuple[str, ...]
    hard_minutes: int


def work_of(piece: Piece, request: TrainingRequest) -> Work:
    """Return the session's work; together the lines take its minutes."""
    if piece.kind is SessionKind.BRICK:
        return Work(_brick(piece, request), 0)
    if piece.kind is SessionKind.TECHNIQUE and piece.sport is SportName.SWIM:
        return Work(_drills(piece, request), 0)
    if piece.hard_minutes <= 0 or piece.kind not in _REPEATS:
        return Work(_steady(piece, request), 0)
    if piece.sport is SportName.SWIM:
        return _swim(piece, request)
    return _repeats(piece, request)


def race_line(sport: SportName, km: float | None, minutes: int) -> str:
    """Return the line of the event itself."""
    quantity: Hold | Length = Hold(minutes * 60) if km is None else Length(round(km, 2), "km")
    named = sport in {SportName.RUN, SportName.TRAIL, SportName.RIDE, SportName.ROW, SportName.SWIM}
    intensity: Intensity = PaceName("race") if named else Rpe(RACE_RPE)
    return _line(EXERCISE_NAMES[sport], Dose(quantity, intensity=(intensity,)))


def _repeats(piece: Piece, request: TrainingRequest) -> Work:
    repeat_s, rest_s, count = _repeat(piece)
    seconds = count * repeat_s + (count - 1) * rest_s
    dose = Dose(
        Hold(repeat_s),
        sets=count,
        intensity=_intensity(piece, request),
        rest_s=rest_s if count > 1 else None,
    )
    main = _line(piece.exercise, dose, _CUES[piece.kind])
    return Work(_around(piece, request, main, seconds), round(count * repeat_s / 60))


def _repeat(piece: Piece) -> tuple[int, int, int]:
    """Return seconds of work, seconds of rest and number of repeats that fit the session."""
    steps, rest_s = _REPEATS[piece.kind]
    hard_s = min(piece.hard_minutes, _MAX_HARD_MINUTES[piece.kind]) * 60
    room_s = max(60, (piece.minutes - WARM_UP_MINUTES - COOL_DOWN_MINUTES) * 60)
    first = min(len(steps) - 1, int(piece.progress * len(steps)))
    fitting = [step for step in steps[first:] if hard_s / step <= MAX_REPEATS]
    repeat_s = min(fitting[0] if fitting else steps[-1], hard_s, room_s)
    count = max(1, min(MAX_REPEATS, round(hard_s / repeat_s)))
    while count > 1 and count * repeat_s + (count - 1) * rest_s > room_s:
        count -= 1
    return repeat_s, rest_s, count


def _swim(piece: Piece, request: TrainingRequest) -> Work:
    each_s = round(request.baselines.css_s_per_100m or USUAL_SWIM_S)
    hard_s = min(piece.hard_minutes, _MAX_HARD_MINUTES[piece.kind]) * 60
    count = max(2, round(hard_s / each_s))
    dose = Dose(
        Length(SWIM_PIECE_M, "meters"),
        sets=count,
        intensity=_intensity(piece, request),
        rest_s=SWIM_REST_S,
    )
    seconds = count * each_s + (count - 1) * SWIM_REST_S
    main = _line(piece.exercise, dose, _CUES[piece.kind])
    return Work(_around(piece, request, main, seconds), round(count * each_s / 60))


def _drills(piece: Piece, request: TrainingRequest) -> tuple[str, ...]:
    count = max(4, min(MAX_REPEATS, round(piece.minutes * 60 * 0.4 / (USUAL_SWIM_S / 2 + 20))))
    dose = Dose(Length(50.0, "meters"), sets=count, intensity=(PaceName("easy"),), rest_s=20)
    main = _line(piece.exercise, dose, "drills: long strokes, count them")
    return _around(piece, request, main, round(count * (USUAL_SWIM_S / 2 + 20)))


def _around(piece: Piece, request: TrainingRequest, main: str, seconds: int) -> tuple[str, ...]:
    """Return the main set between easy pieces that fill the session."""
    easy = max(0, piece.minutes - round(seconds / 60))
    after = min(max(COOL_DOWN_MINUTES, round(easy * 0.4)), easy // 2)
    before = easy - after
    lines = [_easy_line(piece, request, before)] if before else []
    lines.append(main)
    if after:
        lines.append(_easy_line(piece, request, after))
    return tuple(lines)


def _steady(piece: Piece, request: TrainingRequest) -> tuple[str, ...]:
    share = running_share(piece.week) if piece.walks else 1.0
    if share < 1:
        return (_run_walk(piece, share),)
    return (_easy_line(piece, request, piece.minutes),)


def running_share(week: int) -> float:
    """Return the share of a run-walk session that is running, 1.0 once it is continuous."""
    share = RUN_WALK_START * RUN_WALK_STEP ** (week - 1)
    return share if share < RUN_WALK_END else 1.0


def _run_walk(piece: Piece, share: float) -> str:
    """Return alternating running and walking, the running parts growing with the weeks."""
    run_s = round(WALK_S * share / (1 - share) / 5) * 5
    count = max(2, round(piece.minutes * 60 / (run_s + WALK_S)))
    run_s = max(20, round(piece.minutes * 60 * share / count / 5) * 5)
    dose = Dose(Hold(run_s), sets=count, intensity=(PaceName("easy"),), rest_s=WALK_S)
    return _line(piece.exercise, dose, "walk the rests")


def _easy_line(piece: Piece, request: TrainingRequest, minutes: int) -> str:
    dose = Dose(Hold(minutes * 60), intensity=_easy_intensity(piece, request))
    return _line(
        piece.exercise, dose, "conversational" if piece.pack is None else "upright, steady"
    )


def _easy_intensity(piece: Piece, request: TrainingRequest) -> tuple[Intensity, ...]:
    if piece.pack is not None:
        return (FixedLoad(piece.pack, request.units or UnitName.KG), Rpe(_EASY_RPE))
    if piece.sport is SportName.RIDE and request.baselines.ftp_w is not None:
        return (PercentFtp(*_EASY_FTP),)
    return (PaceName("easy"),)


def _brick(piece: Piece, request: TrainingRequest) -> tuple[str, ...]:
    run = max(10, round(piece.minutes * 0.2))
    ride = Piece(SportName.RIDE, SessionKind.EASY, max(10, piece.minutes - run), 0, piece.progress)
    after = Piece(SportName.RUN, SessionKind.EASY, run, 0, piece.progress)
    return (
        _easy_line(ride, request, ride.minutes),
        _easy_line(after, request, after.minutes),
    )


def _intensity(piece: Piece, request: TrainingRequest) -> tuple[Intensity, ...]:
    if piece.sport is SportName.RIDE and request.baselines.ftp_w is not None:
        return (PercentFtp(*_FTP.get(piece.kind, _EASY_FTP)),)
    name = _pace_name(piece, request)
    if name is None:
        return (Rpe(_EFFORT[piece.kind]),)
    return (PaceName(name),)


def _pace_name(piece: Piece, request: TrainingRequest) -> str | None:
    """Return the pace that a kind of work is named after, for sports that have named paces."""
    if piece.sport is SportName.SWIM:
        return "CSS"
    if piece.sport not in {SportName.RUN, SportName.ROW}:
        return None
    event = request.event
    has_race = event is not None and event.distance_km is not None
    names = {
        SessionKind.TEMPO: "threshold",
        SessionKind.INTERVALS: "5k" if piece.sport is SportName.RUN else "2k",
        SessionKind.RACE_PACE: "race" if has_race else "threshold",
    }
    return names.get(piece.kind)


def _line(name: str, dose: Dose, cue: str = "") -> str:
    return print_line(ExerciseLine(name=name, dose=dose, cue=cue))
