"""Mends small slips of a model's JSON where validation points at them; never invents values.

A null where a value is optional is dropped, JSON text becomes its value, one object becomes a list
of one, a word that differs in case or separators becomes the known one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from copy import deepcopy
from typing import TypeVar, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from libs.ai.json_answers import json_candidates
from libs.wire import WireModel

T = TypeVar("T", bound=WireModel)

MAX_ROUNDS = 3
"""Mending an outer value may uncover an inner slip; our choice."""

MAX_ISSUES = 20
"""Errors shown to the model; more would not help it."""

_WORD_BREAK = re.compile(r"[\s/-]+")
_QUOTED = re.compile(r"'([^']*)'")
_LIST_TYPES = frozenset({"list_type", "tuple_type", "set_type", "frozen_set_type"})
_OBJECT_TYPES = frozenset({"model_type", "dict_type", "model_attributes_type"})
_WORD_TYPES = frozenset({"enum", "literal_error"})


class _Unmended:
    pass


_UNMENDED = _Unmended()


def validate_leniently(output: type[T], value: object) -> T:
    """Return the validated value, mended where that is safe.

    Raises:
        ValidationError: what cannot be mended.
    """
    value = _fit_root(output, value)
    for _ in range(MAX_ROUNDS):
        try:
            return output.from_wire(value)
        except ValidationError as error:
            value, changed = _mend(value, error.errors(include_url=False))
            if not changed:
                raise
    return output.from_wire(value)


def issues_of(error: ValidationError) -> tuple[str, ...]:
    """Return `location: message` lines without the offending values, at most `MAX_ISSUES`."""
    lines = [
        f"{'.'.join(str(step) for step in issue['loc']) or 'answer'}: {issue['msg']}"
        for issue in error.errors(include_url=False, include_input=False, include_context=False)
    ]
    hidden = len(lines) - MAX_ISSUES
    return tuple(lines[:MAX_ISSUES] + ([f"and {hidden} more"] if hidden > 0 else []))


def _fit_root(output: type[WireModel], value: object) -> object:
    if isinstance(value, list):
        return _fit_list(output, value)
    if isinstance(value, dict) and len(value) == 1:
        [(name, inner)] = value.items()
        if isinstance(inner, dict) and name not in _field_names(output):
            return inner
    return value


def _fit_list(output: type[WireModel], value: list[object]) -> object:
    if len(value) == 1 and isinstance(value[0], dict) and value[0].keys() & _field_names(output):
        return value[0]
    lists = [
        field.alias or name
        for name, field in output.model_fields.items()
        if get_origin(_bare(field.annotation)) in (list, tuple)
    ]
    return {lists[0]: value} if len(lists) == 1 else value


def _bare(annotation: object) -> object:
    options = [option for option in get_args(annotation) if option is not type(None)]
    is_optional = type(None) in get_args(annotation)
    return options[0] if is_optional and len(options) == 1 else annotation


def _field_names(output: type[WireModel]) -> set[str]:
    fields = output.model_fields
    return set(fields) | {field.alias or name for name, field in fields.items()}


def _mend(value: object, errors: Sequence[ErrorDetails]) -> tuple[object, bool]:
    mended = deepcopy(value)
    changed = False
    # From the back, so that dropped list items do not move the ones still to be mended.
    for issue in sorted(errors, key=_position, reverse=True):
        parent, step = _find_parent(mended, issue["loc"])
        if parent is not None and step is not None:
            changed = _mend_at(parent, step, issue) or changed
    return mended, changed


def _position(issue: ErrorDetails) -> tuple[str, ...]:
    return tuple(f"{step:09d}" if isinstance(step, int) else step for step in issue["loc"])


def _mend_at(
    parent: dict[str, object] | list[object], step: str | int, issue: ErrorDetails
) -> bool:
    value = _child(parent, step)
    if value is None:
        return _drop(parent, step)
    replacement = _replacement(value, issue)
    if isinstance(replacement, _Unmended):
        return False
    if isinstance(parent, dict):
        parent[str(step)] = replacement
    elif isinstance(step, int):
        parent[step] = replacement
    return True


def _drop(parent: dict[str, object] | list[object], step: str | int) -> bool:
    """Drop an explicit null; False when there is nothing at all."""
    if isinstance(parent, dict):
        return parent.pop(str(step), _UNMENDED) is None
    if isinstance(step, int) and step < len(parent):
        del parent[step]
        return True
    return False


def _replacement(value: object, issue: ErrorDetails) -> object:
    kind = issue["type"]
    if kind in _LIST_TYPES:
        return _as_list(value)
    if kind in _OBJECT_TYPES and isinstance(value, str):
        candidates = json_candidates(value)
        return candidates[0] if candidates else _UNMENDED
    if kind in _WORD_TYPES and isinstance(value, str):
        return _known_word(value, issue)
    if kind == "string_type" and isinstance(value, int | float) and not isinstance(value, bool):
        return json.dumps(value)
    return _UNMENDED


def _as_list(value: object) -> object:
    if isinstance(value, str):
        candidates = json_candidates(value)
        value = candidates[0] if candidates else value
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, dict | str | int | float) else _UNMENDED


def _known_word(value: str, issue: ErrorDetails) -> object:
    expected = str(issue.get("ctx", {}).get("expected", ""))
    word = _plain(value)
    for known in _QUOTED.findall(expected):
        if _plain(known) == word and known != value:
            return known
    return _UNMENDED


def _plain(word: str) -> str:
    return _WORD_BREAK.sub("_", word.strip().lower())


def _find_parent(
    value: object, path: Sequence[str | int]
) -> tuple[dict[str, object] | list[object] | None, str | int | None]:
    if not path:
        return None, None
    for step in path[:-1]:
        value = _child(value, step)
    return (value, path[-1]) if isinstance(value, dict | list) else (None, None)


def _child(value: object, step: str | int) -> object:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None
