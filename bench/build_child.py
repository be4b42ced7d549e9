"""One build in a process of its own, as in the function: `python -m bench.build_child URL WEEKS`.

The process is warm when the clock starts: modules and model SDK imported, catalogue loaded. Prints
one JSON line.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from statistics import median
from typing import Final

import boto3

# The build function's own modules and SDK count toward its memory.
import functions.build_training_program.wiring  # noqa: F401
import libs.ai.bedrock.sdk  # noqa: F401
from bench.athlete import TODAY, lifter
from libs.exercise.catalogue import load_catalogue
from libs.training_program.build import ReadyProgram
from libs.training_program.lint.rule import LintContext
from libs.training_program.models.program import Template
from libs.training_program.models.vocabulary import SessionKind, SportName
from libs.training_program.report_card import assess
from local.quality.engine import Engine

_PREPARATION = frozenset({"warmup", "cooldown"})
_CALM = frozenset({SessionKind.MOBILITY, SessionKind.RECOVERY})
_CLIENTS: Final = ("dynamodb", "s3", "events")
_LINT_RUNS = 5


def main() -> None:
    """Build, measure, print."""
    base_url, weeks = sys.argv[1], int(sys.argv[2])
    load_catalogue()
    clients = [boto3.client(name, region_name="us-east-1") for name in _CLIENTS]
    base_mb = peak_mb()
    result = Engine(base_url).run(lifter(weeks))
    found: dict[str, object] = {
        "outcome": result.outcome,
        "reason": result.reason,
        "seconds": result.seconds,
        "baseMb": base_mb,
        "peakMb": peak_mb(),
    }
    for client in clients:
        client.close()
    if result.ready is not None:
        found |= _facts(result.ready)
    print(json.dumps(found))


def peak_mb() -> float:
    """Return this process's highest resident memory, in megabytes.

    Not `ru_maxrss`: a child inherits its parent's peak in that figure.
    """
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    words = next(line for line in lines if line.startswith("VmHWM")).split()
    return int(words[1]) / 1024


def _facts(ready: ReadyProgram) -> dict[str, object]:
    lifting = [
        _prescriptions(item)
        for item in ready.program.templates
        if item.sport is SportName.LIFT and item.kind not in _CALM
    ]
    return {
        "days": ready.program.total_days,
        "strengthSessions": len(lifting),
        "fewestPrescriptions": min(lifting, default=0),
        "repairRounds": ready.repair_rounds,
        "score": ready.report_card.score,
        "lintSeconds": _lint_s(ready) * (1 + ready.repair_rounds),
    }


def _prescriptions(template: Template) -> int:
    working = {block.block_id for block in template.blocks if block.kind not in _PREPARATION}
    return sum(item.block_id in working for item in template.prescribed_exercises)


def _lint_s(ready: ReadyProgram) -> float:
    seconds = []
    for _ in range(_LINT_RUNS):
        started = time.perf_counter()
        assess(LintContext(ready.program, ready.blueprint, TODAY))
        seconds.append(time.perf_counter() - started)
    return median(seconds)


if __name__ == "__main__":
    main()
