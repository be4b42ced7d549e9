"""Bring exercise names into one spelling: case, marks, plurals, abbreviations, compounds."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORDS = re.compile(r"[a-z0-9]+")
_ABBREVIATIONS = {
    "db": "dumbbell", "dbs": "dumbbell", "bb": "barbell", "kb": "kettlebell", "kbs": "kettlebell",
    "bw": "bodyweight", "mb": "medicine ball", "sa": "single arm", "sl": "single leg",
    "ohp": "overhead press", "ohs": "overhead squat", "oh": "overhead", "dl": "deadlift",
    "rdl": "romanian deadlift", "rdls": "romanian deadlift", "bp": "bench press",
    "bss": "bulgarian split squat", "rfess": "rear foot elevated split squat",
    "hspu": "handstand push up", "hspus": "handstand push up", "t2b": "toe to bar",
    "ttb": "toe to bar", "c2b": "chest to bar", "ctb": "chest to bar", "k2e": "knee to elbow",
    "du": "double under", "dus": "double under", "cgbp": "close grip bench press",
    "ghr": "glute hamstring raise", "tgu": "turkish get up", "sldl": "stiff leg deadlift",
    "slrdl": "single leg romanian deadlift", "ssb": "safety bar", "ez": "ez bar",
    "tke": "terminal knee extension", "sdhp": "sumo deadlift high pull",
    "bbj": "burpee broad jump", "btn": "behind neck", "hlr": "hanging leg raise",
    "trx": "suspension", "stoh": "shoulder to overhead", "s2oh": "shoulder to overhead",
    "s2o": "shoulder to overhead", "g2o": "ground to overhead", "gtoh": "ground to overhead",
    "mtb": "mountain bike", "chins": "chin up", "tib": "tibialis", "ham": "hamstring",
}  # fmt: skip
_COMPOUNDS = {
    "pullup": "pull up", "chinup": "chin up", "pushup": "push up", "pressup": "push up",
    "situp": "sit up", "stepup": "step up", "stepdown": "step down", "muscleup": "muscle up",
    "getup": "get up", "curlup": "curl up", "vup": "v up", "tuckup": "tuck up",
    "pulldown": "pull down", "pushdown": "push down", "pressdown": "push down",
    "pullover": "pull over", "pullapart": "pull apart", "kickback": "kick back",
    "rollout": "roll out", "walkout": "walk out", "crossover": "cross over",
    "deadbug": "dead bug", "birddog": "bird dog", "skullcrusher": "skull crusher",
    "wallball": "wall ball", "wallsit": "wall sit", "woodchop": "wood chop",
    "woodchopper": "wood chop", "windmill": "wind mill", "stepback": "step back",
    "facepull": "face pull", "bentover": "bent over", "splitsquat": "split squat",
    "boxjump": "box jump", "skierg": "ski erg", "bikeerg": "bike erg", "rowerg": "row erg",
    "airbike": "air bike", "assaultbike": "assault bike", "jumprope": "jump rope",
    "skipping": "jump rope", "flye": "fly", "flies": "fly", "tyre": "tire", "biceps": "bicep",
    "triceps": "tricep", "abs": "ab", "calves": "calf", "banded": "band", "paused": "pause",
    "one": "single", "1": "single", "legged": "leg", "armed": "arm", "handed": "hand",
    "trapbar": "trap bar", "hex": "trap", "hexbar": "trap bar", "plyometric": "plyo",
    "ergometer": "erg", "swiss": "stability", "physio": "stability", "suspended": "suspension",
    "med": "medicine", "ups": "up", "cycling": "bike", "biking": "bike",
}  # fmt: skip
_PHRASES = tuple(
    (re.compile(rf"\b{phrase}\b"), replacement)
    for phrase, replacement in (
        ("dead lift", "deadlift"), ("dumb bell", "dumbbell"), ("kettle bell", "kettlebell"),
        ("bar bell", "barbell"), ("body weight", "bodyweight"), ("press up", "push up"),
        ("press down", "push down"), ("resistance band", "band"), ("smith machine", "smith"),
        ("farmer walk", "farmer carry"), ("suspension trainer", "suspension"),
        ("wood chopper", "wood chop"), ("bar bar", "bar"),
        ("hand stand", "handstand"),
    )
)  # fmt: skip
_FILLERS = frozenset({"the", "with", "of", "on", "and", "in"})
_SHORTEST_PLURAL = 4
_ES_PLURALS = (
    "presses",
    "crunches",
    "reaches",
    "stretches",
    "passes",
    "punches",
    "benches",
    "boxes",
)


@lru_cache(maxsize=8192)
def normalize(name: str) -> str:
    """Return the name in one spelling: words in lower case, singular, without marks."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = plain.replace("'", "").replace("&", " and ").replace("w/", " ")
    words: list[str] = []
    for word in _WORDS.findall(plain):
        words += _expand(word).split()
    text = " ".join(word for word in words if word not in _FILLERS)
    for phrase, replacement in _PHRASES:
        text = phrase.sub(replacement, text)
    return " ".join(text.split())


def word_bag(normal_name: str) -> str:
    """Return the words in alphabetical order: equal for names that differ in order only."""
    return " ".join(sorted(normal_name.split()))


def contains_words(text: str, words: str) -> bool:
    """Tell whether normalised `words` stand in normalised `text` side by side."""
    return bool(words) and f" {words} " in f" {text} "


def _expand(word: str) -> str:
    known = _ABBREVIATIONS.get(word) or _COMPOUNDS.get(word)
    if known is not None:
        return known
    single = _singular(word)
    return _COMPOUNDS.get(single, single)


def _singular(word: str) -> str:
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s"):
        return word
    if word.endswith(_ES_PLURALS):
        return word[:-2]
    return word if word.endswith(("ss", "us")) else word[:-1]
