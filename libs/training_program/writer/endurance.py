"""Endurance sessions: the ledger's main set, or easy work where the ledger has none."""

from __future__ import annotations

from libs.training_program.language import (
    Dose,
    ExerciseLine,
    GroupLine,
    Hold,
    Length,
    Line,
    PaceName,
    Rpe,
)
from libs.training_program.models.blueprint import Blueprint, Slot
from libs.training_program.models.vocabulary import SessionKind, SportName
from libs.training_program.parser import Unreadable, parse_line
from libs.training_program.writer.openings import EASY_CARDIO, cool_down
from libs.training_program.writer.stock import Stock
from libs.training_program.writer.timing import lines_minutes

SPORT_NAMES: dict[SportName, tuple[str, ...]] = {
    SportName.RUN: ("Run", "Treadmill Run"),
    SportName.TRAIL: ("Trail Run", "Run"),
    SportName.RIDE: ("Bike", "Bike Erg", "Air Bike"),
    SportName.ROW: ("Row", "Ski Erg"),
    SportName.SWIM: ("Swim",),
    SportName.RUCK: ("Ruck", "Weighted Hike", "Hike"),
    SportName.HIKE: ("Hike", "Walk"),
}
_EASY_RPE = 4.0
_HARD_RPE = 7.0
_HARD_KINDS = frozenset(
    {SessionKind.TEMPO, SessionKind.INTERVALS, SessionKind.HILLS, SessionKind.RACE_PACE}
)
_REPEAT_S, _REPEAT_REST_S = 180, 120
_WARM_SHARE, _COOL_SHARE = 0.3, 0.2
_STRETCH_FROM_MINUTES = 3.0
_MAX_STRETCH_S = 300
_MIN_HARD_MINUTES = 20


def endurance_lines(blueprint: Blueprint, slot: Slot, stock: Stock) -> tuple[Line, ...]:
    """Return the lines of an endurance session for the minutes of its slot."""
    target = blueprint.ledger.find_target(slot.slot_id)
    if target is not None and target.work:
        parsed = (parse_line(text) for text in target.work)
        work = tuple(line for line in parsed if not isinstance(line, Unreadable))
        if work:
            return (*work, *_stretches(slot, stock, slot.minutes - lines_minutes(work)))
    return _own_lines(blueprint, slot, stock)


def _stretches(slot: Slot, stock: Stock, minutes: float) -> tuple[GroupLine, ...]:
    if minutes < _STRETCH_FROM_MINUTES or slot.is_event:
        return ()
    seconds = min(_MAX_STRETCH_S, int(minutes) * 60)
    return cool_down(stock, seconds, "lower", turn=slot.week // 4)


def _own_lines(blueprint: Blueprint, slot: Slot, stock: Stock) -> tuple[Line, ...]:
    """Return easy work, or repeats between easy parts, on what the place has."""
    names = SPORT_NAMES.get(slot.theme.sport, ())
    exercise = stock.first((*names, *EASY_CARDIO))
    if exercise is None:
        return ()
    event = blueprint.request.event
    if slot.is_event and event is not None and event.distance_km is not None:
        dose = Dose(Length(event.distance_km, "km"), intensity=(PaceName("race"),))
        return (ExerciseLine(name=exercise.name, dose=dose),)
    total_s = slot.minutes * 60
    is_hard = slot.theme.kind in _HARD_KINDS and slot.minutes >= _MIN_HARD_MINUTES
    if not is_hard or slot.is_deload:
        return (_easy(exercise.name, total_s),)
    warm_s = round(total_s * _WARM_SHARE / 60) * 60
    cool_s = round(total_s * _COOL_SHARE / 60) * 60
    left = total_s - warm_s - cool_s
    count = max(2, (left + _REPEAT_REST_S) // (_REPEAT_S + _REPEAT_REST_S))
    cap = blueprint.request.preferences.intensity_cap_rpe
    rpe = min(_HARD_RPE, cap) if cap is not None else _HARD_RPE
    main = Dose(Hold(_REPEAT_S), sets=count, intensity=(Rpe(rpe),), rest_s=_REPEAT_REST_S)
    return (
        _easy(exercise.name, warm_s),
        ExerciseLine(name=exercise.name, dose=main),
        _easy(exercise.name, cool_s),
    )


def _easy(name: str, seconds: int) -> ExerciseLine:
    return ExerciseLine(name=name, dose=Dose(Hold(seconds), intensity=(Rpe(_EASY_RPE),)))
