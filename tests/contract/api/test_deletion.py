from __future__ import annotations

from collections.abc import Sequence

import pytest

from libs.clock import FrozenClock
from libs.errors import NotFoundError, StorageError
from libs.storage.deletion import Deletion
from libs.storage.keys import conversation_pk, exercises_pk, user_pk
from libs.storage.objects import Objects
from libs.storage.table import Table
from tests.contract.api.builders import NOW, Stored
from tests.contract.api.calls import Client


class RecordingVectors:
    """A vector store that remembers what it was to forget."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.forgotten: list[tuple[str, str]] = []

    def delete(self, user_id: str, keys: Sequence[str]) -> None:
        if self.failures:
            self.failures -= 1
            raise StorageError("down")
        self.forgotten += [(user_id, key) for key in keys]


def test_a_conversation_goes_with_all_that_hangs_on_it(
    client: Client, stored: Stored, table: Table, objects: Objects
) -> None:
    head = stored.conversation()
    job = stored.job(head, state="ready")
    image = f"user-uploads/{client.user_id}/{head.conversation_id}.png"
    request = f"jobs/{client.user_id}/{job.job_id}/request.json"
    for key in (image, image, request):
        objects.put(key, b"{}")
    stored.message(head, 1, image_keys=(image,))
    stored.message(head, 2, job_id=job.job_id)
    path = client.path(f"coaches/{head.coach_id}/conversations/{head.conversation_id}")

    receipt = client.delete(path)
    again = client.delete(path)

    assert (receipt.body["items"], receipt.body["objects"]) == (4, 3)
    assert again.body == receipt.body
    assert client.get(path).status == 404
    assert not list(table.query(conversation_pk(client.user_id, head.conversation_id)))
    assert not list(objects.list_versions(image)) + list(objects.list_versions(request))
    assert client.get(f"/jobs/{job.job_id}").status == 404


def test_a_deleted_conversation_takes_its_running_build_along(
    client: Client, stored: Stored, table: Table
) -> None:
    head = stored.conversation()
    job = stored.job(head, kind="training_program")
    key = stored.key_of(head)
    stored.set_active_job(head, job)
    path = client.path(f"coaches/{head.coach_id}/conversations/{head.conversation_id}")

    client.delete(path)

    assert client.get(f"/jobs/{job.job_id}").body["state"] == "cancelled"
    assert table.get(key) is None


def test_a_program_goes_with_every_version_of_its_details(
    client: Client, stored: Stored, objects: Objects
) -> None:
    program_id = stored.program()
    details = f"training-programs/{client.user_id}/{program_id}/details.json"
    objects.put(details, b"{}")
    path = client.path(f"programs/{program_id}")

    receipt = client.delete(path)

    assert (receipt.status, receipt.body["objects"]) == (200, 2)
    assert client.delete(path).body == receipt.body
    assert not list(objects.list_versions(details))
    assert client.get(path).status == 404


def test_a_workout_goes_with_its_exercise_rows_only(
    client: Client, stored: Stored, table: Table
) -> None:
    gone, kept = stored.workout(), stored.workout()

    receipt = client.delete(client.path(f"workouts/{gone}"))

    rows = [str(row["sk"]) for row in table.query(exercises_pk(client.user_id))]
    assert receipt.body["items"] == 2
    assert not [row for row in rows if gone in row.split("#")]
    assert [row for row in rows if kept in row.split("#")]


def test_a_session_is_open_again_when_its_workout_goes(
    client: Client, stored: Stored, table: Table
) -> None:
    program_id = stored.program()
    workout_id = stored.workout(programId=program_id, templateId="t1", dayNumber=1)
    row = stored.done_session(program_id, workout_id)

    client.delete(client.path(f"workouts/{workout_id}"))

    day = client.get(client.path(f"programs/{program_id}/days/1")).body
    assert table.get(row) is None
    assert day["templates"][0]["status"] == "pending"
    assert client.get(client.path(f"programs/{program_id}")).body["completedWorkouts"] == 0


def test_a_session_answered_by_another_workout_stays_done(
    client: Client, stored: Stored, table: Table
) -> None:
    program_id = stored.program()
    workout_id = stored.workout(programId=program_id, templateId="t1", dayNumber=1)
    row = stored.done_session(program_id, "workout_other")

    client.delete(client.path(f"workouts/{workout_id}"))

    assert table.get(row)


def test_a_memory_is_forgotten(client: Client) -> None:
    path = client.path("memories")
    made = client.post(path, {"text": "My left knee hurts", "kind": "constraint"})
    equal = client.post(path, {"text": "my left  knee HURTS"})

    receipt = client.delete(f"{path}/{made.body['memoryId']}")

    assert (made.status, equal.status, receipt.status) == (201, 200, 200)
    assert {**equal.body, "indexed": False} == made.body
    listed = [item["memoryId"] for item in client.get(path).body["memories"]]
    assert made.body["memoryId"] not in listed


def test_a_deletion_that_was_cut_off_is_finished_by_a_repeat(
    stored: Stored, table: Table, objects: Objects
) -> None:
    vectors = RecordingVectors(failures=1)
    deletion = Deletion(table, objects, vectors=vectors, clock=FrozenClock(NOW))
    workout_id = stored.workout()

    with pytest.raises(StorageError):
        deletion.delete_workout(stored.user_id, workout_id)
    receipt = deletion.delete_workout(stored.user_id, workout_id)

    assert set(vectors.forgotten) == {(stored.user_id, f"workout#{workout_id}")}
    assert (receipt.items, receipt.vectors) == (1, 1)
    assert not [i for i in table.query(user_pk(stored.user_id), "workout#") if workout_id in i]


def test_what_belongs_to_somebody_else_is_not_there(
    stored: Stored, strangers: Stored, table: Table, objects: Objects
) -> None:
    deletion = Deletion(table, objects, vectors=None, clock=FrozenClock(NOW))
    program_id = strangers.program()

    with pytest.raises(NotFoundError):
        deletion.delete_program(stored.user_id, program_id)

    assert strangers.backend.programs.find_header(strangers.user_id, program_id, today=NOW.date())
