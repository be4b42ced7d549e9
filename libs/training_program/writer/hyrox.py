"""Hyrox: running and stations in turn, as far as the place has them."""

from __future__ import annotations

from libs.exercise.catalogue import Exercise
from libs.training_program.language import GroupLine, Length, Line, Member, Repetitions, Rpe
from libs.training_program.models.blueprint import Slot
from libs.training_program.writer.conditioning import Setting
from libs.training_program.writer.timing import member_seconds

_FULL_STATIONS: tuple[tuple[tuple[str, ...], int], ...] = (
    (("Ski Erg", "Row", "Air Bike", "Battle Ropes"), 1000),
    (("Sled Push", "Dumbbell Walking Lunge", "Walking Lunge", "Air Squat"), 50),
    (("Sled Pull", "Ring Row", "Dumbbell Row", "Inverted Row", "Table Row"), 50),
    (("Burpee Broad Jump", "Step-back Burpee", "Up-Down", "Mountain Climber"), 80),
    (("Row", "Ski Erg", "Bike", "Air Bike", "Shadow Boxing"), 1000),
    (("Farmer's Carry", "Sandbag Carry", "Goblet Carry", "Bear Crawl", "Plank"), 200),
    (("Sandbag Lunge", "Dumbbell Walking Lunge", "Walking Lunge", "Glute Bridge"), 100),
    (("Wall Ball", "Dumbbell Thruster", "Dumbbell Squat to Press", "Air Squat"), 100),
)
"""The eight stations of a race with stand-ins, and the metres or repetitions of each (k)."""
_RUN = ("Run", "Treadmill Run", "Row", "Air Bike", "Bike", "Shadow Boxing", "March in Place")
_SHARE = (0.2, 0.25, 0.3, 0.35)
"""Share of the race dose per round, growing over the weeks of a turn."""
_RACE_RUN_M = 1000
_STATIONS_A_ROUND = 4
_EFFORT = 1.15
_MIN_METERS, _MIN_REPS, _MAX_REPS = 20, 8, 25
_PATTERN_S = {"mono": 50}


def station_lines(setting: Setting, slot: Slot, seconds: int) -> tuple[Line, ...]:
    """Return rounds of run and stations for time, capped at `seconds`."""
    share = _SHARE[setting.week_step]
    if slot.is_event:
        return _race(setting, seconds)
    start = (slot.week + slot.ordinal) % 2 * _STATIONS_A_ROUND
    chosen = _FULL_STATIONS[start : start + _STATIONS_A_ROUND]
    run = setting.stock.first(_RUN)
    members: list[Member] = []
    if run is not None:
        members.append(_piece(setting, run, round(_RACE_RUN_M * share / 50) * 50))
    for names, full in chosen:
        used = {member.name for member in members}
        item = next((i for i in setting.stock.all_of(names) if i.name not in used), None)
        if item is not None:
            members.append(_piece(setting, item, round(full * share)))
    if not members:
        return ()
    round_s = sum(member_seconds(member) for member in members) * _EFFORT
    rounds = max(1, min(8, int(seconds / round_s)))
    return (GroupLine(kind="for_time", members=tuple(members), seconds=seconds, rounds=rounds),)


def _race(setting: Setting, seconds: int) -> tuple[Line, ...]:
    """Return the race: a kilometre before each station."""
    run = setting.stock.first(_RUN)
    members: list[Member] = []
    for names, full in _FULL_STATIONS:
        if run is not None:
            members.append(_piece(setting, run, _RACE_RUN_M))
        item = setting.stock.first(names)
        if item is not None:
            members.append(_piece(setting, item, full))
    if not members:
        return ()
    return (GroupLine(kind="for_time", members=tuple(members), seconds=seconds, rounds=1),)


def _piece(setting: Setting, item: Exercise, amount: int) -> Member:
    """Return a station with its metres, or repetitions where it is counted in these."""
    effort = (Rpe(setting.rpe),)
    if item.measure == "distance" or item.pattern == "mono":
        meters = max(_MIN_METERS if item.pattern != "mono" else 100, amount)
        return Member(item.name, Length(float(round(meters / 10) * 10), "meters"), effort)
    reps = max(_MIN_REPS, min(_MAX_REPS, amount))
    reps = reps // 2 if item.unilateral else reps
    return Member(item.name, Repetitions(reps, reps), effort, per_side=item.unilateral)
