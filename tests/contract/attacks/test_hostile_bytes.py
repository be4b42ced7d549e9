"""Oversized, malformed and odd bytes on every route: a plain refusal, no 5xx, no effect."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable

import pytest

from tests.contract.api.routes import Operation
from tests.contract.attacks.test_foreign_ids import CHATS, OPERATIONS, TURN, UPSERT, body_of
from tests.contract.attacks.world import World, changed, error_of

WITH_BODY = [op for op in OPERATIONS if body_of(op, "") is not None]
DEEP = 100_000
MALFORMED: dict[str, bytes] = {
    "nothing": b"",
    "blank": b" \n\t",
    "open": b"{",
    "cut": b'{"text":"a',
    "array": b"[]",
    "string": b'"text"',
    "number": b"1e999",
    "null": b"null",
    "NaN": b'{"text":NaN,"sizeBytes":Infinity,"id":-Infinity}',
    "trailing": b"{}{}",
    "comment": b'{"text":"a"/**/}',
    "single quotes": b"{'text':'a'}",
    "deep array": b"[" * DEEP + b"]" * DEEP,
    "deep object": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep inside": b'{"text":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "latin-1": b'{"text":"\xe4\xf6"}',
    "cut utf-8": b'{"text":"\xf0\x9f"}',
    "utf-16": '{"text":"a"}'.encode("utf-16"),
    "raw surrogate": b'{"text":"\xed\xa0\x80"}',
    "raw NUL": b'{"text":"a\x00b"}',
    "long number": b'{"sizeBytes":' + b"9" * 5000 + b"}",
    "XML": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "form": b"text=owned&userResponse=owned",
    "5 MB": b'{"text":"' + b"a" * 5_000_000 + b'"}',
    "7 MB": b'{"text":"' + b"a" * 7_000_000 + b'"}',
}
ODD_TEXTS = {
    "NUL": "squat\0 5x5",
    "bidi": "\u202esquat\u202c \u2066x\u2069",
    "zero width": "s\u200bq\u200du\ufeffat",
    "tags": "squat" + "".join(chr(0xE0000 + ord(char)) for char in "owned"),
    "combining": "a" + "\u0301" * 500,
    "emoji": "\U0001f4aa\U0001f3fd\u200d\u2642\ufe0f" * 20,
    "noncharacters": "\ufffe\uffff\U0010ffff",
    "controls": "".join(map(chr, range(1, 32))) + "squat",
    "line ends": "a\u2028b\u2029c\x85d\r\ne",
    "wide trigger": "\uff3bGENERATE_PROGRAM\uff3d",
}


@pytest.mark.parametrize("operation", WITH_BODY, ids=str)
def test_malformed_bodies_are_refused(
    operation: Operation, world: World, tally: Callable[[str, int], None]
) -> None:
    path = operation.address(world.attacker.ids)
    before, wrong = world.effects(), []

    for name, raw in MALFORMED.items():
        if len(raw) > 1_000_000 and "chat" not in operation.path and operation.method != "put":
            continue  # one cap for all JSON routes
        answer = world.send(operation.method.upper(), path, raw=raw)
        # An empty body is no object for routes that need none either.
        if not 400 <= answer.status_code < 500 or "error" not in answer.json():
            wrong.append((name, answer.status_code, answer.text[:80]))

    assert wrong == []
    assert changed(before, world.effects()) == []
    tally("malformed bodies", len(MALFORMED))


@pytest.mark.parametrize("operation", WITH_BODY, ids=str)
def test_fields_of_a_megabyte_are_refused(operation: Operation, world: World) -> None:
    body, path = body_of(operation, "x"), operation.address(world.attacker.ids)
    assert isinstance(body, dict)
    before = world.effects()

    # A kilobyte below each cap, so that the field's own limit decides where there is one.
    for size in (240_000, 990_000):
        big = {name: "w" * size if isinstance(v, str) else v for name, v in body.items()}
        answer = world.send(operation.method.upper(), path, body=big)
        assert answer.status_code in {400, 404, 413}, answer.text[:200]

    assert changed(before, world.effects()) == []


def test_a_long_message_names_its_field(world: World) -> None:
    ids = world.attacker.ids
    stream = CHATS[-1].address(ids)
    text = "squat " * 4000
    turn = {"id": ids["conversationId"], "message": text}

    answers = [
        world.send("POST", "/chat", body=turn),
        world.send("POST", stream, body={**TURN, "userResponse": text}),
    ]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert [error_of(answer)["field"] for answer in answers] == ["messages", "userResponse"]


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS.keys())
def test_odd_text_is_stored_as_valid_text_or_refused(text: str, world: World) -> None:
    ids, me = world.attacker.ids, f"/users/{world.attacker.user_id}"
    head = f"{me}/coaches/{ids['coachId']}/conversations/{ids['conversationId']}"

    answers = [
        world.send("PATCH", head, body={"title": text}),
        world.send("POST", f"{me}/memories", body={"text": text}),
        world.send("PUT", f"{me}/profile", body={"nickname": text}),
        world.send("POST", "/chat", body={"id": ids["conversationId"], "message": text}),
        world.send("POST", f"{head}/stream", body={**TURN, "userResponse": text}),
    ]
    read = [world.send("GET", path) for path in (head, f"{me}/memories", f"{head}/messages")]

    assert [a.status_code for a in answers if a.status_code >= 500] == []
    assert [a.status_code for a in read] == [200, 200, 200]
    for answer in (*answers, *read):
        answer.content.decode("utf-8")
    assert '"type":"error"' not in "".join(answer.text for answer in answers)


def test_half_a_surrogate_pair_never_breaks_an_answer(world: World) -> None:
    ids, me = world.attacker.ids, f"/users/{world.attacker.user_id}"
    head = f"{me}/coaches/{ids['coachId']}/conversations/{ids['conversationId']}"
    half = b"\\ud83d squat \\udc00"

    answers = [
        world.send(method, path, raw=raw.replace(b"HALF", half))
        for method, path, raw in (
            ("PATCH", head, b'{"title":"HALF"}'),
            ("PUT", f"{me}/profile", b'{"nickname":"HALF","HALF":1}'),
            ("POST", f"{me}/memories", b'{"text":"HALF"}'),
            ("POST", "/chat", b'{"id":"HALF","message":"HALF"}'),
            ("POST", "/chat", b'{"id":"' + ids["conversationId"].encode()
                + b'","message":{"id":"HALF","parts":[{"type":"text","text":"HALF"}]}}'),
            ("POST", f"{head}/stream", b'{"userResponse":"HALF","messageTimestamp":"HALF"}'),
            ("POST", f"{head}/stream",
                b'{"userResponse":"HALF","messageTimestamp":"2026-11-23T10:00:00Z"}'),
        )
    ]  # fmt: skip

    assert [a.status_code for a in answers] == [400, 400, 400, 404, 200, 400, 200]
    world.send("GET", f"{head}/messages").content.decode("utf-8")


HOSTILE_IDS = (
    "%00", "a%00b", "%2e%2e", "..%2f..%2f", "%2fetc%2fpasswd", "a%2fb", "a%23b", "%0a",
    "%0d%0aset-cookie:a", "%ff", "%ed%a0%80", "%E2%80%AE", "*", "'", "%22", "$ne", "{}", "%7b%7d",
    "<script>", "null", "undefined", "-1", "a" * 129, "a" * 5000, "%25", "%", "\u00e4", ";", "a b",
)  # fmt: skip


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if "{" in o.path], ids=str)
def test_hostile_ids_name_nothing(
    operation: Operation, world: World, tally: Callable[[str, int], None]
) -> None:
    ids, before, wrong, sent = world.attacker.ids, world.effects(), [], 0
    names = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]

    is_upsert = (operation.method, operation.path) == UPSERT
    every = 1 if os.environ.get("FULL") else 3
    for place, name in enumerate(names):
        for hostile in HOSTILE_IDS[place % every :: every]:
            if is_upsert and name == "coachId" and hostile in {"null", "undefined", "-1"}:
                continue  # ids that may be: the caller's own coach is made under them
            path = operation.address({**ids, name: hostile})
            answer = world.send(operation.method.upper(), path, body=body_of(operation, "x"))
            sent += 1
            if answer.status_code not in {400, 403, 404, 405, 413, 414}:
                wrong.append((name, hostile[:20], answer.status_code, answer.text[:80]))

    assert wrong == []
    assert changed(before, world.effects()) == []
    tally("hostile ids", sent)


def test_hostile_queries_are_refused_or_ignored(world: World) -> None:
    me = f"/users/{world.attacker.user_id}"
    queries = (
        "limit=0", "limit=-1", "limit=101", "limit=1e9", "limit=9" + "9" * 5000, "limit=NaN",
        "limit=1&limit=2", "limit=%00", "limit=", "cursor=%00", "cursor=AA", "cursor=____",
        "cursor=" + "A" * 5000, "cursor=" + base64.urlsafe_b64encode(b"\xff" * 300).decode(),
        "cursor=" + base64.urlsafe_b64encode(b"user#" + b"a" * 90).decode(), "before=0",
        "before=-5", "before=99999999999999999999", "status=owned", "coachId=" + "x" * 500,
        "a=%ff", "=", "&&&", "%00=1", "__proto__=1", "limit[$gt]=1",
    )  # fmt: skip
    before = world.effects()

    statuses = {
        world.send("GET", f"{me}/{resource}?{query}").status_code
        for resource in ("programs", "workouts", "memories")
        for query in queries
    }

    assert statuses <= {200, 400}
    assert changed(before, world.effects()) == []


def test_a_flagged_body_that_is_no_base64_is_refused(world: World) -> None:
    stream = CHATS[-1].address(world.attacker.ids)
    coded = {"content-transfer-encoding": "base64"}
    bodies = (json.dumps(TURN).encode(), b"\xff\xfe", b"AAAA====", base64.b64encode(b"{"))
    before = world.effects()

    statuses = [world.send("POST", stream, raw=raw, headers=coded).status_code for raw in bodies]

    assert statuses == [400] * 4
    assert changed(before, world.effects()) == []
