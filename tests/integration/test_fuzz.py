"""The short form of `make fuzz`: drawn requests to the running system, none may break its word."""

from __future__ import annotations

import re
import subprocess
import sys

CASES = 150
MOST_ROUTES = 20


def test_drawn_requests_get_no_server_error_and_only_described_answers() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "local.fuzz", "--cases", f"{CASES}", "--minutes", "5"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=False,
    )

    found = re.search(r"(\d+) cases over (\d+) routes", run.stdout)
    assert run.returncode == 0, run.stdout
    assert found is not None
    assert int(found[1]) >= CASES
    assert int(found[2]) >= MOST_ROUTES
