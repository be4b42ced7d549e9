"""What is deployed, as zipped: sizes, machine, files. Reaches the package index, so FULL=1 only."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.bundle_files import look_at
from bench.bundle_rows import MACHINE, MAX_ZIP_MB
from bench.bundles import DEPLOYED, Bundle
from stacks.bundle import bundle

pytestmark = pytest.mark.skipif(
    not os.environ.get("FULL"), reason="bundles reach the package index; FULL=1 makes them"
)


@pytest.mark.parametrize("name", sorted(MAX_ZIP_MB))
def test_a_bundle_is_small_whole_and_for_the_deployed_machine(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = Bundle(name, tmp_path, bundle(name, DEPLOYED, tmp_path))

    found = look_at(made)
    with capsys.disabled():
        bytecode = "with" if made.has_bytecode else "without"
        print(f"\n{name}: {found.zipped_mb:.1f} MB zipped, {bytecode} byte-code")  # noqa: T201
    assert found.zipped_mb <= MAX_ZIP_MB[name]
    assert set(found.machines) == {MACHINE}
    assert (found.missing, found.unwanted) == ((), ())
