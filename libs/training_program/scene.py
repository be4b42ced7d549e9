"""What an expansion reckons with: one slot, its week's dials, its ledger rows, its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from libs.exercise.strength import LoadingKit
from libs.training_program.models.blueprint import (
    Blueprint,
    EnduranceTarget,
    LiftRow,
    Slot,
    WeekRow,
)
from libs.training_program.models.request import TrainingRequest
from libs.training_program.models.units import UnitName, to_unit
from libs.training_program.models.vocabulary import SessionKind
from libs.training_program.movements import Movement, resolve
from libs.training_program.progression import rows_of_slot

GENTLE_RPE = 5.0
"""Nothing in a mobility or recovery session is harder (rule: below RPE 6 no set is hard)."""
RPE_MARGIN = 1.0
"""Accessories may be this much harder than the week's dial, except in light weeks."""


class Surroundings(Protocol):
    """What the athlete can reach; `libs.training_program.reach.Reach` is one."""

    def available(self, place: str, /) -> frozenset[str]:
        """Return the equipment terms of a place."""
        ...

    def refusal(self, exercise: str, place: str, /) -> str | None:
        """Return why an exercise is not allowed at a place, None when it is."""
        ...

    def kit(self, place: str, /) -> LoadingKit:
        """Return what loads can be made of at a place."""
        ...


@dataclass(frozen=True)
class Scene:
    """One slot with everything that decides its numbers; loads are in `unit`."""

    blueprint: Blueprint
    slot: Slot
    week: WeekRow
    rows: tuple[LiftRow, ...]
    target: EnduranceTarget | None
    unit: UnitName
    available: frozenset[str]
    kit: LoadingKit
    reach: Surroundings

    @property
    def request(self) -> TrainingRequest:
        """Return the normalized request."""
        return self.blueprint.request

    @property
    def is_light(self) -> bool:
        """Return whether nothing may go beyond the week's dials."""
        slot = self.slot
        return slot.is_deload or slot.is_taper or slot.is_test or slot.is_event

    @property
    def is_gentle(self) -> bool:
        """Return whether the session is mobility or recovery: no load is chosen for it."""
        return self.slot.theme.kind in {SessionKind.MOBILITY, SessionKind.RECOVERY}

    @property
    def rpe_cap(self) -> float:
        """Return the hardest effort that anything but a ledger row may have."""
        dial = self.week.accessory_rpe + (0.0 if self.is_light else RPE_MARGIN)
        if self.is_gentle:
            dial = min(dial, GENTLE_RPE)
        own = self.request.preferences.intensity_cap_rpe
        return min(dial, own) if own is not None else dial

    @cached_property
    def maxima(self) -> Mapping[str, float]:
        """Return the one-repetition maxima of the ledger by movement."""
        return {
            self.movement(item.exercise).key: to_unit(item.value, item.unit, self.unit)
            for item in self.blueprint.ledger.maxima
        }

    @cached_property
    def ledger_lifts(self) -> frozenset[str]:
        """Return the movements that have rows anywhere in the program."""
        names = {row.exercise for row in self.blueprint.ledger.lifts}
        return frozenset(self.movement(name).key for name in names)

    def movement(self, name: str) -> Movement:
        """Return what a name means here."""
        return resolve(name, self.available)

    def is_refused(self, name: str) -> bool:
        """Return whether an exercise is not allowed here."""
        return self.reach.refusal(name, self.slot.place) is not None


def scene_of(slot: Slot, blueprint: Blueprint, reach: Surroundings) -> Scene:
    """Return the scene of a slot."""
    return Scene(
        blueprint=blueprint,
        slot=slot,
        week=blueprint.ledger.week(slot.week),
        rows=rows_of_slot(blueprint, slot),
        target=blueprint.ledger.find_target(slot.slot_id),
        unit=blueprint.unit,
        available=reach.available(slot.place),
        kit=reach.kit(slot.place),
        reach=reach,
    )
