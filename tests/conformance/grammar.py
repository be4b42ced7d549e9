"""What a UI message stream may hold: our own reading of the subset that v5 to v7 share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

REQUIRED: Mapping[str, frozenset[str]] = {
    "start": frozenset({"messageId"}),
    "start-step": frozenset(),
    "finish-step": frozenset(),
    "text-start": frozenset({"id"}),
    "text-delta": frozenset({"id", "delta"}),
    "text-end": frozenset({"id"}),
    "tool-input-available": frozenset({"toolCallId", "toolName", "input"}),
    "tool-output-available": frozenset({"toolCallId", "output"}),
    "tool-output-error": frozenset({"toolCallId", "errorText"}),
    "data-status": frozenset({"data", "transient"}),
    "data-error": frozenset({"data", "transient"}),
    "data-program-build": frozenset({"id", "data"}),
    "data-workout-build": frozenset({"id", "data"}),
    "error": frozenset({"errorText"}),
    "finish": frozenset({"finishReason", "messageMetadata"}),
}
"""Fields of each type besides `type`; there is no other field and no other type."""
REASONS = frozenset({"stop", "length", "content-filter", "tool-calls", "error", "other"})
OPEN, BEAT, DONE = ": stream-open", ": keep-alive", "data: [DONE]"


def check_stream(raw: str) -> list[dict[str, Any]]:
    """Hold a whole stream, as it was on the wire, against the grammar and return its parts."""
    assert raw.endswith("\n\n")
    events = raw.removesuffix("\n\n").split("\n\n")
    assert events[0] == OPEN
    assert events[-1] == DONE
    lines = [event for event in events[1:-1] if event != BEAT]
    assert all(line.startswith("data: {") and "\n" not in line for line in lines)
    parts: list[dict[str, Any]] = [json.loads(line[6:]) for line in lines]
    for part in parts:
        assert set(part) == REQUIRED[part["type"]] | {"type"}, part
        assert not has_null(part), part
    check_order(parts)
    return parts


def check_order(parts: list[dict[str, Any]]) -> None:
    """Hold the order of parts against the grammar of a turn."""
    kinds = [part["type"] for part in parts]
    assert kinds[0] == "start"
    assert kinds.count("start") == 1
    assert kinds[-1] in {"finish", "error"}
    assert not {"finish", "error"} & set(kinds[:-1])
    text: str | None = None
    in_step = False
    calls: list[str] = []
    for part in parts:
        kind = part["type"]
        if kind in {"start-step", "finish-step"}:
            assert in_step == (kind == "finish-step")
            assert text is None
            in_step = not in_step
        elif kind == "text-start":
            assert in_step
            assert text is None
            text = part["id"]
        elif kind in {"text-delta", "text-end"}:
            assert part["id"] == text
            assert part.get("delta", "-") != ""
            text = None if kind == "text-end" else text
        elif kind == "tool-input-available":
            calls.append(part["toolCallId"])
        elif kind.startswith("tool-output"):
            calls.remove(part["toolCallId"])
        elif kind == "finish":
            assert not in_step
            assert part["finishReason"] in REASONS
    assert (text, calls) == (None, [])


def has_null(value: object) -> bool:
    """Tell whether a null is anywhere in a JSON value."""
    if isinstance(value, dict):
        return any(map(has_null, value.values()))
    return any(map(has_null, value)) if isinstance(value, list) else value is None
