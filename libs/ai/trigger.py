"""The one word of the model's text that code acts on, and how data is kept from carrying it."""

from __future__ import annotations

import re
import unicodedata

TOKEN = "[GENERATE_PROGRAM]"  # noqa: S105  (the trigger's spelling, no secret)
_NEUTRAL = "(generate program)"
_IGNORED = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e007f"
)
_GAP = rf"[\s{_IGNORED}_*`~\\\-]*"
_LOOKALIKE = re.compile(
    rf"\[{_GAP}{_GAP.join('generate')}{_GAP}{_GAP.join('program')}{_GAP}\]", re.IGNORECASE
)


def neutralise(text: str) -> str:
    """Return text of a person or a tool with anything like the trigger made harmless.

    Case, wide letters, blanks, invisible characters and markdown's marks do not hide it.
    """
    if not text.isascii():
        folded = unicodedata.normalize("NFKC", text)
        if _LOOKALIKE.search(folded):
            return _LOOKALIKE.sub(_NEUTRAL, folded)
    return _LOOKALIKE.sub(_NEUTRAL, text)
