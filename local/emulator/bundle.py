"""The code of a deployed function, unpacked as Lambda unpacks it."""

from __future__ import annotations

import io
import urllib.request
import zipfile
from collections.abc import Mapping
from pathlib import Path

from local.verify.target import Target

_MODE_SHIFT = 16
"""A zip keeps Unix modes in the upper half of its external attributes."""


def unpack(target: Target, function: str, folder: Path) -> None:
    """Fetch the asset of a deployed function and unpack it, modes included."""
    found = target.functions_client().get_function(FunctionName=target.functions[function])
    with urllib.request.urlopen(found["Code"]["Location"], timeout=60) as answer:  # noqa: S310 (the emulator's own address)
        unpack_archive(answer.read(), folder)


def unpack_archive(content: bytes, folder: Path) -> None:
    """Unpack a zip; Lambda restores file modes, Python's library alone does not."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            written = Path(archive.extract(member, folder))
            mode = member.external_attr >> _MODE_SHIFT
            if mode and written.is_file():
                written.chmod(mode & 0o777)


def variables_of(target: Target, function: str) -> Mapping[str, str]:
    """Return the environment that the template gave to a deployed function."""
    found = target.functions_client().get_function_configuration(
        FunctionName=target.functions[function]
    )
    return found["Environment"]["Variables"]
