"""The conversation as the engine sees it: who said what, nothing of how it was stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

MAX_TURNS = 200
MAX_TURN_CHARS = 20_000
"""A longer message is cut: prompts stay bounded whatever is stored."""


@dataclass(frozen=True)
class Turn:
    """One message; the engine calls the two sides athlete and coach."""

    role: Literal["athlete", "coach"]
    text: str


def bounded(turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """Return the latest turns with text, each cut to the bound."""
    kept = [Turn(turn.role, turn.text[:MAX_TURN_CHARS]) for turn in turns if turn.text.strip()]
    return tuple(kept[-MAX_TURNS:])


def athlete_text(turns: Iterable[Turn]) -> str:
    """Return what the athlete wrote, one message per paragraph."""
    return "\n\n".join(turn.text for turn in turns if turn.role == "athlete")
