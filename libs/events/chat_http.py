"""The chat over HTTP: Starlette endpoints that refuse plainly or stream; no logic of a turn."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from libs.auth.tokens import Caller, TokenVerifier, only_authorization
from libs.clock import Clock
from libs.conversation.opening import open_turn
from libs.conversation.replay import TurnReader
from libs.conversation.turn import run_turn
from libs.conversation.turn_events import TurnEvent
from libs.conversation.turn_metrics import TurnMetrics, measured
from libs.conversation.turn_request import (
    TURN_DEADLINE_S,
    TurnLimits,
    TurnPorts,
    TurnRequest,
)
from libs.errors import CoachBackendError, ForbiddenError, PayloadTooLargeError
from libs.events.error_body import error_body
from libs.events.reference_frames import reference_code, reference_frames
from libs.events.sse import StreamPump
from libs.events.stream_request import (
    MAX_BODY_BYTES,
    JsonBody,
    RequestFacts,
    checked_id,
    read_json,
    read_reference_request,
    read_ui_request,
)
from libs.events.ui_stream import HEADERS as UI_HEADERS
from libs.events.ui_stream import ui_frames
from libs.ids import Ids

STREAM_HEADERS: Mapping[str, str] = {
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
}
ALLOWED_HEADERS = ("authorization", "content-type", "cache-control", "last-event-id")
THREADS = 16
"""One turn loads eight things at once; the default pool of a small sandbox has five threads."""
_FIRST_SERVER_ERROR = 500
RESERVE_S = 20.0
"""Kept of the invocation's time for saving and the last bytes."""
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_MAX_DEADLINE_MS = 10**14
Encode = Callable[[AsyncIterator[TurnEvent]], AsyncIterator[bytes]]


@dataclass(frozen=True)
class ChatBackend:
    """What the endpoints call; `preload` imports the model SDK, `close` ends its connections.

    `before_snapshot` and `after_restore` are the SnapStart hooks.
    """

    ports: TurnPorts
    limits: TurnLimits
    reader: TurnReader
    tokens: TokenVerifier
    pump: StreamPump
    clock: Clock
    ids: Ids
    metrics: TurnMetrics
    preload: Callable[[], None]
    close: Callable[[], Awaitable[None]]
    before_snapshot: Callable[[], Awaitable[None]]
    after_restore: Callable[[], Awaitable[None]]


def create_app(backend: ChatBackend, *, cors_origins: tuple[str, ...]) -> Starlette:
    """Return the ASGI app of the chat function."""
    chat = _Endpoints(backend)
    path = "/users/{userId}/coaches/{coachId}/conversations/{conversationId}/stream"
    routes = [
        Route("/healthz", _healthy, methods=["GET"]),
        Route("/", _nothing, methods=["GET", "POST", "OPTIONS"]),
        Route("/snapstart/before", chat.before_snapshot, methods=["POST"]),
        Route("/snapstart/after", chat.after_restore, methods=["POST"]),
        Route("/chat", chat.ui_turn, methods=["POST"]),
        Route("/chat/{conversationId}/stream", chat.resume, methods=["GET"]),
        Route(path, chat.reference_turn, methods=["POST"]),
    ]
    cors = Middleware(
        CORSMiddleware,
        allow_origins=list(cors_origins),
        allow_methods=["GET", "POST"],
        allow_headers=list(ALLOWED_HEADERS),
        expose_headers=list(UI_HEADERS),
        max_age=3600,
    )
    handlers = {
        CoachBackendError: chat.refused,
        HTTPException: _no_route,
        500: chat.crashed,
    }
    return Starlette(
        routes=routes, middleware=[cors], exception_handlers=handlers, lifespan=chat.lifespan
    )


class _Endpoints:
    def __init__(self, backend: ChatBackend) -> None:
        self._backend = backend

    @asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        """Give blocking calls threads enough for one parallel round; finish turns at the end."""
        asyncio.get_running_loop().set_default_executor(
            ThreadPoolExecutor(THREADS, thread_name_prefix="blocking")
        )
        yield
        await self._backend.pump.drain()
        await self._backend.close()

    async def before_snapshot(self, request: Request) -> Response:
        await self._backend.before_snapshot()
        return Response(status_code=204)

    async def after_restore(self, request: Request) -> Response:
        await self._backend.after_restore()
        return Response(status_code=204)

    async def ui_turn(self, request: Request) -> Response:
        caller = await self._caller(request)
        turn = read_ui_request(await _body(request), self._facts(request, caller))
        return await self._stream(turn, ui_frames, UI_HEADERS)

    async def reference_turn(self, request: Request) -> Response:
        try:
            turn = await self._reference_request(request)
            return await self._stream(turn, reference_frames, {})
        except CoachBackendError as error:
            self._note(error)
            code = reference_code(error, authorization=request.headers.get("authorization"))
            return _refusal(error, code)

    async def resume(self, request: Request) -> Response:
        caller = await self._caller(request)
        conversation_id = checked_id(request.path_params["conversationId"], kind="conversation")
        reader = self._backend.reader
        active = await reader.find_running(caller.user_id, conversation_id)
        if active is None:
            return Response(status_code=204)
        events = reader.follow(caller.user_id, conversation_id, active.message_id)
        return self._streaming(events, ui_frames, UI_HEADERS)

    async def refused(self, request: Request, error: Exception) -> Response:
        """Answer an error found before the first byte."""
        if not isinstance(error, CoachBackendError):
            raise error
        self._note(error)
        return _refusal(error)

    async def crashed(self, request: Request, error: Exception) -> Response:
        """Answer what nobody foresaw; its text may quote people and is not logged."""
        if isinstance(error, ClientDisconnect):
            return Response(status_code=400)
        self._backend.ports.log.error("request_crashed", error=error)
        return _refusal(CoachBackendError("internal"))

    def _note(self, error: CoachBackendError) -> None:
        if error.status_code >= _FIRST_SERVER_ERROR:
            self._backend.ports.log.error("request_failed", error=error)

    async def _reference_request(self, request: Request) -> TurnRequest:
        caller = await self._caller(request)
        path = request.path_params
        if path["userId"] != caller.user_id:
            raise ForbiddenError("This conversation belongs to somebody else.")
        return read_reference_request(
            await _body(request),
            self._facts(request, caller),
            coach_id=path["coachId"],
            conversation_id=path["conversationId"],
        )

    async def _stream(
        self, turn: TurnRequest, encode: Encode, headers: Mapping[str, str]
    ) -> Response:
        backend = self._backend
        started_s = backend.clock.monotonic_s()
        backend.ports.log.bind_task(correlation_id=turn.correlation_id)
        opened = await open_turn(turn, backend.ports, backend.limits)
        if opened.fresh:
            events = measured(
                self._warming(run_turn(opened, backend.ports, backend.limits)),
                metrics=backend.metrics,
                clock=backend.clock,
                started_s=started_s,
            )
        else:
            events = backend.reader.follow(
                turn.user_id, turn.conversation_id, opened.turn.assistant_message_id
            )
        return self._streaming(events, encode, headers)

    def _streaming(
        self, events: AsyncIterator[TurnEvent], encode: Encode, headers: Mapping[str, str]
    ) -> Response:
        return StreamingResponse(
            self._backend.pump.stream(encode(events)),
            media_type="text/event-stream",
            headers={**STREAM_HEADERS, **headers},
        )

    async def _warming(self, events: AsyncIterator[TurnEvent]) -> AsyncIterator[TurnEvent]:
        """Begin to import the model SDK once the first bytes are out."""
        self._backend.preload()
        async for event in events:
            yield event

    async def _caller(self, request: Request) -> Caller:
        sent = request.headers.getlist("authorization")
        authorization = only_authorization(sent, request.query_params.keys())
        tokens = self._backend.tokens
        caller = tokens.verify_at_hand(authorization)
        if caller is None:
            return await asyncio.to_thread(tokens.verify, authorization)
        return caller

    def _facts(self, request: Request, caller: Caller) -> RequestFacts:
        now, ids = self._backend.clock.now(), self._backend.ids
        request_id, deadline_s = _invocation(request, now)
        return RequestFacts(
            user_id=caller.user_id,
            now=now,
            correlation_id=request_id or ids.fresh("corr"),
            fresh_id=ids.fresh("client"),
            deadline_s=deadline_s,
        )


def _invocation(request: Request, now: datetime) -> tuple[str | None, float]:
    """Return the invocation's request id and how long the turn may take."""
    try:
        told: object = json.loads(request.headers.get("x-amzn-lambda-context", "{}"))
    except (ValueError, RecursionError):
        told = {}
    context = told if isinstance(told, dict) else {}
    request_id, deadline_ms = context.get("request_id"), context.get("deadline")
    name = request_id if isinstance(request_id, str) and _REQUEST_ID.fullmatch(request_id) else None
    if isinstance(deadline_ms, bool) or not isinstance(deadline_ms, int):
        return name, TURN_DEADLINE_S
    if not 0 < deadline_ms < _MAX_DEADLINE_MS:
        return name, TURN_DEADLINE_S
    left_s = deadline_ms / 1000 - now.astimezone(UTC).timestamp() - RESERVE_S
    return name, max(1.0, min(TURN_DEADLINE_S, left_s))


async def _body(request: Request) -> JsonBody:
    """Return the JSON object of the body, read no further than its cap."""
    told = request.headers.get("content-length", "0")
    if told.isdigit() and int(told) > MAX_BODY_BYTES:
        raise PayloadTooLargeError("The request is too large.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise PayloadTooLargeError("The request is too large.")
    coding = request.headers.get("content-transfer-encoding", "")
    return read_json(bytes(body), is_base64=coding.lower() == "base64")


async def _healthy(request: Request) -> Response:
    return Response(b"ok", media_type="text/plain")


async def _nothing(request: Request) -> Response:
    return Response(status_code=204)


def _refusal(error: CoachBackendError, code: str | None = None) -> Response:
    body = error_body(error, code=code)
    return JSONResponse(body, status_code=error.status_code)


async def _no_route(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    code, told = ("not_found", "There is nothing here.")
    if status != 404:  # noqa: PLR2004  (HTTP's own number)
        code, told = "method_not_allowed", "This address takes another method."
    return JSONResponse({"error": {"code": code, "message": told}}, status_code=status)
