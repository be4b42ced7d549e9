"""What an athlete must not or will not do, judged for a movement, a name, or a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from libs.exercise.ban_words import read_bans, read_pattern_ban
from libs.exercise.catalogue import Catalogue, Exercise, load_catalogue
from libs.exercise.injury_rules import (
    BONES_RULE,
    CATALOGUE_REGIONS,
    FIRST_TRIMESTER_WEEKS,
    LATER_PREGNANCY_RULE,
    POSTPARTUM_RULE,
    POSTPARTUM_WEEKS,
    PREGNANCY_RULE,
    REGION_RULES,
    RETURN_TO_IMPACT_RULE,
    RETURN_TO_IMPACT_WEEKS,
    SAME_REGION,
    SEVERITIES,
    WHEELCHAIR_RULE,
    Rule,
)
from libs.exercise.names import contains_words, normalize

_TAG_NAMES: Mapping[str, re.Pattern[str]] = {
    tag: re.compile(rf"\b(?:{words})\b")
    for tag, words in {
        "jump": r"jump\w*|hop\w*|bound\w*|plyo\w*|leap\w*|burpee|double under|skater|skip\w*",
        "sprint": r"sprint\w*",
        "running": r"run|running|jog\w*|stride|shuttle|sprint\w*",
        "overhead": r"overhead|snatch|jerk|thruster|handstand|wall ball|military press"
        r"|shoulder press|push press|waiter",
        "kipping": r"kip\w*|butterfly pull up",
        "dip": r"(?:ring|bar|bench|tricep|chest|weighted) dip|^dip",
        "deep_knee_flexion": r"pistol|sissy|shrimp|deep (?:back |front |goblet )?squat|atg|deficit "
        r"lunge",
        "heavy_hinge": r"(?:conventional|sumo|heavy|barbell|deficit|axle) deadlift|good morning"
        r"|atlas|^deadlift",
        "loaded_flexion": r"sit up|crunch|russian twist|jefferson|v up",
        "loaded_twist": r"russian twist|wood chop|landmine rotation",
        "behind_neck": r"behind neck",
        "front_rack": r"front rack|front squat|clean|thruster",
        "flat_hand": r"push up|handstand|burpee|mountain climber|bear crawl|high plank",
        "inverted": r"handstand|headstand",
        "supine": r"supine|lying|bench press|glute bridge",
        "prone": r"prone|superman",
        "axial_load": r"(?:back|front|barbell|zercher) squat|yoke",
    }.items()
}
"""How names that the catalogue does not know give a tag away."""
_NEGATIONS = frozenset({"no", "not", "without", "avoid", "avoiding", "instead", "skip", "never"})
_NEGATION_REACH = 3
"""Words in front of a refused word among which a negation makes it harmless."""
_BONES = re.compile(r"osteopor|osteopen|brittle bone|bone density")
_WHEELCHAIR = re.compile(r"wheelchair|spinal cord|parapleg|quadripleg|tetrapleg")


@dataclass(frozen=True)
class BanList:
    """Rules of injuries, health and the athlete's own refusals.

    `refused` are the rules the athlete stated in words; only their words count in free text.
    """

    rules: tuple[Rule, ...] = ()
    refused: tuple[Rule, ...] = ()
    regions: frozenset[str] = frozenset()

    def reason(self, exercise: Exercise | None, name: str) -> str | None:
        """Return why a movement is left out, None when it is allowed.

        A name that the catalogue does not know is judged by its words.
        """
        for rule in (*self.refused, *self.rules):
            if exercise is not None and rule.covers(exercise):
                return rule.label
            if exercise is None and _name_shows(rule, normalize(name)):
                return rule.label
        return self._refused_by_words(exercise, name)

    def word_in(self, text: str) -> str | None:
        """Return the first refused word that a text uses other than to rule it out."""
        normal = normalize(text)
        for rule in self.refused:
            for words in sorted(rule.words):
                if contains_words(normal, words) and not _ruled_out(normal, words):
                    return words
        return None

    def loads_region(self, exercise: Exercise) -> bool:
        """Tell whether a movement loads a region that is hurt."""
        return bool(exercise.regions & self.regions)

    def _refused_by_words(self, exercise: Exercise | None, name: str) -> str | None:
        names = [normalize(name)] + ([normalize(exercise.name)] if exercise else [])
        for rule in self.refused:
            for words in rule.words:
                if any(contains_words(spelled, words) for spelled in names):
                    return rule.label
        return None


def compile_bans(
    *,
    regions: Mapping[str, str],
    movements: Iterable[str] = (),
    patterns: Iterable[str] = (),
    words: Iterable[str] = (),
    postpartum_weeks: int | None = None,
    postpartum_cleared: bool = False,
    pregnant: bool = False,
    pregnancy_weeks: int | None = None,
    conditions: Iterable[str] = (),
    running_wanted: bool = False,
    catalogue: Catalogue | None = None,
) -> BanList:
    """Build the ban list.

    `regions` maps a hurt region to its severity; `movements`, `patterns` and `words` are what the
    athlete refuses, in free words. With `running_wanted` only a severe injury takes running away.
    """
    known = catalogue or load_catalogue()
    rules = [
        rule
        for region, severity in regions.items()
        for rule in _of_region(region, severity, running_wanted=running_wanted)
    ]
    rules += _of_birth(postpartum_weeks, cleared=postpartum_cleared)
    if pregnant:
        rules.append(PREGNANCY_RULE)
        if pregnancy_weeks is None or pregnancy_weeks > FIRST_TRIMESTER_WEEKS:
            rules.append(LATER_PREGNANCY_RULE)
    rules += _of_conditions(conditions)
    refused = [rule for phrase in (*movements, *words) for rule in read_bans(phrase, known)]
    refused += [rule for phrase in patterns for rule in read_pattern_ban(phrase, known)]
    hurt = frozenset().union(
        *(CATALOGUE_REGIONS.get(SAME_REGION.get(r, r), frozenset()) for r in regions)
    )
    return BanList(tuple(rules), tuple(refused), hurt)


def _of_region(region: str, severity: str, *, running_wanted: bool) -> list[Rule]:
    by_severity = REGION_RULES.get(SAME_REGION.get(region, region), {})
    known = [str(item) for item in SEVERITIES]
    reach = known.index(severity if severity in known else "moderate")
    rules = []
    for item in SEVERITIES[: reach + 1]:
        rule = by_severity.get(item)
        if rule is None:
            continue
        spare_running = running_wanted and known[reach] != "severe"
        kept = rule.tags - {"running"} if spare_running else rule.tags
        rules.append(replace(rule, tags=kept, label=rule.label.replace("ankle", region)))
    return rules


def _of_birth(weeks: int | None, *, cleared: bool) -> list[Rule]:
    if weeks is None:
        return []
    if weeks < POSTPARTUM_WEEKS:
        return [POSTPARTUM_RULE]
    waiting = not cleared and weeks <= RETURN_TO_IMPACT_WEEKS
    return [RETURN_TO_IMPACT_RULE] if waiting else []


def _of_conditions(conditions: Iterable[str]) -> list[Rule]:
    text = " ".join(conditions).casefold()
    rules = [BONES_RULE] if _BONES.search(text) else []
    return [*rules, WHEELCHAIR_RULE] if _WHEELCHAIR.search(text) else rules


@lru_cache(maxsize=4096)
def _name_shows(rule: Rule, normal_name: str) -> bool:
    tags = (_TAG_NAMES[tag] for tag in rule.tags if tag in _TAG_NAMES)
    return any(pattern.search(normal_name) for pattern in tags) or any(
        contains_words(normal_name, words) for words in rule.words
    )


def _ruled_out(normal_text: str, words: str) -> bool:
    """Tell whether each use of the words has a negation just in front of it."""
    tokens = normal_text.split()
    size = len(words.split())
    uses = [
        index for index in range(len(tokens)) if " ".join(tokens[index : index + size]) == words
    ]
    return all(_NEGATIONS & set(tokens[max(0, at - _NEGATION_REACH) : at]) for at in uses)
