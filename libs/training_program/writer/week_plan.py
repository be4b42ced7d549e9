"""Divide the lifting of a week among its sessions: exercises, sets, balance.

Every session's plan follows from the whole week, so that the sessions written one by one agree:
each week trains knee, hinge, push, pull and trunk (rule B02), and lifts of the ledger come first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Generic, TypeVar

from libs.exercise.catalogue import Exercise
from libs.training_program.models.blueprint import Blueprint, LiftRow, Slot, WeekRow
from libs.training_program.models.vocabulary import SessionKind, SportName
from libs.training_program.reach import Reach
from libs.training_program.trimming import SET_OVERRUN
from libs.training_program.writer.balance import balance_muscles
from libs.training_program.writer.fitting import MAX_HARD_SETS, Draft, fit, lighten, scale, shrink
from libs.training_program.writer.items import Item, accessory_item, main_item
from libs.training_program.writer.menus import MENUS, OFF_MENU, STRENGTH_PART_KINDS
from libs.training_program.writer.needs import GROUP_PATTERNS, GROUPS, Need
from libs.training_program.writer.rotation import last_new_week, turn_of
from libs.training_program.writer.shape import Shape, shape_of
from libs.training_program.writer.stock import Stock, stock_of

T = TypeVar("T")
_KEPT_PLANS = 32
"""Weeks kept in memory: the sessions of one are written one after the other."""
_MINUTES_PER_ITEM = 9.0
_MIN_ITEMS, _MAX_START_ITEMS = 4, 7
_MIXED_WEIGHT = 0.5
_MIN_SETS = 4
_TEST_SHARE, _DELOAD_SHARE, _TAPER_SHARE = 0.6, 0.6, 0.5
_KNOWN_WEEKS = 4
_TEST_ITEMS = 4
_FULL_WEEK_SESSIONS = 2
CORE_RPE = 5.5
"""A core session is practice beside the training: its sets are not hard ones (w)."""
_UNBALANCED = frozenset({SessionKind.TEST, SessionKind.EVENT, SessionKind.CORE})
"""Sessions that neither hold nor count for the balance of the week."""
_SET_SPORTS = frozenset({SportName.LIFT, SportName.MIXED})
_SET_FREE = frozenset(
    {SessionKind.METCON, SessionKind.MOBILITY, SessionKind.RECOVERY, SessionKind.EVENT}
)
_PATTERN_NEEDS = {
    "squat": Need.SQUAT, "lunge": Need.LUNGE, "hinge": Need.HINGE, "push_h": Need.PUSH_H,
    "push_v": Need.PUSH_V, "pull_h": Need.PULL_H, "pull_v": Need.PULL_V,
    "olympic": Need.OLYMPIC, "core": Need.CORE, "carry": Need.CARRY, "hip_iso": Need.GLUTE,
    "knee_flexion": Need.HAMSTRING, "knee_extension": Need.QUAD, "calf": Need.CALF,
}  # fmt: skip


@dataclass(frozen=True)
class WeekFrame:
    """What all sessions of a week share while they are planned."""

    blueprint: Blueprint
    dials: WeekRow
    slots: tuple[Slot, ...]
    """The slots of the week with a lifting part."""
    stocks: dict[str, Stock]
    known: frozenset[str] | None = None
    """Ids of the exercises to choose among where nothing new may come in, None all."""

    def stock(self, slot: Slot) -> Stock:
        """Return the stock of the slot's place."""
        return self.stocks[slot.place]


def lifts_in(slot: Slot) -> bool:
    """Return whether a slot has a part that is counted in sets."""
    kind, sport = slot.theme.kind, slot.theme.sport
    if kind in STRENGTH_PART_KINDS:
        return True
    return kind in {SessionKind.TEST, SessionKind.EVENT} and sport is SportName.LIFT


def plan_week(blueprint: Blueprint, week: int, reach: Reach) -> Mapping[str, Draft]:
    """Return the lifting part of each slot of a week that has one, by slot id."""
    return _planned(_Same(blueprint), week, _Same(reach))


@dataclass(frozen=True, eq=False)
class _Same(Generic[T]):
    """A value that is equal to itself alone, so that a plan is kept while its session's are."""

    value: T

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)


@lru_cache(maxsize=_KEPT_PLANS)
def _planned(
    same_blueprint: _Same[Blueprint], week: int, same_reach: _Same[Reach]
) -> Mapping[str, Draft]:
    blueprint, reach = same_blueprint.value, same_reach.value
    slots = tuple(slot for slot in blueprint.grid.of_week(week) if lifts_in(slot))
    places = {slot.place for slot in slots}
    frame = WeekFrame(
        blueprint=blueprint,
        dials=blueprint.ledger.week(week),
        slots=slots,
        stocks={place: stock_of(blueprint.request, reach, place) for place in places},
        known=_known(blueprint, week, reach),
    )
    drafts = [_first_draft(frame, slot) for slot in slots]
    normal = [draft for draft in drafts if draft.slot.theme.kind not in _UNBALANCED]
    _cover_groups(frame, normal)
    for draft in drafts:
        if draft.slot.theme.kind in {SessionKind.TEST, SessionKind.EVENT}:
            continue
        fit(draft)
        if not is_light(draft.slot):
            target = max(round(_set_share(frame, draft.slot, full=False)), 2 * len(draft.items))
            lighten(draft, target)
    if len(normal) >= _FULL_WEEK_SESSIONS:
        balance_muscles(normal, _wants_muscle(blueprint))
    for draft in drafts:
        _lighten(frame, draft)
    return {draft.slot.slot_id: draft for draft in drafts}


def _known(blueprint: Blueprint, week: int, reach: Reach) -> frozenset[str] | None:
    """Return the exercises of the weeks before the last two ones to an event (rule G07)."""
    last = last_new_week(blueprint)
    if week <= last:
        return None
    return frozenset(
        item.exercise.id
        for number in range(max(1, last - _KNOWN_WEEKS + 1), last + 1)
        for draft in plan_week(blueprint, number, reach).values()
        for item in draft.items
    )


def row_of(blueprint: Blueprint, slot: Slot, lift: str) -> LiftRow | None:
    """Return the ledger row of a lift in a slot: exposures count through the week."""
    exposure = 0
    for other in blueprint.grid.of_week(slot.week):
        exposure += lift in other.theme.main_lifts
        if other.slot_id == slot.slot_id:
            break
    return blueprint.ledger.find_lift(lift, slot.week, exposure)


def _wants_muscle(blueprint: Blueprint) -> bool:
    goals = blueprint.request.goals
    return bool(goals) and goals[0].kind.value == "muscle"


def _first_draft(frame: WeekFrame, slot: Slot) -> Draft:
    """Return the lifts of the ledger and as many accessories as the minutes suggest."""
    shape = shape_of(slot)
    mains = _mains(frame, slot)
    menu = [need for need in _menu(frame, slot) if not _is_covered(need, mains)]
    draft = Draft(
        slot=slot,
        items=list(mains),
        budget_s=shape.lifting_s,
        set_target=_set_target(frame, slot),
        set_cap=_set_cap(frame, slot, mains, full=True),
    )
    draft.add = lambda need: _accessory(frame, draft, need)
    if slot.theme.kind is SessionKind.EVENT and mains:
        return draft
    for need in menu[: max(_item_count(shape, slot) - len(mains), 1)]:
        item = draft.add(need)
        if item is not None:
            draft.items.append(item)
    draft.spare = menu[len(draft.items) - len(mains) :]
    return draft


def _item_count(shape: Shape, slot: Slot) -> int:
    if slot.theme.kind is SessionKind.TEST:
        return _TEST_ITEMS
    if shape.conditioning_s:
        return max(2, min(4, round(shape.lifting_s / 60 / _MINUTES_PER_ITEM)))
    return max(_MIN_ITEMS, min(_MAX_START_ITEMS, round(shape.full_s / 60 / _MINUTES_PER_ITEM)))


def _menu(frame: WeekFrame, slot: Slot) -> tuple[Need, ...]:
    kind = slot.theme.kind
    if kind not in MENUS:
        return (Need.PULL_H, Need.CORE, Need.GLUTE, Need.REAR_DELT)
    before = sum(other.theme.kind is kind and other.ordinal < slot.ordinal for other in frame.slots)
    menus = MENUS[kind]
    return menus[before % len(menus)]


def _mains(frame: WeekFrame, slot: Slot) -> list[Item]:
    """Return the ledger's lifts in the order of the theme, power first."""
    stock = frame.stock(slot)
    items: list[Item] = []
    for name in slot.theme.main_lifts:
        exercise = stock.find(name)
        row = row_of(frame.blueprint, slot, name)
        if exercise is None or any(item.exercise.id == exercise.id for item in items):
            continue
        need = _PATTERN_NEEDS.get(exercise.pattern)
        item = main_item(exercise, row, frame.dials, need)
        if is_light(slot) and not slot.is_test:
            item.sets = round(item.sets / _light_share(slot))
        items.append(item)
    items.sort(key=lambda item: item.exercise.pattern != "olympic")
    return items


def _is_covered(need: Need, mains: Sequence[Item]) -> bool:
    return any(item.need is need for item in mains)


def _accessory(frame: WeekFrame, draft: Draft, need: Need) -> Item | None:
    """Return an item for a need; lifts of the ledger are taken only when nothing else is there."""
    slot, stock = draft.slot, frame.stock(draft.slot)
    menu = _menu(frame, slot)
    order = menu.index(need) + slot.ordinal if need in menu else None
    turn = turn_of(frame.blueprint, slot.week, need, order=order)
    inside = {item.exercise.id for item in draft.items}
    lifts = {
        found.id
        for lift in frame.blueprint.plan.main_lifts
        if (found := stock.find(lift.exercise)) is not None
    }
    number = turn.number + _occurrence(frame, slot, need)
    exercise = stock.choose(need, turn=number, used=inside | lifts, only=frame.known)
    if exercise is None:
        exercise = stock.choose(need, turn=number, used=inside, only=frame.known)
    if exercise is None:
        return None
    item = accessory_item(
        exercise,
        _actual_need(need, exercise),
        dials=frame.dials,
        step=min(turn.step, 2),
        request=frame.blueprint.request,
    )
    if slot.theme.kind is SessionKind.CORE:
        item.rpe = min(item.rpe, CORE_RPE)
    return item


def _actual_need(need: Need, exercise: Exercise) -> Need:
    """Return the need an exercise fills when it stands in for another one."""
    found = _PATTERN_NEEDS.get(exercise.pattern)
    if found is None or need in {Need.SKILL, Need.JUMP, Need.REAR_DELT}:
        return need
    same = {Need.GLUTE: {Need.HINGE}, Need.HAMSTRING: {Need.HINGE}}
    return need if found in same.get(need, set()) else found


def _occurrence(frame: WeekFrame, slot: Slot, need: Need) -> int:
    """Return how many earlier sessions of the week have the need on their menu."""
    return sum(
        need in _menu(frame, other)[:_MAX_START_ITEMS]
        for other in frame.slots
        if other.ordinal < slot.ordinal
    )


def _set_target(frame: WeekFrame, slot: Slot) -> int:
    """Return the slot's share of the week's hard sets in a week of full volume."""
    least = _MIN_SETS if shape_of(slot).conditioning_s else 2 * _MIN_SETS
    return max(least, min(MAX_HARD_SETS, round(_set_share(frame, slot, full=True))))


def _full_factor(blueprint: Blueprint, dials: WeekRow) -> float:
    """Return what makes the week's sets those of the fullest one: the choice is that week's."""
    normal = [
        row.volume_factor
        for row in blueprint.ledger.weeks
        if not (row.is_deload or row.is_taper or row.is_test)
    ]
    return max(normal, default=1.0) / dials.volume_factor if dials.volume_factor else 1.0


def _set_cap(frame: WeekFrame, slot: Slot, mains: Sequence[Item], *, full: bool) -> int:
    """Return the most hard sets that the expansion leaves a session."""
    share = _set_share(frame, slot, full=full)
    if not share:
        return MAX_HARD_SETS
    fixed = sum(item.sets for item in mains)
    return min(MAX_HARD_SETS, max(ceil(share * SET_OVERRUN), fixed + 2))


def _set_share(frame: WeekFrame, slot: Slot, *, full: bool) -> float:
    """Return the slot's share of the week's sets, as in a week of full volume or as it is."""
    dials = frame.dials
    total = sum(_weight(other) for other in frame.blueprint.grid.of_week(slot.week))
    factor = _full_factor(frame.blueprint, dials) if full else 1.0
    return dials.hard_sets * factor * _weight(slot) / total if total else 0.0


def _weight(slot: Slot) -> float:
    if slot.theme.kind in _SET_FREE or slot.theme.sport not in _SET_SPORTS:
        return 0.0
    return slot.minutes * (1.0 if slot.theme.sport is SportName.LIFT else _MIXED_WEIGHT)


def _cover_groups(frame: WeekFrame, drafts: list[Draft]) -> None:
    """Add what the week misses to the session with the most time, and keep what covers a group."""
    if not drafts:
        return
    for group, needs in GROUPS.items():
        holders = [(draft, item) for draft in drafts for item in draft.items if _is_in(group, item)]
        if holders:
            _keep_one(holders)
            continue
        _add_group(frame, drafts, needs, group)


def _keep_one(holders: Sequence[tuple[Draft, Item]]) -> None:
    first = next((item for _, item in holders if item.is_main), holders[0][1])
    first.keep = True


def _is_in(group: str, item: Item) -> bool:
    return item.exercise.pattern in GROUP_PATTERNS[group]


def _add_group(frame: WeekFrame, drafts: list[Draft], needs: tuple[Need, ...], group: str) -> None:
    for draft in sorted(drafts, key=lambda d: (not _fits(d, needs), -d.budget_s)):
        stock = frame.stock(draft.slot)
        if not any(
            item.pattern in GROUP_PATTERNS[group]
            for need in needs
            for item in stock.candidates(need)
        ):
            continue
        for need in needs:
            item = draft.add(need)
            if item is not None and _is_in(group, item):
                item.keep = True
                spare = [other for other in draft.items if not other.is_main and not other.keep]
                if spare and len(draft.items) >= _MIN_ITEMS:
                    draft.items.remove(spare[-1])
                draft.items.append(item)
                draft.spare = [other for other in draft.spare if other is not need]
                return


def _fits(draft: Draft, needs: Iterable[Need]) -> bool:
    kind = draft.slot.theme.kind
    allowed = OFF_MENU.get(kind)
    return allowed is None or any(need in allowed or need in MENUS[kind][0] for need in needs)


def _lighten(frame: WeekFrame, draft: Draft) -> None:
    """Scale a session of a light week down from its normal form, then to its own minutes."""
    slot = draft.slot
    if is_light(slot):
        for item in draft.items:
            if item.row is not None:
                item.sets = item.row.sets
        scale(draft, _light_share(slot))
    draft.budget_s = shape_of(_as_normal(slot)).lifting_s
    mains = [item for item in draft.items if item.row is not None]
    draft.set_cap = _set_cap(frame, slot, mains, full=False)
    shrink(draft)


def is_light(slot: Slot) -> bool:
    """Return whether a session has fewer sets than in a normal week."""
    return slot.is_deload or slot.is_taper or slot.is_test


def _light_share(slot: Slot) -> float:
    """Return the share of sets that a light session keeps."""
    if slot.is_test:
        return _TEST_SHARE
    return _DELOAD_SHARE if slot.is_deload else _TAPER_SHARE


def _as_normal(slot: Slot) -> Slot:
    """Return the slot as one of a normal week: its minutes are what there is."""
    return slot.model_copy(update={"is_deload": False, "is_taper": False, "is_test": False})
