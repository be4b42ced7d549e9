"""What the model reports: the athlete's own words, sorted; code turns them into numbers.

Every field is read leniently: numbers become words, single values become lists, JSON text becomes
its value, sections in a wrong place move home. `mended` names what was repaired, for the report.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator
from pydantic.alias_generators import to_camel

from libs.wire import WireModel
from libs.workout.vocabulary import FAMILY_OF, Discipline, Family, read_discipline

T = TypeVar("T")
MAX_WORDS_CHARS = 300
MAX_TEXT_CHARS = 2_000
MAX_SETS = 60
MAX_EXERCISES = 60
MAX_PARTS = 12
MAX_WORKOUTS = 10
"""More than anybody reports in one message; the rest is dropped; our choice."""

Intent = Literal["report", "plan", "question", "advice", "reflection", "other"]
_INTENTS = frozenset({"report", "plan", "question", "advice", "reflection", "other"})


def _words(value: object) -> str:
    match value:
        case bool() | None:
            words = ""
        case str():
            words = " ".join(value.split())
        case float() if value.is_integer():
            words = str(int(value))
        case int() | float():
            words = str(value)
        case list() | tuple():
            words = ", ".join(filter(None, map(_words, value)))
        case dict():
            words = _words_of_object(value)
        case _:
            words = ""
    return words[:MAX_WORDS_CHARS]


def _words_of_object(value: Mapping[object, object]) -> str:
    """Return `{"value": 100, "unit": "kg"}` as `100 kg`; other objects as their values."""
    for name in ("said", "text", "completed", "value"):
        if value.get(name) is not None:
            return " ".join(filter(None, (_words(value[name]), _words(value.get("unit")))))
    return " ".join(filter(None, map(_words, value.values())))


def _text(value: object) -> str:
    return value.strip()[:MAX_TEXT_CHARS] if isinstance(value, str) else _words(value)


def _flag(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() in {"true", "yes"})


def _decoded(value: object) -> object:
    if isinstance(value, str) and value.lstrip()[:1] in {"[", "{"}:
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _objects(value: object) -> tuple[object, ...]:
    """Read a list of objects: JSON text, lines of JSON, one object, keyed objects, nulls."""
    value = _decoded(value)
    if isinstance(value, str):
        lines = [_decoded(line) for line in value.splitlines()]
        value = [line for line in lines if isinstance(line, dict)]
    if isinstance(value, dict):
        values = list(value.values())
        keyed = bool(values) and all(isinstance(item, dict) for item in values)
        value = values if keyed else [value]
    if not isinstance(value, list | tuple):
        return ()
    decoded = map(_decoded, value)
    return tuple(item for item in decoded if isinstance(item, dict | WireModel))


def _choice(allowed: frozenset[str], default: str) -> BeforeValidator:
    def read(value: object) -> str:
        word = _words(value).casefold().replace(" ", "_").replace("-", "_")
        return word if word in allowed else default

    return BeforeValidator(read)


Words = Annotated[str, BeforeValidator(_words)]
LongText = Annotated[str, BeforeValidator(_text)]
Flag = Annotated[bool, BeforeValidator(_flag)]

_SET_KEYS = {
    "sets", "reps", "load", "weight", "time", "distance", "calories", "rpe", "rest", "missed",
    "duration", "target",
}  # fmt: skip


class SetWords(WireModel):
    """One set, or `sets` equal ones, in words."""

    sets: Words = ""
    reps: Words = ""
    load: Words = ""
    time: Words = ""
    distance: Words = ""
    calories: Words = ""
    rpe: Words = ""
    rest: Words = ""
    kind: Words = ""
    missed: Flag = False

    @model_validator(mode="before")
    @classmethod
    def _known_names(cls, value: object) -> object:
        renames = {"weight": "load", "setType": "kind", "set_type": "kind", "duration": "time"}
        return _renamed(value, renames)


class ExerciseWords(WireModel):
    """One exercise; a dose beside the name counts as its only set."""

    name: Words = ""
    sets: Annotated[
        tuple[SetWords, ...], BeforeValidator(lambda value: _objects(value)[:MAX_SETS])
    ] = ()
    note: LongText = ""

    @model_validator(mode="before")
    @classmethod
    def _dose_into_sets(cls, value: object) -> object:
        value = _renamed(
            value, {"exerciseName": "name", "exercise_name": "name", "exercise": "name"}
        )
        if not isinstance(value, dict) or _objects(value.get("sets")):
            return value
        dose = {key: item for key, item in value.items() if key in _SET_KEYS and item is not None}
        rest = {key: item for key, item in value.items() if key not in _SET_KEYS}
        return {**rest, "sets": [dose]} if dose else rest


class PartWords(WireModel):
    """One part of a session: strength work, a metcon, a run, a cool-down."""

    kind: Words = ""
    format: Words = ""
    name: Words = ""
    scheme: Words = ""
    rounds: Words = ""
    stations: Words = ""
    every: Words = ""
    length: Words = ""
    cap: Words = ""
    score: Words = ""
    time: Words = ""
    rx: Words = ""
    exercises: Annotated[
        tuple[ExerciseWords, ...], BeforeValidator(lambda value: _objects(value)[:MAX_EXERCISES])
    ] = ()

    @model_validator(mode="before")
    @classmethod
    def _known_names(cls, value: object) -> object:
        names = {
            "workoutFormat": "format", "workout_format": "format", "timeCap": "cap",
            "time_cap": "cap", "totalTime": "time", "total_time": "time", "rxStatus": "rx",
            "rx_status": "rx", "repScheme": "scheme", "rep_scheme": "scheme",
            "movements": "exercises",
        }  # fmt: skip
        return _renamed(value, names)


class CommonWords(WireModel):
    """What every session may have, whatever its discipline."""

    discipline: Discipline = Discipline.GENERIC
    name: Words = ""
    quote: LongText = ""
    """The athlete's sentence or lines that report this session, copied."""
    when: Words = ""
    completed: Words = ""
    duration: Words = ""
    place: Words = ""
    effort: Words = ""
    calories: Words = ""
    heart_rate_avg: Words = ""
    heart_rate_max: Words = ""
    feeling: LongText = ""
    notes: LongText = ""
    summary: LongText = ""
    parts: Annotated[
        tuple[PartWords, ...], BeforeValidator(lambda value: _objects(value)[:MAX_PARTS])
    ] = ()
    mended: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _at_home(cls, value: object) -> object:
        return mend_report(value)


class LiftingWords(CommonWords):
    """Barbells, machines, body weight: sets, repetitions, loads."""

    session_type: Words = ""


class MetconWords(CommonWords):
    """Scored work: for time, rounds, EMOM, stations."""

    rx: Words = ""


class EnduranceWords(CommonWords):
    """Distance over time."""

    distance: Words = ""
    time: Words = ""
    pace: Words = ""
    elevation: Words = ""
    surface: Words = ""
    pack: Words = ""
    power: Words = ""
    cadence: Words = ""
    stroke: Words = ""
    run_type: Words = ""
    segments: Annotated[
        tuple[SetWords, ...], BeforeValidator(lambda value: _objects(value)[:MAX_SETS])
    ] = ()


class PracticeWords(CommonWords):
    """Yoga, martial arts, climbing: style and focus count, numbers are welcome."""

    style: Words = ""
    focus: Words = ""
    rounds: Words = ""
    grades: Words = ""


class GenericWords(EnduranceWords):
    """Anything else; nothing is required."""

    style: Words = ""
    focus: Words = ""
    rx: Words = ""


def _family(value: object) -> Family:
    named = value.get("discipline") if isinstance(value, dict) else getattr(value, "discipline", "")
    return FAMILY_OF[read_discipline(_words(named))]


ReportWords = Annotated[
    Annotated[LiftingWords, Tag("lifting")]
    | Annotated[MetconWords, Tag("metcon")]
    | Annotated[EnduranceWords, Tag("endurance")]
    | Annotated[PracticeWords, Tag("practice")]
    | Annotated[GenericWords, Tag("generic")],
    Discriminator(_family),
]


class WorkoutsReply(WireModel):
    """The workouts a message reports, and what the message is about."""

    intent: Annotated[Intent, _choice(_INTENTS, "report")] = "report"
    workouts: Annotated[
        tuple[ReportWords, ...], BeforeValidator(lambda value: _objects(value)[:MAX_WORKOUTS])
    ] = Field(default=())

    @model_validator(mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        value = _decoded(value)
        if not isinstance(value, dict):
            return {"workouts": value}
        if "workouts" not in value and ("discipline" in value or "parts" in value):
            return {"workouts": [value], "intent": value.get("intent")}
        return value


_SECTIONS = ("discipline_specific", "disciplineSpecific", "details", "data")
_HOMES = {
    "workoutName": "name", "workout_name": "name", "rpe": "effort", "perceivedExertion": "effort",
    "perceived_exertion": "effort", "location": "place", "totalDistance": "distance",
    "total_distance": "distance", "totalTime": "time", "total_time": "time",
    "averagePace": "pace", "average_pace": "pace", "date": "when", "completedAt": "completed",
    "caloriesBurned": "calories", "heartRateAvg": "heart_rate_avg",
    "heartRateMax": "heart_rate_max", "sessionType": "session_type", "runType": "run_type",
}  # fmt: skip
_ROOT_LISTS = ("exercises", "movements")


def mend_report(value: object) -> object:
    """Return a report with misplaced sections moved home, `mended` naming each move."""
    if not isinstance(value, dict):
        return value
    report = dict(value)
    mended = [str(item) for item in report.get("mended") or ()]
    for section in _SECTIONS:
        inner = _decoded(report.pop(section, None))
        if isinstance(inner, dict):
            mended.append(section)
            report = {**_flat_section(inner), **report}
    mended.extend(_bring_home(report))
    for name in _ROOT_LISTS:
        exercises = report.pop(name, None)
        if _objects(exercises):
            mended.append(name)
            report["parts"] = [*_objects(report.get("parts")), {"exercises": exercises}]
    coach_notes = report.pop("coach_notes", None) or report.pop("coachNotes", None)
    if coach_notes:
        mended.append("coach_notes")
    named = _words(report.get("discipline"))
    report["discipline"] = read_discipline(named)
    if named and report["discipline"] is Discipline.GENERIC and named.casefold() != "generic":
        mended.append("discipline")
    report["mended"] = mended
    return report


def _bring_home(report: dict[str, object]) -> list[str]:
    """Give misnamed fields their names; return the wrong ones, the tool's own spelling aside."""
    moved = [wrong for wrong, right in _HOMES.items() if wrong in report and right not in report]
    for wrong in moved:
        report[_HOMES[wrong]] = report.pop(wrong)
    return [wrong for wrong in moved if wrong != to_camel(_HOMES[wrong])]


def _flat_section(section: Mapping[str, object]) -> dict[str, object]:
    """Return a section without the level of its discipline's name."""
    flat: dict[str, object] = {}
    for key, item in section.items():
        if isinstance(item, dict) and read_discipline(key) is not Discipline.GENERIC:
            flat |= item
        else:
            flat[key] = item
    return flat


def _renamed(value: object, names: Mapping[str, str]) -> object:
    if not isinstance(value, dict):
        return value
    renamed = dict(value)
    for wrong, right in names.items():
        if wrong in renamed and renamed.get(right) is None:
            renamed[right] = renamed.pop(wrong)
    return renamed
