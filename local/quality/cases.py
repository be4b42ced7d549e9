"""Cases of a quality run, one JSON object a line: conversations, or typed requests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import ValidationError

from libs.training_program.models.request import TrainingRequest
from libs.wire import WireModel


class CaseMessage(WireModel):
    """One message of a conversation; `user` is the athlete."""

    role: Literal["user", "assistant", "athlete", "coach"]
    content: str


class ConversationCase(WireModel):
    """A Build conversation on a day, in a zone; `expect` is the request a perfect reader gives."""

    id: str
    today: date
    timezone: str = "UTC"
    profile: Mapping[str, object] | None = None
    messages: tuple[CaseMessage, ...]
    expect: Mapping[str, object] | None = None


class RequestCase(WireModel):
    """A typed request that goes straight into the engine behind the extraction."""

    id: str
    today: date
    timezone: str = "UTC"
    request: TrainingRequest


Case = ConversationCase | RequestCase


@dataclass(frozen=True)
class WrongLine:
    """A line that is no case; the others go on."""

    id: str
    reason: str


def read_cases(lines: Iterable[str], kind: type[Case]) -> Iterator[Case | WrongLine]:
    """Yield a case for each line that is not empty, or what is wrong with it."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        name = f"line-{number}"
        try:
            value = json.loads(line)
            name = str(value.get("id") or name) if isinstance(value, dict) else name
            yield kind.model_validate(value)
        except ValidationError as wrong:
            first = wrong.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            yield WrongLine(name, f"line {number}: {place}: {first['msg']}")
        except ValueError as wrong:
            yield WrongLine(name, f"line {number}: no JSON: {wrong}")
