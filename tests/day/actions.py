"""Which IAM actions a request needs: read from the request itself, as the services document it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.day.wiretap import Exchange
from tests.infrastructure.needs import Need

_SCOPE = re.compile(r"Credential=[^/]+/\d+/[^/]*/([^/]+)/aws4_request")
_TRANSACT = {
    "Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem", "Get": "GetItem",
}  # fmt: skip
_DELETED_KEY = re.compile(rb"<Object>(.*?)</Object>", re.S)


def needed_by(exchange: Exchange) -> Iterator[Need]:
    """Yield the permissions that a request needs."""
    for action, place in _READERS[_service(exchange)](exchange):
        yield Need(exchange.function, action, place)


def _service(exchange: Exchange) -> str:
    signed = _SCOPE.search(exchange.headers.get("authorization", ""))
    if signed:
        return signed[1]
    credential = parse_qs(urlsplit(exchange.path).query).get("X-Amz-Credential", [""])[0]
    assert credential, f"{exchange.function} sent an unsigned {exchange.method} {exchange.path}"
    return credential.split("/")[3]


def _dynamodb(exchange: Exchange) -> Iterator[tuple[str, str]]:
    operation = exchange.headers["x-amz-target"].partition(".")[2]
    body: dict[str, Any] = json.loads(exchange.body)
    if operation.startswith("Transact"):
        for item in body["TransactItems"]:
            for kind in item:
                yield f"dynamodb:{_TRANSACT[kind]}", "table"
        return
    index = body.get("IndexName")
    yield f"dynamodb:{operation}", f"index/{index}" if index else "table"


def _s3(exchange: Exchange) -> Iterator[tuple[str, str]]:
    parts = urlsplit(exchange.path)
    query = parse_qs(parts.query, keep_blank_values=True)
    key = unquote(parts.path).lstrip("/").partition("/")[2]
    if not key:
        yield from _on_bucket(exchange, query)
        return
    place = _prefix(key)
    if exchange.method in {"GET", "HEAD"}:
        versioned = "versionId" in query
        yield ("s3:GetObjectVersion" if versioned else "s3:GetObject"), place
        if exchange.status == 404:  # without the right to list, S3 says 403 for a missing key
            yield "s3:ListBucket", place
    elif exchange.method == "PUT":
        yield "s3:PutObject", place
    else:
        raise AssertionError(f"unknown object request: {exchange.method} {exchange.path}")


def _on_bucket(exchange: Exchange, query: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    if exchange.method == "POST" and "delete" in query:
        for found in _DELETED_KEY.findall(exchange.body):
            versioned = b"<VersionId>" in found
            key = found.partition(b"<Key>")[2].partition(b"</Key>")[0].decode()
            yield ("s3:DeleteObjectVersion" if versioned else "s3:DeleteObject"), _prefix(key)
        return
    prefix = _prefix(query["prefix"][0])
    yield ("s3:ListBucketVersions" if "versions" in query else "s3:ListBucket"), prefix


def _prefix(key: str) -> str:
    return f"{key.partition('/')[0]}/"


def _lambda(exchange: Exchange) -> Iterator[tuple[str, str]]:
    if exchange.headers.get("x-amz-invocation-type") == "Event":
        yield "lambda:InvokeFunction", unquote(exchange.path).split("/")[3]
    # A synchronous invoke is the local gateway's, which shares the chat's process.


def _events(exchange: Exchange) -> Iterator[tuple[str, str]]:
    yield f"events:{exchange.headers['x-amz-target'].partition('.')[2]}", "bus"


def _bedrock(exchange: Exchange) -> Iterator[tuple[str, str]]:
    _, _, model_id, call = unquote(exchange.path).partition("?")[0].split("/")
    streamed = call == "invoke-with-response-stream"
    action = "bedrock:InvokeModelWithResponseStream" if streamed else "bedrock:InvokeModel"
    yield action, "titan" if "titan" in model_id else "claude"


def _s3vectors(exchange: Exchange) -> Iterator[tuple[str, str]]:
    yield f"s3vectors:{exchange.path.strip('/')}", "vectors"


def _secrets(exchange: Exchange) -> Iterator[tuple[str, str]]:
    yield f"secretsmanager:{exchange.headers['x-amz-target'].partition('.')[2]}", "secret"


_READERS = {
    "dynamodb": _dynamodb, "s3": _s3, "lambda": _lambda, "events": _events, "bedrock": _bedrock,
    "s3vectors": _s3vectors, "secretsmanager": _secrets,
}  # fmt: skip
