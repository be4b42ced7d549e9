"""Sessions counted in sets: warm-up, lifts of the ledger, accessories, what fills the minutes."""

from __future__ import annotations

from libs.training_program.language import Dose, ExerciseLine, Hold, Line, Rpe
from libs.training_program.models.blueprint import Slot
from libs.training_program.reach import Reach
from libs.training_program.writer.fitting import Draft
from libs.training_program.writer.items import Item
from libs.training_program.writer.needs import Need
from libs.training_program.writer.openings import cool_down, half_of, warm_up
from libs.training_program.writer.rotation import TURN_WEEKS
from libs.training_program.writer.shape import cool_down_s, warm_up_s
from libs.training_program.writer.stock import Stock
from libs.training_program.writer.wording import cue_of

_FIRST = frozenset({Need.OLYMPIC, Need.JUMP, Need.SKILL})
_LAST = frozenset({Need.CORE, Need.CARRY})
MIN_FINISH_S = 300
MAX_FINISH_S = 3000
_FULL = 0.97
_SHORT_BY = 0.07
"""Easy work fills what lacks beyond this share of the minutes."""
_MAX_WARM_S, _MAX_COOL_S = 900, 900
_EASY_RPE = 4.0
_EASY_WORK = ("Bike", "Row", "Air Bike", "Elliptical", "Walk", "March in Place")


def lifting_lines(
    draft: Draft,
    stock: Stock,
    *,
    reach: Reach,
    language: str,
    conditioning: tuple[Line, ...] = (),
    conditioning_s: float = 0.0,
) -> tuple[Line, ...]:
    """Return the lines of a session with a lifting part, its conditioning at the end."""
    slot, turn = draft.slot, (draft.slot.week - 1) // TURN_WEEKS
    items = sorted(draft.items, key=_rank)
    half = half_of([item.exercise.primary for item in items])
    left = slot.minutes * 60 * _FULL - draft.seconds - conditioning_s
    warm_s, cool_s, finish_s = _split(slot, left)
    return (
        *warm_up(stock, warm_s, half, turn=turn + slot.ordinal),
        *(item.line(_cue(item, language, reach)) for item in items),
        *conditioning,
        *easy_work(stock, finish_s),
        *cool_down(stock, cool_s, half, turn=turn + slot.ordinal),
    )


def _split(slot: Slot, left: float) -> tuple[int, int, int]:
    """Return seconds of warm-up, cool-down and easy work that fill what the items leave."""
    warm, cool = warm_up_s(slot.minutes), cool_down_s(slot.minutes)
    spare = left - warm - cool
    finish = 0
    if spare < 0:
        cool = max(0, cool + round(spare / 60) * 60)
        return warm, cool, 0
    wanted = spare - slot.minutes * 60 * _SHORT_BY
    if wanted >= 0 and not (slot.is_taper or slot.is_test or slot.is_event):
        finish = max(MIN_FINISH_S, min(MAX_FINISH_S, int(wanted // 60) * 60))
        finish = finish if finish <= spare else 0
        spare -= finish
    more_cool = min(_MAX_COOL_S - cool, int(spare / 2 // 60) * 60)
    more_warm = min(_MAX_WARM_S - warm, int((spare - more_cool) // 60) * 60)
    return warm + max(0, more_warm), cool + max(0, more_cool), finish


def easy_work(stock: Stock, seconds: int) -> tuple[Line, ...]:
    """Return an easy steady piece, empty when it would be shorter than five minutes."""
    cardio = stock.first(_EASY_WORK)
    if seconds < MIN_FINISH_S or cardio is None:
        return ()
    dose = Dose(quantity=Hold(seconds), intensity=(Rpe(_EASY_RPE),))
    return (ExerciseLine(name=cardio.name, dose=dose),)


def _rank(item: Item) -> int:
    """Return the place in a session: power and skill, lifts of the ledger, big, small, trunk."""
    if item.exercise.pattern == "olympic" or item.need in _FIRST:
        return 0
    if item.is_main:
        return 1
    if item.need in _LAST:
        return 4
    return 3 if item.is_small else 2


def _cue(item: Item, language: str, reach: Reach) -> str:
    return cue_of(item.exercise.pattern, language, reach) if item.is_main else ""
