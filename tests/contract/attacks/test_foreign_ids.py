"""Foreign ids on every route of the OpenAPI document: as absent as unknown ones, no effect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

import pytest

from functions.coach_api.chat_paths import chat_paths
from tests.contract.api.routes import Operation, registered
from tests.contract.attacks.world import World, changed

CHATS = [Operation(method, path) for path, ops in chat_paths().items() for method in ops]
OPERATIONS = [*registered(), *CHATS]
UPSERT = ("put", "/users/{userId}/coaches/{coachId}")
TURN = {"userResponse": "owned", "messageTimestamp": "2026-11-23T10:00:00Z"}


def names_of(operation: Operation) -> list[str]:
    parts = operation.path.split("/")
    return [part[1:-1] for part in parts if part.startswith("{") and part != "{dayNumber}"]


def body_of(operation: Operation, conversation_id: str) -> object:
    if operation.path == "/chat":
        return {"id": conversation_id, "message": "owned"}
    framed = operation.method == "post" and operation.path.endswith("/stream")
    return TURN if framed else operation.body


def mixes(operation: Operation) -> Iterator[frozenset[str]]:
    """Yield every set of ids that may be another athlete's, from one to all of them."""
    names = names_of(operation)
    for size in range(1, len(names) + 1):
        yield from map(frozenset, combinations(names, size))


def test_every_route_of_the_served_document_is_attacked(world: World) -> None:
    paths = world.send("GET", "/openapi.json", token="").json()["paths"]

    served = {(method, path) for path, ops in paths.items() for method in ops}

    assert served == {(op.method, op.path) for op in OPERATIONS}


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_foreign_ids_are_as_absent_as_unknown_ones(
    operation: Operation, world: World, tally: Callable[[str, int], None]
) -> None:
    mine, theirs = world.attacker.ids, world.victim.ids
    method, sent = operation.method.upper(), 0
    before = world.effects()

    for foreign in mixes(operation):
        if (operation.method, operation.path) == UPSERT and "userId" not in foreign:
            continue  # a coach of one's own under any id: nobody else's is touched, see below
        stolen = {**mine, **{name: theirs[name] for name in foreign}}
        unknown = {**mine, **{name: f"unknown_{name.lower()}" for name in foreign}}
        answers = [
            world.send(method, operation.address(ids), body=body_of(operation, ""))
            for ids in (stolen, unknown)
        ]
        sent += 1
        expected = 403 if "userId" in foreign else 404
        assert [answer.status_code for answer in answers] == [expected] * 2, foreign
        assert answers[0].text == answers[1].text

    assert changed(before, world.effects()) == []
    tally("foreign ids in paths", sent)


def test_foreign_ids_in_bodies_and_queries_find_nothing(
    world: World, tally: Callable[[str, int], None]
) -> None:
    me, theirs = f"/users/{world.attacker.user_id}", world.victim.ids
    turns = f"{me}/coaches/{theirs['coachId']}/conversations/{theirs['conversationId']}/stream"
    before = world.effects()

    refused = [
        world.send(method, path, body=body).status_code
        for method, path, body in (
            ("POST", "/chat", {"id": theirs["conversationId"], "message": "owned"}),
            ("POST", "/chat", {"id": theirs["conversationId"], "messages": [
                {"id": "m1", "role": "user", "parts": [{"type": "text", "text": "owned"}]}]}),
            ("POST", turns, TURN),
            ("POST", f"{me}/memories", {"text": "owned by me", "coachId": theirs["coachId"]}),
        )
    ]  # fmt: skip
    listed = world.send("GET", f"{me}/programs?coachId={theirs['coachId']}").json()

    assert refused == [404] * 4
    assert listed["programs"] == []
    assert changed(before, world.effects()) == []
    tally("foreign ids in bodies", 5)


def test_writes_under_foreign_ids_never_reach_the_owner(world: World) -> None:
    me, theirs, victim = world.attacker.user_id, world.victim.ids, world.victim.user_id
    before = world.effects()

    for body in (
        {"coach_name": "Owned", "coach_id": theirs["coachId"], "user_id": victim},
        {"coach_name": "Owned", "userId": victim, "pk": f"user#{victim}", "sk": "profile"},
    ):
        world.send("PUT", f"/users/{me}/coaches/{theirs['coachId']}", body=body)
    world.send("PUT", f"/users/{me}/profile", body={"nickname": "x", "userId": victim, "pk": "a"})
    world.send("POST", f"/users/{me}/memories", body={"text": "mine now", "userId": victim})

    touched = changed(before, world.effects())
    assert touched
    assert [name for name in touched if victim in name] == []


def test_moves_on_the_victims_things_change_nothing(world: World) -> None:
    theirs = world.victim.ids
    before = world.effects()

    statuses = [
        world.send("POST", path).status_code
        for path in (
            f"/jobs/{theirs['jobId']}/retry",
            f"/jobs/{theirs['jobId']}/cancel",
            f"/chat/{theirs['conversationId']}/stop",
        )
        for _ in range(3)
    ]

    assert statuses == [404] * 9
    assert changed(before, world.effects()) == []


def test_the_owner_is_let_in(world: World) -> None:
    owner, ids = world.victim, world.victim.ids
    paths = (
        f"/users/{owner.user_id}/programs/{ids['programId']}/days/1",
        f"/users/{owner.user_id}/workouts/{ids['workoutId']}",
        f"/jobs/{ids['jobId']}",
    )

    assert [world.send("GET", p, token=owner.token).status_code for p in paths] == [200] * 3
