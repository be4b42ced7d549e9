"""The stock chat clients (`ai` 5, 6 and 7, headless) against the real app on loopback."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from libs.ai.ports import ModelEvent, ModelRequest, TextPart
from libs.clock import SystemClock
from libs.conversation.lines import ERROR_TEXTS
from libs.conversation.replay import TurnReader
from libs.conversation.turn_request import TurnLimits, TurnPorts
from libs.errors import ModelRefusedError, ModelStreamBrokenError, ModelThrottledError
from libs.events.chat_http import ChatBackend, create_app
from libs.events.sse import StreamPump
from libs.ids import RandomIds
from libs.safety.replies import REFUSED
from tests.contract.chat.serving import served
from tests.fakes.conversations import (
    USER,
    MemoryAthlete,
    MemoryConversations,
    RecordingBuilds,
    conversation,
)
from tests.fakes.jobs import RecordingLog, RecordingMetrics
from tests.fakes.models import Step, calling, saying
from tests.unit.test_chat_http import OneUser

CLIENTS = Path(__file__).parent / "clients"
UTF8 = "Größe 💪🏽 重量挙げ é"
Until = Callable[[], bool]

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not (CLIENTS / "v5" / "node_modules").is_dir(),
    reason="stock clients: node or their packages are absent; `make setup-node` installs them",
)


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
            "stop": [*saying("So far.")[:-1], self._stop],
            "cut": [*saying("First ")[:-1], self._resumed, *saying("second.")[1:]],
            "heartbeat": [self._beaten, *saying("Late.")],
        }
        return waiting.get(case) or [*_plain_script(case)]

    def _stop(self) -> bool:
        self._store.request_stop(USER, "stop")
        return False

    def _resumed(self) -> bool:
        return self._store.calls.count("find_active") > 1

    def _beaten(self) -> bool:
        return self._store.calls.count("update_active") > 3


def _plain_script(case: str) -> list[Step]:
    scripts: dict[str, list[Step]] = {
        "build it": saying("Here we go. ", "[GENERATE_PROGRAM]"),
        "tool": calling("save_memory", '{"text":"likes rowing","kind":"goal"}', says="One sec."),
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
    store, athlete, builds = MemoryConversations(), MemoryAthlete(), RecordingBuilds()
    cases = "text tool error-before error-after refusal length heartbeat stop bytes cut"
    for name in (*cases.split(), "build"):
        head = conversation("build" if name == "build" else "chat")
        store.add(head.model_copy(update={"conversation_id": name}))
    clock = SystemClock()
    ports = TurnPorts(
        conversations=store,
        streams=store,
        coaches=athlete,
        profiles=athlete,
        workouts=athlete,
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
    with served(create_app(backend, cors_origins=())) as port:
        yield f"http://127.0.0.1:{port}"


async def _nothing() -> None:
    pass


@pytest.fixture(scope="module", params=["v5", "v6", "v7"])
def seen(request: pytest.FixtureRequest) -> Any:
    driver = CLIENTS / request.param / "driver.mjs"
    with running_app() as address:
        done = subprocess.run(
            ["node", str(driver), address], capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def answer_of(result: Any) -> Any:
    return result["messages"][-1]


def text_of(result: Any) -> str:
    return "".join(p["text"] for p in answer_of(result)["parts"] if p["type"] == "text")


def test_text_is_complete_with_metadata_and_transient_status(seen: Any) -> None:
    result = seen["text"]

    assert (result["status"], result["errors"], result["finishes"]) == ("ready", [], 1)
    assert [p["type"] for p in answer_of(result)["parts"]] == ["step-start", "text"]
    assert answer_of(result)["parts"][1]["state"] == "done"
    assert text_of(result) == "Hi there."
    assert answer_of(result)["metadata"]["usage"]["inputTokens"] == 10
    assert [part["type"] for part in result["data"]] == ["data-status"]


def test_a_program_build_is_one_part_and_its_lines_are_transient(seen: Any) -> None:
    result = seen["build"]

    (part,) = [p for p in answer_of(result)["parts"] if p["type"] == "data-program-build"]
    assert (part["id"], part["data"]["state"]) == ("job_1", "queued")
    assert "GENERATE" not in json.dumps(result["messages"][-1])


def test_a_tool_is_shown_with_its_answer(seen: Any) -> None:
    kinds = [p["type"] for p in answer_of(seen["tool"])["parts"]]

    assert kinds == ["step-start", "text", "tool-save_memory", "step-start", "text"]
    assert answer_of(seen["tool"])["parts"][2]["state"] == "output-available"


def test_an_error_before_any_text_shows_its_fixed_text(seen: Any) -> None:
    result = seen["error-before"]

    assert (result["status"], result["error"]) == ("error", ERROR_TEXTS["throttled"])
    assert result["data"][-1]["data"] == {"code": "throttled", "retryable": True}


def test_an_error_after_text_leaves_closed_text(seen: Any) -> None:
    result = seen["error-after"]

    assert result["status"] == "error"
    assert (text_of(result), answer_of(result)["parts"][-1]["state"]) == ("Half", "done")


def test_refusal_and_length_end_ready(seen: Any) -> None:
    assert (seen["refusal"]["status"], text_of(seen["refusal"])) == ("ready", REFUSED)
    assert (seen["length"]["status"], text_of(seen["length"])) == ("ready", "Long")


def test_a_stop_on_the_server_ends_ready_and_says_so(seen: Any) -> None:
    result = seen["stop"]

    assert (result["status"], text_of(result)) == ("ready", "So far.")
    assert answer_of(result)["metadata"]["outcome"] == "stopped"


def test_heartbeats_are_invisible(seen: Any) -> None:
    assert (seen["heartbeat"]["status"], text_of(seen["heartbeat"])) == ("ready", "Late.")


def test_utf8_survives_a_split_at_every_byte(seen: Any) -> None:
    assert text_of(seen["bytes"]) == UTF8


def test_a_cut_stream_is_resumed_with_identical_text_in_place(seen: Any) -> None:
    assert seen["cut"]["status"] == "error"
    resumed = seen["resumed"]
    assert resumed["status"] == "ready"
    assert text_of(resumed) == "First second."
    assert [m["role"] for m in resumed["messages"]] == ["user", "assistant"]
    assert answer_of(resumed)["id"] == answer_of(seen["cut"])["id"]


def test_nothing_to_resume_leaves_the_chat_ready(seen: Any) -> None:
    assert (seen["idle"]["status"], seen["idle"]["messages"]) == ("ready", [])


def test_refusals_show_their_short_bodies(seen: Any) -> None:
    assert json.loads(seen["forged"]["error"])["error"]["code"] == "unauthenticated"
    assert json.loads(seen["unknown"]["error"])["error"]["code"] == "not_found"


def test_the_clients_reject_what_we_promise_not_to_send(seen: Any) -> None:
    assert set(seen["forbidden"].values()) == {"error"}
