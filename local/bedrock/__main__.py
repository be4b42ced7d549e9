"""Run the local Bedrock by itself: `python -m local.bedrock --port 8089`."""

from __future__ import annotations

import argparse
import importlib
import signal
import threading

from local.bedrock.answers import DEFAULT_CHUNK_CHARS, Pace
from local.bedrock.invocation import Responder
from local.bedrock.server import LOCAL_ACCESS_KEY_ID, LOCAL_SECRET_KEY, LocalBedrock


def main() -> None:
    """Serve until SIGTERM or SIGINT; one ready line on standard output."""
    options = _parser().parse_args()
    bedrock = LocalBedrock(
        _load_responder(options.responder) if options.responder else None,
        port=options.port,
        secrets={options.access_key_id: options.secret_key},
        pace=Pace(options.first_token_s, options.tokens_per_s, options.chunk_chars),
    )
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    print(f"ready {bedrock.start()}", flush=True)
    stop.wait()
    bedrock.stop()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local.bedrock", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--responder", help="module:Class of a Responder without arguments")
    parser.add_argument("--access-key-id", default=LOCAL_ACCESS_KEY_ID)
    parser.add_argument("--secret-key", default=LOCAL_SECRET_KEY)
    parser.add_argument("--first-token-s", type=float, default=0.0)
    parser.add_argument("--tokens-per-s", type=float, default=0.0, help="0 is unlimited")
    parser.add_argument("--chunk-chars", type=int, default=DEFAULT_CHUNK_CHARS)
    return parser


def _load_responder(name: str) -> Responder:
    module, _, attribute = name.partition(":")
    responder: Responder = getattr(importlib.import_module(module), attribute)()
    return responder


if __name__ == "__main__":
    main()
