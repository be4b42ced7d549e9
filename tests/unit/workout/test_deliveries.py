"""Duplicates and siblings: any order of deliveries gives exactly the right workouts."""

from __future__ import annotations

import random
from datetime import timedelta

from libs.workout.build import AlreadyLogged, LoggedBatch
from tests.unit.workout.fakes import (
    NOW,
    Bench,
    MemoryHistory,
    MemoryLedger,
    a_report,
    a_run,
    an_order,
    lifting,
)

DELIVERIES = 1_000
MESSAGES = 40


def _text(number: int) -> str:
    kg = 60 + number
    squats = f"Back squat 5x5 at {kg} kg this morning."
    run = f"After work I ran 5 km in 25:{number:02d}."
    return f"{squats} {run}" if number % 2 else squats


def _reports(number: int) -> list[dict[str, object]]:
    text = _text(number)
    first, _, rest = text.partition(" After work")
    squats = lifting(quote=first, sets="5", reps="5", load=f"{60 + number} kg")
    if not rest:
        return [squats]
    run = a_run(quote=f"After work{rest}", distance="5 km", time=f"25:{number:02d}")
    return [squats, run]


def test_a_thousand_random_deliveries_give_exactly_the_right_workouts() -> None:
    chance = random.Random(7)
    history, ledgers = MemoryHistory(), {n: MemoryLedger() for n in range(MESSAGES)}
    logged: dict[int, tuple[str, ...]] = {}

    for _ in range(DELIVERIES):
        number = chance.randrange(MESSAGES)
        reports = _reports(number)
        chance.shuffle(reports)
        bench = Bench.answering(a_report(*reports))
        bench.history = history
        bench.ledger = ledgers[number] if chance.random() < 0.5 else MemoryLedger()
        sent = NOW + timedelta(hours=number)
        result = bench.log(
            an_order(_text(number), message_id=f"m{number}", now=sent, message_at=sent)
        )
        assert isinstance(result, AlreadyLogged | LoggedBatch)
        ids = tuple(item.workout_id for item in result.workouts)
        assert logged.setdefault(number, ids) == ids

    expected = sum(2 if number % 2 else 1 for number in logged)
    assert len(history.workouts) == expected
    assert history.writes == len(logged)


def test_a_text_sent_again_moments_later_is_the_same_workout_and_days_later_another() -> None:
    text = "Back squat 5x5 at 100 kg"
    bench = Bench.answering(a_report(lifting(quote=text)))
    bench.log(an_order(text))
    soon, later = NOW + timedelta(minutes=2), NOW + timedelta(days=2)

    again = bench.log(an_order(text, message_id="m2", now=soon, message_at=soon))
    other = bench.log(an_order(text, message_id="m3", now=later, message_at=later))

    assert isinstance(again, AlreadyLogged)
    assert isinstance(other, LoggedBatch)
    assert len(bench.history.workouts) == 2
