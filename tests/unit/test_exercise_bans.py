from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.exercise.catalogue import load_catalogue
from libs.exercise.injury import BanList, compile_bans
from libs.exercise.injury_rules import REGION_RULES, SAME_REGION, SEVERITIES
from libs.exercise.matching import match

CATALOGUE = load_catalogue()


def reason(bans: BanList, name: str) -> str | None:
    return bans.reason(match(name, CATALOGUE).exercise, name)


@pytest.mark.parametrize(
    ("region", "banned", "allowed"),
    [
        ("knee", ["Box Jump", "Pistol Squat", "Jump Rope", "Burpee", "Run"],
         ["Romanian Deadlift", "Low Step-up", "Partial Leg Press", "Bike", "Glute Bridge"]),
        ("low_back", ["Deadlift", "Good Morning", "Sit-up", "Russian Twist", "Power Clean"],
         ["Romanian Deadlift", "Trap Bar Deadlift", "Hip Thrust", "Split Squat", "Plank"]),
        ("shoulder", ["Dip", "Upright Row", "Behind-the-Neck Press", "Kipping Pull-up",
                      "Overhead Press", "Wall Ball", "Snatch", "Handstand Hold"],
         ["Landmine Press", "Floor Press", "Dumbbell Row", "Neutral-Grip Dumbbell Bench Press"]),
        ("elbow", ["Skull Crusher", "Chin-up", "Rope Climb"], ["Pull-up", "Dumbbell Row"]),
        ("wrist", ["Front Squat", "Push-up", "Snatch", "Burpee"], ["Back Squat", "Ring Push-up"]),
        ("ankle", ["Box Jump", "Sprint", "Double Under"], ["Bike", "Back Squat", "Run"]),
        ("achilles", ["Jump Squat", "Hill Sprint", "Double Under"], ["Eccentric Heel Drop"]),
        ("neck", ["Barbell Shrug", "Headstand"], ["Bench Press", "Chin Tuck"]),
    ],
)  # fmt: skip
def test_an_injury_bans_what_the_table_names(
    region: str, banned: list[str], allowed: list[str]
) -> None:
    bans = compile_bans(regions={region: "moderate"})

    assert [name for name in banned if reason(bans, name) is None] == []
    assert [name for name in allowed if reason(bans, name) is not None] == []


@given(st.sampled_from(sorted({*REGION_RULES, *SAME_REGION})), st.sampled_from([0, 1]))
def test_a_worse_injury_never_allows_more(region: str, step: int) -> None:
    lighter = compile_bans(regions={region: SEVERITIES[step]})
    worse = compile_bans(regions={region: SEVERITIES[step + 1]})

    regained = [
        exercise.id
        for exercise in CATALOGUE.exercises
        if lighter.reason(exercise, exercise.name) and not worse.reason(exercise, exercise.name)
    ]

    assert regained == []


def test_running_stays_for_a_runner_with_a_moderate_knee_injury() -> None:
    wanted = compile_bans(regions={"knee": "moderate"}, running_wanted=True)
    severe = compile_bans(regions={"knee": "severe"}, running_wanted=True)

    assert reason(wanted, "Run") is None
    assert reason(wanted, "Box Jump") is not None
    assert reason(severe, "Run") is not None


def test_a_name_outside_the_catalogue_is_judged_by_its_words() -> None:
    bans = compile_bans(regions={"knee": "moderate"})

    assert reason(bans, "Rotating depth-jump thing") is not None
    assert reason(bans, "Mystery drill") is None


@pytest.mark.parametrize(
    ("phrase", "banned", "allowed"),
    [
        ("burpees", ["Burpee", "Burpee Broad Jump", "Burpee Box Jump Over"], ["Push-up"]),
        ("no running", ["Run", "Hill Sprint", "Trail Run", "Strides"], ["Row", "Walk"]),
        ("jumping", ["Box Jump", "Jump Squat", "Jump Rope"], ["Air Squat"]),
        ("deadlifts", ["Deadlift", "Romanian Deadlift"], ["Kettlebell Swing"]),
        ("barbell back squats", ["Back Squat"], ["Goblet Squat", "Front Squat"]),
        ("overhead pressing", ["Overhead Press", "Push Press"], ["Bench Press"]),
        ("rowing", ["Row", "Rowing Machine"], ["Dumbbell Row", "Ring Row"]),
        ("machines", ["Leg Press", "Machine Row"], ["Dumbbell Row"]),
        ("no burpees or dips", ["Burpee", "Ring Dip"], ["Push-up"]),
        ("pull-ups and lunges", ["Pull-up", "Walking Lunge"], ["Lat Pulldown"]),
        ("kipping", ["Kipping Pull-up", "Toes-to-Bar"], ["Pull-up"]),
        ("no treadmill", ["Treadmill Run"], ["Run"]),
        ("HSPU", ["Handstand Push-up", "HSPU"], ["Push-up"]),
    ],
)
def test_a_refusal_in_words_covers_what_it_means(
    phrase: str, banned: list[str], allowed: list[str]
) -> None:
    bans = compile_bans(regions={}, movements=[phrase])

    assert [name for name in banned if reason(bans, name) is None] == []
    assert [name for name in allowed if reason(bans, name) is not None] == []


def test_a_refused_pattern_covers_all_its_movements() -> None:
    bans = compile_bans(regions={}, patterns=["lunge"])

    assert all(bans.reason(e, e.name) for e in CATALOGUE.with_pattern("lunge"))
    assert reason(bans, "Back Squat") is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Finish with burpees for speed", "burpee"),
        ("Ten Burpees, then rest", "burpee"),
        ("No burpees today", None),
        ("Use sprawls instead of burpees", None),
        ("Row easy", None),
    ],
)
def test_refused_words_are_found_in_text_unless_ruled_out(text: str, word: str | None) -> None:
    bans = compile_bans(regions={}, words=["no burpees"])

    assert bans.word_in(text) == word


def test_injury_rules_say_nothing_about_text() -> None:
    bans = compile_bans(regions={"knee": "severe"})

    assert bans.word_in("Jump higher") is None


@pytest.mark.parametrize(
    ("weeks", "cleared", "running_banned"),
    [(4, False, True), (4, True, True), (20, False, True), (20, True, False), (80, False, False)],
)
def test_running_after_a_birth_waits(weeks: int, cleared: bool, running_banned: bool) -> None:
    bans = compile_bans(regions={}, postpartum_weeks=weeks, postpartum_cleared=cleared)

    assert (reason(bans, "Run") is not None) == running_banned
    assert (reason(bans, "Sit-up") is not None) == (weeks < 12)


def test_pregnancy_bans_falls_always_and_lying_later() -> None:
    early = compile_bans(regions={}, pregnant=True, pregnancy_weeks=8)
    later = compile_bans(regions={}, pregnant=True, pregnancy_weeks=20)

    assert reason(early, "Box Jump") is not None
    assert reason(early, "Bench Press") is None
    assert reason(later, "Bench Press") is not None
    assert reason(later, "Incline Dumbbell Bench Press") is None
    assert reason(later, "Goblet Squat") is None


def test_conditions_ban_what_they_forbid() -> None:
    bones = compile_bans(regions={}, conditions=["osteoporosis"])
    wheelchair = compile_bans(regions={}, conditions=["spinal cord injury, uses a wheelchair"])

    assert reason(bones, "Russian Twist") is not None
    assert reason(bones, "Deadlift") is None
    assert reason(wheelchair, "Air Squat") is not None
    assert reason(wheelchair, "Seated Dumbbell Press") is None
    assert reason(wheelchair, "Ski Erg") is None


def test_a_hurt_region_is_flagged_in_what_stays_allowed() -> None:
    bans = compile_bans(regions={"low_back": "mild"})

    assert bans.loads_region(CATALOGUE.load("romanian_deadlift"))
    assert not bans.loads_region(CATALOGUE.load("bike"))


@given(st.lists(st.text(max_size=40), max_size=3))
def test_any_words_compile(phrases: list[str]) -> None:
    bans = compile_bans(regions={}, movements=phrases, patterns=phrases, words=phrases)

    assert bans.word_in("") is None
