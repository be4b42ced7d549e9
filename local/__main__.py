"""`python -m local run|demo`: the two commands behind `make run` and `make demo`."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from local.access import write_run_file
from local.aws_resources import PASSWORD, USER_NAME
from local.demo import run_demo
from local.processes import StartError
from local.stack import DEFAULT_PORT, LocalStack, StackOptions
from local.terminal import chat


def main() -> int:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(prog="local", description=__doc__)
    parser.add_argument("command", choices=("run", "demo"))
    parser.add_argument("--port", type=int, default=None)
    parser.add_argument("--out", type=Path, default=Path("program.json"))
    parser.add_argument("--model", choices=("offline", "bedrock"), default="offline")
    parser.add_argument("--max-usd", type=float, default=1.0)
    args = parser.parse_args()
    options = StackOptions(port=_port(args.port, args.command))
    if args.model == "bedrock":
        options = StackOptions(
            port=options.port,
            bedrock_module="local.bedrock.relay",
            bedrock_args=("--max-usd", str(args.max_usd)),
        )
    if args.command == "demo":
        return run_demo(args.out, options)
    return _run(options)


def _port(port: int | None, command: str) -> int:
    """Return the asked port; the demo takes any free one unless told."""
    if port is not None:
        return port
    return DEFAULT_PORT if command == "run" else 0


def _run(options: StackOptions) -> int:
    try:
        with LocalStack(options, lambda text: print(f"- {text}", file=sys.stderr)) as stack:
            if sys.stdin.isatty() and sys.stdout.isatty():
                chat(stack)
            else:
                _serve(stack)
    except StartError as failed:
        print(failed, file=sys.stderr)
        return 1
    return 0


def _serve(stack: LocalStack) -> None:
    """Print one ready line and wait for SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    write_run_file(stack.resources, stack.api_url, stack.user_id, stack.coach_id)
    print(
        f"ready {stack.api_url} user={stack.user_id} coach={stack.coach_id} "
        f"sign-in: {USER_NAME} / {PASSWORD}, or `make token` for an access token",
        flush=True,
    )
    stop.wait()


if __name__ == "__main__":
    sys.exit(main())
