"""What each session of a week is for, by discipline and number of sessions.

Weeks are written in an order that spreads the load when sessions alternate with rest: neighbours
differ in what they load. The seventh session of a week is always recovery.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from libs.training_program.brief import ENDURANCE, Brief
from libs.training_program.models.plan import SessionTheme
from libs.training_program.models.vocabulary import (
    DisciplineName,
    SessionKind,
    SportName,
)
from libs.training_program.sports import main_sport

MAX_HARD_DAYS = 6
Entry = tuple[SessionKind, tuple[str, ...]]
"""Kind of a lifting session and the families of its main lifts."""
K = SessionKind
_FULL_A: Entry = (K.FULL_BODY, ("squat", "bench"))
_FULL_B: Entry = (K.FULL_BODY, ("deadlift", "press"))
_FULL_C: Entry = (K.FULL_BODY, ("front_squat", "row"))
_UPPER_A: Entry = (K.UPPER, ("bench", "row"))
_UPPER_B: Entry = (K.UPPER, ("press", "pull_up"))
_LOWER_A: Entry = (K.LOWER, ("squat",))
_LOWER_B: Entry = (K.LOWER, ("deadlift",))
_PUSH_A: Entry = (K.PUSH, ("bench",))
_PUSH_B: Entry = (K.PUSH, ("press", "incline"))
_PULL_A: Entry = (K.PULL, ("row",))
_PULL_B: Entry = (K.PULL, ("pull_up",))
_LEGS_A: Entry = (K.LEGS, ("squat",))
_LEGS_B: Entry = (K.LEGS, ("deadlift",))
_SQUAT: Entry = (K.SQUAT, ("squat",))
_BENCH: Entry = (K.BENCH, ("bench",))
_DEADLIFT: Entry = (K.DEADLIFT, ("deadlift",))
_DEADLIFT_B: Entry = (K.DEADLIFT, ("deadlift", "squat"))
_SNATCH: Entry = (K.SNATCH, ("snatch", "squat"))
_SNATCH_B: Entry = (K.SNATCH, ("snatch", "press"))
_JERK_B: Entry = (K.CLEAN_JERK, ("clean_jerk",))
_JERK: Entry = (K.CLEAN_JERK, ("clean_jerk", "front_squat"))
_CALI_PULL: Entry = (K.CALISTHENICS, ("pull_up", "push_up"))
_CALI_PUSH: Entry = (K.CALISTHENICS, ("dip", "row"))
_CALI_LEGS: Entry = (K.CALISTHENICS, ("lunge", "pull_up"))
_WODS: tuple[Entry, ...] = (
    (K.CROSSFIT, ("squat",)),
    (K.CROSSFIT, ("press",)),
    (K.CROSSFIT, ("deadlift",)),
    (K.METCON, ()),
    (K.CROSSFIT, ("clean",)),
    (K.CROSSFIT, ("bench",)),
)

_STRENGTH: Final[tuple[tuple[Entry, ...], ...]] = (
    ((K.FULL_BODY, ("squat", "bench", "row")),),
    (_FULL_A, _FULL_B),
    (_FULL_A, _FULL_B, _FULL_C),
    (_UPPER_A, _LOWER_A, _UPPER_B, _LOWER_B),
    (_UPPER_A, _LOWER_A, _UPPER_B, _LOWER_B, _UPPER_A),
    (_PUSH_A, _LEGS_A, _PULL_A, _PUSH_B, _LEGS_B, _PULL_B),
)
_WEEKS: Final[dict[DisciplineName, tuple[tuple[Entry, ...], ...]]] = {
    DisciplineName.STRENGTH: _STRENGTH,
    DisciplineName.POWERLIFTING: (
        ((K.FULL_BODY, ("squat", "bench", "deadlift")),),
        ((K.SQUAT, ("squat", "bench")), (K.DEADLIFT, ("deadlift", "bench"))),
        ((K.SQUAT, ("squat", "bench")), (K.DEADLIFT, ("deadlift",)), (K.BENCH, ("bench", "squat"))),
        (_SQUAT, _BENCH, _DEADLIFT_B, (K.BENCH, ("bench", "press"))),
        (_SQUAT, _BENCH, _DEADLIFT, (K.BENCH, ("bench", "press")), (K.LOWER, ("squat",))),
        (_SQUAT, _BENCH, _DEADLIFT, (K.PRESS, ("press",)), (K.LOWER, ("squat",)), _BENCH),
    ),
    DisciplineName.BODYBUILDING: (
        ((K.FULL_BODY, ("squat", "bench", "row")),),
        (_FULL_A, _FULL_B),
        (_FULL_A, _FULL_B, _FULL_C),
        (_UPPER_A, _LOWER_A, _UPPER_B, _LOWER_B),
        (_PUSH_A, _PULL_A, _LEGS_A, _UPPER_B, _LOWER_B),
        (_PUSH_A, _PULL_A, _LEGS_A, _PUSH_B, _PULL_B, _LEGS_B),
    ),
    DisciplineName.OLYMPIC_WEIGHTLIFTING: (
        ((K.FULL_BODY, ("snatch", "clean_jerk", "squat")),),
        (_SNATCH, _JERK),
        (_SNATCH, _JERK, _SNATCH_B),
        (_SNATCH, _JERK, _SNATCH_B, (K.CLEAN_JERK, ("clean_jerk", "squat"))),
        (_SNATCH, (K.PRESS, ("press", "row")), _JERK, _SNATCH_B, _JERK_B),
        (_SNATCH, (K.PRESS, ("press", "row")), _JERK, _SNATCH_B, _UPPER_B, _JERK_B),
    ),
    DisciplineName.CROSSFIT: tuple(_WODS[:count] for count in range(1, MAX_HARD_DAYS + 1)),
    DisciplineName.CALISTHENICS: (
        ((K.CALISTHENICS, ("pull_up", "dip", "lunge")),),
        (_CALI_PULL, _CALI_PUSH),
        (_CALI_PULL, _CALI_PUSH, _CALI_LEGS),
        (_CALI_PULL, _CALI_PUSH, _CALI_LEGS, _CALI_PUSH),
        (_CALI_PULL, _CALI_PUSH, _CALI_LEGS, _CALI_PULL, _CALI_PUSH),
        (_CALI_PULL, _CALI_PUSH, _CALI_LEGS, _CALI_PULL, _CALI_PUSH, (K.CORE, ())),
    ),
}
_RUN_WEEKS: Final[tuple[tuple[SessionKind, ...], ...]] = (
    (K.EASY,),
    (K.EASY, K.LONG),
    (K.EASY, K.TEMPO, K.LONG),
    (K.EASY, K.INTERVALS, K.EASY, K.LONG),
    (K.EASY, K.INTERVALS, K.EASY, K.TEMPO, K.LONG),
    (K.EASY, K.INTERVALS, K.EASY, K.TEMPO, K.EASY, K.LONG),
)
_LOAD_WEEKS: Final[tuple[tuple[SessionKind, ...], ...]] = (
    (K.LONG,),
    (K.FULL_BODY, K.LONG),
    (K.FULL_BODY, K.EASY, K.LONG),
    (K.FULL_BODY, K.EASY, K.HILLS, K.LONG),
    (K.FULL_BODY, K.EASY, K.FULL_BODY, K.HILLS, K.LONG),
    (K.FULL_BODY, K.EASY, K.HILLS, K.FULL_BODY, K.EASY, K.LONG),
)
"""Weeks of sports under a pack, which need strong legs and a strong back."""


def week_themes(brief: Brief, count: int) -> tuple[SessionTheme, ...]:
    """Return the themes of a week with this many sessions; a seventh and later ones recover."""
    hard = min(count, MAX_HARD_DAYS)
    names = brief.disciplines[:hard]
    shares = _shares(len(names), hard)
    groups = [_of_discipline(brief, name, n) for name, n in zip(names, shares, strict=True)]
    themes = _interleaved(groups)
    recovery = [
        SessionTheme(kind=K.RECOVERY, sport=SportName.MIXED, title="Recovery")
        for _ in range(count - hard)
    ]
    return (*themes, *recovery)


def extra_theme(brief: Brief, primary: SessionTheme, index: int) -> SessionTheme:
    """Return what a second session of a day is for: easy work that the first one did not load."""
    easy_sports = [SportName.SWIM, SportName.RIDE, SportName.RUN]
    if DisciplineName.TRIATHLON in brief.disciplines:
        sports = [sport for sport in easy_sports if sport is not primary.sport]
        sport = sports[index % len(sports)]
        return SessionTheme(kind=K.EASY, sport=sport, title="Easy", role="optional")
    sport = main_sport(brief)
    if brief.is_endurance and primary.kind is not K.RECOVERY and index % 2 == 0:
        return SessionTheme(kind=K.EASY, sport=sport, title="Easy", role="optional")
    kind = (K.MOBILITY, K.CORE)[index % 2]
    sport = SportName.LIFT if kind is K.CORE else SportName.MIXED
    return SessionTheme(kind=kind, sport=sport, title=kind.value.capitalize(), role="optional")


def _shares(names: int, count: int) -> tuple[int, ...]:
    """Return sessions per discipline, the first ones getting the odd session."""
    return tuple(count // names + (1 if index < count % names else 0) for index in range(names))


def _interleaved(groups: Sequence[tuple[SessionTheme, ...]]) -> tuple[SessionTheme, ...]:
    """Return the groups merged so that each is spread over the week."""
    placed = [
        ((index + 0.5) / len(group), order, theme)
        for order, group in enumerate(groups)
        for index, theme in enumerate(group)
    ]
    return tuple(item[2] for item in sorted(placed, key=lambda item: item[:2]))


def _of_discipline(brief: Brief, name: DisciplineName, count: int) -> tuple[SessionTheme, ...]:
    if name in _WEEKS:
        entries = _WEEKS[name][count - 1]
        if _is_full_body_only(entries) and _has_neighbours(brief):
            entries = (_FULL_A, (K.UPPER, ("press", "row")), _LOWER_B)[:count]
        return tuple(_lifting(brief, entry) for entry in entries)
    if name in ENDURANCE:
        return _endurance(brief, name, count)
    return _BUILDERS[name](brief, count)


def _is_full_body_only(entries: tuple[Entry, ...]) -> bool:
    return len(entries) > 2 and all(kind is K.FULL_BODY for kind, _ in entries)  # noqa: PLR2004


def _has_neighbours(brief: Brief) -> bool:
    numbers = {day.number for day in brief.horizon.pattern}
    return any((number + 1) % 7 in numbers for number in numbers)


def _lifting(brief: Brief, entry: Entry) -> SessionTheme:
    kind, families = entry
    sport = SportName.MIXED if kind in {K.CROSSFIT, K.METCON, K.HYROX} else SportName.LIFT
    title = "" if kind is K.CALISTHENICS else kind.value.replace("_", " ").capitalize()
    lifts = brief.chooser.choose_all(families)
    return SessionTheme(kind=kind, sport=sport, title=title, main_lifts=lifts)


def _timed(kind: SessionKind, sport: SportName) -> SessionTheme:
    title = f"{kind.value.replace('_', ' ').capitalize()} {sport.value}"
    return SessionTheme(kind=kind, sport=sport, title=title)


def _endurance(brief: Brief, name: DisciplineName, count: int) -> tuple[SessionTheme, ...]:
    if name is DisciplineName.TRIATHLON:
        return _triathlon(count)
    sport = main_sport(brief, name)
    if name in {DisciplineName.RUCKING, DisciplineName.HIKING}:
        kinds = _LOAD_WEEKS[count - 1]
        lifts = (_FULL_A, _FULL_B)
        return tuple(
            _lifting(brief, lifts[index % 2]) if kind is K.FULL_BODY else _timed(kind, sport)
            for index, kind in enumerate(kinds)
        )
    kinds = _RUN_WEEKS[count - 1]
    if name is DisciplineName.SWIMMING and K.EASY in kinds:
        kinds = (K.TECHNIQUE, *kinds[1:])
    if name is DisciplineName.TRAIL_RUNNING:
        kinds = tuple(K.HILLS if kind is K.INTERVALS else kind for kind in kinds)
    return tuple(_timed(kind, sport) for kind in kinds)


def _triathlon(count: int) -> tuple[SessionTheme, ...]:
    swim, ride, run = SportName.SWIM, SportName.RIDE, SportName.RUN
    order = (
        _timed(K.LONG, ride), _timed(K.EASY, run), _timed(K.TECHNIQUE, swim),
        _timed(K.TEMPO, ride), _timed(K.LONG, run), _timed(K.EASY, swim),
    )  # fmt: skip
    kept = order[:count]
    week = (2, 3, 1, 5, 4, 0)
    return tuple(order[index] for index in week if order[index] in kept)


def _conditioning(brief: Brief, count: int) -> tuple[SessionTheme, ...]:
    sport = main_sport(brief)
    cycle = (
        _lifting(brief, (K.METCON, ())),
        _timed(K.EASY, sport),
        _lifting(brief, (K.METCON, ())),
        _timed(K.INTERVALS, sport),
        _lifting(brief, (K.METCON, ())),
        _timed(K.EASY, sport),
    )
    return cycle[:count]


def _hyrox(brief: Brief, count: int) -> tuple[SessionTheme, ...]:
    sport = main_sport(brief)
    cycle = (
        _lifting(brief, (K.HYROX, ())),
        _timed(K.EASY, sport),
        _lifting(brief, _FULL_A),
        _timed(K.INTERVALS, sport),
        _lifting(brief, _FULL_B),
        _timed(K.LONG, sport),
    )
    order = {1: (0,), 2: (3, 0), 3: (2, 3, 0), 4: (2, 3, 4, 0), 5: (2, 3, 4, 5, 0)}
    return tuple(cycle[index] for index in order.get(count, (2, 3, 4, 1, 0, 5)))


def _mobility(_: Brief, count: int) -> tuple[SessionTheme, ...]:
    theme = SessionTheme(kind=K.MOBILITY, sport=SportName.MIXED, title="Mobility")
    return (theme,) * count


def _general(brief: Brief, count: int) -> tuple[SessionTheme, ...]:
    sport = main_sport(brief)
    cardio = _timed(K.EASY, sport)
    metcon = _lifting(brief, (K.METCON, ()))
    if brief.limits.easy_only:
        metcon = cardio
    full_a, full_b = _lifting(brief, _FULL_A), _lifting(brief, _FULL_B)
    full_c = _lifting(brief, _FULL_C)
    weeks = (
        (full_a,),
        (full_a, full_b),
        (full_a, metcon, full_b),
        (full_a, metcon, full_b, cardio),
        (full_a, metcon, full_b, cardio, full_c),
        (full_a, metcon, full_b, cardio, full_c, cardio),
    )
    return weeks[count - 1]


_BUILDERS: Final[dict[DisciplineName, Callable[[Brief, int], tuple[SessionTheme, ...]]]] = {
    DisciplineName.CONDITIONING: _conditioning,
    DisciplineName.HYROX: _hyrox,
    DisciplineName.MOBILITY: _mobility,
    DisciplineName.GENERAL_FITNESS: _general,
}
