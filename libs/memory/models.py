"""Memories as stored, and the small records by which things are found by meaning.

A record is a projection: a bounded text, when, what kind. The table stays the truth; a record that
is lost costs relevance, never content.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from libs.coach.vocabulary import Importance, MemoryKind
from libs.wire import WireModel

RecordKind = Literal["memory", "workout", "program", "conversation"]
MAX_RECORD_CHARS = 1_000
"""Of a record's text: at four bytes a character far below the 40 KB that both vendors allow."""


class Memory(WireModel):
    """A memory as stored; `coachId` is set when only that coach may use it."""

    memory_id: str
    text: str
    kind: MemoryKind = "context"
    importance: Importance = "medium"
    scope: Literal["global", "coach"] = "global"
    coach_id: str | None = None
    uses: int = 0
    """How often it was found by meaning and shown to the model."""
    last_used_at: datetime | None = None
    created_at: datetime | None = None
    source_id: str = ""


@dataclass(frozen=True)
class MemoryRecord:
    """What the vector store keeps of one thing."""

    kind: RecordKind
    id: str
    text: str
    at: datetime
    """When it happened: completion, publication, or the last change; aware."""
    coach_id: str | None = None
    """Set when only this coach may see it."""

    @classmethod
    def of(
        cls, kind: RecordKind, id: str, text: str, *, at: datetime, coach_id: str | None = None
    ) -> MemoryRecord:
        """Return a record with its text on one line, cut to size, writable as UTF-8."""
        line = " ".join(text.split())[:MAX_RECORD_CHARS]
        return cls(kind, id, line.encode("utf-8", "replace").decode(), at, coach_id)

    @property
    def key(self) -> str:
        """Return the name of the record among the athlete's own."""
        return record_key(self.kind, self.id)


def record_key(kind: RecordKind, id: str) -> str:
    """Return the key a thing's record has; deletion composes the same one."""
    return f"{kind}#{id}"


@dataclass(frozen=True)
class Entry:
    """A record with the unit vector of its text."""

    record: MemoryRecord
    vector: tuple[float, ...]


@dataclass(frozen=True)
class Hit:
    """A record that was found; `similarity` is the cosine, 1.0 for the same direction."""

    record: MemoryRecord
    similarity: float


@dataclass(frozen=True)
class Search:
    """What is looked for; `kinds` must not be empty."""

    kinds: tuple[RecordKind, ...]
    top_k: int
    coach_id: str | None = None
    """Besides what every coach may see, what this one alone may; None adds nothing."""
    since: datetime | None = None
    """Inclusive; to the second."""
    until: datetime | None = None
    """Exclusive; to the second."""
