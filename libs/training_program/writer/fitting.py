"""Make the exercises of a session fill its minutes: rests, sets, then exercises give way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

from libs.training_program.models.blueprint import Slot
from libs.training_program.writer.items import MIN_REST_S, Item
from libs.training_program.writer.needs import Need

MAX_ITEMS = 7
"""Rule P07 allows eight main exercises; one place is left for easy work at the end."""
FULL_ITEMS = 4
LEAST_ITEMS = 2
MAX_HARD_SETS = 25
_OVER, _UNDER = 1.02, 0.94
_ROUNDS = 60


@dataclass
class Draft:
    """The lifting part of one session while it is being planned."""

    slot: Slot
    items: list[Item]
    budget_s: float
    """Seconds for the items: the session without warm-up, cool-down and conditioning."""
    set_target: int
    set_cap: int
    """Hard sets beyond which the expansion leaves exercises out."""
    spare: list[Need] = field(default_factory=list)
    """Needs of the menu that did not get an exercise yet."""
    add: Callable[[Need], Item | None] = lambda _: None
    """Make an item of a need, None when nothing is possible."""

    @property
    def seconds(self) -> float:
        """Return the modelled seconds of all items."""
        return sum(item.seconds for item in self.items)

    @property
    def hard_sets(self) -> int:
        """Return the hard sets of all items."""
        return sum(item.hard_sets for item in self.items)

    @property
    def movable(self) -> list[Item]:
        """Return the items whose sets and rests are the writer's to choose."""
        return [item for item in self.items if item.row is None]


def fit(draft: Draft) -> None:
    """Shrink or grow the draft until it is about as long as its minutes, or nothing helps."""
    _run(draft, _FEWER_SETS, lambda: draft.hard_sets > draft.set_target)
    shrink(draft)
    _run(draft, _GROW, lambda: draft.seconds < draft.budget_s * _UNDER)


def shrink(draft: Draft) -> None:
    """Only shorten the draft where it has too many sets or is too long."""
    _run(draft, _LEAST_SETS, lambda: draft.hard_sets > draft.set_cap)
    _run(draft, _SHRINK, lambda: draft.seconds > draft.budget_s * _OVER)


def lighten(draft: Draft, target: int) -> None:
    """Take sets, never exercises, down to a number of hard sets, each exercise keeping two."""
    _run(draft, (lambda draft: _cut_set(draft, least=2),), lambda: draft.hard_sets > target)


def scale(draft: Draft, share: float) -> None:
    """Keep a share of the accessories' sets; where one set each is too many, leave some out."""
    most = ceil(share * sum(item.sets for item in draft.movable))
    for item in draft.movable:
        item.sets = max(1, int(item.sets * share + 0.5))
    steps = (
        lambda draft: _cut_set(draft, least=1),
        lambda draft: _drop(draft, least_items=LEAST_ITEMS),
    )
    _run(draft, steps, lambda: sum(item.sets for item in draft.movable) > most)


Step = Callable[[Draft], bool]


def _run(draft: Draft, steps: tuple[Step, ...], wanted: Callable[[], bool]) -> None:
    for _ in range(_ROUNDS):
        if not wanted() or not any(step(draft) for step in steps):
            return


def _shorten_rests(draft: Draft) -> bool:
    return _rests(draft, small=45, compound=75, main=120)


def _shorten_rests_more(draft: Draft) -> bool:
    return _rests(draft, small=30, compound=45, main=90)


def _shorten_rests_most(draft: Draft) -> bool:
    return _rests(draft, small=MIN_REST_S, compound=MIN_REST_S, main=60)


def _rests(draft: Draft, *, small: int, compound: int, main: int) -> bool:
    changed = False
    for item in draft.items:
        least = main if item.row is not None else small if item.is_small else compound
        if item.rest_s > least:
            item.rest_s = least
            changed = True
    return changed


def _cut_set(draft: Draft, *, least: int) -> bool:
    """Take one set from the accessory with the most sets, the last of them."""
    choices = [item for item in draft.movable if item.sets > least]
    if not choices:
        return False
    most = max(item.sets for item in choices)
    [item for item in choices if item.sets == most][-1].sets -= 1
    return True


def _drop(draft: Draft, *, least_items: int, kept_too: bool = False) -> bool:
    """Leave out the last accessory that does not hold the balance of the week."""
    if len(draft.items) <= least_items:
        return False
    choices = [item for item in draft.movable if kept_too or not item.keep]
    if not choices:
        return False
    draft.items.remove(choices[-1])
    return True


def _add_set(draft: Draft) -> bool:
    """Give a set to the accessory with the fewest, compound ones first."""
    if draft.hard_sets >= min(draft.set_target, MAX_HARD_SETS):
        return False
    choices = [item for item in draft.movable if item.sets < (3 if item.is_small else 4)]
    if not choices:
        return False
    min(choices, key=lambda item: item.sets).sets += 1
    return True


def _add_item(draft: Draft) -> bool:
    room = min(draft.set_target, MAX_HARD_SETS) - draft.hard_sets
    while draft.spare and len(draft.items) < MAX_ITEMS and room >= 2:  # noqa: PLR2004
        item = draft.add(draft.spare.pop(0))
        if item is not None:
            item.sets = 2
            draft.items.append(item)
            return True
    return False


def _lengthen_rests(draft: Draft) -> bool:
    changed = False
    for item in draft.items:
        most = 90 if item.is_small else 150
        if item.rest_s < most:
            item.rest_s += 15
            changed = True
    return changed


_FEWER_SETS: tuple[Step, ...] = (
    lambda draft: _cut_set(draft, least=2),
    lambda draft: _drop(draft, least_items=FULL_ITEMS),
)
_LEAST_SETS: tuple[Step, ...] = (
    *_FEWER_SETS,
    lambda draft: _cut_set(draft, least=1),
    lambda draft: _drop(draft, least_items=LEAST_ITEMS),
    lambda draft: _drop(draft, least_items=LEAST_ITEMS, kept_too=True),
)
_SHRINK: tuple[Step, ...] = (
    _shorten_rests,
    lambda draft: _drop(draft, least_items=FULL_ITEMS + 1),
    lambda draft: _cut_set(draft, least=2),
    _shorten_rests_more,
    lambda draft: _drop(draft, least_items=FULL_ITEMS),
    _shorten_rests_most,
    lambda draft: _drop(draft, least_items=FULL_ITEMS - 1),
    lambda draft: _cut_set(draft, least=1),
    lambda draft: _drop(draft, least_items=LEAST_ITEMS),
    lambda draft: _drop(draft, least_items=LEAST_ITEMS, kept_too=True),
)
_GROW: tuple[Step, ...] = (_add_set, _add_item, _lengthen_rests)
