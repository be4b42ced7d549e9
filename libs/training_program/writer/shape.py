"""How the minutes of a session are split: warm-up, lifting, conditioning, cool-down."""

from __future__ import annotations

from dataclasses import dataclass

from libs.training_program.models.blueprint import Slot
from libs.training_program.models.vocabulary import SessionKind

DELOAD_MINUTES, TAPER_MINUTES = 0.8, 0.7
"""Share of the usual minutes that the grid gives a session of a light week."""
_CONDITIONING_SHARE = {SessionKind.CROSSFIT: 0.5, SessionKind.HYROX: 0.55}
_MIN_CONDITIONING_S = 360
_FULL_HOUR_MINUTES = 60
_WARM_UP = ((20, 120), (30, 240), (45, 360), (60, 420), (80, 480), (110, 600), (1000, 720))
"""Seconds of warm-up by the minutes of the session, upper ends."""
_COOL_DOWN = ((20, 60), (30, 120), (60, 180), (80, 240), (110, 300), (1000, 480))


@dataclass(frozen=True)
class Shape:
    """Seconds of the parts of a session; `full_s` is the whole of a normal week's one."""

    full_s: float
    warm_s: int
    cool_s: int
    lifting_s: float
    conditioning_s: int


def shape_of(slot: Slot) -> Shape:
    """Return the parts of a session in a normal week, whatever week the slot is in."""
    minutes = slot.minutes / minutes_share(slot)
    warm, cool = warm_up_s(minutes), cool_down_s(minutes)
    full = minutes * 60
    left = full - warm - cool
    share = _CONDITIONING_SHARE.get(slot.theme.kind)
    conditioning = 0
    if share is not None:
        conditioning = max(_MIN_CONDITIONING_S, round(left * share / 60) * 60)
        conditioning = min(conditioning, 25 * 60 if minutes <= _FULL_HOUR_MINUTES else 40 * 60)
    return Shape(full, warm, cool, left - conditioning, conditioning)


def minutes_share(slot: Slot) -> float:
    """Return the share of the usual minutes that the slot was given."""
    if slot.is_taper and not slot.is_event:
        return TAPER_MINUTES
    return DELOAD_MINUTES if slot.is_deload else 1.0


def warm_up_s(minutes: float) -> int:
    """Return the seconds of warm-up of a session."""
    return next(seconds for most, seconds in _WARM_UP if minutes <= most)


def cool_down_s(minutes: float) -> int:
    """Return the seconds of cool-down of a session."""
    return next(seconds for most, seconds in _COOL_DOWN if minutes <= most)
