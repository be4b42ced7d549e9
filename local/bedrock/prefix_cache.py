"""Accounts for the prompt cache: which tokens are read, written, or plain input.

The prefix order is tools, system, messages. An entry becomes readable when the call that writes
it sends its `message_start`; a read renews it.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from local.bedrock.calls import blocks_of, dicts_of
from local.bedrock.tokens import count_block

TTL_S = {"5m": 300.0, "1h": 3600.0}
LOOKBACK_BLOCKS = 20
"""Source: the vendor looks at most 20 blocks back from a cache point for an older entry."""


@dataclass(frozen=True)
class CacheUse:
    """Tokens of one prompt, and the entries to make readable once the answer starts."""

    input_tokens: int
    read_tokens: int
    write_5m_tokens: int
    write_1h_tokens: int
    entries: tuple[tuple[str, float], ...]

    @property
    def write_tokens(self) -> int:
        """Return the tokens written, both lifetimes."""
        return self.write_5m_tokens + self.write_1h_tokens

    @property
    def prompt_tokens(self) -> int:
        """Return all tokens of the prompt."""
        return self.input_tokens + self.read_tokens + self.write_tokens


@dataclass(frozen=True)
class _Position:
    key: str
    tokens: int
    ttl: str | None


class PrefixCache:
    """The entries of all models; safe for threads. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._expires: dict[str, float] = {}

    def plan(
        self, model_id: str, body: Mapping[str, object], *, min_tokens: int, now_s: float
    ) -> CacheUse:
        """Return what the prompt reads and would write."""
        positions = _positions(model_id, body)
        total = positions[-1].tokens if positions else 0
        points = [at for at, found in enumerate(positions) if found.ttl is not None]
        points = [at for at in points if positions[at].tokens >= min_tokens]
        with self._lock:
            read_at = self._find_read(positions, points, now_s)
        read = positions[read_at].tokens if read_at is not None else 0
        written = {"5m": 0, "1h": 0}
        entries = [] if read_at is None else [self._entry(positions[read_at], now_s)]
        before = read
        for at in points:
            if positions[at].tokens > before:
                written[positions[at].ttl or "5m"] += positions[at].tokens - before
                before = positions[at].tokens
            entries.append(self._entry(positions[at], now_s))
        plain = total - read - written["5m"] - written["1h"]
        return CacheUse(plain, read, written["5m"], written["1h"], tuple(entries))

    def commit(self, use: CacheUse) -> None:
        """Make the written prefixes readable."""
        with self._lock:
            for key, expires_s in use.entries:
                self._expires[key] = max(expires_s, self._expires.get(key, 0.0))

    def clear(self) -> None:
        """Forget every entry."""
        with self._lock:
            self._expires.clear()

    def _find_read(self, positions: list[_Position], points: list[int], now_s: float) -> int | None:
        for point in reversed(points):
            for at in range(point, max(-1, point - LOOKBACK_BLOCKS), -1):
                if self._expires.get(positions[at].key, 0.0) > now_s:
                    return at
        return None

    @staticmethod
    def _entry(position: _Position, now_s: float) -> tuple[str, float]:
        return position.key, now_s + TTL_S[position.ttl or "5m"]


def cache_points(body: Mapping[str, object]) -> tuple[object, ...]:
    """Return every `cache_control` of a request, in prefix order."""
    found = (block.get("cache_control") for block in _prefix_blocks(body))
    return tuple(point for point in found if point is not None)


def _positions(model_id: str, body: Mapping[str, object]) -> list[_Position]:
    digest = hashlib.sha256(model_id.encode())
    tokens = 0
    positions = []
    for block in _prefix_blocks(body):
        plain = {name: value for name, value in block.items() if name != "cache_control"}
        digest.update(json.dumps(plain, separators=(",", ":")).encode() + b"\0")
        tokens += count_block(plain)
        point = block.get("cache_control")
        ttl = str(point.get("ttl", "5m")) if isinstance(point, dict) else None
        positions.append(_Position(digest.copy().hexdigest(), tokens, ttl))
    return positions


def _prefix_blocks(body: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    yield from dicts_of(body.get("tools"))
    yield from blocks_of(body.get("system"))
    for message in dicts_of(body.get("messages")):
        for block in blocks_of(message.get("content")):
            yield {**block, "role": message.get("role")} if "role" not in block else block
