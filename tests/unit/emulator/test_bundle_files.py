from __future__ import annotations

from pathlib import Path

import pytest

from bench.bundle_files import ELF_MAGIC, elf_machine, look_at
from bench.bundles import Bundle

NAME = "stream_coach_conversation"


def elf(machine: int) -> bytes:
    return ELF_MAGIC + bytes(14) + machine.to_bytes(2, "little") + bytes(12)


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    own = f"functions/{NAME}"
    texts = ["functions/__init__.py", "libs/settings.py", f"{own}/run.sh", "run.sh"]
    texts += [f"{own}/{module}.py" for module in ("handler", "settings", "wiring")]
    for name in texts:
        write(tmp_path / name, b"#!/bin/sh\n")
    (tmp_path / "run.sh").chmod(0o755)
    write(tmp_path / "pydantic_core" / "_core.so", elf(183))
    return Bundle(NAME, tmp_path, has_bytecode=True)


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_whole_bundle_has_nothing_missing_and_only_arm64_code(bundle: Bundle) -> None:
    found = look_at(bundle)

    assert (found.missing, found.unwanted) == ((), ())
    assert found.machines == {"aarch64": 1}
    assert found.files == 8
    assert 0 < found.unzipped_mb < found.zipped_mb < 0.01


@pytest.mark.parametrize(("number", "name"), [(183, "aarch64"), (62, "x86_64"), (40, "40")])
def test_machine_is_read_from_the_header(number: int, name: str) -> None:
    assert elf_machine(elf(number)) == name


def test_code_for_another_machine_is_counted_apart(bundle: Bundle) -> None:
    write(bundle.folder / "cryptography" / "_rust.abi3.so", elf(62))

    assert look_at(bundle).machines == {"aarch64": 1, "x86_64": 1}


@pytest.mark.parametrize("change", ["mode", "line ends", "absent"])
def test_run_sh_that_lambda_could_not_start_is_missing(bundle: Bundle, change: str) -> None:
    script = bundle.folder / "run.sh"
    if change == "mode":
        script.chmod(0o644)
    elif change == "line ends":
        script.write_bytes(b"#!/bin/sh\r\n")
    else:
        script.unlink()

    assert look_at(bundle).missing == ("run.sh with mode 755 and LF",)


@pytest.mark.parametrize(
    "name",
    ["functions/coach_api/handler.py", "boto3/examples/s3.rst", "numpy/tests/a.py", "x/y.pyi"],
)
def test_what_no_function_needs_is_named(bundle: Bundle, name: str) -> None:
    write(bundle.folder / name, b"")

    assert look_at(bundle).unwanted == (name,)


def test_handler_that_is_not_there_is_named(bundle: Bundle) -> None:
    (bundle.folder / "functions" / NAME / "handler.py").unlink()

    assert look_at(bundle).missing == (f"functions/{NAME}/handler.py",)
