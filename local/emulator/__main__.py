"""`python -m local.emulator`: deploy for real on this machine, seed, check, tear down."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time

from local.accounts import fresh_password
from local.aws_resources import USER_NAME
from local.emulator.cdk import CdkError
from local.emulator.differences import lines
from local.emulator.system import DeployedLocally
from local.processes import StartError
from local.verify.checklist import make_checklist
from local.verify.report import has_failed, summary
from local.verify.seeding import seed


def main() -> int:
    """Return 0 when the deployment stood and every check that could be made holds."""
    parser = argparse.ArgumentParser(prog="local.emulator", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="leave it running until Ctrl-C")
    keep = parser.parse_args().keep
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started = time.monotonic()
    try:
        with DeployedLocally(lambda text: _say(f"- {text}")) as system:
            failed = _check(system)
            _say(f"{time.monotonic() - started:.0f} s in all")
            if keep:
                _wait(system)
    except (StartError, CdkError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 1 if failed else 0


def _check(system: DeployedLocally) -> bool:
    """Seed, make the checklist and print everything; return whether a check failed."""
    password = fresh_password()
    seeded = seed(system.target, USER_NAME, password)
    _say(f"- seeded {USER_NAME} ({seeded.user_id}) with profile and coach")
    for timing in system.timings:
        _say(f"{'done':<11} {timing.seconds:6.1f} s  {'deploy':<6} {timing.step}")
    findings = make_checklist(system.target, USER_NAME, password, _say)
    _say(summary(findings))
    for line in lines():
        _say(line)
    return has_failed(findings)


def _wait(system: DeployedLocally) -> None:
    """Say where everything is and wait for Ctrl-C."""
    target = system.target
    _say(f"kept: routes at {target.api_url}, chat at {target.chat_url}; Ctrl-C ends it")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        _say("- ending")


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
