"""Seeded defects of structure: each function breaks one of the rules S01 to S10."""

from __future__ import annotations

from datetime import timedelta

from libs.training_program.models.blueprint import Blueprint
from libs.training_program.models.program import Program, Weight
from local.quality.edits import edit_day, edit_exercises, edit_templates


def gap_between_phases(program: Program, blueprint: Blueprint) -> Program:
    """End the first phase a day early."""
    first, *others = program.phases
    short = first.model_copy(update={"end_day": first.end_day - 1})
    return program.model_copy(update={"phases": (short, *others)})


def wrong_end_date(program: Program, blueprint: Blueprint) -> Program:
    """Let the program end a day late."""
    return program.model_copy(update={"end_date": program.end_date + timedelta(days=1)})


def session_of_another_phase(program: Program, blueprint: Blueprint) -> Program:
    """Name a phase that does not exist."""
    return edit_templates(
        program, lambda item: item.model_copy(update={"phase_id": "phase_99"}), count=1
    )


def id_used_twice(program: Program, blueprint: Blueprint) -> Program:
    """Give all sessions one id."""
    return edit_templates(program, lambda item: item.model_copy(update={"template_id": "same"}))


def training_day_lost(program: Program, blueprint: Blueprint) -> Program:
    """Turn the first training day into a rest day."""
    day = next(day.day_number for day in program.days if day.templates)
    return edit_day(program, day, templates=(), is_rest_day=True)


def session_on_a_rest_day(program: Program, blueprint: Blueprint) -> Program:
    """Mark a training day as rest without removing its session."""
    day = next(day.day_number for day in program.days if day.templates)
    return edit_day(program, day, is_rest_day=True)


def session_dated_wrongly(program: Program, blueprint: Blueprint) -> Program:
    """Schedule a session a day late."""
    return edit_templates(
        program,
        lambda item: item.model_copy(
            update={"scheduled_date": item.scheduled_date + timedelta(days=1)}
        ),
        count=1,
    )


def last_day_cut_off(program: Program, blueprint: Blueprint) -> Program:
    """Lose the last day, as a truncated answer does."""
    return program.model_copy(update={"days": program.days[:-1]})


def another_frequency(program: Program, blueprint: Blueprint) -> Program:
    """Claim a frequency and a length nobody asked for."""
    return program.model_copy(
        update={"training_frequency": program.training_frequency + 1, "total_days": 183}
    )


def weight_without_a_value(program: Program, blueprint: Blueprint) -> Program:
    """Leave an empty weight object behind."""
    return edit_exercises(
        program,
        lambda item: item.model_copy(update={"weight": Weight(), "working_sets": ()}),
        where=lambda _, item: item.reps is not None,
    )
