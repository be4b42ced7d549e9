from __future__ import annotations

from datetime import UTC, datetime

import pytest

from libs.workout.gate import check_text
from libs.workout.order import OrderFacts
from tests.unit.workout.fakes import BERLIN, NOW


def reason_of(text: str, *, command: bool = False, images: int = 0) -> str | None:
    facts = OrderFacts(
        text=text, sent_at=NOW, zone=BERLIN, is_slash_command=command, image_count=images
    )
    refusal = check_text(facts)
    return refusal.reason if refusal else None


@pytest.mark.parametrize(
    "text",
    [
        "Back squat 5x5 @ 100kg", "ran 5k", "Did yoga this morning, felt great",
        "Did 5x5 squats at 100 kg, tomorrow I'll run 10k",
        "Bench 3x8 80kg. Then 20 min bike. Tomorrow rest.",
        "Habe heute 5x5 Kniebeugen mit 100 kg gemacht", "Heute Morgen 10 km in 52:30",
        "Esta mañana corrí 10 km en 52:30", "Ce matin j'ai couru 10 km en 52 min",
        "Ieri ho fatto panca piana 4x6 con 80 kg", "Hoje fiz agachamento 5x5 com 100 kg",
        "昨天跑了5公里用时28分钟", "Вчера пробежал 10 км за 52 минуты",
        "I squatted 5x5 at 100 kg, is that good?", "My friend and I ran 10k in 52:00",
        "Ran 5k with my wife in 30:12", "I want to log my run: 5k in 25:00 today",
        "Squat 3x5 100kg, bench 3x5 80kg. Is that enough volume?",
    ],
)  # fmt: skip
def test_reports_pass(text: str) -> None:
    assert reason_of(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("workout", "bare_word"), ("ok", "too_short"), ("", "too_short"),
        ("Should I squat tomorrow?", "advice_seeking"),
        ("What should I do today?", "advice_seeking"),
        ("how do I improve my 5k time of 25:00?", "question"),
        ("Can you write me a program for 3 days?", "planning_inquiry"),
        ("Tomorrow I'll do 5x5 squats at 100kg", "future_planning"),
        ("Plan for Monday: squat 5x5 100kg, bench 3x8 80kg", "future_planning"),
        ("I want to bench 100kg by June", "future_planning"),
        ("Morgen laufe ich 10 km", "future_planning"),
        ("Mañana voy a correr 10 km", "future_planning"),
        ("Demain je vais courir 10 km", "future_planning"),
        ("明天打算跑10公里", "future_planning"),
        ("I feel like my squat is getting better", "no_performance_data"),
        ("The board says 5 rounds of 20 wall balls", "board_without_image"),
        ("Skipped the gym today", "not_done"),
        ("My friend ran 10k in 40 minutes", "somebody_else"),
        ("My max squat is 180kg", "reflection"), ("I used to squat 180 kg in 2019", "reflection"),
        ("Heute Abend will ich 10 km laufen", "future_planning"),
    ],
)  # fmt: skip
def test_what_is_no_report_is_refused_with_its_reason(text: str, reason: str) -> None:
    assert reason_of(text) == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [("WARM up", "bare_word"), ("ran 5k", "too_short"), ("gym", "bare_word")],
)
def test_commands_need_ten_characters_and_three_words(text: str, reason: str) -> None:
    assert reason_of(text, command=True) == reason


def test_a_command_is_trusted_without_numbers_but_not_with_a_question() -> None:
    assert reason_of("easy run with Sam", command=True) is None
    assert reason_of("should I run today with Sam?", command=True) == "advice_seeking"


def test_an_image_may_carry_the_numbers_but_no_question() -> None:
    assert reason_of("", images=1) is None
    assert reason_of("today's result on the board", images=1) is None
    assert reason_of("Should I do this workout tomorrow?", images=1) == "advice_seeking"


def test_the_gate_does_not_depend_on_the_clock() -> None:
    later = OrderFacts("ran 5k", datetime(2030, 1, 1, tzinfo=UTC), BERLIN)

    assert check_text(later) is None


@pytest.mark.parametrize(
    "text",
    [
        "Back in the gym today, squats 5x5 100kg", "Let's go! Bench 5x5 100kg",
        "Great class, everyone sweating, 5x5 squats at 100kg",
        "Long run 20k in 2:00:00, my wife joined", "I usually hate running but did 5k in 25:00",
        "My coach programmed 5x5 squats, hit all at 100kg", "Ran 5k in 25:00 while my wife ran too",
        "Next time I'll add weight. Bench 3x8 60kg today.", "Is this on? Squats 5x5 100kg done",
        "I meant to do 10k but ran 6k in 35 min", "Bench 5x5 100kg, nearly got a sixth rep",
    ],
)  # fmt: skip
def test_a_report_beside_wishes_habits_and_company_may_pass(text: str) -> None:
    assert reason_of(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("If I had run 10k yesterday I'd be wrecked", "not_done"),
        ("I was supposed to squat 5x5 at 100kg but went home", "not_done"),
        ("I almost did 3x10 pullups", "not_done"), ("I can bench 100kg for 5 reps", "reflection"),
        ("My bench used to be 120kg", "reflection"), ("She ran a 22 minute 5k", "somebody_else"),
        ("The guy next to me benched 180kg for reps", "somebody_else"),
        ("My mate Tom ran 10k in 39 minutes", "somebody_else"),
        ("Today's plan: 5x5 squat 100kg", "future_planning"),
        ("Next session: bench 5x5 82.5kg", "future_planning"),
        ("On Friday I'm running a 10k race", "future_planning"),
        ("Ska jag köra 5x5 knäböj på 100 kg?", "question"), ("Is 8x400m too much", "question"),
        ("Race day is June 14, half marathon", "future_planning"),
    ],
)  # fmt: skip
def test_what_was_imagined_or_done_by_others_is_refused(text: str, reason: str) -> None:
    assert reason_of(text) == reason
