"""Find the movement behind a name; first tier that hits wins, never by edit distance.

Edit distance maps Bench Press to Bent Press and Back Squat to Hack Squat; here a name is only ever
made simpler: as written, normalised, without modifier words, its pattern, unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from libs.exercise.catalogue import Catalogue, Exercise, missing_needs
from libs.exercise.modifiers import (
    Stripped,
    added_terms,
    keeps_meaning,
    replace_needs,
    strip_each_equipment,
    strip_equipment,
    strip_manner,
    strip_stance,
)
from libs.exercise.names import normalize, word_bag

Tier = Literal["exact", "normalized", "stripped", "pattern", "unknown"]


@dataclass(frozen=True, slots=True)
class Match:
    """The words as given, what they mean, and how sure that is.

    `extra_needs` are terms that equipment words in the name add; `needs` is what the name needs in
    all, with a named implement in place of the movement's own.
    """

    name: str
    exercise: Exercise | None
    tier: Tier
    pattern: str | None
    extra_needs: frozenset[str] = frozenset()
    needs: tuple[frozenset[str], ...] = ()

    def missing(self, available: frozenset[str]) -> tuple[str, ...]:
        """Return the first alternative of each unmet need of this name."""
        return missing_needs(self.needs, available)


@lru_cache(maxsize=8192)
def match(name: str, catalogue: Catalogue) -> Match:
    """Return the movement a name means, or its pattern, or that it is unknown."""
    written = name.strip().casefold()
    found = catalogue.by_written_name.get(written)
    if found is not None:
        return Match(name, found, "exact", found.pattern, needs=found.needs)
    normal = normalize(name)
    found = _look_up(normal, catalogue)
    if found is not None:
        return Match(name, found, "normalized", found.pattern, needs=found.needs)
    return _match_stripped(name, normal, catalogue) or _match_pattern(name, normal)


def _look_up(normal: str, catalogue: Catalogue) -> Exercise | None:
    if not normal:
        return None
    return catalogue.by_normal_name.get(normal) or catalogue.by_word_bag.get(word_bag(normal))


def _match_stripped(name: str, normal: str, catalogue: Catalogue) -> Match | None:
    for candidate, endurance_allowed in _simpler(normal):
        found = _look_up(candidate.name, catalogue)
        if found is None or not keeps_meaning(normal, candidate.name):
            continue
        if found.pattern == "mono" and not endurance_allowed:
            continue
        return Match(
            name,
            found,
            "stripped",
            found.pattern,
            extra_needs=frozenset(added_terms(found.needs, candidate.terms)),
            needs=replace_needs(found.needs, candidate.terms),
        )
    return None


def _simpler(normal: str) -> Iterator[tuple[Stripped, bool]]:
    """Yield simpler names, least changed first, and whether each may be endurance work."""
    plain = strip_manner(normal)
    yield Stripped(plain), True
    for text in (normal, plain):
        for candidate in strip_each_equipment(text):
            yield candidate, False
    for text in (normal, plain):
        yield Stripped(strip_stance(text)), False
        bare = strip_equipment(text)
        yield Stripped(strip_stance(bare.name), bare.terms), False


_PATTERN_WORDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b(?:{words})\b"), pattern)
    for words, pattern in (
        ("stretch|mobility|opener|pose|foam roll\\w*|car|circle|swing through|yoga", "mobility"),
        ("burpee|thruster|man maker|devil press|get up|complex|crawl|wall ball", "full_body"),
        ("clean|snatch|jerk", "olympic"),
        ("sled|prowler|stone|yoke|tire|keg", "strongman"),
        ("carry", "carry"),
        ("neck", "neck"),
        ("(?:leg|hamstring) curl|nordic", "knee_flexion"),
        ("leg extension|knee extension", "knee_extension"),
        ("calf|heel raise|soleus|tibialis", "calf"),
        ("lunge|split squat|step up|step down", "lunge"),
        ("jump|hop|bound|depth drop|skip|plyo|throw|slam", "plyo"),
        ("squat|leg press|pistol", "squat"),
        ("deadlift|good morning|hip thrust|glute bridge|hinge|swing|back extension|pull through",
         "hinge"),
        ("face pull|(?:lateral|front|side|delt) raise|upright row|external rotation|delt",
         "shoulder_iso"),
        ("pull up|chin up|pull down|rope climb|muscle up", "pull_v"),
        ("fly|pec deck", "chest_iso"),
        ("shrug|pull over|pull apart|superman", "back_iso"),
        ("handstand|(?:overhead|shoulder|military|push|strict|arnold|z) press|pike push up",
         "push_v"),
        ("push up|bench press|chest press|floor press|incline press|dip|planche|bench", "push_h"),
        ("(?:row (?:erg|machine)|rower|rowing)|run|jog|bike|ride|swim|walk|hike|ski|elliptical"
         "|jump rope|treadmill|ruck|stair", "mono"),
        ("row|(?:front|back) lever", "pull_h"),
        ("curl|tricep|bicep|skull crusher|push down|wrist|forearm|kick back", "arm_iso"),
        ("abduction|adduction|copenhagen|clam|monster walk|hydrant|hip", "hip_iso"),
        ("plank|crunch|sit up|hollow|dead bug|bird dog|leg raise|knee raise|twist|pallof|ab|core"
         "|roll out|chop|l sit|v up", "core"),
        ("press", "push_v"),
    )
)  # fmt: skip
"""The first hit wins: the special case stands before the general one."""


def _match_pattern(name: str, normal: str) -> Match:
    terms = strip_equipment(normal).terms
    extra = frozenset(terms)
    needs = tuple(frozenset({term}) for term in terms)
    for words, pattern in _PATTERN_WORDS:
        if words.search(normal):
            return Match(name, None, "pattern", pattern, extra_needs=extra, needs=needs)
    return Match(name, None, "unknown", None, extra_needs=extra, needs=needs)
