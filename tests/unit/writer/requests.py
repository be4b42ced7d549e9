"""Athletes of all kinds, for programs written by code alone."""

from __future__ import annotations

from libs.training_program.models.request import TrainingRequest

GYM = {"name": "gym", "fullGym": True}
BODY = {"name": "home", "equipment": []}
DUMBBELLS = {"name": "home", "equipment": ["dumbbells", "bench"]}
KETTLEBELL = {"name": "home", "equipment": ["kettlebell"]}
GARAGE = {"name": "garage", "equipment": ["barbell", "rack", "bench", "pull-up bar"]}
BANDS = {"name": "home", "equipment": ["resistance bands"]}
MAXIMA = {
    "lifts": [
        {"exercise": "Back Squat", "oneRepMax": 140},
        {"exercise": "Bench Press", "oneRepMax": 100},
        {"exercise": "Deadlift", "oneRepMax": 180},
    ]
}
_DEFAULTS: dict[str, object] = {
    "goals": [{"kind": "general_fitness"}],
    "daysPerWeek": 3,
    "totalDays": 42,
    "sessionMinutes": 60,
    "places": [GYM],
    "experience": "intermediate",
    "health": {"screening": "clear"},
}


def _asked(
    goal: str = "general_fitness", discipline: str = "", **fields: object
) -> dict[str, object]:
    disciplines = [discipline] if discipline else []
    return {**_DEFAULTS, "goals": [{"kind": goal}], "disciplines": disciplines, **fields}


_MEET = {"on": "2026-02-21", "kind": "meet", "name": "Spring Meet"}
_HYROX = {"on": "2026-02-22", "kind": "race", "name": "Hyrox", "discipline": "hyrox"}
_MARATHON = {"on": "2026-03-29", "kind": "race", "distanceKm": 42.2, "name": "City Marathon"}
_RUNS = {"volumes": [{"sport": "run", "weeklyDistanceKm": 40, "longestDistanceKm": 16}]}

_ASKED: dict[str, dict[str, object]] = {
    "strength_gym": _asked("strength", "strength", baselines=MAXIMA),
    "strength_beginner_dumbbells": _asked(
        "strength", "strength", places=[DUMBBELLS], experience="beginner", sessionMinutes=45
    ),
    "muscle_five_days": _asked("muscle", "bodybuilding", daysPerWeek=5, sessionMinutes=75),
    "muscle_garage": _asked("muscle", "bodybuilding", daysPerWeek=4, places=[GARAGE]),
    "powerlifting_meet": _asked(
        "strength",
        "powerlifting",
        daysPerWeek=4,
        totalDays=None,
        event=_MEET,
        sessionMinutes=90,
        baselines=MAXIMA,
        experience="advanced",
    ),
    "test_week": _asked(
        "strength", "powerlifting", preferences={"testing": True}, baselines=MAXIMA
    ),
    "crossfit": _asked(discipline="crossfit", daysPerWeek=5),
    "crossfit_bans": _asked(
        discipline="crossfit",
        daysPerWeek=4,
        bans=[{"text": "burpees"}, {"text": "running"}, {"text": "overhead press"}],
    ),
    "hyrox_race": _asked("event", "hyrox", daysPerWeek=5, totalDays=None, event=_HYROX),
    "calisthenics_nothing": _asked(
        "skill", "calisthenics", places=[BODY], daysPerWeek=4, sessionMinutes=45
    ),
    "fat_loss_beginner": _asked(
        "fat_loss", places=[BODY], experience="beginner", sessionMinutes=30
    ),
    "marathon": _asked(
        "event",
        "running",
        daysPerWeek=5,
        totalDays=None,
        event=_MARATHON,
        sessionMinutes=None,
        baselines=_RUNS,
    ),
    "triathlon": _asked("endurance", "triathlon", daysPerWeek=6, sessionMinutes=75),
    "swimming": _asked(
        "endurance", "swimming", sessionMinutes=50, places=[{"name": "pool", "equipment": ["pool"]}]
    ),
    "rucking": _asked(
        "event",
        "rucking",
        daysPerWeek=4,
        places=[{"name": "home", "equipment": ["ruck", "dumbbells"]}],
    ),
    "mobility": _asked("mobility", "mobility", daysPerWeek=5, sessionMinutes=20, places=[BODY]),
    "hurt_knee": _asked("strength", "strength", injuries=[{"region": "knee"}]),
    "hurt_shoulder": _asked(
        "muscle", places=[DUMBBELLS], injuries=[{"region": "shoulder"}], daysPerWeek=4
    ),
    "hurt_wrist": _asked(places=[BODY], injuries=[{"region": "wrist"}], sessionMinutes=30),
    "fifteen_minutes": _asked(sessionMinutes=15, daysPerWeek=6, places=[DUMBBELLS]),
    "long_sessions": _asked(
        "strength",
        "strength",
        sessionMinutes=150,
        daysPerWeek=4,
        experience="advanced",
        baselines=MAXIMA,
    ),
    "twice_a_day": _asked("muscle", "bodybuilding", daysPerWeek=5, sessionsPerDay=2),
    "older_adult": _asked(
        "health",
        athlete={"age": 70},
        sessionMinutes=45,
        places=[DUMBBELLS],
        experience="beginner",
    ),
    "pounds": _asked("strength", "strength", units="lbs", places=[GARAGE]),
    "bands": _asked(places=[BANDS], sessionMinutes=30),
    "once_a_week": _asked(daysPerWeek=1, sessionMinutes=45),
}

ATHLETES = {name: TrainingRequest.model_validate(asked) for name, asked in _ASKED.items()}
