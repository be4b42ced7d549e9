"""Logs workouts in the background; see `libs.workout.build`."""
