"""Access tokens: the one good shape, and every forgery that must fail."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.jwk import RSAKey

from libs.auth.tokens import TokenVerifier, only_authorization
from libs.clock import FrozenClock
from libs.errors import InvalidRequestError, StorageError, UnauthenticatedError
from tests.fakes.conversations import NOW

ISSUER = "https://issuer.test/pool"
KEY = RSAKey.generate_key(2048, {"kid": "key-1", "use": "sig"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "key-1"})
NOW_S = int(NOW.timestamp())


class Keys:
    """A JWKS endpoint that counts, and can be down."""

    def __init__(self, *keys: RSAKey) -> None:
        self.keys = list(keys)
        self.fetches = 0
        self.down = False

    def __call__(self, url: str) -> bytes:
        self.fetches += 1
        if self.down:
            raise OSError("down")
        return json.dumps({"keys": [key.as_dict(private=False) for key in self.keys]}).encode()


def verifier(keys: Keys | None = None, clock: FrozenClock | None = None) -> TokenVerifier:
    return TokenVerifier(
        issuer=ISSUER,
        jwks_url="http://keys.test",
        client_ids=frozenset({"app"}),
        clock=clock or FrozenClock(NOW),
        fetch=keys or Keys(KEY),
    )


def claims(**changes: Any) -> dict[str, Any]:
    good = {
        "sub": "user-1",
        "iss": ISSUER,
        "client_id": "app",
        "token_use": "access",
        "exp": NOW_S + 3600,
        "iat": NOW_S,
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not ...}


def signed(body: dict[str, Any], *, key: RSAKey = KEY, **header: Any) -> str:
    token = jwt.encode({"alg": "RS256", "kid": "key-1", **header}, body, key)
    return f"Bearer {token}"


def raw(header: dict[str, Any], body: dict[str, Any], signature: bytes = b"x") -> str:
    parts = [json.dumps(header).encode(), json.dumps(body).encode(), signature]
    return "Bearer " + ".".join(
        base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts
    )


HEAD = b'{"alg":"RS256","kid":"key-1"}'


def raw_signed(head: bytes, body: bytes) -> str:
    """Sign these very bytes with the right key."""
    first, second = (base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (head, body))
    private = KEY.private_key
    assert private is not None
    signature = private.sign(f"{first}.{second}".encode(), PKCS1v15(), SHA256())
    return f"Bearer {first}.{second}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def same_bytes(bearer: str, last: str) -> bool:
    """Tell whether another last character decodes to the same signature."""
    decoded = [base64.urlsafe_b64decode(text[-8:]) for text in (bearer, bearer[:-1] + last)]
    return bearer[-1] != last and decoded[0][:-1] == decoded[1][:-1]


def hmac_with_public_key() -> str:
    unsigned = raw({"alg": "HS256", "kid": "key-1"}, claims()).rsplit(".", 1)[0]
    message = unsigned.removeprefix("Bearer ").encode()
    mac = hmac.new(KEY.as_pem(private=False), message, hashlib.sha256).digest()
    return f"{unsigned}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def test_the_hand_made_signature_is_a_good_one() -> None:
    assert verifier().verify(raw_signed(HEAD, json.dumps(claims()).encode())).user_id == "user-1"


@pytest.mark.parametrize(
    ("values", "query"),
    [
        (["Bearer a.b.c", "Bearer a.b.c"], []),
        ([], ["access_token"]),
        (["Bearer a.b.c"], ["limit", "Token"]),
    ],
)
def test_a_token_comes_once_and_never_in_the_address(values: list[str], query: list[str]) -> None:
    with pytest.raises(InvalidRequestError):
        only_authorization(values, query)


def test_a_good_token_names_its_user() -> None:
    caller = verifier().verify(signed(claims()))

    assert (caller.user_id, caller.client_id) == ("user-1", "app")


def test_leeway_is_thirty_seconds_both_ways() -> None:
    checks = verifier()

    assert checks.verify(signed(claims(exp=NOW_S - 29))).user_id == "user-1"
    assert checks.verify(signed(claims(iat=NOW_S + 29))).user_id == "user-1"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": ISSUER + "/"},
        {"iss": [ISSUER]},
        {"iss": ...},
        {"client_id": "other"},
        {"client_id": ["app"]},
        {"client_id": ...},
        {"token_use": "id"},
        {"token_use": ...},
        {"exp": NOW_S - 31},
        {"exp": str(NOW_S + 3600)},
        {"exp": ...},
        {"exp": True},
        {"exp": 10**400},
        {"iat": NOW_S + 60},
        {"iat": ...},
        {"nbf": NOW_S + 60},
        {"sub": ""},
        {"sub": "user#1"},
        {"sub": ["user-1"]},
        {"sub": ...},
    ],
)
def test_wrong_claims_are_rejected(changes: dict[str, Any]) -> None:
    with pytest.raises(UnauthenticatedError):
        verifier().verify(signed(claims(**changes)))


def forged() -> list[Any]:
    good = signed(claims())
    head, body, signature = good.removeprefix("Bearer ").split(".")
    return [
        None,
        "",
        "Bearer",
        "Bearer ",
        good.removeprefix("Bearer "),
        "Basic " + good.removeprefix("Bearer "),
        good + "x",
        good[:-4] + "AAAA",
        f"Bearer {head}.{body}.",
        f"Bearer {head}.{body}",
        f"Bearer {head}.{signature}.{body}",
        f"Bearer {good.removeprefix('Bearer ')} {head}",
        signed(claims(), key=OTHER_KEY),
        signed(claims(), kid="unknown"),
        signed(claims(), jku="http://keys.test"),
        signed(claims(), jwk=OTHER_KEY.as_dict(private=False)),
        signed(claims(), x5u="http://keys.test"),
        signed(claims(), x5c=["MIIB"]),
        good + "=",
        good + " ",
        good.replace("Bearer ", "Bearer  "),
        good[:-1] + next(char for char in "ABCDEFGHIJKLMNOP" if same_bytes(good, char)),
        raw_signed(b'{"alg":"RS256","kid":"key-1","kid":"key-1"}', json.dumps(claims()).encode()),
        raw_signed(HEAD, b'{"sub":"user-1",' + json.dumps(claims()).encode()[1:]),
        raw_signed(HEAD, json.dumps(claims(exp=float("nan"))).encode()),
        raw_signed(HEAD, json.dumps(claims(exp=float("inf"))).encode()),
        raw_signed(HEAD, b"[]"),
        raw({"alg": "none", "kid": "key-1"}, claims(), b""),
        raw({"alg": "nOnE", "kid": "key-1"}, claims(), b""),
        raw({"alg": "RS256"}, claims()),
        raw({"alg": "RS256", "kid": 1}, claims()),
        raw({"alg": ["RS256"], "kid": "key-1"}, claims()),
        raw({"alg": "RS256", "kid": "key-1", "crit": ["exp"]}, claims()),
        raw({"alg": "RS256", "kid": "key-1", "jwk": OTHER_KEY.as_dict(private=False)}, claims()),
        "Bearer " + "[" * 3000 + ".e30.e30",
        "Bearer W10.e30.e30",
        "Bearer " + "a" * 9000 + ".b.c",
        hmac_with_public_key(),
    ]


@pytest.mark.parametrize("header", forged())
def test_forgeries_are_rejected(header: str | None) -> None:
    with pytest.raises(UnauthenticatedError):
        verifier().verify(header)


def test_other_rsa_algorithms_are_rejected() -> None:
    for algorithm in ("RS384", "RS512", "PS256"):
        token = jwt.encode(
            {"alg": algorithm, "kid": "key-1"}, claims(), KEY, algorithms=[algorithm]
        )
        with pytest.raises(UnauthenticatedError):
            verifier().verify(f"Bearer {token}")


def test_keys_are_fetched_once_an_hour() -> None:
    keys, clock = Keys(KEY), FrozenClock(NOW)
    checks = verifier(keys, clock)

    for _ in range(3):
        checks.verify(signed(claims()))
    assert keys.fetches == 1
    clock.advance(3601)
    checks.verify(signed(claims(exp=NOW_S + 9000)))

    assert keys.fetches == 2


def test_a_token_is_verified_at_hand_only_with_a_fresh_key_and_never_fetches() -> None:
    keys, clock = Keys(KEY), FrozenClock(NOW)
    checks = verifier(keys, clock)
    good, later = signed(claims()), signed(claims(exp=NOW_S + 9000))

    assert checks.verify_at_hand(good) is None
    assert keys.fetches == 0
    caller = checks.verify(good)
    assert checks.verify_at_hand(good) == caller
    assert checks.verify_at_hand(signed(claims(), kid="key-9")) is None
    with pytest.raises(UnauthenticatedError):
        checks.verify_at_hand(good[:-4] + "AAAA")
    clock.advance(3601)
    assert checks.verify_at_hand(later) is None
    assert keys.fetches == 1


@pytest.mark.parametrize("header", forged())
def test_forgeries_are_rejected_at_hand_too(header: str | None) -> None:
    checks = verifier()
    checks.verify(signed(claims()))
    found = None
    with contextlib.suppress(UnauthenticatedError):
        found = checks.verify_at_hand(header)

    assert found is None


def test_unknown_key_ids_cause_one_fetch_per_minute() -> None:
    keys, clock = Keys(KEY), FrozenClock(NOW)
    checks = verifier(keys, clock)
    checks.verify(signed(claims()))

    for _ in range(5):
        with pytest.raises(UnauthenticatedError):
            checks.verify(signed(claims(), kid="unknown"))
    assert keys.fetches == 1
    keys.keys.append(RSAKey.import_key(KEY.as_dict(private=True) | {"kid": "unknown"}))
    clock.advance(61)

    assert checks.verify(signed(claims(), kid="unknown")).user_id == "user-1"


def test_stale_keys_serve_while_the_endpoint_is_down() -> None:
    keys, clock = Keys(KEY), FrozenClock(NOW)
    checks = verifier(keys, clock)
    checks.verify(signed(claims()))
    keys.down = True
    clock.advance(7200)

    assert checks.verify(signed(claims(exp=NOW_S + 9000))).user_id == "user-1"


def test_forgotten_keys_are_read_again_and_serve_while_they_cannot_be() -> None:
    keys, clock = Keys(KEY), FrozenClock(NOW)
    checks = verifier(keys, clock)
    checks.verify(signed(claims()))

    checks.forget_keys()
    keys.down = True

    assert checks.verify(signed(claims())).user_id == "user-1"
    assert keys.fetches == 2


def test_without_any_keys_the_answer_is_unavailable_and_heals() -> None:
    keys, clock = Keys(KEY), FrozenClock(NOW)
    keys.down = True
    checks = verifier(keys, clock)

    with pytest.raises(StorageError):
        checks.verify(signed(claims()))
    keys.down = False
    clock.advance(4)

    assert checks.verify(signed(claims())).user_id == "user-1"
