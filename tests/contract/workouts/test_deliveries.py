"""Deliveries of the real function in any order and at once: exactly the right workouts, no more."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from functions.build_workout.wiring import wiring
from libs.errors import CoachBackendError
from libs.storage.keys import exercises_pk
from tests.contract.workouts.conftest import Deployed

DELIVERIES = 1_000 if os.environ.get("FULL") else 60
MESSAGES = 60 if os.environ.get("FULL") else 8
WORKERS = 6
TRIES = 4
"""Lambda delivers an event three times; one more for a duplicate."""


def test_random_deliveries_at_once_log_every_session_once(deployed: Deployed) -> None:
    chance = random.Random(11)
    numbers = [*range(MESSAGES), *chance.choices(range(MESSAGES), k=DELIVERIES - MESSAGES)]
    chance.shuffle(numbers)
    wiring()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda number: _deliver(deployed, number), numbers))

    stored = deployed.workouts.find_recent(deployed.user, limit=10 * MESSAGES)
    found = sorted((item.message_id, item.ordinal, item.discipline.value) for item in stored)
    assert found == sorted(_expected(range(MESSAGES)))
    records = list(deployed.table.query(exercises_pk(deployed.user)))
    assert len(records) == len(found)
    assert {row["workoutId"] for row in records} == {item.workout_id for item in stored}


def _deliver(deployed: Deployed, number: int) -> None:
    for _ in range(TRIES):
        try:
            deployed.run(deployed.event(_text(number), messageId=f"m{number:03d}"))
        except CoachBackendError as failed:
            if not failed.retryable:
                raise
        else:
            return


def _text(number: int) -> str:
    squats = f"This morning back squat 5x5 at {60 + number} kg."
    return f"{squats} After work I ran 5 km in 25:{number:02d}." if number % 2 else squats


def _expected(numbers: Sequence[int]) -> list[tuple[str, int, str]]:
    found = []
    for number in numbers:
        found.append((f"m{number:03d}", 1, "powerlifting"))
        if number % 2:
            found.append((f"m{number:03d}", 2, "running"))
    return found
