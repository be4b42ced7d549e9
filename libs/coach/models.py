"""The coach config and the athlete's profile, read tolerantly: a damaged section is an empty one.

Coach configs keep the snake_case names they are stored under; camelCase is read as well.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AliasChoices, AliasGenerator, BeforeValidator, ConfigDict, TypeAdapter
from pydantic.alias_generators import to_camel

from libs.ai.prompt import visible
from libs.ai.trigger import neutralise
from libs.wire import WireModel

MAX_NAME_CHARS = 100
MAX_DIRECTIVE_CHARS = 500
"""Length limit of the critical training directive (behaviours R2)."""


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(_text, value)))
    return ""


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [line.strip(" -*") for line in value.replace(";", "\n").splitlines()]
    if isinstance(value, list | tuple):
        return tuple(filter(None, map(_text, value)))
    return ()


def _section(value: object) -> object:
    return value if isinstance(value, dict | WireModel) else {}


def _flag(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() in {"true", "on"})


def _objects(value: object) -> tuple[object, ...]:
    items = value if isinstance(value, list | tuple) else ()
    return tuple(item for item in items if isinstance(item, dict | WireModel))


def _share(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(value) if 0 <= value <= 1 else 0.0


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


Text = Annotated[str, BeforeValidator(_text)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Share = Annotated[float, BeforeValidator(_share)]
Count = Annotated[int, BeforeValidator(_count)]


class StoredSection(WireModel):
    """A section under snake_case names; camelCase spellings are accepted on read."""

    model_config = ConfigDict(
        alias_generator=AliasGenerator(
            validation_alias=lambda name: AliasChoices(name, to_camel(name)),
            serialization_alias=lambda name: name,
        )
    )


class Personality(StoredSection):
    """Which persona the coach is built on."""

    primary_template: Text = ""
    secondary_influences: Texts = ()
    selection_reasoning: Text = ""


class Methodology(StoredSection):
    """How the coach programs."""

    primary_methodology: Text = ""
    methodology_reasoning: Text = ""
    programming_emphasis: Text = ""
    periodization_approach: Text = ""
    creativity_emphasis: Text = ""
    workout_innovation: Text = ""


class SafetyConstraints(StoredSection):
    """Limits every session of this coach must keep."""

    volume_progression_limit: Text = ""
    contraindicated_exercises: Texts = ()
    required_modifications: Texts = ()
    recovery_requirements: Texts = ()
    safety_monitoring: Texts = ()


class TechnicalConfig(StoredSection):
    """What the coach knows of the athlete's training."""

    methodology: Text = ""
    programming_focus: Texts = ()
    experience_level: Text = ""
    training_frequency: Text = ""
    specializations: Texts = ()
    injury_considerations: Texts = ()
    goal_timeline: Text = ""
    preferred_intensity: Text = ""
    equipment_available: Texts = ()
    time_constraints: Text = ""
    safety_constraints: Annotated[SafetyConstraints, BeforeValidator(_section)] = (
        SafetyConstraints()
    )


class GeneratedPrompts(StoredSection):
    """Texts written when the coach was created; inserted as they are."""

    personality_prompt: Text = ""
    safety_integrated_prompt: Text = ""
    motivation_prompt: Text = ""
    methodology_prompt: Text = ""
    communication_style: Text = ""
    learning_adaptation_prompt: Text = ""
    gender_tone: Text = ""


class CoachMetadata(StoredSection):
    """Facts about the config itself."""

    version: Text = ""
    created_date: Text = ""
    creator_session_summary: Text = ""


class CoachConfig(StoredSection):
    """One coach; every section may be missing."""

    coach_id: Text = ""
    coach_name: Text = ""
    coach_description: Text = ""
    gender_preference: Text = ""
    selected_personality: Annotated[Personality, BeforeValidator(_section)] = Personality()
    selected_methodology: Annotated[Methodology, BeforeValidator(_section)] = Methodology()
    technical_config: Annotated[TechnicalConfig, BeforeValidator(_section)] = TechnicalConfig()
    generated_prompts: Annotated[GeneratedPrompts, BeforeValidator(_section)] = GeneratedPrompts()
    metadata: Annotated[CoachMetadata, BeforeValidator(_section)] = CoachMetadata()

    @property
    def name(self) -> str:
        """Return the coach's name on one line, or a neutral one."""
        return " ".join(neutralise(visible(self.coach_name)).split())[:MAX_NAME_CHARS] or "Coach"


class Preferences(WireModel):
    """Settings of the athlete."""

    timezone: Text = ""


class ProfileSource(WireModel):
    """A stretch of one conversation's messages that a profile rests on."""

    first_message_id: Text = ""
    last_message_id: Text = ""
    message_count: Count = 0


Sources = Annotated[tuple[ProfileSource, ...], BeforeValidator(_objects)]


class AthleteProfile(WireModel):
    """What the coaches have learned about the athlete, as text; written by the summary build.

    `version` counts the writes, 0 before the first; `confidence` is 0 to 1, computed.
    """

    summary: Text = ""
    confidence: Share = 0.0
    last_updated: Text = ""
    sources: Sources = ()
    version: Count = 0


class CriticalDirective(WireModel):
    """The athlete's own top rule; above everything but safety."""

    content: Text = ""
    enabled: Flag = False

    @property
    def active_text(self) -> str | None:
        """Return the directive when it is on and not empty, cut to its limit."""
        return (self.content[:MAX_DIRECTIVE_CHARS] or None) if self.enabled else None


class Profile(WireModel):
    """The athlete; only `userId` is certain."""

    user_id: Text = ""
    email: Text = ""
    username: Text = ""
    first_name: Text = ""
    last_name: Text = ""
    nickname: Text = ""
    preferences: Annotated[Preferences, BeforeValidator(_section)] = Preferences()
    athlete_profile: Annotated[AthleteProfile, BeforeValidator(_section)] = AthleteProfile()
    critical_training_directive: Annotated[CriticalDirective, BeforeValidator(_section)] = (
        CriticalDirective()
    )

    @property
    def display_name(self) -> str:
        """Return what the coach calls the athlete; may be empty."""
        return self.nickname or self.first_name or self.username

    @property
    def time_zone(self) -> str | None:
        """Return the IANA name as stored, or None."""
        return self.preferences.timezone or None

    @property
    def directive(self) -> str | None:
        """Return the active critical training directive, or None."""
        return self.critical_training_directive.active_text


_COACH: TypeAdapter[CoachConfig] = TypeAdapter(Annotated[CoachConfig, BeforeValidator(_section)])
_PROFILE: TypeAdapter[Profile] = TypeAdapter(Annotated[Profile, BeforeValidator(_section)])


def read_coach_config(value: object) -> CoachConfig:
    """Return the config in a stored or received value; never raises, anything odd is left out."""
    return _COACH.validate_python(value)


def read_profile(value: object) -> Profile:
    """Return the profile in a stored or received value; never raises."""
    return _PROFILE.validate_python(value)
