"""Everything that code decides before any session is written: phases, slots, ledger.

Days and weeks are 1-indexed; week w holds the days 7w-6 to 7w, whatever weekday day 1 is.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from libs.training_program.models.plan import Plan, Role, SessionTheme
from libs.training_program.models.request import TrainingRequest
from libs.training_program.models.units import UnitName
from libs.training_program.models.vocabulary import PhaseIntent, SportName, WeekdayName
from libs.wire import WireModel

DAYS_PER_WEEK = 7


def week_of(day_number: int) -> int:
    """Return the 1-indexed program week of a 1-indexed day."""
    return (day_number - 1) // DAYS_PER_WEEK + 1


class Phase(WireModel):
    """An exact stretch of days; phases are contiguous from day 1 to the last day."""

    phase_id: str
    name: str
    description: str = ""
    intent: PhaseIntent = PhaseIntent.BUILD
    start_day: int
    end_day: int
    duration_days: int
    focus_areas: tuple[str, ...] = ()


class Slot(WireModel):
    """One session to be written: when, where, how long, what for."""

    slot_id: str
    """`d{day}.{n}`; n counts the sessions of the day from 1, which is the primary one."""
    day_number: int
    on: date
    weekday: WeekdayName
    week: int
    ordinal: int
    """Position among the sessions of its week, from 1."""
    role: Role
    phase_id: str
    theme: SessionTheme
    place: str
    minutes: int
    is_deload: bool = False
    is_taper: bool = False
    is_test: bool = False
    is_event: bool = False


class SlotGrid(WireModel):
    """All days of the program and the sessions on them."""

    start_on: date
    total_days: int
    slots: tuple[Slot, ...]
    short_weeks: tuple[int, ...] = ()
    """Full weeks that unavailable days leave with fewer training days than asked."""

    def of_week(self, week: int) -> tuple[Slot, ...]:
        """Return the slots of one program week in order."""
        return tuple(slot for slot in self.slots if slot.week == week)

    @property
    def weeks(self) -> int:
        """Return the number of program weeks, a partial last one included."""
        return week_of(self.total_days)


class Load(WireModel):
    """A load in the athlete's unit, rounded to what can be put on."""

    value: float
    unit: UnitName


class LiftRow(WireModel):
    """One exposure of a main lift in one week; enforced after the model.

    Loads come from the percentage and the athlete's maximum; without a maximum `rpe` leads.
    """

    week: int
    exposure: int
    exercise: str
    exercise_id: str | None = None
    sets: int
    reps: int
    percent_1rm: float | None = None
    rpe: float | None = None
    load: Load | None = None
    is_deload: bool = False
    is_test: bool = False
    is_taper: bool = False


class EnduranceTarget(WireModel):
    """What one endurance slot must come to.

    `work` is the whole session in the template language, easy parts before and after the main set
    included: together its lines take the minutes.
    """

    slot_id: str
    week: int
    sport: SportName
    minutes: int
    distance_m: int | None = None
    easy_minutes: int
    work: tuple[str, ...] = ()
    is_long: bool = False


class WeekRow(WireModel):
    """The dials of one week: every accessory and every conditioning piece follows them."""

    week: int
    phase_id: str
    intent: PhaseIntent
    volume_factor: float
    """Share of the full weekly hard sets, 1.0 in a normal week."""
    hard_sets: int
    """Target of hard sets over all sessions of the week."""
    accessory_rpe: float
    accessory_reps: tuple[int, int]
    easy_share: float | None = None
    """Share of easy minutes in endurance work; None without endurance."""
    is_deload: bool = False
    is_taper: bool = False
    is_test: bool = False


class Maximum(WireModel):
    """The one-repetition maximum the ledger reckons with."""

    exercise: str
    exercise_id: str | None = None
    value: float
    unit: UnitName
    source: Literal["stated", "estimated"]


class ProgressionLedger(WireModel):
    """Numbers that no model may change."""

    weeks: tuple[WeekRow, ...]
    lifts: tuple[LiftRow, ...] = ()
    endurance: tuple[EnduranceTarget, ...] = ()
    maxima: tuple[Maximum, ...] = ()

    def week(self, week: int) -> WeekRow:
        """Return the dials of one week."""
        return self.weeks[week - 1]

    def find_lift(self, exercise: str, week: int, exposure: int) -> LiftRow | None:
        """Return the row of a lift's exposure in a week, if it has one."""
        return next(
            (
                row
                for row in self.lifts
                if (row.exercise, row.week, row.exposure) == (exercise, week, exposure)
            ),
            None,
        )

    def find_target(self, slot_id: str) -> EnduranceTarget | None:
        """Return the endurance target of a slot, if it has one."""
        return next((row for row in self.endurance if row.slot_id == slot_id), None)


class NormalizationIssue(WireModel):
    """Something in the request or plan that code changed, or could not."""

    type: str
    severity: Literal["minor", "major"]
    field: str
    description: str
    corrected: bool


class NormalizationReport(WireModel):
    """What normalization found; `is_valid` is False while something is left for the model."""

    is_valid: bool
    issues: tuple[NormalizationIssue, ...] = ()


class Blueprint(WireModel):
    """The normalized request and plan with exact phases, slots and ledger."""

    program_id: str
    request: TrainingRequest
    plan: Plan
    phases: tuple[Phase, ...]
    grid: SlotGrid
    ledger: ProgressionLedger
    unit: UnitName
    time_zone: str
    report: NormalizationReport
