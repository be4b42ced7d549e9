"""Budgets of the code base, as tests: sizes, broad excepts, imports of the domain."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 50
MAX_HANDLER_LINES = 60
BROAD_EXCEPTS = {"libs/conversation/turn.py", "libs/jobs/runner.py"}
"""The streaming turn's edge and the build runner's edge."""
DOMAINS = (
    "libs.conversation.turn",
    "libs.training_program.build",
    "libs.workout.build",
    "libs.jobs.runner",
    "libs.safety.red_flags",
    "libs.memory.recollection",
)


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(Path(folder).rglob("*.py"))


def test_files_and_functions_stay_small() -> None:
    too_long = []
    for path in sources("functions", "libs", "stacks", "local"):
        text = path.read_text("utf-8")
        if len(text.splitlines()) > MAX_FILE_LINES:
            too_long.append(str(path))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MAX_FUNCTION_LINES:
                    too_long.append(f"{path}:{node.name}")

    assert too_long == []


def test_handlers_are_straight_lines() -> None:
    handlers = list(Path("functions").glob("*/handler.py"))

    assert handlers
    for path in handlers:
        assert len(path.read_text("utf-8").splitlines()) <= MAX_HANDLER_LINES, path


def test_only_two_edges_catch_everything() -> None:
    found = {
        str(path)
        for path in sources("functions", "libs")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler) and _is_broad(node)
    }

    assert found == BROAD_EXCEPTS


def _is_broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    broad = {"Exception", "BaseException"}
    return any(name is None or (isinstance(name, ast.Name) and name.id in broad) for name in names)


@pytest.mark.parametrize("module", DOMAINS)
def test_domain_imports_neither_aws_nor_the_model_sdk(module: str) -> None:
    probe = (
        f"import sys, {module}\n"
        "print([name for name in ('boto3', 'botocore', 'anthropic', 'starlette') "
        "if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
