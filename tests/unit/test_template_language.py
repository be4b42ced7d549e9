"""The compact template language: what is printed reads back equal, usual variants are read."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.training_program.doses import PACE_NAMES
from libs.training_program.language import (
    Calories,
    Dose,
    DropSets,
    ExerciseLine,
    FixedLoad,
    GroupKind,
    GroupLine,
    Hold,
    Ladder,
    Length,
    Line,
    MaxReps,
    Member,
    PaceAt,
    PaceName,
    PercentFtp,
    PercentMax,
    Repetitions,
    Rir,
    Rpe,
    Zone,
    print_line,
)
from libs.training_program.models.units import UnitName
from libs.training_program.parser import Unreadable, parse_line

NAMES = (
    "Back Squat", "Romanian Deadlift (RDL)", "90/90 Hip Switch", "Run", "1-Arm Row", "T-Bar Row",
    "Farmer's Carry", "Single-Leg RDL", "Couch Stretch", "Bike", "Tempo Squat", "Rest",
)  # fmt: skip
names = st.sampled_from(NAMES)
cues = st.sampled_from(
    ("", "brace before you descend", "elbows in, 2 s at the top", "RPE, not ego")
)
tenths = st.integers(1, 2000).map(lambda value: value / 4)
counts = st.integers(1, 60)
percents = st.tuples(st.integers(30, 110), st.integers(0, 10)).map(lambda p: (p[0], p[0] + p[1]))
quantities = st.one_of(
    st.tuples(counts, st.integers(0, 8)).map(lambda pair: Repetitions(pair[0], pair[0] + pair[1])),
    st.integers(0, 20).map(MaxReps),
    st.lists(counts, min_size=3, max_size=5).map(lambda steps: Ladder(tuple(steps))),
    st.integers(1, 7200).map(Hold),
    st.builds(Length, tenths, st.sampled_from(("meters", "km", "miles", "yards", "feet"))),
    counts.map(Calories),
)
intensities = st.one_of(
    percents.map(lambda pair: PercentMax(*pair)),
    percents.map(lambda pair: PercentFtp(*pair)),
    st.integers(2, 20).map(lambda value: Rpe(value / 2)),
    st.integers(0, 5).map(Rir),
    st.builds(FixedLoad, tenths, st.sampled_from(UnitName), st.booleans()),
    st.integers(1, 5).map(Zone),
    st.sampled_from(PACE_NAMES).map(PaceName),
    st.builds(PaceAt, st.integers(60, 900), st.sampled_from(("km", "mile", "100m", "500m"))),
)


@st.composite
def doses(draw: st.DrawFn) -> Dose:
    """Draw a dose; the rounds of a ladder are its steps."""
    quantity = draw(quantities)
    return Dose(
        quantity=quantity,
        sets=1 if isinstance(quantity, Ladder) else draw(st.integers(1, 12)),
        intensity=tuple(draw(st.lists(intensities, max_size=2))),
        per_side=draw(st.booleans()),
        tempo=draw(st.sampled_from((None, "3-1-1-0", "20X1"))),
        rest_s=draw(st.none() | st.integers(0, 600)),
        drop=draw(st.none() | st.builds(DropSets, st.integers(1, 3), st.integers(10, 30))),
        is_test=draw(st.booleans()),
    )


exercise_lines = st.builds(
    ExerciseLine, name=names, dose=doses(), cue=cues, label=st.sampled_from(("", "A1", "B2"))
)


@st.composite
def group_lines(draw: st.DrawFn) -> GroupLine:
    """Draw a block with a head that its kind can have."""
    kind = draw(st.sampled_from(get_args(GroupKind)))
    member = st.builds(
        Member,
        name=names,
        quantity=quantities if kind != "for_time" else st.none(),
        intensity=st.lists(intensities, max_size=1).map(tuple),
        per_side=st.booleans(),
    )
    members = tuple(draw(st.lists(member, min_size=1, max_size=4)))
    timed = kind in {"amrap", "emom", "warmup"}
    seconds = draw(st.integers(1, 60)) * 60
    return GroupLine(
        kind=kind,
        members=members,
        seconds=seconds if timed or draw(st.booleans()) else None,
        rounds=draw(st.integers(1, 10)) if kind == "circuit" else None,
        interval_s=draw(st.sampled_from((None, 90, 120))) if kind == "emom" else None,
        scheme=draw(st.sampled_from(((), (21, 15, 9)))) if kind == "for_time" else (),
        rest_s=draw(st.none() | st.integers(1, 300)) if kind == "circuit" else None,
        alternating=len(members) > 1 and draw(st.booleans()),
        cue=draw(cues),
    )


@settings(max_examples=100)
@given(exercise_lines | group_lines())
def test_what_is_printed_reads_back_equal(line: Line) -> None:
    assert parse_line(print_line(line)) == line


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Squat | 4 sets of 6 reps @ 75 % 1RM, rest 2-3 min", "Squat | 4x6 @75% rest 2 min"),
        (
            "- **Split Squat**: 3 x 10 each leg @RPE8 (tempo 3-1-1-0)",
            "Split Squat | 3x10 RPE 8 per side tempo 3-1-1-0",
        ),
        ("Split Squat | 3x10 each", "Split Squat | 3x10 per side"),
        ("Plank 3 x 45sec", "Plank | 3x45 s"),
        ("Run 5k easy", "Run | 5 km @easy pace"),
        ("Run | 40 min easy Z2", "Run | 40 min @easy pace Z2"),
        ("Get-up | 3\u00d72/side @16kg", "Get-up | 3x2 @16 kg per side"),
        ("Curl | 3x12\u201315 RPE 7-8", "Curl | 3x12-15 RPE 8"),
        ("E2MOM 10 min | 3 Power Clean @70%", "Every 2 min for 10 min | 3 Power Clean @70%"),
        ("Bench | 5x3 @80-85% rest 3:00", "Bench | 5x3 @80-85% rest 3 min"),
        ("<b>Row</b> | 4x8 @60kg | see https://x.example now", "Row | 4x8 @60 kg | see now"),
    ],
)
def test_reads_the_usual_variants(written: str, printed: str) -> None:
    line = parse_line(written)

    assert not isinstance(line, Unreadable)
    assert print_line(line) == printed


@pytest.mark.parametrize(
    "written", ["", "Lunge | varies", "AMRAP | 5 Pull-up", "Squat", "| 3x5", "Bench | 0x5"]
)
def test_says_why_a_line_has_no_meaning(written: str) -> None:
    line = parse_line(written)

    assert isinstance(line, Unreadable)
    assert line.reason


@settings(max_examples=60)
@given(st.text(max_size=80))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    parse_line(text)
