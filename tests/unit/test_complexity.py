"""What of a turn makes a summary due, and that it stays within its rhythm."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.conversation.complexity import LONG_MESSAGE_CHARS, find_complexity, summary_due
from libs.conversation.models import Message, MessageState, Role
from tests.fakes.conversations import NOW

TODAY = date(2026, 11, 23)
CALM, HURT, RECORD = "What is next?", "I sprained my ankle", "New PR on squat: 180 kg"


def message(seq: int, text: str, *, state: MessageState = "complete") -> Message:
    role: Role = "user" if seq % 2 else "assistant"
    return Message(id=f"m{seq}", seq=seq, role=role, content=text, created_at=NOW, state=state)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("My left knee hurts when I go down stairs", ("health",)),
        ("I pulled my hamstring in Monday's sprints", ("health",)),
        ("Lower back pain since the deadlifts", ("health",)),
        ("I'm pregnant, 14 weeks", ("health",)),
        ("Ich habe Schmerzen im Knie", ("health",)),
        ("Me duele la rodilla derecha", ("health",)),
        ("I had chest pain during the warm-up", ("health",)),
        ("I changed my goal: I want to get stronger first", ("goal_change",)),
        ("I'd rather focus on my 5k time", ("goal_change",)),
        ("My marathon is on April 25, 2027", ("event_date",)),
        ("I signed up for a Hyrox in 12 weeks!", ("event_date",)),
        ("New bench 1RM is 102.5 kg", ("new_result",)),
        ("My FTP went up to 265", ("new_result",)),
        ("Set a PB today, 21:30 for 5 km", ("new_result",)),
        (f"{'We talked for long. ' * (LONG_MESSAGE_CHARS // 20)}", ("long_message",)),
        (
            "New goal: the race on 2027-05-02. My knee hurts",
            ("health", "goal_change", "event_date"),
        ),
    ],
)
def test_what_changes_the_picture_is_named(text: str, found: tuple[str, ...]) -> None:
    assert find_complexity(text, today=TODAY) == found


@pytest.mark.parametrize(
    "text",
    [
        "", CALM, "ok", "Squat 5x5 at 100 kg today, RPE 8", "My quads are sore from yesterday",
        "No knee pain at all today", "My brother sprained his ankle", "No injuries, thanks",
        "The race was on 2026-10-01 and it went fine", "I ran 10 km yesterday",
        "Should I do max effort tomorrow?", "What is a PR?",
        "What was my best 5x5?", "2x20min @ FTP, 250 W", "What is my goal?",
        "Nice to meet you, see you tomorrow", "of course, 3 days in 2 weeks",
    ],
)  # fmt: skip
def test_everyday_messages_have_nothing(text: str) -> None:
    assert find_complexity(text, today=TODAY) == ()


def reasons(texts: list[str], *, is_stored: bool) -> list[tuple[str, int]]:
    """Talk, with summaries that come through at once or never; return what was asked for."""
    earlier: list[Message] = []
    asked_for: list[tuple[str, int]] = []
    covered = 0
    for number, text in enumerate(texts):
        asked, answer = message(2 * number + 1, text), message(2 * number + 2, "ok")
        due = summary_due(earlier, asked, answer, covered_seq=covered, today=TODAY)
        earlier += [asked, answer]
        if due is not None:
            assert bool(due.indicators) == (due.reason == "complexity")
            asked_for.append((due.reason, due.message_count))
            covered = due.message_count if is_stored else 0
    return asked_for


@given(st.lists(st.sampled_from([CALM, HURT, RECORD]), max_size=30), st.booleans())
def test_complexity_adds_to_the_count_and_never_asks_twice_running(
    texts: list[str], is_stored: bool
) -> None:
    found = reasons(texts, is_stored=is_stored)

    counted = [count for reason, count in found if reason == "message_count"]
    early = [count for reason, count in found if reason == "complexity"]
    assert counted == list(range(6, 2 * len(texts) + 1, 6))
    assert all(later - sooner > 2 for sooner, later in itertools.pairwise(early))
    assert len({count for _, count in found}) == len(found)
    # Whatever is told is in a summary at most two turns later.
    for number, text in enumerate(texts[:-2]):
        if text != CALM:
            assert any(2 * number + 2 <= count <= 2 * number + 6 for _, count in found)


def test_a_turn_that_a_summary_covers_already_asks_for_none() -> None:
    asked, answer = message(1, HURT), message(2, "ok")

    assert summary_due((), asked, answer, covered_seq=2, today=TODAY) is None
    assert summary_due((), asked, answer, covered_seq=0, today=TODAY) is not None


def test_a_failed_message_before_does_not_hold_the_next_one_back() -> None:
    earlier = [message(1, HURT, state="failed")]
    asked, answer = message(3, HURT), message(4, "ok")

    assert summary_due(earlier, asked, answer, covered_seq=0, today=TODAY) is not None
