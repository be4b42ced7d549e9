"""Rules P01 to P05: doses, loads, percentages."""

from __future__ import annotations

from collections import Counter

from libs.exercise.strength import percent_for_reps
from libs.training_program.lint.facts import Facts
from libs.training_program.lint.items import Item, OneSet, least_reps, load_of, percent_of
from libs.training_program.lint.pace import activity_of, impossible_pace, is_short_piece
from libs.training_program.lint.rule import LintContext, Teller
from libs.training_program.models.report import Finding
from libs.training_program.models.units import UnitName

_DOSED_BLOCKS = frozenset({"tabata", "emom", "warmup", "cooldown", "steady", "intervals"})
"""Blocks whose length is the dose of an exercise without one of its own."""
_COUNTED_BLOCKS = frozenset({"amrap", "emom", "for_time", "tabata", "warmup", "cooldown"})
"""Blocks in which repetitions need no number of sets."""
_EPSILON = 0.01


def exercises_have_a_dose(context: LintContext) -> tuple[Finding, ...]:
    """P01: sets and repetitions, or time, distance or calories. Source: arithmetic."""
    tell = Teller("P01", "error")
    return tuple(
        tell.session(item.template, "The exercise has no dose.", exercise=item.name)
        for item in context.facts.items
        if not _has_dose(item)
    )


def _has_dose(item: Item) -> bool:
    block, exercise = item.block, item.exercise
    if block is not None and block.minutes is not None and block.kind in _DOSED_BLOCKS:
        return True
    if block is not None and (block.scheme or block.kind == "tabata"):
        return True
    counts = bool(exercise.working_sets or exercise.sets) or (
        block is not None and (block.kind in _COUNTED_BLOCKS or block.rounds is not None)
    )
    if not item.sets:
        return False
    return all(
        one.time_s or one.distance_m or one.calories or (one.reps is not None and counts)
        for one in item.sets
    )


def loads_are_stated(context: LintContext) -> tuple[Finding, ...]:
    """P02: a loaded exercise has weight with the athlete's unit, a percentage, or an effort.

    Source: design guide.
    """
    tell, facts = Teller("P02", "error"), context.facts
    found = []
    for item in facts.items:
        units = {s.weight.unit for s in item.sets if s.weight and s.weight.value is not None}
        if not units <= {facts.program.unit}:
            found.append(
                tell.session(
                    item.template,
                    "The load is not in the athlete's unit.",
                    exercise=item.name,
                    measured=", ".join(sorted(str(unit or "none") for unit in units)),
                    limit=facts.program.unit.value,
                )
            )
        elif item.is_loaded and not item.is_preparation and not _has_intensity(item):
            found.append(
                tell.session(
                    item.template,
                    "The exercise says neither load nor percentage nor effort.",
                    exercise=item.name,
                )
            )
    return tuple(found)


def _has_intensity(item: Item) -> bool:
    return any(value is not None for value in (item.load, item.percent, item.rpe)) or (
        item.exercise.is_test
    )


def loads_are_possible(context: LintContext) -> tuple[Finding, ...]:
    """P03: loads under the maximum and owned, distances and paces humanly possible.

    Source: plausibility tables of program-quality section 5.
    """
    tell, facts = Teller("P03", "error"), context.facts
    found = []
    for item in facts.items:
        for message, measured, limit in (*_too_heavy(facts, item), *_not_owned(facts, item)):
            found.append(
                tell.session(
                    item.template, message, exercise=item.name, measured=measured, limit=limit
                )
            )
        activity = activity_of(item)
        if activity is None:
            continue
        pace = impossible_pace(item, activity, facts.limits)
        if pace is not None:
            found.append(
                tell.session(
                    item.template,
                    "The pace is not humanly possible.",
                    exercise=item.name,
                    measured=pace[0],
                    limit=pace[1],
                )
            )
        if is_short_piece(item, activity, facts.limits):
            found.append(
                tell.as_("warn").session(
                    item.template,
                    "The distance looks like a slip of the unit.",
                    exercise=item.name,
                    limit=facts.limits.min_piece_m,
                )
            )
    return tuple(found)


def _too_heavy(facts: Facts, item: Item) -> list[tuple[str, float, float]]:
    """Return loads over the athlete's maximum, grown by a stated increment, and percentages."""
    if item.exercise.is_test or item.template.is_test or item.template.is_event:
        return []
    found = []
    if item.percent is not None and item.percent > facts.limits.max_percent:
        found.append(
            ("The percentage is over the maximum.", item.percent, facts.limits.max_percent)
        )
    maxima = facts.maxima_of(item)
    if item.load is not None and maxima:
        limit = (
            max(maxima) + facts.increment_of(item) * (item.week - 1) + facts.athlete.step_of(item)
        )
        if item.load > limit:
            found.append(("The load is over the athlete's maximum.", item.load, limit))
    return found


def _not_owned(facts: Facts, item: Item) -> list[tuple[str, float, float]]:
    """Return a dumbbell or kettlebell heavier than what is there."""
    if item.load is None:
        return []
    kit = facts.athlete.kit_of(item.template)
    metric = facts.program.unit is UnitName.KG
    owned = {
        "dumbbell": kit.max_dumbbell or facts.limits.largest_dumbbell[0 if metric else 1],
        "kettlebell": kit.max_kettlebell or facts.limits.largest_dumbbell[0 if metric else 1],
    }
    limit = owned.get(facts.athlete.implement_of(item))
    if limit is None or item.load <= limit + _EPSILON:
        return []
    return [("The weight is heavier than the largest there is.", item.load, limit)]


def percentages_fit_repetitions(context: LintContext) -> tuple[Finding, ...] | None:
    """P04: no set asks for more repetitions than its percentage allows. Source: NSCA."""
    tell, facts = Teller("P04", "error"), context.facts
    found, seen = [], False
    for item in facts.items:
        if item.percent is None:
            continue
        groups = Counter(_doses(item))
        seen = seen or bool(groups)
        if item.exercise.is_test:
            continue
        for (percent, reps), count in groups.items():
            margin = facts.limits.several_sets_margin if count > 1 else 0.0
            limit = percent_for_reps(reps) - margin
            if percent > limit + _EPSILON:
                found.append(
                    tell.session(
                        item.template,
                        f"{count} x {reps} is not possible at this percentage.",
                        exercise=item.name,
                        measured=percent,
                        limit=limit,
                    )
                )
    return tuple(found) if seen else None


def _doses(item: Item) -> list[tuple[float, int]]:
    pairs = ((percent_of(one), least_reps(one.reps)) for one in item.sets)
    return [(percent, reps) for percent, reps in pairs if percent and reps]


def implied_maxima_agree(context: LintContext) -> tuple[Finding, ...] | None:
    """P05: load over percentage gives one maximum per lift, near the athlete's own.

    A tolerance of one loading step is granted to each load. Source: arithmetic.
    """
    tell, facts = Teller("P05", "error"), context.facts
    spans: dict[str, list[tuple[float, float, Item]]] = {}
    for item in facts.items:
        for one in item.sets if item.percent is not None and item.load is not None else ():
            span = _implied(facts, item, one)
            if span is not None:
                spans.setdefault(item.key, []).append((*span, item))
    found = []
    for members in spans.values():
        low, high = max(members, key=_lower), min(members, key=_upper)
        if low[0] > high[1] * facts.limits.implied_spread:
            found.append(
                tell.session(
                    low[2].template,
                    "Loads and percentages of the lift imply different maxima.",
                    exercise=low[2].name,
                    measured=f"{high[1]:.1f} to {low[0]:.1f}",
                    limit="10 %",
                )
            )
        found.extend(_off_the_maximum(tell.as_("warn"), facts, members))
    return tuple(found) if spans else None


def _lower(span: tuple[float, float, Item]) -> float:
    return span[0]


def _upper(span: tuple[float, float, Item]) -> float:
    return span[1]


def _implied(facts: Facts, item: Item, one: OneSet) -> tuple[float, float] | None:
    """Return the least and the largest maximum that a set's load and percentage imply."""
    load, percent = load_of(one, item.unit), percent_of(one)
    if load is None or not percent or item.is_added_load:
        return None
    lightest, heaviest = facts.athlete.load_bounds(item)
    step = facts.athlete.step_of(item)
    low = 0.0 if load <= lightest else (load - step) / percent * 100
    high = float("inf") if load >= heaviest else (load + step) / percent * 100
    return low, high


def _off_the_maximum(
    tell: Teller, facts: Facts, members: list[tuple[float, float, Item]]
) -> list[Finding]:
    """Return the first load of the lift that is far from every maximum of the athlete."""
    spread = facts.limits.implied_spread
    for low, high, item in members:
        maxima = facts.maxima_of(item)
        grown = facts.increment_of(item) * (item.week - 1)
        if maxima and not any(low / spread <= m + grown and m <= high * spread for m in maxima):
            return [
                tell.session(
                    item.template,
                    "The load does not come from the athlete's maximum.",
                    exercise=item.name,
                    measured=f"{low:.1f} to {high:.1f}",
                    limit=max(maxima),
                )
            ]
    return []
