"""`make run` as a person starts it: a chat in a terminal, a server without one."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

COMMAND = [sys.executable, "-m", "local", "run", "--port", "0"]
TOKEN_COMMAND = [sys.executable, "-m", "local.access"]
ENDS_WITHIN_S = 60


class Terminal:
    """A pseudo-terminal with the chat in it."""

    def __init__(self, controller: int) -> None:
        self._controller = controller
        self._unread = ""

    def read_to(self, pattern: str) -> str:
        """Return what is printed up to and with `pattern`; fails when the chat ends before it."""
        while (found := re.search(pattern, self._unread)) is None:
            self._unread += os.read(self._controller, 4096).decode("utf-8", "replace")
        text, self._unread = self._unread[: found.end()], self._unread[found.end() :]
        return text

    def type(self, line: str) -> None:
        """Send a line as a keyboard does."""
        os.write(self._controller, f"{line}\n".encode())


@contextmanager
def terminal() -> Iterator[tuple[Terminal, subprocess.Popen[bytes]]]:
    controller, terminal_end = pty.openpty()
    process = subprocess.Popen(
        COMMAND,
        stdin=terminal_end,
        stdout=terminal_end,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TERM": "dumb", "COLUMNS": "200"},
    )
    os.close(terminal_end)
    try:
        yield Terminal(controller), process
    finally:
        process.terminate()
        process.wait(ENDS_WITHIN_S)
        os.close(controller)


def test_in_a_terminal_it_is_a_chat_that_streams_and_ends_on_quit() -> None:
    with terminal() as (screen, process):
        screen.read_to(r"You:")
        screen.type("I want to get stronger, 3 days a week, full gym")
        answer = screen.read_to(r"You:")
        screen.type("/chat")
        switched = screen.read_to(r"You:")
        screen.type("/quit")

        assert process.wait(ENDS_WITHIN_S) == 0
    assert "offline demo coach" in answer
    assert "3 days a week" in answer
    assert "in chat mode" in switched


def test_without_a_terminal_it_prints_one_ready_line_and_serves_until_sigterm(
    tmp_path: Path,
) -> None:
    elsewhere = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(
        COMMAND, cwd=tmp_path, env=elsewhere, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        ready = process.stdout.readline().decode()
        found = re.match(r"ready (http://127\.0\.0\.1:\d+) user=(\S+) coach=(\S+) ", ready)
        assert found is not None, ready
        profile = f"{found[1]}/users/{found[2]}/profile"
        token = subprocess.check_output(TOKEN_COMMAND, cwd=tmp_path, env=elsewhere).decode().strip()
        refused = httpx2.get(profile)
        answer = httpx2.get(profile, headers={"authorization": f"Bearer {token}"})
        process.send_signal(signal.SIGTERM)
        rest = process.stdout.read()

    assert (refused.status_code, answer.status_code) == (401, 200)
    assert answer.json()["userId"] == found[2]
    assert rest == b""
    assert process.returncode == 0
