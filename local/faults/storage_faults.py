"""Table, bucket, bus and Lambda fail at each call: 500, throttled, reply lost after the write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from local.faults.judging import Finding
from local.faults.kills import points_of
from local.faults.points import Action, Fault, Plan, Point, When
from local.faults.stack import BUILD, START
from local.faults.trial import Case

_AT: Mapping[Action, When] = {
    "error": "before",
    "throttle": "before",
    "error_once": "during",
    "reply_lost": "after",
    "reply_resent": "during",
}
_NAMES: Mapping[Action, str] = {
    "error": "500 until retries end",
    "throttle": "throttled until retries end",
    "error_once": "500 once",
    "reply_lost": "done, reply lost",
    "reply_resent": "done, reply lost, sent again",
}
_WRITES_ONLY: frozenset[Action] = frozenset({"reply_lost", "reply_resent"})


def storage_cases(clean: Finding) -> Iterator[Case]:
    """Yield every kind of fault at every call; equal reads that follow each other count once."""
    for action, when in _AT.items():
        for function in (START, BUILD):
            for point in points_of(clean, function):
                if _is_meant(point, action):
                    yield _case(function, point, action, when)


def _is_meant(point: Point, action: Action) -> bool:
    if point.is_model or (action in _WRITES_ONLY and not point.is_write):
        return False
    # A throttled call ends like a failed one: the code path is the same, so samples do.
    return action not in ("throttle", "error_once") or point.ordinal == 1


def _case(function: str, point: Point, action: Action, when: When) -> Case:
    fault = Fault(point=point, action=action, when=when)
    name = f"{function}: {point.name} {point.ordinal}"
    return Case(_NAMES[action], name, Plan(faults={function: (fault,)}))
