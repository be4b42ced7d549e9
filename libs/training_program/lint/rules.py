"""The rules in the order of program-quality.md section 2."""

from __future__ import annotations

from libs.training_program.lint import schema, structure
from libs.training_program.lint.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule("S01", "error", "schema", structure.phases_are_contiguous),
    Rule("S02", "error", "request", structure.dates_add_up),
    Rule("S03", "error", "schema", structure.sessions_lie_in_their_phase),
    Rule("S04", "error", "schema", schema.ids_and_words_are_valid),
    Rule("S05", "error", "request", structure.frequency_is_as_asked),
    Rule("S06", "error", "NSCA, adherence", structure.rest_days_are_kept),
    Rule("S07", "warn", "field data", structure.sessions_are_dated),
    Rule("S08", "error", "user reports", structure.days_are_complete),
    Rule("S09", "error", "request", structure.request_is_met),
    Rule("S10", "warn", "field data", schema.values_are_typed),
)
