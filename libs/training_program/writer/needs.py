"""What a lifting session is made of: needs, and the exercises that fill them in order of choice.

The lists are ours, from general practice: loaded and stable first, bodyweight last. What an athlete
cannot do (equipment, injuries, bans, level) falls out of the list before a choice is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Need(StrEnum):
    """One thing a session is to train; a session has each at most once."""

    SQUAT = "squat"
    LUNGE = "lunge"
    HINGE = "hinge"
    PUSH_H = "push_h"
    PUSH_V = "push_v"
    PULL_H = "pull_h"
    PULL_V = "pull_v"
    OLYMPIC = "olympic"
    JUMP = "jump"
    HAMSTRING = "hamstring"
    QUAD = "quad"
    GLUTE = "glute"
    CALF = "calf"
    CHEST = "chest"
    SIDE_DELT = "side_delt"
    REAR_DELT = "rear_delt"
    BICEPS = "biceps"
    TRICEPS = "triceps"
    CORE = "core"
    CARRY = "carry"
    SKILL = "skill"


@dataclass(frozen=True)
class Choice:
    """How a need is filled: by name, else by pattern (and muscle), else by another need."""

    names: tuple[str, ...]
    patterns: tuple[str, ...]
    muscles: tuple[str, ...] = ()
    instead: tuple[Need, ...] = ()


GROUPS: dict[str, tuple[Need, ...]] = {
    "knee": (Need.SQUAT, Need.LUNGE),
    "hinge": (Need.HINGE,),
    "push": (Need.PUSH_H, Need.PUSH_V),
    "pull": (Need.PULL_H, Need.PULL_V),
    "trunk": (Need.CORE, Need.CARRY),
}
"""What each training week must hold (program-quality.md, B02)."""

GROUP_PATTERNS: dict[str, tuple[str, ...]] = {
    "knee": ("squat", "lunge", "knee_extension", "olympic"),
    "hinge": ("hinge", "knee_flexion", "olympic"),
    "push": ("push_h", "push_v"),
    "pull": ("pull_h", "pull_v"),
    "trunk": ("core", "carry"),
}
"""Patterns that count as holding a group."""

BIG_NEEDS = frozenset(
    {Need.SQUAT, Need.LUNGE, Need.HINGE, Need.PUSH_H, Need.PUSH_V, Need.PULL_H, Need.PULL_V}
)

CHOICES: dict[Need, Choice] = {
    Need.SQUAT: Choice(
        (
            "Front Squat", "Back Squat", "Leg Press", "Hack Squat", "Safety Bar Squat",
            "Belt Squat", "Goblet Squat", "Double Kettlebell Front Squat", "Landmine Squat",
            "Smith Machine Squat", "Dumbbell Squat", "Sandbag Squat", "Box Squat",
            "Tempo Air Squat", "Air Squat", "Sumo Air Squat", "Cossack Squat", "Chair Squat",
        ),
        ("squat",),
        instead=(Need.LUNGE, Need.QUAD),
    ),
    Need.LUNGE: Choice(
        (
            "Dumbbell Bulgarian Split Squat", "Dumbbell Reverse Lunge", "Dumbbell Step-up",
            "Dumbbell Walking Lunge", "Barbell Reverse Lunge", "Barbell Walking Lunge",
            "Bulgarian Split Squat", "Reverse Lunge", "Split Squat", "Step-up", "Walking Lunge",
            "Lateral Lunge", "Low Step-up",
        ),
        ("lunge",),
        instead=(Need.SQUAT, Need.GLUTE),
    ),
    Need.HINGE: Choice(
        (
            "Romanian Deadlift", "Dumbbell Romanian Deadlift", "Hip Thrust",
            "Trap Bar Deadlift", "Kettlebell Romanian Deadlift", "Kettlebell Deadlift",
            "Cable Pull-Through", "Back Extension", "Single-Leg Romanian Deadlift",
            "Kettlebell Swing", "Band Pull-Through", "Bodyweight Single-Leg Romanian Deadlift",
            "Single-Leg Glute Bridge", "Hamstring Walkout", "Glute Bridge",
            "Bodyweight Good Morning",
        ),
        ("hinge",),
        instead=(Need.GLUTE, Need.HAMSTRING),
    ),
    Need.PUSH_H: Choice(
        (
            "Dumbbell Bench Press", "Incline Dumbbell Bench Press", "Close-Grip Bench Press",
            "Machine Chest Press", "Incline Bench Press", "Bench Press", "Dumbbell Floor Press",
            "Floor Press", "Ring Push-up", "Push-up", "Hand-Release Push-up", "Wide Push-up",
            "Decline Push-up", "Band Chest Press", "Diamond Push-up", "Incline Push-up",
            "Knee Push-up", "Wall Push-up",
        ),
        ("push_h",),
        instead=(Need.PUSH_V, Need.CHEST, Need.TRICEPS),
    ),
    Need.PUSH_V: Choice(
        (
            "Dumbbell Shoulder Press", "Overhead Press", "Landmine Press", "Arnold Press",
            "Machine Shoulder Press", "Kettlebell Press", "Half-Kneeling Landmine Press",
            "Push Press", "Band Shoulder Press", "Pike Push-up", "Hindu Push-up",
        ),
        ("push_v",),
        instead=(Need.PUSH_H, Need.SIDE_DELT, Need.TRICEPS),
    ),
    Need.PULL_H: Choice(
        (
            "Chest-Supported Dumbbell Row", "Seated Cable Row", "Dumbbell Row", "Barbell Row",
            "T-Bar Row", "Kettlebell Row", "Ring Row", "Inverted Row", "Suspension Row",
            "Band Row", "Renegade Row", "Table Row", "Towel Doorway Row", "Prone Elbow Row",
        ),
        ("pull_h",),
        instead=(Need.PULL_V, Need.REAR_DELT),
    ),
    Need.PULL_V: Choice(
        (
            "Pull-up", "Lat Pulldown", "Chin-up", "Neutral-Grip Pull-up", "Assisted Pull-up",
            "Band-Assisted Pull-up", "Band Lat Pulldown", "Negative Pull-up",
            "Straight-Arm Pulldown", "Doorway Lat Pull", "Prone Lat Pulldown",
        ),
        ("pull_v",),
        instead=(Need.PULL_H, Need.REAR_DELT),
    ),
    Need.OLYMPIC: Choice(
        (
            "Hang Power Clean", "Power Clean", "Hang Power Snatch", "Power Snatch", "Push Jerk",
            "Dumbbell Snatch", "Dumbbell Clean", "Kettlebell Clean", "Kettlebell Snatch",
        ),
        ("olympic",),
        instead=(Need.JUMP,),
    ),
    Need.JUMP: Choice(
        ("Box Jump", "Medicine Ball Slam", "Broad Jump", "Kettlebell Swing", "Jump Squat"),
        ("plyo",),
    ),
    Need.HAMSTRING: Choice(
        (
            "Lying Leg Curl", "Seated Leg Curl",
            "Stability Ball Leg Curl", "Sliding Leg Curl", "Glute-Ham Raise",
            "Nordic Hamstring Curl",
            "Dumbbell Leg Curl", "Band Leg Curl",
        ),
        ("knee_flexion",),
        instead=(Need.HINGE, Need.GLUTE),
    ),
    Need.QUAD: Choice(
        ("Leg Extension", "Spanish Squat", "Wall Sit", "Reverse Nordic", "Step-down"),
        ("knee_extension",),
        instead=(Need.LUNGE,),
    ),
    Need.GLUTE: Choice(
        (
            "Cable Glute Kickback", "Machine Hip Abduction", "Band Lateral Walk", "Glute Kickback",
            "Clamshell", "Side-Lying Hip Abduction", "Frog Pump", "Fire Hydrant",
        ),
        ("hip_iso",),
        instead=(Need.HINGE,),
    ),
    Need.CALF: Choice(
        (
            "Machine Standing Calf Raise", "Seated Calf Raise", "Dumbbell Calf Raise",
            "Single-Leg Calf Raise", "Standing Calf Raise", "Bent-Knee Calf Raise",
        ),
        ("calf",),
    ),
    Need.CHEST: Choice(
        ("Cable Fly", "Dumbbell Fly", "Pec Deck", "Incline Dumbbell Fly", "Band Fly"),
        ("chest_iso",),
        instead=(Need.PUSH_H,),
    ),
    Need.SIDE_DELT: Choice(
        (
            "Lateral Raise", "Cable Lateral Raise", "Band Lateral Raise", "Machine Lateral Raise",
            "Isometric Wall Lateral Raise",
        ),
        ("shoulder_iso",),
        instead=(Need.REAR_DELT,),
    ),
    Need.REAR_DELT: Choice(
        (
            "Face Pull", "Rear Delt Fly", "Reverse Pec Deck", "Band Pull-Apart", "Prone Y Raise",
            "Reverse Snow Angel", "Prone T Raise", "Superman Row",
        ),
        ("back_iso", "shoulder_iso"),
        muscles=("upper_back", "shoulders"),
    ),
    Need.BICEPS: Choice(
        (
            "Dumbbell Curl", "Hammer Curl", "EZ Bar Curl", "Cable Curl", "Barbell Curl",
            "Incline Dumbbell Curl", "Band Curl", "Towel Curl",
        ),
        ("arm_iso",),
        muscles=("biceps",),
        instead=(Need.PULL_V,),
    ),
    Need.TRICEPS: Choice(
        (
            "Triceps Pushdown", "Overhead Triceps Extension", "Cable Overhead Triceps Extension",
            "Band Pushdown", "Bodyweight Triceps Extension", "Diamond Push-up",
            "Bench Dip",
        ),
        ("arm_iso",),
        muscles=("triceps",),
        instead=(Need.PUSH_H,),
    ),
    Need.CORE: Choice(
        (
            "Dead Bug", "Plank", "Pallof Press", "Hanging Knee Raise", "Side Plank",
            "Ab Wheel Rollout", "Hollow Hold", "Bird Dog", "Cable Crunch", "Reverse Crunch",
            "Mountain Climber",
        ),
        ("core",),
        instead=(Need.CARRY,),
    ),
    Need.CARRY: Choice(
        (
            "Farmer's Carry", "Suitcase Carry", "Front Rack Carry", "Sandbag Carry",
            "Goblet Carry",
        ),
        ("carry",),
        instead=(Need.CORE,),
    ),
    Need.SKILL: Choice(
        (
            "Handstand Hold", "Wall Handstand Hold", "L-Sit", "Tuck L-Sit", "Skin the Cat",
            "Tuck Front Lever", "Dip Support Hold", "Ring Support Hold", "Planche Lean",
            "Hollow Hold", "Dead Hang", "Arch Hold",
        ),
        ("core",),
        instead=(Need.CORE,),
    ),
}  # fmt: skip
