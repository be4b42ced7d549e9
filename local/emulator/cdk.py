"""Runs the pinned CDK CLI against the emulator: bounded in time, with progress, ended by its id."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from local.emulator.server import ACCOUNT, REGION, SECRET

CLI = Path("node_modules/.bin/cdk")
TIMEOUT_S = 900.0
"""Five times what a quiet machine takes."""
REPORT_EVERY_S = 5.0
_COUNT = re.compile(r"^(\S+) \|\s*(\d+/\d+) \|.*?\| (\w+)\s*\| (AWS::\S+)")
Progress = Callable[[str], None]


class CdkError(RuntimeError):
    """The CLI failed or took too long; the message holds its last lines."""


class Cdk:
    """The CLI with credentials of the emulated account only; a person's own are never read."""

    def __init__(self, endpoint_url: str, work_dir: Path, progress: Progress) -> None:
        self._endpoint_url, self._work_dir = endpoint_url, work_dir
        self._progress = progress

    def bootstrap(self) -> None:
        """Create the toolkit stack of the emulated account.

        Raises:
            CdkError: it failed.
        """
        nowhere = self._work_dir / "no-app"
        nowhere.mkdir(parents=True, exist_ok=True)
        self._run(nowhere, "bootstrap", f"aws://{ACCOUNT}/{REGION}")

    def deploy(self, context: Mapping[str, str]) -> None:
        """Synthesize, bundle and deploy every stack of the app.

        Raises:
            CdkError: it failed.
        """
        settings = [part for pair in context.items() for part in ("-c", "=".join(pair))]
        output = self._work_dir / "cdk.out"
        self._run(
            Path(),
            "deploy", "--all", "--require-approval", "never", "--progress", "events",
            "--output", str(output), *settings,
        )  # fmt: skip

    def _run(self, folder: Path, verb: str, *args: str) -> None:
        """Run the CLI in a folder: the project's for its app, an empty one to need none."""
        log = self._work_dir / "logs" / f"cdk-{verb}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("w", encoding="utf-8") as written:
            process = subprocess.Popen(
                [str(CLI.absolute()), verb, *args, "--no-notices"],
                cwd=folder,
                env=_environment(self._endpoint_url),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                start_new_session=True,
            )
            late = threading.Timer(TIMEOUT_S, _kill, (process,))
            late.start()
            try:
                tail = self._follow(process, written.write)
            finally:
                late.cancel()
                _kill(process)
        if process.returncode != 0:
            raise CdkError(f"cdk {verb} failed; see {log}\n" + "\n".join(tail))

    def _follow(self, process: subprocess.Popen[str], write: Callable[[str], object]) -> list[str]:
        """Copy the output and tell where it is every few seconds; return its last lines."""
        told_at, tail = time.monotonic(), [""]
        assert process.stdout is not None  # noqa: S101 (opened as a pipe above)
        for line in process.stdout:
            write(line)
            if line.strip():
                tail = [*tail[-11:], line.rstrip()]
            if time.monotonic() - told_at >= REPORT_EVERY_S:
                told_at = time.monotonic()
                self._progress(describe(tail[-1]))
        process.wait()
        return tail


def describe(line: str) -> str:
    """Return a line of the CLI in short: stack, how many resources, what the last one was."""
    found = _COUNT.match(line.strip())
    return (
        "  {}: {} resources, {} {}".format(*found.groups()) if found else f"  {line.strip()[:100]}"
    )


def _environment(endpoint_url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    bundle = {name: os.environ[name] for name in ("AWS_CA_BUNDLE",) if name in os.environ}
    return (
        kept
        | bundle
        | {
            "AWS_ACCESS_KEY_ID": ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": endpoint_url,
            "CDK_DISABLE_CLI_TELEMETRY": "true",
            "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20",
        }
    )


def _kill(process: subprocess.Popen[str]) -> None:
    """End the CLI and the app it started, if they still run."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
