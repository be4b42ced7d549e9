"""An index of vectors with metadata: exact cosine, filters as both vendors define them."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

Json = dict[str, object]
MAX_METADATA_BYTES = 40 * 1024
"""Of one vector, for both vendors."""
_OPERATORS: Mapping[str, Callable[[object, object], bool]] = {
    "$eq": lambda value, wanted: wanted in value if isinstance(value, list) else value == wanted,
    "$ne": lambda value, wanted: value != wanted,
    "$in": lambda value, wanted: isinstance(wanted, list) and value in wanted,
    "$nin": lambda value, wanted: isinstance(wanted, list) and value not in wanted,
    "$exists": lambda value, wanted: (value is not None) == wanted,
    "$gt": lambda value, wanted: number(value) > number(wanted),
    "$gte": lambda value, wanted: number(value) >= number(wanted),
    "$lt": lambda value, wanted: number(value) < number(wanted),
    "$lte": lambda value, wanted: number(value) <= number(wanted),
}


class Unusable(Exception):
    """What the service would refuse as invalid; the message says why."""


@dataclass(frozen=True)
class Found:
    """A neighbour; `cosine` is 1.0 for the same direction."""

    key: str
    cosine: float
    metadata: Json


class CosineIndex:
    """Keys to vectors; safe from several threads."""

    def __init__(self, dimension: int | None = None) -> None:
        self._dimension = dimension
        self._vectors: dict[str, tuple[list[float], Json]] = {}
        self._lock = threading.Lock()

    def put(self, items: Iterable[tuple[str, object, object]]) -> None:
        """Store vectors with metadata, all or none.

        Raises:
            Unusable: a vector or its metadata is not acceptable.
        """
        checked = {
            key: (self._checked(values), checked_metadata(metadata))
            for key, values, metadata in items
        }
        with self._lock:
            self._vectors.update(checked)

    def nearest(self, values: object, *, top_k: int, condition: object) -> list[Found]:
        """Return the nearest vectors that meet a condition, ties in the order of their keys.

        Raises:
            Unusable: vector or condition is not acceptable.
        """
        wanted = self._checked(values)
        with self._lock:
            stored = list(self._vectors.items())
        found = [
            Found(key, _cosine(wanted, vector), metadata)
            for key, (vector, metadata) in stored
            if condition is None or _matches(metadata, condition)
        ]
        found.sort(key=lambda item: (-item.cosine, item.key))
        return found[:top_k]

    def find(self, key: str) -> tuple[list[float], Json] | None:
        """Return a vector with its metadata, or None."""
        with self._lock:
            return self._vectors.get(key)

    def delete(self, keys: Iterable[str]) -> None:
        """Remove vectors; absent ones are no error."""
        with self._lock:
            for key in keys:
                self._vectors.pop(key, None)

    def stored_keys(self) -> list[str]:
        """Return all keys, sorted."""
        with self._lock:
            return sorted(self._vectors)

    def _checked(self, values: object) -> list[float]:
        if not isinstance(values, list) or not values:
            raise Unusable("a vector needs values")
        vector = [number(item) for item in values]
        if not all(math.isfinite(item) for item in vector):
            raise Unusable("a vector needs finite numbers")
        if self._dimension is not None and len(vector) != self._dimension:
            raise Unusable(f"vector dimension {len(vector)}, the index has {self._dimension}")
        return vector


def checked_metadata(value: object) -> Json:
    """Return metadata both services would take: flat, no nulls.

    Raises:
        Unusable: it is not.
    """
    metadata = value or {}
    if not isinstance(metadata, dict):
        raise Unusable("metadata must be an object")
    for name, item in metadata.items():
        parts = item if isinstance(item, list) else [item]
        if not all(isinstance(part, str | int | float | bool) for part in parts):
            raise Unusable(f"metadata value of {name!r} must be a text, number, boolean or list")
    return metadata


def number(value: object) -> float:
    """Return a number, or NaN, which no range holds."""
    return float(value) if isinstance(value, int | float) else math.nan


def _matches(metadata: Mapping[str, object], condition: object) -> bool:
    if not isinstance(condition, dict) or not condition:
        raise Unusable("a filter must be an object with a condition")
    return all(_clause(metadata, name, wanted) for name, wanted in condition.items())


def _clause(metadata: Mapping[str, object], name: str, wanted: object) -> bool:
    if name in {"$and", "$or"}:
        if not isinstance(wanted, list) or not wanted:
            raise Unusable(f"{name} needs a list")
        parts = [_matches(metadata, part) for part in wanted]
        return all(parts) if name == "$and" else any(parts)
    value = metadata.get(name)
    if not isinstance(wanted, dict):
        return _OPERATORS["$eq"](value, wanted)
    unknown = set(wanted) - set(_OPERATORS)
    if unknown:
        raise Unusable(f"unknown operators {sorted(unknown)}")
    return all(_OPERATORS[operator](value, right) for operator, right in wanted.items())


def _cosine(a: list[float], b: list[float]) -> float:
    norm = math.sqrt(sum(x * x for x in a)) * math.sqrt(sum(x * x for x in b))
    return sum(x * y for x, y in zip(a, b, strict=True)) / norm if norm else 0.0
