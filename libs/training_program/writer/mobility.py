"""Mobility and recovery sessions: slow drills and holds for the minutes there are."""

from __future__ import annotations

from itertools import product

from libs.exercise.catalogue import Exercise
from libs.training_program.language import Dose, ExerciseLine, Hold, Line, Repetitions, Rpe
from libs.training_program.models.blueprint import Blueprint, Slot
from libs.training_program.models.vocabulary import SessionKind
from libs.training_program.writer.openings import EASY_CARDIO
from libs.training_program.writer.rotation import last_new_week, turn_at
from libs.training_program.writer.stock import Stock
from libs.training_program.writer.timing import lines_minutes

_FLOWS: tuple[tuple[str, ...], ...] = (
    ("Cat-Cow", "Quadruped Thoracic Rotation", "Open Book", "Thread the Needle"),
    ("World's Greatest Stretch", "Spiderman Lunge", "Lunge with Rotation", "Hip CARs"),
    ("Half-Kneeling Hip Flexor Stretch", "Couch Stretch", "Standing Quad Stretch"),
    ("90/90 Hip Stretch", "Pigeon Pose", "Figure-Four Stretch", "Butterfly Stretch"),
    ("Standing Hamstring Stretch", "Seated Forward Fold", "Pancake Stretch", "Downward Dog"),
    ("Ankle Rock", "Calf Stretch", "Soleus Stretch", "Ankle Circle"),
    ("Shoulder CARs", "Puppy Pose", "Wall Lat Stretch", "Scapular Wall Slide"),
    ("Adductor Rock Back", "Frog Stretch", "Lateral Squat Stretch", "Squat to Stand"),
    ("Doorway Pec Stretch", "Cross-Body Shoulder Stretch", "Sleeper Stretch", "Arm Circle"),
    ("Single-Leg Balance", "Single-Leg Balance Reach", "Tandem Walk", "Heel Walk"),
    ("Supine Spinal Twist", "Deep Squat Hold", "Happy Baby Pose", "Cobra Stretch"),
    ("Child's Pose", "Seated Spinal Twist", "Knee-to-Chest Stretch", "Relaxed Breathing"),
)
"""One of each row is done, in this order: spine, hips, legs, ankles, shoulders, balance, calm."""
_HOLD_S, _REPS = 45, 8
_MAX_SETS, _MAX_HOLD_S = 3, 90
_REST_S = 15
_EFFORT = 3.0
_WALK_SHARE, _OPENING_SHARE = 0.5, 0.1
_LONG_MINUTES = 75
_LEAST = 3
_FULL = 0.97


def mobility_lines(blueprint: Blueprint, slot: Slot, stock: Stock) -> tuple[Line, ...]:
    """Return drills that fill the minutes; a recovery session begins with easy movement."""
    minutes = slot.minutes * _FULL
    opening: tuple[Line, ...] = ()
    cardio = stock.first(("Walk", *EASY_CARDIO))
    calm = slot.theme.kind is SessionKind.RECOVERY or slot.minutes > _LONG_MINUTES
    share = _WALK_SHARE if calm else _OPENING_SHARE
    walk_s = round(minutes * share) * 60
    if cardio is not None and walk_s >= 60:  # noqa: PLR2004 - a minute is the least
        dose = Dose(quantity=Hold(walk_s), intensity=(Rpe(_EFFORT),))
        opening = (ExerciseLine(name=cardio.name, dose=dose),)
    week = min(slot.week, last_new_week(blueprint))
    drills = _drills(stock, week, slot.ordinal)
    return (*opening, *_filled(drills, minutes - lines_minutes(opening), slot.week))


def _drills(stock: Stock, week: int, ordinal: int) -> list[Exercise]:
    found: list[Exercise] = []
    for order, names in enumerate(_FLOWS):
        options = [item for item in stock.all_of(names) if item not in found]
        if options:
            number = turn_at(week, order, week=week).number + ordinal
            found.append(options[number % len(options)])
    return found or list(stock.with_pattern("mobility")[:10])


def _filled(drills: list[Exercise], minutes: float, week: int) -> tuple[Line, ...]:
    """Return as many drills and sets as the minutes hold, longer holds where there is time."""
    if not drills:
        return ()
    best: tuple[Line, ...] = ()
    best_minutes = 0.0
    for sets, hold_s in product(range(1, _MAX_SETS + 1), range(_HOLD_S, _MAX_HOLD_S + 1, 15)):
        lines = {item.id: _line(item, sets, hold_s, week) for item in drills}
        costs = {key: lines_minutes((line,)) for key, line in lines.items()}
        for count in range(min(_LEAST, len(drills)), len(drills) + 1):
            chosen = _spread(drills, count)
            total = sum(costs[item.id] for item in chosen)
            if best_minutes < total <= minutes:
                best, best_minutes = tuple(lines[item.id] for item in chosen), total
    return best or tuple(_line(item, 1, 30, week) for item in _spread(drills, _LEAST))


def _spread(drills: list[Exercise], count: int) -> list[Exercise]:
    """Return `count` drills over the whole flow, in its order."""
    if count >= len(drills):
        return drills
    return [drills[round(index * (len(drills) - 1) / max(count - 1, 1))] for index in range(count)]


def _line(item: Exercise, sets: int, hold_s: int, week: int) -> ExerciseLine:
    rest = _REST_S if sets > 1 else None
    if item.measure in {"time", "weighted_time"}:
        quantity: Hold | Repetitions = Hold(hold_s)
    else:
        reps = _REPS + (week - 1) % 3
        quantity = Repetitions(reps, reps)
    dose = Dose(
        quantity=quantity,
        sets=sets,
        intensity=(Rpe(_EFFORT),),
        per_side=item.unilateral,
        rest_s=rest,
    )
    return ExerciseLine(name=item.name, dose=dose)
