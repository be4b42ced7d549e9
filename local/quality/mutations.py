"""One seeded defect per lint rule; a lint that never fails proves nothing.

Each takes a program and its blueprint and returns the program broken in one way. Where the program
has nothing to break (no run, no barbell) it comes back as it is: pick another program.
"""

from __future__ import annotations

from collections.abc import Callable

from libs.training_program.models.blueprint import Blueprint
from libs.training_program.models.program import Program
from local.quality import broken_structure as structure

Mutation = Callable[[Program, Blueprint], Program]

MUTATIONS: dict[str, Mutation] = {
    "S01": structure.gap_between_phases,
    "S02": structure.wrong_end_date,
    "S03": structure.session_of_another_phase,
    "S04": structure.id_used_twice,
    "S05": structure.training_day_lost,
    "S06": structure.session_on_a_rest_day,
    "S07": structure.session_dated_wrongly,
    "S08": structure.last_day_cut_off,
    "S09": structure.another_frequency,
    "S10": structure.weight_without_a_value,
}
