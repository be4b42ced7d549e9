"""What a cold start of the function loads, in a process of its own.

The budget is 450 ms over the bare interpreter (runtime.md, section 6). Time on a busy machine
proves nothing, so what is held here is what the time is made of; `PROBE` prints the time as well.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
MAX_MODULES = 850
"""788 modules took 381 ms with byte-code on an idle core of two (Python 3.11)."""
PROBE = """
import json, sys, time
before = time.process_time()
import functions.coach_api.handler
spent = time.process_time() - before
print(json.dumps({"spent_s": spent, "loaded": sorted(sys.modules)}))
"""


def _start() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE], cwd=ROOT, capture_output=True, text=True, check=True
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_a_cold_start_loads_neither_model_client_nor_engine() -> None:
    loaded = set(_start()["loaded"])

    packages = {name.split(".")[0] for name in loaded}
    assert not packages & {"anthropic", "httpx2", "starlette", "pinecone"}
    assert not loaded & {"libs.training_program", "libs.exercise", "libs.workout"}
    assert len(loaded) <= MAX_MODULES
