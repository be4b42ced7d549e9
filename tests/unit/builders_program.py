"""Requests, blueprints and sessions for tests of the program engine."""

from __future__ import annotations

from datetime import date

from libs.training_program.language import Line, Session
from libs.training_program.models.blueprint import (
    Blueprint,
    EnduranceTarget,
    LiftRow,
    Slot,
)
from libs.training_program.models.request import TrainingRequest
from libs.training_program.normalization import normalize
from libs.training_program.parser import Unreadable, parse_line

TODAY = date(2026, 3, 2)


def a_request(**fields: object) -> TrainingRequest:
    """Return a strength request that can be built; `fields` (wire names) on top."""
    return TrainingRequest.from_wire(
        {
            "goals": [{"kind": "strength"}],
            "disciplines": ["strength"],
            "daysPerWeek": 3,
            "totalDays": 28,
            "sessionMinutes": 60,
            "units": "kg",
            "experience": "intermediate",
            "places": [{"name": "gym", "fullGym": True}],
            "baselines": {
                "lifts": [
                    {"exercise": "Back Squat", "oneRepMax": 140},
                    {"exercise": "Bench Press", "oneRepMax": 100},
                ]
            },
        }
        | fields
    )


def a_blueprint(**fields: object) -> Blueprint:
    """Return the blueprint of `a_request(**fields)`."""
    return normalize(
        a_request(**fields), None, today=TODAY, time_zone="Europe/Berlin", program_id="program_x"
    )


def first_slot(blueprint: Blueprint) -> Slot:
    """Return the first session to be written."""
    return blueprint.grid.slots[0]


def with_slot(blueprint: Blueprint, **changes: object) -> Blueprint:
    """Return the blueprint with its first slot changed (`main_lifts` goes into the theme)."""
    slot = first_slot(blueprint)
    theme_fields = {"main_lifts", "kind", "sport", "title"}
    theme = slot.theme.model_copy(update={k: v for k, v in changes.items() if k in theme_fields})
    own = {k: v for k, v in changes.items() if k not in theme_fields}
    changed = slot.model_copy(update={**own, "theme": theme})
    grid = blueprint.grid.model_copy(update={"slots": (changed, *blueprint.grid.slots[1:])})
    return blueprint.model_copy(update={"grid": grid})


def with_rows(blueprint: Blueprint, *rows: LiftRow) -> Blueprint:
    """Return the blueprint whose first slot trains just these rows."""
    ledger = blueprint.ledger.model_copy(update={"lifts": rows})
    changed = blueprint.model_copy(update={"ledger": ledger})
    return with_slot(changed, main_lifts=tuple(row.exercise for row in rows))


def with_target(blueprint: Blueprint, target: EnduranceTarget) -> Blueprint:
    """Return the blueprint whose only endurance target is this one."""
    ledger = blueprint.ledger.model_copy(update={"endurance": (target,), "lifts": ()})
    return blueprint.model_copy(update={"ledger": ledger})


def a_row(exercise: str = "Back Squat", **fields: object) -> LiftRow:
    """Return a row of week 1: 4 x 6 at 75 %."""
    return LiftRow.model_validate(
        {"week": 1, "exposure": 1, "exercise": exercise, "sets": 4, "reps": 6, "percent_1rm": 75}
        | fields
    )


def a_session(
    *texts: str, slot_id: str = "d1.1", title: str = "Lower A", note: str = ""
) -> Session:
    """Return a session of these lines.

    Raises:
        ValueError: a line cannot be read.
    """
    return Session(slot_id=slot_id, title=title, lines=tuple(map(a_line, texts)), note=note)


def a_line(text: str) -> Line:
    """Return a line of the template language.

    Raises:
        ValueError: it cannot be read.
    """
    line = parse_line(text)
    if isinstance(line, Unreadable):
        raise ValueError(f"{text}: {line.reason}")
    return line
