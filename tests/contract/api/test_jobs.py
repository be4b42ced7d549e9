from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from functions.coach_api.wiring import wiring
from libs.errors import DispatchError
from tests.contract.api.builders import NOW, Stored
from tests.contract.api.calls import Client


def test_a_poller_gets_the_job_its_etag_and_when_to_come_back(
    client: Client, stored: Stored
) -> None:
    job = stored.job(state="running", percent=20)

    reply = client.get(f"/jobs/{job.job_id}")

    assert (reply.status, reply.headers["etag"], reply.headers["retry-after"]) == (200, '"1"', "3")
    assert reply.body == job.to_public()


@pytest.mark.parametrize("sent", ['"1"', 'W/"1"', '"7", "1"', "*"])
def test_an_unchanged_job_costs_no_body(client: Client, stored: Stored, sent: str) -> None:
    job = stored.job()

    reply = client.call("GET", f"/jobs/{job.job_id}", headers={"If-None-Match": sent})

    assert (reply.status, reply.text) == (304, "")
    assert reply.headers["etag"] == '"1"'


def test_a_final_job_says_nothing_about_coming_back(client: Client, stored: Stored) -> None:
    job = stored.job(state="ready", workout_ids=["w1"], percent=100)

    reply = client.get(f"/jobs/{job.job_id}")

    assert "retry-after" not in reply.headers
    assert reply.body["workoutIds"] == ["w1"]


def test_a_job_is_cancelled_once(client: Client, stored: Stored) -> None:
    job = stored.job()

    replies = [client.post(f"/jobs/{job.job_id}/cancel") for _ in range(2)]

    assert [reply.status for reply in replies] == [200, 200]
    assert [reply.body["version"] for reply in replies] == [2, 2]
    assert client.post(f"/jobs/{job.job_id}/retry").status == 409


def test_a_failed_job_is_queued_and_invoked_again(
    client: Client, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[object] = []

    def accept(name: str, payload: Mapping[str, object], label: str) -> str:
        sent.append((name, payload["jobId"]))
        return "request-1"

    monkeypatch.setattr(wiring().backend.jobs.invoker, "invoke_async", accept)
    error = {"code": "throttled", "message": "busy", "retryable": True}
    job = stored.job(state="failed", error=error)

    replies = [client.post(f"/jobs/{job.job_id}/retry") for _ in range(2)]

    assert [reply.body["state"] for reply in replies] == ["queued", "queued"]
    assert sent == [("build_workout", job.job_id)]


def test_a_refused_invoke_leaves_the_job_failed(
    client: Client, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str, payload: object, label: str) -> str:
        raise DispatchError("no")

    monkeypatch.setattr(wiring().backend.jobs.invoker, "invoke_async", refuse)
    error = {"code": "throttled", "message": "busy", "retryable": True}
    job = stored.job(state="failed", error=error, lease_until=NOW + timedelta(days=1))

    reply = client.post(f"/jobs/{job.job_id}/retry")

    assert (reply.status, reply.code) == (503, "dispatch")
    assert client.get(f"/jobs/{job.job_id}").body["state"] == "failed"


def test_what_cannot_be_retried_is_a_conflict(client: Client, stored: Stored) -> None:
    error = {"code": "declined", "message": "no", "retryable": False}
    job = stored.job(state="failed", error=error)

    reply = client.post(f"/jobs/{job.job_id}/retry")

    assert (reply.status, reply.code) == (409, "not_retryable")
