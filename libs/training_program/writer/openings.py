"""Warm-up and cool-down lines: something to get warm, drills for what follows, stretches."""

from __future__ import annotations

from collections.abc import Sequence

from libs.exercise.catalogue import Exercise
from libs.training_program.language import GroupLine, Hold, Member, Repetitions
from libs.training_program.writer.stock import Stock

EASY_CARDIO = ("Bike", "Row", "Air Bike", "Elliptical", "March in Place", "Walk")
_DRILLS = {
    "lower": (
        "Leg Swing", "Hip Opener", "Bodyweight Hip Hinge", "Glute Bridge", "Spiderman Lunge",
        "Walking Knee Hug", "Ankle Rock", "Lateral Squat Stretch", "Air Squat",
    ),
    "upper": (
        "Arm Circle", "Cat-Cow", "Scapular Push-up", "Band Pull-Apart", "Shoulder CARs",
        "Thread the Needle", "Scapular Wall Slide", "Open Book",
    ),
    "full": (
        "Cat-Cow", "Leg Swing", "World's Greatest Stretch", "Arm Circle", "Squat to Stand",
        "Inchworm", "Hip Opener", "Lunge with Rotation", "Bodyweight Hip Hinge",
    ),
}  # fmt: skip
_STRETCHES = {
    "lower": (
        "Half-Kneeling Hip Flexor Stretch", "Standing Hamstring Stretch", "Figure-Four Stretch",
        "Standing Quad Stretch", "Calf Stretch", "Butterfly Stretch", "Pigeon Pose",
    ),
    "upper": (
        "Doorway Pec Stretch", "Wall Lat Stretch", "Child's Pose", "Cross-Body Shoulder Stretch",
        "Puppy Pose", "Seated Spinal Twist", "Wrist Stretch",
    ),
    "full": (
        "Child's Pose", "Half-Kneeling Hip Flexor Stretch", "Doorway Pec Stretch",
        "Standing Hamstring Stretch", "Seated Spinal Twist", "Wall Lat Stretch", "Calf Stretch",
    ),
}  # fmt: skip
_LOWER = frozenset({"quads", "hamstrings", "glutes", "calves", "adductors", "abductors"})
_UPPER = frozenset({"chest", "lats", "upper_back", "shoulders", "biceps", "triceps", "traps"})
DRILL_S, STRETCH_S = 45, 60
_LONG_DRILL_S = 70
_MIN_HOLD_S, _MAX_HOLD_S, _HOLD_STEP_S = 30, 60, 15
_CARDIO_SHARE = 0.6
_MAX_CARDIO_S = 300
_MAX_DRILLS, _MAX_STRETCHES = 3, 3
"""Few and done well; what is listed here is a quarter of what a model would write."""
_EASY_WALK_FROM_S = 360


def half_of(muscles: Sequence[frozenset[str]]) -> str:
    """Return which half of the body a list of exercises trains: lower, upper or full."""
    lower = sum(bool(item & _LOWER) for item in muscles)
    upper = sum(bool(item & _UPPER) for item in muscles)
    if upper == 0 and lower:
        return "lower"
    if lower == 0 and upper:
        return "upper"
    return "full"


def warm_up(stock: Stock, seconds: int, half: str, *, turn: int) -> tuple[GroupLine, ...]:
    """Return the warm-up line of a length, empty when nothing is possible or wanted."""
    if seconds <= 0:
        return ()
    cardio = stock.first(EASY_CARDIO)
    cardio_s = min(_MAX_CARDIO_S, round(seconds * _CARDIO_SHARE / 30) * 30)
    members = []
    if cardio is not None and cardio_s >= STRETCH_S:
        members.append(Member(cardio.name, Hold(cardio_s)))
        seconds_left = seconds - cardio_s
    else:
        seconds_left = seconds
    drills = _rotated(_named(stock, _DRILLS[half]), turn)
    count = max(1, min(_MAX_DRILLS, seconds_left // DRILL_S))
    each_s = seconds_left // max(1, min(count, len(drills)))
    members += [_drill(item, each_s) for item in drills[:count]]
    return _group("warmup", members, seconds)


def cool_down(stock: Stock, seconds: int, half: str, *, turn: int) -> tuple[GroupLine, ...]:
    """Return the cool-down line of a length, empty when nothing is possible or wanted."""
    if seconds <= 0:
        return ()
    members = []
    left = seconds
    walk = stock.first(("Walk", "March in Place", "Bike"))
    if seconds >= _EASY_WALK_FROM_S and walk is not None:
        members.append(Member(walk.name, Hold(120)))
        left -= 120
    count = _MAX_STRETCHES - len(members)
    stretches = _rotated(_named(stock, _STRETCHES[half]), turn)[:count]
    while len(stretches) > 1 and _sides(stretches) * _MIN_HOLD_S > left:
        stretches = stretches[:-1]
    hold_s = left // max(1, _sides(stretches)) // _HOLD_STEP_S * _HOLD_STEP_S
    hold_s = min(_MAX_HOLD_S, max(_MIN_HOLD_S, hold_s))
    members += [_stretch(item, hold_s) for item in stretches]
    return _group("cooldown", members, seconds)


def _sides(items: Sequence[Exercise]) -> int:
    return sum(2 if item.unilateral else 1 for item in items)


def _group(kind: str, members: list[Member], seconds: int) -> tuple[GroupLine, ...]:
    if not members:
        return ()
    if kind == "warmup":
        return (GroupLine(kind="warmup", members=tuple(members), seconds=seconds),)
    return (GroupLine(kind="cooldown", members=tuple(members), seconds=seconds),)


def _named(stock: Stock, names: tuple[str, ...]) -> tuple[Exercise, ...]:
    found = stock.all_of(names)
    return found or stock.with_pattern("mobility")[:6]


def _rotated(items: tuple[Exercise, ...], turn: int) -> tuple[Exercise, ...]:
    if not items:
        return items
    start = turn % len(items)
    return (*items[start:], *items[:start])


def _drill(item: Exercise, seconds: int) -> Member:
    is_long = seconds >= _LONG_DRILL_S
    if item.measure in {"time", "weighted_time"}:
        return Member(item.name, Hold(30 if is_long else 20), per_side=item.unilateral)
    reps = (8 if is_long else 5) if item.unilateral else (15 if is_long else 10)
    return Member(item.name, Repetitions(reps, reps), per_side=item.unilateral)


def _stretch(item: Exercise, hold_s: int) -> Member:
    if item.measure in {"time", "weighted_time"}:
        return Member(item.name, Hold(hold_s), per_side=item.unilateral)
    return Member(item.name, Repetitions(8, 8), per_side=item.unilateral)
