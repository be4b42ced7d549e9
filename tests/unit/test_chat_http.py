"""The chat's HTTP face: refusals, both dialects, resume, lost clients. No sockets."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.applications import Starlette

from libs.auth.tokens import Caller, TokenVerifier
from libs.clock import FrozenClock
from libs.conversation.replay import TurnReader
from libs.conversation.turn_request import TurnLimits, TurnPorts
from libs.errors import (
    ModelStreamBrokenError,
    ModelThrottledError,
    StorageError,
    UnauthenticatedError,
)
from libs.events.chat_http import ChatBackend, create_app
from libs.events.sse import KEEP_ALIVE, STREAM_OPEN, StreamPump
from libs.ids import SeededIds
from tests.fakes.asgi import Answer, call
from tests.fakes.conversations import (
    COACH,
    CONVERSATION,
    NOW,
    USER,
    MemoryAthlete,
    MemoryConversations,
    MemoryTurnReads,
    RecordingBuilds,
    conversation,
)
from tests.fakes.jobs import RecordingLog, RecordingMetrics
from tests.fakes.models import Script, ScriptedTextModel, calling, saying

AUTH = {"authorization": "Bearer good"}
REFERENCE = f"/users/{USER}/coaches/{COACH}/conversations/{CONVERSATION}/stream"
SAID = {"userResponse": "Hello", "messageTimestamp": "2026-11-23T10:00:00Z"}


class OneUser(TokenVerifier):
    """Knows one token."""

    def __init__(self) -> None:
        super().__init__(issuer="", jwks_url="", client_ids=frozenset(), clock=FrozenClock(NOW))

    def verify(self, authorization: str | None) -> Caller:
        if authorization != "Bearer good":
            raise UnauthenticatedError("Please sign in.")
        return Caller(USER, "app")

    def verify_at_hand(self, authorization: str | None) -> Caller | None:
        return None


class Served:
    """The app on fakes."""

    def __init__(self, *scripts: Script, heartbeat_s: float = 10, write_s: float = 1) -> None:
        self.store = MemoryConversations()
        self.store.add(conversation())
        self.athlete, self.builds = MemoryAthlete(), RecordingBuilds()
        self.model = ScriptedTextModel(list(scripts) or [saying("Hi ", "there.")])
        self.pump = StreamPump(log=RecordingLog(), heartbeat_s=heartbeat_s)
        self.preloads = 0
        self.log = RecordingLog()
        self.metrics = RecordingMetrics()
        self.app = self._app(write_s)

    def _app(self, write_s: float) -> Starlette:
        clock, athlete = FrozenClock(NOW), self.athlete
        ports = TurnPorts(
            conversations=self.store,
            streams=self.store,
            coaches=athlete,
            reads=MemoryTurnReads(self.store, athlete),
            workouts=athlete,
            programs=athlete,
            memories=athlete,
            images=athlete,
            builds=self.builds,
            model=self.model,
            clock=clock,
            log=self.log,
        )
        reader = TurnReader(
            conversations=self.store,
            streams=self.store,
            jobs=self.builds,
            clock=clock,
            poll_s=0.001,
        )
        backend = ChatBackend(
            ports=ports,
            limits=TurnLimits(100, 100_000, 1000, write_every_s=write_s),
            reader=reader,
            tokens=OneUser(),
            pump=self.pump,
            clock=clock,
            ids=SeededIds(),
            metrics=self.metrics,
            preload=self._preload,
            close=self._close,
            before_snapshot=self._close,
            after_restore=self._close,
        )
        return create_app(backend, cors_origins=("https://app.test",))

    def _preload(self) -> None:
        self.preloads += 1

    async def _close(self) -> None:
        pass

    async def reference(self, body: Any = None, **options: Any) -> Answer:
        raw = body if isinstance(body, bytes) else json.dumps(body or SAID).encode()
        return await call(self.app, "POST", REFERENCE, **{"body": raw, "headers": AUTH, **options})

    async def ui(self, text: str = "Hello", id: str = "m-1", **options: Any) -> Answer:
        body = {
            "id": CONVERSATION,
            "trigger": "submit-message",
            "messages": [{"id": id, "role": "user", "parts": [{"type": "text", "text": text}]}],
        }
        raw = json.dumps(body).encode()
        return await call(self.app, "POST", "/chat", **{"body": raw, "headers": AUTH, **options})


def types(answer: Answer) -> list[str]:
    return [event["type"] for event in answer.events]


async def test_the_reference_route_streams_its_frames() -> None:
    answer = await Served().reference()

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.chunks[0] == b": stream-open\n\n"
    assert types(answer) == ["start", "contextual", "chunk", "chunk", "complete"]
    complete = answer.events[-1]
    assert complete["aiMessage"]["content"] == "Hi there."
    assert complete["userMessage"]["content"] == "Hello"
    assert complete["conversationId"] == CONVERSATION
    assert set(complete["pineconeContext"]) == {"used", "matches", "contextLength"}
    assert complete["conversationSize"]["maxSizeKB"] == 400


async def test_the_ui_route_streams_one_step_of_text() -> None:
    served = Served()

    answer = await served.ui()

    assert answer.headers["x-vercel-ai-ui-message-stream"] == "v1"
    assert types(answer) == [
        "start",
        "data-status",
        "start-step",
        "text-start",
        "text-delta",
        "text-delta",
        "text-end",
        "finish-step",
        "finish",
    ]
    assert answer.events[0]["messageId"] == served.store.of("assistant")[0].id
    assert answer.text.endswith("data: [DONE]\n\n")
    assert answer.events[-1]["finishReason"] == "stop"
    assert answer.events[-1]["messageMetadata"]["usage"]["inputTokens"] == 10
    assert served.preloads == 1


async def test_tools_close_the_text_and_open_a_new_step() -> None:
    answer = await Served(
        calling("save_memory", '{"text":"likes rowing","kind":"preference"}', says="One sec."),
        saying("Done."),
    ).ui("I like rowing, remember that")

    assert types(answer)[2:] == [
        "start-step",
        "text-start",
        "text-delta",
        "text-end",
        "tool-input-available",
        "tool-output-available",
        "data-status",
        "finish-step",
        "start-step",
        "text-start",
        "text-delta",
        "text-end",
        "finish-step",
        "finish",
    ]


async def test_an_error_closes_the_text_first_and_carries_its_code() -> None:
    broken: Script = [*saying("Half")[:-1], ModelStreamBrokenError("secret words")]

    answer = await Served(broken).ui()

    assert types(answer)[-3:] == ["text-end", "data-error", "error"]
    assert answer.events[-2]["data"] == {"code": "unavailable", "retryable": True}
    assert "secret" not in answer.text


async def test_a_reference_error_has_both_text_fields() -> None:
    answer = await Served([ModelThrottledError("x")]).reference()

    last = answer.events[-1]
    assert last["type"] == "error"
    assert last["message"] == last["error"]
    assert last["code"] == "PROCESSING_ERROR"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "MISSING_REQUEST_BODY"),
        (b"{", 400, "INVALID_JSON"),
        (b"[]", 400, "INVALID_JSON"),
        (b"\xff\xfe", 400, "INVALID_JSON"),
        (b"[" * 100_000, 400, "INVALID_JSON"),
        (b" " * 1_000_001, 413, "PAYLOAD_TOO_LARGE"),
        ({"messageTimestamp": "2026-11-23T10:00:00Z"}, 400, "INVALID_USER_RESPONSE"),
        (SAID | {"userResponse": "  \n"}, 400, "INVALID_USER_RESPONSE"),
        (SAID | {"userResponse": 5}, 400, "INVALID_USER_RESPONSE"),
        (SAID | {"userResponse": "x" * 20_001}, 400, "INVALID_USER_RESPONSE"),
        ({"userResponse": "hi"}, 400, "MISSING_TIMESTAMP"),
        (SAID | {"messageTimestamp": "soon"}, 400, "MISSING_TIMESTAMP"),
        (SAID | {"imageS3Keys": ["user-uploads/user-2/a.png"]}, 400, "INVALID_USER_RESPONSE"),
        (SAID | {"imageS3Keys": ["user-uploads/user-1/../x"]}, 400, "INVALID_USER_RESPONSE"),
        (SAID | {"imageS3Keys": "x"}, 400, "INVALID_USER_RESPONSE"),
        (
            SAID | {"imageS3Keys": [f"user-uploads/user-1/{n}" for n in range(6)]},
            400,
            "INVALID_USER_RESPONSE",
        ),
    ],
)
async def test_bad_bodies_are_refused_before_the_first_byte(
    body: Any, status: int, code: str
) -> None:
    served = Served()

    answer = await served.reference(body)

    assert (answer.status, answer.json["error"]["code"]) == (status, code)
    assert served.store.calls == []


async def test_refusals_have_their_statuses_and_codes() -> None:
    served = Served()
    other = REFERENCE.replace(USER, "user-2")
    unknown = REFERENCE.replace(CONVERSATION, "conv_2")
    body = json.dumps(SAID).encode()

    seen = [
        await served.reference(headers={}),
        await served.reference(headers={"authorization": "Bearer bad"}),
        await call(served.app, "POST", other, body=body, headers=AUTH),
        await call(served.app, "POST", unknown, body=body, headers=AUTH),
        await call(served.app, "POST", "/nowhere", headers=AUTH),
        await call(served.app, "GET", "/chat", headers=AUTH),
    ]

    assert [(a.status, a.json["error"]["code"]) for a in seen] == [
        (401, "MISSING_AUTH_HEADER"),
        (401, "INVALID_TOKEN_FORMAT"),
        (403, "USER_ID_MISMATCH"),
        (404, "CONVERSATION_NOT_FOUND"),
        (404, "not_found"),
        (405, "method_not_allowed"),
    ]
    assert served.model.requests == []


async def test_budgets_and_a_running_turn_are_plain_answers() -> None:
    served = Served()
    served.store.turns_today = 100

    used_up = await served.ui()
    served.store.turns_today = 0
    served.store.failing.add("begin_turn")
    down = await served.ui()

    assert used_up.status == 429
    assert used_up.json["error"]["retryAfterSeconds"] == 3600
    assert down.status == 503
    assert "begin_turn" not in down.text


async def test_a_base64_body_is_decoded_when_flagged() -> None:
    headers = AUTH | {"content-transfer-encoding": "base64"}
    encoded = base64.b64encode(json.dumps(SAID).encode())

    good = await Served().reference(encoded, headers=headers)
    bad = await Served().reference(b"%%%", headers=headers)

    assert good.events[-1]["type"] == "complete"
    assert (bad.status, bad.json["error"]["field"]) == (400, "body")


async def test_cors_allows_the_known_origin_only() -> None:
    asked = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,cache-control",
    }
    served = Served()

    good = await call(
        served.app, "OPTIONS", REFERENCE, headers={"origin": "https://app.test", **asked}
    )
    bad = await call(
        served.app, "OPTIONS", REFERENCE, headers={"origin": "https://evil.test", **asked}
    )

    assert good.headers["access-control-allow-origin"] == "https://app.test"
    assert "access-control-allow-origin" not in bad.headers


async def test_silence_is_bridged_by_heartbeats() -> None:
    held = asyncio.Event()

    async def frames() -> AsyncIterator[bytes]:
        yield b"first"
        await held.wait()
        yield b"last"

    pump = Served(saying("Slow"), heartbeat_s=0.001).pump
    seen = []
    async for piece in pump.stream(frames()):
        seen.append(piece)
        if seen.count(KEEP_ALIVE) == 2:
            held.set()

    assert seen.count(KEEP_ALIVE) >= 2
    assert [piece for piece in seen if piece != KEEP_ALIVE] == [STREAM_OPEN, b"first", b"last"]


async def test_a_lost_client_does_not_stop_the_turn() -> None:
    served = Served(saying(*"abcdefgh"))

    await served.ui(leave_after=3)
    await served.pump.drain()

    assert served.store.of("assistant")[0].content == "abcdefgh"
    assert served.store.active == {}


async def test_resume_replays_and_follows_a_running_answer() -> None:
    held = asyncio.Event()
    script: Script = [*saying("So ")[:-1], held, *saying("far.")[1:]]
    served = Served(script, write_s=0.001)
    running = asyncio.create_task(served.ui())
    while not (served.store.active and next(iter(served.store.active.values())).text):
        await asyncio.sleep(0.001)
    asyncio.get_running_loop().call_later(0.02, held.set)

    resumed = await call(served.app, "GET", f"/chat/{CONVERSATION}/stream", headers=AUTH)
    own = await running

    def text(answer: Answer) -> str:
        return "".join(e["delta"] for e in answer.events if e["type"] == "text-delta")

    assert text(resumed) == text(own) == "So far."
    assert resumed.events[0]["messageId"] == own.events[0]["messageId"]
    assert types(resumed)[-1] == "finish"


async def test_resume_without_a_running_answer_is_empty() -> None:
    answer = await call(Served().app, "GET", f"/chat/{CONVERSATION}/stream", headers=AUTH)

    assert (answer.status, answer.text) == (204, "")


async def test_the_same_message_again_gets_the_same_answer_without_a_second_call() -> None:
    served = Served()

    first, second = await served.ui(), await served.ui()

    assert first.events[0] == second.events[0]
    assert types(second)[-1] == "finish"
    assert len(served.model.requests) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"id": CONVERSATION},
        {"id": CONVERSATION, "messages": []},
        {"id": CONVERSATION, "messages": [{"role": "assistant", "parts": []}]},
        {"id": CONVERSATION, "messages": [{"role": "user", "parts": [{"type": "text"}]}]},
        {"id": CONVERSATION, "message": {"parts": 5}},
        {"messages": [{"role": "user", "content": "x"}]},
        {
            "id": CONVERSATION,
            "message": {"parts": [{"type": "file", "url": "data:image/png;base64,AA"}]},
        },
    ],
)
async def test_ui_bodies_without_a_usable_message_are_refused(body: dict[str, Any]) -> None:
    answer = await call(Served().app, "POST", "/chat", body=json.dumps(body).encode(), headers=AUTH)

    assert answer.status == 400
    assert answer.json["error"]["field"]


async def test_a_lone_message_and_odd_text_are_accepted() -> None:
    served = Served()
    body = b'{"id":"conv_1","message":"caf\\u00e9 \\ud800 \\u0000x"}'

    answer = await call(served.app, "POST", "/chat", body=body, headers=AUTH)

    assert types(answer)[-1] == "finish"
    assert served.store.of("user")[0].content == "café ? x"


async def test_small_answers_of_the_platform_routes() -> None:
    app = Served().app

    assert (await call(app, "GET", "/healthz")).text == "ok"
    assert (await call(app, "POST", "/")).status == 204
    assert (await call(app, "POST", "/events")).status == 404


async def test_a_crash_before_the_first_byte_is_logged_without_its_text() -> None:
    served = Served()

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("my secret diary")

    served.store.begin_turn = crash  # type: ignore[method-assign,assignment]
    with pytest.raises(RuntimeError):  # starlette answers, then raises for its server to see
        await served.reference()

    events = [event for event, _, fields in served.log.lines if fields.get("error")]
    assert events == ["request_crashed"]
    assert "diary" not in str(served.log.lines)


async def test_a_store_that_is_down_is_logged_and_answered_with_503() -> None:
    served = Served()

    def down(*_: object, **__: object) -> None:
        raise StorageError("the table did not answer")

    served.store.begin_turn = down  # type: ignore[method-assign,assignment]
    answer = await served.reference()

    assert answer.status == 503
    assert "request_failed" in served.log.events()
