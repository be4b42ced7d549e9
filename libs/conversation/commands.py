"""Slash commands, parsed and checked without a model (behaviours S1 to S4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

CommandName = Literal["log-workout", "save-memory"]
KNOWN: tuple[CommandName, ...] = ("log-workout", "save-memory")
MIN_CHARS = 10
MIN_WORDS = 3
_COMMAND = re.compile(r"\s*/([a-z][\w-]*)(?:\s+(.*))?\s*\Z", re.IGNORECASE | re.DOTALL)
_BARE_WORDS = frozenset(
    ("warm up", "warmup", "warm-up", "workout", "exercise", "training", "gym", "lift", "lifting")
)
_QUESTION_START = re.compile(
    r"(?:should|could|can|would|will|shall|what|how|when|which|why|where|is it|are there"
    r"|do (?:i|you)|does|give me|suggest|recommend|plan|tell me|help me)\b"
)
_FUTURE = re.compile(
    r"\b(?:tomorrow|next week|(?:i'll|i will|i am going to|i'm going to|gonna|planning to|plan to"
    r"|thinking (?:of|about)|want to|would like to|should i)\b)"
)
_DONE = re.compile(
    r"\b(?:did|done|finished|completed|hit|ran|swam|rode|cycled|rowed|lifted|squatted|benched"
    r"|deadlifted|pressed|pulled|trained|worked|went|made|got|was|played|climbed|walked|hiked"
    r"|just|yesterday|this morning|today)\b"
)


@dataclass(frozen=True)
class Command:
    """A message that starts with a slash; `name` is None for an unknown one."""

    name: CommandName | None
    text: str
    typed: str


@dataclass(frozen=True)
class Skipped:
    """A command that is refused before any model call."""

    reason: Literal["too_short", "bare_word", "question_or_plan"]
    message: str

    def to_wire(self) -> dict[str, object]:
        """Return the skip result of behaviours S3."""
        return {
            "success": False,
            "skipped": True,
            "reason": self.reason,
            "validation": {"isValid": False, "message": self.message},
        }


def parse_command(text: str) -> Command | None:
    """Return the leading command of a message, or None; case does not matter."""
    found = _COMMAND.match(text)
    if found is None:
        return None
    typed = found.group(1).lower()
    name = next((known for known in KNOWN if known == typed.replace("_", "-")), None)
    return Command(name, (found.group(2) or "").strip(), typed)


def check_command(command: Command) -> Skipped | None:
    """Return why the text of a known command cannot be worked on, or None."""
    bare = command.text.lower().strip(" .!")
    if bare in _BARE_WORDS:
        return Skipped("bare_word", _more(command))
    if len(command.text) < MIN_CHARS or len(command.text.split()) < MIN_WORDS:
        return Skipped("too_short", _more(command))
    if command.name == "log-workout" and is_question_or_plan(command.text):
        return Skipped(
            "question_or_plan",
            "That reads like a question or a plan, so I logged nothing. "
            "Ask me without the command, or tell me what you did.",
        )
    return None


def is_question_or_plan(text: str) -> bool:
    """Tell whether a text asks or plans instead of reporting something done."""
    plain = text.lower().replace("\u2019", "'").strip()
    if _QUESTION_START.match(plain):
        return True
    asks = plain.endswith("?") or bool(_FUTURE.search(plain))
    return asks and not (_DONE.search(plain) and any(char.isdigit() for char in plain))


def unknown_command_text(command: Command) -> str:
    """Return the answer to an unknown command."""
    names = ", ".join(f"/{name}" for name in KNOWN)
    return f"I don't know the command /{command.typed[:40]}. I know: {names}."


def _more(command: Command) -> str:
    if command.name == "save-memory":
        return "Tell me a little more to remember, e.g. /save-memory I train at home on Mondays."
    return (
        "Tell me a little more to log, e.g. /log-workout back squat 5x5 at 100 kg, then 3 km easy."
    )
