from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from libs.ai.ports import TextPart
from libs.conversation.history import build_section, model_history
from libs.conversation.models import Message, MessageState, Mode, Role
from tests.fakes.conversations import NOW


def message(
    seq: int,
    role: Role | None = None,
    *,
    text: str | None = None,
    mode: Mode = "chat",
    state: MessageState = "complete",
    job_id: str | None = None,
    model: str | None = "claude",
) -> Message:
    return Message(
        id=f"m{seq}",
        seq=seq,
        role=role or ("user" if seq % 2 else "assistant"),
        content=f"text {seq}" if text is None else text,
        created_at=NOW,
        mode=mode,
        state=state,
        job_id=job_id,
        model=model,
    )


def talk(count: int) -> tuple[Message, ...]:
    return tuple(message(seq) for seq in range(1, count + 1))


def ids(messages: Sequence[Message]) -> list[str]:
    return [found.id for found in messages]


@given(st.integers(0, 120))
def test_the_window_starts_with_the_athlete_and_keeps_the_newest(count: int) -> None:
    history = model_history(talk(count)[-60:])

    parts = [part.text for found in history for part in found.parts if isinstance(part, TextPart)]
    assert len(parts) >= min(count, 29)
    assert len(parts) <= 40
    assert [found.role for found in history] == ["user", "assistant"] * (len(history) // 2) + (
        ["user"] if len(history) % 2 else []
    )
    if count:
        assert f"text {count}" in parts[-1]


def test_the_cached_prefix_survives_ten_messages() -> None:
    def cached(count: int) -> list[str]:
        texts: list[str] = []
        marked: list[str] = []
        for found in model_history(talk(count)):
            texts.append(found.text)
            if found.cache_until_here:
                marked = list(texts)
        return marked

    assert cached(10) == []
    prefixes = [cached(count) for count in range(12, 20, 2)]
    assert all(prefix == prefixes[0] and len(prefix) == 10 for prefix in prefixes)
    assert cached(20)[:10] == prefixes[0]


def test_refused_turns_leave_and_failed_questions_merge() -> None:
    history = model_history(
        (
            message(1, text="bad", state="refused"),
            message(2, text="cannot", state="refused"),
            message(3, "user", text="first", state="failed"),
            message(4, "user", text="second"),
            message(5, "assistant", text="answer"),
        )
    )

    assert [found.role for found in history] == ["user", "assistant"]
    assert "first" in history[0].text
    assert "second" in history[0].text
    assert "bad" not in history[0].text


def test_a_reply_that_was_only_the_trigger_keeps_its_place() -> None:
    history = model_history((message(1), message(2, text="", job_id="job_1"), message(3)))

    assert history[1].text == "(The program build was started.)"


def test_the_section_is_the_latest_stretch_of_build_replies_and_their_questions() -> None:
    section = build_section(
        (
            message(1, mode="build"),
            message(2, mode="build"),
            message(3),
            message(4),
            message(5, mode="chat"),
            message(6, mode="build"),
            message(7, mode="build"),
            message(8, mode="build"),
        )
    )

    assert ids(section) == ["m5", "m6", "m7", "m8"]


def test_a_single_build_turn_is_a_section() -> None:
    assert ids(build_section((message(1, mode="build"), message(2, mode="build")))) == ["m1", "m2"]
    assert build_section((message(1), message(2))) == ()


def test_the_notice_of_a_finished_build_neither_joins_nor_splits_a_section() -> None:
    section = build_section(
        (
            message(1, mode="build"),
            message(2, mode="build", job_id="job_1"),
            message(3, "assistant", job_id="job_1", model=None),
            message(4, "user", mode="build"),
            message(5, "assistant", mode="build"),
        )
    )

    assert ids(section) == ["m1", "m2", "m4", "m5"]
