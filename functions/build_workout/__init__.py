"""Logs a workout told in plain words in the background; see `libs.workout.build`."""
