"""The coach's plan: phases and intent, what each slot of the week is for, what progresses how.

A model may propose one; `libs.training_program.plan.default_plan` makes one from any request. Day
numbers, dates and exact bounds are not the plan's: normalization computes them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from libs.training_program.models.tolerant import Listed, Number, Whole, enum_reader
from libs.training_program.models.vocabulary import Intent, PhaseIntent, SessionKind, SportName
from libs.wire import WireModel

Kind = Annotated[SessionKind, BeforeValidator(enum_reader(SessionKind, {}))]
ThemeSport = Annotated[SportName, BeforeValidator(enum_reader(SportName, {}))]
Role = Literal["primary", "optional"]


class SessionTheme(WireModel):
    """What one session of the week is for."""

    kind: Kind
    sport: ThemeSport = SportName.LIFT
    title: str = ""
    main_lifts: Listed[str] = ()
    """Exercises of the progression ledger that this session trains, in order."""
    role: Role = "primary"


class PlanPhase(WireModel):
    """A stretch of the program with one intent; `days` wins over `weeks`, both are wishes."""

    name: str
    intent: Intent = PhaseIntent.BUILD
    weeks: Annotated[Number, Field(ge=0)] = None
    days: Annotated[Whole, Field(ge=1)] = None
    description: str = ""
    focus_areas: Listed[str] = ()
    week: Listed[SessionTheme] = ()
    """Themes of this phase's weeks; empty means those of the plan."""


class MainLift(WireModel):
    """A lift with rows in the ledger; percentages are of the one-repetition maximum.

    `times_per_week` exposures are planned; `increment` is the athlete's stated step per week in
    the request's unit and wins over percentages.
    """

    exercise: str
    times_per_week: int = Field(default=1, ge=1, le=4)
    scheme: Literal["linear", "wave", "step", "rpe"] = "linear"
    increment: Annotated[Number, Field(gt=0)] = None
    goal_value: Annotated[Number, Field(gt=0)] = None


class KeySession(WireModel):
    """A recurring endurance or skill session with its progression in words."""

    sport: ThemeSport = SportName.RUN
    kind: Kind = SessionKind.LONG
    progression: str = ""


class Plan(WireModel):
    """Phases, themes of the week and what progresses."""

    name: str = ""
    description: str = ""
    focus_areas: Listed[str] = ()
    phases: Listed[PlanPhase] = ()
    week: Listed[SessionTheme] = ()
    """One theme per session of the week, in the order of the week's sessions."""
    deload_weeks: Listed[int] = ()
    """1-indexed program weeks."""
    test_weeks: Listed[int] = ()
    taper_days: Annotated[Whole, Field(ge=0, le=21)] = None
    main_lifts: Listed[MainLift] = ()
    key_sessions: Listed[KeySession] = ()
