"""From the model's words to checked sessions: SI values, time, flags, confidence; no model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from libs.exercise.catalogue import Catalogue
from libs.workout.completed_at import CompletedAt, TimeClues, is_future, resolve_completed_at
from libs.workout.confidence import FieldEvidence, completeness_of, confidence_of
from libs.workout.evidence import Evidence
from libs.workout.flags import SessionFacts, data_refusal, passage_refusal
from libs.workout.gate import Refusal
from libs.workout.identity import find_passage, in_text_order, session_hash
from libs.workout.models import (
    HeartRate,
    NormalizationIssue,
    PerformanceMetrics,
    SubjectiveFeedback,
)
from libs.workout.naming import MAX_SUMMARY_CHARS, build_name, render_summary
from libs.workout.order import LogOrder
from libs.workout.parts import read_part
from libs.workout.quantities import parse_count, parse_effort
from libs.workout.reply import CommonWords, Intent, WorkoutsReply
from libs.workout.sections import build_section
from libs.workout.sets import Reader, load_unit
from libs.workout.tenses import sentence_kind
from libs.workout.times import parse_time
from libs.workout.training import EnduranceSection, GenericSection, PracticeSection, Section
from libs.workout.vocabulary import Discipline, Location
from libs.workout.wording import fold, numbers_in, sentences_of

_EACH = re.compile(
    r"\beach\b|(?:\bper|/) ?(?:round|rd)\b|\bje(?:weils)?\b|\bpro runde\b|\bcada un[oa]\b"
)
"""Words after a duration that make it the one of each round."""
HEART_RATES = range(30, 251)
MAX_CALORIES = 20_000
"""Outside of these a figure is a slip; our choice."""
_PLACES: tuple[tuple[Location, tuple[str, ...]], ...] = (
    ("home", ("home", "garage", "zuhause", "casa", "maison", "hause")),
    ("box", ("box", "affiliate")),
    ("outdoors", ("outdoor", "outside", "park", "trail", "track", "beach", "street", "road", "lake",
                  "mountain", "wald", "draussen")),
    ("online", ("online", "zoom", "app", "zwift", "peloton")),
    ("gym", ("gym", "studio", "fitness", "club", "palestra", "gimnasio", "salle", "academia")),
)  # fmt: skip


@dataclass(frozen=True)
class Session:
    """One checked session; `refusal` says why it must not be stored."""

    discipline: Discipline
    section: Section
    name: str
    is_name_invented: bool
    summary: str
    completed: CompletedAt
    duration_s: float | None
    location: Location | None
    metrics: PerformanceMetrics
    feedback: SubjectiveFeedback
    passage: str
    place: int
    issues: tuple[NormalizationIssue, ...]
    confidence: float
    completeness: float
    refusal: Refusal | None = None

    @property
    def content_hash(self) -> str:
        """Return a hash of what was done and on which day."""
        return session_hash(self.discipline, self.completed.local_date, self.section)


def read_sessions(
    reply: WorkoutsReply, order: LogOrder, catalogue: Catalogue
) -> tuple[Session, ...]:
    """Return the sessions of a reply in the order of the text, repeats within the reply dropped."""
    sessions = [_read(words, reply.intent, order, catalogue) for words in reply.workouts]
    order_of = in_text_order([(item.place, item.content_hash) for item in sessions])
    unique: dict[tuple[int, str, str], Session] = {}
    for index in order_of:
        item = sessions[index]
        instant = item.completed.instant.isoformat()
        unique.setdefault((item.place, item.content_hash, instant), item)
    return tuple(unique.values())


def _read(words: CommonWords, intent: Intent, order: LogOrder, catalogue: Catalogue) -> Session:
    has_image = bool(order.image_keys)
    evidence = Evidence(order.text, has_image=has_image)
    for name in words.mended:
        evidence.note("structure", "info", name, "stood in a wrong place and was moved")
    reader = Reader(evidence, catalogue, load_unit(order.text, order.unit), words.discipline)
    place, passage = find_passage(order.text, words.quote)
    parts = tuple(read_part(part, reader, index) for index, part in enumerate(words.parts))
    kept = tuple(part for part in parts if part.exercises or part.score or part.total_time_s)
    section = build_section(words, kept, reader)
    duration_s = _duration(words, section, evidence, passage)
    completed, refusal = _completed(words, passage, order, evidence)
    metrics = _metrics(words, evidence)
    has_effort = metrics.perceived_exertion is not None or bool(words.feeling or words.notes)
    completeness = completeness_of(
        section, discipline=words.discipline, duration_s=duration_s, has_effort=has_effort
    )
    facts = SessionFacts(words.discipline, section, passage, duration_s, completeness)
    refusal = refusal or passage_refusal(_own_text(passage, has_image), intent)
    has_name = evidence.has_words(words.name)
    name = words.name if has_name or (has_image and words.name) else ""
    is_invented = not name and not any(part.name for part in kept)
    name = name or build_name(words.discipline, section)
    session = Session(
        discipline=words.discipline,
        section=section,
        name=name,
        is_name_invented=is_invented,
        summary=_summary(words, order, name=name, section=section, duration_s=duration_s),
        completed=completed,
        duration_s=duration_s,
        location=_location(words.place),
        metrics=metrics,
        feedback=SubjectiveFeedback(notes=words.notes, feeling=words.feeling),
        passage=passage,
        place=place,
        issues=tuple(evidence.issues),
        confidence=0.0,
        completeness=completeness,
        refusal=refusal or data_refusal(facts, order.facts),
    )
    return replace(session, confidence=_confidence(session, evidence, order, has_effort))


def _confidence(session: Session, evidence: Evidence, order: LogOrder, has_effort: bool) -> float:
    flags = sum(issue.severity != "info" for issue in session.issues)
    return confidence_of(
        session.section,
        FieldEvidence(
            proven=evidence.share,
            has_stated_time=session.completed.source in ("event", "text"),
            has_name=not session.is_name_invented,
            has_effort=has_effort,
            flags=flags,
            is_from_image_only=bool(order.image_keys),
        ),
    )


def _completed(
    words: CommonWords, passage: str, order: LogOrder, evidence: Evidence
) -> tuple[CompletedAt, Refusal | None]:
    when = words.when if evidence.has_words(words.when) else ""
    texts = (when, _reported(passage), _reported(order.text))
    clues = TimeClues(tuple(filter(None, texts)), words.completed)
    completed = resolve_completed_at(order, clues)
    today = order.facts.local_sent_at.date()
    if completed is None or is_future((when,), today):
        fallback = resolve_completed_at(replace(order, completed_at=None), TimeClues())
        assert fallback is not None  # noqa: S101  (without clues the message's time always counts)
        return fallback, Refusal("future_planning")
    for flag in completed.flags:
        evidence.note("date", "warning", "completedAt", flag.replace("_", " "))
    return completed, None


def _reported(text: str) -> str:
    """Return the sentences of a text that do not plan or ask: only they date what was done."""
    sentences = sentences_of(text)
    return ". ".join(s for s in sentences if sentence_kind(s) not in ("plan", "ask"))


def _own_text(passage: str, has_image: bool) -> str:
    """Return what is judged; a bare line beside an image is no plan and no question."""
    return "" if has_image and not any(char == "?" for char in passage) else passage


def _duration(
    words: CommonWords, section: Section, evidence: Evidence, passage: str
) -> float | None:
    said = evidence.keep(words.duration, "duration")
    span = parse_time(said, role="session")
    if span is not None:
        if isinstance(section, PracticeSection) and _is_per_round(said, passage):
            return span.seconds * (section.rounds_completed or 1)
        if span.is_unit_assumed:
            evidence.note("unit", "info", "duration", "no unit given: read as minutes")
        return span.seconds
    if isinstance(section, EnduranceSection | GenericSection) and section.total_time:
        return section.total_time
    known = [part.total_time_s or part.length_s for part in section.parts]
    return sum(filter(None, known)) if len(known) == 1 and known[0] else None


def _is_per_round(duration: str, passage: str) -> bool:
    """Tell whether a duration is that of one round: `6 rounds, 3 min each`, `6x3 min`."""
    plain, said = fold(passage), re.escape(_EACH.sub("", fold(duration)).strip())
    each = rf"{said}\s?(?:{_EACH.pattern}|-?rounds?\b|\brunden\b)"
    times = rf"\d\s?(?:x|rounds? (?:of|x)|runden (?:a|zu|mit))\s?{said}"
    return re.search(rf"(?<![\d:])(?:{each})|{times}", plain) is not None


def _metrics(words: CommonWords, evidence: Evidence) -> PerformanceMetrics:
    average = parse_count(evidence.keep(words.heart_rate_avg, "heartRateAvg"))
    highest = parse_count(evidence.keep(words.heart_rate_max, "heartRateMax"))
    rates = {
        name: value
        for name, value in (("avg", average), ("max", highest))
        if value is not None and value in HEART_RATES
    }
    calories = parse_count(evidence.keep(words.calories, "calories"))
    return PerformanceMetrics(
        perceived_exertion=parse_effort(evidence.keep(words.effort, "effort")),
        heart_rate=HeartRate.model_validate(rates) if rates else None,
        calories_burned=calories if calories and calories <= MAX_CALORIES else None,
    )


def _summary(
    words: CommonWords,
    order: LogOrder,
    *,
    name: str,
    section: Section,
    duration_s: float | None,
) -> str:
    """Return the model's sentence when all its numbers were said, else one built by code."""
    told = words.summary.strip()
    is_proven = bool(told) and numbers_in(told) <= numbers_in(order.text)
    if is_proven and not order.image_keys and len(told) <= MAX_SUMMARY_CHARS:
        return told
    return render_summary(name, section, duration_s=duration_s)


def _location(words: str) -> Location | None:
    plain = fold(words)
    if not plain:
        return None
    found = (place for place, names in _PLACES if any(name in plain for name in names))
    return next(found, "other")


def first_refusal(sessions: Sequence[Session]) -> Refusal | None:
    """Return the reason of the first session that must not be stored."""
    return next((item.refusal for item in sessions if item.refusal is not None), None)
