"""Paces, speeds and times from the athlete's bests.

Times over other distances follow Riegel: t2 = t1 (d2 / d1)^1.06 (k). Easy running is reckoned at
1.3 times the 5 km pace, easy rowing at 1.2 times the 2 km pace (w).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from libs.training_program.language import PaceUnit
from libs.training_program.models.request import TrainingRequest
from libs.training_program.models.vocabulary import SportName

RIEGEL = 1.06
_BEST_SPORT: Final = {
    SportName.RUN: "run",
    SportName.TRAIL: "run",
    SportName.RIDE: "ride",
    SportName.ROW: "row",
    SportName.SWIM: "swim",
    SportName.RUCK: "ruck",
    SportName.HIKE: "hike",
}
_REFERENCE_M: Final = {
    SportName.RUN: 5000.0,
    SportName.TRAIL: 5000.0,
    SportName.ROW: 2000.0,
    SportName.SWIM: 400.0,
    SportName.RIDE: 20000.0,
}
_NAMED_M: Final = {
    "mile": 1609.344,
    "3k": 3000.0,
    "5k": 5000.0,
    "10k": 10000.0,
    "half marathon": 21097.5,
    "marathon": 42195.0,
    "2k": 2000.0,
}
_EASY: Final = {
    SportName.RUN: 1.3,
    SportName.TRAIL: 1.45,
    SportName.ROW: 1.2,
    SportName.SWIM: 1.2,
    SportName.RIDE: 1.3,
}
_USUAL_KMH: Final = {
    SportName.RUN: 10.0,
    SportName.TRAIL: 7.0,
    SportName.RIDE: 24.0,
    SportName.ROW: 11.0,
    SportName.SWIM: 2.6,
    SportName.RUCK: 5.5,
    SportName.HIKE: 4.0,
}
"""Easy speeds where no best is known (w)."""
_UNIT_OF: Final[dict[SportName, PaceUnit]] = {
    SportName.ROW: "500m",
    SportName.SWIM: "100m",
}
_UNIT_M: Final[dict[PaceUnit, float]] = {
    "km": 1000.0, "mile": 1609.344, "100m": 100.0, "500m": 500.0,
}  # fmt: skip


@dataclass(frozen=True)
class Pace:
    """Seconds per unit."""

    seconds: float
    per: PaceUnit

    def __str__(self) -> str:
        """Return the pace as 5:10/km."""
        minutes, seconds = divmod(round(self.seconds), 60)
        return f"{minutes}:{seconds:02d}/{self.per}"


def find_pace(request: TrainingRequest, sport: SportName, name: str) -> Pace | None:
    """Return the pace that a name such as easy, 5k, threshold or CSS means for the athlete."""
    if sport is SportName.SWIM and request.baselines.css_s_per_100m is not None:
        factor = _EASY[sport] if name == "easy" else 1.0
        return Pace(request.baselines.css_s_per_100m * factor, "100m")
    meters = _meters_of(request, sport, name)
    reference = predicted_s(request, sport, meters) if meters is not None else None
    if meters is None or reference is None:
        return None
    per = _unit(request, sport)
    factor = _EASY.get(sport, 1.0) if name in {"easy", "long run", "recovery", "steady"} else 1.0
    return Pace(reference / meters * _UNIT_M[per] * factor, per)


def predicted_s(request: TrainingRequest, sport: SportName, meters: float) -> float | None:
    """Return the time the athlete can do over a distance now, from the nearest best."""
    word = _BEST_SPORT.get(sport)
    bests = [item for item in request.baselines.performances if item.sport == word]
    if not bests:
        return None
    best = min(bests, key=lambda item: abs(item.distance_m - meters))
    seconds: float = best.time_s * (meters / best.distance_m) ** RIEGEL
    return seconds


def easy_meters(request: TrainingRequest, sport: SportName, minutes: float) -> int | None:
    """Return the metres that easy minutes come to, when a best is known."""
    pace = find_pace(request, sport, "easy")
    if pace is None:
        return None
    return round(minutes * 60 / pace.seconds * _UNIT_M[pace.per])


def usual_minutes(request: TrainingRequest, sport: SportName, km: float) -> float:
    """Return the minutes that an easy distance takes, at a usual speed when no best is known."""
    pace = find_pace(request, sport, "easy")
    if pace is not None:
        return km * 1000 / _UNIT_M[pace.per] * pace.seconds / 60
    return km / _USUAL_KMH.get(sport, 9.0) * 60


def _unit(request: TrainingRequest, sport: SportName) -> PaceUnit:
    unit = _UNIT_OF.get(sport)
    if unit is not None:
        return unit
    return "mile" if request.preferences.distance_unit == "miles" else "km"


def _meters_of(request: TrainingRequest, sport: SportName, name: str) -> float | None:
    """Return the distance whose pace a name stands for."""
    if name in {"easy", "long run", "recovery", "steady"}:
        return _REFERENCE_M.get(sport)
    if name in {"threshold", "tempo"}:
        return 15000.0 if sport in {SportName.RUN, SportName.TRAIL} else _REFERENCE_M.get(sport)
    if name == "race":
        event = request.event
        known = event is not None and event.distance_km is not None
        return event.distance_km * 1000 if known and event and event.distance_km else None
    return _NAMED_M.get(name)
