from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from libs.clock import local_date
from libs.coach.models import read_profile
from libs.storage.keys import day_key
from libs.storage.table import Table
from libs.storage.writes import update
from tests.contract.api.builders import NOW, Stored
from tests.contract.api.calls import Client


def test_a_program_is_read_with_its_report_and_its_days(client: Client, stored: Stored) -> None:
    program_id = stored.program()

    header = client.get(client.path(f"programs/{program_id}")).body
    first = client.get(client.path(f"programs/{program_id}/days/1")).body
    rest = client.get(client.path(f"programs/{program_id}/days/2")).body

    assert header["reportCard"]["score"] == 96
    assert header["usage"] == {"calls": 9, "costUsd": 0.25}
    assert not {"pk", "s3DetailKey", "userId", "gsi1pk"} & header.keys()
    assert first["templates"][0]["name"] == "Lower A"
    assert (rest["isRestDay"], rest["templates"]) == (True, [])
    assert client.get(client.path(f"programs/{program_id}/days/3")).status == 404


@pytest.mark.parametrize(
    ("zone", "adherence"), [("Pacific/Kiritimati", 50.0), ("Pacific/Pago_Pago", None)]
)
def test_a_program_shows_adherence_up_to_the_athletes_today_and_completion(
    client: Client, stored: Stored, zone: str, adherence: float | None
) -> None:
    # The first zone is always at least a day ahead of the second.
    ahead = local_date(stored.backend.clock.now(), ZoneInfo("Pacific/Kiritimati"))
    schedule = [
        {"dayNumber": 1, "templateId": "t1", "isPrimary": True},
        {"dayNumber": 1, "templateId": "t2", "isPrimary": False},
        {"dayNumber": 1, "templateId": "t3", "isPrimary": True},
        {"dayNumber": 2, "templateId": "t4", "isPrimary": True},
    ]
    program_id = stored.program(
        startDate=ahead.isoformat(), schedule=schedule, totalWorkouts=3, completedWorkouts=1
    )
    profile = read_profile({"userId": client.user_id, "preferences": {"timezone": zone}})
    stored.backend.profiles.save_profile(profile)

    header = client.get(client.path(f"programs/{program_id}")).body
    listed = client.get(client.path("programs"), limit="100").body["programs"]

    assert header.get("adherenceRate") == adherence
    assert header["completion"] == 33.3
    assert "schedule" not in header
    (same,) = (item for item in listed if item["programId"] == program_id)
    assert (same.get("adherenceRate"), same["completion"]) == (adherence, 33.3)


def test_a_day_shows_what_became_of_its_sessions(
    client: Client, stored: Stored, table: Table
) -> None:
    program_id = stored.program()
    key = day_key(client.user_id, program_id, 1, "t1")
    table.write(update("day", key, "SET #status = :done", done="completed"))

    day = client.get(client.path(f"programs/{program_id}/days/1")).body

    assert day["templates"][0]["status"] == "completed"


def test_programs_are_listed_without_their_report_cards(client: Client, stored: Stored) -> None:
    program_id = stored.program()

    listed = client.get(client.path("programs")).body["programs"]

    found = next(item for item in listed if item["programId"] == program_id)
    assert "reportCard" not in found


def test_programs_are_listed_by_coach_and_state(client: Client, stored: Stored) -> None:
    active, other = stored.program(coachId="coach_9"), stored.program(coachId="coach_8")
    path = client.path("programs")

    mine = client.get(path, coachId="coach_9", status="active").body["programs"]

    assert [item["programId"] for item in mine] == [active]
    assert client.get(path, coachId="coach_9", status="archived").body["programs"] == []
    assert client.get(path, status="lost").body["error"]["field"] == "status"
    assert other in {item["programId"] for item in client.get(path).body["programs"]}


def test_damaged_details_are_an_outage_not_a_crash(client: Client, stored: Stored) -> None:
    program_id = stored.program(note="x")
    stored.backend.objects.delete_all_versions(f"training-programs/{client.user_id}/{program_id}")

    reply = client.get(client.path(f"programs/{program_id}/days/1"))

    assert (reply.status, reply.code) == (503, "storage")


def test_workouts_come_in_pages_the_last_done_first(stranger: Client, strangers: Stored) -> None:
    ids = [strangers.workout(completed_at=NOW + timedelta(days=day)) for day in (1, 2, 3)]

    first = stranger.get(stranger.path("workouts"), limit="2").body
    second = stranger.get(stranger.path("workouts"), limit="2", cursor=first["nextCursor"]).body

    listed = [item["workoutId"] for page in (first, second) for item in page["workouts"]]
    assert listed[:3] == ids[::-1]
    assert "nextCursor" in first
    assert stranger.get(stranger.path(f"workouts/{ids[0]}")).body["title"] == "Squats"


def test_a_profile_keeps_what_the_coaches_learned(client: Client, stored: Stored) -> None:
    path = client.path("profile")
    client.put(path, {"nickname": "Sam"})
    known = stored.backend.profiles.find_profile(client.user_id)
    assert known is not None
    learned = known.athlete_profile.model_copy(update={"summary": "lifts on Mondays"})
    changed = known.model_copy(update={"athlete_profile": learned})
    stored.backend.profiles.save_profile(changed)

    body = {"nickname": "Sami", "athleteProfile": {"summary": "mine"}}
    reply = client.put(path, {**body, "preferences": {"timezone": "Europe/Berlin"}})

    assert reply.body["athleteProfile"]["summary"] == "lifts on Mondays"
    assert client.get(path).body == reply.body
    assert reply.body["nickname"] == "Sami"


def test_a_profile_refuses_an_unknown_time_zone(client: Client) -> None:
    reply = client.put(client.path("profile"), {"preferences": {"timezone": "Mars/Base"}})

    assert (reply.status, reply.body["error"]["field"]) == (400, "preferences.timezone")


def test_coaches_are_made_replaced_and_listed(client: Client) -> None:
    made = client.post(client.path("coaches"), {"coach_name": "Robin", "coach_id": "mine"}).body
    path = client.path(f"coaches/{made['coach_id']}")
    replaced = client.put(path, {"coachName": "Kim"})

    assert made["coach_id"] != "mine"
    assert client.get(path).body == replaced.body
    assert replaced.body["coach_name"] == "Kim"
    assert replaced.body in client.get(client.path("coaches")).body["coaches"]


def test_a_coach_needs_a_name_and_fits_into_a_prompt(client: Client) -> None:
    nameless = client.post(client.path("coaches"), {})
    huge = {"coach_name": "Robin", "coach_description": "x" * 70_000}

    assert (nameless.status, nameless.body["error"]["field"]) == (400, "coach_name")
    assert client.post(client.path("coaches"), huge).status == 413


def test_an_upload_place_binds_owner_type_and_size(client: Client) -> None:
    body = {"contentType": "image/png", "sizeBytes": 1234}

    place = client.post(client.path("uploads"), body).body

    signed = parse_qs(urlsplit(place["url"]).query)["X-Amz-SignedHeaders"][0].split(";")
    assert place["key"].startswith(f"user-uploads/{client.user_id}/")
    assert {"content-length", "content-type"} <= set(signed)
    assert place["headers"] == {"content-type": "image/png", "content-length": "1234"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"contentType": "image/svg+xml", "sizeBytes": 1}, "contentType"),
        ({"contentType": "image/png", "sizeBytes": 0}, "sizeBytes"),
        ({"contentType": "image/png", "sizeBytes": 5_000_000}, "sizeBytes"),
        ({"contentType": "image/png"}, "sizeBytes"),
    ],
)
def test_an_upload_of_another_kind_is_refused(
    client: Client, body: dict[str, object], field: str
) -> None:
    reply = client.post(client.path("uploads"), body)

    assert (reply.status, reply.body["error"]["field"]) == (400, field)
