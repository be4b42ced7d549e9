"""Conditioning pieces: blocks against the clock out of what equipment and bans leave.

A piece takes one movement of each group it covers (cyclic work, knee, push, hinge, pull, trunk);
the form of the piece and the movements change by week with a fixed rotation.
"""

from __future__ import annotations

from dataclasses import dataclass

from libs.exercise.catalogue import Exercise
from libs.training_program.language import (
    Calories,
    GroupLine,
    Hold,
    Length,
    Line,
    Member,
    Quantity,
    Repetitions,
    Rpe,
)
from libs.training_program.models.blueprint import Blueprint, Slot, WeekRow
from libs.training_program.writer.rotation import last_new_week, turn_at
from libs.training_program.writer.stock import Stock
from libs.training_program.writer.timing import member_seconds

GROUP_ORDER = ("cyclic", "knee", "push", "hinge", "pull", "trunk")
_MOVES: dict[str, tuple[str, ...]] = {
    "cyclic": (
        "Row", "Air Bike", "Ski Erg", "Bike Erg", "Bike", "Run", "Elliptical", "Stair Climb",
        "Shadow Boxing", "High Knees", "March in Place",
    ),
    "knee": (
        "Wall Ball", "Goblet Squat", "Dumbbell Thruster", "Walking Lunge", "Thruster",
        "Kettlebell Thruster", "Air Squat", "Reverse Lunge", "Box Step-over", "Chair Squat",
    ),
    "push": (
        "Push-up", "Push Press", "Dumbbell Push Press", "Hand-Release Push-up", "Kettlebell Press",
        "Dumbbell Floor Press", "Incline Push-up", "Band Chest Press", "Knee Push-up",
        "Pike Push-up", "Dumbbell Shoulder Press", "Landmine Press",
    ),
    "hinge": (
        "Kettlebell Swing", "Dumbbell Deadlift", "Kettlebell Deadlift",
        "Dumbbell Romanian Deadlift", "Romanian Deadlift", "Single-Leg Glute Bridge",
        "Glute Bridge", "Bodyweight Good Morning", "Bodyweight Hip Hinge", "Hip Thrust",
    ),
    "pull": (
        "Ring Row", "Renegade Row", "Dumbbell Row", "Inverted Row", "Kettlebell Row", "Pull-up",
        "Band Row", "Seated Cable Row", "Table Row", "Towel Doorway Row", "Prone Elbow Row",
        "Superman Row",
    ),
    "trunk": (
        "Sit-up", "Plank Shoulder Tap", "Dead Bug", "Mountain Climber", "Russian Twist",
        "Farmer's Carry", "Plank", "Bird Dog", "Heel Tap", "Side Plank",
    ),
}  # fmt: skip
_PATTERNS = {
    "cyclic": ("mono",), "knee": ("squat", "lunge"), "push": ("push_h", "push_v"),
    "hinge": ("hinge",), "pull": ("pull_h", "pull_v"), "trunk": ("core", "carry"),
}  # fmt: skip
_DEPTH = 3
MAX_PIECE_S, MIN_PIECE_S = 1200, 300
_REST_BETWEEN_S = 120
_EMOM_WORK_S = 40
_MAX_EFFORT, _MIN_EFFORT = 8.0, 5.0
_FORMS = ("amrap", "emom", "for_time", "circuit")
_CALORIE_NAMES = frozenset({"Row", "Air Bike", "Ski Erg", "Bike Erg"})
_FREE_REPS, _LOADED_REPS, _HARD_REPS = 12, 10, 6
_ROUND_LIMIT = 12


@dataclass(frozen=True)
class Setting:
    """Where and how hard the pieces of a session are."""

    stock: Stock
    turn: int
    """Changes every two weeks for half of the movements."""
    form: int
    rpe: float
    week_step: int


def setting_of(blueprint: Blueprint, slot: Slot, stock: Stock, dials: WeekRow) -> Setting:
    """Return what a session's pieces depend on."""
    week = min(slot.week, last_new_week(blueprint))
    rpe = min(_MAX_EFFORT, max(_MIN_EFFORT, dials.accessory_rpe))
    cap = blueprint.request.preferences.intensity_cap_rpe
    return Setting(
        stock=stock,
        turn=week - 1,
        form=slot.week + slot.ordinal,
        rpe=min(rpe, cap) if cap is not None else rpe,
        week_step=(slot.week - 1) % 4,
    )


def pieces(
    setting: Setting, seconds: int, groups: tuple[str, ...], offset: int
) -> tuple[Line, ...]:
    """Return blocks of `seconds` in all, each of at most twenty minutes with a break after it."""
    count = max(1, -(-seconds // MAX_PIECE_S))
    each = seconds // count
    found: list[Line] = []
    for index in range(count):
        size = max(3, len(groups)) if count == 1 else 4
        start = index * size
        chosen = tuple(groups[(start + n) % len(groups)] for n in range(min(size, len(groups))))
        line = _piece(setting, each // 60 * 60, chosen, offset + index)
        if line is not None:
            found.append(line)
    return tuple(found)


def moves(setting: Setting, groups: tuple[str, ...], offset: int) -> list[tuple[str, Exercise]]:
    """Return one movement per group, in order, without repeats; impossible groups are left out."""
    found: list[tuple[str, Exercise]] = []
    for group in groups:
        order = GROUP_ORDER.index(group)
        used = {item.id for _, item in found}
        options = [item for item in _options(setting.stock, group) if item.id not in used]
        if options:
            number = turn_at(setting.turn + 1, order, week=setting.turn + 1).number + offset
            found.append((group, options[number % min(_DEPTH, len(options))]))
    return found


def _options(stock: Stock, group: str) -> list[Exercise]:
    listed = [item for item in stock.all_of(_MOVES[group]) if "jump" not in item.tags]
    if listed:
        if stock.is_novice:
            listed.sort(key=lambda item: item.level != "beginner")
        return listed
    skip = {"jump", "sprint", "kipping", "inverted", "heavy_hinge"}
    return [
        item
        for item in stock.with_pattern(*_PATTERNS[group])
        if not item.tags & skip and item.level == "beginner" and group != "cyclic"
    ]


def _piece(
    setting: Setting, seconds: int, groups: tuple[str, ...], offset: int
) -> GroupLine | None:
    chosen = moves(setting, groups, offset)
    if not chosen:
        return None
    form = _FORMS[(setting.form + offset) % len(_FORMS)]
    if form == "emom":
        return _emom(setting, seconds, chosen)
    members = tuple(_member(setting, group, item) for group, item in chosen)
    round_s = sum(member_seconds(member) for member in members) * 1.25
    rounds = max(2, min(_ROUND_LIMIT, int(seconds / round_s)))
    if form == "amrap":
        return GroupLine(kind="amrap", members=members, seconds=seconds)
    return GroupLine(kind="for_time", members=members, seconds=seconds, rounds=rounds)


def _emom(setting: Setting, seconds: int, chosen: list[tuple[str, Exercise]]) -> GroupLine:
    """Return alternating minutes; the length is a whole number of rounds where it can be."""
    count = len(chosen)
    minutes = max(count, seconds // 60 // count * count)
    members = tuple(
        Member(item.name, Hold(_EMOM_WORK_S), intensity=(Rpe(setting.rpe),)) for _, item in chosen
    )
    alternating = count > 1
    length = min(minutes * 60, max(seconds, count * 60))
    return GroupLine(kind="emom", members=members, seconds=length, alternating=alternating)


def _member(setting: Setting, group: str, item: Exercise) -> Member:
    quantity = _dose(item, group, setting.week_step)
    return Member(item.name, quantity, intensity=(Rpe(setting.rpe),), per_side=item.unilateral)


def _dose(item: Exercise, group: str, step: int) -> Quantity:
    if item.name in _CALORIE_NAMES:
        return Calories(10 + step)
    if item.name == "Run":
        return Length(200, "meters")
    if group == "cyclic" or item.measure in {"time", "weighted_time"}:
        return Hold(40 + 5 * step if group == "cyclic" else 30)
    if item.measure == "distance":
        return Length(40, "meters")
    reps = _FREE_REPS if item.measure == "reps" and not item.needs else _LOADED_REPS
    if item.pattern == "pull_v":
        reps = _HARD_REPS
    reps = reps // 2 + 1 if item.unilateral else reps
    return Repetitions(reps + step, reps + step)
