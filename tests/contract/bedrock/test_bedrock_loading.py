from __future__ import annotations

import subprocess
import sys

from libs.ai.ports import Stop
from local.bedrock import LocalBedrock
from tests.contract.bedrock.builders import collect, request, streaming_model

QUIET = """
import sys
import libs.ai.bedrock.async_client
import libs.ai.bedrock.client
import libs.ai.bedrock.embeddings
import libs.ai.prompt
import libs.ai.structured
print(sorted({"anthropic", "boto3", "botocore", "httpx2"} & sys.modules.keys()))
"""


def test_adapters_load_without_the_sdk() -> None:
    done = subprocess.run([sys.executable, "-c", QUIET], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


async def test_preloading_twice_and_streaming_uses_one_client(bedrock: LocalBedrock) -> None:
    model = streaming_model(bedrock.base_url)

    model.preload()
    model.preload()
    events = await collect(model.stream(request(label="chat", tier="chat")))

    assert isinstance(events[-1], Stop)
    await model.close()
