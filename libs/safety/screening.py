"""The health screening: offered before the first program, no stop when it is missing.

Topics and the validity of 12 months: `program-quality.md` section 10.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from libs.wire import WireModel

VALID_DAYS = 365


class Topic(StrEnum):
    """The seven yes/no topics."""

    HEART = "heart_or_blood_pressure"
    CHEST_PAIN = "chest_pain"
    DIZZINESS = "dizziness_or_fainting"
    CHRONIC = "other_chronic_condition"
    MEDICATION = "medication"
    JOINT = "bone_joint_or_soft_tissue"
    SUPERVISED = "supervised_only"


ScreeningOutcome = Literal["none", "expired", "clear", "needs_clearance"]


class Screening(WireModel):
    """Answers of one day; `cleared_by_doctor` overrides every yes."""

    answered_on: date
    yes: tuple[Topic, ...] = ()
    cleared_by_doctor: bool = False


def screening_outcome(screening: Screening | None, *, today: date) -> ScreeningOutcome:
    """Return what a screening allows: `needs_clearance` means nothing vigorous before a doctor."""
    if screening is None:
        return "none"
    if not 0 <= (today - screening.answered_on).days <= VALID_DAYS:
        return "expired"
    return "needs_clearance" if screening.yes and not screening.cleared_by_doctor else "clear"
