"""The chat function as a process: its bundle, started by its own run.sh, as the web adapter does.

Used where no Lambda runs a web adapter: beside the emulator, and to time a cold start.
"""

from __future__ import annotations

import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from local.processes import Process, free_port

READINESS_POLL_S = 0.01
"""As the web adapter polls. Source: runtime.md section 1."""
PATH_OF_TOOLS = "/usr/local/bin:/usr/bin:/bin"


def start_chat(
    bundle: Path, environment: Mapping[str, str], *, python: Path, log_dir: Path
) -> tuple[Process, str]:
    """Start `run.sh` of an unpacked bundle and return the process and its address at once.

    Args:
        bundle: The unpacked asset; it becomes LAMBDA_TASK_ROOT and the only place of modules.
        environment: The function's variables and the runtime's own; nothing else is inherited.
        python: Folder in which `python` is the interpreter that the bundle was made for.
        log_dir: Where the process's output goes.
    """
    port = free_port()
    own = {
        "LAMBDA_TASK_ROOT": str(bundle.absolute()),
        "AWS_LWA_PORT": str(port),
        "PATH": f"{python.absolute()}{os.pathsep}{PATH_OF_TOOLS}",
        "LANG": "C.UTF-8",
    }
    command = [str((bundle / "run.sh").absolute())]
    process = Process("chat", command, {**environment, **own}, log_dir)
    return process, f"http://127.0.0.1:{port}"


def wait_for_chat(process: Process, url: str) -> None:
    """Wait as the web adapter does, until the readiness route answers.

    Raises:
        StartError: it ended or stayed silent.
    """

    def answered() -> str | None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=1):  # noqa: S310 (loopback)
                return url
        except (urllib.error.URLError, OSError):
            return None

    process.wait_until(answered, every_s=READINESS_POLL_S)
