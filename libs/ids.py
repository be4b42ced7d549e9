"""The only source of ids and randomness; derived ids make repeated work collapse.

Ids are opaque: never split them. They hold `[A-Za-z0-9_-]` only, so they fit into keys.
"""

from __future__ import annotations

import hashlib
import random
import secrets
from typing import Protocol

_DERIVED_HEX_CHARS = 32
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


class Ids(Protocol):
    """Fresh ids and jitter."""

    def fresh(self, prefix: str) -> str:
        """Return an id that was never returned before, `{prefix}_{26 characters}`."""
        ...

    def jitter(self) -> float:
        """Return a number in [0, 1)."""
        ...


class RandomIds:
    """Ids from the operating system's randomness: 130 bits, no collisions within a tick."""

    def fresh(self, prefix: str) -> str:
        """Return an id that was never returned before."""
        return f"{prefix}_{''.join(secrets.choice(_CROCKFORD) for _ in range(26))}"

    def jitter(self) -> float:
        """Return a number in [0, 1)."""
        return random.random()


class SeededIds:
    """The same ids and jitter in every run; for tests and reproducible local runs."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)

    def fresh(self, prefix: str) -> str:
        """Return the next id of the seeded sequence."""
        return f"{prefix}_{''.join(self._random.choice(_CROCKFORD) for _ in range(26))}"

    def jitter(self) -> float:
        """Return the next number of the seeded sequence."""
        return self._random.random()


def derived_id(prefix: str, *parts: str) -> str:
    """Return the id that these parts always give: `{prefix}_{32 hex of sha256}`.

    Parts are length-prefixed before hashing, so ("ab", "c") and ("a", "bc") differ.
    """
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode()
        digest.update(str(len(raw)).encode() + b":" + raw)
    return f"{prefix}_{digest.hexdigest()[:_DERIVED_HEX_CHARS]}"


def content_hash(text: str) -> str:
    """Return 16 hex characters of the text's sha256; names content, proves nothing."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
