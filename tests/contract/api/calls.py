"""Calls of the real handler with REST proxy events, as API Gateway sends them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from functions.coach_api.handler import handler
from tests.contract.api.aws import Athlete


@dataclass(frozen=True)
class Reply:
    """An answer of the handler."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text)

    @property
    def code(self) -> str:
        return str(self.body["error"]["code"])


@dataclass
class Context:
    """The part of Lambda's context that is read."""

    function_name: str = "coach_api"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:coach_api"
    aws_request_id: str = "request-1"

    def get_remaining_time_in_millis(self) -> int:
        return 29_000


@dataclass
class Client:
    """One athlete's calls."""

    athlete: Athlete
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def user_id(self) -> str:
        return self.athlete.user_id

    def path(self, rest: str) -> str:
        return f"/users/{self.user_id}/{rest}"

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        text = None if body is None else json.dumps(body)
        bearer = {"Authorization": f"Bearer {self.athlete.token}"}
        sent = {**bearer, **self.headers, **(headers or {})}
        return send(method, path, text, headers=sent, query=query)

    def get(self, path: str, **query: str) -> Reply:
        return self.call("GET", path, query=query)

    def post(self, path: str, body: object = None) -> Reply:
        return self.call("POST", path, body)

    def put(self, path: str, body: object) -> Reply:
        return self.call("PUT", path, body)

    def patch(self, path: str, body: object) -> Reply:
        return self.call("PATCH", path, body)

    def delete(self, path: str) -> Reply:
        return self.call("DELETE", path)


def send(
    method: str,
    path: str,
    body: str | None = None,
    *,
    headers: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
    is_base64: bool = False,
) -> Reply:
    sent = {"content-type": "application/json", **(headers or {})}
    event = {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": query or None,
        "multiValueQueryStringParameters": {k: [v] for k, v in (query or {}).items()} or None,
        "pathParameters": {"proxy": path.lstrip("/")},
        "stageVariables": None,
        "requestContext": {
            "requestId": "request-1",
            "stage": "test",
            "path": f"/test{path}",
            "httpMethod": method,
            "identity": {"sourceIp": "127.0.0.1"},
        },
        "body": body,
        "isBase64Encoded": is_base64,
    }
    answer: dict[str, Any] = json.loads(json.dumps(handler(event, Context())))  # type: ignore[arg-type] # a stand-in
    multiple = answer.get("multiValueHeaders") or {}
    lowered = {name.lower(): ", ".join(values) for name, values in multiple.items()}
    return Reply(answer["statusCode"], lowered, answer["body"])
