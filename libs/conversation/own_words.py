"""Whose facts a workout tool call carries: only what the athlete gave is ever logged.

Text that reaches the model from elsewhere (a pasted page, a memory, a photo of somebody's board)
may ask for a call; code compares the call with the athlete's own messages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from libs.conversation.models import Message

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_WORD = re.compile(r"[^\W\d_]{4,}")
_NUMBER_WORD = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty"
    r"|fifty|sixty|hundred|half|hour|dozen|twice|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn"
    r"|zwanzig|halbe[nrs]?|hundert|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|veinte|media"
    r"|deux|trois|quatre|cinq|sept|huit|neuf|dix|vingt|demi|due|tre|quattro|cinque|dieci|venti"
    r"|mezz[ao]|dois|duas|três|dez|vinte|meia)\b",
    re.IGNORECASE,
)


def workout_words(
    own: str, told: str, earlier: Sequence[Message], *, has_images: bool
) -> str | None:
    """Return the text to log for a tool call, or None when it is not of the athlete's making.

    Args:
        own: The athlete's message of this turn; logged as it is when it measures something.
        told: What the model put into the call.
        earlier: Messages before; their numbers are the athlete's too.
        has_images: A result may stand on the athlete's photo.
    """
    if _NUMBER.search(own) or _NUMBER_WORD.search(own):
        return own if _shares(own, told) else None
    if has_images:
        return told
    given = _numbers("\n".join(message.content for message in earlier if message.role == "user"))
    asked = _numbers(told)
    return told if asked and asked <= given else None


def _shares(own: str, told: str) -> bool:
    words = (frozenset(_WORD.findall(text.casefold())) for text in (own, told))
    return bool(_numbers(own) & _numbers(told)) or bool(frozenset.intersection(*words))


def _numbers(text: str) -> frozenset[str]:
    return frozenset(number.replace(",", ".") for number in _NUMBER.findall(text))
