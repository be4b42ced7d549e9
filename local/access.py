"""Prints an access token of the demo athlete of the running local system: `make token`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from local.aws_resources import Resources

RUN_FILE = Path(".local/run.json")


def write_run_file(resources: Resources, api_url: str, user_id: str, coach_id: str) -> None:
    """Note where the running system listens; nothing in it is secret."""
    RUN_FILE.parent.mkdir(parents=True, exist_ok=True)
    facts = {
        "apiUrl": api_url,
        "userId": user_id,
        "coachId": coach_id,
        "resources": vars(resources),
    }
    RUN_FILE.write_text(json.dumps(facts, indent=1) + "\n", "utf-8")


def main() -> int:
    """Print the token alone, so that it can be used in a shell."""
    if not RUN_FILE.exists():
        sys.stderr.write("The local system does not run; start it with `make run`.\n")
        return 1
    facts = json.loads(RUN_FILE.read_text("utf-8"))
    sys.stdout.write(Resources(**facts["resources"]).sign_in() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
