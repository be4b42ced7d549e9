"""Reading the fenced data of a prompt back: the same tags that a model sees."""

from __future__ import annotations

import re

_FENCE = re.compile(r'<(data-[0-9a-f]{12}) kind="([a-z0-9_]+)">\n(.*?)\n</\1>', re.DOTALL)


def read_fences(text: str) -> tuple[tuple[str, str], ...]:
    """Return kind and content of every fence, in order."""
    return tuple((match[2], match[3]) for match in _FENCE.finditer(text))


def find_fence(text: str, kind: str) -> str | None:
    """Return the content of the first fence of a kind."""
    return next((content for found, content in read_fences(text) if found == kind), None)
