"""Titles, cues and notes of sessions written by code; no banned word, English texts only."""

from __future__ import annotations

from libs.training_program.models.blueprint import Slot
from libs.training_program.models.vocabulary import SessionKind, SportName
from libs.training_program.reach import Reach

_TITLES = {
    SessionKind.FULL_BODY: "Full body", SessionKind.UPPER: "Upper body",
    SessionKind.LOWER: "Lower body", SessionKind.PUSH: "Push", SessionKind.PULL: "Pull",
    SessionKind.LEGS: "Legs", SessionKind.CLEAN_JERK: "Clean and jerk",
    SessionKind.METCON: "Conditioning", SessionKind.CROSSFIT: "Strength and conditioning",
    SessionKind.HYROX: "Hyrox stations", SessionKind.RACE_PACE: "Race pace",
}  # fmt: skip
_SPORTS = {
    SportName.RUN: "run", SportName.TRAIL: "trail run", SportName.RIDE: "ride",
    SportName.ROW: "row", SportName.SWIM: "swim", SportName.RUCK: "ruck", SportName.HIKE: "hike",
}  # fmt: skip
_CUES = {
    "squat": "brace, drive through the whole foot",
    "lunge": "stay tall, control the way down",
    "hinge": "hips back, back flat",
    "push_h": "shoulder blades set, no bounce",
    "push_v": "ribs down, finish strong overhead",
    "pull_h": "lead with the elbows",
    "pull_v": "shoulder blades first, no swing",
    "olympic": "fast and clean, stop before it slows down",
}
_NOTES = {
    "event": "Everything here is practised. Stay with your plan and enjoy the day.",
    "test": "Warm up well, add in small steps, stop when technique gives way.",
    "taper": "Sharp and short: the work is done, arrive fresh.",
    "deload": "Easy on purpose: fewer sets, lighter.",
    "lift": "Add load only when the effort allows.",
    "endurance": "Easy means able to talk in whole sentences.",
    "mixed": "Pace it so that the last round looks like the first.",
    "mobility": "Move slowly, breathe, stay out of pain.",
}


def title_of(slot: Slot, reach: Reach) -> str:
    """Return the plan's title, else the kind's; never a banned word."""
    theme = slot.theme
    kind = _TITLES.get(theme.kind, theme.kind.value.replace("_", " ").capitalize())
    sport = _SPORTS.get(theme.sport)
    named = f"{kind} {sport}" if sport is not None else kind
    for title in (theme.title.strip(), named, kind):
        if title and reach.bans.word_in(title) is None:
            return title
    return "Training"


def cue_of(pattern: str, language: str, reach: Reach) -> str:
    """Return a short cue for a movement pattern, empty outside English."""
    return _checked(_CUES.get(pattern, ""), language, reach)


def note_of(slot: Slot, language: str, reach: Reach) -> str:
    """Return the coaching note of a session, empty outside English."""
    flags = (
        ("event", slot.is_event), ("test", slot.is_test), ("taper", slot.is_taper),
        ("deload", slot.is_deload),
    )  # fmt: skip
    key = next((name for name, is_set in flags if is_set), _usual_note(slot))
    return _checked(_NOTES[key], language, reach)


def _usual_note(slot: Slot) -> str:
    if slot.theme.kind in {SessionKind.MOBILITY, SessionKind.RECOVERY}:
        return "mobility"
    if slot.theme.sport in _SPORTS:
        return "endurance"
    return "lift" if slot.theme.sport is SportName.LIFT else "mixed"


def _checked(text: str, language: str, reach: Reach) -> str:
    if not language.lower().startswith("en") or not text:
        return ""
    return text if reach.bans.word_in(text) is None else ""
