"""The corpus through gate, offline reading and checks, without a server in between."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from libs.ai.ports import ModelReply, ModelRequest
from local.offline_coach.fences import find_fence
from local.offline_coach.workout_intake import read_workouts
from local.quality.workout_cases import WorkoutCase
from local.quality.workout_facts import compare
from local.quality.workouts import WorkoutResult, run_case
from tests.unit.workout.fakes import calling

CORPUS = Path(__file__).parents[2] / "data" / "workouts.jsonl"
ROWS = [json.loads(line) for line in CORPUS.read_text("utf-8").splitlines()]


class OfflineReader:
    calls = 0

    def create(
        self, request: ModelRequest, *, on_started: Callable[[], None] | None = None
    ) -> ModelReply:
        self.calls += 1
        return calling(read_workouts(find_fence(request.messages[-1].text, "athlete") or ""))


@pytest.fixture(scope="module")
def results() -> list[WorkoutResult]:
    reader = OfflineReader()
    return [run_case(WorkoutCase.model_validate(row), reader) for row in ROWS]


def test_the_corpus_is_wide_enough() -> None:
    refused = [row for row in ROWS if row["expect"]["outcome"] == "refused"]

    assert len(ROWS) >= 80
    assert len(refused) >= 16
    assert len({row["language"] for row in ROWS}) >= 6


def test_what_must_not_be_logged_is_refused_for_the_right_reason_without_a_call() -> None:
    reader = OfflineReader()
    rows = [row for row in ROWS if row["expect"]["outcome"] == "refused"]

    found = [run_case(WorkoutCase.model_validate(row), reader) for row in rows]

    assert [item.reason for item in found] == [row["expect"]["reason"] for row in rows]
    assert reader.calls == 0


def test_nearly_all_facts_of_the_corpus_are_read(results: list[WorkoutResult]) -> None:
    scores = [
        met
        for row, result in zip(ROWS, results, strict=True)
        for met in compare(row["expect"], result).values()
    ]

    assert sum(scores) >= 0.95 * len(scores)


def test_nothing_is_logged_in_the_future(results: list[WorkoutResult]) -> None:
    late = [
        item.id
        for row, item in zip(ROWS, results, strict=True)
        for workout in item.workouts
        if workout.local_date.isoformat() > row["today"]
    ]

    assert late == []
