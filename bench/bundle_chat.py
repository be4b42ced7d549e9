"""The chat from its bundle by run.sh, cold: to readiness, to the first byte, to the first text."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import httpx2

from bench.bundles import HOST_INTERPRETER, Bundle
from local.chat_process import start_chat, wait_for_chat
from local.client import CoachClient
from local.configuration import Limits, chat_environment
from local.stack import LocalStack, StackOptions

STARTS = 5
TIMEOUT_S = 60.0
MESSAGE = "How should I warm up before squats?"


@dataclass(frozen=True)
class ColdChat:
    """Medians over cold starts, in seconds."""

    ready_s: float
    first_byte_s: float
    """From the request to the first byte of the answer."""
    first_text_s: float

    @property
    def cold_first_byte_s(self) -> float:
        """Return the time from the start of the process to the first byte."""
        return self.ready_s + self.first_byte_s


def measure_cold_chat(bundle: Bundle) -> ColdChat:
    """Start the chat several times beside the local system and take one turn each."""
    with (
        tempfile.TemporaryDirectory(prefix="mesocycle-chat-") as logs,
        LocalStack(StackOptions(port=0, log_dir=Path(logs))) as stack,
    ):
        starts = [_start(bundle, stack, Path(logs)) for _ in range(STARTS)]
    return ColdChat(*(median(column) for column in zip(*starts, strict=True)))


def _start(bundle: Bundle, stack: LocalStack, logs: Path) -> tuple[float, float, float]:
    token = stack.sign_in()
    with CoachClient(stack.api_url, token, stack.user_id, stack.coach_id) as client:
        conversation_id = client.new_conversation(mode="chat", title="Cold start")
    environment = chat_environment(stack.resources, stack.addresses, Limits())
    started = time.perf_counter()
    process, url = start_chat(
        bundle.folder, environment, python=HOST_INTERPRETER.parent, log_dir=logs
    )
    try:
        wait_for_chat(process, url)
        ready_s = time.perf_counter() - started
        return (ready_s, *_turn(url, token, conversation_id))
    finally:
        process.stop()


def _turn(url: str, token: str, conversation_id: str) -> tuple[float, float]:
    """Return the seconds to the first byte and to the first text."""
    headers = {"authorization": f"Bearer {token}"}
    body = {"id": conversation_id, "message": MESSAGE}
    asked, first_byte_s, seen = time.perf_counter(), 0.0, b""
    with httpx2.stream("POST", f"{url}/chat", json=body, headers=headers, timeout=TIMEOUT_S) as got:
        for chunk in got.iter_raw():
            first_byte_s = first_byte_s or time.perf_counter() - asked
            seen += chunk
            if b'"text-delta"' in seen:
                return first_byte_s, time.perf_counter() - asked
    raise RuntimeError(f"no text within the answer: {seen[:300]!r}")
