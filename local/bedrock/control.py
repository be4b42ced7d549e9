"""The routes under `/_stub/`, which Bedrock does not have: script, hold, pace, read the log."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

from pydantic import TypeAdapter, ValidationError

from libs.wire import WireModel
from local.bedrock.answers import DEFAULT_CHUNK_CHARS, Pace
from local.bedrock.http_exchange import Exchange
from local.bedrock.invocation import Desk
from local.bedrock.scripts import Script

PREFIX = "/_stub/"
MAX_WAIT_S = 60.0

_SCRIPTS = TypeAdapter(list[Script])
Route = Callable[[Exchange, Desk], object]


class PaceRequest(WireModel):
    """The speed of all answers from now on."""

    first_token_s: float = 0.0
    tokens_per_s: float = 0.0
    chunk_chars: int = DEFAULT_CHUNK_CHARS


class LabelRequest(WireModel):
    """A label to hold (`*` for all) or to release (none for all)."""

    label: str | None = None


def serve_control(exchange: Exchange, desk: Desk) -> None:
    """Answer one control request: 404 for unknown routes, 400 for unusable bodies."""
    host = exchange.headers.get("Host", "").partition(":")[0]
    route = _ROUTES.get((exchange.method, exchange.path_only.removeprefix(PREFIX)))
    if route is None or host not in ("127.0.0.1", "localhost"):
        exchange.answer_json({"message": "No such control route."}, status=404)
        return
    try:
        answer = route(exchange, desk)
    except (ValidationError, ValueError) as error:
        exchange.answer_json({"message": str(error)}, status=400)
        return
    exchange.answer_json(answer)


def _health(exchange: Exchange, desk: Desk) -> object:
    return {"ok": True}


def _calls(exchange: Exchange, desk: Desk) -> object:
    query = {name: values[-1] for name, values in parse_qs(exchange.query).items()}
    calls = desk.log.wait(
        label=query.get("label"),
        state=query.get("state"),
        at_least=int(query.get("atLeast", "0")),
        timeout_s=min(MAX_WAIT_S, float(query.get("timeoutS", "0"))),
    )
    with_body = query.get("bodies") == "1"
    return {"calls": [call.to_json(with_body=with_body) for call in calls]}


def _clear_calls(exchange: Exchange, desk: Desk) -> object:
    desk.log.clear()
    return {}


def _list_scripts(exchange: Exchange, desk: Desk) -> object:
    return {"scripts": desk.scripts.pending()}


def _add_scripts(exchange: Exchange, desk: Desk) -> object:
    value: object = json.loads(exchange.body)
    scripts = _SCRIPTS.validate_python(value if isinstance(value, list) else [value])
    desk.scripts.add(scripts)
    return {"added": len(scripts)}


def _clear_scripts(exchange: Exchange, desk: Desk) -> object:
    desk.scripts.clear()
    return {}


def _hold(exchange: Exchange, desk: Desk) -> object:
    desk.scripts.hold(LabelRequest.from_wire(json.loads(exchange.body)).label or "*")
    return {}


def _release(exchange: Exchange, desk: Desk) -> object:
    desk.scripts.release(LabelRequest.from_wire(json.loads(exchange.body or b"{}")).label)
    return {}


def _set_pace(exchange: Exchange, desk: Desk) -> object:
    pace = PaceRequest.from_wire(json.loads(exchange.body))
    desk.pace = Pace(pace.first_token_s, pace.tokens_per_s, pace.chunk_chars)
    return {}


def _reset(exchange: Exchange, desk: Desk) -> object:
    reset(desk)
    return {}


def reset(desk: Desk) -> None:
    """Forget scripts, holds, the log and the prefix cache; the pace stays."""
    desk.scripts.clear()
    desk.log.clear()
    desk.cache.clear()


_ROUTES: Mapping[tuple[str, str], Route] = {
    ("GET", "health"): _health,
    ("GET", "calls"): _calls,
    ("DELETE", "calls"): _clear_calls,
    ("GET", "scripts"): _list_scripts,
    ("POST", "scripts"): _add_scripts,
    ("DELETE", "scripts"): _clear_scripts,
    ("POST", "hold"): _hold,
    ("POST", "release"): _release,
    ("POST", "pace"): _set_pace,
    ("POST", "reset"): _reset,
}
