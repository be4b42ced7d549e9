"""The athlete's active program in a turn: read beside the question, shown as a status block."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date

from libs.conversation.ports import Programs, TurnLog
from libs.errors import CoachBackendError
from libs.program_status import ProgramPlan, ScheduledSession

MAX_NAME_CHARS = 80
_PENDING = "pending"


class ProgramDay:
    """How the active program stands today; the day's states cost no round trip of their own.

    The plan is read with the opening of the turn; what became of today's sessions is read while
    the question is stored. States that cannot be read are told as not known.
    """

    def __init__(
        self,
        user_id: str,
        plan: asyncio.Task[ProgramPlan | None],
        today: date,
        *,
        programs: Programs,
        log: TurnLog,
    ) -> None:
        self._user_id = user_id
        self._plan = plan
        self._today = today
        self._programs = programs
        self._log = log
        self._task: asyncio.Task[str] | None = None

    def begin(self) -> None:
        """Start to read the states of today's sessions, if there are any; once a turn."""
        self._task = asyncio.create_task(self._rendered())

    async def block(self) -> str:
        """Return the status block; empty without an active program, or before `begin`."""
        return await self._task if self._task is not None else ""

    def end(self) -> None:
        """Drop reads nobody waits for."""
        self._plan.cancel()
        if self._task is not None:
            self._task.cancel()

    async def _rendered(self) -> str:
        try:
            plan = await self._plan
        except CoachBackendError as error:
            self._log.warning("turn_load_skipped", code=error.code)
            return ""
        if plan is None:
            return ""
        day = plan.day_on(self._today)
        states = await self._states(plan, day) if plan.sessions_on(day) else {}
        return render_program(plan, self._today, states)

    async def _states(self, plan: ProgramPlan, day_number: int) -> Mapping[str, str] | None:
        find = self._programs.find_states
        try:
            return await asyncio.to_thread(find, self._user_id, plan.program_id, day_number)
        except CoachBackendError as error:
            self._log.warning("turn_load_skipped", code=error.code)
            return None


def render_program(plan: ProgramPlan, today: date, states: Mapping[str, str] | None) -> str:
    """Return day, phase, today's sessions, the next one and adherence, one fact a line.

    `states` maps template ids to what became of them; absent ones are pending, None is unknown.
    """
    day = plan.day_on(today)
    phase = plan.phase_on(day)
    place = f"day {day} of {plan.total_days}"
    if day < 1:
        place = f"starts on {plan.date_of(1):%a %Y-%m-%d}"
    elif day > plan.total_days:
        place = f"ended on {plan.date_of(plan.total_days):%a %Y-%m-%d}"
    lines = [
        f"Program: {plan.name[:MAX_NAME_CHARS]}, {place}"
        + (f", phase {phase.name[:MAX_NAME_CHARS]}" if phase and phase.name else "")
    ]
    if plan.schedule:
        lines += _sessions(plan, day, states)
        lines.append(_adherence(plan, today))
    return "\n".join(lines)


def _sessions(plan: ProgramPlan, day: int, states: Mapping[str, str] | None) -> list[str]:
    lines = []
    if 1 <= day <= plan.total_days:
        shown = "; ".join(_session(item, states) for item in plan.sessions_on(day))
        lines.append(f"Today: {shown or 'rest day'}")
    if (following := plan.next_primary(day)) is not None:
        on = plan.date_of(following.day_number)
        lines.append(f"Next session: {on:%a %Y-%m-%d} {following.name[:MAX_NAME_CHARS]}")
    return lines


def _session(session: ScheduledSession, states: Mapping[str, str] | None) -> str:
    state = "state not known" if states is None else states.get(session.template_id, _PENDING)
    role = "" if session.is_primary else "optional, "
    return f"{session.name[:MAX_NAME_CHARS]} ({role}{state})"


def _adherence(plan: ProgramPlan, today: date) -> str:
    rate = plan.adherence_on(today)
    if rate is None:
        return "Adherence: no session was due yet"
    done, due = plan.completed_workouts, plan.due_on(today)
    return f"Adherence: {rate:g} % ({done} of {due} sessions due up to today are completed)"
