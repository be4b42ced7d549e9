"""Calls of the real handler of the JSON routes, in its own processes and with real tokens."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from local.faults.stores import Stores
from local.lambda_functions import FunctionSpec
from local.lambda_host import LambdaHost

API = "api"
_TIMEOUT_S, _MEMORY_MB = 29.0, 512


@dataclass(frozen=True)
class Reply:
    """An answer of the API; the body of an error is its code."""

    status: int
    body: Mapping[str, object]

    @property
    def code(self) -> str:
        """Return the error's code, empty without one."""
        error = self.body.get("error")
        return str(error["code"]) if isinstance(error, dict) and self.status >= 400 else ""


class Rest:
    """The API function on a local Lambda host; safe from several threads."""

    def __init__(
        self, host: LambdaHost, stores: Stores, environment: Mapping[str, str], *, concurrency: int
    ) -> None:
        resources = stores.resources
        tokens = {
            "TOKEN_ISSUER": resources.token_issuer,
            "JWKS_URL": resources.jwks_url,
            "TOKEN_CLIENT_IDS": resources.client_id,
        }
        self._host, self._stores = host, stores
        self._spec = FunctionSpec(
            name=API,
            module="local.faults.api_worker",
            timeout_s=_TIMEOUT_S,
            memory_mb=_MEMORY_MB,
            environment={**environment, **tokens},
            concurrency=concurrency,
        )
        self._tokens: dict[str, str] = {}
        host.add(self._spec)

    def call(self, user_id: str, method: str, path: str) -> Reply:
        """Call a route as API Gateway does.

        Raises:
            RuntimeError: the function failed, which it never may.
        """
        if user_id not in self._tokens:
            self._tokens[user_id] = self._stores.token(user_id)
        headers = {"Authorization": f"Bearer {self._tokens[user_id]}"}
        event = {
            "resource": "/{proxy+}",
            "path": path,
            "httpMethod": method,
            "headers": headers,
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
            "queryStringParameters": None,
            "multiValueQueryStringParameters": None,
            "pathParameters": {"proxy": path.lstrip("/")},
            "stageVariables": None,
            "requestContext": {"requestId": "faults", "stage": "faults", "path": path},
            "body": None,
            "isBase64Encoded": False,
        }
        answer = self._host.invoke(self._spec, json.dumps(event), str(uuid.uuid4()))
        if answer.failed or not isinstance(answer.result, dict):
            raise RuntimeError(f"{method} {path}: {answer.error_type}")
        text = str(answer.result.get("body") or "")
        return Reply(int(answer.result["statusCode"]), json.loads(text) if text else {})
