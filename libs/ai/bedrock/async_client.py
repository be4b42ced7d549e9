"""The streaming text model for the chat; the SDK is imported in the background."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import aclosing
from typing import TYPE_CHECKING

from libs.ai.bedrock.calls import Call, CallSettings
from libs.ai.models import ModelTiers
from libs.ai.ports import ModelEvent, ModelRequest, ModelStarted, Stop
from libs.ai.retry import CHAT_RETRIES, RetryPolicy, TokenBucket
from libs.ai.usage import SpendGuard, UsageMeter
from libs.clock import Clock
from libs.errors import ModelError, ModelUnavailableError, OutOfTimeError
from libs.ids import Ids

if TYPE_CHECKING:
    from libs.ai.bedrock.sdk import AsyncTransport


class AsyncBedrockTextModel:
    """Claude on Bedrock behind the `AsyncTextModel` port; bound to one event loop."""

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
        policy: RetryPolicy = CHAT_RETRIES,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
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
        self._sleep = sleep
        self._lock = threading.Lock()
        self._transport: Future[AsyncTransport] | None = None

    def preload(self) -> None:
        """Start importing the SDK in a background thread; repeated calls do nothing."""
        self._loading()

    async def load(self) -> None:
        """Import the SDK and build its client; returns when both are done."""
        await asyncio.wrap_future(self._loading())

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        """Yield events as they come; the last one is a `Stop`, a refusal included.

        `ModelStarted` comes together with the first content, because until then an attempt that
        fails is repeated, on the fallback model in the end.

        Raises:
            ModelError: one of its subclasses; broken and silent ends included.
            BudgetExceededError: the spending limit of a local run is reached.
        """
        call = Call(self._settings, request)
        try:
            while True:
                shown = False
                try:
                    async with aclosing(self._attempt(call)) as events:
                        async for event in events:
                            shown = True
                            yield event
                except ModelError as error:
                    delay_s = None if shown else call.fail(error)
                    if delay_s is None:
                        raise
                    await self._sleep(delay_s)
                else:
                    call.succeed()
                    return
        finally:
            call.close()

    async def close(self) -> None:
        """Close the connections."""
        with self._lock:
            loading, self._transport = self._transport, None
        if loading is not None:
            await (await asyncio.wrap_future(loading)).close()

    async def _attempt(self, call: Call) -> AsyncGenerator[ModelEvent, None]:
        transport = await asyncio.wrap_future(self._loading())
        try:
            payload, read_s = call.begin()
        except OutOfTimeError as error:
            raise ModelUnavailableError("Too little time is left for an answer.") from error
        reader = call.reader
        held: ModelStarted | None = None
        try:
            async with aclosing(transport.events(payload, read_s=read_s)) as events:
                async for raw in events:
                    for event in reader.feed(raw):
                        if isinstance(event, ModelStarted):
                            held = event
                            continue
                        if held is not None:
                            yield held
                            held = None
                        yield call.whole(event) if isinstance(event, Stop) else event
        except ModelError:
            if not reader.stopped:
                raise
        reader.check_end()

    def _loading(self) -> Future[AsyncTransport]:
        with self._lock:
            if self._transport is None:
                executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sdk-import")
                self._transport = executor.submit(self._load)
                executor.shutdown(wait=False)
            return self._transport

    def _load(self) -> AsyncTransport:
        # Late: the SDK takes a second to import.
        from libs.ai.bedrock.sdk import AsyncTransport  # noqa: PLC0415

        return AsyncTransport(self._region, self._base_url)
