"""What every request passes before its route: body, token, and the user the path names.

The gate turns a REST proxy event into one the resolver can take as it is: the body is a JSON
object in plain text, or there is none.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from libs.auth.tokens import Caller, TokenVerifier, only_authorization
from libs.errors import (
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    PayloadTooLargeError,
)

MAX_BODY_BYTES = 262_144
"""The largest body of these routes is a coach config; DynamoDB items end at 400 KB."""
MAX_DEPTH = 24
"""Nesting of a body; the deepest of ours has four levels."""
OPENAPI_PATH = "/openapi.json"
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_USERS = "users"
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")

Event = Mapping[str, object]


@dataclass(frozen=True)
class Admitted:
    """A request that may go on to its route; `caller` is None on public ones only."""

    event: dict[str, object]
    caller: Caller | None


def admit(event: Event, tokens: TokenVerifier) -> Admitted:
    """Return the request with its caller and a body that is a JSON object or absent.

    Raises:
        UnauthenticatedError: no token, or one that does not verify.
        ForbiddenError: the path names another user.
        NotFoundError: the path holds control characters.
        PayloadTooLargeError: the body is over its cap.
        InvalidRequestError: the body is no JSON object, or not base64 although flagged; the token
            came twice or in the address.
        StorageError: the signing keys cannot be read.
    """
    method, path = str(event.get("httpMethod", "")).upper(), str(event.get("path", ""))
    if _CONTROLS.search(path):
        # The resolver's patterns would let a line end pass as the end of the path.
        raise NotFoundError("There is nothing here.", kind="route", id="")
    headers = _single_headers(event)
    plain: dict[str, object] = {
        **event,
        "httpMethod": method,
        "headers": headers,
        "isBase64Encoded": False,
        "body": None,
    }
    if method == "OPTIONS" or (method == "GET" and path == OPENAPI_PATH):
        return Admitted(plain, None)
    sent = _header_values(event).get("authorization", [])
    caller = tokens.verify(only_authorization(sent, _query_names(event)))
    _check_user(path, caller)
    if method in _WITH_BODY:
        plain["body"] = _body(event)
        headers["content-type"] = "application/json"
    return Admitted(plain, caller)


def origin_of(event: Event) -> str | None:
    """Return the browser's origin, if the request has one."""
    return _single_headers(event).get("origin")


def _single_headers(event: Event) -> dict[str, str]:
    """Return the headers under lower-case names; of repeated ones the last counts."""
    return {name: values[-1] for name, values in _header_values(event).items()}


def _header_values(event: Event) -> dict[str, list[str]]:
    """Return every value of every header; the single-value map repeats the other one."""
    found: dict[str, list[str]] = {}
    multiple, single = event.get("multiValueHeaders"), event.get("headers")
    for name, values in multiple.items() if isinstance(multiple, Mapping) else ():
        if isinstance(values, list) and values:
            found.setdefault(str(name).lower(), []).extend(map(str, values))
    repeated = frozenset(found)
    for name, value in single.items() if isinstance(single, Mapping) else ():
        lowered = str(name).lower()
        if value is not None and lowered not in repeated:
            found.setdefault(lowered, []).append(str(value))
    return found


def _query_names(event: Event) -> frozenset[str]:
    maps = (event.get("multiValueQueryStringParameters"), event.get("queryStringParameters"))
    return frozenset(str(name) for names in maps if isinstance(names, Mapping) for name in names)


def _check_user(path: str, caller: Caller) -> None:
    parts = path.split("/")
    if len(parts) > 2 and parts[1] == _USERS and parts[2] != caller.user_id:  # noqa: PLR2004
        raise ForbiddenError("This belongs to somebody else.")


def _body(event: Event) -> str | None:
    """Return the body as JSON text of an object; None when it is empty."""
    body = event.get("body")
    text = body if isinstance(body, str) else ""
    raw = _decoded(text) if event.get("isBase64Encoded") is True else text.encode(errors="replace")
    if len(raw) > MAX_BODY_BYTES:
        raise PayloadTooLargeError("The request is too large.")
    if not raw.strip():
        return None
    try:
        value: object = json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse_constant)
        if not isinstance(value, dict):
            raise _invalid("The body must be a JSON object.")
        if _is_deep(value):
            raise _invalid("The body is nested too deeply.")
        clean = json.dumps(value, ensure_ascii=False)
        # Half a surrogate pair is valid JSON but no text that could be stored.
        clean.encode()
    except (ValueError, RecursionError) as error:
        raise _invalid("The body is not valid JSON.") from error
    return clean


def _decoded(text: str) -> bytes:
    if len(text) > MAX_BODY_BYTES * 2:
        raise PayloadTooLargeError("The request is too large.")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _invalid("The body is not valid base64.") from error


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


def _is_deep(value: object) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for item in level for inner in _inside(item)]
        if not level:
            return False
    return True


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _invalid(message: str) -> InvalidRequestError:
    return InvalidRequestError(message, field="body")
