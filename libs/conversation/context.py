"""The changing part of a chat prompt: now, the calendar, the program, memories, workouts.

It stands in the newest user message only, so that everything before it stays cached.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from libs.ai.prompt import fence
from libs.clock import local_date
from libs.conversation.athlete_profile import MAX_PROFILE_CHARS
from libs.conversation.models import ConversationSummary, Message
from libs.conversation.ports import MemoryNote, RelatedNote, WorkoutNote

CALENDAR_DAYS = 14
RECENT_WORKOUTS = 14
"""How many workouts the prompt shows (behaviours C13)."""
_MAX_NOTE_CHARS = 300
_GROUPS = ("This week", "Last week", "Earlier")


@dataclass(frozen=True)
class TurnContext:
    """What is known when a turn begins; `notes` are facts code established in this turn."""

    now: datetime
    zone: ZoneInfo
    earlier: tuple[Message, ...] = ()
    athlete: str = ""
    """The living profile; here and not in the system text, which it would break the cache of."""
    summary: ConversationSummary | None = None
    program: str = ""
    """How the active program stands today, as `program_day` renders it."""
    workouts: tuple[WorkoutNote, ...] = ()
    memories: tuple[MemoryNote, ...] = ()
    related: tuple[RelatedNote, ...] = ()
    notes: tuple[str, ...] = field(default=())


def render_context(context: TurnContext) -> str:
    """Return the context block; stored and typed texts in it are fenced as data."""
    today = local_date(context.now, context.zone)
    local = context.now.astimezone(context.zone)
    parts = [
        "# Context of this turn (facts from the system)",
        f"Now: {local:%A, %Y-%m-%d %H:%M} ({context.zone.key})",
        "Next days: " + ", ".join(_day(today + timedelta(days=n)) for n in range(CALENDAR_DAYS)),
        _since_last(context, today),
        _fenced("athlete_profile", context.athlete[:MAX_PROFILE_CHARS]),
        _fenced("earlier_conversation", context.summary.text if context.summary else ""),
        _fenced("program_status", context.program),
        _fenced("memories", "\n".join(map(_memory, context.memories))),
        _fenced("recent_workouts", _workouts(context, today)),
        _fenced("related_history", _related(context)),
        *(f"Note: {note}" for note in context.notes),
    ]
    return "\n".join(filter(None, parts))


def _since_last(context: TurnContext, today: date) -> str:
    if not context.earlier:
        return "This is the first message of the conversation."
    last = local_date(context.earlier[-1].created_at, context.zone)
    return (
        f"Messages so far: {context.earlier[-1].seq}. Days since the last: {(today - last).days}."
    )


def _workouts(context: TurnContext, today: date) -> str:
    grouped: dict[str, list[str]] = {name: [] for name in _GROUPS}
    for note in _latest(context.workouts):
        on = local_date(note.completed_at, context.zone)
        text = f"{note.title}: {note.summary}" if note.summary else note.title
        grouped[_week_group(on, today)].append(f"- {_day(on)} {text[:_MAX_NOTE_CHARS]}")
    return "\n".join(f"{name}:\n" + "\n".join(lines) for name, lines in grouped.items() if lines)


def _latest(workouts: Iterable[WorkoutNote]) -> list[WorkoutNote]:
    ordered = sorted(workouts, key=lambda note: note.completed_at, reverse=True)
    return ordered[:RECENT_WORKOUTS]


def _week_group(on: date, today: date) -> Literal["This week", "Last week", "Earlier"]:
    monday = today - timedelta(days=today.weekday())
    if on >= monday:
        return "This week"
    return "Last week" if on >= monday - timedelta(days=7) else "Earlier"


def _memory(note: MemoryNote) -> str:
    return f"- {note.kind} ({note.importance}): {note.text[:_MAX_NOTE_CHARS]}"


def _related(context: TurnContext) -> str:
    """Return what the athlete's words called up, without workouts that are shown already."""
    shown = {int(note.completed_at.timestamp()) for note in _latest(context.workouts)}
    return "\n".join(
        f"- {note.kind} {_day(local_date(note.at, context.zone))} {note.text[:_MAX_NOTE_CHARS]}"
        for note in context.related
        if note.kind != "workout" or int(note.at.timestamp()) not in shown
    )


def _day(day: date) -> str:
    return f"{day:%a %Y-%m-%d}"


def _fenced(kind: str, text: str) -> str:
    return fence(kind, text) if text else ""
