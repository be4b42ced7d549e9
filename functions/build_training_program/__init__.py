"""Builds a training program in the background; see `libs.training_program.build`."""
