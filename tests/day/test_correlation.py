"""One correlation id from the chat's turn to its job and its build, in the lines of each."""

from __future__ import annotations

from typing import Any

from tests.day.athlete import STUCK_CORRELATION
from tests.day.conftest import Watched

CHAT = "stream_coach_conversation"


def events(watched: Watched, function: str) -> list[dict[str, Any]]:
    """Return the log lines of a function, without its metrics."""
    return [line for line in watched.lines(function) if "event" in line]


def ids(lines: list[dict[str, Any]]) -> set[str]:
    return {line["correlation_id"] for line in lines}


def test_a_build_carries_the_id_of_the_turn_that_asked_for_it(watched: Watched) -> None:
    chat = events(watched, CHAT)
    for build in ("build_training_program", "build_workout", "build_conversation_summary"):
        invoked = [
            line for line in chat if line["event"] == "function_invoked" and line["target"] == build
        ]
        turns = [line for line in chat if line["event"] == "turn_ended"]
        worked = ids(events(watched, build)) - {STUCK_CORRELATION}

        assert worked
        assert worked == ids(invoked)
        assert worked <= ids(turns)


def test_the_job_of_a_turn_is_created_under_its_id(watched: Watched) -> None:
    created = [line for line in events(watched, CHAT) if line["event"] == "job_created"]

    kinds = {line["kind"]: line["correlation_id"] for line in created}
    assert set(kinds) == {"training_program", "workout"}
    assert kinds["training_program"] in ids(events(watched, "build_training_program"))


def test_every_line_of_chat_and_builds_has_an_id(watched: Watched) -> None:
    for function in (CHAT, "build_training_program", "build_workout", "build_conversation_summary"):
        bare = [line["event"] for line in events(watched, function) if not line["correlation_id"]]
        assert bare == [], function


def test_a_job_the_sweeper_resumes_keeps_its_id(watched: Watched) -> None:
    swept = [line for line in events(watched, "reconcile_jobs") if "correlation_id" in line]

    assert {line["event"] for line in swept} >= {"job_reconciled", "function_invoked"}
    assert ids(swept) == {STUCK_CORRELATION}
    assert STUCK_CORRELATION in ids(events(watched, "build_workout"))
