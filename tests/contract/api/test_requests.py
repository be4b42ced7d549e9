"""Bodies, methods, origins and faults: what every route shares."""

from __future__ import annotations

import base64
import json
import logging
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.coach_api.wiring import wiring
from tests.contract.api.builders import Stored
from tests.contract.api.calls import Client, send
from tests.contract.api.routes import Operation, registered

WITH_BODY = [item for item in registered() if item.body is not None]
_TEXT = st.text(max_size=30)
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | _TEXT
_KEYS = _TEXT | st.sampled_from(
    ["coach_name", "technical_config", "title", "mode", "preferences", "text", "sizeBytes"]
)
_JSON = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)


def _bearer(client: Client) -> dict[str, str]:
    return {"authorization": f"Bearer {client.athlete.token}"}


@pytest.mark.parametrize(
    ("body", "is_base64"),
    [
        ("{", False),
        ("[]", False),
        ('"text"', False),
        ("{}{}", False),
        ('{"nickname": NaN}', False),
        ('{"nickname": "\\ud800"}', False),
        ('{"a":' * 40 + "1" + "}" * 40, False),
        ("[" * 100_000, False),
        ("not base64!", True),
        (base64.b64encode(b"\xff\xfe{").decode(), True),
        ("", False),
        ("  ", False),
    ],
)
def test_what_is_no_json_object_is_a_400(client: Client, body: str, is_base64: bool) -> None:
    path = client.path("profile")

    reply = send("PUT", path, body, headers=_bearer(client), is_base64=is_base64)

    assert (reply.status, reply.body["error"]["field"]) == (400, "body")


def test_a_flagged_body_is_decoded(client: Client) -> None:
    body = base64.b64encode('{"nickname": "Zoë"}'.encode()).decode()

    reply = send("PUT", client.path("profile"), body, headers=_bearer(client), is_base64=True)

    assert (reply.status, reply.body["nickname"]) == (200, "Zoë")


@pytest.mark.parametrize("is_base64", [False, True])
def test_a_body_over_the_cap_is_a_413(client: Client, is_base64: bool) -> None:
    body = json.dumps({"nickname": "x" * 600_000})
    sent = base64.b64encode(body.encode()).decode() if is_base64 else body

    path = client.path("profile")
    reply = send("PUT", path, sent, headers=_bearer(client), is_base64=is_base64)

    assert (reply.status, reply.code) == (413, "payload_too_large")


def test_the_first_unusable_field_is_named_and_not_repeated(client: Client) -> None:
    body = {"preferences": {"timezone": "secret" * 50}}

    reply = client.put(client.path("profile"), body)

    assert (reply.status, reply.body["error"]["field"]) == (400, "preferences.timezone")
    assert "secret" not in reply.text


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "x"}, {"limit": "101"}])
def test_a_page_has_its_limits(client: Client, query: dict[str, str]) -> None:
    reply = client.get(client.path("programs"), **query)

    assert (reply.status, reply.body["error"]["field"]) == (400, "limit")


@pytest.mark.parametrize("cursor", ["%%%", "====", "AA", "_w==", "é"])
@pytest.mark.parametrize("resource", ["programs", "workouts", "memories"])
def test_a_made_up_cursor_is_harmless(client: Client, resource: str, cursor: str) -> None:
    assert client.get(client.path(resource), cursor=cursor).status in {200, 400}


def test_unknown_addresses_and_methods_are_told_apart(client: Client) -> None:
    nowhere = client.get("/nowhere")
    wrong = client.call("PUT", "/jobs/job_1", {})

    assert (nowhere.status, nowhere.code) == (404, "not_found")
    assert (wrong.status, wrong.code) == (405, "method_not_allowed")
    assert wrong.headers["allow"] == "GET"


@pytest.mark.parametrize("origin", ["https://app.example.com", "http://localhost:3000"])
def test_known_origins_may_read_every_answer(client: Client, origin: str) -> None:
    sent = {"Origin": origin}

    good = client.call("GET", client.path("programs"), headers=sent)
    refused = send("GET", "/jobs/x", headers=sent)
    absent = client.call("GET", "/jobs/x", headers=sent)
    asked = send("OPTIONS", "/jobs/x", headers={**sent, "access-control-request-method": "GET"})

    for reply in (good, refused, absent, asked):
        assert reply.headers["access-control-allow-origin"] == origin
        assert reply.headers["vary"] == "Origin"
    assert asked.status == 204
    assert "PATCH" in asked.headers["access-control-allow-methods"]
    assert "If-None-Match" in asked.headers["access-control-allow-headers"]
    assert "ETag" in good.headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    "origin", ["https://evil.example.com", "null", "https://app.example.com.x"]
)
def test_other_origins_may_not(client: Client, origin: str) -> None:
    replies = [
        client.call("GET", client.path("programs"), headers={"Origin": origin}),
        send("OPTIONS", "/jobs/x", headers={"Origin": origin}),
        send("GET", "/jobs/x", headers={"Origin": origin}),
    ]

    assert not [r for r in replies if "access-control-allow-origin" in r.headers]


def test_a_crash_tells_and_logs_nothing_of_its_cause(
    client: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def crash(user_id: str) -> object:
        raise RuntimeError(f"canary {client.athlete.token}")

    monkeypatch.setattr(wiring().backend.programs, "list_headers", crash)

    reply = client.get(client.path("programs"))

    logged = "".join(capsys.readouterr())
    assert (reply.status, reply.code) == (500, "internal")
    assert "canary" not in reply.text + logged
    assert client.athlete.token not in logged
    assert "Traceback" not in reply.text


def test_requests_leave_no_content_in_the_logs(
    client: Client, stored: Stored, caplog: pytest.LogCaptureFixture, capsys: Any
) -> None:
    caplog.set_level(logging.DEBUG, logger="aws_lambda_powertools")
    head = stored.conversation()
    path = client.path(f"coaches/{head.coach_id}/conversations/{head.conversation_id}")

    client.patch(path, {"title": "canary title"})
    client.put(client.path("profile"), {"nickname": "canary nick", "email": 7})

    logged = caplog.text + "".join(capsys.readouterr())
    assert "canary" not in logged
    assert client.athlete.token not in logged


@pytest.mark.parametrize("operation", WITH_BODY, ids=str)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=st.dictionaries(_KEYS, _JSON, max_size=5) | _JSON)
def test_no_body_is_a_crash(
    operation: Operation, client: Client, stored: Stored, body: object
) -> None:
    ids = {"userId": client.user_id, "coachId": "coach_fuzz", "conversationId": "conversation_0"}

    reply = client.call(operation.method.upper(), operation.address(ids), body)

    assert reply.status in {200, 201, 400, 404, 413}
