"""The chat function's routes in the OpenAPI document: it serves them itself and has no resolver.

A test holds this against the chat's own app; refusals have the bodies of all other errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue

from functions.coach_api.requests import RequestBody
from libs.events.stream_request import MAX_IMAGES, MAX_TEXT_CHARS

STREAM = "text/event-stream"
ImageKey = Annotated[str, Field(pattern=r"^user-uploads/")]


class UiTurn(RequestBody):
    """The body of the AI SDK's transport; only the newest user message counts.

    Its `id` makes a repeat the same turn. Its parts are texts, and images as `file` parts whose
    `url` is an upload key; what is older or of another type is ignored.
    """

    id: Annotated[str, Field(min_length=1, description="Id of the conversation.")]
    messages: Annotated[tuple[JsonValue, ...], Field(min_length=1)]


class ReferenceTurn(RequestBody):
    """A turn in the reference frames: a text, images, or both."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": ["userResponse"]},
                {"required": ["imageS3Keys"], "properties": {"imageS3Keys": {"minItems": 1}}},
            ]
        }
    )

    user_response: Annotated[str, Field(max_length=MAX_TEXT_CHARS)] = ""
    message_timestamp: Annotated[str, Field(min_length=1, description="ISO 8601.")]
    image_s3_keys: Annotated[
        tuple[ImageKey, ...], Field(max_length=MAX_IMAGES, alias="imageS3Keys")
    ] = ()


MODELS: tuple[type[RequestBody], ...] = (UiTurn, ReferenceTurn)
_CONVERSATION = "conversationId"
Json = dict[str, object]
_NOTHING: Json = {"description": "No Content"}


def chat_paths() -> dict[str, Json]:
    """Return path items with their successes; the errors are added to all routes alike."""
    reference = "/users/{userId}/coaches/{coachId}/conversations/{conversationId}/stream"
    ids = ("userId", "coachId", _CONVERSATION)
    resumed: dict[str, Json] = {
        "200": _stream("The answer from its start."),
        "204": {"description": "No Content"},
    }
    told = {"200": _stream("The coach's answer, in the AI SDK's UI message stream, version 1.")}
    framed = {"200": _stream("The coach's answer in frames that end with complete or error.")}
    return {
        "/chat": {"post": _operation("send_message", (), told, UiTurn)},
        "/chat/{conversationId}/stream": {
            "get": _operation("resume_answer", (_CONVERSATION,), resumed)
        },
        reference: {"post": _operation("send_message_framed", ids, framed, ReferenceTurn)},
    }


def _operation(
    name: str,
    ids: tuple[str, ...],
    responses: Mapping[str, Json],
    body: type[RequestBody] | None = None,
) -> Json:
    found: Json = {
        "tags": ["chat"],
        "operationId": name,
        "parameters": [
            {"name": id, "in": "path", "required": True, "schema": {"type": "string"}} for id in ids
        ],
        "responses": dict(responses),
    }
    if body is not None:
        schema: JsonValue = {"$ref": f"#/components/schemas/{body.__name__}"}
        found["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    return found


def _stream(description: str) -> Json:
    return {"description": description, "content": {STREAM: {}}}
