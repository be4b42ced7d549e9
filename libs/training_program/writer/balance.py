"""Weekly sets per muscle: take from what gets too many, give to what gets too few (rule G05)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from libs.training_program.writer.fitting import MAX_HARD_SETS, MAX_ITEMS, Draft
from libs.training_program.writer.items import Item
from libs.training_program.writer.menus import takes
from libs.training_program.writer.needs import Need

MAJOR_MUSCLES = ("chest", "lats", "shoulders", "quads", "hamstrings", "glutes")
_MAJOR = frozenset(MAJOR_MUSCLES)
LEAST_SETS, LEAST_SETS_MUSCLE = 4.5, 10.5
SETS_A_MINUTE = 0.06
"""A muscle's least sets where time is short: half the even share of 18 sets an hour (G05)."""
MOST_SETS = 20.0
"""Strength and general 4-20, hypertrophy 10-20 (section 11); a little inside of it."""
_SECONDARY = 0.5
FREQUENT_SESSIONS = 3
"""From three sessions on a major muscle is trained in two of them (rule G06)."""
MOST_PUSH, MOST_PULL = 1.6, 1.6
"""Pushing and pulling sets stay within 0.6-1.67 of each other (rule B01)."""
_PUSH, _PULL = ("push_h", "push_v"), ("pull_h", "pull_v")
_ITEM_MAX_SETS = 5
_MIN_ITEMS, _FEWEST_ITEMS = 4, 3
_FAR_OVER = 25.0
"""Rule G05 warns from here on: then an exercise less is better."""
_ROUNDS = 200
_SLACK = 1.04
_NEEDS_OF: dict[str, tuple[Need, ...]] = {
    "chest": (Need.PUSH_H, Need.CHEST),
    "lats": (Need.PULL_V, Need.PULL_H),
    "shoulders": (Need.SIDE_DELT, Need.PUSH_V),
    "quads": (Need.LUNGE, Need.SQUAT, Need.QUAD),
    "hamstrings": (Need.HAMSTRING, Need.HINGE),
    "glutes": (Need.GLUTE, Need.HINGE, Need.LUNGE),
}


def muscle_sets(items: Iterable[Item]) -> dict[str, float]:
    """Return sets per muscle, indirect ones by half; muscles without any read as 0."""
    counts: dict[str, float] = defaultdict(float)
    for item in items:
        for muscle in item.exercise.primary:
            counts[muscle] += item.sets
        for muscle in item.exercise.secondary:
            counts[muscle] += item.sets * _SECONDARY
    return counts


def balance_muscles(drafts: Sequence[Draft], wants_muscle: bool) -> None:
    """Move sets between the exercises of a week until major muscles are inside their range."""
    minutes = sum(draft.slot.minutes for draft in drafts)
    least = LEAST_SETS_MUSCLE if wants_muscle else LEAST_SETS
    least = min(least, minutes * SETS_A_MINUTE)
    _repeat(lambda: _take_from_most(drafts))
    for muscle in MAJOR_MUSCLES:
        _repeat(partial(_give, drafts, muscle, least))
    if len(drafts) >= FREQUENT_SESSIONS:
        for muscle in MAJOR_MUSCLES:
            _spread(drafts, muscle, least)
    for draft in drafts:
        _repeat(partial(_refill, drafts, draft))
    _repeat(lambda: _even_out(drafts))


def _repeat(step: Callable[[], bool]) -> None:
    """Take a step until it changes nothing more."""
    for _ in range(_ROUNDS):
        if not step():
            return


def _sets(drafts: Sequence[Draft]) -> dict[str, float]:
    return muscle_sets(item for draft in drafts for item in draft.items)


def _take_from_most(drafts: Sequence[Draft]) -> bool:
    """Take a set of the accessory that gives most to a muscle over its limit."""
    counts, most = _sets(drafts), _most_sets(drafts)
    over = [muscle for muscle in MAJOR_MUSCLES if counts[muscle] > most[muscle]]
    for muscle in sorted(over, key=lambda name: -counts[name]):
        for least in (2, 1):
            choices = [
                item
                for draft in drafts
                for item in draft.movable
                if item.sets > least and muscle in item.exercise.primary | item.exercise.secondary
            ]
            if choices:
                max(choices, key=lambda i: (i.sets, muscle in i.exercise.primary)).sets -= 1
                return True
        fewest = _FEWEST_ITEMS if counts[muscle] > _FAR_OVER else _MIN_ITEMS
        if _drop_for(drafts, muscle, fewest):
            return True
    return False


def _drop_for(drafts: Sequence[Draft], muscle: str, fewest: int) -> bool:
    for draft in drafts:
        for item in reversed(draft.movable):
            if muscle in item.exercise.primary and not item.keep and len(draft.items) > fewest:
                draft.items.remove(item)
                return True
    return False


def _give(drafts: Sequence[Draft], muscle: str, least: float) -> bool:
    """Give a poor muscle a set: more of an exercise, a new exercise, or a set of a rich one."""
    return _sets(drafts)[muscle] < least and (
        _add_set(drafts, muscle)
        or _add_item(drafts, muscle)
        or _trade_set(drafts, muscle, least)
        or _trade_item(drafts, muscle, least)
    )


def _has_room(draft: Draft, seconds: float) -> bool:
    return (
        draft.hard_sets < min(draft.set_cap, MAX_HARD_SETS)
        and draft.seconds + seconds <= draft.budget_s * _SLACK
    )


def _set_cost(item: Item) -> float:
    return (item.seconds - 60) / max(item.sets, 1)


def _may_grow(drafts: Sequence[Draft], item: Item, sets: int = 1) -> bool:
    counts, most = _sets(drafts), _most_sets(drafts)
    primary, secondary = item.exercise.primary & _MAJOR, item.exercise.secondary & _MAJOR
    return all(counts[m] + sets <= most[m] for m in primary) and all(
        counts[m] + sets * _SECONDARY <= most[m] for m in secondary
    )


def _most_sets(drafts: Sequence[Draft]) -> dict[str, float]:
    """Return the limit per muscle; where the ledger's lifts alone come near it, two sets more."""
    fixed = muscle_sets(item for draft in drafts for item in draft.items if item.row is not None)
    return {muscle: max(MOST_SETS, fixed[muscle] + 2) for muscle in MAJOR_MUSCLES}


def _givers(draft: Draft, muscle: str) -> list[Item]:
    return [
        item
        for item in draft.movable
        if muscle in item.exercise.primary and item.sets < _ITEM_MAX_SETS
    ]


def _add_set(drafts: Sequence[Draft], muscle: str) -> bool:
    choices = [
        item
        for draft in drafts
        for item in _givers(draft, muscle)
        if _has_room(draft, _set_cost(item)) and _may_grow(drafts, item)
    ]
    if not choices:
        return False
    min(choices, key=lambda item: item.sets).sets += 1
    return True


def _add_item(drafts: Sequence[Draft], muscle: str, *, week: Sequence[Draft] | None = None) -> bool:
    for draft in sorted(drafts, key=lambda d: d.seconds - d.budget_s):
        if len(draft.items) >= MAX_ITEMS or not takes(draft.slot.theme.kind, muscle):
            continue
        for need in _NEEDS_OF[muscle]:
            item = draft.add(need)
            if item is None or muscle not in item.exercise.primary:
                continue
            item.sets = 2
            if _has_room(draft, item.seconds) and _may_grow(week or drafts, item, 2):
                draft.items.append(item)
                return True
    return False


def _trade_set(drafts: Sequence[Draft], muscle: str, least: float) -> bool:
    """Take a set of an exercise whose muscles have plenty and give it to the poor one."""
    for draft in drafts:
        for giver in _givers(draft, muscle):
            if not _may_grow(drafts, giver):
                continue
            taker = _rich_item(drafts, draft, muscle, least, sets=1)
            if taker is not None and taker.sets > 1:
                taker.sets -= 1
                giver.sets += 1
                return True
    return False


def _trade_item(
    drafts: Sequence[Draft], muscle: str, least: float, *, week: Sequence[Draft] | None = None
) -> bool:
    """Put an exercise for the muscle in the place of one whose muscles have plenty."""
    for draft in drafts:
        rich = _rich_item(week or drafts, draft, muscle, least, sets=None)
        if rich is None or rich.keep or not takes(draft.slot.theme.kind, muscle):
            continue
        for need in _NEEDS_OF[muscle]:
            item = draft.add(need)
            if item is not None and muscle in item.exercise.primary:
                item.sets = rich.sets
                draft.items[draft.items.index(rich)] = item
                return True
    return False


def _rich_item(
    drafts: Sequence[Draft], draft: Draft, muscle: str, least: float, *, sets: int | None
) -> Item | None:
    """Return an accessory that can lose `sets` (None: all) without making a muscle poor."""
    counts = _sets(drafts)

    def can_lose(item: Item) -> bool:
        lost = item.sets if sets is None else sets
        if muscle in item.exercise.primary | item.exercise.secondary:
            return False
        if sets is not None and item.sets <= sets:
            return False
        return all(counts[m] - lost >= least for m in item.exercise.primary & _MAJOR) and all(
            counts[m] - lost * _SECONDARY >= least for m in item.exercise.secondary & _MAJOR
        )

    choices = [item for item in reversed(draft.movable) if can_lose(item)]
    return max(choices, key=lambda item: item.sets) if choices else None


def _spread(drafts: Sequence[Draft], muscle: str, least: float) -> None:
    """See that the muscle is trained first of all in two sessions."""
    without = [d for d in drafts if all(muscle not in i.exercise.primary for i in d.items)]
    if len(drafts) - len(without) >= 2:  # noqa: PLR2004 - twice a week
        return
    if not _add_item(without, muscle, week=drafts):
        _trade_item(without, muscle, least, week=drafts)


def _even_out(drafts: Sequence[Draft]) -> bool:
    """Move a set from pushing to pulling or back where one is far ahead."""
    push, pull = _pattern_sets(drafts, _PUSH), _pattern_sets(drafts, _PULL)
    if push > pull * MOST_PUSH:
        return _shift(drafts, _PUSH, _PULL)
    return pull > push * MOST_PULL and _shift(drafts, _PULL, _PUSH)


def _pattern_sets(drafts: Sequence[Draft], patterns: tuple[str, ...]) -> int:
    items = (item for draft in drafts for item in draft.items)
    return sum(item.hard_sets for item in items if item.exercise.pattern in patterns)


def _shift(drafts: Sequence[Draft], rich: tuple[str, ...], poor: tuple[str, ...]) -> bool:
    """Add a set of the poor side where there is room, else take one of the rich side."""
    more = [
        item
        for draft in drafts
        for item in draft.movable
        if item.exercise.pattern in poor
        and item.sets < _ITEM_MAX_SETS
        and _has_room(draft, _set_cost(item))
    ]
    if more:
        min(more, key=lambda item: item.sets).sets += 1
        return True
    less = [
        item
        for draft in drafts
        for item in draft.movable
        if item.exercise.pattern in rich and item.sets > 1
    ]
    if less:
        max(less, key=lambda item: item.sets).sets -= 1
        return True
    return False


def _refill(drafts: Sequence[Draft], draft: Draft) -> bool:
    """Give time that is left to an exercise whose muscles are not at their limit."""
    choices = [
        item
        for item in draft.movable
        if item.sets < (3 if item.is_small else 4)
        and _has_room(draft, _set_cost(item))
        and _may_grow(drafts, item)
    ]
    if draft.hard_sets >= draft.set_target or not choices:
        return False
    min(choices, key=lambda item: item.sets).sets += 1
    return True
