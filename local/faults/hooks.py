"""Watches every call of a worker process and lets a plan's faults strike.

Botocore's own events carry the faults of table, bucket, bus and Lambda; the model client is
watched around its one sending method. Production code knows nothing of this.
"""

from __future__ import annotations

import os
import re
import signal
import threading
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from unittest.mock import patch

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectionClosedError
from botocore.handlers import BUILTIN_HANDLERS
from botocore.httpsession import URLLib3Session

from local.faults.points import MODEL, Fault, Phase, Plan, Point, Step, When, log_path, name_of

if TYPE_CHECKING:
    from anthropic.types import RawMessageStreamEvent
    from botocore.awsrequest import AWSPreparedRequest

    from libs.ai.bedrock.requests import Payload
    from libs.ai.bedrock.sdk import BlockingTransport

HEARTBEAT_THREAD = "lease-heartbeat"
_TASK = re.compile(r"Task: *([a-z0-9_]+)")
_INTERNAL_ERROR = 500
_THROTTLED = 400
_DONE = frozenset({200, 202, 204, 412})
"""412: somebody else has stored it."""
_POINT = "fault_point"
Answered = tuple[AWSResponse, dict[str, object]]


class OperationModel(Protocol):
    """The part of botocore's operation model that is used."""

    name: str
    service_model: ServiceModel


class ServiceModel(Protocol):
    """The part of botocore's service model that is used."""

    service_name: str


class Injector:
    """The faults of one invocation; safe for the threads of a build."""

    def __init__(
        self, plan: Plan, *, folder: Path, user_id: str, function: str, invocation: int
    ) -> None:
        self._faults = plan.faults.get(function, ())
        self._function, self._invocation = function, invocation
        self._seen: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._log = os.open(log_path(folder, user_id), os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def enter(self, name: str) -> Point:
        """Number a call."""
        if threading.current_thread().name == HEARTBEAT_THREAD:
            name = f"heartbeat {name}"
        with self._lock:
            self._seen[name] += 1
            return Point(name=name, ordinal=self._seen[name])

    def fault_at(self, point: Point, when: When) -> Fault | None:
        """Return the fault of this place, unless it is a kill: that strikes at once."""
        for fault in self._faults:
            if fault.fits(point, when, self._invocation):
                self.note("fault", point)
                if fault.action == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                return fault
        return None

    def note(self, phase: Phase, point: Point | None = None) -> None:
        """Write a line of the log; it survives whatever comes next."""
        line = Step(
            function=self._function, invocation=self._invocation, phase=phase, point=point
        ).to_json()
        os.write(self._log, f"{line}\n".encode())


class _Current(threading.local):
    point: Point | None = None
    sends = 0


_current = _Current()
_injectors: list[Injector] = []


def activate(injector: Injector | None) -> None:
    """Make an injector the one of this process, or none."""
    _injectors[:] = [injector] if injector else []


def install() -> None:
    """Watch all clients that this process makes from now on."""
    BUILTIN_HANDLERS.extend(
        [
            ("before-parameter-build", _name),
            ("before-call", _before_call),
            ("before-send", _before_send),
            ("after-call", _after_call),
        ]
    )


def install_model() -> None:
    """Watch the model client too; importing it takes a second."""
    from libs.ai.bedrock.sdk import BlockingTransport  # noqa: PLC0415

    patch.object(BlockingTransport, "events", _watched(BlockingTransport.events)).start()


def _name(
    params: Mapping[str, object], model: OperationModel, context: dict[str, object], **_: object
) -> None:
    for injector in _injectors:
        name = name_of(model.service_model.service_name, model.name, params)
        context[_POINT] = injector.enter(name)


def _before_call(context: Mapping[str, object], **_: object) -> Answered | None:
    _current.point, _current.sends = None, 0
    point = context.get(_POINT)
    for injector in _injectors:
        if not isinstance(point, Point):
            continue
        _current.point = point
        fault = injector.fault_at(point, "before")
        injector.note("start", point)
        if fault is not None and fault.action in ("error", "throttle"):
            return _refusal(throttled=fault.action == "throttle")
        if fault is not None and fault.action == "lost":
            return AWSResponse("", 202, HTTPHeaders(), None), _accepted()
    return None


def _before_send(request: AWSPreparedRequest, **_: object) -> AWSResponse | None:
    point = _current.point
    _current.sends += 1
    if point is None or _current.sends > 1:
        return None
    for injector in _injectors:
        fault = injector.fault_at(point, "during")
        if fault is not None and fault.action == "error_once":
            return _Body(request.url, _INTERNAL_ERROR)
        if fault is not None and fault.action == "reply_resent":
            URLLib3Session().send(request)
            return _Body(request.url, _INTERNAL_ERROR)
    return None


def _after_call(context: Mapping[str, object], http_response: AWSResponse, **_: object) -> None:
    point = context.get(_POINT)
    for injector in _injectors:
        if not isinstance(point, Point):
            continue
        if http_response.status_code in _DONE:
            injector.note("end", point)
        fault = injector.fault_at(point, "after")
        if fault is not None and fault.action == "reply_lost":
            raise ConnectionClosedError(endpoint_url="http://127.0.0.1")


class _Body(AWSResponse):
    """An answer without content."""

    def __init__(self, url: str, status: int) -> None:
        super().__init__(url, status, HTTPHeaders(), None)

    @property
    def content(self) -> bytes:
        """Return nothing."""
        return b""


def _refusal(*, throttled: bool) -> Answered:
    status = _THROTTLED if throttled else _INTERNAL_ERROR
    code = "ThrottlingException" if throttled else "InternalServerError"
    parsed: dict[str, object] = {
        "Error": {"Code": code, "Message": "by the fault suite"},
        "ResponseMetadata": {"HTTPStatusCode": status, "HTTPHeaders": {}, "RetryAttempts": 2},
    }
    return AWSResponse("", status, HTTPHeaders(), None), parsed


def _accepted() -> dict[str, object]:
    return {"StatusCode": 202, "ResponseMetadata": {"HTTPStatusCode": 202, "RequestId": "lost"}}


Events = Callable[..., "Generator[RawMessageStreamEvent, None, None]"]


def _watched(original: Events) -> Events:
    def events(
        transport: BlockingTransport, payload: Payload, *, read_s: float
    ) -> Generator[RawMessageStreamEvent, None, None]:
        if not _injectors:
            yield from original(transport, payload, read_s=read_s)
            return
        injector = _injectors[0]
        found = _TASK.search(str(payload.body.get("system", "")))
        point = injector.enter(f"{MODEL} {found[1] if found else 'call'}")
        injector.fault_at(point, "before")
        injector.note("start", point)
        with closing(original(transport, payload, read_s=read_s)) as source:
            for number, event in enumerate(source):
                if number == 0:
                    injector.fault_at(point, "during")
                yield event
        injector.note("end", point)
        injector.fault_at(point, "after")

    return events
