"""Verification of Cognito access tokens: RS256 only, our issuer, our clients, not expired.

The keys come from `jwks_url`, apart from the issuer: local tokens carry the AWS issuer while their
keys are on loopback. Figures: `runtime.md` section 8.
"""

from __future__ import annotations

import base64
import http.client
import json
import queue
import re
import threading
import urllib.request
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from libs.clock import Clock
from libs.errors import InvalidRequestError, StorageError, UnauthenticatedError

LEEWAY_S = 30
KEYS_FRESH_S = 3600.0
COOL_DOWN_S = 60.0
"""At most one fetch in this time, whatever unknown key ids are sent."""
FIRST_KEYS_RETRY_S = 3.0
"""As long as no key was ever read, the endpoint is asked again after this time."""
FETCH_TIMEOUT_S = 3.0
_MAX_TOKEN_CHARS = 8192
_MAX_INSTANT_S = 10**12
_MAX_JWKS_BYTES = 262_144
_ALGORITHM = "RS256"
_HEADER_NAMES = frozenset({"alg", "kid", "typ"})
"""All that Cognito writes; `jku`, `jwk`, `x5u`, `x5c`, `crit`, `b64` and the rest are refused."""
_SUBJECT = re.compile(r"[A-Za-z0-9_-]{1,128}")
_BEARER = re.compile(r"Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)", re.IGNORECASE)
_REJECTED = "Please sign in again."
_IN_ADDRESS = frozenset({"access_token", "authorization", "id_token", "jwt", "token"})
"""Query parameters that would put a token into logs and histories."""

FetchKeys = Callable[[str], bytes]


@dataclass(frozen=True)
class Caller:
    """Who sent a request; `user_id` is the token's `sub`."""

    user_id: str
    client_id: str


def only_authorization(values: Sequence[str], query_names: Iterable[str]) -> str | None:
    """Return the request's one Authorization header, or None.

    Raises:
        InvalidRequestError: the header came more than once, or a token stands in the address.
    """
    if len(values) > 1:
        raise InvalidRequestError("Send one Authorization header.", field="authorization")
    for name in query_names:
        if name.lower() in _IN_ADDRESS:
            raise InvalidRequestError("Send the token in the Authorization header.", field="query")
    return values[0] if values else None


def fetch_keys(url: str) -> bytes:
    """Return the body of a JWKS endpoint; proxies of the environment are not used.

    Raises:
        OSError: no whole answer within 3 s, or none with status 200.
    """
    answers: queue.SimpleQueue[bytes | OSError] = queue.SimpleQueue()
    # A socket's time-out starts anew with every byte; a slow sender must not hold a request.
    threading.Thread(target=_fetch_into, args=(url, answers), name="jwks", daemon=True).start()
    try:
        answer = answers.get(timeout=FETCH_TIMEOUT_S)
    except queue.Empty:
        raise TimeoutError("the keys did not come in time") from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def _fetch_into(url: str, answers: queue.SimpleQueue[bytes | OSError]) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=FETCH_TIMEOUT_S) as answer:
            answers.put(answer.read(_MAX_JWKS_BYTES))
    except OSError as error:
        answers.put(error)
    except (http.client.HTTPException, ValueError) as error:
        answers.put(OSError(f"no keys: {type(error).__name__}"))


class TokenVerifier:
    """Checks access tokens; safe to use from several threads, blocks only to fetch keys."""

    def __init__(
        self,
        *,
        issuer: str,
        jwks_url: str,
        client_ids: frozenset[str],
        clock: Clock,
        fetch: FetchKeys = fetch_keys,
    ) -> None:
        self._issuer = issuer
        self._client_ids = client_ids
        self._clock = clock
        self._keys = _KeyCache(jwks_url, clock=clock, fetch=fetch)

    def verify(self, authorization: str | None) -> Caller:
        """Return who the header's token belongs to.

        Raises:
            UnauthenticatedError: no token, or one that does not verify.
            StorageError: no keys were ever read and the endpoint does not answer.
        """
        token = _token(authorization)
        return self._caller(token, self._keys.find(_key_id(token)))

    def verify_at_hand(self, authorization: str | None) -> Caller | None:
        """Do the same without ever waiting; None when the token's key is not at hand.

        Raises:
            UnauthenticatedError: no token, or one that does not verify.
        """
        token = _token(authorization)
        key = self._keys.find_fresh(_key_id(token))
        return self._caller(token, key) if key is not None else None

    def forget_keys(self) -> None:
        """Read the keys anew with the next token; the old ones serve if that fails."""
        self._keys.expire()

    def _caller(self, token: str, key: RSAKey | None) -> Caller:
        claims = _verified_claims(token, key)
        subject, client = claims.get("sub"), claims.get("client_id")
        trusted = (
            claims.get("iss") == self._issuer
            and claims.get("token_use") == "access"
            and isinstance(client, str)
            and client in self._client_ids
            and isinstance(subject, str)
            and _SUBJECT.fullmatch(subject) is not None
            and self._in_time(claims)
        )
        if not trusted:
            raise UnauthenticatedError(_REJECTED)
        return Caller(user_id=str(subject), client_id=str(client))

    def _in_time(self, claims: Mapping[str, object]) -> bool:
        now = self._clock.now().timestamp()
        expires, issued = _instant(claims.get("exp")), _instant(claims.get("iat"))
        starts = _instant(claims.get("nbf", 0))
        if expires is None or issued is None or starts is None:
            return False
        return now < expires + LEEWAY_S and max(issued, starts) <= now + LEEWAY_S


class _KeyCache:
    """Signing keys by id: fresh for an hour, stale ones served when the endpoint is down."""

    def __init__(self, url: str, *, clock: Clock, fetch: FetchKeys) -> None:
        self._url = url
        self._clock = clock
        self._fetch = fetch
        self._lock = threading.Lock()
        self._keys: dict[str, RSAKey] = {}
        self._read_at_s = 0.0
        self._next_fetch_s = 0.0

    def find_fresh(self, kid: str) -> RSAKey | None:
        is_fresh = self._clock.monotonic_s() < self._read_at_s + KEYS_FRESH_S
        return self._keys.get(kid) if is_fresh else None

    def find(self, kid: str) -> RSAKey | None:
        key = self.find_fresh(kid)
        if key is not None:
            return key
        with self._lock:
            if self._clock.monotonic_s() >= self._next_fetch_s and self.find_fresh(kid) is None:
                self._refresh()
        if not self._keys:
            raise StorageError("Sign-in cannot be checked right now. Please try again.")
        return self._keys.get(kid)

    def expire(self) -> None:
        with self._lock:
            self._read_at_s, self._next_fetch_s = -KEYS_FRESH_S, 0.0

    def _refresh(self) -> None:
        try:
            keys = _read_keys(self._fetch(self._url))
        except (OSError, ValueError):
            keys = {}
        now = self._clock.monotonic_s()
        if keys:
            self._keys, self._read_at_s = keys, now
        self._next_fetch_s = now + (COOL_DOWN_S if self._keys else FIRST_KEYS_RETRY_S)


def _read_keys(body: bytes) -> dict[str, RSAKey]:
    value: object = json.loads(body)
    listed = value.get("keys") if isinstance(value, dict) else None
    keys: dict[str, RSAKey] = {}
    for entry in listed if isinstance(listed, list) else ():
        if not isinstance(entry, dict) or entry.get("kty") != "RSA":
            continue
        if entry.get("use", "sig") != "sig" or not isinstance(entry.get("kid"), str):
            continue
        try:
            keys[entry["kid"]] = RSAKey.import_key(
                {"kty": "RSA", "n": entry.get("n", ""), "e": entry.get("e", "")}
            )
        except (JoseError, ValueError, TypeError):
            continue
    return keys


def _token(authorization: str | None) -> str:
    if not authorization:
        raise UnauthenticatedError("Please sign in.")
    found = _BEARER.fullmatch(authorization) if len(authorization) <= _MAX_TOKEN_CHARS else None
    if found is None:
        raise UnauthenticatedError(_REJECTED)
    return found.group(1)


def _verified_claims(token: str, key: RSAKey | None) -> Mapping[str, object]:
    if key is None:
        raise UnauthenticatedError(_REJECTED)
    try:
        return jwt.decode(token, key, algorithms=[_ALGORITHM]).claims
    except (JoseError, ValueError, TypeError) as error:
        raise UnauthenticatedError(_REJECTED) from error


def _key_id(token: str) -> str:
    """Return the key id of a token whose three parts have the one form Cognito writes.

    Raises:
        UnauthenticatedError: another algorithm or header name, a repeated name, NaN, an encoding
            that is not the canonical one.
    """
    try:
        head, body, signature = map(_canonical, token.split("."))
        header = _json_object(head)
        _json_object(body)
    except (ValueError, RecursionError) as error:
        raise UnauthenticatedError(_REJECTED) from error
    kid = header.get("kid")
    fits = header.get("alg") == _ALGORITHM and header.keys() <= _HEADER_NAMES and signature
    if not fits or not isinstance(kid, str):
        raise UnauthenticatedError(_REJECTED)
    return kid


def _canonical(part: str) -> bytes:
    """Return the bytes of a part; two spellings of the same bytes are one too many."""
    content = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if base64.urlsafe_b64encode(content).decode().rstrip("=") != part:
        raise ValueError("not the canonical encoding")
    return content


def _json_object(content: bytes) -> dict[str, object]:
    value: object = json.loads(content, object_pairs_hook=_unique, parse_constant=_no_constant)
    if not isinstance(value, dict):
        raise ValueError("no object")
    return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is repeated")
    return found


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _instant(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < _MAX_INSTANT_S else None
