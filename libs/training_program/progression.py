"""The lift rows of the ledger: every exposure of every main lift, week by week.

Loads are of one maximum through the whole program (rule P05); progress is in percent, repetitions
and sets. Nothing heavy falls on the day after something heavy of the same pattern (rule B03).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from libs.training_program.brief import Brief
from libs.training_program.lifts import LOWER_PATTERNS, pattern_of
from libs.training_program.limits import Limits
from libs.training_program.loading import (
    HEAVY_PERCENT,
    TENDER_RPE,
    Draft,
    Loader,
    is_heavy,
    lightened,
    rises_over,
)
from libs.training_program.models.blueprint import (
    Blueprint,
    LiftRow,
    Maximum,
    Slot,
    SlotGrid,
    WeekRow,
)
from libs.training_program.models.plan import MainLift
from libs.training_program.models.vocabulary import (
    DisciplineName,
    ExperienceName,
    GoalName,
    PhaseIntent,
)
from libs.training_program.schemes import Position, Style, Target, open_target, target_of

DELOAD_SETS = 0.6
DELOAD_LOAD = 0.87
"""Enough for rule G03's 10 % after rounding."""
TAPER_SETS = 0.5
LIGHT_DAYS_BEFORE = 4
"""The last heavy lower body is 5-10 days before a test or event (rule G07)."""
FRESH_PERCENT = 67.5
TEST_RPE = 9.0
TEST_REPS_WITHOUT_MAXIMUM = 3
ATTEMPTS = 3
FLAT_WEEKS = 3
OPENING_PERCENT = 92.5
"""Percent of the first attempt at a meet (k)."""
BEGINNER_EASE = 0.03
SHORT_SESSION_MINUTES = 40
_START = Position(PhaseIntent.BUILD, 0, 0, 4)
"""What a light week that no hard one precedes is derived from."""


@dataclass
class _Track:
    """What a lift has done so far."""

    last: dict[int, Draft]
    """The last hard row of each exposure."""
    flat: dict[int, int] = field(default_factory=dict)
    """Weeks in a row without a rise, by exposure."""
    hard_weeks: int = 0

    def note(self, draft: Draft, number: int) -> None:
        """Remember the row of a hard week."""
        self.last[number] = draft
        if number == 1:
            self.hard_weeks += 1


@dataclass
class _Fatigue:
    """The last day with something heavy, by pattern and for the legs as a whole."""

    by_pattern: dict[str, int]
    lower: int = -1

    def forbids(self, pattern: str, day: int) -> bool:
        """Return whether heavy work of the pattern on this day follows heavy work too soon."""
        if self.by_pattern.get(pattern, -1) == day - 1:
            return True
        return pattern in LOWER_PATTERNS and self.lower == day - 1

    def note(self, pattern: str, day: int) -> None:
        """Remember heavy work."""
        self.by_pattern[pattern] = day
        if pattern in LOWER_PATTERNS:
            self.lower = day


def exposures_of(slots: Sequence[Slot], slot: Slot) -> tuple[tuple[str, int], ...]:
    """Return the main lifts of a slot with the number of their exposure in its week."""
    before = [
        name
        for other in slots
        if other.week == slot.week and other.ordinal < slot.ordinal
        for name in other.theme.main_lifts
    ]
    return tuple((name, before.count(name) + 1) for name in dict.fromkeys(slot.theme.main_lifts))


def rows_of_slot(blueprint: Blueprint, slot: Slot) -> tuple[LiftRow, ...]:
    """Return the ledger rows that a session must hold, in the order of its main lifts."""
    slots = blueprint.grid.of_week(slot.week)
    rows = (
        blueprint.ledger.find_lift(name, slot.week, exposure)
        for name, exposure in exposures_of(slots, slot)
    )
    return tuple(row for row in rows if row is not None)


def is_light(slot: Slot) -> bool:
    """Return whether a session belongs to a deload, taper, test or event."""
    return slot.is_deload or slot.is_taper or slot.is_test or slot.is_event


def lift_rows(
    brief: Brief,
    lifts: Sequence[MainLift],
    grid: SlotGrid,
    weeks: Sequence[WeekRow],
    lighter: frozenset[int],
) -> tuple[tuple[LiftRow, ...], tuple[Maximum, ...]]:
    """Return the rows of all exposures in order of the days, and the maxima behind them."""
    loader = Loader(brief)
    positions = block_positions(weeks, lighter)
    by_name = {lift.exercise: lift for lift in lifts}
    goal_days = [slot.day_number for slot in grid.slots if slot.is_event or slot.is_test]
    tracks: dict[str, _Track] = {}
    fatigue = _Fatigue({})
    rows: list[LiftRow] = []
    by_week = {week: grid.of_week(week) for week in range(1, grid.weeks + 1)}
    for slot in grid.slots:
        for name, exposure in exposures_of(by_week[slot.week], slot):
            lift = by_name.get(name) or MainLift(exercise=name)
            track = tracks.setdefault(name, _Track({}))
            position = None if is_light(slot) else positions.get(slot.week)
            found = _Exposure(brief, slot, lift, exposure, len(positions))
            draft = _draft(found, position, track, loader)
            draft = _kept_apart(draft, slot, goal_days, fatigue, loader)
            if position is not None:
                draft = _not_flat(draft, exposure, track, loader)
                track.note(draft, exposure)
            rows.append(loader.row(draft, slot, exposure))
    return tuple(rows), loader.maxima


@dataclass(frozen=True)
class _Exposure:
    brief: Brief
    slot: Slot
    lift: MainLift
    number: int
    hard_weeks: int
    """Hard weeks of the whole program."""

    @property
    def name(self) -> str:
        return self.lift.exercise


def block_positions(weeks: Sequence[WeekRow], lighter: frozenset[int]) -> Mapping[int, Position]:
    """Return for each hard week its place in its block; light weeks end a block."""
    found: dict[int, Position] = {}
    blocks: list[list[WeekRow]] = []
    previous: WeekRow | None = None
    for row in weeks:
        is_light = row.is_deload or row.is_taper or row.is_test or row.week in lighter
        if is_light:
            previous = None
            continue
        if previous is None or previous.phase_id != row.phase_id:
            blocks.append([])
        blocks[-1].append(row)
        previous = row
    counts: dict[str, int] = {}
    for block in blocks:
        phase_id = block[0].phase_id
        number = counts.get(phase_id, 0)
        counts[phase_id] = number + 1
        for index, row in enumerate(block):
            found[row.week] = Position(row.intent, number, index, len(block))
    return found


def _draft(exposure: _Exposure, position: Position | None, track: _Track, loader: Loader) -> Draft:
    """Return the exposure's numbers before its neighbours are looked at."""
    slot, last = exposure.slot, track.last.get(exposure.number) or track.last.get(1)
    if slot.is_event:
        return _attempts(exposure, loader)
    if slot.is_test and exposure.number == 1 and loader.is_tested(exposure.name):
        return _test(exposure, loader)
    if position is None:
        return _light(exposure, last or _hard(exposure, _START, track, loader), loader)
    return _hard(exposure, position, track, loader)


def _not_flat(draft: Draft, number: int, track: _Track, loader: Loader) -> Draft:
    """Return the draft, pushed where it would be the third week without a rise (rule G01)."""
    last = track.last.get(number)
    if last is None or rises_over(draft, last):
        track.flat[number] = 0
        return draft
    track.flat[number] = track.flat.get(number, 0) + 1
    if track.flat[number] < FLAT_WEEKS - 1:
        return draft
    track.flat[number] = 0
    return loader.pushed(draft, last)


def _hard(exposure: _Exposure, position: Position, track: _Track, loader: Loader) -> Draft:
    name, limits = exposure.name, exposure.brief.limits
    style = style_of(exposure.brief, name)
    has_maximum = loader.has_maximum(name) and exposure.lift.scheme != "rpe"
    if has_maximum:
        target = target_of(position, style, exposure.lift.scheme, exposure=exposure.number)
    else:
        target = open_target(position, style, exposure=exposure.number)
    target = _within(target, exposure, limits)
    if loader.is_tender(name):
        target = replace(target, rpe=min(target.rpe, TENDER_RPE))
    draft = Draft(
        name=name, place=exposure.slot.place, sets=target.sets, reps=target.reps, rpe=target.rpe
    )
    if has_maximum:
        draft = loader.with_percent(draft, target.ease)
        if exposure.lift.increment is not None and exposure.number == 1:
            draft = loader.with_increment(
                draft, exposure.lift.increment, done=track.hard_weeks, total=exposure.hard_weeks
            )
        return loader.progressed(draft, track.last.get(exposure.number))
    return loader.with_repetitions(draft)


def _within(target: Target, exposure: _Exposure, limits: Limits) -> Target:
    is_olympic = pattern_of(exposure.name) == "olympic"
    sets = min(target.sets, limits.max_sets)
    if exposure.slot.minutes < SHORT_SESSION_MINUTES:
        sets = min(sets, 3)
    ease = target.ease
    if exposure.brief.experience is ExperienceName.BEGINNER:
        ease -= BEGINNER_EASE
        sets = min(sets, 3 if not is_olympic else 5)
    reps = max(target.reps, limits.min_reps)
    if is_olympic:
        reps = min(reps, 5)
    return replace(
        target, sets=max(1, sets), reps=reps, ease=ease, rpe=min(target.rpe, limits.max_rpe)
    )


def _light(exposure: _Exposure, last: Draft, loader: Loader) -> Draft:
    """Return a deload, taper or lighter week's row: sets down, load down or kept."""
    slot = exposure.slot
    last = replace(last, place=slot.place)
    if slot.is_taper:
        return loader.scaled(replace(last, sets=max(1, round(last.sets * TAPER_SETS))), 1.0)
    sets = max(1, round(last.sets * DELOAD_SETS))
    if not slot.is_deload and not slot.is_test:
        return loader.scaled(replace(last, sets=sets), 1.0)
    rpe = min(6.0, exposure.brief.limits.max_rpe)
    return loader.scaled(replace(last, sets=sets, rpe=rpe), DELOAD_LOAD)


def _test(exposure: _Exposure, loader: Loader) -> Draft:
    if loader.has_maximum(exposure.name):
        return loader.at_percent(
            Draft(
                name=exposure.name,
                place=exposure.slot.place,
                sets=1,
                reps=1,
                rpe=None,
                is_test=True,
            ),
            100.0,
        )
    return Draft(
        name=exposure.name,
        place=exposure.slot.place,
        sets=1,
        reps=TEST_REPS_WITHOUT_MAXIMUM,
        rpe=TEST_RPE,
        is_test=True,
    )


def _attempts(exposure: _Exposure, loader: Loader) -> Draft:
    draft = Draft(
        name=exposure.name,
        place=exposure.slot.place,
        sets=ATTEMPTS,
        reps=1,
        rpe=min(TEST_RPE, exposure.brief.limits.max_rpe),
        is_test=exposure.brief.limits.allows_tests,
    )
    if loader.has_maximum(exposure.name):
        return loader.at_percent(draft, min(OPENING_PERCENT, exposure.brief.limits.max_percent))
    return draft


def _kept_apart(
    draft: Draft, slot: Slot, goal_days: Sequence[int], fatigue: _Fatigue, loader: Loader
) -> Draft:
    """Return the row made light where it follows heavy work or comes before a goal too soon."""
    pattern = pattern_of(draft.name) or draft.name
    ahead = min((day - slot.day_number for day in goal_days if day > slot.day_number), default=99)
    is_lower = pattern in LOWER_PATTERNS
    if not (draft.is_test or slot.is_event) and is_lower and ahead <= LIGHT_DAYS_BEFORE:
        draft = lightened(draft, loader, percent=FRESH_PERCENT)
    if not is_heavy(draft):
        return draft
    if not slot.is_event and fatigue.forbids(pattern, slot.day_number):
        draft = lightened(replace(draft, is_test=False), loader, percent=HEAVY_PERCENT - 2.5)
    else:
        fatigue.note(pattern, slot.day_number)
    return draft


def style_of(brief: Brief, name: str) -> Style:
    """Return how a lift is trained in this program."""
    pattern = pattern_of(name)
    if pattern == "olympic":
        return "olympic"
    first = brief.disciplines[0]
    if first is DisciplineName.CALISTHENICS:
        return "skill"
    if first is DisciplineName.BODYBUILDING or (
        GoalName.MUSCLE in brief.goals() and GoalName.STRENGTH not in brief.goals()
    ):
        return "muscle"
    strong = {
        DisciplineName.STRENGTH,
        DisciplineName.POWERLIFTING,
        DisciplineName.OLYMPIC_WEIGHTLIFTING,
        DisciplineName.CROSSFIT,
    }
    is_strength = first in strong or GoalName.STRENGTH in brief.goals()
    return "strength" if is_strength and not brief.limits.easy_only else "general"
