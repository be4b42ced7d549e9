"""Which activity a piece is, and whether its pace and distance are possible."""

from __future__ import annotations

import re
from typing import Literal

from libs.training_program.lint.items import Item
from libs.training_program.lint.limits import Limits
from libs.training_program.models.program import Pace
from libs.training_program.models.vocabulary import SportName

Activity = Literal["run", "row", "swim", "ride"]
_WORDS: tuple[tuple[re.Pattern[str], Activity], ...] = (
    (re.compile(r"\b(?:rower|rowing|row erg|ski erg|skierg|ski)\b|^row$", re.IGNORECASE), "row"),
    (re.compile(r"\bswim", re.IGNORECASE), "swim"),
    (re.compile(r"\b(?:bike|ride|riding|cycling|cycle|spin)\b", re.IGNORECASE), "ride"),
    (re.compile(r"\b(?:run|running|jog|jogging|strides?)\b", re.IGNORECASE), "run"),
)
_BY_SPORT: dict[SportName, Activity] = {
    SportName.RUN: "run",
    SportName.TRAIL: "run",
    SportName.ROW: "row",
    SportName.SWIM: "swim",
    SportName.RIDE: "ride",
}
_SHORT = re.compile(r"\b(?:sprint|stride|shuttle|hill|acceleration|build|drill|skip)", re.I)
_PACE_METERS = {"km": 1000.0, "mile": 1609.344, "100m": 100.0, "500m": 500.0}


def activity_of(item: Item) -> Activity | None:
    """Return what a measured piece is done with: by its name, else by its session."""
    if not item.is_endurance and not item.is_cyclic:
        return None
    named = next((kind for pattern, kind in _WORDS if pattern.search(item.name)), None)
    return named or (_BY_SPORT.get(item.template.sport) if item.is_endurance else None)


def impossible_pace(item: Item, activity: Activity, limits: Limits) -> tuple[str, str] | None:
    """Return a pace and the limit it breaks, or None when it is possible or unstated."""
    speed = _seconds_per_meter(item)
    if speed is None:
        return None
    match activity:
        case "run":
            fastest, unit = limits.fastest_run_s_per_km, 1000.0
            applies = _longest(item) >= limits.sustained_run_m
        case "row":
            fastest, unit, applies = limits.fastest_row_s_per_500m, 500.0, True
        case "swim":
            fastest, unit, applies = limits.fastest_swim_s_per_100m, 100.0, True
        case "ride":
            fastest, unit = 3_600.0 / limits.fastest_ride_km_per_h, 1000.0
            applies = speed * _longest(item) >= limits.sustained_ride_s
    measured = speed * unit
    if not applies or measured >= fastest:
        return None
    return f"{measured:.0f} s per {unit:.0f} m", f"{fastest:.0f} s"


def is_short_piece(item: Item, activity: Activity, limits: Limits) -> bool:
    """Return whether a run or row is shorter than anyone would prescribe."""
    if activity not in {"run", "row"} or _SHORT.search(item.name):
        return False
    return any(s.distance_m is not None and s.distance_m < limits.min_piece_m for s in item.sets)


def seconds_per_meter(pace: Pace) -> float:
    """Return a stated pace in seconds a metre.

    Raises:
        ValueError: the pace states no seconds.
    """
    if pace.seconds is None:
        raise ValueError("the pace has no seconds")
    return pace.seconds / _PACE_METERS[pace.per]


def _longest(item: Item) -> float:
    """Return the longest piece in metres; a pace without a distance counts as sustained."""
    return max((s.distance_m for s in item.sets if s.distance_m), default=float("inf"))


def _seconds_per_meter(item: Item) -> float | None:
    pace = item.exercise.pace
    if pace is not None and pace.seconds is not None:
        return seconds_per_meter(pace)
    both = [s.time_s / s.distance_m for s in item.sets if s.time_s and s.distance_m]
    return min(both, default=None)
