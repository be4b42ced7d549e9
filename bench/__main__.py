"""`make bench`: measure, print every row with its limit, and fail when a limit is broken."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from rich.console import Console

from bench.build_rows import build_rows
from bench.bundle_rows import bundle_rows
from bench.chat_rows import chat_rows
from bench.rows import Row, print_rows
from bench.workout_rows import workout_rows

GROUPS: dict[str, tuple[str, Callable[[], Sequence[Row]]]] = {
    "chat": ("Conversations", chat_rows),
    "builds": ("Training programs", build_rows),
    "workouts": ("Logged workouts", workout_rows),
    "bundles": ("Bundles, cold", bundle_rows),
}
WIDTH = 190


def main() -> int:
    """Return 0 when every limit holds."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("groups", nargs="*", help=f"some of: {', '.join(GROUPS)}")
    names = parser.parse_args().groups or list(GROUPS)
    console = Console(width=WIDTH)
    broken = 0
    for name in names:
        title, measure = GROUPS[name]
        rows = measure()
        print_rows(console, title, rows)
        broken += sum(row.holds is False for row in rows)
    console.print("every limit holds" if not broken else f"{broken} limits are broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
