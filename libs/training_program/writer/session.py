"""Write any session by code: the offline coach's answer and the last resort of a repair."""

from __future__ import annotations

from libs.training_program.language import Line, Session
from libs.training_program.models.blueprint import Blueprint, Slot
from libs.training_program.models.vocabulary import SessionKind, SportName
from libs.training_program.reach import Reach
from libs.training_program.writer.conditioning import (
    GROUP_ORDER,
    MIN_PIECE_S,
    Setting,
    pieces,
    setting_of,
)
from libs.training_program.writer.endurance import SPORT_NAMES, endurance_lines
from libs.training_program.writer.hyrox import station_lines
from libs.training_program.writer.lifting import easy_work, lifting_lines
from libs.training_program.writer.mobility import mobility_lines
from libs.training_program.writer.openings import cool_down, warm_up
from libs.training_program.writer.shape import cool_down_s, shape_of, warm_up_s
from libs.training_program.writer.stock import Stock, stock_of
from libs.training_program.writer.week_plan import lifts_in, plan_week
from libs.training_program.writer.wording import note_of, title_of

_CALM_KINDS = frozenset({SessionKind.MOBILITY, SessionKind.RECOVERY})
_FULL = 0.97
_MAX_HARD_S, _MAX_EASY_S = 2700, 3600
"""No athlete works against the clock for longer than 45 minutes a session (w)."""
_CROSSFIT_GROUPS = ("cyclic", "knee", "push", "pull")


def write_session(blueprint: Blueprint, slot: Slot, *, reach: Reach) -> Session:
    """Return a session for a slot; equal arguments give equal sessions.

    Everything in it is possible at the slot's place and allowed by injuries and bans; the numbers
    of ledger lifts and endurance work are the ledger's.
    """
    stock = stock_of(blueprint.request, reach, slot.place)
    language = blueprint.request.preferences.language
    lines = _lines(blueprint, slot, stock, reach, language)
    if not lines:
        lines = mobility_lines(blueprint, slot, stock)
    return Session(
        slot_id=slot.slot_id,
        title=title_of(slot, reach),
        lines=lines,
        note=note_of(slot, language, reach),
    )


def _lines(
    blueprint: Blueprint, slot: Slot, stock: Stock, reach: Reach, language: str
) -> tuple[Line, ...]:
    if blueprint.ledger.find_target(slot.slot_id) is not None:
        return endurance_lines(blueprint, slot, stock)
    if slot.theme.sport in SPORT_NAMES and slot.theme.kind not in _CALM_KINDS:
        return endurance_lines(blueprint, slot, stock)
    if slot.theme.kind in _CALM_KINDS:
        return mobility_lines(blueprint, slot, stock)
    if lifts_in(slot):
        return _lifting(blueprint, slot, stock, reach, language)
    dials = blueprint.ledger.week(slot.week)
    setting = setting_of(blueprint, slot, stock, dials)
    if slot.theme.kind in {SessionKind.METCON, SessionKind.EVENT, SessionKind.TEST}:
        return _conditioning(blueprint, slot, setting)
    return endurance_lines(blueprint, slot, stock)


def _lifting(
    blueprint: Blueprint, slot: Slot, stock: Stock, reach: Reach, language: str
) -> tuple[Line, ...]:
    draft = plan_week(blueprint, slot.week, reach)[slot.slot_id]
    conditioning: tuple[Line, ...] = ()
    seconds = 0
    shape = shape_of(slot)
    if shape.conditioning_s:
        setting = setting_of(blueprint, slot, stock, blueprint.ledger.week(slot.week))
        share = slot.minutes * 60 / shape.full_s
        seconds = max(MIN_PIECE_S, int(shape.conditioning_s * share // 60) * 60)
        if slot.theme.kind is SessionKind.HYROX:
            conditioning = station_lines(setting, slot, seconds)
        else:
            conditioning = pieces(setting, seconds, _CROSSFIT_GROUPS, slot.ordinal)
    return lifting_lines(
        draft,
        stock,
        reach=reach,
        language=language,
        conditioning=conditioning,
        conditioning_s=float(seconds if conditioning else 0),
    )


def _conditioning(blueprint: Blueprint, slot: Slot, setting: Setting) -> tuple[Line, ...]:
    """Return pieces against the clock, easy work behind them where the session is long."""
    warm, cool = warm_up_s(slot.minutes), cool_down_s(slot.minutes)
    seconds = int((slot.minutes * 60 * _FULL - warm - cool) // 60) * 60
    hard_s = max(MIN_PIECE_S, min(seconds, _MAX_HARD_S))
    turn = slot.week // 4 + slot.ordinal
    is_hyrox = slot.is_event and slot.theme.sport is SportName.MIXED and _is_hyrox(blueprint)
    work = (
        station_lines(setting, slot, max(seconds, MIN_PIECE_S))
        if is_hyrox
        else pieces(setting, hard_s, GROUP_ORDER, slot.ordinal)
    )
    easy_s = 0 if is_hyrox else min(_MAX_EASY_S, seconds - hard_s)
    return (
        *warm_up(setting.stock, warm, "full", turn=turn),
        *work,
        *easy_work(setting.stock, easy_s),
        *cool_down(setting.stock, cool, "full", turn=turn),
    )


def _is_hyrox(blueprint: Blueprint) -> bool:
    event = blueprint.request.event
    named = {item.value for item in blueprint.request.disciplines}
    if event is not None and event.discipline is not None:
        named.add(event.discipline.value)
    return "hyrox" in named
