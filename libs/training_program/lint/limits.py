"""The numbers behind the rules, as data per goal and level; no rule holds a number of its own.

Sources stand at each field; `(w)` is a working value of ours that a professional should review.
All are defaults of program-quality.md sections 2, 5, 6 and 8.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypedDict

from libs.training_program.models.vocabulary import ExperienceName, GoalName


@dataclass(frozen=True)
class Limits:
    """Every threshold of the lint; percentages of a one-repetition maximum are 0-100."""

    max_total_days: int = 182
    rest_window_days: int = 7
    """At least one rest day in each stretch of this length (NSCA, adherence)."""
    min_primary_exercises: int = 2

    max_percent: float = 100.0
    """Of the estimated maximum, outside tests (program-quality section 5)."""
    several_sets_margin: float = 2.5
    """Points below the repetition table when the set is repeated (NSCA)."""
    implied_spread: float = 1.10
    """Largest over smallest implied maximum of one lift over the program."""
    largest_dumbbell: tuple[float, float] = (70.0, 150.0)
    """Kilograms, pounds: over that nobody owns the pair (trial)."""
    min_piece_m: float = 50.0
    """A run or row shorter than this is a slip of the unit (trial)."""
    fastest_run_s_per_km: float = 130.0
    fastest_row_s_per_500m: float = 70.0
    fastest_swim_s_per_100m: float = 45.0
    fastest_ride_km_per_h: float = 60.0
    """Impossible side only (w)."""
    sustained_run_m: float = 1000.0
    sustained_ride_s: float = 600.0

    minutes_short: float = 0.60
    minutes_long: float = 1.25
    """Modelled against stated minutes: -40 % and +25 %."""
    minutes_over_request: float = 1.10
    minutes_slack: float = 2.0
    """Minutes that rounding may cost (w)."""
    session_hard_sets: int = 28
    main_exercises: tuple[int, int] = (3, 8)
    short_session_minutes: int = 30
    """Below this, fewer exercises than the range are fine (w)."""
    warm_up_percent: float = 80.0
    heavy_percent: float = 80.0
    heavy_rpe: float = 9.0
    """Counts as heavy where no percentage is given (w)."""
    hard_percent: float = 60.0
    hard_rpe: float = 6.0
    """Sets below both do not count as hard (w)."""

    flat_weeks: int = 3
    weekly_rise: float = 1.10
    """Prescribed maximum, week to week (ACSM 2-10 %)."""
    rise_max_reps: int = 8
    deload_every_weeks: int = 6
    deload_error_weeks: int = 8
    """Athletes deload each 5.6 +/- 2.3 weeks (Rogerson 2024)."""
    light_sets: float = 0.75
    light_load: float = 0.90
    needs_deloads: bool = True
    jump_warn: float = 1.30
    jump_error: float = 1.50
    jump_base_sets: int = 10
    """Weeks with fewer hard sets are not compared (w)."""
    jump_weeks_back: int = 4
    full_volume: float = 0.90
    """Share of the usual sets from which a deload is none (w)."""

    weekly_sets_low: float = 4.0
    weekly_sets_warn: float = 25.0
    weekly_sets_error: float = 30.0
    """Of direct sets."""
    sets_per_hour: float = 18.0
    """Rule of thumb: 60 min hold 16-22 sets (section 6)."""
    credits_per_set: float = 2.0
    """Muscle credits of an average hard set: one primary, two secondary (w)."""
    capacity_share: float = 0.5
    """Share of the even split that a muscle must get when time is short (w)."""
    muscle_sessions: int = 2
    muscle_frequency_from: int = 3

    taper_cut: tuple[float, float] = (0.40, 0.60)
    """Bosquet 2007: volume -41 to -60 %."""
    taper_tolerance: float = 0.12
    """Sessions are whole; the cut is not (w)."""
    taper_windows_days: tuple[int, ...] = (7, 10, 14)
    taper_base_days: int = 28
    taper_min_days: int = 35
    """Programs shorter than this have no volume to cut (w)."""
    taper_intensity: float = 0.88
    """Share of the usual top intensity that stays (w)."""
    last_heavy_days: tuple[int, int] = (5, 10)
    nothing_new_days: int = 14

    run_spike_warn: float = 1.10
    run_spike_error: float = 1.30
    """Frandsen 2025: single session over the longest of 30 days."""
    run_spike_window_days: int = 30
    run_slack_m: float = 500.0
    """Rounding to half kilometres (w)."""
    min_run_sessions: int = 4
    long_run_share: tuple[float, ...] = (1.0, 1.0, 0.65, 0.50, 0.42, 0.37, 0.35)
    """By runs in the week, index 0 unused; 35 % is only possible with six (w below)."""
    easy_share: float = 0.75
    """Seiler: about 80 % easy."""
    easy_rpe: float = 5.0
    easy_zone: int = 2
    marathon_m: float = 42_000.0
    marathon_taper_days: tuple[int, int] = (14, 28)
    """The longest run lies 2-3 weeks before the race, on a weekday of its own."""
    marathon_min_days: int = 56

    contacts: int = 120
    contacts_apart_days: int = 2
    contacts_session: int = 40
    """From this many ground contacts on a session needs 48 h after it (w)."""

    push_pull: tuple[float, float] = (0.6, 1.67)
    push_pull_min_sets: int = 8
    lifting_days: int = 2
    """Lifting sessions a week from which balance and volume are judged (w)."""

    max_identical: int = 3
    main_lift_weeks: int = 3
    max_new_accessories: float = 0.5
    new_weeks_back: int = 4

    adult_age: int = 18
    account_age: int = 13
    older_age: int = 65
    older_percent: float = 85.0
    """70-85 % for older adults; the age is (w, R)."""
    minor_percent: float = 95.0
    """From here a lift is a test of the maximum (w, R)."""
    unscreened_rpe: float = 8.5
    unscreened_percent: float = 85.0
    """Vigorous before clearance when the screening raised a flag (w, R)."""
    min_stop_signs: int = 3


class _ByGoal(TypedDict, total=False):
    weekly_sets_low: float


class _ByLevel(TypedDict, total=False):
    session_hard_sets: int
    contacts: int
    needs_deloads: bool


_BY_GOAL: dict[GoalName, _ByGoal] = {
    GoalName.MUSCLE: {"weekly_sets_low": 10.0},
}
"""Hypertrophy needs 10-20 sets per muscle (Baz-Valle 2022), strength and general 4-20."""
_BY_LEVEL: dict[ExperienceName, _ByLevel] = {
    ExperienceName.BEGINNER: {"session_hard_sets": 25, "contacts": 100, "needs_deloads": False},
    ExperienceName.INTERMEDIATE: {"session_hard_sets": 28, "contacts": 120},
    ExperienceName.ADVANCED: {"session_hard_sets": 30, "contacts": 140},
}
"""Contacts by level: 80-100, 100-120, 120-140 (NSCA)."""


def limits_for(goal: GoalName | None, level: ExperienceName) -> Limits:
    """Return the limits of a goal at a training age; no goal reads as general fitness."""
    limits = replace(Limits(), **_BY_LEVEL[level])
    return replace(limits, **_BY_GOAL.get(goal or GoalName.GENERAL_FITNESS, {}))
