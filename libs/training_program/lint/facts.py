"""What the rules share, computed once per program from its sets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import TypeVar

from libs.exercise.strength import percent_for_effort
from libs.training_program.lint.athlete import AthleteFacts
from libs.training_program.lint.items import Item, least_reps, read_item
from libs.training_program.lint.limits import Limits, limits_for
from libs.training_program.lint.tallies import WeekTallies
from libs.training_program.minutes import session_minutes
from libs.training_program.models.blueprint import DAYS_PER_WEEK, Blueprint, week_of
from libs.training_program.models.program import Program, Template
from libs.training_program.models.vocabulary import (
    DisciplineName,
    ExperienceName,
    SessionKind,
    SportName,
    WeekdayName,
)

T = TypeVar("T")
LONG_KINDS = frozenset({SessionKind.LONG, SessionKind.BRICK, SessionKind.EVENT})
"""Sessions that may take longer than the usual one."""
RUN_S_PER_M = 0.36
"""Seconds a metre, 6:00 per km, where neither distance nor pace is given."""
_WORD = re.compile(r"[^\W\d_]+")
_WHOLE_BODY = frozenset(
    {
        DisciplineName.STRENGTH,
        DisciplineName.POWERLIFTING,
        DisciplineName.BODYBUILDING,
        DisciplineName.GENERAL_FITNESS,
    }
)
_NO_LIFTING = frozenset({"mobility", "mono", "plyo"})
_CONDITIONING_KINDS = frozenset(
    {SessionKind.MOBILITY, SessionKind.RECOVERY, SessionKind.TEST, SessionKind.EVENT}
)


@dataclass(frozen=True)
class SessionFacts:
    """One session with its exercises."""

    template: Template
    items: tuple[Item, ...]
    week: int
    limits: Limits

    @cached_property
    def work(self) -> tuple[Item, ...]:
        """Return the exercises outside warm-up and cool-down."""
        return tuple(item for item in self.items if not item.is_preparation)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Return the free texts of the session, titles and cues included, each once."""
        template = self.template
        texts: dict[str | None, None] = dict.fromkeys(
            (template.name, template.description, template.coaching_notes)
        )
        for block in template.blocks:
            texts[block.title] = texts[block.text] = None
        for exercise in template.prescribed_exercises:
            texts[exercise.text] = texts[exercise.form_notes] = None
            texts[exercise.variation] = texts[exercise.assistance] = None
        return tuple(text for text in texts if text)

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
        self.athlete = AthleteFacts(blueprint, program.unit)

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
    def session_texts(self) -> tuple[str, ...]:
        """Return the free texts and exercise names of all sessions, each once."""
        texts = dict.fromkeys(text for session in self.sessions for text in session.texts)
        return tuple(texts | dict.fromkeys(item.name for item in self.items))

    def read_texts(self, read: Callable[[str], T | None]) -> dict[str, T]:
        """Return what `read` finds in the texts of sessions, by text, without the silent ones."""
        found = ((text, read(text)) for text in self.session_texts)
        return {text: value for text, value in found if value is not None}

    @cached_property
    def work(self) -> tuple[Item, ...]:
        """Return all exercises outside warm-ups and cool-downs."""
        return tuple(item for session in self.sessions for item in session.work)

    @cached_property
    def normal_weeks(self) -> tuple[int, ...]:
        """Return the full weeks without deload, taper, test or event."""
        return tuple(week for week in self.full_weeks if week not in self.light_weeks)

    @cached_property
    def weeks_tally(self) -> WeekTallies:
        """Return the sets of each week by muscle and pattern."""
        return WeekTallies(self._by_week)

    @cached_property
    def is_lifting(self) -> bool:
        """Return whether the usual week holds two or more lifting sessions."""
        counts = [self.weeks_tally.lifting_sessions(week) for week in self.normal_weeks]
        return bool(counts) and median(counts) >= self.limits.lifting_days

    @cached_property
    def wants_balance(self) -> bool:
        """Return whether the first discipline is one that trains the whole body with weights."""
        return not self.request.disciplines or self.request.disciplines[0] in _WHOLE_BODY

    def can_train(self, muscle: str) -> bool:
        """Return whether some allowed exercise trains the muscle first of all."""
        return muscle in self._reachable[0]

    def can_train_pattern(self, *patterns: str) -> bool:
        """Return whether some allowed exercise has one of the patterns."""
        return not self._reachable[1].isdisjoint(patterns)

    @cached_property
    def _reachable(self) -> tuple[frozenset[str], frozenset[str]]:
        allowed = [e for e in self.athlete.allowed if e.pattern not in _NO_LIFTING]
        return (
            frozenset(muscle for exercise in allowed for muscle in exercise.primary),
            frozenset(exercise.pattern for exercise in allowed),
        )

    @cached_property
    def main_lifts(self) -> dict[str, dict[int, list[Item]]]:
        """Return the main lifts by exercise and week."""
        lifts: dict[str, dict[int, list[Item]]] = {}
        for item in self.work:
            if item.exercise.is_main_lift and item.is_resistance and not item.is_timed:
                lifts.setdefault(item.key, {}).setdefault(item.week, []).append(item)
        return lifts

    def lift_name(self, key: str) -> str:
        """Return the name of a main lift as the athlete reads it."""
        return next(item.name for items in self.main_lifts[key].values() for item in items)

    def mean_main_load(self, week: int) -> float:
        """Return the mean of the main lifts' top loads, each as a share of its own peak."""
        shares = [
            weeks[week] / peak
            for weeks in self._top_loads.values()
            if week in weeks and (peak := max(weeks.values()))
        ]
        return sum(shares) / len(shares) if shares else 0.0

    @cached_property
    def _top_loads(self) -> dict[str, dict[int, float]]:
        return {
            lift: {week: _top(items) for week, items in weeks.items()}
            for lift, weeks in self.main_lifts.items()
        }

    def maxima_of(self, item: Item) -> tuple[float, ...]:
        """Return the athlete's maxima of an exercise; added loads have none."""
        return () if item.is_added_load else self.athlete.maxima.get(item.key, ())

    def increment_of(self, item: Item) -> float:
        """Return the weekly step the athlete stated for a lift, 0 without one."""
        return self.athlete.increments.get(item.key, 0.0)

    def is_heavy(self, item: Item) -> bool:
        """Return whether an exercise is a test or at 80 % and over; main lifts also by effort."""
        if not item.is_resistance or item.is_timed:
            return False
        if item.exercise.is_test:
            return True
        if item.percent is not None:
            return item.percent >= self.limits.heavy_percent
        maxima = self.maxima_of(item)
        if maxima and item.load is not None:
            return item.load >= max(maxima) * self.limits.heavy_percent / 100
        return item.exercise.is_main_lift and (item.rpe or 0.0) >= self.limits.heavy_rpe

    @cached_property
    def longest_run_m(self) -> float | None:
        """Return the longest run the athlete stated, in metres."""
        volumes = [item for item in self.request.baselines.volumes if item.sport == "run"]
        known = [item.longest_distance_km * 1000 for item in volumes if item.longest_distance_km]
        known += [
            item.longest_minutes * 60 / RUN_S_PER_M for item in volumes if item.longest_minutes
        ]
        return max(known, default=None)

    @cached_property
    def program_texts(self) -> tuple[str, ...]:
        """Return the free texts of the header and the phases."""
        program = self.program
        texts = [program.name, program.description, program.summary, *program.training_goals]
        for phase in program.phases:
            texts += [phase.name, phase.description, *phase.focus_areas]
        return tuple(text for text in dict.fromkeys(texts) if text)

    @cached_property
    def all_text(self) -> str:
        """Return every text of the program, assumptions included, each once."""
        texts = dict.fromkeys(self.program_texts)
        for assumption in self.program.assumptions:
            texts[assumption.reason] = texts[assumption.value] = None
        texts.update(dict.fromkeys(self.session_texts))
        return "\n".join(texts)

    @cached_property
    def request_words(self) -> frozenset[str]:
        """Return the words of the request in lower case."""
        return frozenset(_WORD.findall(self.request.to_json().lower()))

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
                read_item(
                    template,
                    exercise,
                    block=blocks.get(exercise.block_id),
                    unit=self.program.unit,
                    match=self.athlete.match(exercise.exercise_name),
                    limits=self.limits,
                )
                for exercise in template.prescribed_exercises
            ),
            week=week_of(template.day_number),
            limits=self.limits,
        )


def _key(field: str) -> str:
    """Return a field name without case and separators."""
    return field.replace("_", "").lower()


def _top(items: list[Item]) -> float:
    """Return a week's heaviest load, else its highest percentage, stated or by effort."""
    load = max((item.load or 0.0 for item in items), default=0.0)
    return load or max((item.percent or _percent_by_effort(item) for item in items), default=0.0)


def _percent_by_effort(item: Item) -> float:
    """Return the percentage of a maximum that repetitions and effort come to."""
    reps = max((least_reps(one.reps) or 0 for one in item.sets), default=0)
    return percent_for_effort(reps, item.rpe) if reps and item.rpe is not None else 0.0
