"""Every rule: silent on clean programs, heard on a broken one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from libs.training_program.lint.rule import LintContext
from libs.training_program.lint.rules import RULES
from libs.training_program.report_card import assess
from local.quality.mutations import MUTATIONS
from tests.unit.lint.clean import lifting_case, running_case

CASES = {"lifting": lifting_case(), "running": running_case()}


def failed_rules(context: LintContext) -> set[str]:
    """Return the ids of the rules with findings."""
    card = assess(context)
    return {item.rule for item in (*card.errors, *card.warnings, *card.infos)}


@pytest.mark.parametrize("name", CASES)
def test_a_clean_program_raises_nothing(name: str) -> None:
    card = assess(CASES[name])

    assert (card.errors, card.warnings, card.infos) == ((), (), ())
    assert card.score == 100


@pytest.mark.parametrize("rule", MUTATIONS)
def test_the_defect_of_a_rule_is_caught(rule: str) -> None:
    broken = [
        replace(case, program=MUTATIONS[rule](case.program, case.blueprint))
        for case in CASES.values()
    ]

    assert any(rule in failed_rules(context) for context in broken)


def test_there_are_forty_rules_each_with_a_defect() -> None:
    ids = [rule.id for rule in RULES]

    assert len(ids) == len(set(ids)) == 40
    assert set(MUTATIONS) == set(ids)


def test_every_rule_applies_to_one_of_the_clean_programs() -> None:
    applicable = {rule for case in CASES.values() for rule in assess(case).rules_applicable}

    assert applicable | {"G09"} == {rule.id for rule in RULES}
