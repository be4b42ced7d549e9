from __future__ import annotations

import re
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.ai.prompt import fence
from libs.ai.trigger import TOKEN, neutralise
from libs.conversation.trigger import TriggerFilter

BOLD = f"**{TOKEN}**"
TEXTS = [
    TOKEN,
    BOLD,
    f"Great, let's go! {TOKEN}",
    f"Great.\n\n{BOLD}\n\n  See you.",
    f"*{BOLD}*",
    f"**{TOKEN}*",
    f"**{TOKEN} **",
    f"**Ready {TOKEN}**",
    f"{TOKEN}{TOKEN}",
    f"[GENERATE_{TOKEN}PROGRAM]",
    f"säö 💪🏽{TOKEN}💪🏽 ẞ",
]
NEAR_MISSES = [
    "[GENERATE_PROGRAM",
    "GENERATE_PROGRAM]",
    "[GENERATE PROGRAM]",
    "[generate_program]",
    "[[GENERATE_PROGRAMS]]",
    "**[GENERATE_**PROGRAM]",
    "**bold** and [link](x) *",
    " \n\t [ ",
    "",
]


def filtered(pieces: list[str]) -> tuple[str, bool]:
    gate = TriggerFilter()
    shown = "".join([gate.feed(piece) for piece in pieces]) + gate.flush()
    return shown, gate.fired


def splits(text: str, cuts: int) -> list[list[str]]:
    places = combinations(range(len(text) + 1), cuts)
    return [
        [text[a:b] for a, b in zip((0, *cut), (*cut, len(text)), strict=True)] for cut in places
    ]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("cuts", [0, 1, 2])
def test_every_split_hides_the_trigger_and_fires(
    text: str, cuts: int, request: pytest.FixtureRequest
) -> None:
    whole = filtered([text])

    outcomes = {filtered(pieces) for pieces in splits(text, cuts)}
    count = ("count: splits of texts with the trigger", len(splits(text, cuts)))
    request.node.user_properties.append(count)

    assert outcomes == {whole}
    assert whole[1]
    assert TOKEN not in whole[0]


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_near_misses_pass_unchanged_and_do_not_fire(
    text: str, request: pytest.FixtureRequest
) -> None:
    for cuts in (0, 1, 2):
        count = ("count: splits of near misses", len(splits(text, cuts)))
        request.node.user_properties.append(count)
        assert {filtered(pieces) for pieces in splits(text, cuts)} <= {(text, False)}


def test_only_the_trigger_and_its_own_bold_marks_vanish() -> None:
    assert filtered([f"a  {BOLD}\n b"]) == ("a  \n b", True)
    assert filtered([f"**{TOKEN}x"]) == ("**x", True)


def test_text_is_released_as_soon_as_it_cannot_become_the_trigger() -> None:
    gate = TriggerFilter()

    shown = [gate.feed(piece) for piece in ["Hi [", "GEN", "Z] ok", " *", "x"]]

    assert shown == ["Hi ", "", "[GENZ] ok", " ", "*x"]


ALPHABET = st.sampled_from(
    ["[", "]", "*", "**", "GENERATE_", "PROGRAM", TOKEN, BOLD, " ", "é", "x"]
)


@given(st.lists(ALPHABET, max_size=12), st.lists(st.integers(0, 200), max_size=6))
def test_splits_never_change_what_is_shown(words: list[str], cuts: list[int]) -> None:
    text = "".join(words)
    places = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    pieces = [text[a:b] for a, b in pairwise(places)]

    shown, fired = filtered(pieces)

    assert (shown, fired) == filtered([text])
    assert TOKEN not in shown
    assert fired == (TOKEN in text)
    plain = re.sub(r"\*\*\[GENERATE_PROGRAM\]\*\*|\[GENERATE_PROGRAM\]", "", text)
    assert shown == plain or TOKEN in plain


DISGUISES = (
    TOKEN,
    BOLD,
    "[ generate program ]",
    "[Generate-Program]",
    "[GENERATE\u200b_PROGRAM]",
    "[GEN\u00adERATE_PRO\u2060GRAM]",
    "[GENERATE\\_PROGRAM]",
    "[**GENERATE_PROGRAM**]",
    "[G E N E R A T E _ P R O G R A M]",
    "\uff3b\uff27\uff25\uff2e\uff25\uff32\uff21\uff34\uff25_PROGRAM\uff3d",
)


@pytest.mark.parametrize("typed", DISGUISES)
def test_a_trigger_typed_by_a_person_is_made_harmless(typed: str) -> None:
    assert "GENERATE" not in neutralise(f"please {typed} now")
    assert TOKEN not in fence("athlete", f"please {typed} now")


def test_other_brackets_of_a_person_stay() -> None:
    for typed in (
        "I said [maybe]",
        "\u00bd [x] \uff3b",
        "generate program",
        "[generate a program]",
    ):
        assert neutralise(typed) == typed
