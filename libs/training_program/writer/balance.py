"""Weekly sets per muscle: take from what gets too many, give to what gets too few (rule G05)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from libs.training_program.writer.fitting import MAX_HARD_SETS, MAX_ITEMS, Draft
from libs.training_program.writer.items import Item
from libs.training_program.writer.needs import Need

MAJOR_MUSCLES = ("chest", "lats", "upper_back", "shoulders", "quads", "hamstrings", "glutes")
LEAST_SETS, LEAST_SETS_MUSCLE = 4.5, 10.5
MOST_SETS = 20.0
"""Strength and general 4-20, hypertrophy 10-20 (section 11); a little inside of it."""
_SECONDARY = 0.5
_ITEM_MAX_SETS = 5
_MIN_ITEMS = 4
_ROUNDS = 40
_SLACK = 1.04
_NEEDS_OF: dict[str, tuple[Need, ...]] = {
    "chest": (Need.PUSH_H, Need.CHEST),
    "lats": (Need.PULL_V, Need.PULL_H),
    "upper_back": (Need.PULL_H, Need.REAR_DELT),
    "shoulders": (Need.SIDE_DELT, Need.PUSH_V, Need.REAR_DELT),
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
    least = LEAST_SETS_MUSCLE if wants_muscle else LEAST_SETS
    for _ in range(_ROUNDS):
        if not _take_from_most(drafts):
            break
    for muscle in MAJOR_MUSCLES:
        for _ in range(_ROUNDS):
            if _sets(drafts)[muscle] >= least or not _give(drafts, muscle, least):
                break


def _sets(drafts: Sequence[Draft]) -> dict[str, float]:
    return muscle_sets(item for draft in drafts for item in draft.items)


def _take_from_most(drafts: Sequence[Draft]) -> bool:
    """Take a set of the accessory that gives most to a muscle over its limit."""
    counts = _sets(drafts)
    over = [muscle for muscle in sorted(counts) if counts[muscle] > MOST_SETS]
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
        if _drop_for(drafts, muscle):
            return True
    return False


def _drop_for(drafts: Sequence[Draft], muscle: str) -> bool:
    for draft in drafts:
        for item in reversed(draft.movable):
            if muscle in item.exercise.primary and not item.keep and len(draft.items) > _MIN_ITEMS:
                draft.items.remove(item)
                return True
    return False


def _give(drafts: Sequence[Draft], muscle: str, least: float) -> bool:
    """Give the muscle a set: more of an exercise, a new exercise, or a set of a rich one."""
    return (
        _add_set(drafts, muscle)
        or _add_item(drafts, muscle)
        or _trade_set(drafts, muscle, least)
        or _trade_item(drafts, muscle, least)
    )


def _has_room(draft: Draft, seconds: float) -> bool:
    return draft.hard_sets < MAX_HARD_SETS and draft.seconds + seconds <= draft.budget_s * _SLACK


def _set_cost(item: Item) -> float:
    return (item.seconds - 60) / max(item.sets, 1)


def _may_grow(drafts: Sequence[Draft], item: Item, sets: int = 1) -> bool:
    counts = _sets(drafts)
    return all(counts[m] + sets <= MOST_SETS for m in item.exercise.primary) and all(
        counts[m] + sets * _SECONDARY <= MOST_SETS for m in item.exercise.secondary
    )


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


def _add_item(drafts: Sequence[Draft], muscle: str) -> bool:
    for draft in sorted(drafts, key=lambda d: d.seconds - d.budget_s):
        if len(draft.items) >= MAX_ITEMS:
            continue
        for need in _NEEDS_OF[muscle]:
            item = draft.add(need)
            if item is None or muscle not in item.exercise.primary:
                continue
            item.sets = 2
            if _has_room(draft, item.seconds) and _may_grow(drafts, item, 2):
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


def _trade_item(drafts: Sequence[Draft], muscle: str, least: float) -> bool:
    """Put an exercise for the muscle in the place of one whose muscles have plenty."""
    for draft in drafts:
        rich = _rich_item(drafts, draft, muscle, least, sets=None)
        if rich is None or rich.keep:
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
        return all(
            counts[m] - lost >= least for m in item.exercise.primary & frozenset(MAJOR_MUSCLES)
        ) and all(
            counts[m] - lost * _SECONDARY >= least
            for m in item.exercise.secondary & frozenset(MAJOR_MUSCLES)
        )

    choices = [item for item in reversed(draft.movable) if can_lose(item)]
    return max(choices, key=lambda item: item.sets) if choices else None
