"""Workout logging: a gate, one extraction call, and normalization that belongs to code."""
