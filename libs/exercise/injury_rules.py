"""What an injury or a state of health bans (program-quality.md section 8; awaits a professional).

Rules read tags, patterns and families of the catalogue. `words` catch names that the catalogue does
not know. Severities add up: a severe injury bans what a mild one bans, and more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from libs.exercise.catalogue import Exercise

NONE: frozenset[str] = frozenset()
Severity = Literal["mild", "moderate", "severe"]
SEVERITIES: tuple[Severity, ...] = ("mild", "moderate", "severe")


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to leave movements out; a movement falls under it by any of its marks.

    `loaded_patterns` ban a pattern only where the movement loads one of `regions`; `terms` ban
    equipment; `spared` ids stay allowed whatever the marks.
    """

    label: str
    tags: frozenset[str] = NONE
    patterns: frozenset[str] = NONE
    families: frozenset[str] = NONE
    ids: frozenset[str] = NONE
    terms: frozenset[str] = NONE
    words: frozenset[str] = NONE
    regions: frozenset[str] = NONE
    loaded_patterns: frozenset[str] = NONE
    spared: frozenset[str] = NONE

    def covers(self, exercise: Exercise) -> bool:
        """Tell whether the rule leaves this movement out."""
        if exercise.id in self.spared:
            return False
        return bool(
            exercise.tags & self.tags
            or exercise.pattern in self.patterns
            or exercise.family in self.families
            or exercise.id in self.ids
            or any(need <= self.terms for need in exercise.needs)
            or (exercise.pattern in self.loaded_patterns and exercise.regions & self.regions)
        )


def _rule(label: str, **marks: str) -> Rule:
    return Rule(label, **{mark: frozenset(words.split()) for mark, words in marks.items()})


_LOWER = "squat lunge plyo olympic strongman full_body"
REGION_RULES: Mapping[str, Mapping[Severity, Rule]] = {
    "knee": {
        "mild": _rule(
            "jumps and deep knee bends with a knee injury", tags="jump deep_knee_flexion"
        ),
        "moderate": _rule(
            "sprints, running and hard landings with a knee injury", tags="sprint impact running"
        ),
        "severe": _rule(
            "loaded knee bending with a severe knee injury",
            regions="knee",
            loaded_patterns=f"{_LOWER} knee_extension",
            spared="""low_step_up step_down partial_leg_press chair_squat wall_sit spanish_squat
            quad_set terminal_knee_extension straight_leg_raise split_squat
            isometric_split_squat_hold""",
        ),
    },
    "low_back": {
        "mild": _rule(
            "heavy pulls from the floor and loaded bending with a back injury",
            tags="heavy_hinge loaded_flexion",
            families="sit_up jefferson",
        ),
        "moderate": _rule(
            "fast lifts and loaded twisting with a back injury",
            tags="loaded_twist",
            patterns="olympic",
        ),
        "severe": _rule(
            "loads on the spine with a severe back injury",
            tags="axial_load",
            regions="lumbar",
            loaded_patterns="hinge lunge full_body strongman push_v",
            spared="bodyweight_hip_hinge back_extension single_leg_romanian_deadlift",
        ),
    },
    "shoulder": {
        "mild": _rule(
            "behind-neck work, upright rows, dips and kipping with a shoulder injury",
            tags="behind_neck dip kipping",
            families="upright_row back_lever",
        ),
        "moderate": _rule(
            "full overhead work with a shoulder injury",
            tags="overhead inverted",
            ids="handstand_walk hindu_push_up",
        ),
        "severe": _rule(
            "pressing and hanging with a severe shoulder injury",
            patterns="push_v olympic",
            families="pull_up rope_climb muscle_up dip hang fly lateral_raise front_raise planche",
            regions="shoulder",
            loaded_patterns="push_h plyo full_body",
            spared="""floor_press dumbbell_floor_press neutral_grip_dumbbell_bench_press
            landmine_press half_kneeling_landmine_press wall_push_up incline_push_up
            machine_chest_press""",
        ),
    },
    "elbow": {
        "mild": _rule(
            "skull crushers and chin-ups with an elbow injury",
            families="skull_crusher rope_climb muscle_up",
            ids="""chin_up weighted_chin_up one_arm_chin_up negative_chin_up
            bodyweight_triceps_extension""",
        ),
        "moderate": _rule("dips with an elbow injury", tags="dip"),
        "severe": _rule(
            "pulling up and arm work with a severe elbow injury",
            families="pull_up curl triceps one_arm back_lever",
            regions="elbow",
            loaded_patterns="arm_iso olympic full_body",
            spared="eccentric_wrist_extension forearm_pronation_supination",
        ),
    },
    "wrist": {
        "mild": _rule(
            "front racks, flat hands and snatches with a wrist injury",
            tags="front_rack flat_hand",
            families="snatch",
        ),
        "moderate": _rule(
            "loads on a bent wrist", ids="reverse_wrist_curl wrist_curl wrist_push_up z_press"
        ),
        "severe": _rule(
            "loads on the wrist with a severe wrist injury",
            patterns="olympic",
            regions="wrist",
            loaded_patterns="push_h push_v arm_iso full_body carry",
            spared="dumbbell_floor_press machine_chest_press triceps_pushdown",
        ),
    },
    "ankle": {
        "mild": _rule("jumps and sprints with an ankle injury", tags="jump sprint"),
        "moderate": _rule("hard landings with an ankle injury", tags="impact"),
        "severe": _rule(
            "running and one-legged loads with a severe ankle injury",
            tags="running",
            families="single_leg_squat sled",
            regions="ankle",
            loaded_patterns="plyo full_body strongman",
        ),
    },
    "neck": {
        "mild": _rule(
            "heavy shrugs and headstands with a neck injury",
            tags="behind_neck",
            families="shrug",
            ids="headstand neck_bridge",
        ),
        "moderate": _rule(
            "upside-down work and loads on the neck",
            tags="inverted",
            ids="neck_flexion neck_extension handstand_walk kipping_handstand_push_up",
        ),
        "severe": _rule(
            "loads over the neck with a severe neck injury",
            tags="axial_load overhead kipping jump",
            families="sit_up crunch",
        ),
    },
    "hip": {
        "mild": _rule("deep bends with a hip injury", ids="pistol_squat shrimp_squat sissy_squat"),
        "moderate": _rule(
            "deep bends, jumps and sprints with a hip injury",
            tags="deep_knee_flexion sprint jump",
        ),
        "severe": _rule(
            "running, lunges and loaded hips with a severe hip injury",
            tags="running impact heavy_hinge axial_load",
            patterns="lunge olympic plyo",
        ),
    },
    "hamstring": {
        "mild": _rule("sprints with a hamstring injury", tags="sprint"),
        "moderate": _rule(
            "jumps and heavy pulls with a hamstring injury",
            tags="heavy_hinge jump",
            families="nordic",
        ),
        "severe": _rule(
            "loaded hamstrings with a severe hamstring injury",
            tags="running impact",
            families="romanian_deadlift single_leg_hinge good_morning swing",
            patterns="olympic plyo",
        ),
    },
    "upper_back": {
        "severe": _rule(
            "heavy bars with a severe upper-back injury", tags="axial_load heavy_hinge kipping"
        ),
    },
}
SAME_REGION = {"achilles": "ankle", "foot": "ankle", "lumbar": "low_back", "back": "low_back"}
"""Regions that share the rules of another one."""
CATALOGUE_REGIONS: Mapping[str, frozenset[str]] = {
    "knee": frozenset({"knee"}),
    "low_back": frozenset({"lumbar"}),
    "upper_back": frozenset({"lumbar", "shoulder"}),
    "shoulder": frozenset({"shoulder"}),
    "elbow": frozenset({"elbow"}),
    "wrist": frozenset({"wrist"}),
    "ankle": frozenset({"ankle"}),
    "neck": frozenset({"neck"}),
    "hip": frozenset({"hip"}),
    "hamstring": frozenset({"hip", "knee"}),
}
"""Regions of the catalogue that a declared region loads."""

POSTPARTUM_RULE = _rule(
    "running, jumps, straining and sit-ups in the first 12 weeks after a birth",
    tags="running sprint jump impact heavy_hinge loaded_flexion",
    patterns="olympic strongman",
    families="sit_up crunch leg_raise hollow dragon_flag",
)
RETURN_TO_IMPACT_RULE = _rule(
    "running and jumps after a birth until a pelvic-floor check allows them",
    tags="running sprint jump impact",
)
PREGNANCY_RULE = _rule(
    "contact, falls and jumps in pregnancy",
    tags="jump sprint inverted kipping loaded_flexion loaded_twist",
    patterns="olympic strongman",
    families="rope_climb muscle_up boxing human_flag back_lever dragon_flag",
    ids="mountain_bike_ride pegboard_climb cross_country_ski",
    words="sparring kickboxing hot",
)
LATER_PREGNANCY_RULE = _rule(
    "lying on the back or front after the first trimester", tags="supine prone"
)
BONES_RULE = _rule(
    "loaded bending, twisting and jumps with fragile bones",
    tags="loaded_flexion loaded_twist jump impact",
    families="sit_up crunch jefferson",
)
WHEELCHAIR_RULE = _rule(
    "standing work from a wheelchair",
    patterns="""squat lunge hinge calf olympic carry strongman full_body knee_flexion
    knee_extension hip_iso""",
    tags="running jump sprint impact inverted axial_load",
    families="walk stairs bike row_erg elliptical ruck run jump_rope burpee mountain_climber crawl",
    regions="lumbar",
    loaded_patterns="pull_h push_v",
)
FIRST_TRIMESTER_WEEKS = 13
POSTPARTUM_WEEKS = 12
RETURN_TO_IMPACT_WEEKS = 52
"""Up to here running waits for a pelvic-floor check (working value)."""
