"""Commands, confirmation and red flags: what code decides without a model."""

from __future__ import annotations

import pytest

from libs.conversation.commands import check_command, is_question_or_plan, parse_command
from libs.conversation.gate import is_confirmed
from libs.conversation.models import Message
from libs.conversation.own_words import workout_words
from libs.safety.red_flags import RedFlag, find_blocking, find_red_flags
from tests.fakes.conversations import NOW


@pytest.mark.parametrize(
    ("typed", "name", "text"),
    [
        ("/log-workout squat 5x5", "log-workout", "squat 5x5"),
        ("  /LOG-Workout\nsquat\n5x5 ", "log-workout", "squat\n5x5"),
        ("/log_workout row 2k", "log-workout", "row 2k"),
        ("/save-memory", "save-memory", ""),
        ("/nope x", None, "x"),
    ],
)
def test_a_leading_slash_is_a_command(typed: str, name: str | None, text: str) -> None:
    command = parse_command(typed)

    assert command is not None
    assert (command.name, command.text) == (name, text)


@pytest.mark.parametrize("typed", ["log-workout x", "5/3/1 please", "/ x", "see /log-workout", ""])
def test_other_text_is_no_command(typed: str) -> None:
    assert parse_command(typed) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "too_short"),
        ("squat 5x5", "too_short"),
        ("Warm up.", "bare_word"),
        ("gym", "bare_word"),
        ("should I do deadlifts today?", "question_or_plan"),
        ("I will run 10 km tomorrow", "question_or_plan"),
    ],
)
def test_useless_workout_texts_are_skipped_with_a_reason(text: str, reason: str) -> None:
    command = parse_command(f"/log-workout {text}")
    assert command is not None

    skipped = check_command(command)

    assert skipped is not None
    assert skipped.reason == reason
    assert skipped.to_wire()["skipped"] is True


@pytest.mark.parametrize(
    "text",
    [
        "did 5x5 squats at 100 kg, is that good?",
        "ran 5 km in 24:10 this morning",
        "Fran 3:45 rx",
        "back squat 5x5 at 100 kg then 3 km easy",
        "finished 3 rounds, want to do 4 next week",
    ],
)
def test_reports_are_no_questions(text: str) -> None:
    assert not is_question_or_plan(text)


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "Yes, but make it 3 days",
        "ok",
        "OK let's go",
        "Perfect!",
        "looks good to me",
        "Sounds great, no changes, don't wait",
        "go ahead",
        "Build me a 12-week plan, 4 days, barbell",
        "please generate the program",
        "👍",
        "sí",
        "Ja, passt",
        "no more questions, build it",
    ],
)
def test_agreement_confirms(text: str) -> None:
    assert is_confirmed(("I want to get strong", text))


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "not yet",
        "Yes, but wait until tomorrow",
        "don't build it yet",
        "What would the phases look like?",
        "my right knee hurts",
        "I have a good barbell",
        "4 days, dumbbells",
        "hold on, let me think",
        "",
    ],
)
def test_anything_else_does_not_confirm(text: str) -> None:
    assert not is_confirmed(("I want to get strong", text))


def test_an_explicit_request_survives_one_answer_of_facts_but_no_refusal() -> None:
    assert is_confirmed(("go ahead and build it", "Berlin"))
    assert not is_confirmed(("go ahead and build it", "actually wait"))
    assert not is_confirmed(("go ahead and build it", "how long will it be?"))
    assert not is_confirmed(())


@pytest.mark.parametrize(
    "text",
    [
        "I get chest pain when I run",
        "there's a pressure in my chest on stairs",
        "I fainted during my last workout",
        "My calf is swollen and painful",
        "dark urine after murph",
        "I've had a concussion last week",
        "Ich habe Brustschmerzen",
    ],
)
def test_urgent_symptoms_block(text: str) -> None:
    assert find_blocking((text, "ok")) is RedFlag.MEDICAL_URGENT


@pytest.mark.parametrize(
    "text",
    [
        "no chest pain or fainting",
        "I never had palpitations",
        "my dad had chest pain last year",
        "chest day hurts so good",
        "I had chest pain, cleared by my cardiologist",
        "that metcon killed me",
        "my calf is tight",
        "heavy chest press 5x5",
        "I slept like the dead",
    ],
)
def test_ordinary_training_talk_raises_no_flag(text: str) -> None:
    assert find_red_flags(text) == frozenset()


def test_self_harm_outranks_everything() -> None:
    assert find_blocking(("chest pain", "I want to kill myself")) is RedFlag.SELF_HARM


def test_signs_of_an_eating_disorder_do_not_block_but_are_found() -> None:
    assert find_red_flags("I only eat 900 calories") == {RedFlag.EATING_DISORDER}
    assert find_blocking(("I only eat 900 calories",)) is None


ASKED = "Which lift was it?"
EARLIER = (
    Message(id="m1", role="user", content="5x5 at 100 kg today", created_at=NOW),
    Message(id="m2", role="assistant", content=f"{ASKED} 3 sets of 777?", created_at=NOW),
)


@pytest.mark.parametrize(
    ("own", "told", "logged"),
    [
        ("Ran 5 km in 24:10", "Ran 5 km in 24:10", "own"),
        ("ran five km with ease", "Run, 5 km, with ease", "own"),
        ("Back squat", "Back squat 5x5 at 100 kg", "told"),
        ("Back squat", "Back squat 5x5 at 140 kg", None),
        ("Back squat", "Back squat 3x777", None),
        ("hi coach", "Deadlift 1x1 at 500 kg", None),
        ("hi coach", "Deadlift", None),
        ("I turned 34, thanks!", "Deadlift 1x1 at 500 kg", None),
        ("Thanks for that one", "Deadlift 1x1 at 500 kg", None),
    ],
)
def test_only_the_athletes_own_numbers_are_logged(own: str, told: str, logged: str | None) -> None:
    expected = {"own": own, "told": told, None: None}[logged]

    assert workout_words(own, told, EARLIER, has_images=False) == expected


def test_a_photo_may_hold_the_result() -> None:
    assert workout_words("from the board", "Fran 3:45", (), has_images=True) == "Fran 3:45"
