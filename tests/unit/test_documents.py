"""Documents that can drift: cost sheet, version, architecture, workflows."""

from __future__ import annotations

import re
import subprocess
import tomllib
from importlib import import_module
from pathlib import Path

from bench.cost_sheet import DOCUMENT, render
from libs.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_the_cost_sheet_is_what_prices_and_measured_costs_give() -> None:
    # `make costs` writes it anew.
    assert DOCUMENT.read_text("utf-8") == render()


def test_there_is_one_version() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    released = re.findall(
        r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$", read("CHANGELOG.md"), re.M
    )

    assert project["version"] == VERSION
    assert released[0] == VERSION
    assert released == sorted(released, reverse=True)
    assert "## [Unreleased]" in read("CHANGELOG.md")


def test_workflows_and_documents_name_verbs_that_exist() -> None:
    verbs = set(re.findall(r"^([a-z][a-z-]*):", read("Makefile"), re.M))
    texts = [read(name) for name in ("README.md", "SECURITY.md", "CHANGELOG.md")]
    texts += [path.read_text("utf-8") for path in (ROOT / "docs").glob("*.md")]
    texts += [path.read_text("utf-8") for path in (ROOT / ".github" / "workflows").glob("*.yml")]

    named = {
        verb
        for text in texts
        for verb in re.findall(r"(?:^|`|run: |&& )make ([a-z][a-z-]*)", text, re.M)
    }
    assert named
    assert named - verbs == set()


def test_every_verb_has_its_line_in_help() -> None:
    told = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    documented = set(re.findall(r"^([a-z][a-z-]*):.*##", read("Makefile"), re.M))

    assert documented == {line.split()[0] for line in told.stdout.splitlines()}
    assert {"deploy", "destroy", "diff", "bootstrap", "synth", "iam", "costs"} <= documented


def test_paths_that_documents_name_exist() -> None:
    for name in (
        "SECURITY.md",
        "docs/threat-model.md",
        "docs/deploy.md",
        "docs/iam.md",
        "docs/cost.md",
    ):
        for path in re.findall(
            r"`((?:tests|libs|functions|stacks|bench|docs|\.github)/[\w./*-]+)`", read(name)
        ):
            assert list(ROOT.glob(path.rstrip("/"))), f"{name} names {path}"


def test_the_architecture_names_every_function_variable_and_package() -> None:
    text = read("docs/architecture.md")

    packages = sorted(path.parent.name for path in (ROOT / "libs").glob("*/__init__.py"))
    assert [name for name in FUNCTIONS if f"| `{name}` |" not in text] == []
    assert [name for name in packages if name not in text] == []
    table = text.partition("## Environment")[2].partition("\n## ")[0]
    listed = re.findall(r"`([A-Z][A-Z_]+)`", table)
    read_by_code = {
        variable
        for name in FUNCTIONS
        for variable in import_module(f"functions.{name}.settings").Settings.environment_names()
    }
    assert sorted(listed) == sorted(read_by_code)
