"""Cold imports: each handler in a process of its own, with nothing but its bundle importable."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from bench.bundles import HOST_INTERPRETER, Bundle
from local.aws_resources import REGION, Resources
from local.bedrock.server import LOCAL_ACCESS_KEY_ID, LOCAL_SECRET_KEY
from local.configuration import SETTINGS, Limits, function_environment

ROUNDS = 5
BASELINE, BOTO3 = "pass", "import boto3"
TIMEOUT_S = 120.0
SDK_LOADED = "model SDK loaded"
NOWHERE = Resources(
    endpoint_url="http://127.0.0.1:9", table_name="bench", bucket_name="bench",
    queue_url="http://127.0.0.1:9/bench", event_bus_name="bench", user_pool_id="us-east-1_bench",
    client_id="bench",
)  # fmt: skip
"""Names for the settings; an import calls nobody."""


@dataclass(frozen=True)
class ImportTimes:
    """Medians of one run, in milliseconds, the bare interpreter's own time subtracted."""

    baseline_ms: float
    boto3_ms: float
    handlers_ms: Mapping[str, float]
    with_sdk: tuple[str, ...]
    """Functions whose handler imports the model SDK."""


def measure_imports(bundles: Mapping[str, Bundle]) -> ImportTimes:
    """Time every handler, boto3 and the bare interpreter in turns, so that all meet one load."""
    chat = bundles["stream_coach_conversation"]
    cases = [(BASELINE, BASELINE, chat), (BOTO3, BOTO3, chat)]
    cases += [
        (name, f"import functions.{name}.handler", bundle) for name, bundle in bundles.items()
    ]
    seconds: dict[str, list[float]] = {name: [] for name, _, _ in cases}
    with_sdk = set()
    for _ in range(ROUNDS):
        for name, statement, bundle in cases:
            taken, has_sdk = _import(statement, bundle)
            seconds[name].append(taken)
            if has_sdk:
                with_sdk.add(name)
    baseline = median(seconds.pop(BASELINE))
    took = {name: 1000 * (median(values) - baseline) for name, values in seconds.items()}
    return ImportTimes(1000 * baseline, took.pop(BOTO3), took, tuple(sorted(with_sdk)))


def _import(statement: str, bundle: Bundle) -> tuple[float, bool]:
    code = f"{statement}\nimport sys\nif 'anthropic' in sys.modules: print({SDK_LOADED!r})"
    environment = {
        **function_environment(SETTINGS[bundle.name], bundle.name, NOWHERE, Limits()),
        "PYTHONPATH": str(bundle.folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": LOCAL_ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": LOCAL_SECRET_KEY,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    started = time.perf_counter()
    done = subprocess.run(
        [str(HOST_INTERPRETER), "-s", "-S", "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    taken = time.perf_counter() - started
    if done.returncode != 0:
        raise RuntimeError(f"{bundle.name}: {statement}: {done.stderr[-1000:]}")
    return taken, SDK_LOADED in done.stdout
