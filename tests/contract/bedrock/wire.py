from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import boto3
import httpx2
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from local.bedrock import LOCAL_ACCESS_KEY_ID, LOCAL_SECRET_KEY
from tests.contract.bedrock.builders import REGION, SONNET

if TYPE_CHECKING:
    from types_boto3_bedrock_runtime import BedrockRuntimeClient


def body(**changes: object) -> dict[str, object]:
    plain = {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 100,
        "messages": [{"role": "user", "content": "Hello"}],
    }
    return {name: value for name, value in {**plain, **changes}.items() if value is not None}


def post(
    base_url: str,
    content: Mapping[str, object],
    *,
    model_id: str = SONNET,
    key: str = LOCAL_ACCESS_KEY_ID,
    secret: str = LOCAL_SECRET_KEY,
    service: str = "bedrock",
    sent: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx2.Response:
    """Sign `content`, then send it, or `sent` in its place."""
    raw = json.dumps(content).encode()
    url = f"{base_url}/model/{model_id}/invoke"
    signed = AWSRequest("POST", url, data=raw, headers={"content-type": "application/json"})
    SigV4Auth(Credentials(key, secret), service, REGION).add_auth(signed)
    sent_headers = httpx2.Headers(dict(signed.headers.items()))
    sent_headers.update(headers or {})
    return httpx2.post(url, content=sent or raw, headers=sent_headers)


def boto3_client(base_url: str) -> BedrockRuntimeClient:
    return boto3.client(
        "bedrock-runtime",
        region_name=REGION,
        endpoint_url=base_url,
        config=Config(retries={"total_max_attempts": 1}),
    )
