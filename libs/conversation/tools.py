"""The tools the coach may call, and the reading of what it sends."""

from __future__ import annotations

import json
from typing import Final, TypeVar, get_args

from pydantic import Field, ValidationError

from libs.ai.ports import ToolSpec
from libs.coach.vocabulary import Importance, MemoryKind
from libs.wire import WireModel

T = TypeVar("T", bound=WireModel)

LOG_WORKOUT: Final = "log_workout"
SAVE_MEMORY: Final = "save_memory"
MAX_MEMORY_CHARS = 500


class LogWorkoutInput(WireModel):
    """What the model sends to have a workout logged: the athlete's own words."""

    text: str = Field(min_length=1, max_length=8000)


class SaveMemoryInput(WireModel):
    """What the model sends to have something remembered."""

    text: str = Field(min_length=3, max_length=MAX_MEMORY_CHARS)
    kind: MemoryKind = "context"
    importance: Importance = "medium"
    coach_only: bool = False


_LOG_SPEC: Final = ToolSpec(
    name=LOG_WORKOUT,
    description=(
        "Log a workout the athlete reports as done, with at least one measured fact. Not for "
        "plans, questions or wishes. Call it once per message; text holds the athlete's words "
        "unchanged. It runs in the background: the answer tells whether it was accepted."
    ),
    input_schema={
        "type": "object",
        "properties": {"text": {"type": "string"}},
        "required": ["text"],
        "additionalProperties": False,
    },
)
_MEMORY_SPEC: Final = ToolSpec(
    name=SAVE_MEMORY,
    description=(
        "Remember a lasting fact the athlete clearly wants kept: a preference, goal, constraint or "
        "standing instruction. One short sentence in the third person. Not for single workouts."
    ),
    input_schema={
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "kind": {"type": "string", "enum": list(get_args(MemoryKind))},
            "importance": {"type": "string", "enum": list(get_args(Importance))},
            "coachOnly": {"type": "boolean"},
        },
        "required": ["text", "kind"],
        "additionalProperties": False,
    },
)
COACH_TOOLS: Final = (_LOG_SPEC, _MEMORY_SPEC)


def parse_tool_input(raw: str) -> dict[str, object] | None:
    """Return the object in a tool call's JSON text, or None when it is none."""
    try:
        value: object = json.loads(raw or "{}")
    except ValueError:
        return None
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else None


def read_log_workout(value: dict[str, object] | None) -> LogWorkoutInput | None:
    """Return the validated input, or None."""
    return _validated(LogWorkoutInput, value)


def read_save_memory(value: dict[str, object] | None) -> SaveMemoryInput | None:
    """Return the validated input, or None."""
    return _validated(SaveMemoryInput, value)


def _validated(kind: type[T], value: dict[str, object] | None) -> T | None:
    try:
        return kind.from_wire(value)
    except ValidationError:
        return None
