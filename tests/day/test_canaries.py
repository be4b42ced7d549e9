"""Nothing private is in logs, metrics, error bodies or names; dumps are masked."""

from __future__ import annotations

import pytest

from tests.day import canaries
from tests.day.conftest import SERVICES, Watched


@pytest.mark.parametrize("function", SERVICES)
def test_a_functions_output_holds_nothing_private(watched: Watched, function: str) -> None:
    output = watched.logs[function]

    assert output.count("\n") > 3, "the day did not reach this function"
    found = [canary for canary in (*canaries.ALL, watched.token) if canary in output]
    assert found == []


def test_the_canaries_were_really_told_stored_and_sent_to_the_model(watched: Watched) -> None:
    bodies = b"\n".join(exchange.body for exchange in watched.exchanges).decode("utf-8", "replace")

    missing = [canary for canary in canaries.TOLD if canary not in bodies]
    assert missing == []


def test_error_bodies_quote_nobody(watched: Watched) -> None:
    assert len(watched.refusals) >= 8
    for body in watched.refusals:
        assert [canary for canary in (*canaries.ALL, watched.token) if canary in body] == []


def test_names_of_dumps_hold_ids_only_and_their_content_is_masked(watched: Watched) -> None:
    assert {key.split("/")[1] for key in watched.dumps} == {
        "build_training_program", "build_workout", "build_conversation_summary",
    }  # fmt: skip
    for key, content in watched.dumps.items():
        assert [canary for canary in canaries.ALL if canary in key] == []
        assert [canary for canary in (*canaries.MASKED, watched.token) if canary in content] == []


def test_nothing_is_printed_but_lines_of_json(watched: Watched) -> None:
    for function, output in watched.logs.items():
        other = [line for line in output.splitlines() if not line.startswith("{")]
        assert [line for line in other if not line.startswith("ready ")] == [], function
