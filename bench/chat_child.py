"""The chat function as deployed with one more route: `python -m bench.chat_child PORT`.

`GET /_bench/facts` tells whether the model SDK was loaded when the first byte of the first stream
was handed to the socket, and CPU seconds of the process then and now.
"""

from __future__ import annotations

from functions.stream_coach_conversation.server import serve  # isort: skip  (rests the collector)

import json
import sys
import time

from starlette.types import Message, Receive, Scope, Send

from functions.stream_coach_conversation.handler import app as chat_app

FACTS_PATH = "/_bench/facts"
SDK = "anthropic"
_facts: dict[str, bool | float] = {}


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request."""
    if scope["type"] == "http" and scope["path"] == FACTS_PATH:
        facts = {**_facts, "sdkNow": SDK in sys.modules, "cpuS": time.process_time()}
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(facts).encode()})
        return

    async def watching(message: Message) -> None:
        await send(message)
        if message["type"] == "http.response.body" and b"stream-open" in message.get("body", b""):
            _facts.setdefault("sdkAtFirstByte", SDK in sys.modules)
            _facts.setdefault("cpuAtFirstByteS", time.process_time())

    await chat_app(scope, receive, watching)


if __name__ == "__main__":
    serve(app, int(sys.argv[1]))
