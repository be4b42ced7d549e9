"""Bundles one function with uv, without Docker: hashed wheels for the target, our code, byte-code.

The same bundler builds for the host, so that what would be deployed is imported and timed here. It
knows no CDK: importing that takes seconds and starts node.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BOTOCORE_SERVICES = frozenset(
    {
        "bedrock-runtime", "cognito-idp", "dynamodb", "events", "lambda", "s3", "s3vectors",
        "secretsmanager", "signin", "sqs", "sso", "sso-oidc", "sts",
    }
)  # fmt: skip
"""Service models that are kept; the others are 20 MB that no function reads."""
UNUSED = (
    "aws_lambda_powertools/utilities/batch",
    "aws_lambda_powertools/utilities/idempotency",
    "aws_lambda_powertools/utilities/parameters",
    "aws_lambda_powertools/utilities/validation",
    "aws_lambda_powertools/utilities/data_masking",
    "aws_lambda_powertools/utilities/feature_flags",
    "aws_lambda_powertools/utilities/kafka",
    "aws_lambda_powertools/utilities/parser",
    "aws_lambda_powertools/utilities/streaming",
    "aws_lambda_powertools/utilities/circuit_breaker",
    "aws_lambda_powertools/utilities/auth_alpha",
    "pycparser",
    "pydantic/v1",
)
"""Parts of packages that nothing of ours imports; a test imports every handler from a bundle."""
ROUTING = (
    "aws_lambda_powertools/event_handler",
    "aws_lambda_powertools/utilities/data_classes",
)
"""Parts that only the function with routes imports."""
ROUTED = "coach_api"
WITHOUT_VECTORS = frozenset({"reconcile_jobs"})
"""Functions that neither read nor write records by meaning."""
IGNORED = shutil.ignore_patterns("__pycache__", "*.pyc", "*.pyi", "tests", "*.dist-info/RECORD")


@dataclass(frozen=True)
class BundleTarget:
    """What the bundle is for: uv's platform and the Python version."""

    platform: str
    python_version: str
    has_pinecone: bool = False
    """Whether the stage selected Pinecone, whose client is 33 MB."""


class BundleError(RuntimeError):
    """uv failed; the message holds its last lines."""


def bundle(name: str, target: BundleTarget, output: Path) -> bool:
    """Write the bundle of a function into a folder; return whether byte-code is in it.

    Raises:
        BundleError: the wheels could not be installed.
    """
    _install(requirements_of(name, target), target, output)
    _prune(output, UNUSED if name == ROUTED else (*UNUSED, *ROUTING))
    package = output / "functions"
    package.mkdir(exist_ok=True)
    shutil.copy2(ROOT / "functions" / "__init__.py", package)
    shutil.copytree(ROOT / "functions" / name, package / name, ignore=IGNORED, dirs_exist_ok=True)
    shutil.copytree(ROOT / "libs", output / "libs", ignore=IGNORED, dirs_exist_ok=True)
    start = package / name / "run.sh"
    if start.exists():
        shutil.copy2(start, output / "run.sh")
        (output / "run.sh").chmod(0o755)
    return _compile(output, target)


def requirements_of(name: str, target: BundleTarget) -> list[Path]:
    """Return the lock files a function is bundled from; optional ones only where selected."""
    functions = ROOT / "functions"
    found = [functions / name / "requirements.txt"]
    if target.has_pinecone and name not in WITHOUT_VECTORS:
        found.append(functions / "requirements-vectors-pinecone.txt")
    return found


def _install(requirements: Iterable[Path], target: BundleTarget, output: Path) -> None:
    command = [
        _uv(), "pip", "install", "--quiet", "--no-progress", "--target", str(output),
        "--python-platform", target.platform, "--python-version", target.python_version,
        "--only-binary", ":all:", "--require-hashes", "--no-deps", "--link-mode", "copy",
        *(part for file in requirements for part in ("--requirement", str(file))),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S603
    if done.returncode != 0:
        raise BundleError("\n".join(done.stderr.strip().splitlines()[-8:]))


def _uv() -> str:
    found = shutil.which(
        "uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    )
    if found is None:
        raise BundleError("uv is not installed; run `make setup`")
    return found


def _prune(output: Path, unused: Iterable[str]) -> None:
    """Drop service models nobody calls, byte-code of the installer, scripts and type stubs."""
    models = output / "botocore" / "data"
    if models.is_dir():
        for folder in models.iterdir():
            if folder.is_dir() and folder.name not in BOTOCORE_SERVICES:
                shutil.rmtree(folder)
    for part in unused:
        shutil.rmtree(output / part, ignore_errors=True)
    for pattern in ("**/__pycache__", "bin", "**/tests", "boto3/data", "boto3/examples"):
        for folder in output.glob(pattern):
            if folder.is_dir() and "site-packages" not in folder.parts[-1:]:
                shutil.rmtree(folder, ignore_errors=True)
    for pattern in (
        "**/*.pyi",
        "**/RECORD",
        "**/INSTALLER",
        "**/REQUESTED",
        "dateutil/zoneinfo/*.gz",
    ):
        for file in output.glob(pattern):
            file.unlink()


def _compile(output: Path, target: BundleTarget) -> bool:
    """Compile with the target's Python where one is at hand; say so where not."""
    python = find_python(target.python_version)
    if python is None:
        sys.stderr.write(f"no CPython {target.python_version} here: bundling without byte-code\n")
        return False
    command = [
        python, "-m", "compileall", "-q", "-j", "2", "--invalidation-mode", "unchecked-hash",
        str(output),
    ]  # fmt: skip
    subprocess.run(command, check=False, capture_output=True)  # noqa: S603
    return True


def find_python(version: str) -> str | None:
    """Return an interpreter of exactly this version, or None."""
    candidates = [sys.executable, f"python{version}"]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    candidates += [str(path / "bin" / "python3") for path in sorted(pyenv.glob(f"{version}.*"))]
    probe = "import sys; print('%d.%d' % sys.version_info[:2])"
    for candidate in candidates:
        found = shutil.which(candidate)
        if found is None:
            continue
        done = subprocess.run([found, "-c", probe], capture_output=True, text=True, check=False)  # noqa: S603
        if done.stdout.strip() == version:
            return found
    return None
