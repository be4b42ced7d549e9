"""Child processes of the local system: started with a log file, awaited, ended by their own id."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

READY_TIMEOUT_S = 60.0
POLL_S = 0.05
STOP_TIMEOUT_S = 8.0


class StartError(RuntimeError):
    """A part of the local system did not come up; the message names its log."""


class Process:
    """One process of ours: its own session, its own log file, ended by its own id.

    Args:
        env: The whole environment; nothing is inherited.
    """

    def __init__(
        self, name: str, command: Sequence[str], env: Mapping[str, str], log_dir: Path
    ) -> None:
        log_dir.mkdir(parents=True, exist_ok=True)
        self.name, self.log = name, log_dir / f"{name}.log"
        with self.log.open("a", encoding="utf-8") as log:
            self._offset = log.tell()
            self._process = subprocess.Popen(
                command,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    def output(self) -> str:
        """Return what this process has written so far."""
        with self.log.open("rb") as log:
            log.seek(self._offset)
            return log.read().decode("utf-8", "replace")

    def wait_until(self, answer: Callable[[], str | None], *, every_s: float = POLL_S) -> str:
        """Return the first answer that is not None.

        Raises:
            StartError: the process ended or stayed silent.
        """
        deadline = time.monotonic() + READY_TIMEOUT_S
        while time.monotonic() < deadline:
            found = answer()
            if found is not None:
                return found
            if self._process.poll() is not None:
                raise StartError(f"{self.name} ended at start; see {self.log}")
            time.sleep(every_s)
        raise StartError(f"{self.name} did not answer in {READY_TIMEOUT_S:.0f} s; see {self.log}")

    def stop(self) -> None:
        """End the process, gently first, and then what it has started itself."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)


class Child(Process):
    """A module of ours run by this Python, with this environment and some variables more."""

    def __init__(
        self, name: str, module: str, args: Sequence[str], env: Mapping[str, str], log_dir: Path
    ) -> None:
        super().__init__(
            name, [sys.executable, "-m", module, *args], {**os.environ, **env}, log_dir
        )

    def wait_ready(self) -> str:
        """Return the address in the child's own `ready` line.

        The child binds its port itself, so nobody else can answer for it.

        Raises:
            StartError: the process ended or stayed silent.
        """
        return self.wait_until(self._ready_line)

    def _ready_line(self) -> str | None:
        for line in self.output().splitlines(keepends=True):
            if line.startswith("ready ") and line.endswith("\n"):
                return line.split()[1]
        return None


def is_free(port: int) -> bool:
    """Return whether a loopback port can be bound."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """Return a loopback port that is free now, for programs that must be told one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
