"""The base of everything that crosses a boundary: camelCase outside, snake_case inside.

Lenient in, strict out: unknown keys and explicit nulls of optional fields are accepted on read,
nulls are left out on write.
"""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.alias_generators import to_camel


class WireModel(BaseModel):
    """A frozen value with camelCase names on the wire; unknown keys are dropped on read."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        frozen=True,
        extra="ignore",
        ser_json_inf_nan="null",
    )

    @model_validator(mode="before")
    @classmethod
    def _drop_nulls(cls, value: object) -> object:
        if isinstance(value, dict):
            return {key: item for key, item in value.items() if item is not None}
        return value

    def to_wire(self) -> dict[str, object]:
        """Return JSON-ready values under camelCase names, without nulls."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    def to_json(self) -> str:
        """Return the canonical JSON text: camelCase, no nulls, no spaces."""
        return self.model_dump_json(by_alias=True, exclude_none=True)

    @classmethod
    def from_wire(cls, value: object) -> Self:
        """Validate a decoded JSON value.

        Raises:
            pydantic.ValidationError: the value does not fit.
        """
        return cls.model_validate(value)
