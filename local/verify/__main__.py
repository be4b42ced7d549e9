"""`python -m local.verify seed|check STACK`: behind `make seed STACK=` and `make verify STACK=`.

Uses the AWS credentials and region of the shell. PASSWORD= gives or chooses the user's password.
"""

from __future__ import annotations

import argparse
import os
import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local.aws_resources import USER_NAME
from local.verify.checklist import make_checklist
from local.verify.report import has_failed, summary
from local.verify.seeding import seed
from local.verify.stack import find_target
from local.verify.target import Target


def main() -> int:
    """Return 0 when everything that could be checked holds."""
    parser = argparse.ArgumentParser(prog="local.verify", description=__doc__)
    parser.add_argument("command", choices=("seed", "check"))
    parser.add_argument("stack")
    parser.add_argument("--user", default=USER_NAME)
    args = parser.parse_args()
    password = os.environ.get("PASSWORD") or None
    try:
        target = find_target(boto3.Session(), args.stack)
        if args.command == "seed":
            return _seed(target, args.user, password)
        return _check(target, args.user, password)
    except (LookupError, ClientError, BotoCoreError) as fault:
        print(f"{args.stack} could not be reached: {fault}", file=sys.stderr)
        return 1


def _seed(target: Target, user_name: str, password: str | None) -> int:
    seeded = seed(target, user_name, password)
    print(f"user {user_name} ({seeded.user_id}) has a profile and a coach in {target.name}")
    if seeded.password:
        print(f"the password, shown once: {seeded.password}")
    return 0


def _check(target: Target, user_name: str, password: str | None) -> int:
    if password is None:
        print(f"{user_name} gets a fresh password for this run; give PASSWORD= to keep theirs")
    findings = make_checklist(target, user_name, password, lambda line: print(line, flush=True))
    print(summary(findings))
    return 1 if has_failed(findings) else 0


if __name__ == "__main__":
    sys.exit(main())
