"""One seeded defect per lint rule; a lint that never fails proves nothing.

Each takes a program and its blueprint and returns the program broken in one way. Where the program
has nothing to break (no run, no barbell) it comes back as it is: pick another program.
"""

from __future__ import annotations

from collections.abc import Callable

from libs.training_program.models.blueprint import Blueprint
from libs.training_program.models.program import Program
from local.quality import broken_dose as dose
from local.quality import broken_progress as progress
from local.quality import broken_structure as structure
from local.quality import broken_text as text

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
    "P01": dose.without_a_dose,
    "P02": dose.without_a_load,
    "P03": dose.load_over_the_maximum,
    "P04": dose.ten_at_ninety_percent,
    "P05": dose.maximum_that_drifts,
    "P06": dose.minutes_that_lie,
    "P07": dose.endless_session,
    "P08": dose.cold_start,
    "P09": dose.backwards,
    "E01": dose.machine_nobody_owns,
    "E02": dose.note_about_a_machine,
    "E03": dose.equipment_forgotten,
    "I01": text.harmful_exercise,
    "I02": text.refused_exercise,
    "G01": progress.standstill,
    "G02": progress.leap,
    "G03": progress.no_deload,
    "G04": progress.volume_jump,
    "G05": progress.volume_for_three,
    "G06": progress.legs_once_a_week,
    "G07": progress.no_taper,
    "G08": progress.run_out_of_nowhere,
    "G09": progress.jump_marathon,
    "B01": progress.only_pushing,
    "B02": progress.no_knee_work,
    "B03": progress.heavy_every_day,
    "V01": progress.no_deload,
    "N01": text.text_with_other_numbers,
    "N02": text.pasted_instruction,
    "X01": text.caution_missing,
}
