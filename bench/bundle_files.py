"""What is in a bundle: its size, the machine of compiled files, what must and must not be there."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bench.bundles import FUNCTIONS, Bundle

ELF_MAGIC = b"\x7fELF"
ELF_MACHINES = {62: "x86_64", 183: "aarch64"}
"""e_machine of the ELF header (System V ABI: EM_X86_64, EM_AARCH64)."""
_MACHINE_AT = slice(18, 20)
MB = 1_000_000
ZIP_LEVEL = 9
UNWANTED = ("tests/", "boto3/examples/", "botocore/data/ec2/", "pip/", "moto/", "aws_cdk/")


@dataclass(frozen=True)
class BundleFiles:
    """What one look at a bundle found."""

    files: int
    zipped_mb: float
    unzipped_mb: float
    machines: dict[str, int]
    """Compiled files by machine."""
    missing: tuple[str, ...]
    unwanted: tuple[str, ...]


def look_at(bundle: Bundle) -> BundleFiles:
    """Read and zip a bundle in memory."""
    files = sorted(item for item in bundle.folder.rglob("*") if item.is_file())
    names = [str(item.relative_to(bundle.folder)) for item in files]
    buffer, machines, unzipped = io.BytesIO(), Counter[str](), 0
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=ZIP_LEVEL) as archive:
        for name, path in zip(names, files, strict=True):
            content = path.read_bytes()
            unzipped += len(content)
            if content.startswith(ELF_MAGIC):
                machines[elf_machine(content)] += 1
            archive.writestr(name, content)
    return BundleFiles(
        files=len(files),
        zipped_mb=len(buffer.getvalue()) / MB,
        unzipped_mb=unzipped / MB,
        machines=dict(machines),
        missing=_missing(bundle, set(names)),
        unwanted=_unwanted(bundle, names),
    )


def elf_machine(content: bytes) -> str:
    """Return the machine a compiled file is for, its number where it is none of ours."""
    number = int.from_bytes(content[_MACHINE_AT], "little")
    return ELF_MACHINES.get(number, str(number))


def _missing(bundle: Bundle, names: set[str]) -> tuple[str, ...]:
    """Return what the function cannot run without and is not there, wrong modes included."""
    own = f"functions/{bundle.name}"
    needed = ["functions/__init__.py", "libs/settings.py"]
    needed += [f"{own}/{module}.py" for module in ("handler", "settings", "wiring")]
    missing = [name for name in needed if name not in names]
    if (Path(own) / "run.sh").as_posix() in names:
        script = bundle.folder / "run.sh"
        is_runnable = script.exists() and script.stat().st_mode & 0o777 == 0o755
        if not is_runnable or b"\r" in script.read_bytes():
            missing.append("run.sh with mode 755 and LF")
    return tuple(missing)


def _unwanted(bundle: Bundle, names: list[str]) -> tuple[str, ...]:
    """Return files that no function needs, and code of other functions."""
    others = tuple(f"functions/{name}/" for name in FUNCTIONS if name != bundle.name)
    return tuple(
        name
        for name in names
        if name.startswith((*UNWANTED, *others)) or "/tests/" in name or name.endswith(".pyi")
    )
