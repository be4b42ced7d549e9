"""The chat function as it is deployed, under uvicorn, with every neighbour in its own process."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from libs.clock import SystemClock
from libs.conversation.models import Conversation, Message
from libs.storage.table import Table
from libs.storage.turns import DynamoConversationStore
from local.aws_resources import Resources, create_resources
from local.configuration import Addresses, Limits, chat_environment
from local.lambda_api import LambdaApi
from local.lambda_host import LambdaHost
from local.processes import Child
from local.seed import DEMO_COACH_ID, seed_demo
from local.vectors.server import VectorServer
from local.vectors.wire import Answer, Request

HISTORY = 36
"""Messages that a measured conversation begins with."""
START_TIMEOUT_S = 30.0
POLL_S = 0.01
LIMITS = Limits(daily_tokens=10**9, daily_turns=10**6, turns_per_minute=10**6)
Calls = list[dict[str, Any]]


@dataclass(frozen=True)
class Process:
    """A chat process that answers."""

    port: int
    spawned_s: float
    popen: subprocess.Popen[bytes]

    def facts(self) -> dict[str, float]:
        """Return what `bench.chat_child` knows of itself."""
        facts: dict[str, float] = read_json(f"http://127.0.0.1:{self.port}/_bench/facts")
        return facts

    def cpu_s(self) -> float:
        """Return the CPU seconds that the process has used."""
        return self.facts()["cpuS"]


@dataclass(frozen=True)
class TurnTimes:
    """One turn as its client saw it; monotonic seconds, which all processes share."""

    sent_s: float
    first_byte_s: float
    first_text_s: float
    deltas: int


class TimedVectors(VectorServer):
    """The vector double; notes when it was asked and when it had answered."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[tuple[str, float, float]] = []

    def answer(self, request: Request | None) -> Answer:
        """Answer a request."""
        received_s = time.monotonic()
        answer = super().answer(request)
        self.waits.append(("vectors", received_s, time.monotonic()))
        return answer


class ChatStack:
    """Store, model and vectors as child processes; use it as a context manager."""

    def __init__(self) -> None:
        self._exit = ExitStack()
        self._turns = 0

    def __enter__(self) -> ChatStack:
        """Start the neighbours and seed the demo athlete."""
        logs = Path(self._exit.enter_context(tempfile.TemporaryDirectory()))
        self.logs = logs
        children = [
            self._child("store", "bench.store_server", ["0"], logs),
            self._child("bedrock", "local.bedrock", ["--port", "0"], logs),
        ]
        aws, self._bedrock = [child.wait_ready() for child in children]
        self._aws = aws
        self._vectors = TimedVectors()
        self._vectors.start()
        self._exit.callback(self._vectors.close)
        self.resources: Resources = create_resources(aws)
        host = LambdaHost(log_dir=logs, on_failure=lambda spec, record: None)
        functions = LambdaApi(host).start()
        self._exit.callback(functions.close)
        self.addresses = Addresses(
            aws=aws, bedrock=self._bedrock, functions=functions.url, vectors=self._vectors.url
        )
        self.user_id = seed_demo(self.resources)
        self.token = self.resources.sign_in()
        client = self.resources.session().client("dynamodb", endpoint_url=aws)
        self._store = DynamoConversationStore(Table(client, self.resources.table_name))
        return self

    def __exit__(self, *error: object) -> None:
        """End everything."""
        self._exit.close()

    def _child(self, name: str, module: str, args: list[str], logs: Path) -> Child:
        child = Child(name, module, args, {}, logs)
        self._exit.callback(child.stop)
        return child

    def environment(self) -> dict[str, str]:
        """Return the environment of a chat process: as deployed, with byte-code, addresses here."""
        own = chat_environment(self.resources, self.addresses, LIMITS)
        return byte_code_environment() | own | {"LOG_LEVEL": "ERROR"}

    @contextmanager
    def chat_process(self) -> Iterator[Process]:
        """Run a fresh chat process as `run.sh` does and give it once it answers."""
        port = free_port()
        command = [sys.executable, "-m", "bench.chat_child", str(port)]
        spawned_s = time.monotonic()
        with (self.logs / "chat.log").open("ab") as log:
            popen = subprocess.Popen(
                command, env=self.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        try:
            _wait_for(port, popen, spawned_s)
            yield Process(port, spawned_s, popen)
        finally:
            popen.terminate()
            popen.wait(START_TIMEOUT_S)

    def new_conversation(self) -> str:
        """Store a conversation with a history and return its id."""
        self._turns += 1
        conversation_id = f"conv_bench_{self._turns}"
        now = SystemClock().now()
        self._store.create(
            Conversation(
                conversation_id=conversation_id,
                user_id=self.user_id,
                coach_id=DEMO_COACH_ID,
                next_seq=HISTORY + 1,
                created_at=now,
                updated_at=now,
            )
        )
        for seq in range(1, HISTORY + 1):
            message = Message(
                id=f"m{seq}",
                seq=seq,
                role="user" if seq % 2 else "assistant",
                content=f"{seq}: " + "three sets of five at a steady pace, then rest. " * 5,
                created_at=now,
            )
            self._store.replace_message(self.user_id, conversation_id, message)
        return conversation_id

    def turn(self, process: Process, conversation_id: str) -> TurnTimes:
        """Send one message on the UI route and read the answer to its end.

        Raises:
            RuntimeError: the turn was refused or did not finish.
        """
        self._turns += 1
        body = {
            "id": conversation_id,
            "message": {
                "id": f"turn-{self._turns}",
                "role": "user",
                "parts": [{"type": "text", "text": "How should I pace my next easy run?"}],
            },
        }
        connection = http.client.HTTPConnection("127.0.0.1", process.port, timeout=30)
        headers = {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        connection.connect()
        sent_s = time.monotonic()
        connection.request("POST", "/chat", json.dumps(body), headers)
        reply = connection.getresponse()
        lines = iter(reply.readline, b"")
        first_line = next(lines)
        first_byte_s, first_text_s, deltas, ended = time.monotonic(), 0.0, 0, False
        for line in lines:
            if b'"text-delta"' in line:
                first_text_s = first_text_s or time.monotonic()
                deltas += 1
            ended = ended or b'"type":"finish"' in line
        connection.close()
        if not first_line.startswith(b": stream-open") or not ended or not deltas:
            raise RuntimeError(f"a turn failed: {reply.status} {first_line!r}")
        return TurnTimes(sent_s, first_byte_s, first_text_s, deltas)

    def store_waits(self) -> list[tuple[str, float, float]]:
        """Return target, arrival and answer of every store request since the last call."""
        return [
            (name, since, until) for name, since, until in read_json(f"{self._aws}/_bench/waits")
        ]

    def memory_waits(self) -> list[tuple[str, float, float]]:
        """Return the embeddings and vector requests since `script`, as `store_waits` does."""
        embeddings = read_json(f"{self._bedrock}/_stub/calls?label=embedding")["calls"]
        return [
            *(("embedding", call["receivedS"], call["endedS"]) for call in embeddings),
            *self._vectors.waits,
        ]

    def script(self, **script: object) -> None:
        """Tell the local Bedrock how to answer the chat from now on."""
        self._vectors.waits.clear()
        self._control("reset", {})
        self._control("scripts", {"label": "chat", "times": 0, **script})

    def pace(self, first_token_s: float, *, chunk_chars: int = 12) -> None:
        """Set the model's own time to its first token; the rest follows at once."""
        self._control("pace", {"firstTokenS": first_token_s, "chunkChars": chunk_chars})

    def model_calls(self) -> Calls:
        """Return the calls of the chat since `script`."""
        calls: Calls = read_json(f"{self._bedrock}/_stub/calls?label=chat")["calls"]
        return calls

    def _control(self, route: str, body: object) -> None:
        request = urllib.request.Request(  # noqa: S310
            f"{self._bedrock}/_stub/{route}", json.dumps(body).encode(), method="POST"
        )
        urllib.request.urlopen(request, timeout=30).close()  # noqa: S310


def read_json(address: str) -> Any:
    """Return the JSON of a GET on loopback."""
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310
        return json.loads(answer.read())


def byte_code_environment() -> dict[str, str]:
    """Return this environment, with byte-code kept apart from the tree; bundles hold it too."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    cache = Path(tempfile.gettempdir()) / f"mesocycle-bench-{os.getpid()}"
    return kept | {"PYTHONPYCACHEPREFIX": str(cache)}


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, popen: subprocess.Popen[bytes], since_s: float) -> None:
    """Poll the readiness check, as the web adapter does."""
    while time.monotonic() < since_s + START_TIMEOUT_S and popen.poll() is None:
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        time.sleep(POLL_S)
    raise RuntimeError("the chat process did not start")
