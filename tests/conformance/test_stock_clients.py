"""The stock chat clients (`ai` 5, 6 and 7, headless) against the real app on loopback."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from libs.ai.ports import ModelEvent, ModelRequest, TextPart
from libs.clock import SystemClock
from libs.conversation.lines import ERROR_TEXTS
from libs.conversation.models import ClosedTurn, Message, OpenedTurn, TurnOpening
from libs.conversation.replay import TurnReader
from libs.conversation.turn_request import TurnLimits, TurnPorts
from libs.errors import (
    BudgetExceededError,
    ModelRefusedError,
    ModelStreamBrokenError,
    ModelThrottledError,
    StorageError,
)
from libs.events.chat_http import ChatBackend, create_app
from libs.events.sse import StreamPump
from libs.ids import RandomIds
from libs.safety.replies import REFUSED
from tests.conformance.grammar import REQUIRED, check_stream
from tests.contract.chat.serving import served
from tests.fakes.conversations import (
    USER,
    MemoryAthlete,
    MemoryConversations,
    MemoryTurnReads,
    RecordingBuilds,
    conversation,
)
from tests.fakes.jobs import RecordingLog, RecordingMetrics
from tests.fakes.models import Step, calling, saying
from tests.unit.test_chat_http import OneUser

CLIENTS = Path(__file__).parent / "clients"
UTF8 = "Größe 💪🏽 重量挙げ é"
CASES = (
    "text tool error-before error-after refusal length heartbeat stop bytes cut build workout "
    "save-fails spent busy"
)
Until = Callable[[], bool]

if shutil.which("node") is None:
    pytest.skip("stock clients: node is absent", allow_module_level=True)


class CaseModel:
    """Answers by the case that the newest message names; waits for conditions in a script."""

    def __init__(self, store: MemoryConversations) -> None:
        self._store = store
        self._tool_called = False

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        for step in self._script(request):
            if isinstance(step, Exception):
                raise step
            if callable(step):
                while not step():
                    await asyncio.sleep(0.005)
            elif not isinstance(step, asyncio.Event):
                yield step

    def _script(self, request: ModelRequest) -> list[Step | Until]:
        parts = request.messages[-1].parts
        texts = [part.text for part in parts if isinstance(part, TextPart)]
        case = texts[-1].split("\n")[1] if texts else "tool-result"
        waiting: dict[str, list[Step | Until]] = {
            "stop": [*saying("So far.")[:-1], _never],
            "busy": [_never],
            "cut": [*saying("First ")[:-1], self._resumed, *saying("second.")[1:]],
            "heartbeat": [self._beaten, *saying("Late.")],
        }
        return waiting.get(case) or [*_plain_script(case)]

    def _resumed(self) -> bool:
        return self._store.calls.count("find_active") > 1

    def _beaten(self) -> bool:
        return self._store.calls.count("update_active") > 3


def _never() -> bool:
    return False


class CaseConversations(MemoryConversations):
    """Refuses or loses what the case in a conversation's name says."""

    def begin_turn(self, opening: TurnOpening) -> OpenedTurn:
        if opening.conversation_id == "spent":
            raise BudgetExceededError("used up", budget="turns", retry_after_s=60)
        return super().begin_turn(opening)

    def finish_turn(self, closed: ClosedTurn) -> Message | None:
        if closed.conversation_id == "save-fails":
            raise StorageError("away")
        return super().finish_turn(closed)


class MovingBuilds(RecordingBuilds):
    """Jobs that run by the time the turn ends."""

    def find_job_json(self, user_id: str, job_id: str) -> Mapping[str, object] | None:
        kind = "training_program" if self.programs else "workout"
        self.programs.clear()
        return {"jobId": job_id, "kind": kind, "state": "running"}


def _plain_script(case: str) -> list[Step]:
    scripts: dict[str, list[Step]] = {
        "build it": saying("Here we go. ", "[GENERATE_PROGRAM]"),
        "tool": calling("save_memory", '{"text":"likes rowing","kind":"goal"}', says="One sec."),
        "workout 5 km in 24:10": calling("log_workout", '{"text":"ran 5 km in 24:10"}'),
        "tool-result": saying("Done."),
        "error-before": [ModelThrottledError("x")],
        "error-after": [*saying("Half")[:-1], ModelStreamBrokenError("x")],
        "refusal": [ModelRefusedError("x")],
        "length": saying("Long", stop="max_tokens"),
        "bytes": saying(UTF8),
    }
    return scripts.get(case, saying("Hi ", "there."))


@contextmanager
def running_app() -> Iterator[str]:
    store, athlete, builds = CaseConversations(), MemoryAthlete(), MovingBuilds()
    for name in CASES.split():
        head = conversation("build" if name == "build" else "chat")
        store.add(head.model_copy(update={"conversation_id": name}))
    clock = SystemClock()
    ports = TurnPorts(
        conversations=store,
        streams=store,
        coaches=athlete,
        reads=MemoryTurnReads(store, athlete),
        workouts=athlete,
        programs=athlete,
        memories=athlete,
        images=athlete,
        builds=builds,
        model=CaseModel(store),
        clock=clock,
        log=RecordingLog(),
    )
    backend = ChatBackend(
        ports=ports,
        limits=TurnLimits(1000, 1_000_000, 1000, write_every_s=0.05),
        reader=TurnReader(
            conversations=store, streams=store, jobs=builds, clock=clock, poll_s=0.02
        ),
        tokens=OneUser(),
        pump=StreamPump(log=RecordingLog(), heartbeat_s=0.03),
        clock=clock,
        ids=RandomIds(),
        metrics=RecordingMetrics(),
        preload=lambda: None,
        close=_nothing,
        before_snapshot=_nothing,
        after_restore=_nothing,
    )

    async def stop(request: Request) -> Response:
        # The stop route is another function's; a test of the whole local system calls the real one.
        store.request_stop(USER, request.path_params["id"])
        return Response(status_code=202)

    app = create_app(backend, cors_origins=())
    app.router.routes.insert(0, Route("/chat/{id}/stop", stop, methods=["POST"]))
    with served(app) as port:
        yield f"http://127.0.0.1:{port}"


async def _nothing() -> None:
    pass


@pytest.fixture(scope="module", params=["v5", "v6", "v7"])
def seen(request: pytest.FixtureRequest) -> Any:
    driver = CLIENTS / request.param / "driver.mjs"
    assert driver.with_name("node_modules").joinpath("ai").is_dir(), "run `make setup-node`"
    with running_app() as address:
        done = subprocess.run(
            ["node", str(driver), address], capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 0, done.stderr
    return {**json.loads(done.stdout), "version": request.param}


def answer_of(result: Any) -> Any:
    return result["messages"][-1]


def text_of(result: Any) -> str:
    return "".join(p["text"] for p in answer_of(result)["parts"] if p["type"] == "text")


def ended(result: Any, **changes: bool) -> bool:
    """Tell whether `onFinish` came once, with the answer's id and nothing odd but the changes."""
    usual = {"isAbort": False, "isDisconnect": False, "isError": False, **changes}
    return bool(result["ends"] == [{"id": answer_of(result)["id"], **usual}])


def refusal_of(result: Any) -> Any:
    assert result["status"] == "error"
    return json.loads(result["error"])["error"]


def test_text_is_complete_with_metadata_and_transient_status(seen: Any) -> None:
    result = seen["text"]

    assert (result["status"], result["errors"]) == ("ready", [])
    assert ended(result)
    assert [p["type"] for p in answer_of(result)["parts"]] == ["step-start", "text"]
    assert answer_of(result)["parts"][1]["state"] == "done"
    assert text_of(result) == "Hi there."
    metadata = answer_of(result)["metadata"]
    assert metadata["usage"]["inputTokens"] == 10
    assert set(metadata) == {"usage", "model", "createdAt"}
    assert [part["type"] for part in result["data"]] == ["data-status"]


def test_a_program_build_is_one_part_updated_in_place_and_its_lines_are_transient(
    seen: Any,
) -> None:
    result = seen["build"]

    shown = [p for p in result["data"] if p["type"] == "data-program-build"]
    assert [(p["id"], p["data"]["state"]) for p in shown] == [
        ("job_1", "queued"),
        ("job_1", "running"),
    ]
    kinds = [p["type"] for p in answer_of(result)["parts"]]
    assert kinds == ["step-start", "text", "data-program-build"]
    assert answer_of(result)["parts"][-1]["data"]["state"] == "running"
    assert [p["type"] for p in result["data"]].count("data-status") == 3
    assert "GENERATE" not in json.dumps(answer_of(result))


def test_a_workout_build_stands_between_the_texts(seen: Any) -> None:
    parts = answer_of(seen["workout"])["parts"]

    kinds = [p["type"] for p in parts if p["type"] != "step-start"]
    assert kinds == ["tool-log_workout", "data-workout-build", "text"]
    assert [p["data"]["state"] for p in parts if p["type"] == "data-workout-build"] == ["running"]
    assert ended(seen["workout"])


def test_a_tool_is_shown_with_its_answer(seen: Any) -> None:
    kinds = [p["type"] for p in answer_of(seen["tool"])["parts"]]

    assert kinds == ["step-start", "text", "tool-save_memory", "step-start", "text"]
    assert answer_of(seen["tool"])["parts"][2]["state"] == "output-available"


def test_an_error_before_any_text_shows_its_fixed_text(seen: Any) -> None:
    result = seen["error-before"]

    assert (result["status"], result["error"]) == ("error", ERROR_TEXTS["throttled"])
    assert result["data"][-1]["data"] == {"code": "throttled", "retryable": True}
    assert ended(result, isError=True)


def test_an_error_after_text_leaves_closed_text(seen: Any) -> None:
    result = seen["error-after"]

    assert result["status"] == "error"
    assert (text_of(result), answer_of(result)["parts"][-1]["state"]) == ("Half", "done")
    assert ended(result, isError=True)


def test_a_save_that_failed_is_an_error_after_closed_text(seen: Any) -> None:
    result = seen["save-fails"]

    assert (result["status"], result["error"]) == ("error", ERROR_TEXTS["internal"])
    assert (text_of(result), answer_of(result)["parts"][-1]["state"]) == ("Hi there.", "done")


def test_refusal_and_length_end_ready(seen: Any) -> None:
    assert (seen["refusal"]["status"], text_of(seen["refusal"])) == ("ready", REFUSED)
    assert (seen["length"]["status"], text_of(seen["length"])) == ("ready", "Long")
    reasons = [endings_of(seen[name])["finishReason"] for name in ("refusal", "length")]
    assert reasons == ["content-filter", "length"]


def test_a_stop_through_its_route_ends_ready_and_says_so(seen: Any) -> None:
    result = seen["stop"]

    assert (result["status"], text_of(result)) == ("ready", "So far.")
    assert answer_of(result)["parts"][-1]["state"] == "done"
    assert answer_of(result)["metadata"]["outcome"] == "stopped"
    assert endings_of(result)["finishReason"] == "other"


def test_heartbeats_bridge_silence_and_are_invisible(seen: Any) -> None:
    (raw,) = seen["heartbeat"]["raw"]

    assert raw.count(": keep-alive") >= 2
    assert (seen["heartbeat"]["status"], text_of(seen["heartbeat"])) == ("ready", "Late.")


def test_utf8_survives_a_split_at_every_byte(seen: Any) -> None:
    assert text_of(seen["bytes"]) == UTF8


def test_a_cut_stream_is_resumed_over_the_stored_partial_with_identical_text(seen: Any) -> None:
    assert seen["cut"]["status"] == "error"
    assert text_of(seen["cut"]) == "First "
    resumed = seen["resumed"]
    assert resumed["status"] == "ready"
    assert text_of(resumed) == "First second."
    assert [m["role"] for m in resumed["messages"]] == ["user", "assistant"]
    assert answer_of(resumed)["id"] == answer_of(seen["cut"])["id"]
    assert endings_of(resumed)["finishReason"] == "stop"


def test_nothing_to_resume_leaves_the_chat_ready(seen: Any) -> None:
    assert (seen["idle"]["status"], seen["idle"]["messages"]) == ("ready", [])


def test_refusals_show_their_short_bodies(seen: Any) -> None:
    assert refusal_of(seen["forged"])["code"] == "unauthenticated"
    assert refusal_of(seen["unknown"])["code"] == "not_found"
    assert refusal_of(seen["second"])["code"] == "turn_running"
    spent, too_long = refusal_of(seen["spent"]), refusal_of(seen["too-long"])
    assert (spent["code"], spent["retryAfterSeconds"]) == ("budget", 60)
    assert (too_long["code"], too_long["field"]) == ("INVALID_USER_RESPONSE", "messages")


def test_every_stream_keeps_to_the_grammar_without_a_null(seen: Any) -> None:
    whole = [
        raw
        for name, result in seen.items()
        if name not in {"forbidden", "version", "cut"}
        for raw in result["raw"]
    ]

    assert len(whole) >= 13
    assert {part["type"] for raw in whole for part in check_stream(raw)} == set(REQUIRED) - {
        "tool-output-error"
    }


def test_the_clients_reject_what_we_promise_not_to_send(seen: Any) -> None:
    accepted = {name for name, status in seen["forbidden"].items() if status != "error"}

    assert accepted == ({"reset-step"} if seen["version"] == "v7" else set())


def endings_of(result: Any) -> Any:
    """Return the terminal part of a stream, as it was on the wire."""
    return check_stream(result["raw"][0])[-1]
