"""Everything that needs the SDK at run time: clients, opening a stream, its many exceptions.

Importing this module costs about a second; `client.py` and `async_client.py` import it late.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Mapping

import anthropic
import httpx2
from anthropic import (
    AnthropicBedrock,
    AsyncAnthropicBedrock,
    AsyncStream,
    RequestOptions,
    Stream,
)
from anthropic.lib.aws._auth import get_auth_headers
from anthropic.lib.bedrock._stream_decoder import get_response_stream_shape
from anthropic.types import Message, RawMessageStreamEvent
from botocore.eventstream import ParserError
from botocore.exceptions import BotoCoreError

from libs.ai.bedrock.failures import error_of_frame, error_of_status, hinted_delay_s
from libs.ai.bedrock.requests import Payload
from libs.errors import (
    ModelError,
    ModelRejectedError,
    ModelStreamBrokenError,
    ModelUnavailableError,
)

CONNECT_S = 3.0
WRITE_S = 10.0
"""Source: bedrock.md, section 8."""

OPENING_ERRORS = (anthropic.AnthropicError, httpx2.HTTPError, BotoCoreError, RuntimeError)
"""What sending may raise; the RuntimeError is the SDK's own for missing credentials."""

READING_ERRORS = (
    anthropic.AnthropicError,
    httpx2.HTTPError,
    httpx2.StreamError,
    ParserError,
    ValueError,
)
"""What reading may raise; ParserError and ValueError mean bytes that are no frames or no JSON."""


class BlockingTransport:
    """Sends requests and yields raw events; safe for threads. Never retries."""

    def __init__(self, region: str, base_url: str | None) -> None:
        self._client = AnthropicBedrock(
            aws_region=region, base_url=base_url, max_retries=0, open_telemetry=False
        )
        get_response_stream_shape()

    def events(
        self, payload: Payload, *, read_s: float
    ) -> Generator[RawMessageStreamEvent, None, None]:
        """Send the request and yield its events; closing the iterator closes the connection.

        Raises:
            ModelError: whatever goes wrong, mapped.
        """
        model_id = payload.model_id
        try:
            stream = self._client.post(
                payload.path,
                cast_to=Message,
                content=payload.encoded(),
                options=_options(read_s),
                stream=True,
                stream_cls=Stream[RawMessageStreamEvent],
            )
        except OPENING_ERRORS as error:
            raise _opening_error(error, model_id=model_id) from error
        with stream:
            events = iter(stream)
            while True:
                try:
                    event = next(events, None)
                except READING_ERRORS as error:
                    raise _reading_error(error, model_id=model_id) from error
                if event is None:
                    return
                yield event

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


class _SigningHere(AsyncAnthropicBedrock):
    """Signs on the loop: the thread that the SDK takes for it costs a turn two milliseconds."""

    async def _prepare_request(self, request: httpx2.Request) -> None:
        if self.api_key is not None:
            await super()._prepare_request(request)
            return
        signed = get_auth_headers(
            method=request.method,
            url=str(request.url),
            headers=request.headers,
            aws_access_key=self.aws_access_key,
            aws_secret_key=self.aws_secret_key,
            aws_session_token=self.aws_session_token,
            region=self.aws_region,
            profile=self.aws_profile,
            data=request.read(),
            service_name="bedrock",
        )
        request.headers.update(signed)


class AsyncTransport:
    """The same for one event loop."""

    def __init__(self, region: str, base_url: str | None) -> None:
        self._client = _SigningHere(
            aws_region=region, base_url=base_url, max_retries=0, open_telemetry=False
        )
        get_response_stream_shape()

    async def events(
        self, payload: Payload, *, read_s: float
    ) -> AsyncGenerator[RawMessageStreamEvent, None]:
        """Send the request and yield its events; closing the iterator closes the connection.

        Raises:
            ModelError: whatever goes wrong, mapped.
        """
        model_id = payload.model_id
        try:
            stream = await self._client.post(
                payload.path,
                cast_to=Message,
                content=payload.encoded(),
                options=_options(read_s),
                stream=True,
                stream_cls=AsyncStream[RawMessageStreamEvent],
            )
        except OPENING_ERRORS as error:
            raise _opening_error(error, model_id=model_id) from error
        async with stream:
            events = aiter(stream)
            while True:
                try:
                    event = await anext(events, None)
                except READING_ERRORS as error:
                    raise _reading_error(error, model_id=model_id) from error
                if event is None:
                    return
                yield event

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


def _opening_error(error: BaseException, *, model_id: str) -> ModelError:
    """Map what sending raised."""
    if isinstance(error, anthropic.APIStatusError):
        return _status_error(error, model_id=model_id)
    if isinstance(error, anthropic.APIConnectionError | httpx2.HTTPError | BotoCoreError):
        message = f"Bedrock could not be reached: {type(error).__name__}."
        return ModelUnavailableError(message, model_id=model_id)
    return ModelRejectedError(f"The request could not be sent: {error}", model_id=model_id)


def _reading_error(error: BaseException, *, model_id: str) -> ModelError:
    """Map what reading the stream raised; an exception frame has status 200 and a type."""
    if isinstance(error, anthropic.APIStatusError):
        detail = error.api_message or ""
        return error_of_frame(str(error.type or ""), detail, model_id=model_id)
    message = f"The model's answer broke off: {type(error).__name__}."
    return ModelStreamBrokenError(message, model_id=model_id)


def _status_error(error: anthropic.APIStatusError, *, model_id: str) -> ModelError:
    headers = error.response.headers
    body = error.body
    text = body.get("message") if isinstance(body, Mapping) else None
    return error_of_status(
        error.status_code,
        headers.get("x-amzn-errortype", "").partition(":")[0],
        str(text or ""),
        model_id=model_id,
        retry_after_s=hinted_delay_s(headers),
    )


def _options(read_s: float) -> RequestOptions:
    time_out = httpx2.Timeout(connect=CONNECT_S, write=WRITE_S, read=read_s, pool=read_s)
    return {"headers": {"Content-Type": "application/json"}, "timeout": time_out}
