"""Vector stores for this machine: exact cosine in memory behind the wires of both vendors."""

from __future__ import annotations

from local.vectors.server import VectorServer

__all__ = ["VectorServer"]
