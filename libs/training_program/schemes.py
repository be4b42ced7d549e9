"""Sets, repetitions and effort of a main lift through a block of weeks.

`ease` is the share of the best possible load for the repetitions (1.0 would be to the limit). It
rises by a fortieth a week and ends a block just under the table minus 2.5 points that rule P04
allows for several sets, so the prescribed maximum rises by 2-3 % a week.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from libs.training_program.models.vocabulary import PhaseIntent

Style = Literal["strength", "muscle", "olympic", "skill", "general"]
Scheme = Literal["linear", "wave", "step", "rpe"]
PEAK_EASE = 0.965
EASE_STEP = 0.025
LEAST_EASE = 0.84
RETURN_EASE = 0.8
LIGHT_EASE = 0.08
"""How much lighter the second exposure of a week is."""
_WAVE = 3
_MORE_REPS = (0, 1, 2, 2, 3)
"""Repetitions on top, week by week; effort rises where they stand still."""
_FIRST_RPE: Final = {
    PhaseIntent.RETURN: 6.0,
    PhaseIntent.BASE: 7.0,
    PhaseIntent.BUILD: 7.5,
    PhaseIntent.INTENSIFY: 8.0,
    PhaseIntent.PEAK: 8.5,
    PhaseIntent.MAINTAIN: 7.0,
}
_LAST_RPE = 9.0
_I = PhaseIntent
_REPS: Final[dict[Style, dict[PhaseIntent, int]]] = {
    "strength": {
        _I.RETURN: 8, _I.BASE: 8, _I.BUILD: 5, _I.INTENSIFY: 4, _I.PEAK: 3, _I.MAINTAIN: 5,
    },
    "muscle": {
        _I.RETURN: 10, _I.BASE: 10, _I.BUILD: 8, _I.INTENSIFY: 8, _I.PEAK: 6, _I.MAINTAIN: 8,
    },
    "olympic": {_I.RETURN: 3, _I.BASE: 3, _I.BUILD: 2, _I.INTENSIFY: 2, _I.PEAK: 1, _I.MAINTAIN: 2},
    "skill": {_I.RETURN: 6, _I.BASE: 6, _I.BUILD: 6, _I.INTENSIFY: 5, _I.PEAK: 5, _I.MAINTAIN: 6},
    "general": {
        _I.RETURN: 10, _I.BASE: 8, _I.BUILD: 6, _I.INTENSIFY: 5, _I.PEAK: 5, _I.MAINTAIN: 8,
    },
}  # fmt: skip
_SETS: Final[dict[Style, int]] = {
    "strength": 4, "muscle": 4, "olympic": 4, "skill": 4, "general": 3,
}  # fmt: skip
_LEAST_REPS: Final[dict[Style, int]] = {
    "strength": 3, "muscle": 6, "olympic": 1, "skill": 4, "general": 5,
}  # fmt: skip
_OLYMPIC_EASE = 0.95


@dataclass(frozen=True)
class Position:
    """Where a hard week stands: the n-th block of its phase, week `index` of `length`."""

    intent: PhaseIntent
    block: int
    index: int
    length: int


@dataclass(frozen=True)
class Target:
    """What one exposure comes to before rounding; `ease` with a maximum, `rpe` without one."""

    sets: int
    reps: int
    ease: float
    rpe: float


def target_of(position: Position, style: Style, scheme: Scheme, *, exposure: int) -> Target:
    """Return the target of the n-th exposure of a lift in a hard week."""
    reps = _reps(position, style)
    sets = _SETS[style]
    ease = max(LEAST_EASE, PEAK_EASE - EASE_STEP * (position.length - 1 - position.index))
    if scheme == "wave":
        reps += _WAVE - 1 - position.index % _WAVE
    if scheme == "step":
        ease = max(LEAST_EASE, ease - EASE_STEP * (position.index % 2))
        sets += position.index % 2
    if style == "olympic":
        ease *= _OLYMPIC_EASE
    if position.intent is _I.RETURN:
        ease = min(ease, RETURN_EASE)
        sets -= 1
    first = _FIRST_RPE.get(position.intent, 7.0) + 0.5 * position.block
    rpe = min(_LAST_RPE, first + 0.5 * position.index)
    if exposure > 1:
        return Target(
            max(2, sets - 1), reps + (1 if style == "olympic" else 2), ease - LIGHT_EASE, rpe - 1
        )
    return Target(sets, reps, ease, rpe)


def open_target(position: Position, style: Style, *, exposure: int) -> Target:
    """Return the target of a lift without a maximum: repetitions rise first, then sets."""
    base = target_of(position, style, "linear", exposure=exposure)
    if style == "olympic":
        return replace(base, sets=max(1, base.sets - 1 + position.index % 2))
    more = _MORE_REPS[min(position.index, len(_MORE_REPS) - 1)]
    sets = base.sets - 1 + (1 if position.index >= len(_MORE_REPS) else 0)
    return replace(base, sets=max(1, sets), reps=base.reps + more)


def _reps(position: Position, style: Style) -> int:
    reps = _REPS[style].get(position.intent, _REPS[style][_I.BUILD])
    return max(min(reps, _LEAST_REPS[style]), reps - position.block)
