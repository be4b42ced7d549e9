"""The words of caution that a program carries, and the assumption when nobody was screened.

Fixed texts by gate of program-quality.md section 10; a clinician and a lawyer review them before a
release. Rule X01 looks for their substance on its own, so a program cannot lose them unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from libs.training_program.models.request import Assumption, TrainingRequest
from libs.training_program.models.vocabulary import SafetyLabelName

ADULT_YEARS = 18
ALWAYS = "This program was written by an AI coach. It is no medical advice."
UNSCREENED = (
    "See a doctor before you start if you have a heart condition, high blood pressure, chest pain, "
    "dizziness or any other medical concern. Stop when something hurts."
)
FLAGGED = (
    "Your health answers call for a doctor's clearance. Until you have it, keep every effort "
    "moderate and stop when something feels wrong."
)
MINOR = (
    "Train under the supervision of an adult who knows the exercises. Technique comes before load; "
    "there are no tests of maximum strength."
)
PREGNANT = (
    "Stop and call your doctor or midwife at bleeding, fluid leakage, contractions, breathlessness "
    "before effort, dizziness, headache, chest pain, calf pain or weakness."
)
INSULIN = "Check your blood sugar before and after training and keep fast sugar at hand."
ANTICOAGULANT = "Avoid falls, blows and contact: your medicine makes bleeding last longer."
BETA_BLOCKER = "Go by effort, not by heart rate: your medicine keeps the pulse low."
_MEDICINES = (
    (re.compile(r"insulin", re.IGNORECASE), INSULIN),
    (
        re.compile(r"anticoag|blood thinner|warfarin|apixaban|rivaroxaban|heparin", re.IGNORECASE),
        ANTICOAGULANT,
    ),
    (re.compile(r"beta.?blocker|\w+olol\b", re.IGNORECASE), BETA_BLOCKER),
)


def caution_text(request: TrainingRequest) -> str:
    """Return the paragraph that the program's description or summary must carry."""
    return " ".join(_cautions(request))


def screening_assumptions(request: TrainingRequest) -> tuple[Assumption, ...]:
    """Return the assumption to list when no health screening is on file."""
    if request.health.screening != "not_on_file":
        return ()
    return (
        Assumption(
            field="health.screening",
            value="nothing speaks against training",
            reason="no health screening is on file",
        ),
    )


def _cautions(request: TrainingRequest) -> Iterator[str]:
    health, age = request.health, request.athlete.age
    if health.screening == "not_on_file":
        yield UNSCREENED
    if health.screening == "flagged":
        yield FLAGGED
    if SafetyLabelName.MINOR in health.labels or (age is not None and age < ADULT_YEARS):
        yield MINOR
    if health.pregnant or SafetyLabelName.PREGNANCY in health.labels:
        yield PREGNANT
    medicines = " ".join(health.medicines)
    for pattern, text in _MEDICINES:
        if pattern.search(medicines):
            yield text
    yield ALWAYS
