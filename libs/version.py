"""The version of the product; pyproject.toml and CHANGELOG.md name the same one, a test says so."""

from __future__ import annotations

VERSION = "0.1.0"
