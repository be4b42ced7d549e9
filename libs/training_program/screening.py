"""Safety before and after the model: who gets no program, and who is asked first.

Keywords of the athlete's own words decide before any call; the extraction's labels and flags after
it. The model cannot clear a flag. Fixed texts come from `libs.safety.replies`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from libs.safety.red_flags import RedFlag, find_red_flags
from libs.safety.replies import reply_for
from libs.training_program.completeness import Question
from libs.training_program.conversation import Turn
from libs.training_program.models.request import TrainingRequest
from libs.training_program.models.vocabulary import SafetyLabelName

MIN_AGE = 13
"""Under 13: no account and no program (program-quality.md section 10)."""
_ORDER = (RedFlag.SELF_HARM, RedFlag.MEDICAL_URGENT, RedFlag.EATING_DISORDER)
_LABELS = {
    SafetyLabelName.SELF_HARM: RedFlag.SELF_HARM,
    SafetyLabelName.MEDICAL_URGENT: RedFlag.MEDICAL_URGENT,
    SafetyLabelName.EATING_DISORDER: RedFlag.EATING_DISORDER,
}
TOO_YOUNG = (
    "Training programs here are for people of 13 and older. A parent and a local coach or club can "
    "help you better."
)
PREGNANCY_QUESTION = Question(
    field="health.pregnancyCleared",
    text="Has a doctor or midwife cleared you for exercise in this pregnancy?",
)


@dataclass(frozen=True)
class Refusal:
    """No program may be made; `message` is shown to the athlete as it is."""

    code: str
    message: str


def screen_words(turns: Iterable[Turn]) -> Refusal | None:
    """Return a refusal when the athlete's own words raise a red flag."""
    found: set[RedFlag] = set()
    for turn in turns:
        if turn.role == "athlete":
            found |= find_red_flags(turn.text)
    return _refusal(found)


def screen_request(request: TrainingRequest) -> Refusal | None:
    """Return a refusal when the extraction's labels or the age allow no program."""
    age = request.athlete.age
    if age is not None and age < MIN_AGE:
        return Refusal("too_young", TOO_YOUNG)
    return _refusal({_LABELS[label] for label in request.health.labels if label in _LABELS})


def safety_questions(request: TrainingRequest) -> tuple[Question, ...]:
    """Return what must be answered before a program is allowed."""
    health = request.health
    if health.pregnant and not health.pregnancy_cleared:
        return (PREGNANCY_QUESTION,)
    return ()


def _refusal(found: set[RedFlag]) -> Refusal | None:
    flag = next((item for item in _ORDER if item in found), None)
    return Refusal(flag.value, reply_for(flag)) if flag is not None else None
