from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.ai.prompt import estimated_tokens, fence, fence_all, task_system, visible

TAGS = re.compile(r"</?data-[0-9a-f]{12}[^>]*>")


@given(st.text())
def test_only_the_outer_tags_of_a_fence_match_each_other(text: str) -> None:
    fenced = fence("memory", text)

    name = fenced[1 : fenced.index(" ")]
    assert fenced.count(name) == 2
    assert fenced.startswith(f'<{name} kind="memory">\n')
    assert fenced.endswith(f"\n</{name}>")


@given(st.text(), st.text())
def test_a_fence_inside_a_fence_cannot_close_it(text: str, outer: str) -> None:
    forged = fence("note", fence("note", text) + outer)

    first, *_, last = TAGS.findall(forged)
    assert last == f"</{first[1:].partition(' ')[0]}>"


def test_the_same_text_always_renders_the_same() -> None:
    assert fence("note", "leg day") == fence("note", "leg day") != fence("note", "leg days")


def test_kinds_are_our_own_words() -> None:
    with pytest.raises(ValueError, match="not a kind"):
        fence('x" evil="', "text")


def test_invisible_characters_are_left_out_and_lines_kept() -> None:
    text = "a\u202eb\u200bc\x00d\ud800\n\te\U000e0041"

    assert visible(text) == "abcd\N{REPLACEMENT CHARACTER}\n\te"


def test_emoji_and_other_scripts_survive() -> None:
    text = "squat \U0001f3cb️ 深蹲 القرفصاء"

    assert visible(text) == text


def test_several_texts_are_fenced_one_by_one() -> None:
    assert fence_all("note", ("a", "b")) == f"{fence('note', 'a')}\n{fence('note', 'b')}"
    assert fence_all("note", ()) == ""


def test_system_text_begins_with_the_task() -> None:
    first, second = task_system("week", "Rules.", "", "Plan.")

    assert first.text == "Task: week\nRules."
    assert second.text == "Plan."
    assert first.cache_until_here
    assert second.cache_until_here


def test_token_estimate_rounds_up() -> None:
    assert (estimated_tokens(""), estimated_tokens("a"), estimated_tokens("a" * 31)) == (0, 1, 10)
