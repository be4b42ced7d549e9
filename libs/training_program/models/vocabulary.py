"""The closed word lists of the program engine, and how free words read as them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator

from libs.training_program.models.tolerant import enum_reader


class DisciplineName(StrEnum):
    """What the athlete trains."""

    STRENGTH = "strength"
    POWERLIFTING = "powerlifting"
    BODYBUILDING = "bodybuilding"
    OLYMPIC_WEIGHTLIFTING = "olympic_weightlifting"
    CROSSFIT = "crossfit"
    HYROX = "hyrox"
    CALISTHENICS = "calisthenics"
    CONDITIONING = "conditioning"
    RUNNING = "running"
    TRAIL_RUNNING = "trail_running"
    CYCLING = "cycling"
    ROWING = "rowing"
    SWIMMING = "swimming"
    TRIATHLON = "triathlon"
    RUCKING = "rucking"
    HIKING = "hiking"
    MOBILITY = "mobility"
    GENERAL_FITNESS = "general_fitness"


class GoalName(StrEnum):
    """Why the athlete trains."""

    STRENGTH = "strength"
    MUSCLE = "muscle"
    FAT_LOSS = "fat_loss"
    ENDURANCE = "endurance"
    EVENT = "event"
    POWER = "power"
    SKILL = "skill"
    MOBILITY = "mobility"
    HEALTH = "health"
    RETURN_TO_TRAINING = "return_to_training"
    SPORT_PERFORMANCE = "sport_performance"
    GENERAL_FITNESS = "general_fitness"


class WeekdayName(StrEnum):
    """A day of the week; `number` is 0 for Monday, as in `date.weekday()`."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def number(self) -> int:
        """Return 0 for Monday to 6 for Sunday."""
        return WEEKDAYS.index(self)


WEEKDAYS = tuple(WeekdayName)


class RegionName(StrEnum):
    """A body region that can be hurt."""

    NECK = "neck"
    SHOULDER = "shoulder"
    ELBOW = "elbow"
    WRIST = "wrist"
    UPPER_BACK = "upper_back"
    LOW_BACK = "low_back"
    HIP = "hip"
    HAMSTRING = "hamstring"
    KNEE = "knee"
    ANKLE = "ankle"
    ACHILLES = "achilles"
    FOOT = "foot"
    OTHER = "other"


class EventName(StrEnum):
    """What happens on the event's date."""

    RACE = "race"
    MEET = "meet"
    COMPETITION = "competition"
    TEST = "test"
    TRIP = "trip"
    OTHER = "other"


class ExperienceName(StrEnum):
    """Training age in the main discipline."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class PhaseIntent(StrEnum):
    """What a phase is for."""

    RETURN = "return"
    BASE = "base"
    BUILD = "build"
    INTENSIFY = "intensify"
    PEAK = "peak"
    TAPER = "taper"
    EVENT = "event"
    MAINTAIN = "maintain"


class SportName(StrEnum):
    """What a session is done with; `LIFT` covers everything counted in sets."""

    LIFT = "lift"
    RUN = "run"
    TRAIL = "trail"
    RIDE = "ride"
    ROW = "row"
    SWIM = "swim"
    RUCK = "ruck"
    HIKE = "hike"
    MIXED = "mixed"


class SessionKind(StrEnum):
    """What one session is; the first block is counted in sets, the second in time or distance."""

    FULL_BODY = "full_body"
    UPPER = "upper"
    LOWER = "lower"
    PUSH = "push"
    PULL = "pull"
    LEGS = "legs"
    SQUAT = "squat"
    BENCH = "bench"
    DEADLIFT = "deadlift"
    PRESS = "press"
    SNATCH = "snatch"
    CLEAN_JERK = "clean_jerk"
    CALISTHENICS = "calisthenics"
    CORE = "core"

    EASY = "easy"
    LONG = "long"
    TEMPO = "tempo"
    INTERVALS = "intervals"
    HILLS = "hills"
    RACE_PACE = "race_pace"
    TECHNIQUE = "technique"
    BRICK = "brick"

    METCON = "metcon"
    CROSSFIT = "crossfit"
    HYROX = "hyrox"
    MOBILITY = "mobility"
    RECOVERY = "recovery"
    TEST = "test"
    EVENT = "event"


class SafetyLabelName(StrEnum):
    """What the extraction may flag; code decides what follows."""

    MEDICAL_URGENT = "medical_urgent"
    MEDICAL_CONSULT = "medical_consult"
    EATING_DISORDER = "eating_disorder"
    MINOR = "minor"
    PREGNANCY = "pregnancy"
    SELF_HARM = "self_harm"
    INJECTION = "injection"


_DISCIPLINES = {
    "weightlifting": DisciplineName.STRENGTH,
    "lifting": DisciplineName.STRENGTH,
    "strength_training": DisciplineName.STRENGTH,
    "gym": DisciplineName.STRENGTH,
    "strongman": DisciplineName.STRENGTH,
    "kettlebell": DisciplineName.STRENGTH,
    "hypertrophy": DisciplineName.BODYBUILDING,
    "physique": DisciplineName.BODYBUILDING,
    "functional_bodybuilding": DisciplineName.BODYBUILDING,
    "olympic_lifting": DisciplineName.OLYMPIC_WEIGHTLIFTING,
    "oly": DisciplineName.OLYMPIC_WEIGHTLIFTING,
    "functional_fitness": DisciplineName.CROSSFIT,
    "gymnastics": DisciplineName.CALISTHENICS,
    "bodyweight": DisciplineName.CALISTHENICS,
    "hiit": DisciplineName.CONDITIONING,
    "circuit_training": DisciplineName.CONDITIONING,
    "cardio": DisciplineName.CONDITIONING,
    "metcon": DisciplineName.CONDITIONING,
    "run": DisciplineName.RUNNING,
    "marathon": DisciplineName.RUNNING,
    "trail": DisciplineName.TRAIL_RUNNING,
    "ultra": DisciplineName.TRAIL_RUNNING,
    "ultra_running": DisciplineName.TRAIL_RUNNING,
    "bike": DisciplineName.CYCLING,
    "biking": DisciplineName.CYCLING,
    "row": DisciplineName.ROWING,
    "swim": DisciplineName.SWIMMING,
    "tri": DisciplineName.TRIATHLON,
    "ruck": DisciplineName.RUCKING,
    "backpacking": DisciplineName.HIKING,
    "walking": DisciplineName.HIKING,
    "yoga": DisciplineName.MOBILITY,
    "flexibility": DisciplineName.MOBILITY,
    "pilates": DisciplineName.MOBILITY,
    "stretching": DisciplineName.MOBILITY,
    "general": DisciplineName.GENERAL_FITNESS,
    "fitness": DisciplineName.GENERAL_FITNESS,
    "hybrid": DisciplineName.GENERAL_FITNESS,
}
_GOALS = {
    "get_stronger": GoalName.STRENGTH,
    "hypertrophy": GoalName.MUSCLE,
    "muscle_gain": GoalName.MUSCLE,
    "build_muscle": GoalName.MUSCLE,
    "weight_loss": GoalName.FAT_LOSS,
    "lose_weight": GoalName.FAT_LOSS,
    "conditioning": GoalName.ENDURANCE,
    "race": GoalName.EVENT,
    "competition": GoalName.EVENT,
    "flexibility": GoalName.MOBILITY,
    "rehab": GoalName.RETURN_TO_TRAINING,
    "sport": GoalName.SPORT_PERFORMANCE,
    "performance": GoalName.SPORT_PERFORMANCE,
    "fitness": GoalName.GENERAL_FITNESS,
    "general": GoalName.GENERAL_FITNESS,
}
_REGIONS = {
    "lumbar": RegionName.LOW_BACK,
    "lower_back": RegionName.LOW_BACK,
    "back": RegionName.LOW_BACK,
    "shoulders": RegionName.SHOULDER,
    "rotator_cuff": RegionName.SHOULDER,
    "achilles_tendon": RegionName.ACHILLES,
    "calf": RegionName.ACHILLES,
    "groin": RegionName.HIP,
    "plantar_fascia": RegionName.FOOT,
}
_EVENTS = {
    "marathon": EventName.RACE,
    "powerlifting_meet": EventName.MEET,
    "weightlifting_meet": EventName.MEET,
    "hike": EventName.TRIP,
    "expedition": EventName.TRIP,
    "max_test": EventName.TEST,
    "fitness_test": EventName.TEST,
}
_EXPERIENCE = {
    "novice": ExperienceName.BEGINNER,
    "new": ExperienceName.BEGINNER,
    "none": ExperienceName.BEGINNER,
    "moderate": ExperienceName.INTERMEDIATE,
    "expert": ExperienceName.ADVANCED,
    "elite": ExperienceName.ADVANCED,
    "experienced": ExperienceName.ADVANCED,
}
_WEEKDAYS = {
    short: day
    for day in WEEKDAYS
    for short in (day.value[:2], day.value[:3], day.value[:4], day.value[:5])
}

Discipline = Annotated[
    DisciplineName,
    BeforeValidator(enum_reader(DisciplineName, _DISCIPLINES, DisciplineName.GENERAL_FITNESS)),
]
GoalKind = Annotated[
    GoalName, BeforeValidator(enum_reader(GoalName, _GOALS, GoalName.GENERAL_FITNESS))
]
Weekday = Annotated[WeekdayName, BeforeValidator(enum_reader(WeekdayName, _WEEKDAYS))]
Region = Annotated[RegionName, BeforeValidator(enum_reader(RegionName, _REGIONS, RegionName.OTHER))]
EventKind = Annotated[EventName, BeforeValidator(enum_reader(EventName, _EVENTS, EventName.OTHER))]
Experience = Annotated[ExperienceName, BeforeValidator(enum_reader(ExperienceName, _EXPERIENCE))]
SafetyLabel = Annotated[SafetyLabelName, BeforeValidator(enum_reader(SafetyLabelName, {}))]
Intent = Annotated[
    PhaseIntent,
    BeforeValidator(
        enum_reader(
            PhaseIntent,
            {
                "accumulation": PhaseIntent.BASE,
                "foundation": PhaseIntent.BASE,
                "hypertrophy": PhaseIntent.BASE,
                "strength": PhaseIntent.BUILD,
                "intensification": PhaseIntent.INTENSIFY,
                "realization": PhaseIntent.PEAK,
                "deload": PhaseIntent.RETURN,
                "race": PhaseIntent.EVENT,
                "maintenance": PhaseIntent.MAINTAIN,
            },
            PhaseIntent.BUILD,
        )
    ),
]
