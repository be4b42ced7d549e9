"""The one place where a model's answer becomes a validated value.

One tool with automatic choice; JSON in the text counts as well. What does not validate goes back
with the list of errors, at most twice. A limit, a refusal and a broken stream are told apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from pydantic import ValidationError

from libs.ai.json_answers import json_candidates
from libs.ai.mending import issues_of, validate_leniently
from libs.ai.ports import (
    ModelMessage,
    ModelReply,
    ModelRequest,
    TextModel,
    TextPart,
    ToolResultPart,
    ToolUsePart,
)
from libs.ai.schema import tool_of
from libs.errors import ModelOutputError, ModelRefusedError, ModelTruncatedError
from libs.wire import WireModel

T = TypeVar("T", bound=WireModel)

MAX_REPAIRS = 2
"""Source: bedrock.md, section 5."""

_NO_JSON = "answer: no JSON object was found"


@dataclass(frozen=True)
class StructuredReply(Generic[T]):
    """A validated value and the replies it took, in order."""

    value: T
    replies: tuple[ModelReply, ...]
    repair_rounds: int


def ask(
    model: TextModel,
    request: ModelRequest,
    output: type[T],
    *,
    tool_name: str,
    max_repairs: int = MAX_REPAIRS,
) -> StructuredReply[T]:
    """Ask for one value of type `output` as the input of a tool, or as JSON.

    A request without that tool gets it, with the schema of `output`.

    Raises:
        ModelTruncatedError: a limit was hit; `text` holds what arrived.
        ModelRefusedError: the model refused.
        ModelOutputError: the answer is still wrong after the repair turns.
        ModelError: the call failed.
    """
    asked = _with_tool(request, output, tool_name)
    replies: list[ModelReply] = []
    turn = asked
    while True:
        reply = model.create(turn)
        replies.append(reply)
        raw = raw_answer(reply, tool_name)
        _check_stop(reply, raw)
        checked = _validate(output, raw)
        if not isinstance(checked, tuple):
            return StructuredReply(checked, tuple(replies), len(replies) - 1)
        if len(replies) > max_repairs:
            raise ModelOutputError(
                "The model's answer does not fit, even after it was told why.",
                model_id=reply.model_id,
                raw=raw,
                issues=checked,
            )
        turn = replace(asked, messages=(*asked.messages, *_repair(reply, checked, tool_name)))


def raw_answer(reply: ModelReply, tool_name: str) -> str:
    """Return what the model wrote as its answer: the tool's input, else the text."""
    for call in reply.tool_inputs:
        if call.name == tool_name:
            return call.raw
    return reply.text


def read_answer(output: type[T], raw: str) -> T:
    """Validate an answer that is at hand; mends what is safe to mend.

    Raises:
        ModelOutputError: no JSON, or JSON that does not fit.
    """
    checked = _validate(output, raw)
    if isinstance(checked, tuple):
        raise ModelOutputError("The answer does not fit.", raw=raw, issues=checked)
    return checked


def _with_tool(request: ModelRequest, output: type[T], tool_name: str) -> ModelRequest:
    if any(tool.name == tool_name for tool in request.tools):
        return request
    return replace(request, tools=(*request.tools, tool_of(output, name=tool_name)))


def _check_stop(reply: ModelReply, raw: str) -> None:
    if reply.stop in ("max_tokens", "context_window"):
        raise ModelTruncatedError(
            f"The answer hit a limit: {reply.stop}.", model_id=reply.model_id, text=raw
        )
    if reply.stop == "refusal":
        raise ModelRefusedError("The model declined to answer.", model_id=reply.model_id)
    if reply.stop not in ("end_turn", "tool_use"):
        raise ModelOutputError(
            f"The answer stopped early: {reply.stop}.", model_id=reply.model_id, raw=raw
        )


def _validate(output: type[T], raw: str) -> T | tuple[str, ...]:
    issues: tuple[str, ...] = ()
    for candidate in json_candidates(raw):
        try:
            return validate_leniently(output, candidate)
        except ValidationError as error:
            issues = issues or issues_of(error)
    return issues or (_NO_JSON,)


def _repair(reply: ModelReply, issues: tuple[str, ...], tool_name: str) -> tuple[ModelMessage, ...]:
    told = (
        "The answer does not fit:\n"
        + "\n".join(f"- {issue}" for issue in issues)
        + f"\nSend the whole answer again, corrected: call the tool `{tool_name}`, or reply with "
        "one JSON object, no prose and no code fence."
    )
    calls = [(call, json_candidates(call.raw)) for call in reply.tool_inputs]
    if calls and all(found and isinstance(found[0], dict) for _, found in calls):
        uses = tuple(
            ToolUsePart(call.id, call.name, found[0])
            for call, found in calls
            if isinstance(found[0], dict)
        )
        results = tuple(ToolResultPart(use.id, told, is_error=True) for use in uses)
        return (ModelMessage("assistant", uses), ModelMessage("user", results))
    # An input that is no JSON cannot be replayed as a tool call: it is shown as text.
    shown = "\n".join([reply.text, *(call.raw for call in reply.tool_inputs)]).strip()
    user = ModelMessage("user", (TextPart(told),))
    return (ModelMessage("assistant", (TextPart(shown),)), user) if shown else (user,)
