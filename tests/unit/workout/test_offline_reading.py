"""What the offline coach reads of ordinary texts, as stored: one line per session."""

from __future__ import annotations

import pytest

from local.quality.workout_cases import WorkoutCase
from local.quality.workouts import WorkoutResult, run_case
from tests.unit.workout.test_corpus import OfflineReader


def told(text: str) -> WorkoutResult:
    case = {"id": "a", "text": text, "today": "2025-06-11", "timezone": "Europe/Berlin"}
    return run_case(WorkoutCase.model_validate(case), OfflineReader())


@pytest.mark.parametrize(
    ("text", "summaries"),
    [
        ("8x400m @ 1:28, 200m jog between. 2mi wu, 1mi cd", ["Running 8.03 km: 8.03 km"]),
        ("Erg 4x1000m avg 1:55/500 rest 3:00", ["Rowing 4 km: 4 km"]),
        ("Swim: 10x100 on 1:50, total 1500m incl. warmup", ["Swimming 1.5 km: 1.5 km"]),
        ("1h15 on the bike, 32 km, avg 210W", ["Cycling 32 km: 32 km in 1:15:00"]),
        ("windsurf 2h", ["Windsurf: 2:00:00"]),
        ("ran 5x1k (3:50,3:48,3:51,3:49,3:45) 90s rest", ["Running 5 km: 5 km"]),
        ("swim 1500m: 400 warmup, 10x100 @1:40, 100 cd", ["Swimming 1.5 km: 1.5 km"]),
        ("tempo 20min @ 4:10/km, 2k wu 2k cd", ["Running: 20:00"]),
        ("AM: yoga 30 min / PM: 10k run 50 min",
         ["Yoga: 30:00", "Running 10 km: 10 km in 50:00"]),
        ("easy 5 miler 45 min", ["Running 8.05 km: 8.05 km in 45:00"]),
        ("1 hour of stretching last night", ["Yoga: 1:00:00"]),
        ("assault bike 50 cals 3:12", ["Cycling: 3:12"]),
        ("golf 18 holes 4 hours", ["Golf: 4:00:00"]),
        ("rowed 3x2000 at 1:52/500, 7:28 each", ["Rowing 6 km: 6 km"]),
        ("6 x 3 min hard / 2 min easy run, 8 km total, 48 min", ["Running 8 km: 8 km in 48:00"]),
        ("swim 8x50 on 1:00 then 400m easy", ["Swimming 800 m: 800 m"]),
        ("J'ai couru 5 km en 24 min et fait 3x20 abdos",
         ["Running 5 km: 5 km in 24:00", "Calisthenics: abdos: abdos 3x20"]),
        ("6 rounds of pad work, 2 min each", ["Martial arts: 12:00"]),
        ("Bugün 10 km koştum 55 dakika", ["Running 10 km: 10 km in 55:00"]),
        ("Dnes jsem běžel 8 km 45 minut", ["Running 8 km: 8 km in 45:00"]),
        ("今日5km走った 27分", ["Running 5 km: 5 km in 27:00"]),
        ("Ayer por la noche: 5 km en 27:30 y 3x10 flexiones",
         ["Running 5 km: 5 km in 27:30", "Calisthenics: flexiones: flexiones 3x10"]),
    ],
)  # fmt: skip
def test_distances_and_times(text: str, summaries: list[str]) -> None:
    result = told(text)

    assert [item.summary for item in result.workouts] == summaries
    assert [issue for item in result.workouts for issue in item.extraction_metadata.issues] == []


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("Squat: 60x5 80x3 warm-up, 100x5 120x5+ (got 7)",
         "warm-up: squat 5 @ 60 kg, 3 @ 80 kg; squat 5 @ 100 kg, 7 @ 120 kg"),
        ("bench press: 135x10, 185x8, 225x2 lbs",
         "bench press 10 @ 135 lb, 8 @ 185 lb, 2 @ 225 lb"),
        ("Squats: 100 kg for 3x5", "squats 3x5 @ 100 kg"),
        ("leg day: squat 3 x 5 x 315 lbs", "squat 3x5 @ 315 lb"),
        ("bench press 3x5+ at 90kg (got 8)", "bench press 2x5 @ 90 kg, 8 @ 90 kg"),
        ("Rest-pause leg press 300lb 20+8+5",
         "leg press 20 @ 300 lb, 8 @ 300 lb, 5 @ 300 lb"),
        ("worked up to a heavy single on clean and jerk, 92 kg, missed 95 twice",
         "clean and jerk 1 @ 92 kg, 2x0 @ 95 kg"),
        ("squats 100 5 5 5", "squats 3x5 @ 100 kg"),
        ("tempo squat 31X1 4x6 80kg", "tempo squat 4x6 @ 80 kg"),
        ("pause squats 4x2 (3s pause) 120kg", "pause squats 4x2 @ 120 kg"),
        ("bench 4x8 80kg: 8,8,7,6", "bench 2x8 @ 80 kg, 7 @ 80 kg, 6 @ 80 kg"),
        ("squat top single 180 kg then backoff 3x5 150 kg", "squat 1 @ 180 kg, 3x5 @ 150 kg"),
        ("pullups 5x8 BW+10kg", "pullups 5x8 @ +10 kg"), ("dips BW+20 3x8", "dips 3x8 @ +20 kg"),
        ("weighted pull-ups 5x3 @ +30kg", "weighted pull-ups 5x3 @ +30 kg"),
        ("at 6am benched 100kg 5x3", "bench press 5x3 @ 100 kg"),
        ("clean pulls 3x3 110%", "clean pulls 3x3 @ 110%"),
        ("1RM test bench 110kg", "bench 1 @ 110 kg"),
        ("Приседания 100 кг 5 по 5", "приседания 5x5 @ 100 kg"),
        ("Gisteren squats 5x5 op 95 kg", "squats 5x5 @ 95 kg"),
        ("dips 4 sets to failure 20 15 12 10", "dips 20, 15, 12, 10"),
        ("Deads 140x3, 150x1, 160 miss", "deads 3 @ 140 kg, 1 @ 150 kg, 0 @ 160 kg"),
        ("missed 200kg deadlift today, got 190 for 2", "deadlift 0 @ 200 kg, 2 @ 190 kg"),
        ("ohp 50kg 8+4+3 rest pause", "ohp 8 @ 50 kg, 4 @ 50 kg, 3 @ 50 kg"),
        ("lunges 3x10 with 16s", "lunges 3x10 @ 16 kg"),
        ("bench 85% 3x3 @ 90 with a spotter", "bench 3x3 @ 90 kg"),
        ("スクワット 100kg 5回3セット", "スクワット 3x5 @ 100 kg"),
        ("EMOM 20: 1: 12 cal row 2: 15 squats",
         "10 rounds of row 12 cal, squats 15; 20:00"),
        ("squats 3x5 at 2.5 plates", "squats 3x5"),
        ("squat 2 plates plus 10s 5x5", "squat 5x5"),
        ("снова присед 5\u04455 100 кг", "присед 5x5 @ 100 kg"),
        ("今天深蹲5x5 100公斤", "深蹲 5x5 @ 100 kg"),
        ("kettlebell swings 10x10 with 24 in 9:30",
         "kettlebell swings 10x10 @ 24 kg in 9:30"),
        ("snatch 70% 5x2 @ 55kg", "snatch 5x2 @ 55 kg"),
        ("pushups 5 sets till failure: 40/32/25/20/18", "pushups 40, 32, 25, 20, 18"),
        ("SS: curls 15kg 3x12 / skullcrushers 25kg 3x12",
         "curls 3x12 @ 15 kg, skullcrushers 3x12 @ 25 kg"),
        ("10 muscle ups, 50 dips, 100 push ups in 24 minutes",
         "muscle ups 10, dips 50, push ups 100 in 24:00"),
        ("12 min AMRAP 4 rds + 11 reps, 10 wall balls 9kg 10 box jumps 10 T2B",
         "4 + 11 rounds of wall balls 10 @ 9 kg, box jumps 10, t2b 10; 12:00"),
        ("bench 3x5 at 80kg at 18:30", "bench 3x5 @ 80 kg"),
    ],
)  # fmt: skip
def test_sets_loads_and_names(text: str, summary: str) -> None:
    [workout] = told(text).workouts

    assert workout.summary.partition(": ")[2].partition(": ")[2] == summary


def test_labels_part_sessions_and_are_no_names() -> None:
    found = told("Two sessions yesterday. AM: 6km easy 36min. PM: deadlift 5x3 @ 160 kg").workouts

    assert [f"{item.completed_at:%m-%d %H}" for item in found] == ["06-10 08", "06-10 19"]
    assert found[1].summary.endswith("deadlift 5x3 @ 160 kg")


def test_a_week_of_short_weekdays_is_one_session_a_day() -> None:
    found = told("Mon: squat 5x5 100kg\nTue: bench 5x5 80kg\nSat: deadlift 1x5 140kg").workouts

    assert [item.local_date.day for item in found] == [9, 10, 7]


def test_a_day_of_rest_dates_no_session() -> None:
    found = told("Mon: squat 5x5 100kg, Tue: rest, Sat: rest. Sun: 5 km run 25:00").workouts

    assert [item.local_date.day for item in found] == [9, 8]


@pytest.mark.parametrize(
    "text", ["slept 8 hours", "worked 9h at the office", "surf forecast: 2h", "walked 10k steps"]
)
def test_hours_of_something_else_are_no_training(text: str) -> None:
    assert told(text).outcome == "refused"
