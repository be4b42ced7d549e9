"""What a wire gets and gives: one HTTP request, one answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from local.vectors.cosine import Json


@dataclass(frozen=True)
class Request:
    """A request with a JSON body, `{}` where there is none."""

    method: str
    path: str
    body: Json
    headers: Mapping[str, str]
    """Names in lower case."""


@dataclass(frozen=True)
class Answer:
    """A JSON answer."""

    status: int
    body: Json
    headers: Mapping[str, str] = field(default_factory=dict)


def objects(value: object) -> list[Json]:
    """Return the objects of a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def strings(value: object) -> list[str]:
    """Return a list of texts."""
    return [str(item) for item in value] if isinstance(value, list) else []
