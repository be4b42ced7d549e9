"""Points of a build at which something can go wrong, and plans that say what does.

A point is a call to the table, the bucket, the event bus, Lambda or the model; it is named by what
it does, and numbered among the calls of the same name within one invocation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from libs.wire import WireModel

When = Literal["before", "during", "after"]
Action = Literal["kill", "error", "throttle", "error_once", "reply_lost", "reply_resent", "lost"]
Phase = Literal["start", "end", "fault", "returned", "raised"]
WRITES = ("write", "put", "update", "delete", "store", "send", "invoke")
"""First words of the names of calls that change something."""
STEP_RESULT = "store step"
MODEL = "model"
_DIGEST = re.compile(r"\.[0-9a-f]{16}\.json$")


class Point(WireModel):
    """The `ordinal`-th call of this name in an invocation, counted from 1."""

    name: str
    ordinal: int = 1

    @property
    def is_write(self) -> bool:
        """Tell whether the call changes something outside."""
        return self.name.removeprefix("heartbeat ").split(" ", 1)[0] in WRITES

    @property
    def is_model(self) -> bool:
        """Tell whether the call is one of the model."""
        return self.name.startswith(f"{MODEL} ")


class Fault(WireModel):
    """What happens at a point.

    error, throttle: the call fails whatever is tried; error_once: its first send fails;
    reply_lost: done, but the caller sees a closed connection; reply_resent: done, answered with a
    500, sent again; lost: not done, but answered as if it were.
    """

    point: Point
    action: Action
    when: When = "before"
    invocations: tuple[int, ...] = (1,)
    """Numbers of the function's invocations for this athlete, from 1; empty means all."""

    def fits(self, point: Point, when: When, invocation: int) -> bool:
        """Tell whether the fault strikes here."""
        in_turn = not self.invocations or invocation in self.invocations
        return in_turn and (self.point, self.when) == (point, when)


class Plan(WireModel):
    """What happens to one athlete's build, by function; other functions are left in peace."""

    faults: Mapping[str, tuple[Fault, ...]] = {}
    environment: Mapping[str, str] = {}
    skews_s: tuple[float, ...] = ()
    """Seconds by which the wall clock of the n-th invocation is wrong."""


class Step(WireModel):
    """One line of the log that workers write."""

    function: str
    invocation: int
    phase: Phase
    point: Point | None = None


def plan_path(folder: Path, user_id: str) -> Path:
    """Return where an athlete's plan is."""
    return folder / f"{user_id}.plan.json"


def log_path(folder: Path, user_id: str) -> Path:
    """Return where the workers write what they did for an athlete."""
    return folder / f"{user_id}.log"


def read_log(folder: Path, user_id: str) -> tuple[Step, ...]:
    """Return what the workers did for an athlete, in order."""
    path = log_path(folder, user_id)
    lines = path.read_text("utf-8").splitlines() if path.exists() else ()
    return tuple(Step.model_validate_json(line) for line in lines)


def name_of(service: str, operation: str, params: Mapping[str, object]) -> str:
    """Name a call by what it does, without ids."""
    if service == "s3":
        return _bucket_call(operation, str(params.get("Key") or params.get("Prefix") or ""))
    if service == "dynamodb":
        return _table_call(operation, params)
    return {"PutEvents": "send event", "Invoke": "invoke function"}.get(operation, operation)


def step_name(key: str) -> str:
    """Return the name of the step whose result has this object key."""
    return _DIGEST.sub("", key.rsplit("/", 1)[-1])


def _bucket_call(operation: str, key: str) -> str:
    parts = key.split("/")
    what = "dump" if parts[0] == "debug" else parts[-1].removesuffix(".json")
    if "steps" in parts:
        what = f"step {step_name(key)}"
    return {"PutObject": "store", "GetObject": "load"}.get(operation, operation) + f" {what}"


def _table_call(operation: str, params: Mapping[str, object]) -> str:
    if operation == "TransactWriteItems":
        entries = params.get("TransactItems")
        parts = [_entry(entry) for entry in entries] if isinstance(entries, Sequence) else []
        return "write " + "+".join(sorted(set(parts)))
    if operation == "Query":
        return f"query {_kind(params.get('ExpressionAttributeValues'), ':pk')}"
    verb = operation.removesuffix("Item").lower()
    return f"{verb} {_kind(params.get('Key') or params.get('Item'), 'sk')}"


def _entry(entry: Mapping[str, Mapping[str, object]]) -> str:
    (verb, body), *_ = entry.items()
    item = body.get("Item")
    kind = _kind(item or body.get("Key"), "sk")
    if kind != "job" or not isinstance(item, Mapping):
        return f"{kind} free" if verb == "Delete" else kind
    words = [_text(item, name) for name in ("state", "step")]
    return "job " + " ".join(word for word in words if word)


def _kind(values: object, name: str) -> str:
    return _text(values, name).split("#", 1)[0] or "items"


def _text(values: object, name: str) -> str:
    value = values.get(name) if isinstance(values, Mapping) else None
    if isinstance(value, Mapping):
        return str(value.get("S", ""))
    return str(value or "")
