"""What is on file of athlete and coach, as short facts for the extraction."""

from __future__ import annotations

from collections.abc import Iterable

from libs.coach.models import CoachConfig, Profile
from libs.training_program.conversation import MAX_TURN_CHARS

MAX_FACT_CHARS = 300
"""Of one thing remembered; as much as the chat shows of it."""


def coach_facts(coach: CoachConfig) -> str:
    """Return the coach's methodology and safety limits, one fact a line; empty when none."""
    config, method = coach.technical_config, coach.selected_methodology
    safety = config.safety_constraints
    rows = (
        ("methodology", method.primary_methodology),
        ("periodization", method.periodization_approach),
        ("focus", ", ".join(config.programming_focus)),
        ("never prescribe", ", ".join(safety.contraindicated_exercises)),
        ("required changes", ", ".join(safety.required_modifications)),
        ("injuries known to the coach", ", ".join(config.injury_considerations)),
    )
    return "\n".join(f"{name}: {text}" for name, text in rows if text)[:MAX_TURN_CHARS]


def memory_facts(rows: Iterable[tuple[str, str]]) -> str:
    """Return what the coach remembers, one fact a line, the most important first."""
    lines = (f"{kind}: {' '.join(text.split())[:MAX_FACT_CHARS]}" for kind, text in rows)
    return "\n".join(lines)[:MAX_TURN_CHARS]


def profile_facts(profile: Profile | None) -> str:
    """Return the athlete's name and summary; empty without a profile."""
    if profile is None:
        return ""
    rows = (("name", profile.display_name), ("summary", profile.athlete_profile.summary))
    return "\n".join(f"{name}: {text}" for name, text in rows if text)[:MAX_TURN_CHARS]
