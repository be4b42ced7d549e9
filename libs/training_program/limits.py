"""What health, age and experience allow: the caps every number of the ledger stays under.

Source: program-quality.md section 10 (older adults 2-3 sets at 70-85 %, minors no maxima, pregnancy
and early postpartum moderate work only, nothing vigorous before clearance); the effort caps are
working values that wait for a professional's review.
"""

from __future__ import annotations

from dataclasses import dataclass

from libs.training_program.models.request import TrainingRequest
from libs.training_program.models.vocabulary import ExperienceName, SafetyLabelName

ADULT_YEARS = 18
OLDER_ADULT_YEARS = 65
EARLY_POSTPARTUM_WEEKS = 12
LATE_POSTPARTUM_WEEKS = 26
EASY_EFFORT_RPE = 6.0
"""At or below this cap endurance work is easy only."""


@dataclass(frozen=True)
class Limits:
    """Caps on effort, load and sets; `volume` scales the full weekly sets."""

    max_rpe: float = 10.0
    max_percent: float = 100.0
    max_sets: int = 6
    min_reps: int = 1
    volume: float = 1.0
    allows_tests: bool = True
    easy_only: bool = False

    def joined(self, other: Limits) -> Limits:
        """Return the stricter of both in every respect."""
        return Limits(
            max_rpe=min(self.max_rpe, other.max_rpe),
            max_percent=min(self.max_percent, other.max_percent),
            max_sets=min(self.max_sets, other.max_sets),
            min_reps=max(self.min_reps, other.min_reps),
            volume=min(self.volume, other.volume),
            allows_tests=self.allows_tests and other.allows_tests,
            easy_only=self.easy_only or other.easy_only,
        )


_BEGINNER = Limits(max_rpe=8.5, max_percent=90.0, min_reps=3, volume=0.75)
_MINOR = Limits(max_rpe=8.0, max_percent=80.0, max_sets=4, min_reps=5, allows_tests=False)
_OLDER = Limits(
    max_rpe=8.0, max_percent=80.0, max_sets=3, min_reps=5, volume=0.8, allows_tests=False
)
_PREGNANT = Limits(
    max_rpe=7.0,
    max_percent=70.0,
    max_sets=3,
    min_reps=8,
    volume=0.7,
    allows_tests=False,
    easy_only=True,
)
_EARLY_POSTPARTUM = Limits(
    max_rpe=6.0,
    max_percent=60.0,
    max_sets=3,
    min_reps=8,
    volume=0.6,
    allows_tests=False,
    easy_only=True,
)
_LATE_POSTPARTUM = Limits(
    max_rpe=7.5, max_percent=77.5, max_sets=4, min_reps=5, volume=0.8, allows_tests=False
)
_NOT_CLEARED = Limits(
    max_rpe=6.0,
    max_percent=65.0,
    max_sets=3,
    min_reps=8,
    volume=0.7,
    allows_tests=False,
    easy_only=True,
)


def limits_of(request: TrainingRequest) -> Limits:
    """Return the caps that hold for the athlete of a request."""
    found = [_capped_by_wish(request)]
    if request.experience is ExperienceName.BEGINNER:
        found.append(_BEGINNER)
    found += _by_age(request)
    found += _by_health(request)
    result = Limits()
    for item in found:
        result = result.joined(item)
    return result


def is_minor(request: TrainingRequest) -> bool:
    """Return whether the athlete is known to be under age."""
    age = request.athlete.age
    labelled = SafetyLabelName.MINOR in request.health.labels
    return labelled or (age is not None and age < ADULT_YEARS)


def is_older(request: TrainingRequest) -> bool:
    """Return whether the athlete is known to be an older adult."""
    return request.athlete.age is not None and request.athlete.age >= OLDER_ADULT_YEARS


def is_postpartum(request: TrainingRequest) -> bool:
    """Return whether a birth lies so recently that training is a return."""
    weeks = request.health.postpartum_weeks
    return weeks is not None and weeks < LATE_POSTPARTUM_WEEKS


def is_pregnant(request: TrainingRequest) -> bool:
    """Return whether the athlete is pregnant."""
    return request.health.pregnant or SafetyLabelName.PREGNANCY in request.health.labels


def _capped_by_wish(request: TrainingRequest) -> Limits:
    cap = request.preferences.intensity_cap_rpe
    if cap is None:
        return Limits()
    return Limits(max_rpe=cap, easy_only=cap <= EASY_EFFORT_RPE)


def _by_age(request: TrainingRequest) -> list[Limits]:
    if is_minor(request):
        return [_MINOR]
    return [_OLDER] if is_older(request) else []


def _by_health(request: TrainingRequest) -> list[Limits]:
    found = []
    if is_pregnant(request):
        found.append(_PREGNANT)
    weeks = request.health.postpartum_weeks
    if weeks is not None and weeks < EARLY_POSTPARTUM_WEEKS:
        found.append(_EARLY_POSTPARTUM)
    elif is_postpartum(request):
        found.append(_LATE_POSTPARTUM)
    if request.health.screening == "flagged":
        found.append(_NOT_CLEARED)
    return found
