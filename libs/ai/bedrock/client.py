"""The blocking text model for the builds; safe to use from several threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from libs.ai.bedrock.calls import Call, CallSettings
from libs.ai.bedrock.events import ReplyCollector
from libs.ai.models import ModelTiers
from libs.ai.ports import ModelEvent, ModelReply, ModelRequest, ModelStarted
from libs.ai.retry import BUILD_RETRIES, RetryPolicy, TokenBucket
from libs.ai.usage import SpendGuard, UsageMeter
from libs.clock import Clock
from libs.errors import ModelError, ModelRefusedError, OutOfTimeError
from libs.ids import Ids

if TYPE_CHECKING:
    from libs.ai.bedrock.sdk import BlockingTransport


class BedrockTextModel:
    """Claude on Bedrock behind the `TextModel` port."""

    def __init__(
        self,
        *,
        tiers: ModelTiers,
        region: str,
        clock: Clock,
        ids: Ids,
        remaining_s: Callable[[], float],
        token_bucket: TokenBucket,
        meter: UsageMeter,
        base_url: str | None = None,
        guard: SpendGuard | None = None,
        policy: RetryPolicy = BUILD_RETRIES,
    ) -> None:
        self._settings = CallSettings(
            tiers=tiers,
            policy=policy,
            clock=clock,
            ids=ids,
            remaining_s=remaining_s,
            bucket=token_bucket,
            meter=meter,
            guard=guard,
        )
        self._region = region
        self._base_url = base_url
        self._lock = threading.Lock()
        self._transport: BlockingTransport | None = None

    def create(
        self, request: ModelRequest, *, on_started: Callable[[], None] | None = None
    ) -> ModelReply:
        """Return the collected answer; retries and the fallback model happen inside.

        Raises:
            ModelRefusedError: the model, and its fallback, refused.
            ModelError: another subclass, after the retries that the remaining time allows.
            OutOfTimeError: the time ran out before, or in the middle of, the answer.
            BudgetExceededError: the spending limit of a local run is reached.
        """
        call = Call(self._settings, request)
        started = _Once(on_started)
        try:
            while True:
                try:
                    reply = self._attempt(call, started)
                except ModelError as error:
                    delay_s = call.fail(error)
                    if delay_s is None:
                        raise
                    self._settings.clock.sleep(delay_s)
                else:
                    call.succeed()
                    return reply
        finally:
            call.close()

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            transport, self._transport = self._transport, None
        if transport is not None:
            transport.close()

    def _attempt(self, call: Call, started: _Once) -> ModelReply:
        collector = ReplyCollector()
        for event in self._events(call):
            if isinstance(event, ModelStarted):
                started.fire()
            collector.add(event)
        reply = collector.reply(wasted=call.wasted, attempts=call.sent)
        if reply.stop == "refusal":
            raise ModelRefusedError("The model declined to answer.", model_id=reply.model_id)
        return reply

    def _events(self, call: Call) -> Iterator[ModelEvent]:
        payload, read_s = call.begin()
        reader = call.reader
        try:
            with closing(self._connect().events(payload, read_s=read_s)) as events:
                for raw in events:
                    yield from reader.feed(raw)
                    self._check_time()
        except ModelError:
            if not reader.stopped:
                raise
        reader.check_end()

    def _check_time(self) -> None:
        # The read time-out sees silence only; a model that drips must not outlive the invocation.
        if self._settings.remaining_s() < self._settings.policy.reserve_s / 2:
            raise OutOfTimeError("The time ran out in the middle of a model's answer.")

    def _connect(self) -> BlockingTransport:
        with self._lock:
            if self._transport is None:
                # Late: the SDK takes a second to import.
                from libs.ai.bedrock.sdk import BlockingTransport  # noqa: PLC0415

                self._transport = BlockingTransport(self._region, self._base_url)
            return self._transport


class _Once:
    def __init__(self, action: Callable[[], None] | None) -> None:
        self._action = action

    def fire(self) -> None:
        """Run the action the first time, do nothing later."""
        action, self._action = self._action, None
        if action is not None:
            action()
