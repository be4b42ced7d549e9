"""Every fault of the model at every call number, and every one that does not go away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from local.bedrock.scripts import Script, ScriptedBreak, ScriptedError
from local.faults.judging import Finding
from local.faults.trial import Case

_SOON = {"retry-after-ms": "20"}
_GONE = ScriptedError(type="ResourceNotFoundException")


def _error(code: str) -> Script:
    return Script(error=ScriptedError(type=code, headers=_SOON))


_ONCE: Mapping[str, Script] = {
    "throttled (429)": _error("ThrottlingException"),
    "internal error (500)": _error("InternalServerException"),
    "unavailable (503)": _error("ServiceUnavailableException"),
    "time-out (408)": _error("ModelTimeoutException"),
    "model error (424)": _error("ModelErrorException"),
    "model retired (404)": Script(error=_GONE),
    "socket cut": Script(break_=ScriptedBreak(kind="cut", after_frames=3)),
    "socket reset": Script(break_=ScriptedBreak(kind="reset", after_frames=1)),
    "silent end": Script(break_=ScriptedBreak(kind="end", after_frames=3)),
    "cut inside a frame": Script(break_=ScriptedBreak(kind="torn", after_frames=3)),
    "exception frame": Script(
        break_=ScriptedBreak(kind="exception", type="throttlingException", after_frames=3)
    ),
    "max_tokens": Script(text='{"sessions": [{"slot": "d1.1", "ti', stop_reason="max_tokens"),
    "refusal": Script(stop_reason="refusal"),
    "bad JSON": Script(text="Of course! {'sessions': [oh no, NaN"),
    "nothing": Script(text=""),
}
"""What happens once is survived, whichever call it hits."""
_FOREVER: Mapping[str, frozenset[str]] = {
    "throttled (429)": frozenset({"failed:throttled"}),
    "internal error (500)": frozenset({"failed:unavailable"}),
    "unavailable (503)": frozenset({"failed:unavailable"}),
    "model retired (404)": frozenset({"failed:rejected", "failed:model_gone"}),
    "socket cut": frozenset({"failed:stream_broken"}),
    "silent end": frozenset({"failed:stream_broken"}),
    "max_tokens": frozenset({"failed:invalid_output", "failed:truncated"}),
    "refusal": frozenset({"failed:refused"}),
    "bad JSON": frozenset({"failed:invalid_output"}),
}
"""What does not go away ends with its own reason."""


def model_cases(clean: Finding) -> Iterator[Case]:
    """Yield one case for each fault at each call number of an undisturbed build."""
    for name, script in _ONCE.items():
        for number in range(1, clean.calls + 1):
            at_call = script.model_copy(update={"at_call": number})
            yield Case(f"model: {name}", f"at call {number}", scripts=(at_call,), pays_extra=True)


def lasting_cases(clean: Finding) -> Iterator[Case]:
    """Yield faults that meet every call of a kind, again and again."""
    for name, ends in _FOREVER.items():
        for label in ("structure", "week"):
            script = _ONCE[name].model_copy(update={"label": label, "times": 0})
            scripts = (script, script.model_copy(update={"label": "week_repair"}))
            yield Case(
                f"model, lasting: {name}",
                f"each {label} call",
                scripts=scripts,
                expect=ends,
                pays_extra=True,
            )
