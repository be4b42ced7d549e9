"""Forged tokens on both functions: 400 or 401, no fetch of an address they name, no effect."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from tests.contract.attacks.world import ISSUER, KEY, KEY_ID, World, changed, claims_of, token_of

OTHER_KEY = RSAKey.generate_key(2048, {"kid": KEY_ID})
CURVE_KEY = ECKey.generate_key("P-256", {"kid": KEY_ID})
HEADER = {"alg": "RS256", "kid": KEY_ID}
Forgery = tuple[str, str]


def packed(part: object) -> str:
    content = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def by_hand(header: object, claims: object) -> str:
    """Sign any bytes with the pool's own key: what a library would refuse to write."""
    text = f"{packed(header)}.{packed(claims)}"
    assert KEY.private_key is not None
    return f"{text}.{packed(KEY.private_key.sign(text.encode(), PKCS1v15(), SHA256()))}"


def hmac_signed(alg: str, secret: bytes, claims: object) -> str:
    text = f"{packed({'alg': alg, 'kid': KEY_ID})}.{packed(claims)}"
    digest = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}[alg]
    return f"{text}.{packed(hmac.new(secret, text.encode(), digest).digest())}"


def algorithms(user: str) -> Iterator[Forgery]:
    claims = claims_of(user)
    for alg in ("none", "None", "NONE", "nOnE", "nonE", ""):
        for signature in ("", packed(b"x"), packed(b"\0" * 256)):
            yield f"alg {alg!r}", f"{packed({**HEADER, 'alg': alg})}.{packed(claims)}.{signature}"
    public = KEY.as_pem(private=False)
    for hs in ("HS256", "HS384", "HS512"):
        for secret in (public, public.strip(), b"", packed(KEY.as_dict()["n"]).encode()):
            yield f"{hs} with what is public", hmac_signed(hs, secret, claims)
    for rs in ("RS384", "RS512", "PS256", "PS384", "PS512"):
        yield rs, jwt.encode({**HEADER, "alg": rs}, claims, KEY, algorithms=[rs])
    yield "ES256", jwt.encode({**HEADER, "alg": "ES256"}, claims, CURVE_KEY, algorithms=["ES256"])
    yield "another key under our id", jwt.encode(HEADER, claims, OTHER_KEY)
    odd: tuple[object, ...] = ("rs256", "RS256 ", ["RS256"], None, 256, {"RS256": 1})
    for value in odd:
        yield f"alg {value!r}", by_hand({**HEADER, "alg": value}, claims)
    yield "no alg", by_hand({"kid": KEY_ID}, claims)


def headers(user: str, attacker: str) -> Iterator[Forgery]:
    claims, public = claims_of(user), OTHER_KEY.as_dict(private=False)
    own = f"{attacker}/attacker"
    extras: list[dict[str, Any]] = [
        {"jku": own}, {"x5u": own}, {"jwk": public}, {"x5c": ["MIIB"]}, {"x5t": "a"},
        {"crit": ["exp"]}, {"crit": []}, {"crit": ["b64"], "b64": False}, {"b64": False},
        {"zip": "DEF"}, {"enc": "A256GCM"}, {"cty": "JWT", "jku": own},
    ]  # fmt: skip
    for extra in extras:
        yield f"header {sorted(extra)}", by_hand({**HEADER, **extra}, claims)
        forged = {**HEADER, **extra, "kid": "attacker"}
        text = f"{packed(forged)}.{packed(claims)}"
        assert OTHER_KEY.private_key is not None
        signature = OTHER_KEY.private_key.sign(text.encode(), PKCS1v15(), SHA256())
        yield f"own key by {sorted(extra)}", f"{text}.{packed(signature)}"
    kids: tuple[object, ...] = (
        "unknown", "", "../../dev/null", "/etc/passwd", "' OR 1=1 --", own, "key-1\0", " key-1",
        "KEY-1", "k" * 4000, 1, None, ["key-1"], {"key-1": 1}, True,
    )  # fmt: skip
    for kid in kids:
        yield f"kid {str(kid)[:20]!r}", by_hand({"alg": "RS256", "kid": kid}, claims)
    yield "no kid", by_hand({"alg": "RS256"}, claims)
    yield "kid twice", by_hand(b'{"alg":"RS256","kid":"x","kid":"key-1"}', claims)
    yield "alg twice", by_hand(b'{"alg":"none","alg":"RS256","kid":"key-1"}', claims)
    for header in (b"[]", b"null", b"{", b"\xff", b'"RS256"', b"[" * 3000, b""):
        yield f"header {header[:8]!r}", by_hand(header, claims)


def claim_forgeries(user: str) -> Iterator[Forgery]:
    now = int(str(claims_of(user)["iat"]))
    changes: list[dict[str, Any]] = [
        {"iss": ISSUER + "/"}, {"iss": ISSUER.upper()}, {"iss": [ISSUER]}, {"iss": ...},
        {"iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_other"}, {"iss": ""},
        {"client_id": "other"}, {"client_id": ["app"]}, {"client_id": ...}, {"client_id": ""},
        {"client_id": ..., "aud": "app"}, {"client_id": ..., "aud": ["app"]},
        {"token_use": "id"}, {"token_use": "id", "aud": "app"}, {"token_use": ...},
        {"token_use": ["access"]}, {"token_use": "Access"}, {"token_use": "refresh"},
        {"exp": now - 31}, {"exp": now - 10**6}, {"exp": ...}, {"exp": str(now + 900)},
        {"exp": True}, {"exp": None}, {"exp": [now + 900]}, {"exp": 10**400}, {"exp": -1},
        {"exp": float("nan")}, {"exp": float("inf")}, {"exp": 1e400},
        {"iat": now + 90}, {"iat": ...}, {"iat": str(now)}, {"iat": float("nan")},
        {"iat": float("-inf")}, {"nbf": now + 90}, {"nbf": str(now)}, {"nbf": float("nan")},
        {"sub": ...}, {"sub": ""}, {"sub": [user]}, {"sub": {"a": user}}, {"sub": user + "#x"},
        {"sub": user + "\0"}, {"sub": user + "/../x"}, {"sub": "u" * 200}, {"sub": 7},
        {"sub": " " + user}, {"sub": "*"},
    ]  # fmt: skip
    for change in changes:
        told = ", ".join(f"{name}={str(value)[:24]}" for name, value in change.items())
        yield f"claim {told}", by_hand(HEADER, claims_of(user, **change))
    body = json.dumps(claims_of(user)).encode()
    yield "sub twice", by_hand(HEADER, b'{"sub":"somebody",' + body[1:])
    yield "exp twice", by_hand(HEADER, body[:-1] + b',"exp":99999999999}')
    yield "custom:user_id", by_hand(HEADER, claims_of("nobody#", **{"custom:user_id": user}))
    for payload in (b"[]", b"null", b"{", b"\xff\xfe", b"", b"[" * 3000):
        yield f"claims {payload[:8]!r}", by_hand(HEADER, payload)


def shapes(user: str) -> Iterator[Forgery]:
    good = token_of(user)
    head, body, signature = good.split(".")
    last = next(char for char in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij" if char != signature[-1])
    yield from {
        "empty signature": f"{head}.{body}.",
        "two parts": f"{head}.{body}",
        "one part": head,
        "four parts": f"{good}.{signature}",
        "five parts": f"{good}.a.b",
        "trailing byte": good + "A",
        "trailing bytes": good + "AAAA",
        "padding": good + "==",
        "padded head": f"{head}==.{body}.{signature}",
        "blank inside": f"{head}. {body}.{signature}",
        "tab inside": f"{head}.\t{body}.{signature}",
        "blanks before": f" {good}",
        "comma": f"{good},{good}",
        "other last character": good[:-1] + last,
        "parts swapped": f"{body}.{head}.{signature}",
        "other payload": f"{head}.{packed(claims_of('somebody'))}.{signature}",
        "standard alphabet": good.replace("-", "+").replace("_", "/") + "+",
        "100 KB": f"{head}.{packed(claims_of(user, pad='x' * 100_000))}.{signature}",
        "100 KB signed": by_hand(HEADER, claims_of(user, pad="x" * 48_000)),
        "dots only": "..",
        "word": "null",
    }.items()


def all_forgeries(user: str, attacker: str) -> list[Forgery]:
    return [
        *algorithms(user), *headers(user, attacker), *claim_forgeries(user), *shapes(user),
    ]  # fmt: skip


def targets(world: World) -> list[tuple[str, str, object]]:
    """Return one reading, one writing, one deleting route of the JSON function, and a turn."""
    me, ids = f"/users/{world.victim.user_id}", world.victim.ids
    return [
        ("PUT", f"{me}/profile", {"nickname": "owned"}),
        ("DELETE", f"{me}/workouts/{ids['workoutId']}", None),
        ("POST", "/chat", {"id": ids["conversationId"], "message": "owned"}),
        ("GET", f"{me}/programs/{ids['programId']}", None),
    ]


def test_the_hand_made_signature_is_good(world: World) -> None:
    user = world.victim.user_id
    control = by_hand(HEADER, claims_of(user))

    assert world.send("GET", f"/users/{user}/profile", token=control).status_code == 200


def test_no_forged_token_is_accepted(world: World, tally: Callable[[str, int], None]) -> None:
    user = world.victim.user_id
    forgeries = all_forgeries(user, world.keys.address)
    world.send("GET", f"/users/{user}/profile")
    fetched = world.keys.hits["/jwks"]
    before, accepted, slow = world.effects(), [], 0

    for number, (name, token) in enumerate(forgeries):
        # Every forgery meets the turn; the other routes take turns, they share the check.
        for method, path, body in (targets(world)[2], targets(world)[number % 4]):
            headers = {"authorization": f"Bearer {token}"}
            answer = world.send(method, path, body=body, headers=headers)
            # The server itself refuses a header of this size, when it comes in one piece.
            if answer.status_code not in ({400, 401} if name == "100 KB" else {401}):
                accepted.append((name, method, path, answer.status_code))
            slow += answer.elapsed.total_seconds() > 3

    assert accepted == []
    assert changed(before, world.effects()) == []
    assert world.keys.hits["/attacker"] == 0
    assert world.keys.hits["/jwks"] - fetched <= 2
    assert slow == 0
    tally("forged tokens", len(forgeries))


def test_a_token_elsewhere_is_refused(world: World, tally: Callable[[str, int], None]) -> None:
    good, user = world.victim.token, world.victim.user_id
    bearer = ("authorization", f"Bearer {good}")
    context = {
        "authorizer": {"claims": {"sub": user, "token_use": "access"}, "principalId": user},
        "accountId": "1",
    }
    forged = [
        ("x-amzn-request-context", json.dumps(context)),
        ("x-amzn-lambda-context", json.dumps({"identity": {"sub": user}, "deadline": 10**300})),
        ("x-amzn-oidc-identity", user),
        ("x-user-id", user),
        ("x-forwarded-user", user),
        ("cookie", f"authorization=Bearer {good}; token={good}"),
    ]
    cases: list[tuple[str, list[tuple[str, str]], int]] = [
        ("", [bearer, bearer], 400),
        ("", [bearer, ("authorization", f"Bearer {world.attacker.token}")], 400),
        ("", [("authorization", f"Bearer {world.attacker.token}"), bearer], 400),
        ("", [("authorization", f"Basic {good}")], 401),
        ("", [("authorization", good)], 401),
        ("", [("authorization", f"bearer: {good}")], 401),
        *((f"?{name}={good}", [bearer], 400) for name in ("access_token", "token", "id_token")),
        *((f"?{name}={good}", [], 400) for name in ("access_token", "authorization", "jwt")),
        *(("", [header], 401) for header in forged),
    ]
    before, wrong = world.effects(), []

    for method, path, body in targets(world):
        for query, headers, status in cases:
            sent = path + query
            answer = world.send(method, sent, body=body, headers=headers, token="")
            if answer.status_code != status:
                wrong.append((method, sent[:60], headers[:1], answer.status_code))

    assert wrong == []
    assert changed(before, world.effects()) == []
    tally("tokens in the wrong place", len(cases) * 4)


def test_a_forged_context_does_not_change_who_calls(world: World) -> None:
    user = world.victim.user_id
    context = json.dumps({"authorizer": {"claims": {"sub": user}}})
    headers = {"x-amzn-request-context": context, "x-amzn-lambda-context": '{"deadline": 1e999}'}

    answer = world.send("GET", f"/users/{user}/profile", headers=headers)

    assert answer.status_code == 403
