from __future__ import annotations

from tests.contract.api.builders import Stored
from tests.contract.api.calls import Client


def test_a_conversation_is_begun_listed_changed_and_read(client: Client, stored: Stored) -> None:
    path = client.path(f"coaches/{stored.coach()}/conversations")

    made = client.post(path, {"mode": "build", "title": "Demo"})
    one = f"{path}/{made.body['conversationId']}"
    changed = client.patch(one, {"title": "Winter", "mode": "chat"})

    assert made.status == 201
    assert (changed.body["title"], changed.body["mode"]) == ("Winter", "chat")
    assert client.get(one).body == changed.body
    assert client.get(path).body["conversations"] == [changed.body]
    assert client.get(f"{one}/messages").body == {"messages": []}


def test_a_change_without_content_names_a_field(client: Client, stored: Stored) -> None:
    head = stored.conversation()
    path = client.path(f"coaches/{head.coach_id}/conversations/{head.conversation_id}")

    empty = client.patch(path, {})
    wrong = client.patch(path, {"mode": "sing"})

    assert (empty.status, empty.body["error"]["field"]) == (400, "title")
    assert (wrong.status, wrong.body["error"]["field"]) == (400, "mode")


def test_a_conversation_needs_a_coach_of_the_athlete(
    client: Client, stored: Stored, strangers: Stored
) -> None:
    absent = client.post(client.path("coaches/nobody/conversations"), {})
    foreign = client.post(client.path(f"coaches/{strangers.coach()}/conversations"), {})
    head = stored.conversation()
    other = client.path(f"coaches/{stored.coach()}/conversations/{head.conversation_id}")

    assert absent.status == foreign.status == client.get(other).status == 404
    assert absent.body == foreign.body


def test_messages_come_oldest_first_in_pages(client: Client, stored: Stored) -> None:
    head = stored.conversation()
    for seq in range(1, 6):
        stored.message(head, seq)
    path = client.path(f"coaches/{head.coach_id}/conversations/{head.conversation_id}/messages")

    newest = client.get(path, limit="2").body
    older = client.get(path, limit="2", before=str(newest["nextBefore"])).body
    oldest = client.get(path, limit="2", before=str(older["nextBefore"])).body

    pages = [[item["seq"] for item in page["messages"]] for page in (newest, older, oldest)]
    assert pages == [[4, 5], [2, 3], [1]]
    assert "nextBefore" not in oldest
    assert oldest["messages"][0]["parts"] == [{"type": "text", "text": "text 1"}]


def test_a_build_in_a_message_is_shown_as_it_is_now(client: Client, stored: Stored) -> None:
    head = stored.conversation()
    job = stored.job(head, state="running", percent=48, step="extraction")
    stored.message(head, 1)
    stored.message(head, 2, job_id=job.job_id)
    stored.message(head, 3, job_id="job_gone")
    path = client.path(f"coaches/{head.coach_id}/conversations/{head.conversation_id}/messages")

    _, told, gone = client.get(path).body["messages"]

    part = {"type": "data-workout-build", "id": job.job_id, "data": job.to_public()}
    assert told["parts"] == [{"type": "text", "text": "text 2"}, part]
    assert told["job"]["percent"] == 48
    assert "48 %" in told["jobStatus"]
    assert gone["jobId"] == "job_gone"
    assert "job" not in gone


def test_lists_are_paged_by_cursor(client: Client, stored: Stored) -> None:
    coach_id = stored.coach()
    ids = {stored.conversation(coach_id).conversation_id for _ in range(5)}
    path = client.path(f"coaches/{coach_id}/conversations")

    seen: list[str] = []
    query: dict[str, str] = {"limit": "2"}
    while True:
        page = client.get(path, **query).body
        seen += [item["conversationId"] for item in page["conversations"]]
        if "nextCursor" not in page:
            break
        query["cursor"] = page["nextCursor"]

    assert len(seen) == 5
    assert set(seen) == ids


def test_a_stop_is_accepted_whether_or_not_something_runs(client: Client, stored: Stored) -> None:
    head = stored.conversation()

    first = client.post(f"/chat/{head.conversation_id}/stop")
    second = client.post(f"/chat/{head.conversation_id}/stop")

    assert (first.status, second.status) == (202, 202)
    assert first.body == {"stopping": False}
