"""Units of load, distance and time as they stand on the wire."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BeforeValidator

from libs.training_program.models.tolerant import enum_reader

LB_KG = 0.45359237
"""One pound in kilograms, exact."""


class UnitName(StrEnum):
    """The athlete's unit of load."""

    KG = "kg"
    LBS = "lbs"


Unit = Annotated[
    UnitName,
    BeforeValidator(
        enum_reader(
            UnitName,
            {
                "lb": UnitName.LBS,
                "pound": UnitName.LBS,
                "pounds": UnitName.LBS,
                "imperial": UnitName.LBS,
                "kgs": UnitName.KG,
                "kilo": UnitName.KG,
                "kilogram": UnitName.KG,
                "metric": UnitName.KG,
            },
        )
    ),
]
DistanceUnit = Literal["meters", "miles", "km", "feet", "yards"]
TimeUnit = Literal["seconds", "minutes", "hours"]

METERS_PER: dict[str, float] = {
    "meters": 1.0,
    "km": 1000.0,
    "miles": 1609.344,
    "feet": 0.3048,
    "yards": 0.9144,
}
SECONDS_PER: dict[str, int] = {"seconds": 1, "minutes": 60, "hours": 3600}


def to_unit(value: float, source: UnitName, target: UnitName) -> float:
    """Return a load in another unit, unrounded."""
    if source is target:
        return value
    return value * LB_KG if target is UnitName.KG else value / LB_KG
