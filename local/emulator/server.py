"""MiniStack as a process of ours: its own environment, loopback only, policies enforced."""

from __future__ import annotations

import os
import urllib.request
from pathlib import Path

import boto3
from botocore.awsrequest import AWSRequest

from local.emulator.sockets import foreign_listeners
from local.processes import Process, StartError, is_free

PORT = 4566
ACCOUNT = "000000000000"
"""MiniStack takes a key id of twelve digits for the account's root."""
SECRET = "emulator"  # noqa: S105 (opens nothing but this server)
REGION = "us-east-1"
PYTHON = Path(".venv-emulator/bin/python")
RETRY_BASE_S = 2
"""Wait before the second try of an Event; about a minute on AWS."""


class Emulator:
    """A running MiniStack."""

    def __init__(self, work_dir: Path) -> None:
        """Start it and wait until it answers.

        Raises:
            StartError: it is not installed, the port is taken, or it listens off loopback.
        """
        if not PYTHON.exists():
            raise StartError(f"{PYTHON} is missing; `make deploy-local` installs it")
        if not is_free(PORT):
            raise StartError(f"port {PORT} is taken; end what listens there (KEEP=1 left it?)")
        self.url = f"http://127.0.0.1:{PORT}"
        temporary = work_dir / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        command = [str(PYTHON.absolute()), "-m", "ministack"]
        self._process = Process("ministack", command, _environment(temporary), work_dir / "logs")
        try:
            self._process.wait_until(self._health)
            self._check_loopback()
        except StartError:
            self.stop()
            raise

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    def stop(self) -> None:
        """End it; its workers end with it."""
        self._process.stop()

    def session(self) -> boto3.Session:
        """Return a session of the emulated account's root.

        Its requests say that they came over TLS: the queue's policy binds even root to it.
        """
        session = boto3.Session(
            aws_access_key_id=ACCOUNT, aws_secret_access_key=SECRET, region_name=REGION
        )
        session.events.register("before-sign", _say_tls)
        return session

    def _health(self) -> str | None:
        try:
            with urllib.request.urlopen(f"{self.url}/_ministack/health", timeout=2):  # noqa: S310 (loopback)
                return self.url
        except OSError:
            return None

    def _check_loopback(self) -> None:
        found = foreign_listeners(self.pid)
        if found:
            raise StartError(f"the emulator listens off loopback, at {', '.join(found)}")


def _say_tls(request: AWSRequest, **_: object) -> None:
    """Add the header of a proxy that ends TLS."""
    request.headers["X-Forwarded-Proto"] = "https"


def _environment(temporary: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(temporary.absolute()),
        "TMPDIR": str(temporary.absolute()),
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(PORT),
        "MINISTACK_REGION": REGION,
        "MINISTACK_HOST": "127.0.0.1",
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AUTH": "true",
        "LAMBDA_EXECUTOR": "local",
        "LAMBDA_ASYNC_RETRY_BASE_SECONDS": str(RETRY_BASE_S),
        "IOT_MTLS_ENABLED": "0",
        "PERSIST_STATE": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
