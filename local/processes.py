"""Child processes of the local system: started with a log file, awaited, ended by their own id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

READY_TIMEOUT_S = 60.0
POLL_S = 0.05
STOP_TIMEOUT_S = 8.0


class StartError(RuntimeError):
    """A part of the local system did not come up; the message names its log."""


class Child:
    """One process of ours."""

    def __init__(
        self, name: str, module: str, args: Sequence[str], env: Mapping[str, str], log_dir: Path
    ) -> None:
        log_dir.mkdir(parents=True, exist_ok=True)
        self._name = name
        self._log = log_dir / f"{name}.log"
        with self._log.open("a", encoding="utf-8") as log:
            self._offset = log.tell()
            self._process = subprocess.Popen(
                [sys.executable, "-m", module, *args],
                env={**os.environ, **env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_ready(self) -> str:
        """Return the address in the child's own `ready` line.

        The child binds its port itself, so nobody else can answer for it.

        Raises:
            StartError: the process ended or stayed silent.
        """
        deadline = time.monotonic() + READY_TIMEOUT_S
        while time.monotonic() < deadline:
            found = self._ready_line()
            if found is not None:
                return found
            if self._process.poll() is not None:
                raise StartError(f"{self._name} ended at start; see {self._log}")
            time.sleep(POLL_S)
        raise StartError(f"{self._name} did not answer in {READY_TIMEOUT_S:.0f} s; see {self._log}")

    def _ready_line(self) -> str | None:
        with self._log.open("rb") as log:
            log.seek(self._offset)
            for line in log.read().decode("utf-8", "replace").splitlines(keepends=True):
                if line.startswith("ready ") and line.endswith("\n"):
                    return line.split()[1]
        return None

    def stop(self) -> None:
        """End the process, gently first."""
        if self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def is_free(port: int) -> bool:
    """Return whether a loopback port can be bound."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
