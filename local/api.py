"""The API's one port: the chat's ASGI app in this process, everything else through Lambda.

It does what API Gateway does on AWS: routes by path, hands JSON routes to coach_api as REST proxy
events, and caps bodies.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import socket
import sys
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from urllib.parse import parse_qsl, unquote

import boto3
import uvicorn
from botocore.config import Config

Message = MutableMapping[str, object]
Scope = MutableMapping[str, object]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]
Event = dict[str, object]
Invoke = Callable[[Event], Event]

BODY_CAP_BYTES = 6_000_000
COACH_API = "coach_api"
_CHAT_PATHS = re.compile(
    r"^/(healthz|snapstart/.*|events|chat|chat/[^/]+/stream"
    r"|users/[^/]+/coaches/[^/]+/conversations/[^/]+/stream)$"
)


class Gateway:
    """An ASGI app over the chat's app and the JSON function.

    Args:
        chat_app: The chat function's own app.
        invoke: Calls the JSON function with a REST proxy event and returns its answer; blocks.
    """

    def __init__(self, chat_app: AsgiApp, invoke: Invoke) -> None:
        self._chat_app, self._invoke = chat_app, invoke

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = str(scope.get("path") or "")
        if scope["type"] != "http" or _CHAT_PATHS.match(path):
            await self._chat_app(scope, receive, send)
            return
        body = await _read_body(receive)
        if body is None:
            answer: Event = _error(413, "payload_too_large", "The body is too large.")
        else:
            answer = await asyncio.to_thread(self._invoke, _proxy_event(scope, body))
        await _respond(answer, send)


class CoachApiFunction:
    """The JSON function behind the Lambda endpoint."""

    def __init__(self) -> None:
        self._lambda = boto3.client("lambda", config=Config(retries={"total_max_attempts": 1}))

    def __call__(self, event: Event) -> Event:
        """Return the function's answer, or the gateway's own when the function failed."""
        reply = self._lambda.invoke(FunctionName=COACH_API, Payload=json.dumps(event).encode())
        answer = json.loads(reply["Payload"].read())
        if reply.get("FunctionError") or not isinstance(answer, dict):
            return _error(502, "internal", "Internal server error")
        return answer


def _error(status: int, code: str, message: str) -> Event:
    body = json.dumps({"error": {"code": code, "message": message}})
    headers = {"content-type": "application/json"}
    return {"statusCode": status, "headers": headers, "body": body}


async def _read_body(receive: Receive) -> bytes | None:
    """Return the body, or None when it is over the cap."""
    body = b""
    while True:
        message = await receive()
        chunk = message.get("body", b"")
        body += chunk if isinstance(chunk, bytes) else b""
        if len(body) > BODY_CAP_BYTES:
            return None
        if not message.get("more_body"):
            return body


def _proxy_event(scope: Scope, body: bytes) -> Event:
    """Return API Gateway's REST proxy event, version 1.0."""
    raw_headers = scope["headers"]
    headers: dict[str, list[str]] = {}
    if isinstance(raw_headers, list | tuple):
        for name, value in raw_headers:
            headers.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))
    query_string = scope.get("query_string", b"")
    pairs = parse_qsl(
        query_string.decode() if isinstance(query_string, bytes) else "", keep_blank_values=True
    )
    query: dict[str, list[str]] = {}
    for name, value in pairs:
        query.setdefault(name, []).append(value)
    try:
        text, encoded = body.decode(), False
    except UnicodeDecodeError:
        text, encoded = base64.b64encode(body).decode(), True
    raw_path = scope.get("raw_path")
    path = raw_path.decode("latin-1") if isinstance(raw_path, bytes) else str(scope["path"])
    return {
        "resource": "/{proxy+}",
        "path": unquote(path),
        "httpMethod": scope["method"],
        "headers": {name: values[-1] for name, values in headers.items()},
        "multiValueHeaders": headers,
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": {"proxy": unquote(path).lstrip("/")},
        "stageVariables": None,
        "requestContext": {
            "requestId": str(uuid.uuid4()),
            "stage": "local",
            "path": unquote(path),
            "httpMethod": scope["method"],
            "identity": {"sourceIp": "127.0.0.1"},
        },
        "body": text or None,
        "isBase64Encoded": encoded,
    }


async def _respond(answer: Event, send: Send) -> None:
    status = answer.get("statusCode", 200)
    headers: list[tuple[bytes, bytes]] = []
    single, multiple = answer.get("headers"), answer.get("multiValueHeaders")
    if isinstance(single, dict):
        headers += [(str(k).lower().encode(), str(v).encode()) for k, v in single.items()]
    if isinstance(multiple, dict):
        headers += [
            (str(k).lower().encode(), str(v).encode())
            for k, values in multiple.items()
            for v in values
        ]
    body = str(answer.get("body") or "")
    raw = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    headers.append((b"content-length", str(len(raw)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": raw})


class AnnouncingServer(uvicorn.Server):
    """A server that says on standard output when it answers."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then print the ready line."""
        await super().startup(sockets=sockets)
        for listener in sockets or ():
            print(f"ready http://127.0.0.1:{listener.getsockname()[1]}", flush=True)


def main(port: int) -> None:
    """Serve on loopback until told to stop; port 0 takes a free one."""
    # Its settings are read on import; tests that need the gateway alone have none.
    from functions.stream_coach_conversation.handler import app as chat_app  # noqa: PLC0415

    listener = socket.create_server(("127.0.0.1", port))
    config = uvicorn.Config(
        Gateway(chat_app, CoachApiFunction()),
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=3,
    )
    AnnouncingServer(config).run(sockets=[listener])


if __name__ == "__main__":
    main(int(sys.argv[1]))
