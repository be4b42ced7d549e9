"""Measures of the engine's quality: `make quality`."""
