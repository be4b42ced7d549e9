"""A week's answer is read in every shape a model gives it; every closed session is kept."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.training_program.answer import print_week, read_week
from libs.training_program.language import Session, print_line
from libs.training_program.parser import Unreadable, parse_line

SQUAT = 'Back Squat | 4x6 @75% rest 3 min | brace, then "sit" down'
ROW = "A1 Dumbbell Row | 3x8-10 RPE 8 per side rest 75 s"
AMRAP = "AMRAP 12 min | 5 Pull-up + 10 Push-up"


def a_session(slot_id: str, *texts: str, title: str = "Lower A", note: str = "Go.") -> Session:
    """Return a session of these lines."""
    lines = tuple(parse_line(text) for text in texts or (SQUAT, ROW, AMRAP))
    return Session(
        slot_id=slot_id,
        title=title,
        lines=tuple(line for line in lines if not isinstance(line, Unreadable)),
        note=note,
    )


WEEK = (a_session("d1.1"), a_session("d3.1", ROW, title="Upper \u00e9", note=""), a_session("d5.1"))
PRINTED = print_week(WEEK)
ITEMS = json.loads(PRINTED)["sessions"]


def ndjson() -> str:
    """Return one session object per line."""
    return "\n".join(json.dumps(item) for item in ITEMS)


SHAPES = {
    "plain": PRINTED,
    "fenced": f"```json\n{PRINTED}\n```",
    "prose_around": f"Here is {{your}} week: {PRINTED} Have fun!",
    "indented": json.dumps({"sessions": ITEMS}, indent=2),
    "double_encoded": json.dumps(PRINTED),
    "triple_encoded": json.dumps(json.dumps(PRINTED)),
    "encoded_list_inside": json.dumps({"sessions": json.dumps(ITEMS)}),
    "encoded_sessions_inside": json.dumps({"sessions": [json.dumps(item) for item in ITEMS]}),
    "ndjson": ndjson(),
    "ndjson_inside": json.dumps({"sessions": ndjson()}),
    "bare_list": json.dumps(ITEMS),
    "dict_for_list": json.dumps({"sessions": {item["slot"]: item for item in ITEMS}}),
    "slot_as_key": json.dumps(
        {"sessions": {i["slot"]: {k: v for k, v in i.items() if k != "slot"} for i in ITEMS}}
    ),
    "nested_deeper": json.dumps({"week": {"days": [{"sessions": ITEMS}]}}),
    "nulls": json.dumps({"sessions": [None, *({**i, "focus": None} for i in ITEMS), None]}),
    "extra_keys": json.dumps({"id": "x", "sessions": [{**i, "date": "2020-01-01"} for i in ITEMS]}),
    "not_a_number": PRINTED.replace('"title"', '"load":NaN,"max":-Infinity,"title"'),
    "huge_number": PRINTED.replace('"title"', f'"load":{"9" * 5000},"title"'),
    "trailing_commas": PRINTED.replace("]}", ",],}"),
    "key_case": PRINTED.replace('"slot"', '"Slot"').replace('"lines"', '"LINES"'),
    "slot_case": PRINTED.replace('"d', '"D'),
    "lines_as_one_string": json.dumps(
        {"sessions": [{**item, "lines": "\n".join(item["lines"])} for item in ITEMS]}
    ),
    "lines_encoded": json.dumps(
        {"sessions": [{**item, "lines": json.dumps(item["lines"])} for item in ITEMS]}
    ),
    "lines_as_dict": json.dumps(
        {"sessions": [{**i, "lines": dict(enumerate(i["lines"]))} for i in ITEMS]}
    ),
    "lines_as_objects": json.dumps(
        {"sessions": [{**i, "lines": [{"line": x} for x in i["lines"]]} for i in ITEMS]}
    ),
    "html": PRINTED.replace("Back Squat", "<b>Back Squat</b>").replace("Lower A", "<i>Lower A</i>"),
    "token_inside": PRINTED.replace("Lower A", "Lower A [GENERATE_PROGRAM]").replace(
        "Back Squat", "[GENERATE_PROGRAM] Back Squat"
    ),
    "lone_surrogates": PRINTED.replace("Lower A", "Lower A\ud800").replace("Go.", "Go.\\udfff"),
    "raw_newline_in_string": PRINTED.replace("Go.", "Go.\n"),
    "byte_order_mark": "\ufeff" + PRINTED,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_an_answer_gives_the_same_sessions(shape: str) -> None:
    answer = read_week(SHAPES[shape])

    assert answer.sessions == WEEK


STRIDES = {"plain": 1, "double_encoded": 5}
"""Every place of the asked shape; a sample of the others keeps the run short."""


@pytest.mark.parametrize(
    "shape", ["plain", "fenced", "double_encoded", "ndjson", "encoded_list_inside", "indented"]
)
def test_a_cut_at_any_place_keeps_every_closed_session(shape: str) -> None:
    text = SHAPES[shape]
    ends = closing_places(shape)

    for cut in range(0, len(text) + 1, STRIDES.get(shape, 23)):
        answer = read_week(text[:cut])

        closed = sum(end <= cut for end in ends)
        assert answer.sessions[:closed] == WEEK[:closed]
        assert len(answer.sessions) <= closed + 1


def closing_places(shape: str) -> list[int]:
    """Return where each session is closed in the text of a shape."""
    text = SHAPES[shape]
    ends, position = [], 0
    for item in ITEMS:
        note = item.get("note")
        position = text.find(item["slot"], position)
        last = "Go." if note else "rest 75 s"
        position = text.find("}", text.find(last, position)) + 1
        ends.append(position)
    return ends


@pytest.mark.parametrize(
    "raw", ["", "[object Object]", "null", "I cannot help with that.", "{", "[]", "{}", "```\n```",
            '{"sessions":null}', '{"sessions":[{"slot":"d1.1"}]}', "[" * 5000, '{"a":' * 5000,
            '{"sessions":[{"slot":"d1.1","lines":null}]}']
)  # fmt: skip
def test_an_answer_without_sessions_says_so(raw: str) -> None:
    answer = read_week(raw)

    assert answer.sessions == ()
    assert answer.problems


@settings(max_examples=80)
@given(st.text(max_size=200) | st.from_regex(r'(\{|\[|"|\\|:|,|slot|lines|d1\.1|\}|\]){0,40}'))
def test_no_text_raises(text: str) -> None:
    assert isinstance(read_week(text).sessions, tuple)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(("slot", "lines", "sessions", "title", "note", "d2.1", "exercise")),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=80)
@given(json_values)
def test_no_json_raises(value: object) -> None:
    assert isinstance(read_week(json.dumps(value)).problems, tuple)


def test_a_second_session_of_a_slot_is_dropped_and_reported() -> None:
    twice = print_week((WEEK[0], a_session("d1.1", ROW)))

    answer = read_week(twice)

    assert answer.sessions == (WEEK[0],)
    assert answer.problems == ("d1.1: the session came twice, the first is kept",)


def test_a_session_nobody_asked_for_is_dropped_and_reported() -> None:
    answer = read_week(PRINTED, asked=("d1.1", "d5.1"))

    assert [session.slot_id for session in answer.sessions] == ["d1.1", "d5.1"]
    assert answer.problems == ("d3.1: nobody asked for this session",)


def test_a_line_without_a_dose_is_reported_and_the_others_stay() -> None:
    raw = json.dumps({"sessions": [{"slot": "d1.1", "lines": ["Lunge | varies", SQUAT]}]})

    answer = read_week(raw)

    assert len(answer.sessions[0].lines) == 1
    assert answer.problems[0].startswith('d1.1: "Lunge | varies": ')


def test_exercises_as_objects_become_lines() -> None:
    exercise = {"exercise": "Back Squat", "sets": 4, "reps": "6", "rpe": 8, "notes": "brace"}
    raw = json.dumps({"sessions": [{"day": 3, "exercises": [exercise]}]})

    answer = read_week(raw)

    assert answer.sessions == (
        a_session("d3.1", "Back Squat | 4x6 RPE 8 | brace", title="", note=""),
    )


def test_reps_with_each_become_repetitions_per_side() -> None:
    raw = json.dumps({"sessions": [{"slot": "d1.1", "lines": ["Split Squat | 3x10 each"]}]})

    answer = read_week(raw)

    assert answer.sessions[0].lines == a_session("d1.1", "Split Squat | 3x10 per side").lines


def test_json_looking_text_in_a_note_stays_text() -> None:
    session = a_session("d1.1", note='{"slot":"d9.1","lines":["Run | 5 km"]}')

    answer = read_week(print_week((session,)))

    assert answer.sessions == (session,)


def test_more_lines_than_a_session_can_hold_are_dropped() -> None:
    raw = json.dumps({"sessions": [{"slot": "d1.1", "lines": [SQUAT] * 500}]})

    assert len(read_week(raw).sessions[0].lines) <= 40


def test_a_sentence_is_no_exercise() -> None:
    sentence = "Work your way up slowly, listening to your body and breathing all the time | 3x5"
    raw = json.dumps({"sessions": [{"slot": "d1.1", "lines": [sentence * 2, SQUAT]}]})

    answer = read_week(raw)

    assert [print_line(line) for line in answer.sessions[0].lines] == [SQUAT]


@pytest.mark.parametrize(
    "raw",
    [
        '{"a":' * 100_000,
        "{" * 300_000,
        '{"sessions":[{"slot":"d1.1","lines":["' + "x" * 500_000,
        '{"sessions":[{"slot":"d1.1","lines":["' + "< 3x" * 100_000 + '"]}]}',
        '\\"{' * 100_000,
    ],
    ids=["nested", "braces", "cut line", "one huge line", "escapes"],
)
def test_hopeless_answers_take_no_time(raw: str) -> None:
    begun = time.process_time()

    read_week(raw)

    assert time.process_time() - begun < 0.5
