"""Rules I01 and I02: what an injury bans, and what the athlete bans."""

from __future__ import annotations

from libs.training_program.lint.rule import LintContext, Teller
from libs.training_program.models.report import Finding


def injuries_are_respected(context: LintContext) -> tuple[Finding, ...] | None:
    """I01: nothing that a declared injury bans; heavy load on the region is flagged.

    Source: program-quality section 8 (R).
    """
    facts = context.facts
    injuries = [injury for injury in facts.request.injuries if injury.current]
    if not injuries:
        return None
    tell, hurt = Teller("I01", "error"), facts.athlete.hurt_regions
    found = []
    for item in facts.items:
        reason = facts.athlete.refusal(facts.athlete.injury_bans, item)
        if reason is not None:
            found.append(
                tell.session(
                    item.template,
                    "The exercise is banned by a declared injury.",
                    exercise=item.name,
                    measured=reason,
                )
            )
        elif item.known and facts.is_heavy(item) and hurt.loads_region(item.known):
            found.append(
                tell.as_("warn").session(
                    item.template, "Heavy load on an injured region.", exercise=item.name
                )
            )
    return tuple(found)


def bans_are_respected(context: LintContext) -> tuple[Finding, ...] | None:
    """I02: what the athlete refused is in no name and no text. Source: request."""
    tell, facts = Teller("I02", "error"), context.facts
    if not facts.request.bans:
        return None
    found = []
    for item in facts.items:
        reason = facts.athlete.refusal(facts.athlete.own_bans, item)
        if reason is not None:
            found.append(
                tell.session(
                    item.template,
                    "The athlete refused this exercise.",
                    exercise=item.name,
                    measured=reason,
                )
            )
    proposed = facts.read_texts(facts.athlete.own_bans.word_in)
    for session in facts.sessions if proposed else ():
        word = next((proposed[text] for text in session.texts if text in proposed), None)
        if word is not None:
            found.append(
                tell.session(session.template, "A text proposes what was refused.", measured=word)
            )
    return tuple(found)
