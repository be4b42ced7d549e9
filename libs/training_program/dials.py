"""The dials of each week: how much of the full volume, how hard accessories are.

Weekly hard sets never rise by more than a fifth from one normal week to the next (rule G04 warns
at 30 %). Sets per session: 45 min 12-16, 60 min 16-22, 90 min 24-30 (program-quality.md section 6),
the lower end, because warm-up and ramp sets take their time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from libs.training_program.brief import Brief
from libs.training_program.models.blueprint import Phase, Slot, SlotGrid, WeekRow
from libs.training_program.models.vocabulary import (
    DisciplineName,
    GoalName,
    PhaseIntent,
    SessionKind,
    SportName,
)

SETS_PER_MINUTE = 0.28
MAX_SESSION_SETS = 25
"""Rule P07: at most 25-30 hard sets a session."""
MAX_RISE = 1.2
WEEKS_BACK = 4
"""Weeks of fewer sessions do not count against the ones before them."""
DELOAD_VOLUME = 0.6
TAPER_VOLUME = 0.5
TEST_VOLUME = 0.5
LIGHTER_VOLUME = 0.7
"""The lighter week of an athlete who wants no deloads."""
_FIRST_WEEK = 0.85
_RAMP = 0.05
_VOLUME: Final = {
    PhaseIntent.RETURN: 0.65,
    PhaseIntent.BASE: 1.0,
    PhaseIntent.BUILD: 1.0,
    PhaseIntent.INTENSIFY: 0.9,
    PhaseIntent.PEAK: 0.8,
    PhaseIntent.TAPER: TAPER_VOLUME,
    PhaseIntent.EVENT: TAPER_VOLUME,
    PhaseIntent.MAINTAIN: 0.75,
}
_EFFORT: Final = {
    PhaseIntent.RETURN: 6.0,
    PhaseIntent.BASE: 7.0,
    PhaseIntent.BUILD: 8.0,
    PhaseIntent.INTENSIFY: 8.0,
    PhaseIntent.PEAK: 7.5,
    PhaseIntent.TAPER: 6.5,
    PhaseIntent.EVENT: 6.0,
    PhaseIntent.MAINTAIN: 7.0,
}
_REPS: Final = {
    PhaseIntent.RETURN: (10, 15),
    PhaseIntent.BASE: (10, 15),
    PhaseIntent.BUILD: (8, 12),
    PhaseIntent.INTENSIFY: (6, 10),
    PhaseIntent.PEAK: (6, 8),
    PhaseIntent.TAPER: (6, 8),
    PhaseIntent.EVENT: (6, 8),
    PhaseIntent.MAINTAIN: (8, 12),
}
_MUSCLE_REPS: Final = {
    PhaseIntent.BASE: (8, 12),
    PhaseIntent.BUILD: (8, 12),
    PhaseIntent.INTENSIFY: (8, 15),
}
_DELOAD_EFFORT = 5.5
_SET_FREE: Final = frozenset(
    {SessionKind.METCON, SessionKind.MOBILITY, SessionKind.RECOVERY, SessionKind.EVENT}
)
_MIXED_SHARE = 0.5
"""A session that is half conditioning, or trunk work only, holds half the sets."""


@dataclass(frozen=True)
class LightWeeks:
    """Deload weeks, and weeks that are somewhat lighter where no deloads are wanted."""

    deloads: frozenset[int]
    lighter: frozenset[int]


def week_rows(
    brief: Brief, phases: Sequence[Phase], grid: SlotGrid, light: LightWeeks
) -> tuple[WeekRow, ...]:
    """Return the dials of every week; `easy_share` is filled in by the endurance ledger."""
    rows: list[WeekRow] = []
    ceiling = _FIRST_WEEK
    for week in range(1, grid.weeks + 1):
        slots = grid.of_week(week)
        phase = _phase_of(phases, slots, week)
        is_taper = sum(slot.is_taper for slot in slots) * 2 > len(slots)
        is_test = any(slot.is_test for slot in slots)
        is_deload = week in light.deloads and not is_taper
        normal = min(_VOLUME[phase.intent], ceiling)
        share = _share(is_deload, is_taper, is_test, week in light.lighter)
        factor = round((normal if share is None else share) * brief.limits.volume, 3)
        if share is None:
            ceiling = min(max(ceiling, normal) + _RAMP, normal * MAX_RISE)
        sets = round(sum(full_sets(slot, brief) for slot in slots) * factor)
        recent = [row.hard_sets for row in rows[-WEEKS_BACK:] if not _is_light(row)]
        if any(recent):
            sets = min(sets, round(max(recent) * MAX_RISE))
        rows.append(
            WeekRow(
                week=week,
                phase_id=phase.phase_id,
                intent=phase.intent,
                volume_factor=factor,
                hard_sets=sets,
                accessory_rpe=_effort(brief, phase, is_light=is_deload or is_test),
                accessory_reps=_accessory_reps(brief, phase),
                is_deload=is_deload,
                is_taper=is_taper,
                is_test=is_test,
            )
        )
    return tuple(rows)


def _is_light(row: WeekRow) -> bool:
    return row.is_deload or row.is_taper or row.is_test


def full_sets(slot: Slot, brief: Brief) -> float:
    """Return the hard sets of a session in a week of full volume."""
    theme = slot.theme
    if theme.kind in _SET_FREE or theme.sport not in {SportName.LIFT, SportName.MIXED}:
        return 0.0
    minutes = brief.minutes_on(slot.weekday) if slot.role == "primary" else slot.minutes
    sets = min(minutes * SETS_PER_MINUTE, float(MAX_SESSION_SETS))
    is_whole = theme.sport is SportName.LIFT and theme.kind is not SessionKind.CORE
    return sets if is_whole else sets * _MIXED_SHARE


def _share(is_deload: bool, is_taper: bool, is_test: bool, is_lighter: bool) -> float | None:
    if is_test:
        return TEST_VOLUME
    if is_taper:
        return TAPER_VOLUME
    if is_deload:
        return DELOAD_VOLUME
    return LIGHTER_VOLUME if is_lighter else None


def _phase_of(phases: Sequence[Phase], slots: Sequence[Slot], week: int) -> Phase:
    """Return the phase that most sessions of the week belong to."""
    day = slots[len(slots) // 2].day_number if slots else week * 7 - 3
    return next((phase for phase in phases if phase.end_day >= day), phases[-1])


def _effort(brief: Brief, phase: Phase, *, is_light: bool) -> float:
    effort = _DELOAD_EFFORT if is_light else _EFFORT[phase.intent]
    return min(effort, brief.limits.max_rpe)


def _accessory_reps(brief: Brief, phase: Phase) -> tuple[int, int]:
    wants_muscle = (
        brief.disciplines[0] is DisciplineName.BODYBUILDING or GoalName.MUSCLE in brief.goals()
    )
    low, high = _REPS[phase.intent]
    if wants_muscle:
        low, high = _MUSCLE_REPS.get(phase.intent, (low, high))
    low = max(low, min(brief.limits.min_reps, high))
    return low, high
