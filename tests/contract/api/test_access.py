"""Every route without a token, with a stranger's token, and with a stranger's ids."""

from __future__ import annotations

import pytest

from functions.coach_api.chat_paths import chat_paths
from tests.contract.api.aws import Aws
from tests.contract.api.builders import Stored
from tests.contract.api.calls import Client, send
from tests.contract.api.routes import Operation, document, ids_of, registered

OPERATIONS = registered()
every_route = pytest.mark.parametrize("operation", OPERATIONS, ids=str)


def test_the_matrix_holds_every_route_of_the_document(aws: Aws) -> None:
    paths = document()["paths"]

    documented = {(method, path) for path, methods in paths.items() for method in methods}
    streamed = {(method, path) for path, methods in chat_paths().items() for method in methods}

    assert streamed < documented
    assert documented - streamed == {(item.method, item.path) for item in OPERATIONS}


@every_route
def test_nobody_gets_in_without_a_token(operation: Operation, stored: Stored) -> None:
    path = operation.address({"userId": stored.user_id})

    replies = [
        send(operation.method.upper(), path, "{}", headers=headers)
        for headers in ({}, {"authorization": "Bearer a.b.c"}, {"authorization": "Basic eDp5"})
    ]

    assert [(reply.status, reply.code) for reply in replies] == [(401, "unauthenticated")] * 3


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.names_a_user], ids=str)
def test_nobody_acts_for_another_user(
    operation: Operation, stranger: Client, stored: Stored
) -> None:
    path = operation.address(ids_of(stored))

    reply = stranger.call(operation.method.upper(), path, operation.body)

    assert (reply.status, reply.code) == (403, "forbidden")


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.names_a_thing], ids=str)
def test_ids_of_others_are_as_absent_as_unknown_ones(
    operation: Operation, client: Client, strangers: Stored
) -> None:
    theirs = ids_of(strangers) | {"userId": client.user_id}
    unknown = {name: f"unknown{name}" for name in theirs} | {
        "userId": client.user_id,
        "dayNumber": "1",
    }

    replies = [
        client.call(operation.method.upper(), operation.address(ids), operation.body)
        for ids in (theirs, unknown)
    ]

    assert [reply.status for reply in replies] == [404, 404]
    assert replies[0].text == replies[1].text


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.names_a_thing], ids=str)
@pytest.mark.parametrize("hostile", ["a#b", "x" * 200, "\u00e4 .."])
def test_ids_that_cannot_exist_do_not(operation: Operation, client: Client, hostile: str) -> None:
    ids = dict.fromkeys(
        ("coachId", "conversationId", "jobId", "programId", "workoutId", "memoryId"), hostile
    )
    path = operation.address(ids | {"userId": client.user_id, "dayNumber": "1"})

    reply = client.call(operation.method.upper(), path, operation.body)

    assert reply.status == 404
