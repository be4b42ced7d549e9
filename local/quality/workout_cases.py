"""Workout texts as cases: what a line may hold, read leniently, and the order it becomes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated, Literal, cast

from pydantic import BeforeValidator, Field, ValidationError, field_validator

from libs.clock import find_zone, load_zone
from libs.conversation.commands import check_command, parse_command, unknown_command_text
from libs.wire import WireModel
from libs.workout.order import LogOrder

SENT_AT = time(23, 59)
"""Local time at which a case's message counts as sent; so late that all of its day is past."""
EARLIEST, LATEST = date(1970, 1, 2), date(2100, 1, 1)
MAX_TEXT_CHARS = 20_000
"""More than a message of the chat may hold."""
INVALID_LINE = "invalid_line"


def _id(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _printable(value: object) -> object:
    """Replace what no file can hold: halves of surrogate pairs."""
    if not isinstance(value, str):
        return value
    return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _day_of(value: object) -> object:
    """Return the day of a date or a date with a time; anything else is judged as it is."""
    if isinstance(value, str) and len(value.strip()) > len("2025-06-11"):
        try:
            return datetime.fromisoformat(value.strip()).date()
        except ValueError:
            return value
    return value.strip() if isinstance(value, str) else value


def _name_or_nothing(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _mapping_or_nothing(value: object) -> object:
    return value if isinstance(value, dict) else {}


class WorkoutCase(WireModel):
    """A message on a day, in a zone; `profile` may name the zone and the usual unit of load."""

    id: Annotated[str, BeforeValidator(_printable), BeforeValidator(_id)] = ""
    text: Annotated[str, BeforeValidator(_printable)] = Field(max_length=MAX_TEXT_CHARS)
    today: Annotated[date | None, BeforeValidator(_day_of)] = None
    timezone: Annotated[str, BeforeValidator(_name_or_nothing)] = ""
    profile: Annotated[Mapping[str, object], BeforeValidator(_mapping_or_nothing)] = Field(
        default_factory=dict
    )

    @field_validator("today")
    @classmethod
    def _is_of_our_time(cls, value: date | None) -> date | None:
        if value is not None and not EARLIEST <= value <= LATEST:
            raise ValueError(f"a day from {EARLIEST} to {LATEST} is needed")
        return value

    @property
    def zone_name(self) -> str:
        """Return the case's zone, else the profile's, else UTC; unknown names are passed over."""
        names = (self.timezone, *(value for key, value in _leaves(self.profile) if "zone" in key))
        return next((name for name in names if find_zone(name) is not None), "UTC")

    @property
    def unit(self) -> Literal["kg", "lb"] | None:
        """Return the usual unit of load a profile names, or None."""
        words = [value for key, value in _leaves(self.profile) if "unit" in key or "system" in key]
        if any(word.startswith(("lb", "pound", "imperial", "us")) for word in words):
            return "lb"
        return "kg" if any(word.startswith(("kg", "kilo", "metric")) for word in words) else None


@dataclass(frozen=True)
class WrongCase:
    """A line that is no case, or a command that logs nothing, and why."""

    id: str
    reason: str
    message: str


def read_workout_case(line: str, number: int) -> WorkoutCase | WrongCase:
    """Return the case of a line, or what is wrong with it; a case without an id gets its number."""
    name = f"line-{number}"
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as wrong:
        return WrongCase(name, INVALID_LINE, f"line {number} is no JSON: {wrong}")
    if not isinstance(value, dict):
        return WrongCase(name, INVALID_LINE, f"line {number} is no JSON object")
    try:
        case = WorkoutCase.model_validate(value)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        given = _printable(_id(value.get("id")))
        told = f"line {number}: {place}: {first['msg']}"
        return WrongCase(given if isinstance(given, str) and given else name, INVALID_LINE, told)
    return case if case.id else case.model_copy(update={"id": name})


def order_of(case: WorkoutCase) -> LogOrder | WrongCase:
    """Return the order of a case: sent late on its day, where the athlete is."""
    zone = load_zone(case.zone_name)
    sent = datetime.combine(case.today or datetime.now(zone).date(), SENT_AT, zone)
    command = parse_command(case.text)
    if command is not None and command.name != "log-workout":
        return WrongCase(case.id, "other_command", unknown_command_text(command))
    skipped = check_command(command) if command is not None else None
    if skipped is not None:
        return WrongCase(case.id, skipped.reason, skipped.message)
    return LogOrder(
        user_id="quality",
        coach_id="coach",
        conversation_id="quality",
        message_id=case.id,
        text=command.text if command is not None else case.text,
        zone=zone,
        now=sent.astimezone(UTC),
        message_at=sent,
        unit=case.unit,
        is_slash_command=command is not None,
    )


def _leaves(value: Mapping[str, object], key: str = "") -> Iterator[tuple[str, str]]:
    """Yield names and lower-case words of a nested mapping; a name holds those above it."""
    for name, item in value.items():
        path = f"{key}.{name}".casefold()
        if isinstance(item, dict):
            yield from _leaves(cast("dict[str, object]", item), path)
        elif isinstance(item, str):
            yield path, item if "zone" in path else item.strip().casefold()
