"""Bundles as they are deployed and the same for this machine, made once for all rows."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from stacks.bundle import BundleTarget, bundle
from stacks.config import DEV, HOST_PLATFORM, HOST_PYTHON

FUNCTIONS = (
    "stream_coach_conversation", "coach_api", "reconcile_jobs",
    "build_training_program", "build_workout", "build_conversation_summary",
)  # fmt: skip
DEPLOYED = BundleTarget(DEV.bundle_platform, DEV.python_version)
HOST = BundleTarget(HOST_PLATFORM, HOST_PYTHON)
HOST_INTERPRETER = Path(sys.base_prefix) / "bin" / f"python{HOST_PYTHON}"
"""Not the virtual environment's: nothing but the bundle may be importable."""


@dataclass(frozen=True)
class Bundle:
    """One function's bundle."""

    name: str
    folder: Path
    has_bytecode: bool


@dataclass(frozen=True)
class Bundles:
    """Every function's bundle, for the deployed platform and for this machine."""

    deployed: dict[str, Bundle]
    host: dict[str, Bundle]


@contextmanager
def made_bundles() -> Iterator[Bundles]:
    """Make all bundles in a temporary folder and remove them afterwards."""
    with tempfile.TemporaryDirectory(prefix="mesocycle-bundles-") as folder:
        jobs = [(target, name) for target in (DEPLOYED, HOST) for name in FUNCTIONS]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            made = list(pool.map(lambda job: _make(Path(folder), *job), jobs))
        count = len(FUNCTIONS)
        yield Bundles(
            deployed={item.name: item for item in made[:count]},
            host={item.name: item for item in made[count:]},
        )


def _make(root: Path, target: BundleTarget, name: str) -> Bundle:
    folder = root / target.platform / name
    folder.mkdir(parents=True)
    return Bundle(name, folder, bundle(name, target, folder))
