"""One synth of the dev stage without bundling, shared by all template tests of a worker."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest

from tests.infrastructure.templates import Template

os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")
os.environ.setdefault("CDK_DISABLE_CLI_TELEMETRY", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep one synth for all; skip with one line where node is absent."""
    for item in items:
        if "infrastructure" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("infrastructure"))
    if shutil.which("node") is not None:
        return
    skip = pytest.mark.skip(reason="node is not installed: template tests need it")
    for item in items:
        if "infrastructure" in item.path.parts:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Template]:
    """Return the synthesized templates of the dev stage: `data` and `backend`."""
    from app import build_app

    out = tmp_path_factory.mktemp("cdk")
    context: dict[str, object] = {"aws:cdk:bundling-stacks": [], "stage": "dev"}
    assembly = build_app(context, outdir=str(out)).synth()
    found = {}
    for stack in assembly.stacks:
        text = Path(stack.template_full_path).read_text("utf-8")
        name = "data" if stack.stack_name.endswith("-data") else "backend"
        found[name] = Template(cast("dict[str, object]", json.loads(text)))
    return found


@pytest.fixture(scope="session")
def data(templates: Mapping[str, Template]) -> Template:
    """Return the template of the stateful stack."""
    return templates["data"]


@pytest.fixture(scope="session")
def backend(templates: Mapping[str, Template]) -> Template:
    """Return the template of the stateless stack."""
    return templates["backend"]
