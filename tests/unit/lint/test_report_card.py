"""The card: weights, gate, figures, speed, and that nothing breaks it."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st

from libs.training_program.lint.rules import RULES
from libs.training_program.models.vocabulary import PhaseIntent
from libs.training_program.report_card import WEIGHTS, assess
from local.quality.mutations import MUTATIONS
from tests.unit.lint.builders import with_exercise, with_program
from tests.unit.lint.clean import (
    DIALS,
    context_of,
    lifting_case,
    lifting_request,
    lifting_week,
    running_case,
)

CASES = (lifting_case(), running_case())
BUDGET_S = 0.15


def test_a_failed_rule_costs_its_weight_once() -> None:
    case = CASES[0]
    severities = {rule.id: rule.severity for rule in RULES}
    late = with_program(case, total_workouts=99, summary="99 workouts in 400 days.")

    card = assess(late)

    total = sum(WEIGHTS[severities[rule]] for rule in card.rules_applicable)
    assert len(card.warnings) == 3
    assert card.score == round(100 * (1 - 2 / total))
    assert card.is_publishable


def test_an_error_gates() -> None:
    broken = with_exercise(CASES[0], "Plank", sets=None, reps=None)

    card = assess(broken)

    assert not card.is_publishable
    assert [(item.rule, item.day, item.exercise) for item in card.errors] == [("P01", 4, "Plank")]


def test_the_card_states_computed_figures_and_all_rules() -> None:
    renamed = with_exercise(CASES[0], "Plank", exercise_name="Zorbing Hold")

    card = assess(renamed)

    assert card.rules_checked == tuple(rule.id for rule in RULES)
    assert card.figures.sessions == 32
    assert card.figures.deload_weeks == (5,)
    assert card.figures.unknown_exercises == ("Zorbing Hold",)
    assert card.assumptions == CASES[0].program.assumptions


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(range(len(CASES))), st.lists(st.sampled_from(sorted(MUTATIONS)), max_size=4))
def test_no_combination_of_defects_breaks_the_lint(case: int, rules: list[str]) -> None:
    context = CASES[case]
    for rule in rules:
        program = MUTATIONS[rule](context.program, context.blueprint)
        context = replace(context, program=program)

    card = assess(context)

    assert 0 <= card.score <= 100
    assert len(card.rules_checked) == 40


def test_twenty_six_weeks_are_judged_in_time() -> None:
    request = lifting_request().model_copy(update={"total_days": 182})
    weeks = {week: lifting_week((week - 1) % len(DIALS) + 1) for week in range(1, 27)}
    phases = (("Base", PhaseIntent.BASE, 182),)
    assess(CASES[0])

    def seconds() -> float:
        context = context_of(request, weeks, phases=phases, deloads=(5, 13, 21))
        started = process_time()
        assess(context)
        return process_time() - started

    assert min(seconds() for _ in range(3)) <= BUDGET_S
