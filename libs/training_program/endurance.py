"""The endurance targets of the ledger: minutes, easy share, long sessions, taper.

A long session is at most 35 % of its sport's week where the week has sessions enough, and grows by
at most 9 % over the longest of the last 30 days (rule G08 allows 10 %); at least four fifths of the
minutes are easy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from libs.training_program.brief import DEFAULT_SESSION_MINUTES, Brief
from libs.training_program.endurance_work import Piece, race_line, work_of
from libs.training_program.limits import Limits
from libs.training_program.models.blueprint import EnduranceTarget, Slot, SlotGrid, WeekRow
from libs.training_program.models.units import UnitName, to_unit
from libs.training_program.models.vocabulary import (
    DisciplineName,
    ExperienceName,
    PhaseIntent,
    SessionKind,
    SportName,
)
from libs.training_program.paces import easy_meters, predicted_s, usual_minutes
from libs.training_program.phases import event_sport
from libs.training_program.sports import ENDURANCE_SPORTS, FOOT_SPORTS, TIMED_KINDS, WALK

LONG_SHARES = (1.0, 1.0, 0.6, 0.46, 0.395, 0.35, 0.34)
"""Share of the longest session by sessions in the week: 35 % needs five of them (rule G08)."""
FREE_LONG_SHARES = (1.0, 1.0, 0.6, 0.42, 0.34, 0.28, 0.25)
"""The same where nothing pounds the joints: usual sessions may be nearly as long."""
LEAST_OTHER_SHARE = 0.4
LEAST_OTHER_MINUTES = 20.0
EASY_SHARE = 0.8
GROWTH = 1.09
WALKER_GROWTH = 1.05
"""While the share of running rises by 3.5 % a week (run-walk sessions)."""
LONG_OF_WEEK = 0.33
"""The longest session of somebody who says only what a week comes to (w)."""
WINDOW_DAYS = 30
DELOAD_SHARE = 0.7
TAPER_SHARE = 0.45
FIRST_TAPER_SHARE = 0.6
"""The first of two taper weeks: volume falls by 40 %, then by half and more."""
MIN_MINUTES = 15
MIN_HARD_MINUTES = 5
SHORTEST_LONG_CAP = 75
LONG_RACE_KM = 30.0
LONG_RACE_START = 1.25
"""Who enters a race that long starts from longer runs (w)."""
OTHER_SHARE = 0.75
"""Minutes of a usual session in a sport without a long one, of the long one there would be."""
MAX_HARD_SHARE = 0.6
"""Of one session; the rest is warm-up, rests and cool-down."""
EASY_WEEKS_OF_BEGINNER = 4
_QUALITY = frozenset(
    {
        SessionKind.TEMPO,
        SessionKind.INTERVALS,
        SessionKind.HILLS,
        SessionKind.RACE_PACE,
        SessionKind.TEST,
    }
)
_LONG_START = {
    SportName.RUN: (30, 60, 80),
    SportName.TRAIL: (40, 70, 100),
    SportName.RIDE: (45, 75, 110),
    SportName.ROW: (25, 40, 55),
    SportName.SWIM: (25, 40, 55),
    SportName.RUCK: (40, 60, 80),
    SportName.HIKE: (60, 90, 120),
}
"""Minutes of the first long session for beginner, intermediate, advanced (w)."""
_LONG_END = {
    SportName.RUN: 150,
    SportName.TRAIL: 240,
    SportName.RIDE: 240,
    SportName.ROW: 90,
    SportName.SWIM: 90,
    SportName.RUCK: 180,
    SportName.HIKE: 300,
}
_LEVELS = (ExperienceName.BEGINNER, ExperienceName.INTERMEDIATE, ExperienceName.ADVANCED)
_PACK_KG = {
    ExperienceName.BEGINNER: (6.0, 12.0),
    ExperienceName.INTERMEDIATE: (9.0, 18.0),
    ExperienceName.ADVANCED: (12.0, 22.0),
}
"""Weight of a ruck in the first and in the last week (w)."""


@dataclass
class _History:
    """Minutes of the sessions of one sport so far."""

    sessions: list[tuple[int, int]] = field(default_factory=list)

    def longest_before(self, day: int) -> int | None:
        """Return the longest session of the 30 days before a day."""
        recent = [minutes for on, minutes in self.sessions if day - WINDOW_DAYS <= on < day]
        return max(recent, default=None)


def is_timed(slot: Slot) -> bool:
    """Return whether a session is counted in time or distance and has a target."""
    return slot.theme.sport in ENDURANCE_SPORTS and slot.theme.kind in TIMED_KINDS


def long_cap(brief: Brief, sport: SportName) -> int:
    """Return the minutes a long session may grow to: towards the race, within a stated length.

    A stated session length holds unless the race takes longer than it.
    """
    event, most = brief.horizon.event, _LONG_END[sport]
    usual = brief.request.session_minutes or DEFAULT_SESSION_MINUTES
    if event is None or event.distance_km is None or event_sport(brief) is not sport:
        return usual if brief.stated_minutes else round(most * 0.7)
    race = usual_minutes(brief.request, sport, event.distance_km)
    if brief.stated_minutes and race <= usual:
        return usual
    return min(most, max(usual, SHORTEST_LONG_CAP, round(race)))


def endurance_targets(
    brief: Brief, grid: SlotGrid, weeks: Sequence[WeekRow]
) -> tuple[EnduranceTarget, ...]:
    """Return the target of every timed session in order of the slots."""
    timed = [slot for slot in grid.slots if is_timed(slot)]
    histories: dict[SportName, _History] = {}
    levels: dict[SportName, float] = {}
    found: dict[str, EnduranceTarget] = {}
    for week in weeks:
        slots = [slot for slot in timed if slot.week == week.week]
        for group in dict.fromkeys(_group(slot) for slot in slots):
            own = [slot for slot in slots if _group(slot) is group]
            sport = own[0].theme.sport
            history = histories.setdefault(group, _started(brief, sport))
            level = levels.get(group) or _first_long(brief, sport)
            minutes = _minutes_of_week(brief, own, week, level, history)
            if not (week.is_deload or week.is_taper):
                growth = WALKER_GROWTH if _walks(brief, sport) else GROWTH
                levels[group] = min(_reached(own, minutes, level) * growth, float(_LONG_END[sport]))
            else:
                levels[group] = level
            hard = {} if _walks(brief, sport) else _hard_minutes(brief, own, week, minutes)
            progress = week.week / max(grid.weeks, 1)
            for slot in own:
                target = _target(brief, slot, minutes, hard, progress)
                found[slot.slot_id] = target
                if not slot.is_event:
                    history.sessions.append((slot.day_number, target.minutes))
    return tuple(found[slot.slot_id] for slot in timed)


def _group(slot: Slot) -> SportName:
    """Return the sport that a session counts for: trails are runs."""
    return SportName.RUN if slot.theme.sport in FOOT_SPORTS else slot.theme.sport


def with_easy_share(
    weeks: Sequence[WeekRow], targets: Sequence[EnduranceTarget]
) -> tuple[WeekRow, ...]:
    """Return the week rows with the share of easy minutes of their targets, races left out."""
    found = []
    for row in weeks:
        own = [target for target in targets if target.week == row.week]
        own = [target for target in own if target.easy_minutes]
        total = sum(target.minutes for target in own)
        easy = sum(target.easy_minutes for target in own)
        share = round(easy / total, 3) if total else None
        found.append(row.model_copy(update={"easy_share": share}) if share is not None else row)
    return tuple(found)


def with_minutes(grid: SlotGrid, targets: Sequence[EnduranceTarget]) -> SlotGrid:
    """Return the grid whose timed slots have the minutes of their targets."""
    minutes = {target.slot_id: target.minutes for target in targets}
    slots = tuple(
        slot.model_copy(update={"minutes": minutes[slot.slot_id]})
        if slot.slot_id in minutes
        else slot
        for slot in grid.slots
    )
    return grid.model_copy(update={"slots": slots})


def _started(brief: Brief, sport: SportName) -> _History:
    longest = _stated_longest(brief, sport)
    return _History([(0, round(longest))] if longest else [])


def _stated_longest(brief: Brief, sport: SportName) -> float | None:
    word = "run" if sport in FOOT_SPORTS else sport.value
    for volume in brief.request.baselines.volumes:
        if volume.sport != word:
            continue
        if volume.longest_minutes:
            return volume.longest_minutes
        if volume.longest_distance_km:
            return usual_minutes(brief.request, sport, volume.longest_distance_km)
        if volume.weekly_minutes:
            return volume.weekly_minutes * LONG_OF_WEEK
        if volume.weekly_distance_km:
            weekly = usual_minutes(brief.request, sport, volume.weekly_distance_km)
            return weekly * LONG_OF_WEEK
    return None


def _first_long(brief: Brief, sport: SportName) -> float:
    stated = _stated_longest(brief, sport)
    usual = float(_LONG_START[sport][_LEVELS.index(brief.experience)])
    event = brief.horizon.event
    if event is not None and (event.distance_km or 0) >= LONG_RACE_KM and sport in FOOT_SPORTS:
        usual *= LONG_RACE_START
    start = min(stated * 1.05, float(_LONG_END[sport])) if stated else usual
    return max(float(MIN_MINUTES), start * min(1.0, brief.limits.volume + 0.1))


def _minutes_of_week(
    brief: Brief, slots: Sequence[Slot], week: WeekRow, level: float, history: _History
) -> dict[str, int]:
    """Return the minutes of each session of one sport in one week."""
    share = _volume_share(week, slots)
    caps = {slot.slot_id: _cap(brief, slot, history) for slot in slots}
    long_slots = [slot for slot in slots if slot.theme.kind is SessionKind.LONG]
    long_slot = long_slots[0] if long_slots else None
    others = [slot for slot in slots if slot is not long_slot and not slot.is_event]
    long_minutes = level * share
    if long_slot is not None:
        long_minutes = min(long_minutes, caps[long_slot.slot_id])
    table = LONG_SHARES if slots[0].theme.sport in FOOT_SPORTS else FREE_LONG_SHARES
    long_share = table[min(len(others) + 1, len(table) - 1)]
    each = max(_other_minutes(long_minutes, len(others), long_share), LEAST_OTHER_MINUTES * share)
    if long_slot is None or not others:
        each = long_minutes * OTHER_SHARE
    found = {slot.slot_id: _whole(each, caps[slot.slot_id]) for slot in others}
    if long_slot is not None:
        if others:
            most = sum(found.values()) * long_share / (1 - long_share)
            long_minutes = max(min(long_minutes, most), float(min(found.values())))
        found[long_slot.slot_id] = max(1, int(long_minutes))
    return found


def _whole(minutes: float, cap: float) -> int:
    """Return whole minutes, at least the least of a session and never over the cap."""
    return int(min(max(minutes, MIN_MINUTES), cap))


def _reached(slots: Sequence[Slot], minutes: Mapping[str, int], level: float) -> float:
    """Return the long minutes that a week came to, of the level that was aimed at."""
    longs = [minutes[slot.slot_id] for slot in slots if slot.theme.kind is SessionKind.LONG]
    usual = [value / OTHER_SHARE for key, value in minutes.items()]
    reached = float(max(longs)) if longs else max(usual, default=level)
    return min(level, max(reached, float(MIN_MINUTES)))


def _other_minutes(long_minutes: float, count: int, share: float) -> float:
    """Return the minutes of each other session so that the long one stays in its share."""
    even = long_minutes * (1 - share) / share / max(count, 1)
    return max(even, long_minutes * LEAST_OTHER_SHARE)


def _volume_share(week: WeekRow, slots: Sequence[Slot]) -> float:
    if week.is_taper:
        to_event = any(slot.is_event for slot in slots)
        return TAPER_SHARE if to_event or week.intent is PhaseIntent.EVENT else FIRST_TAPER_SHARE
    return DELOAD_SHARE if week.is_deload else 1.0


def _cap(brief: Brief, slot: Slot, history: _History) -> float:
    """Return the most minutes a session may have: the day's and 9 % over the longest lately."""
    cap = float(brief.minutes_on(slot.weekday))
    if slot.role == "optional":
        cap = min(cap, float(slot.minutes))
    longest = history.longest_before(slot.day_number)
    return min(cap, max(longest * GROWTH, MIN_MINUTES)) if longest else cap


def _hard_minutes(
    brief: Brief, slots: Sequence[Slot], week: WeekRow, minutes: Mapping[str, int]
) -> dict[str, int]:
    """Share the fifth of the week's minutes that may be hard among its quality sessions."""
    if _is_easy_week(brief.limits, brief, week):
        return {}
    quality = [slot for slot in slots if slot.theme.kind in _QUALITY and slot.slot_id in minutes]
    budget = sum(minutes.values()) * (1 - EASY_SHARE)
    hard: dict[str, int] = {}
    for slot in quality:
        most = minutes[slot.slot_id] * MAX_HARD_SHARE
        value = int(min(budget / len(quality), most))
        if value >= MIN_HARD_MINUTES:
            hard[slot.slot_id] = value
    return hard


def _is_easy_week(limits: Limits, brief: Brief, week: WeekRow) -> bool:
    if limits.easy_only or week.intent is PhaseIntent.RETURN:
        return True
    return brief.experience is ExperienceName.BEGINNER and week.week <= EASY_WEEKS_OF_BEGINNER


def _target(
    brief: Brief, slot: Slot, minutes: Mapping[str, int], hard: Mapping[str, int], progress: float
) -> EnduranceTarget:
    sport = slot.theme.sport
    if slot.is_event:
        return _event_target(brief, slot)
    total = minutes[slot.slot_id]
    work = work_of(
        Piece(
            sport=sport,
            kind=slot.theme.kind,
            minutes=total,
            hard_minutes=hard.get(slot.slot_id, 0),
            progress=progress,
            week=slot.week,
            walks=_walks(brief, sport),
            pack=_pack(brief, sport, progress),
            name=_walk_name(brief, sport),
        ),
        brief.request,
    )
    return EnduranceTarget(
        slot_id=slot.slot_id,
        week=slot.week,
        sport=sport,
        minutes=total,
        distance_m=None if work.hard_minutes else easy_meters(brief.request, sport, total),
        easy_minutes=total - min(work.hard_minutes, total),
        work=work.lines,
        is_long=slot.theme.kind is SessionKind.LONG,
    )


def _event_target(brief: Brief, slot: Slot) -> EnduranceTarget:
    event, sport = brief.horizon.event, slot.theme.sport
    km = event.distance_km if event is not None else None
    seconds = event.target_time_s if event is not None else None
    if seconds is None and km is not None:
        seconds = round(
            predicted_s(brief.request, sport, km * 1000)
            or usual_minutes(brief.request, sport, km) * 60
        )
    minutes = max(1, round(seconds / 60)) if seconds is not None else DEFAULT_SESSION_MINUTES
    return EnduranceTarget(
        slot_id=slot.slot_id,
        week=slot.week,
        sport=sport,
        minutes=minutes,
        distance_m=round(km * 1000) if km is not None else None,
        easy_minutes=0,
        work=(race_line(sport, km, minutes),),
        is_long=False,
    )


def _walks(brief: Brief, sport: SportName) -> bool:
    """Return whether running starts in turns with walking: a beginner who does not run yet."""
    runs_now = any(item.sport == "run" for item in brief.request.baselines.performances)
    return (
        sport is SportName.RUN
        and brief.experience is ExperienceName.BEGINNER
        and not runs_now
        and _stated_longest(brief, sport) is None
    )


def _walk_name(brief: Brief, sport: SportName) -> str:
    """Return the name of easy work on foot when it is no hike."""
    is_walk = sport is SportName.HIKE and DisciplineName.HIKING not in brief.disciplines
    return WALK if is_walk else ""


def _pack(brief: Brief, sport: SportName, progress: float) -> float | None:
    """Return the weight of the pack in the athlete's unit, in steps of 1 kg or 2 lbs."""
    if sport is not SportName.RUCK:
        return None
    low, high = _PACK_KG[brief.experience]
    high = low if brief.limits.easy_only else high
    unit = brief.request.units or UnitName.KG
    value = to_unit(low + (high - low) * progress, UnitName.KG, unit)
    step = 1 if unit is UnitName.KG else 2
    return float(round(value / step) * step)
