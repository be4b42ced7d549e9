"""How athletes, keys and records are written in any vector store; one place for both vendors.

Athlete ids are hashed: whatever they hold, the result has a fixed length, is plain ASCII, and two
athletes never share a namespace, a key or a filter value.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, get_args
from urllib.parse import quote

from libs.errors import InvalidRequestError
from libs.memory.models import MemoryRecord, RecordKind, Search

Metadata = dict[str, str | int]
Filter = dict[str, object]

ATHLETE, KIND, ID, AT, COACH, TEXT = "athlete", "kind", "id", "at", "coach", "text"
NOT_FILTERABLE: Final = (TEXT,)
"""Kept out of the 2 KB of filterable metadata that S3 Vectors allows; set with the index."""
ANY_COACH: Final = "*"
"""The coach of a record that every coach may see; no id of ours holds a star."""
MAX_KEY_CHARS = 512
"""Pinecone's limit on ids; S3 Vectors takes 1,024."""
_KINDS: Mapping[str, RecordKind] = {kind: kind for kind in get_args(RecordKind)}


def athlete_tag(user_id: str) -> str:
    """Return what stands for an athlete in the store.

    Raises:
        InvalidRequestError: the id is empty.
    """
    if not user_id:
        raise InvalidRequestError("The athlete is missing.", field="userId")
    return _digest(user_id)


def stored_key(tag: str, key: str) -> str:
    """Return the name of a record in the store, in ASCII; one that would be too long is hashed."""
    name = f"{tag}/{quote(key, safe='', errors='surrogatepass')}"
    return name if len(name) <= MAX_KEY_CHARS else f"{tag}/{_digest(key)}"


def metadata_of(tag: str, record: MemoryRecord) -> Metadata:
    """Return a record as flat metadata: texts and whole seconds, no nulls."""
    return {
        ATHLETE: tag,
        KIND: record.kind,
        ID: record.id,
        AT: int(record.at.timestamp()),
        COACH: record.coach_id or ANY_COACH,
        TEXT: record.text,
    }


def filter_of(tag: str, search: Search) -> Filter:
    """Return the filter of a search; both vendors speak the same operators."""
    coaches = [ANY_COACH, *([search.coach_id] if search.coach_id else [])]
    clauses: list[Filter] = [
        {ATHLETE: {"$eq": tag}},
        {KIND: {"$in": list(search.kinds)}},
        {COACH: {"$in": coaches}},
    ]
    if search.since is not None:
        clauses.append({AT: {"$gte": int(search.since.timestamp())}})
    if search.until is not None:
        clauses.append({AT: {"$lt": int(search.until.timestamp())}})
    return {"$and": clauses}


def record_of(tag: str, metadata: Mapping[str, object]) -> MemoryRecord | None:
    """Return the record in metadata, or None when it is somebody else's or damaged."""
    kind, id, at = _KINDS.get(str(metadata.get(KIND))), metadata.get(ID), metadata.get(AT)
    if metadata.get(ATHLETE) != tag or kind is None or not isinstance(id, str):
        return None
    if isinstance(at, bool) or not isinstance(at, int | float):
        return None
    coach = metadata.get(COACH)
    return MemoryRecord(
        kind=kind,
        id=id,
        text=str(metadata.get(TEXT, "")),
        at=datetime.fromtimestamp(at, UTC),
        coach_id=str(coach) if coach not in (None, ANY_COACH) else None,
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
