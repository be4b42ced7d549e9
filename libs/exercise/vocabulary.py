"""The closed word lists of the exercise catalogue (program-quality.md section 9)."""

from __future__ import annotations

from typing import Literal

Level = Literal["beginner", "intermediate", "expert"]
Mechanic = Literal["compound", "isolation", "none"]
Implement = Literal["barbell", "dumbbell", "kettlebell", "machine", "bodyweight", "other"]

PATTERNS = (
    "squat", "lunge", "hinge", "push_h", "push_v", "pull_h", "pull_v", "knee_flexion",
    "knee_extension", "hip_iso", "calf", "chest_iso", "back_iso", "shoulder_iso", "arm_iso", "core",
    "carry", "olympic", "plyo", "mono", "full_body", "strongman", "neck", "mobility", "other",
)  # fmt: skip
MUSCLES = (
    "chest", "lats", "upper_back", "traps", "shoulders", "biceps", "triceps", "forearms", "abs",
    "obliques", "lower_back", "glutes", "quads", "hamstrings", "calves", "adductors", "abductors",
    "neck",
)  # fmt: skip
REGIONS = ("shoulder", "hip", "knee", "lumbar", "ankle", "elbow", "wrist", "neck")
LEVELS: tuple[Level, ...] = ("beginner", "intermediate", "expert")
MODALITIES = (
    "strength", "stretching", "plyometrics", "crossfit", "powerlifting", "olympic weightlifting",
    "strongman", "cardio", "technique",
)  # fmt: skip
MEASURES = (
    "weight_reps", "reps", "time", "weighted_time", "distance", "weighted_bodyweight_reps",
    "assisted_weight_reps", "calories",
)  # fmt: skip
TAGS = {
    "jump": "both feet leave the ground by a jump or hop",
    "sprint": "running close to full speed",
    "impact": "repeated or hard landings other than running",
    "overhead": "load or body weight held over the head",
    "kipping": "a swing drives the repetition",
    "deep_knee_flexion": "knees bend under load far beyond parallel",
    "axial_load": "a load presses on the spine from above",
    "loaded_flexion": "the spine bends under load or many times",
    "loaded_twist": "the spine turns under load",
    "heavy_hinge": "a heavy pull from the floor, or a bent trunk under a heavy bar",
    "front_rack": "wrists bent back under a bar or bells",
    "flat_hand": "body weight on flat hands",
    "supine": "lying on the back",
    "prone": "lying on the front",
    "inverted": "head below the hips",
    "behind_neck": "the bar moves behind the neck",
    "dip": "shoulders sink below the elbows under body weight",
    "grip": "the grip limits",
    "running": "running in any form",
    "contact_floor": "elbows stop on the floor",
}
"""What a tag says about an exercise; injury bans and rules read tags, never names."""


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())
