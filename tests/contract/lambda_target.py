"""A handler for the endpoint's own tests: does what its event says."""

from __future__ import annotations

import os
import time
from pathlib import Path


def handler(event: dict[str, object], context: object) -> dict[str, object]:
    marks = Path(str(event["marks"]))
    with marks.open("a", encoding="utf-8") as log:
        log.write(f"{os.getpid()}\n")
    tries = len(marks.read_text("utf-8").splitlines())
    if event.get("do") == "raise" and tries <= int(str(event.get("times", 99))):
        raise RuntimeError("asked to fail")
    if event.get("do") == "die":
        os._exit(137)
    if event.get("do") == "hang":
        time.sleep(60)
    remaining_ms = context.get_remaining_time_in_millis()  # type: ignore[attr-defined]
    return {"tries": tries, "remainingMs": remaining_ms, "stage": os.environ.get("STAGE")}
