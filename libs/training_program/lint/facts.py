"""What the rules share, computed once per program from its sets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from libs.training_program.lint.items import Item, read_item
from libs.training_program.lint.limits import Limits, limits_for
from libs.training_program.minutes import session_minutes
from libs.training_program.models.blueprint import DAYS_PER_WEEK, Blueprint, week_of
from libs.training_program.models.program import Program, Template
from libs.training_program.models.vocabulary import (
    ExperienceName,
    SessionKind,
    SportName,
    WeekdayName,
)

LONG_KINDS = frozenset({SessionKind.LONG, SessionKind.BRICK, SessionKind.EVENT})
"""Sessions that may take longer than the usual one."""
_CONDITIONING_KINDS = frozenset(
    {SessionKind.MOBILITY, SessionKind.RECOVERY, SessionKind.TEST, SessionKind.EVENT}
)


@dataclass(frozen=True)
class SessionFacts:
    """One session with its exercises."""

    template: Template
    items: tuple[Item, ...]
    week: int

    @cached_property
    def work(self) -> tuple[Item, ...]:
        """Return the exercises outside warm-up and cool-down."""
        return tuple(item for item in self.items if not item.is_preparation)

    @cached_property
    def minutes(self) -> float:
        """Return the modelled minutes."""
        return session_minutes(self.template)

    @cached_property
    def has_conditioning(self) -> bool:
        """Return whether one exercise can be the whole of it."""
        return (
            self.template.sport is not SportName.LIFT
            or self.template.kind in _CONDITIONING_KINDS
            or any(item.is_timed or item.is_endurance for item in self.work)
        )

    @property
    def is_light(self) -> bool:
        """Return whether it is marked as deload, taper, test or event."""
        item = self.template
        return item.is_deload or item.is_taper or item.is_test or item.is_event


class Facts:
    """A program's exercises, sessions and weeks, each figure computed when first asked for."""

    def __init__(self, program: Program, blueprint: Blueprint) -> None:
        self.program = program
        self.blueprint = blueprint
        self.request = blueprint.request

    @cached_property
    def level(self) -> ExperienceName:
        """Return the training age; unknown reads as intermediate."""
        return self.request.experience or ExperienceName.INTERMEDIATE

    @cached_property
    def limits(self) -> Limits:
        """Return the thresholds of the athlete's first goal and level."""
        goal = self.request.goals[0].kind if self.request.goals else None
        return limits_for(goal, self.level)

    @cached_property
    def sessions(self) -> tuple[SessionFacts, ...]:
        """Return all sessions in order."""
        return tuple(self._session(template) for template in self.program.templates)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Return all exercises in order, warm-ups included."""
        return tuple(item for session in self.sessions for item in session.items)

    @cached_property
    def weeks(self) -> range:
        """Return the program weeks, a partial last one included."""
        return range(1, week_of(max(self.program.total_days, 1)) + 1)

    @cached_property
    def full_weeks(self) -> range:
        """Return the weeks of seven days."""
        return range(1, self.program.total_days // DAYS_PER_WEEK + 1)

    @cached_property
    def light_weeks(self) -> frozenset[int]:
        """Return the weeks marked as deload, or with a session of taper, test or event."""
        marked = {session.week for session in self.sessions if session.is_light}
        return frozenset(marked | set(self.program.deload_weeks))

    def of_week(self, week: int) -> tuple[SessionFacts, ...]:
        """Return the sessions of a week."""
        return self._by_week.get(week, ())

    def is_assumed(self, field: str) -> bool:
        """Return whether the program lists an assumption about a field of the request."""
        return _key(field) in self._assumed

    def asked_minutes(self, weekday: WeekdayName) -> int | None:
        """Return the session length asked for on a weekday."""
        by_weekday = self.request.session_minutes_by_weekday
        return by_weekday.get(weekday, self.request.session_minutes)

    @cached_property
    def _by_week(self) -> dict[int, tuple[SessionFacts, ...]]:
        weeks: dict[int, list[SessionFacts]] = {}
        for session in self.sessions:
            weeks.setdefault(session.week, []).append(session)
        return {week: tuple(sessions) for week, sessions in weeks.items()}

    @cached_property
    def _assumed(self) -> frozenset[str]:
        fields: Iterable[str] = (item.field for item in self.program.assumptions)
        return frozenset(
            part for field in fields for part in (_key(field), _key(field.split(".")[-1]))
        )

    def _session(self, template: Template) -> SessionFacts:
        blocks = {block.block_id: block for block in template.blocks}
        return SessionFacts(
            template=template,
            items=tuple(
                read_item(template, exercise, blocks.get(exercise.block_id), self.program.unit)
                for exercise in template.prescribed_exercises
            ),
            week=week_of(template.day_number),
        )


def _key(field: str) -> str:
    """Return a field name without case and separators."""
    return field.replace("_", "").lower()
