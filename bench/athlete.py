"""The Build conversation that is measured: a lifter with five days a week and a full gym."""

from __future__ import annotations

from datetime import date

from local.quality.cases import CaseMessage, ConversationCase

TODAY = date(2026, 11, 23)
SESSIONS_PER_WEEK = 5


def lifter(weeks: int) -> ConversationCase:
    """Return the conversation for a program of this many weeks."""
    said = (
        f"I want to get my squat, bench and deadlift stronger over the next {weeks} weeks.",
        "How many days a week can you train?",
        "Five days a week: Monday, Tuesday, Thursday, Friday and Saturday, 75 minutes each.",
        "Where will you train, and what equipment is there?",
        "A full commercial gym.",
        "Where do you stand now, and does anything hurt?",
        "Squat 140 kg, bench 100 kg, deadlift 180 kg. Four years of lifting, no injuries.",
        "Here is what I would build. Shall I build it like this?",
        "Yes, build it.",
    )
    messages = tuple(
        CaseMessage(role="assistant" if number % 2 else "user", content=text)
        for number, text in enumerate(said)
    )
    return ConversationCase(
        id=f"bench-{weeks}-weeks", today=TODAY, timezone="Europe/Berlin", messages=messages
    )
