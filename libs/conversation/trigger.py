"""The build trigger in the assistant's text: found at every split, hidden, never shown.

Two spellings count, `[GENERATE_PROGRAM]` and the same in bold. Every other character survives.
"""

from __future__ import annotations

from libs.ai.trigger import TOKEN

_BOLD = "**"
_BOLD_TOKEN = _BOLD + TOKEN + _BOLD
_SPELLINGS = (_BOLD_TOKEN, TOKEN)


class TriggerFilter:
    """Takes the text in pieces, gives back what may be shown, remembers whether it fired."""

    def __init__(self) -> None:
        self.fired = False
        self._held = ""
        self._shown_tail = ""

    def feed(self, piece: str) -> str:
        """Return the text that can no longer become part of the trigger; may be empty."""
        if not self._held and "[" not in piece and "*" not in piece and "]" not in piece:
            return self._guard(piece)
        self._held += piece
        return self._guard(self._release(at_end=False))

    def flush(self) -> str:
        """Return what was held back; call once, at the end of a text run."""
        return self._guard(self._release(at_end=True))

    def _release(self, *, at_end: bool) -> str:
        shown: list[str] = []
        while (at := self._held.find(TOKEN)) >= 0:
            before, after = self._held[:at], self._held[at + len(TOKEN) :]
            opened = before.endswith(_BOLD)
            if opened and not at_end and _BOLD.startswith(after) and after != _BOLD:
                shown.append(before[: -len(_BOLD)])
                self._held = _BOLD + TOKEN + after
                return "".join(shown)
            self.fired = True
            if opened and after.startswith(_BOLD):
                before, after = before[: -len(_BOLD)], after[len(_BOLD) :]
            shown.append(before)
            self._held = after
        keep = 0 if at_end else _held_chars(self._held)
        cut = len(self._held) - keep
        shown.append(self._held[:cut])
        self._held = self._held[cut:]
        return "".join(shown)

    def _guard(self, shown: str) -> str:
        """Keep removals from joining the rest into a new trigger: its last bracket is dropped."""
        joined = self._shown_tail + shown
        start = len(self._shown_tail)
        while (at := joined.find(TOKEN)) >= 0:
            end = at + len(TOKEN)
            joined = joined[: end - 1] + joined[end:]
        self._shown_tail = joined[-(len(TOKEN) - 1) :]
        return joined[start:]


def _held_chars(text: str) -> int:
    """Return the length of the longest suffix that is a proper start of a spelling."""
    longest = min(len(text), len(_BOLD_TOKEN) - 1)
    for size in range(longest, 0, -1):
        suffix = text[-size:]
        if any(spelling.startswith(suffix) for spelling in _SPELLINGS):
            return size
    return 0
