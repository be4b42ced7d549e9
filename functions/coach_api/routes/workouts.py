"""Logged workouts."""

from __future__ import annotations

from functions.coach_api.answers import Answer, answer
from functions.coach_api.documents import Receipt, WorkoutBody, WorkoutList, document
from functions.coach_api.routes.access import backend, new_router
from functions.coach_api.routes.params import (
    DEFAULT_PAGE,
    Cursor,
    Limit,
    UserId,
    WorkoutId,
    read_cursor,
    write_cursor,
)
from libs.errors import NotFoundError
from libs.events.stream_request import checked_id

_PATH = "/users/<userId>/workouts"
_ONE = f"{_PATH}/<workoutId>"
router = new_router()


@router.get(_PATH, tags=["workouts"], responses=document(WorkoutList))
def list_workouts(user_id: UserId, limit: Limit = DEFAULT_PAGE, cursor: Cursor = None) -> Answer:
    """Return the workouts of the athlete, the last done first."""
    items, last = backend().workouts.page(user_id, limit=limit, after=read_cursor(cursor))
    return answer({"workouts": list(items), **write_cursor(last)})


@router.get(_ONE, tags=["workouts"], responses=document(WorkoutBody))
def get_workout(user_id: UserId, workout_id: WorkoutId) -> Answer:
    """Return a workout."""
    workout = backend().workouts.find(user_id, checked_id(workout_id, kind="workout"))
    if workout is None:
        raise NotFoundError("There is no such workout.", kind="workout", id=workout_id)
    return answer(workout)


@router.delete(_ONE, tags=["workouts"], responses=document(Receipt))
def delete_workout(user_id: UserId, workout_id: WorkoutId) -> Answer:
    """Remove a workout and its exercise records for good."""
    checked_id(workout_id, kind="workout")
    return answer(backend().deletion.delete_workout(user_id, workout_id).to_wire())
