"""Closed sets of words about what a coach remembers, shared by the domains that speak of it."""

from __future__ import annotations

from typing import Literal

MemoryKind = Literal["preference", "goal", "constraint", "instruction", "context"]
Importance = Literal["low", "medium", "high"]
