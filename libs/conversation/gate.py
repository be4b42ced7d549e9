"""The gate before a build: mode, confirmation, red flags (behaviours M5); no model decides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from libs.conversation.models import Message, Mode
from libs.safety.red_flags import RedFlag, find_blocking

_REFUSAL = re.compile(
    r"\b(?:not yet|don't|dont|do not|wait|hold on|hang on|stop|cancel|later|let me think"
    r"|never ?mind|not (?:sure|now|ready)|noch nicht|warte|todav\u00eda no|espera|pas encore"
    r"|attends|non ancora|ainda n\u00e3o)\b"
)
_BUILD_REQUEST = re.compile(
    r"\b(?:(?:build|generate|create|make|write|start|produce|give me)\b.{0,60}?"
    r"\b(?:it|program(?:me)?|plan|block|cycle|programm|programa|trainingsplan)|go ahead|do it"
    r"|go for it|let'?s (?:go|do|build|start)|(?:ready|good) to go|erstelle?n?|los geht'?s"
    r"|adelante|vas-y|andiamo)\b"
)
_YES = re.compile(
    r"\b(?:yes|yep|yeah|yup|confirm(?:ed)?|absolutely|definitely|of course|i agree|agreed"
    r"|approved?|love it|that's (?:right|correct|it|perfect|fine)|works for me|i'?m in"
    r"|(?:sounds|looks|seems|is|all) (?:good|great|fine|perfect|awesome)"
    r"|ja|jawohl|passt|s\u00ed|oui|d'accord|certo|va bene|sim|tak)\b"
    r"|[\U0001F44D\u2705\U0001F44C\U0001F4AA\U0001F197]|\u306f\u3044|\u597d\u7684"
)
_YES_FIRST = re.compile(
    r"\W*(?:(?:ok|okay|okey|sure|deal)\b"
    r"|(?:y|k|correct|exactly|right|perfect|great|good|awesome|excellent|fine|cool|nice|works"
    r"|genau|super|klar|si|claro|vale|dale|parfait|perfecto|perfekt)\s*(?:[,.!;:\n-]|\Z))"
)
_ASKS_FIRST = re.compile(r"(?:what|how|why|when|which|who|where)\b(?! a\b| great| good| nice)")
_NO_CHANGES = re.compile(
    r"\b(?:no (?:changes?|more questions|questions|problem|worries|objections?)"
    r"|nothing (?:else|more)|don'?t (?:change|worry)|do not change|why not|can't wait"
    r"|cannot wait|don't wait)\b"
)

GateReason = Literal["mode", "not_confirmed", "red_flag"]


@dataclass(frozen=True)
class GateClosed:
    """Why a trigger starts no build."""

    reason: GateReason
    flag: RedFlag | None = None


def check_build_gate(*, mode: Mode, section: tuple[Message, ...]) -> GateClosed | None:
    """Return None when a trigger in the newest reply of this build section may start a build.

    The budget is checked where the job is written; that the trigger is the assistant's own is
    certain because only the model's text passes the filter.
    """
    if mode != "build":
        return GateClosed("mode")
    asked = tuple(message.content for message in section if message.role == "user")
    flag = find_blocking(asked)
    if flag is not None:
        return GateClosed("red_flag", flag)
    return None if is_confirmed(asked) else GateClosed("not_confirmed")


def is_confirmed(asked: tuple[str, ...]) -> bool:
    """Tell whether the athlete's newest words agree to a build, or ask for one.

    An explicit request one message earlier still counts when the newest message only adds facts.
    """
    if not asked:
        return False
    newest = _plain(asked[-1])
    if _REFUSAL.search(newest) or _is_no(newest):
        return False
    if _BUILD_REQUEST.search(newest) or (_agrees(newest) and not _only_asks(newest)):
        return True
    if len(asked) == 1 or _only_asks(newest):
        return False
    earlier = _plain(asked[-2])
    return bool(_BUILD_REQUEST.search(earlier)) and not _REFUSAL.search(earlier)


def _is_no(text: str) -> bool:
    return bool(re.match(r"(?:no|nope|nah|nein)\b", text)) and not (
        _BUILD_REQUEST.search(text) or _YES.search(text)
    )


def _agrees(text: str) -> bool:
    return bool(_YES.search(text) or _YES_FIRST.match(text))


def _only_asks(text: str) -> bool:
    """Tell whether a text is a question; a page pasted behind one agrees to nothing."""
    return text.rstrip().endswith("?") or _ASKS_FIRST.match(text) is not None


def _plain(text: str) -> str:
    return _NO_CHANGES.sub(" ", text.lower().replace("\u2019", "'")).strip()
