"""Exact, contiguous phases from wishes; the last one tapers into the event when there is one.

Bounds fall on week ends where the lengths allow. A phase of one day is valid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from libs.training_program.brief import Brief
from libs.training_program.limits import is_postpartum
from libs.training_program.models.blueprint import DAYS_PER_WEEK, Phase
from libs.training_program.models.plan import PlanPhase
from libs.training_program.models.vocabulary import (
    DisciplineName,
    EventName,
    GoalName,
    PhaseIntent,
    SportName,
)

TAPER_DAYS = 7
LONG_TAPER_DAYS = 14
MAX_TAPER_DAYS = 21
"""At most 2 weeks for strength, 3 for endurance (program-quality.md section 7)."""
LONG_RACE_KM: Final = {
    DisciplineName.RUNNING: 30.0,
    DisciplineName.TRAIL_RUNNING: 30.0,
    DisciplineName.CYCLING: 120.0,
    DisciplineName.TRIATHLON: 90.0,
}
"""Races from this distance on have the long taper."""
TWO_BLOCKS_WEEKS = 4
LEAST_BLOCK_WEEKS = 1
_TAPERED_SHARE = 3
"""A taper takes at most a third of the program."""
ENDING: Final = frozenset({PhaseIntent.TAPER, PhaseIntent.EVENT})
_NAMES: Final = {
    PhaseIntent.RETURN: "Return",
    PhaseIntent.BASE: "Base",
    PhaseIntent.BUILD: "Build",
    PhaseIntent.INTENSIFY: "Intensify",
    PhaseIntent.PEAK: "Peak",
    PhaseIntent.TAPER: "Taper",
    PhaseIntent.EVENT: "Event",
    PhaseIntent.MAINTAIN: "Maintain",
}
_DESCRIPTIONS: Final = {
    PhaseIntent.RETURN: "Ease back in: short sessions, plenty in reserve.",
    PhaseIntent.BASE: "Build volume and technique.",
    PhaseIntent.BUILD: "Raise the work week by week.",
    PhaseIntent.INTENSIFY: "Fewer repetitions, heavier or faster.",
    PhaseIntent.PEAK: "Specific work close to the goal.",
    PhaseIntent.TAPER: "Less volume, intensity kept, fresh for the day.",
    PhaseIntent.EVENT: "The day itself.",
    PhaseIntent.MAINTAIN: "Hold what is there.",
}
_Shares = tuple[tuple[PhaseIntent, float], ...]
_I = PhaseIntent


@dataclass(frozen=True)
class PhasePlan:
    """An exact phase and the wish it came from; a taper made by code has none."""

    phase: Phase
    wish: PlanPhase | None


def default_phases(brief: Brief, light_weeks: Sequence[int]) -> tuple[PlanPhase, ...]:
    """Return the phases of a program, each ending with a light week; the taper comes later.

    `light_weeks` are the deload weeks, 1-indexed; the weeks between them are the blocks.
    """
    body = brief.total_days - taper_length(brief, None)
    if body <= 0:
        return ()
    ends = _block_ends(body / DAYS_PER_WEEK, light_weeks)
    intents = _intents(brief, len(ends))
    found: list[tuple[PhaseIntent, float]] = []
    start = 0.0
    for intent, end in zip(intents, ends, strict=True):
        length = end - start
        if found and found[-1][0] is intent:
            length += found.pop()[1]
        found.append((intent, length))
        start = end
    return tuple(
        PlanPhase(
            name=_NAMES[intent],
            intent=intent,
            weeks=round(length, 2),
            description=_DESCRIPTIONS[intent],
        )
        for intent, length in found
    )


def _block_ends(weeks: float, light_weeks: Sequence[int]) -> list[float]:
    """Return where blocks end, in weeks; without light weeks a longer program has two."""
    ends = [float(week) for week in light_weeks if week <= weeks - LEAST_BLOCK_WEEKS]
    if not ends and weeks >= TWO_BLOCKS_WEEKS:
        ends = [float(-(-weeks // 2))]
    return [*ends, weeks]


def _intents(brief: Brief, blocks: int) -> list[PhaseIntent]:
    """Return the intent of each block: the middle of a block decides by the shares."""
    shares = _shares(brief, blocks)
    found = []
    for index in range(blocks):
        middle, reached = (index + 0.5) / blocks, 0.0
        for intent, share in shares:
            reached += share
            if middle <= reached or intent is shares[-1][0]:
                found.append(intent)
                break
    return found


def taper_length(brief: Brief, wish: int | None) -> int:
    """Return the days of the last phase when an event ends the program, else 0.

    The taper starts with a program week wherever the program is longer than two weeks.
    """
    event = brief.horizon.event
    total = brief.total_days
    if event is None:
        return 0
    if total <= TAPER_DAYS:
        return max(1, total // 2)
    wanted = wish or _usual_taper(brief)
    longest = min(MAX_TAPER_DAYS, max(TAPER_DAYS - 1, total // _TAPERED_SHARE))
    if total <= LONG_TAPER_DAYS:
        return min(wanted, max(2, total // 2))
    rest = total % DAYS_PER_WEEK or DAYS_PER_WEEK
    options = [rest + DAYS_PER_WEEK * n for n in range(3) if rest + DAYS_PER_WEEK * n <= longest]
    return min(options or [rest], key=lambda days: (abs(days - wanted), days))


def exact_phases(
    brief: Brief, wishes: Sequence[PlanPhase], *, taper_days: int | None
) -> tuple[PhasePlan, ...]:
    """Return contiguous phases from day 1 to the last day that follow the wishes.

    Wished lengths are weights; a wish that is left without a day is dropped. Wishes for a taper
    or event are met at the end, and only when there is an event.
    """
    ending = [wish for wish in wishes if wish.intent in ENDING]
    body_wishes = [wish for wish in wishes if wish.intent not in ENDING]
    wanted = taper_days or sum(round(_length(wish) or 0) for wish in ending) or None
    taper = taper_length(brief, wanted)
    body = brief.total_days - taper
    if not body_wishes:
        body_wishes = [PlanPhase(name="Build")]
    lengths = _split(body, [_length(wish) for wish in body_wishes])
    found: list[tuple[PlanPhase, PlanPhase | None, int]] = [
        (wish, wish, days) for wish, days in zip(body_wishes, lengths, strict=True) if days
    ]
    if taper:
        wish = ending[0] if ending else None
        found.append((wish or _ending_phase(brief, taper), wish, taper))
    return _numbered(found)


def phase_ends(plans: Sequence[PhasePlan]) -> tuple[int, ...]:
    """Return the program weeks in which a phase before the last one ends with the week."""
    ends = [item.phase.end_day for item in plans[:-1]]
    return tuple(end // DAYS_PER_WEEK for end in ends if end % DAYS_PER_WEEK == 0)


def _numbered(found: Sequence[tuple[PlanPhase, PlanPhase | None, int]]) -> tuple[PhasePlan, ...]:
    plans, start = [], 1
    for number, (shown, wish, days) in enumerate(found, start=1):
        phase = Phase(
            phase_id=f"phase_{number}",
            name=shown.name.strip() or _NAMES[shown.intent],
            description=shown.description or _DESCRIPTIONS[shown.intent],
            intent=shown.intent,
            start_day=start,
            end_day=start + days - 1,
            duration_days=days,
            focus_areas=shown.focus_areas,
        )
        plans.append(PhasePlan(phase, wish))
        start += days
    return tuple(plans)


def _ending_phase(brief: Brief, days: int) -> PlanPhase:
    intent = _I.EVENT if days == 1 else _I.TAPER
    event = brief.horizon.event
    name = event.name if event is not None and event.name else _NAMES[_I.EVENT]
    return PlanPhase(
        name=name if intent is _I.EVENT else f"Taper: {name}",
        intent=intent,
        description=_DESCRIPTIONS[intent],
    )


def _usual_taper(brief: Brief) -> int:
    event = brief.horizon.event
    if event is None or event.discipline is None:
        return TAPER_DAYS
    from_km = LONG_RACE_KM.get(event.discipline)
    is_long = from_km is not None and event.distance_km is not None
    if is_long and event.distance_km is not None and from_km is not None:
        return LONG_TAPER_DAYS if event.distance_km >= from_km else TAPER_DAYS
    return LONG_TAPER_DAYS if event.kind is EventName.MEET else TAPER_DAYS


def _length(wish: PlanPhase) -> float | None:
    if wish.days is not None:
        return float(wish.days)
    return wish.weeks * DAYS_PER_WEEK if wish.weeks else None


def _split(total: int, wishes: Sequence[float | None]) -> list[int]:
    """Split days by the wished lengths; unnamed lengths get the mean of the named ones."""
    named = [wish for wish in wishes if wish]
    mean = sum(named) / len(named) if named else 1.0
    weights = [wish or mean for wish in wishes]
    if total < len(weights):
        return [1 if index < total else 0 for index in range(len(weights))]
    scale = total / sum(weights)
    bounds, running = [], 0.0
    for weight in weights:
        running += weight * scale
        bounds.append(_bound(running, total))
    bounds[-1] = total
    for index in range(1, len(bounds)):
        bounds[index] = max(bounds[index], bounds[index - 1] + 1)
    for index in range(len(bounds) - 1, -1, -1):
        bounds[index] = min(bounds[index], total - (len(bounds) - 1 - index))
    return [end - start for start, end in zip([0, *bounds[:-1]], bounds, strict=True)]


def _bound(day: float, total: int) -> int:
    """Return the nearest week end, or the nearest day in a program too short for that."""
    if total >= LONG_TAPER_DAYS:
        week_end = max(DAYS_PER_WEEK, round(day / DAYS_PER_WEEK) * DAYS_PER_WEEK)
        if week_end <= total:
            return week_end
    return max(1, round(day))


def _shares(brief: Brief, blocks: int) -> _Shares:
    """Return intents with their shares of the blocks before the taper."""
    if GoalName.RETURN_TO_TRAINING in brief.goals() or is_postpartum(brief.request):
        return ((_I.RETURN, 1 / blocks), (_I.BASE, 0.5), (_I.BUILD, 1.0))
    if blocks == 1:
        return ((_I.BUILD, 1.0),)
    is_gentle = brief.limits.easy_only or brief.disciplines[0] is DisciplineName.MOBILITY
    if is_gentle or blocks == 2:  # noqa: PLR2004 - one of each
        return ((_I.BASE, 0.5), (_I.BUILD, 0.5))
    has_goal_day = brief.horizon.event is not None or brief.wants_test
    if has_goal_day and blocks > 3:  # noqa: PLR2004 - one of each
        return ((_I.BASE, 0.35), (_I.BUILD, 0.25), (_I.INTENSIFY, 0.2), (_I.PEAK, 0.2))
    return ((_I.BASE, 0.375), (_I.BUILD, 0.375), (_I.INTENSIFY, 0.25))


def event_sport(brief: Brief) -> SportName:
    """Return the sport of the event's day."""
    sports = {
        DisciplineName.RUNNING: SportName.RUN,
        DisciplineName.TRAIL_RUNNING: SportName.TRAIL,
        DisciplineName.CYCLING: SportName.RIDE,
        DisciplineName.ROWING: SportName.ROW,
        DisciplineName.SWIMMING: SportName.SWIM,
        DisciplineName.RUCKING: SportName.RUCK,
        DisciplineName.HIKING: SportName.HIKE,
        DisciplineName.STRENGTH: SportName.LIFT,
        DisciplineName.POWERLIFTING: SportName.LIFT,
        DisciplineName.OLYMPIC_WEIGHTLIFTING: SportName.LIFT,
        DisciplineName.BODYBUILDING: SportName.LIFT,
        DisciplineName.CALISTHENICS: SportName.LIFT,
    }
    event = brief.horizon.event
    if event is None or event.discipline is None:
        return SportName.MIXED
    return sports.get(event.discipline, SportName.MIXED)
