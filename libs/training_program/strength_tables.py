"""Percent by repetitions, estimated maxima, loadable steps (program-quality.md section 5)."""

from __future__ import annotations

from typing import Final

from libs.training_program.models.units import UnitName

_PERCENT: Final = {
    1: 100.0, 2: 95.0, 3: 93.0, 4: 90.0, 5: 87.0, 6: 85.0, 7: 83.0, 8: 80.0, 9: 77.0, 10: 75.0,
    11: 72.0, 12: 67.0, 13: 67.0, 14: 67.0, 15: 65.0,
}  # fmt: skip
_BEYOND_TABLE = 60.0
_EPLEY_REPS = 10


def percent_for_reps(reps: int) -> float:
    """Return the percent of the maximum that a number of repetitions can be done with."""
    return _PERCENT.get(max(reps, 1), _BEYOND_TABLE)


def percent_for_effort(reps: int, rpe: float) -> float:
    """Return the percent that leaves as many repetitions in reserve as the effort says."""
    return percent_for_reps(reps + max(0, round(10 - rpe)))


def estimated_one_rep_max(weight: float, reps: int, rpe: float | None = None) -> float:
    """Return the maximum after Epley, above 10 repetitions after the table."""
    full = reps + max(0, round(10 - rpe)) if rpe is not None else reps
    if full <= 1:
        return weight
    if full <= _EPLEY_REPS:
        return weight * (1 + full / 30)
    return weight / (percent_for_reps(full) / 100)


def round_load(value: float, name: str, unit: UnitName) -> float:
    """Return the nearest load that can be put on, never under the empty bar."""
    low = name.lower()
    is_kg = unit is UnitName.KG
    if "dumbbell" in low or "kettlebell" in low or "goblet" in low:
        step = 2.0 if is_kg else 5.0
        return max(step, round(value / step) * step)
    step, bar = (2.5, 20.0) if is_kg else (5.0, 45.0)
    is_machine = any(word in low for word in ("press machine", "machine", "cable", "pulldown"))
    return max(step if is_machine else bar, round(value / step) * step)
