"""Structure extraction: one call turns a conversation into a typed request and plan.

The model records what was said; code resolves words about time, keeps only evidence that really
stands in the conversation, and lists everything without evidence as an assumption.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from pydantic import ValidationError, model_validator

from libs.ai.ports import ModelMessage, ModelReply, ModelRequest, SystemBlock, TextModel, TextPart
from libs.ai.structured import ask
from libs.durations import parse_days
from libs.errors import ModelTruncatedError
from libs.relative_dates import parse_date
from libs.training_program.conversation import Turn, athlete_text, bounded
from libs.training_program.models.plan import Plan
from libs.training_program.models.request import Assumption, Event, TrainingRequest
from libs.training_program.prompts import structure
from libs.wire import WireModel

_SPACES = re.compile(r"\W+")
_EVIDENCED = (
    "goals", "event", "start_on", "total_days", "days_per_week", "weekdays", "forbidden_weekdays",
    "session_minutes", "places", "injuries", "bans", "experience", "units", "rotation",
)  # fmt: skip


class StatedWords(WireModel):
    """What was said about time, for code to resolve."""

    length: str = ""
    start: str = ""
    event: str = ""


class StructureReply(WireModel):
    """The model's record; an event without a usable date waits for `words.event`."""

    request: TrainingRequest
    plan: Plan = Plan()
    words: StatedWords = StatedWords()
    undated_event: Mapping[str, object] | None = None

    @model_validator(mode="before")
    @classmethod
    def _set_undated_event_apart(cls, value: object) -> object:
        if not isinstance(value, dict) or not isinstance(value.get("request"), dict):
            return value
        event = value["request"].get("event")
        if not isinstance(event, dict) or _is_date(event.get("on")):
            return value
        request = {key: item for key, item in value["request"].items() if key != "event"}
        return {**value, "request": request, "undatedEvent": event}


ROOM_FACTOR = 3
"""Our choice; 18,000 tokens are far below every model's limit."""


@dataclass(frozen=True)
class ExtractionInput:
    """What extraction reads; `coach`, `profile` and `memories` are short texts of facts."""

    turns: tuple[Turn, ...]
    today: date
    time_zone: str
    coach: str = ""
    profile: str = ""
    directive: str = ""
    memories: str = ""

    def model_request(self) -> ModelRequest:
        """Return the one call of the extraction."""
        dynamic = structure.dynamic_text(
            bounded(self.turns),
            today=self.today,
            time_zone=self.time_zone,
            coach=self.coach,
            profile=self.profile,
            directive=self.directive,
            memories=self.memories,
        )
        return ModelRequest(
            tier="planner",
            label=structure.LABEL,
            system=(SystemBlock(structure.STATIC, cache_until_here=True),),
            messages=(ModelMessage("user", (TextPart(dynamic),)),),
            max_tokens=structure.MAX_TOKENS,
            tools=(structure.TOOL,),
        )


class Extraction(WireModel):
    """The typed request and plan, resolved against `today`."""

    request: TrainingRequest
    plan: Plan


def extract(source: ExtractionInput, model: TextModel) -> tuple[Extraction, tuple[ModelReply, ...]]:
    """Return the typed request and plan, and the replies they cost.

    An answer that hits the limit is asked for once more with more room: thinking counts as well.

    Raises:
        ModelError: refusal, a second truncation, a broken stream, or no valid record after the
            repairs.
    """
    request = source.model_request()
    try:
        answer = ask(model, request, StructureReply, tool_name=structure.TOOL.name)
    except ModelTruncatedError:
        roomy = replace(request, max_tokens=ROOM_FACTOR * request.max_tokens)
        answer = ask(model, roomy, StructureReply, tool_name=structure.TOOL.name)
    return resolve(answer.value, source), answer.replies


def resolve(reply: StructureReply, source: ExtractionInput) -> Extraction:
    """Return the reply with words about time resolved and evidence checked; no model."""
    request = _with_time(reply, source.today)
    if source.directive and not request.directive:
        request = request.model_copy(update={"directive": source.directive})
    return Extraction(request=_with_evidence(request, source), plan=reply.plan)


def _with_time(reply: StructureReply, today: date) -> TrainingRequest:
    request, words = reply.request, reply.words
    update: dict[str, object] = {}
    if request.start_on is None and words.start:
        update["start_on"] = parse_date(words.start, today=today)
    event = request.event or _dated_event(reply.undated_event, words, today)
    if event is not request.event:
        update["event"] = event
    if request.total_days is None and words.length and event is None:
        update["total_days"] = parse_days(words.length)
    return request.model_copy(update=update) if update else request


def _dated_event(
    event: Mapping[str, object] | None, words: StatedWords, today: date
) -> Event | None:
    """Return the event on the date its words mean, or None when they mean no date."""
    stated = words.event or (str(event.get("on") or "") if event else "")
    on = parse_date(stated, today=today) if stated else None
    if event is None or on is None:
        return None
    try:
        return Event.model_validate({**event, "on": on})
    except ValidationError:
        return Event(on=on, name=str(event.get("name") or ""))


def _with_evidence(request: TrainingRequest, source: ExtractionInput) -> TrainingRequest:
    """Return the request with real quotes only; fields without one become assumptions."""
    said = _squeezed(f"{athlete_text(source.turns)} {source.profile} {source.memories}")
    evidence = tuple(item for item in request.evidence if _squeezed(item.words) in said)
    covered = {_squeezed(item.field.split(".")[0]).replace(" ", "") for item in evidence}
    covered |= {item.field for item in request.assumptions}
    added = tuple(
        Assumption(
            field=_camel(name),
            value=_short(getattr(request, name)),
            reason="taken from the conversation as a whole; please check",
        )
        for name in _EVIDENCED
        if getattr(request, name) not in (None, ())
        and not ({_camel(name), name, _camel(name).lower()} & covered)
    )
    return request.model_copy(
        update={"evidence": evidence, "assumptions": request.assumptions + added}
    )


def _squeezed(text: str) -> str:
    return _SPACES.sub(" ", text.lower()).strip()


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


def _short(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_short(item) for item in value)[:120]
    for attribute in ("text", "name", "value", "region"):
        found = getattr(value, attribute, None)
        if isinstance(found, str) and found:
            return found
    return str(value)[:120]


def _is_date(value: object) -> bool:
    if isinstance(value, date):
        return True
    try:
        date.fromisoformat(str(value)[:10])
    except ValueError:
        return False
    return True
