"""Documents that are made from the template, and the tools that read it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from cfnlint.api import lint
from cfnlint.config import ManualArgs
from syrupy.assertion import SnapshotAssertion

from tests.infrastructure.needs import declared
from tests.infrastructure.templates import Template

Stages = Mapping[str, Mapping[str, Template]]
DOCS = Path(__file__).resolve().parents[2] / "docs"
LINTED = [("flags", "backend"), ("flags", "data"), ("prod", "data")]
if os.environ.get("FULL"):
    LINTED += [("prod", "backend"), ("emulator", "backend"), ("emulator", "data")]
EXPECTED_WARNINGS = ["W3005"]
"""CDK writes DependsOn beside references that already order the resources."""
_HASHES = re.compile(r"\b[0-9a-f]{64}\b")
_DEPLOYMENT = re.compile(r"(Deployment[0-9A-F]{8})[0-9a-f]{32}")
_VERSION = re.compile(r"(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}")


def test_the_table_of_permissions_is_current(backend: Template) -> None:
    from stacks.iam_table import DOCUMENT, render

    # `make iam` writes it anew.
    assert DOCUMENT.read_text("utf-8") == render(backend.raw)


def test_the_table_names_every_function_and_action_and_reasons_for_stars() -> None:
    text = (DOCS / "iam.md").read_text("utf-8")

    for section in text.split("\n## ")[1:]:
        name, _, table = section.partition("\n")
        actions = {need.action for need in declared() if need.function == name}
        assert actions, name
        assert {row.split("`")[1] for row in table.splitlines() if row.startswith("| `")} == actions
        for row in table.splitlines():
            action, places, _, reason = [part.strip() for part in row.split("|")[1:5]] or [""] * 4
            if action.startswith("`") and "*`" in places:
                assert len(reason) > 20, row


@pytest.mark.parametrize(("stage", "stack"), LINTED)
def test_templates_pass_cfn_lint(stages: Stages, stage: str, stack: str) -> None:
    text = json.dumps(stages[stage][stack].raw)

    found = lint(text, config=ManualArgs(regions=["us-east-1"], ignore_checks=EXPECTED_WARNINGS))
    assert [f"{match.rule.id} {match.message}" for match in found] == []


def test_a_finding_of_nag_that_nobody_answered_stops_the_synth(tmp_path: Path) -> None:
    from aws_cdk import aws_s3 as s3

    from app import build_app, unbundled

    app = build_app({**unbundled(), "stage": "dev"}, outdir=str(tmp_path))
    s3.Bucket(app.node.find_child("Mesocycle-dev-data"), "Careless")

    with pytest.raises(RuntimeError, match=r"[Vv]alidation"):
        app.synth()


@pytest.mark.parametrize("stack", ["data", "backend"])
def test_template_is_as_reviewed(stages: Stages, stack: str, snapshot: SnapshotAssertion) -> None:
    # One line a resource; `pytest --snapshot-update tests/infrastructure` after a wanted change.
    assert resources_of(stages["dev"][stack]) == snapshot


def test_the_snapshot_does_not_depend_on_the_code_of_functions(backend: Template) -> None:
    text = json.dumps(backend.raw)
    other = _HASHES.sub("f" * 64, text)

    assert other != text
    assert resources_of(Template(json.loads(other))) == resources_of(backend)


def resources_of(template: Template) -> list[str]:
    """Return each resource as one line, without what only the functions' code decides."""
    lines = []
    for name, resource in template.resources.items():
        body = {key: value for key, value in resource.items() if key != "Metadata"}
        line = f"{name} {json.dumps(body, sort_keys=True)}"
        line = _HASHES.sub("{hash}", line)
        lines.append(_VERSION.sub(r"\1", _DEPLOYMENT.sub(r"\1", line)))
    return sorted(lines)
