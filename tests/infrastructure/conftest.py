"""One synth of every stage without bundling, shared by all template tests of a worker."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from tests.infrastructure.templates import Template

if TYPE_CHECKING:
    from stacks.config import StageConfig

os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")
os.environ.setdefault("CDK_DISABLE_CLI_TELEMETRY", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip with one line where node is absent."""
    if shutil.which("node") is not None:
        return
    skip = pytest.mark.skip(reason="node is not installed: template tests need it")
    for item in items:
        if "infrastructure" in item.path.parts:
            item.add_marker(skip)


PINECONE_SECRET_ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:pinecone-AbCdEf"


def synthesize(out: Path, stage: StageConfig, *, nag: bool) -> dict[str, Template]:
    """Return the templates of a stage, `data` and `backend`, made without bundling."""
    from app import build_app, unbundled

    assembly = build_app(unbundled(), outdir=str(out), stage=stage, nag=nag).synth()
    found = {}
    for stack in assembly.stacks:
        path = Path(stack.template_full_path)
        name = "data" if stack.stack_name.endswith("-data") else "backend"
        found[name] = Template(cast("dict[str, object]", json.loads(path.read_text("utf-8"))), path)
    return found


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, Template]]:
    """Return the templates of every stage, and of `flags`: dev with what is off by default."""
    from stacks.config import DEV, EMULATOR, PROD

    flags = replace(
        DEV,
        snap_start=True,
        chat_reserved_concurrency=50,
        build_reserved_concurrency=20,
        alarm_email="ops@example.com",
        vector_store="pinecone",
        pinecone_host="https://memories-abc.svc.pinecone.io",
        pinecone_secret_arn=PINECONE_SECRET_ARN,
    )
    known = {"dev": DEV, "prod": PROD, "emulator": EMULATOR, "flags": flags}
    return {
        name: synthesize(tmp_path_factory.mktemp(name), stage, nag=name in {"dev", "prod"})
        for name, stage in known.items()
    }


@pytest.fixture(scope="session")
def data(stages: Mapping[str, Mapping[str, Template]]) -> Template:
    """Return the template of dev's stateful stack."""
    return stages["dev"]["data"]


@pytest.fixture(scope="session")
def backend(stages: Mapping[str, Mapping[str, Template]]) -> Template:
    """Return the template of dev's stateless stack."""
    return stages["dev"]["backend"]
