"""Rule X01: what screening and health flags allow; never repaired, only refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from libs.training_program.lint.facts import Facts
from libs.training_program.lint.items import Item
from libs.training_program.lint.rule import LintContext, Teller
from libs.training_program.models.report import Finding
from libs.training_program.models.vocabulary import SafetyLabelName

_NO_PROGRAM = frozenset({SafetyLabelName.MEDICAL_URGENT, SafetyLabelName.SELF_HARM})
_CAUTION = re.compile(
    r"\b(?:doctor|physician|clinician|medical|health professional|midwife|ärzt|arzt|médico|"
    r"médecin|medico)",
    re.IGNORECASE,
)
_SUPERVISION = re.compile(r"\b(?:supervis|guardian|parent|coach present|adult)", re.IGNORECASE)
_WEIGHT_LOSS = re.compile(
    r"\b(?:lose weight|weight loss|fat loss|calorie|kcal|deficit|supplement|creatine|fasting|"
    r"target weight|burn fat)",
    re.IGNORECASE,
)
_STOP_SIGNS = (
    "bleeding", "leak", "contraction", "breath", "dizz", "headache", "chest pain", "calf pain",
    "weakness",
)  # fmt: skip
_NOTES: tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...] = (
    (
        re.compile(r"insulin", re.IGNORECASE),
        re.compile(r"hypo|blood sugar|glucose", re.IGNORECASE),
        "A note on low blood sugar is missing.",
    ),
    (
        re.compile(r"anticoag|blood thinner|warfarin|apixaban|rivaroxaban|heparin", re.IGNORECASE),
        re.compile(r"\bfall|contact|bleed|knock", re.IGNORECASE),
        "A note on falls and contact is missing.",
    ),
)
_BETA_BLOCKER = re.compile(r"beta.?blocker|\w+olol\b", re.IGNORECASE)
_CALORIE_TEXT = re.compile(
    r"\b(?:calorie deficit|kcal|lose weight|weight target|earn)", re.IGNORECASE
)

Gate = Callable[[Facts], Iterator[tuple[str, Item | None]]]


def screening_is_respected(context: LintContext) -> tuple[Finding, ...]:
    """X01: the outcome of the screening, and the limits of age, pregnancy, bones, medicines.

    Source: program-quality section 10 (R).
    """
    tell, facts = Teller("X01", "error"), context.facts
    found = []
    for gate in _GATES:
        for message, item in gate(facts):
            found.append(
                tell.session(item.template, message, exercise=item.name)
                if item is not None
                else tell.program(message)
            )
    return tuple(found)


def _red_flags(facts: Facts) -> Iterator[tuple[str, Item | None]]:
    health, age = facts.request.health, facts.request.athlete.age
    if _NO_PROGRAM & set(health.labels):
        yield "There must be no program before the athlete has sought help.", None
    if age is not None and age < facts.limits.account_age:
        yield "There is no program for a child of this age.", None


def _screening(facts: Facts) -> Iterator[tuple[str, Item | None]]:
    """Ask for caution without a screening, and for nothing vigorous after a flagged one."""
    outcome = facts.request.health.screening
    if outcome in {"not_on_file", "flagged"} and not _CAUTION.search(facts.all_text):
        yield "The caution to seek medical advice is missing.", None
    if outcome == "not_on_file" and not facts.is_assumed("screening"):
        yield "The missing screening is not listed as an assumption.", None
    if outcome == "flagged":
        limits = facts.limits
        for item in facts.work:
            if _over(item.rpe, limits.unscreened_rpe) or _over(
                item.percent, limits.unscreened_percent
            ):
                yield "Nothing vigorous before clearance.", item


def _over(value: float | None, limit: float) -> bool:
    return value is not None and value > limit


def _minor(facts: Facts) -> Iterator[tuple[str, Item | None]]:
    age, labels = facts.request.athlete.age, facts.request.health.labels
    is_minor = SafetyLabelName.MINOR in labels
    if not is_minor and (age is None or age >= facts.limits.adult_age):
        return
    for item in facts.work:
        if (item.exercise.is_test and item.is_resistance) or _over(
            item.percent, facts.limits.minor_percent
        ):
            yield "No tests of maxima under 18.", item
    if not _SUPERVISION.search(facts.all_text):
        yield "A word on supervision is missing.", None
    if _WEIGHT_LOSS.search(facts.all_text):
        yield "No weight loss and no supplements under 18.", None


def _pregnancy(facts: Facts) -> Iterator[tuple[str, Item | None]]:
    health = facts.request.health
    if not health.pregnant and SafetyLabelName.PREGNANCY not in health.labels:
        return
    if not health.pregnancy_cleared:
        yield "No program in pregnancy before a clinical evaluation.", None
    text = facts.all_text.lower()
    if sum(sign in text for sign in _STOP_SIGNS) < facts.limits.min_stop_signs:
        yield "The signs to stop at are missing.", None
    for item in facts.work:
        if item.exercise.is_test and item.is_resistance:
            yield "No tests of maxima in pregnancy.", item


def _health_bans(facts: Facts) -> Iterator[tuple[str, Item | None]]:
    """Apply the bans of birth, pregnancy, bones and wheelchair of section 8."""
    bans = facts.athlete.health_bans
    if not bans.rules:
        return
    for item in facts.items:
        reason = facts.athlete.refusal(bans, item)
        if reason is not None:
            yield f"Not allowed: {reason}.", item


def _medicines(facts: Facts) -> Iterator[tuple[str, Item | None]]:
    medicines = " ".join(facts.request.health.medicines)
    if not medicines:
        return
    for taken, note, message in _NOTES:
        if taken.search(medicines) and not note.search(facts.all_text):
            yield message, None
    if _BETA_BLOCKER.search(medicines):
        for item in facts.items:
            if item.exercise.heart_rate_zone is not None:
                yield "Effort instead of heart rate with a beta blocker.", item


def _eating(facts: Facts) -> Iterator[tuple[str, Item | None]]:
    flagged = SafetyLabelName.EATING_DISORDER in facts.request.health.labels
    if flagged and _CALORIE_TEXT.search(facts.all_text):
        yield "No calories and no weight target.", None


def _older(facts: Facts) -> Iterator[tuple[str, Item | None]]:
    age = facts.request.athlete.age
    if age is None or age < facts.limits.older_age:
        return
    for item in facts.work:
        if _over(item.percent, facts.limits.older_percent) and not item.exercise.is_test:
            yield "Over 85 % of the maximum at this age.", item


_GATES: tuple[Gate, ...] = (
    _red_flags,
    _screening,
    _minor,
    _pregnancy,
    _health_bans,
    _medicines,
    _eating,
    _older,
)
