"""Forty rules that a program must pass; each is one small named function."""
