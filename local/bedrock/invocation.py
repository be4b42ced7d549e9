"""Serves InvokeModel and InvokeModelWithResponseStream: check, script, hold, answer, log."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import unquote

from libs.clock import Clock
from local.bedrock import embeddings
from local.bedrock.answers import Answer, Pace
from local.bedrock.calls import CallLog, CallState, LoggedCall, ModelCall, read_call
from local.bedrock.capabilities import ModelRules
from local.bedrock.event_stream import CONTENT_TYPE
from local.bedrock.failures import Failure, invalid
from local.bedrock.http_exchange import Exchange
from local.bedrock.messages import Utterance, whole_message
from local.bedrock.prefix_cache import CacheUse, PrefixCache
from local.bedrock.rules import check_body, find_model
from local.bedrock.scripts import Script, ScriptBook
from local.bedrock.signature import SignedRequest, check_signature
from local.bedrock.speaking import Manner, Speaker

OPERATION = re.compile(r"/model/(?P<model>[^/]+)/(?P<name>invoke|invoke-with-response-stream)")
_PLAIN = Script()


class Responder(Protocol):
    """Says what the model says when no script does; called from many threads at once."""

    def respond(self, call: ModelCall) -> Answer:
        """Return the whole answer to a call."""
        ...


class FixedResponder:
    """Says the same to everybody."""

    def __init__(self, text: str = "This is the local Bedrock; nothing is scripted.") -> None:
        self._answer = Answer(text)

    def respond(self, call: ModelCall) -> Answer:
        """Return the fixed answer."""
        return self._answer


@dataclass
class Desk:
    """What all invocations share; `pace` may be replaced while calls run."""

    responder: Responder
    secrets: Mapping[str, str]
    clock: Clock
    log: CallLog
    scripts: ScriptBook
    cache: PrefixCache
    stopping: threading.Event
    pace: Pace


class Invocation:
    """One call of the model."""

    def __init__(self, desk: Desk, exchange: Exchange, *, model_id: str, name: str) -> None:
        self._desk = desk
        self._exchange = exchange
        self._model_id = model_id
        self._streams = name != "invoke"
        self._received_s = exchange.arrived_s
        self._logged: LoggedCall = desk.log.open(name, model_id, at_s=self._received_s)

    def serve(self) -> None:
        """Answer the request and note how it ended."""
        failure = self._check_signature()
        if failure is not None:
            self._refuse(failure)
            return
        body = _read_object(self._exchange.body)
        if body is None:
            self._refuse(invalid("Malformed input request, please reformat your input."))
        elif self._model_id == embeddings.MODEL_ID:
            self._serve_embedding(body)
        else:
            self._serve_messages(body)

    def _check_signature(self) -> Failure | None:
        exchange = self._exchange
        request = SignedRequest(
            exchange.method,
            exchange.path_only,
            exchange.query,
            exchange.lower_headers(),
            exchange.body,
        )
        now = self._desk.clock.now()
        return check_signature(request, secrets=self._desk.secrets, now=now)

    def _serve_embedding(self, body: Mapping[str, object]) -> None:
        call = replace(read_call(self._logged.number, self._model_id, body), label="embedding")
        self._desk.log.describe(self._logged, label=call.label, body=body)
        script = self._take_script(call)
        answer = script.failure() or embeddings.answer_embedding(body)
        if isinstance(answer, Failure):
            self._refuse(answer)
            return
        headers = {"x-amzn-RequestId": self._request_id, "X-Local-Bedrock": embeddings.NOTE}
        self._move("done")
        self._exchange.answer_json(answer, headers=headers)

    def _serve_messages(self, body: Mapping[str, object]) -> None:
        call = read_call(self._logged.number, self._model_id, body)
        self._desk.log.describe(self._logged, label=call.label, body=body)
        rules = find_model(self._model_id)
        if isinstance(rules, Failure):
            self._refuse(rules)
            return
        failure = check_body(body, rules)
        if failure is not None:
            self._refuse(failure)
            return
        self._serve_valid(call, rules)

    def _serve_valid(self, call: ModelCall, rules: ModelRules) -> None:
        script = self._take_script(call)
        self._hold(call.label)
        cache = self._plan_cache(call.body, rules)
        failure = script.failure() or _too_long(cache, rules)
        if failure is not None:
            self._wait(script.delay_s)
            self._refuse(failure)
            return
        utterance = Utterance(
            call=call,
            answer=self._answer(call, script),
            cache=cache,
            thinks=rules.thinks_by_default or _asks_for_thinking(call.body),
            extra_events=script.extra_events,
        )
        self._wait_first(script)
        self._send(utterance, script)

    def _plan_cache(self, body: Mapping[str, object], rules: ModelRules) -> CacheUse:
        return self._desk.cache.plan(
            self._model_id,
            body,
            min_tokens=rules.min_prefix_tokens,
            now_s=self._desk.clock.monotonic_s(),
        )

    def _answer(self, call: ModelCall, script: Script) -> Answer:
        self._move("waiting")
        answer = script.answer() or self._desk.responder.respond(call)
        if script.stop_reason is not None:
            answer = replace(answer, stop_reason=script.stop_reason)
        return answer.cut_to(call.max_tokens)

    def _send(self, utterance: Utterance, script: Script) -> None:
        if not self._streams:
            self._start(utterance)
            self._finish(utterance, whole=True)
            self._exchange.answer_json(whole_message(utterance), headers=self._headers(utterance))
            return
        speaker = Speaker(
            self._exchange,
            clock=self._desk.clock,
            received_s=self._received_s,
            stopping=self._desk.stopping,
            on_start=lambda: self._start(utterance),
            on_token=self._note_token,
            on_end=lambda whole: self._finish(utterance, whole=whole),
        )
        manner = Manner(_pace_of(script, self._desk.pace), script.first_delay_s, script.break_)
        try:
            self._exchange.start_chunks(
                {
                    "Content-Type": CONTENT_TYPE,
                    "X-Amzn-Bedrock-Content-Type": "application/json",
                    "x-amzn-RequestId": self._request_id,
                }
            )
            speaker.speak(utterance, manner)
        except ConnectionError:
            self._move("client_gone")
            raise

    def _headers(self, utterance: Utterance) -> dict[str, str]:
        elapsed_s = self._desk.clock.monotonic_s() - self._received_s
        return {
            "x-amzn-RequestId": self._request_id,
            "X-Amzn-Bedrock-Input-Token-Count": str(utterance.cache.input_tokens),
            "X-Amzn-Bedrock-Output-Token-Count": str(utterance.output_tokens),
            "X-Amzn-Bedrock-Cache-Read-Input-Token-Count": str(utterance.cache.read_tokens),
            "X-Amzn-Bedrock-Cache-Write-Input-Token-Count": str(utterance.cache.write_tokens),
            "X-Amzn-Bedrock-Invocation-Latency": str(round(elapsed_s * 1000)),
        }

    def _start(self, utterance: Utterance) -> None:
        # Readable from here on: a client that sees the start may rely on the prefix.
        self._desk.cache.commit(utterance.cache)
        prompt = {name: n for name, n in utterance.usage.items() if name != "output_tokens"}
        self._desk.log.account(self._logged, prompt, None)
        self._move("streaming")

    def _note_token(self) -> None:
        self._desk.log.note_token(self._logged, at_s=self._desk.clock.monotonic_s())

    def _finish(self, utterance: Utterance, *, whole: bool) -> None:
        if whole:
            reason = utterance.answer.final_reason
            self._desk.log.account(self._logged, utterance.usage, reason)
        self._move("done" if whole else "failed")

    def _take_script(self, call: ModelCall) -> Script:
        return self._desk.scripts.take(call) or _PLAIN

    def _hold(self, label: str) -> None:
        if self._desk.scripts.is_held(label):
            self._move("held")
            self._desk.scripts.wait_released(label)

    def _wait_first(self, script: Script) -> None:
        elapsed_s = self._desk.clock.monotonic_s() - self._received_s
        self._wait(script.delay_s + max(0.0, self._desk.pace.first_token_s - elapsed_s))

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self._desk.stopping.wait(seconds)

    def _refuse(self, failure: Failure) -> None:
        self._desk.log.fail(self._logged, failure, at_s=self._desk.clock.monotonic_s())
        self._exchange.answer_failure(failure, request_id=self._request_id)

    def _move(self, state: CallState) -> None:
        self._desk.log.move(self._logged, state, at_s=self._desk.clock.monotonic_s())

    @property
    def _request_id(self) -> str:
        return f"local-{self._logged.number:06d}"


def find_operation(path: str) -> tuple[str, str] | None:
    """Return model id and operation of a path, None for any other path."""
    match = OPERATION.fullmatch(path)
    return (unquote(match["model"]), match["name"]) if match else None


def _read_object(raw: bytes) -> dict[str, object] | None:
    try:
        value = json.loads(raw)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _too_long(cache: CacheUse, rules: ModelRules) -> Failure | None:
    if cache.prompt_tokens <= rules.context_tokens:
        return None
    return invalid(
        f"prompt is too long: {cache.prompt_tokens} tokens > {rules.context_tokens} maximum"
    )


def _asks_for_thinking(body: Mapping[str, object]) -> bool:
    thinking = body.get("thinking")
    return isinstance(thinking, dict) and thinking.get("type") in ("adaptive", "enabled")


def _pace_of(script: Script, pace: Pace) -> Pace:
    return Pace(
        pace.first_token_s,
        pace.tokens_per_s if script.tokens_per_s is None else script.tokens_per_s,
        pace.chunk_chars if script.chunk_chars is None else script.chunk_chars,
    )
