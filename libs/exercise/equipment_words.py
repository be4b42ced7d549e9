"""What athletes call their equipment, in normalised words (`libs.exercise.names.normalize`)."""

from __future__ import annotations

from collections.abc import Mapping

from libs.exercise.names import normalize
from libs.exercise.vocabulary import word_set

ALL_TERMS = word_set(
    """ab_crunch_machine ab_wheel agility_hurdle air_bike atlas_stone back_extension_bench
    balance_board band barbell battle_ropes belt_squat_machine bench bicep_curl_machine bike
    bike_erg box cable calf_raise_machine chest_press_machine climbing_rope dip_bars dip_machine
    dumbbell elliptical ez_bar farmer_handles foam_roller ghd hack_squat_machine head_harness
    hip_abduction_machine hip_adduction_machine jump_rope keg kettlebell landmine leg_curl_machine
    leg_extension_machine leg_press_machine leverage_machine log medicine_ball other
    pec_deck_machine pegboard plate pool preacher_curl_machine pullup_bar rack resistance_chains
    reverse_hyperextension_machine rings rower ruck safety_squat_bar sandbag
    shoulder_press_machine ski_erg sled sledgehammer smith_machine stability_ball stair_machine
    suspension_trainer t-bar_row_machine tire trap_bar triceps_extension_machine wrist_roller
    yoke"""
)
"""The 71 terms of the catalogue."""

_MACHINES = frozenset(term for term in ALL_TERMS if term.endswith("_machine")) | {
    "cable",
    "back_extension_bench",
}
_CROSSFIT_BOX = word_set(
    """barbell plate rack bench pullup_bar rings box kettlebell dumbbell medicine_ball rower
    air_bike bike_erg ski_erg jump_rope climbing_rope ghd sled sandbag band dip_bars"""
)
_HYROX_GYM = word_set(
    """barbell plate rack bench pullup_bar box kettlebell dumbbell medicine_ball rower ski_erg
    bike_erg air_bike sled sandbag farmer_handles jump_rope band"""
)
_PLACES: Mapping[frozenset[str], tuple[str, ...]] = {
    ALL_TERMS: (
        "full gym",
        "full commercial gym",
        "commercial gym",
        "full equipped gym",
        "fully equipped gym",
        "well equipped gym",
        "globo gym",
        "big gym",
        "full service gym",
        "complete gym",
        "any gym",
        "everything",
        "all equipment",
        "full equipment",
        "all machine",
        "gym membership",
        "full access gym",
        "full gym access",
        "standard gym",
        "regular gym",
        "public gym",
        "local gym",
        "university gym",
        "college gym",
        "university rec center",
        "rec center",
        "fitness studio",
        "fitness center",
        "health club",
    ),
    _CROSSFIT_BOX: ("crossfit box", "crossfit gym", "crossfit affiliate", "crossfit"),
    _HYROX_GYM: ("hyrox gym", "hyrox box"),
    _MACHINES: ("machine", "machine only", "weight machine"),
}
_WORDS: Mapping[str, tuple[str, ...]] = {
    "barbell plate": ("barbell", "platform", "olympic bar"),
    "barbell bench plate rack": ("garage gym",),
    "bench dumbbell": ("hotel gym",),
    "barbell bench cable dumbbell plate rack safety_squat_bar": ("powerlifting gym",),
    "barbell box plate rack": ("weightlifting gym",),
    "dip_bars pullup_bar": (
        "calisthenic park",
        "outdoor gym",
        "street workout park",
        "bar park",
        "power tower",
    ),
    "plate": ("bumper", "bumper plate", "weight plate"),
    "barbell plate rack": ("squat rack",),
    "rack": ("power rack", "power cage", "squat stand", "half rack"),
    "pullup_bar rack": ("rig",),
    "barbell bench dumbbell plate rack": ("free weight",),
    "dumbbell": ("dumb bell", "hand weight"),
    "bench": ("weight bench", "adjustable bench"),
    "ez_bar": ("curl bar",),
    "trap_bar": ("hex bar",),
    "safety_squat_bar": ("safety bar",),
    "landmine": ("landmine attachment",),
    "pullup_bar": (
        "chin up bar",
        "doorway bar",
        "door bar",
        "high bar",
        "monkey bar",
        "pull up station",
    ),
    "dip_bars": ("dip station", "parallel bar", "parallette", "dip stand"),
    "rings": ("gymnastic ring",),
    "band": ("mini band", "loop band", "loop", "tube"),
    "box": ("plyo box",),
    "ab_wheel": ("ab roller",),
    "cable": (
        "cable machine",
        "cable tower",
        "cable station",
        "functional trainer",
        "lat pull down",
        "pulley",
    ),
    "leg_press_machine": ("leg press",),
    "leg_curl_machine": ("leg curl", "hamstring curl machine"),
    "leg_extension_machine": ("leg extension",),
    "hack_squat_machine": ("hack squat",),
    "chest_press_machine": ("chest press",),
    "pec_deck_machine": ("pec deck", "pec fly machine"),
    "leverage_machine": ("row machine", "plate loaded machine"),
    "calf_raise_machine": ("calf machine",),
    "t-bar_row_machine": ("t bar row",),
    "preacher_curl_machine": ("preacher bench",),
    "back_extension_bench": ("hyperextension bench", "roman chair", "back extension"),
    "ghd": ("glute hamstring developer",),
    "reverse_hyperextension_machine": ("reverse hyper",),
    "air_bike": ("assault bike", "echo bike", "fan bike", "airdyne"),
    "bike": (
        "spin bike",
        "stationary bike",
        "exercise bike",
        "indoor bike",
        "road bike",
        "gravel bike",
        "mountain bike",
        "tri bike",
        "bicycle",
        "peloton",
        "turbo trainer",
        "smart trainer",
        "indoor trainer",
        "wattbike",
        "bike trainer",
    ),
    "rower": (
        "erg",
        "row erg",
        "rowing erg",
        "rowing machine",
        "rowing",
        "concept2",
        "concept 2",
        "c2 rower",
    ),
    "ski_erg": ("ski machine",),
    "elliptical": ("cross trainer",),
    "stair_machine": ("stairmaster", "stair climber", "stepmill"),
    "pool": ("swimming pool", "lap pool"),
    "jump_rope": ("skip rope", "speed rope"),
    "climbing_rope": ("rope climb",),
    "sled": ("prowler",),
    "medicine_ball": ("slam ball", "wall ball", "med ball"),
    "stability_ball": ("exercise ball", "gym ball", "yoga ball"),
    "balance_board": ("bosu", "wobble board"),
    "ruck": (
        "rucksack",
        "weighted backpack",
        "loaded backpack",
        "backpack",
        "weighted pack",
        "pack",
    ),
    "atlas_stone": ("stone",),
    "agility_hurdle": ("hurdle",),
    "resistance_chains": ("chain",),
    "sledgehammer": ("sledge hammer",),
    "head_harness": ("neck harness",),
    "other": (
        "treadmill",
        "vest",
        "weighted vest",
        "weight vest",
        "mat",
        "yoga mat",
        "heavy bag",
        "punching bag",
        "slider",
        "stick",
    ),
}

BARE_GYM = frozenset({"gym", "my gym", "gym access", "local gym"})
"""A gym and nothing else said: a full one."""
EMPTY_WORDS = word_set(
    """bodyweight none nothing no equipment without home park outside outdoor floor only just own
    road trail track hill stair path street field hotel room living apartment garden beach wall
    door doorway towel couch sofa chair step calisthenic"""
)
"""Words that name a place or the absence of equipment: known, and giving nothing."""


def _read_table() -> dict[str, frozenset[str]]:
    table = {normalize(term.replace("_", " ")): frozenset({term}) for term in sorted(ALL_TERMS)}
    for terms, phrases in _PLACES.items():
        table.update(dict.fromkeys(phrases, terms))
    for words, phrases in _WORDS.items():
        table.update(dict.fromkeys(phrases, word_set(words)))
    return table


PHRASES: Mapping[str, frozenset[str]] = _read_table()
"""Normalised words of equipment with the terms they give."""
