"""Blocking flags: set by code after validation, whatever the model says (W7, W8, D2, D6)."""

from __future__ import annotations

from dataclasses import dataclass

from libs.workout.gate import Reason, Refusal, refusal_of
from libs.workout.order import OrderFacts
from libs.workout.reply import Intent
from libs.workout.tenses import is_qualitative_text, sentence_kind
from libs.workout.training import (
    EnduranceSection,
    GenericSection,
    LoggedExercise,
    LoggedPart,
    LoggedSet,
    PracticeSection,
    Section,
)
from libs.workout.vocabulary import Discipline, is_qualitative
from libs.workout.wording import fold, sentences_of

MIN_COMPLETENESS = 0.2
"""Source: behaviours.md W8."""
_BY_INTENT: dict[Intent, Reason] = {
    "plan": "future_planning",
    "question": "planning_inquiry",
    "advice": "advice_seeking",
    "reflection": "reflection",
}


@dataclass(frozen=True)
class SessionFacts:
    """What the flags of one session are judged by."""

    discipline: Discipline
    section: Section
    passage: str
    duration_s: float | None
    completeness: float


def passage_refusal(passage: str, intent: Intent) -> Refusal | None:
    """Return why the text of one session reports nothing that was done; images have no text."""
    sentences = sentences_of(passage)
    refusal = refusal_of(sentences)
    if refusal is not None:
        return refusal
    reason = _BY_INTENT.get(intent)
    if reason is None or any(sentence_kind(sentence) == "done" for sentence in sentences):
        return None
    return Refusal(reason)


def data_refusal(session: SessionFacts, facts: OrderFacts) -> Refusal | None:
    """Return why a session holds too little to be stored, or None."""
    is_measured = is_measurable(session.section) or session.duration_s is not None
    if not is_measured and not session.section.parts and not _is_qualitative(session):
        if facts.is_slash_command and session.discipline is not Discipline.GENERIC:
            return None
        return Refusal("nothing_measurable")
    if not is_measured and not _is_lenient(session, facts):
        return Refusal("no_performance_data")
    if session.completeness < MIN_COMPLETENESS:
        return Refusal("low_completeness")
    return None


def is_measurable(section: Section) -> bool:
    """Tell whether any part or the section itself holds a measured value."""
    if any(_part_is_measured(part) for part in section.parts):
        return True
    if isinstance(section, EnduranceSection | GenericSection):
        return bool(section.total_distance or section.total_time or section.segments)
    return isinstance(section, PracticeSection) and bool(section.rounds_completed or section.grades)


def _part_is_measured(part: LoggedPart) -> bool:
    if part.total_time_s or part.rounds_completed or part.score or part.length_s:
        return True
    return any(_is_measured(exercise) for exercise in part.exercises)


def _is_measured(exercise: LoggedExercise) -> bool:
    return len(exercise.sets) > 1 or any(_set_is_measured(item) for item in exercise.sets)


def _set_is_measured(item: LoggedSet) -> bool:
    has_load = item.weight is not None and item.weight.value is not None
    return bool(item.reps or has_load or item.distance_m or item.time_s or item.calories)


def _is_lenient(session: SessionFacts, facts: OrderFacts) -> bool:
    if facts.image_count:
        return True
    if facts.is_slash_command:
        return session.discipline is not Discipline.GENERIC or bool(session.section.parts)
    return _is_qualitative(session)


def _is_qualitative(session: SessionFacts) -> bool:
    kinds = frozenset(part.kind for part in session.section.parts)
    named = is_qualitative_text(fold(session.passage))
    return is_qualitative(session.discipline, kinds) or (
        session.discipline is Discipline.GENERIC and named
    )
