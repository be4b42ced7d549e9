"""Titan text embeddings behind the `EmbeddingModel` port; boto3 is imported with the first call."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from libs.ai.bedrock.failures import error_of_status, hinted_delay_s
from libs.ai.models import TITAN_MODEL_ID
from libs.ai.ports import Usage
from libs.ai.retry import EMBEDDING_RETRIES, Attempts, RetryPolicy, TokenBucket
from libs.ai.usage import CallRecord, SpendGuard, UsageMeter, cost_micro_usd
from libs.clock import Clock
from libs.errors import ModelError, ModelOutputError, ModelUnavailableError
from libs.ids import Ids

if TYPE_CHECKING:
    from types_boto3_bedrock_runtime import BedrockRuntimeClient

LABEL = "embedding"
DIMENSIONS = 512
"""Source: bedrock.md, section 13."""

CONNECT_S = 3.0


class BedrockEmbeddings:
    """Unit vectors from Titan; safe for threads. Retries here, not in boto3."""

    def __init__(
        self,
        *,
        region: str,
        clock: Clock,
        ids: Ids,
        remaining_s: Callable[[], float],
        token_bucket: TokenBucket,
        meter: UsageMeter,
        model_id: str = TITAN_MODEL_ID,
        dimensions: int = DIMENSIONS,
        policy: RetryPolicy = EMBEDDING_RETRIES,
        guard: SpendGuard | None = None,
        endpoint_url: str | None = None,
    ) -> None:
        self.dimensions = dimensions
        self._region = region
        self._clock = clock
        self._ids = ids
        self._remaining_s = remaining_s
        self._bucket = token_bucket
        self._meter = meter
        self._model_id = model_id
        self._policy = policy
        self._guard = guard
        self._endpoint_url = endpoint_url
        self._lock = threading.Lock()
        self._client: BedrockRuntimeClient | None = None

    def embed(self, text: str) -> tuple[float, ...]:
        """Return the unit vector of a text of at most 8,000 tokens.

        Raises:
            ModelError: the call failed, after the retries that the remaining time allows.
            OutOfTimeError: no time is left for a call.
            BudgetExceededError: the spending limit of a local run is reached.
        """
        attempts = Attempts(
            self._policy,
            models=(self._model_id,),
            bucket=self._bucket,
            ids=self._ids,
            remaining_s=self._remaining_s,
        )
        started_s = self._clock.monotonic_s()
        while True:
            if self._guard is not None:
                self._guard.check()
            attempts.begin()
            try:
                vector, tokens = self._invoke(text)
            except ModelError as error:
                delay_s = attempts.delay_after(error)
                if delay_s is None:
                    raise
                self._clock.sleep(delay_s)
                continue
            attempts.succeed()
            self._record(tokens, attempts.sent, self._clock.monotonic_s() - started_s)
            return vector

    def _invoke(self, text: str) -> tuple[tuple[float, ...], int]:
        # Late: boto3 is slow to import, and many calls never embed anything.
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

        request = {"inputText": text, "dimensions": self.dimensions, "normalize": True}
        try:
            answer = self._connect().invoke_model(
                modelId=self._model_id,
                body=json.dumps(request),
                contentType="application/json",
                accept="application/json",
            )
            value: object = json.loads(answer["body"].read())
        except ClientError as error:
            raise self._client_error(error.response) from error
        except BotoCoreError as error:
            message = f"Bedrock could not be reached: {type(error).__name__}."
            raise ModelUnavailableError(message, model_id=self._model_id) from error
        except ValueError as error:
            raise self._bad_answer() from error
        return self._read(value)

    def _read(self, value: object) -> tuple[tuple[float, ...], int]:
        vector = value.get("embedding") if isinstance(value, dict) else None
        if not isinstance(vector, list) or len(vector) != self.dimensions:
            raise self._bad_answer()
        tokens = value.get("inputTextTokenCount") if isinstance(value, dict) else 0
        return tuple(float(number) for number in vector), tokens if isinstance(tokens, int) else 0

    def _bad_answer(self) -> ModelOutputError:
        return ModelOutputError("The answer holds no vector.", model_id=self._model_id)

    def _client_error(self, response: object) -> ModelError:
        parts = response if isinstance(response, Mapping) else {}
        error, meta = parts.get("Error", {}), parts.get("ResponseMetadata", {})
        return error_of_status(
            int(meta.get("HTTPStatusCode", 0)),
            str(error.get("Code", "")),
            str(error.get("Message", "")),
            model_id=self._model_id,
            retry_after_s=hinted_delay_s(meta.get("HTTPHeaders", {})),
        )

    def _connect(self) -> BedrockRuntimeClient:
        with self._lock:
            if self._client is None:
                import boto3  # noqa: PLC0415 - late, see above
                from botocore.config import Config  # noqa: PLC0415 - late, see above

                self._client = boto3.client(
                    "bedrock-runtime",
                    region_name=self._region,
                    endpoint_url=self._endpoint_url,
                    config=Config(
                        connect_timeout=CONNECT_S,
                        read_timeout=self._policy.read_cap_s,
                        retries={"total_max_attempts": 1},
                    ),
                )
            return self._client

    def _record(self, tokens: int, attempts: int, seconds: float) -> None:
        usage = Usage(input_tokens=tokens)
        cost = cost_micro_usd(self._model_id, usage)
        record = CallRecord(LABEL, self._model_id, usage, attempts, seconds, cost)
        self._meter.record(record)
