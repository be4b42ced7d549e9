"""Checks AWS Signature Version 4 the way the service does, for service `bedrock`."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote

from local.bedrock.failures import Failure

SERVICE = "bedrock"
MAX_SKEW = timedelta(minutes=5)
"""Source: AWS rejects requests whose time differs by more than five minutes."""

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/,\s]+)/(?P<date>\d{8})/(?P<region>[^/]+)/"
    r"(?P<service>[^/]+)/aws4_request,\s*SignedHeaders=(?P<signed>[^,\s]+),\s*"
    r"Signature=(?P<signature>[0-9a-f]{64})"
)
_TIME_FORMAT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class SignedRequest:
    """What the signature covers; `path` as received, header names in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


def check_signature(
    request: SignedRequest, *, secrets: Mapping[str, str], now: datetime
) -> Failure | None:
    """Return why the request is refused, or None for a good signature."""
    authorization = request.headers.get("authorization")
    if not authorization:
        return Failure("MissingAuthenticationTokenException", "Missing Authentication Token")
    match = _AUTHORIZATION.fullmatch(authorization.strip())
    if match is None:
        return _bad_signature("Authorization header is not a valid SigV4 header.")
    secret = secrets.get(match["key"])
    if secret is None:
        message = "The security token included in the request is invalid."
        return Failure("UnrecognizedClientException", message)
    return _check_scope(request, match, now) or _check_value(request, match, secret)


def _check_scope(request: SignedRequest, match: re.Match[str], now: datetime) -> Failure | None:
    if match["service"] != SERVICE:
        return _bad_signature(f"Credential should be scoped to correct service: '{SERVICE}'.")
    signed = set(match["signed"].split(";"))
    if not {"host", "x-amz-date"} <= signed or not signed <= request.headers.keys():
        return _bad_signature("A signed header is missing.")
    try:
        at = datetime.strptime(request.headers["x-amz-date"], _TIME_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return _bad_signature("X-Amz-Date is not a valid time.")
    if at.strftime("%Y%m%d") != match["date"] or abs(now - at) > MAX_SKEW:
        return _bad_signature("Signature expired or not yet current.")
    return None


def _check_value(request: SignedRequest, match: re.Match[str], secret: str) -> Failure | None:
    scope = f"{match['date']}/{match['region']}/{SERVICE}/aws4_request"
    canonical = _canonical_request(request, match["signed"])
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"AWS4-HMAC-SHA256\n{request.headers['x-amz-date']}\n{scope}\n{digest}"
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    expected = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    if hmac.compare_digest(expected, match["signature"]):
        return None
    return _bad_signature(
        "The request signature we calculated does not match the signature you provided."
    )


def _canonical_request(request: SignedRequest, signed: str) -> str:
    pairs = sorted(
        (quote(name, safe="-_.~"), quote(value, safe="-_.~"))
        for name, value in parse_qsl(request.query, keep_blank_values=True)
    )
    headers = "".join(
        f"{name}:{' '.join(request.headers[name].split())}\n" for name in signed.split(";")
    )
    return "\n".join(
        (
            request.method,
            # S3 apart, AWS encodes the path once more than it travelled.
            quote(request.path, safe="/~"),
            "&".join(f"{name}={value}" for name, value in pairs),
            headers,
            signed,
            hashlib.sha256(request.body).hexdigest(),
        )
    )


def _bad_signature(message: str) -> Failure:
    return Failure("InvalidSignatureException", message)
