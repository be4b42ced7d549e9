"""One private, redacted record per invocation in the bucket; a failing dump is only logged."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Protocol

from libs.clock import Clock
from libs.errors import CoachBackendError
from libs.jobs.ports import EventLog
from libs.storage.keys import debug_object

MAX_TEXT_CHARS = 20_000
_UNSAFE = re.compile(r"[^\w.=@+-]")
_MAX_NAME_CHARS = 120
_REDACTIONS = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "[email]"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), "[token]"),
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"), "[key]"),
    (re.compile(r"(?<![\w.])\+?\d[\d ()/-]{8,}\d(?![\w.])"), "[number]"),
)


class _Puts(Protocol):
    def put(self, key: str, body: bytes) -> object: ...


class ObjectDebugDump:
    """DebugDump on the bucket; the bucket's lifecycle removes dumps after 14 days."""

    def __init__(self, objects: _Puts, *, function: str, clock: Clock, log: EventLog) -> None:
        self._objects = objects
        self._function = function
        self._clock = clock
        self._log = log

    def write(self, *, user_id: str, name: str, content: Mapping[str, object]) -> None:
        """Store one record; never raises."""
        try:
            key = debug_object(
                self._function, self._clock.now().date(), _safe(user_id), _safe(name)
            )
            body = json.dumps(redacted(content), default=str, indent=1)
            self._objects.put(key, body.encode("utf-8", "replace"))
        except (CoachBackendError, ValueError, TypeError, RecursionError) as exc:
            self._log.warning("debug_dump_dropped", error_type=type(exc).__name__)


def redacted(value: object) -> object:
    """Return a JSON-like value with addresses, tokens, keys and long numbers masked, texts cut."""
    if isinstance(value, str):
        text = value[:MAX_TEXT_CHARS]
        for pattern, mask in _REDACTIONS:
            text = pattern.sub(mask, text)
        return text
    if isinstance(value, Mapping):
        return {str(name): redacted(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [redacted(item) for item in value]
    return value


def _safe(name: str) -> str:
    """Return a text that fits into one part of an object key."""
    return _UNSAFE.sub("_", name)[:_MAX_NAME_CHARS].strip(".") or "unknown"
