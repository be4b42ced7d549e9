"""The system under attack: both functions on one loopback port, and what can be seen of effects."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2
from joserfc import jwt
from joserfc.jwk import RSAKey
from types_boto3_dynamodb import DynamoDBClient
from types_boto3_s3 import S3Client

from libs.clock import SystemClock
from libs.coach.models import CoachConfig
from libs.storage.keys import conversation_key
from libs.storage.writes import update
from local.bedrock import LocalBedrock
from tests.contract.api.builders import Stored
from tests.contract.attacks.obedient import ObedientModel
from tests.contract.conftest import BUCKET, REGION, TABLE, AwsServer
from tests.contract.lambda_stub import LambdaStub

ISSUER, CLIENT, KEY_ID = "https://issuer.test/pool", "app", "key-1"
KEY = RSAKey.generate_key(2048, {"kid": KEY_ID, "use": "sig"})
Snapshot = dict[str, str]


@dataclass
class Keys:
    """Our JWKS endpoint; every other path belongs to the attacker and is only counted."""

    hits: Counter[str] = field(default_factory=Counter)
    address: str = ""

    @contextmanager
    def serving(self) -> Iterator[Keys]:
        """Serve on loopback."""
        keys = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                keys.hits[self.path] += 1
                body = json.dumps({"keys": [KEY.as_dict(private=False)]}).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        self.address = f"http://127.0.0.1:{server.server_address[1]}"
        yield self
        server.shutdown()
        server.server_close()
        thread.join()


def claims_of(user_id: str, **changes: object) -> dict[str, object]:
    """Return the claims of a good access token, with changes; `...` removes a claim."""
    now = int(SystemClock().now().timestamp())
    good: dict[str, object] = {
        "sub": user_id,
        "iss": ISSUER,
        "client_id": CLIENT,
        "token_use": "access",
        "iat": now,
        "exp": now + 3600,
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not ...}


def token_of(user_id: str) -> str:
    """Return a good token."""
    return jwt.encode({"alg": "RS256", "kid": KEY_ID}, claims_of(user_id), KEY)


@dataclass
class Person:
    """An athlete with one of everything; `ids` are what paths name."""

    user_id: str
    token: str
    stored: Stored
    ids: dict[str, str]


@dataclass
class World:
    """Everything an attack may touch."""

    table: DynamoDBClient
    bucket: S3Client
    keys: Keys
    functions: LambdaStub
    bedrock: LocalBedrock
    model: ObedientModel
    http: httpx2.Client
    attacker: Person
    victim: Person

    def send(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        body: object = None,
        raw: bytes | None = None,
        headers: Mapping[str, str] | list[tuple[str, str]] | None = None,
    ) -> httpx2.Response:
        """Send one request as the attacker, or with another token."""
        pairs = list(headers.items() if isinstance(headers, Mapping) else headers or [])
        names = {name.lower() for name, _ in pairs}
        if "authorization" not in names and token != "":
            pairs.append(("authorization", f"Bearer {token or self.attacker.token}"))
        content = raw if raw is not None else None if body is None else json.dumps(body).encode()
        if content is not None and "content-type" not in names:
            pairs.append(("content-type", "application/json"))
        return self.http.request(method, path, content=content, headers=pairs)

    def effects(self) -> Snapshot:
        """Return all that is stored, invoked and asked of the model; attempts are counted apart."""
        found: Snapshot = {}
        pages = self.table.get_paginator("scan").paginate(TableName=TABLE)
        for page in pages:
            for item in page["Items"]:
                if item["sk"]["S"].startswith(("minute#", "usage#")):
                    continue
                key = f"{item['pk']['S']} {item['sk']['S']}"
                found[key] = json.dumps(item, sort_keys=True, default=str)
        versions = self.bucket.get_paginator("list_object_versions").paginate(Bucket=BUCKET)
        for part in versions:
            for version in (*part.get("Versions", ()), *part.get("DeleteMarkers", ())):
                found[f"s3 {version['Key']} {version['VersionId']}"] = ""
        found["invokes"] = str(len(self.functions.invokes))
        found["model calls"] = str(len(self.bedrock.calls("chat")))
        return found


def changed(before: Snapshot, after: Snapshot) -> list[str]:
    """Return the keys of what was made, changed or removed."""
    names = before.keys() | after.keys()
    return sorted(name for name in names if before.get(name) != after.get(name))


def environment(aws: AwsServer, keys: Keys, functions: str, bedrock: str) -> dict[str, str]:
    """Return what both functions read."""
    return {
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL_DYNAMODB": aws.endpoint_url,
        "AWS_ENDPOINT_URL_S3": aws.endpoint_url,
        "AWS_ENDPOINT_URL_LAMBDA": functions,
        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": bedrock,
        "ANTHROPIC_BEDROCK_BASE_URL": bedrock,
        "AWS_ENDPOINT_URL_S3VECTORS": aws.endpoint_url,
        "STAGE": "test",
        "LOG_LEVEL": "ERROR",
        "TABLE_NAME": TABLE,
        "BUCKET_NAME": BUCKET,
        "MODEL_TIERS": "{}",
        "JOB_LEASE_S": "45",
        "DAILY_TOKEN_LIMIT": "100000000",
        "DAILY_TURN_LIMIT": "100000",
        "TURNS_PER_MINUTE_LIMIT": "100000",
        "DAILY_BUILD_LIMIT": "100",
        "EMBEDDING_MODEL_ID": "amazon.titan-embed-text-v2:0",
        "VECTOR_STORE": "none",
        "BUILD_TRAINING_PROGRAM_FUNCTION_NAME": "build-program",
        "BUILD_WORKOUT_FUNCTION_NAME": "build-workout",
        "BUILD_CONVERSATION_SUMMARY_FUNCTION_NAME": "build-summary",
        "TOKEN_ISSUER": ISSUER,
        "JWKS_URL": f"{keys.address}/jwks",
        "TOKEN_CLIENT_IDS": CLIENT,
        "CORS_ORIGINS": "https://app.example.com",
    }


def person(stored: Stored, ids: dict[str, str]) -> Person:
    """Return an athlete with everything; the conversation goes on after its stored messages."""
    head = conversation_key(stored.user_id, ids["conversationId"])
    stored.table.write(update("head", head, "SET #nextSeq = :next", next=3))
    stored.backend.coaches.save_coach(
        stored.user_id, CoachConfig(coach_id=ids["coachId"], coach_name="Robin")
    )
    return Person(stored.user_id, token_of(stored.user_id), stored, ids)


def error_of(response: httpx2.Response) -> Any:
    """Return the error body of a refusal."""
    return response.json()["error"]
