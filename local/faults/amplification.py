"""What retries add to the load: requests per call under throttling, in the one retrying layer."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from libs.ai.bedrock.client import BedrockTextModel
from libs.ai.models import load_tiers
from libs.ai.ports import ModelMessage, ModelRequest, SystemBlock, TextPart
from libs.ai.retry import BUCKET_CAPACITY, BUILD_RETRIES, RETRY_COST, TokenBucket
from libs.ai.usage import UsageMeter
from libs.clock import SystemClock
from libs.errors import ModelThrottledError
from libs.ids import SeededIds
from local.bedrock import LocalBedrock
from local.bedrock.answers import Pace
from local.bedrock.scripts import Script, ScriptedError
from local.faults.crowd import MODEL_CREDENTIALS
from local.faults.report import Figure
from local.offline_coach.responder import OfflineCoach

CALLS, SMALL_CALLS = 1_000, 200
OUTAGE_CALLS = 100
RATE, BOUND = 0.1, 1.2
_THREADS = 4
_TIMEOUT_S = 900.0
_THROTTLED = ScriptedError(type="ThrottlingException")
_WHOLE = Pace(chunk_chars=1_000_000)


class _InstantClock(SystemClock):
    def sleep(self, seconds: float) -> None:
        """Take no time: only counts matter here."""


def amplification_figures(*, small: bool) -> Sequence[Figure]:
    """Return requests per call at 10 % throttling, and when nothing gets through any more."""
    calls = SMALL_CALLS if small else CALLS
    with (
        patch.dict(os.environ, MODEL_CREDENTIALS),
        LocalBedrock(OfflineCoach(), pace=_WHOLE) as bedrock,
    ):
        bedrock.script(Script(times=0, probability=RATE, error=_THROTTLED))
        answered = _answered(bedrock, calls)
        ratio = len(bedrock.calls()) / calls
        throttled = len(bedrock.calls()) - answered
        bedrock.reset()
        bedrock.script(Script(times=0, error=_THROTTLED))
        _answered(bedrock, OUTAGE_CALLS)
        outage = len(bedrock.calls())
    # A full bucket of retries, one try on the model and one on its fallback for each call.
    allowed = BUCKET_CAPACITY // RETRY_COST + 2 * OUTAGE_CALLS
    return (
        Figure("calls at 10 % throttling", f"{answered} answered", f"{calls}", answered == calls),
        Figure(
            "requests per call at 10 % throttling",
            f"{ratio:.3f} ({throttled} throttled)",
            f"<= {BOUND}",
            throttled > 0 and ratio <= BOUND,
        ),
        Figure(
            f"requests of {OUTAGE_CALLS} calls in an outage, fallback model included",
            str(outage),
            f"<= {allowed}",
            outage <= allowed,
        ),
    )


def _answered(bedrock: LocalBedrock, calls: int) -> int:
    """Make calls from several threads of one client; return how many were answered."""
    model = BedrockTextModel(
        tiers=load_tiers(None),
        region="us-east-1",
        clock=_InstantClock(),
        ids=SeededIds(),
        remaining_s=lambda: _TIMEOUT_S,
        token_bucket=TokenBucket(),
        meter=UsageMeter(),
        base_url=bedrock.base_url,
        policy=BUILD_RETRIES,
    )

    def call(number: int) -> bool:
        request = ModelRequest(
            tier="executor",
            label="week",
            system=(SystemBlock("Task: hello"),),
            messages=(ModelMessage("user", (TextPart(str(number)),)),),
            max_tokens=100,
        )
        try:
            model.create(request)
        except ModelThrottledError:
            return False
        return True

    try:
        with ThreadPoolExecutor(_THREADS) as lanes:
            return sum(lanes.map(call, range(calls)))
    finally:
        model.close()
