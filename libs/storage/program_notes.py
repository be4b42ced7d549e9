"""What a conversation reads of programs: the active one's plan and the states of a day."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic.alias_generators import to_camel

from libs.program_status import ProgramPlan, find_plan
from libs.storage.keys import day_prefix, parts_of, program_pk, user_pk
from libs.storage.table import Table

_PLAN_FIELDS = tuple(to_camel(name) for name in ProgramPlan.model_fields)


class TablePrograms:
    """The conversation's `Programs` on the table; it needs none of the program domain's models."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find_active(self, user_id: str) -> ProgramPlan | None:
        """Return the plan of the active program, the last started of several, or None."""
        items = self._table.query(
            user_pk(user_id), "program#", fields=_PLAN_FIELDS, where={"status": "active"}
        )
        active = (find_plan(item) for item in items)
        return max(filter(None, active), key=lambda plan: plan.start_date, default=None)

    def find_states(self, user_id: str, program_id: str, day_number: int) -> Mapping[str, str]:
        """Return what became of a day's sessions, by template id; pending ones may be absent."""
        rows = self._table.query(program_pk(user_id, program_id), day_prefix(day_number))
        return {parts_of(str(row["sk"]))[-1]: str(row.get("status")) for row in rows}
