"""`make fuzz`: 10,000 cases over every route of the running local system, or CASES= of them.

Exits 1 on an answer of 500 or above, one that the OpenAPI document does not allow, or too few
cases within the time.
"""

from __future__ import annotations

import argparse
import sys
import time

from local.client import CoachClient
from local.configuration import Limits
from local.fuzz.campaign import CHECKS, Campaign, Outcome, Target
from local.fuzz.things import make_things
from local.processes import StartError
from local.stack import LocalStack, StackOptions

TURNS_PER_MINUTE = 6
"""Most drawn chat messages meet this limit; the others run a whole turn of the offline coach."""


def main() -> int:
    """Start the system, fuzz it, print what was seen."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=45.0)
    args = parser.parse_args()
    options = StackOptions(port=0, limits=Limits(turns_per_minute=TURNS_PER_MINUTE))
    started_s = time.monotonic()
    try:
        with LocalStack(options, _tell) as stack:
            token = stack.sign_in()
            with CoachClient(stack.api_url, token, stack.user_id, stack.coach_id) as client:
                ids = make_things(client)
            end_s = time.monotonic() + args.minutes * 60
            outcome = Campaign(
                Target(stack.api_url, token, ids),
                cases=args.cases,
                first_seed=args.seed,
                is_over=lambda: time.monotonic() > end_s,
                tell=_tell,
            ).run()
    except (StartError, RuntimeError) as failed:
        print(f"fuzz: {failed}", file=sys.stderr)
        return 1
    return _told(outcome, args.cases, time.monotonic() - started_s)


def _tell(text: str) -> None:
    print(f"- {text}", file=sys.stderr, flush=True)


def _told(outcome: Outcome, wanted: int, seconds: float) -> int:
    for (operation, title), detail in sorted(outcome.findings.items()):
        print(f"\n{operation}: {title}\n{detail}")
    statuses = ", ".join(f"{status}: {count}" for status, count in sorted(outcome.statuses.items()))
    server_errors = sum(n for status, n in outcome.statuses.items() if status >= 500 or not status)
    print(f"\n{outcome.cases} cases over {len(outcome.operations)} routes in {seconds:.0f} s")
    print(f"answers by status: {statuses}")
    print(f"checks: {', '.join(check.__name__ for check in CHECKS)}")
    print(
        f"{server_errors} answers of 500 or above, {outcome.failed_cases} cases that broke the "
        f"document, {len(outcome.findings)} kinds"
    )
    return 1 if outcome.findings or server_errors or outcome.cases < wanted else 0


if __name__ == "__main__":
    sys.exit(main())
