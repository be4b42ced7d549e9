from __future__ import annotations

import base64
import json
from typing import NamedTuple

import pytest
from botocore.eventstream import ChecksumMismatch, EventStreamBuffer, EventStreamMessage
from hypothesis import given
from hypothesis import strategies as st

from local.bedrock.event_stream import encode_chunk, encode_exception, encode_frame

NAMES = st.text(alphabet="abcdefghijklmnop:-", min_size=1, max_size=30)
HEADERS = st.dictionaries(NAMES, st.text(max_size=60), max_size=6)


class Decoded(NamedTuple):
    headers: dict[str, object]
    payload: bytes
    status: int


def decoded(raw: bytes) -> list[Decoded]:
    buffer = EventStreamBuffer()
    buffer.add_data(raw)
    return [read(message) for message in buffer]


def read(message: EventStreamMessage) -> Decoded:
    answer: dict[str, object] = dict(message.to_response_dict())
    headers, status, payload = answer["headers"], answer["status_code"], answer["body"]
    assert isinstance(headers, dict)
    assert isinstance(status, int)
    assert isinstance(payload, bytes)
    return Decoded(headers, payload, status)


@given(headers=HEADERS, payload=st.binary(max_size=500))
def test_frames_read_back_with_the_decoder_of_aws(headers: dict[str, str], payload: bytes) -> None:
    [message] = decoded(encode_frame(tuple(headers.items()), payload))

    assert message.headers == headers
    assert message.payload == payload


def test_chunks_carry_one_event_in_base64() -> None:
    event = {"type": "content_block_delta", "delta": {"text": "åŸ \U0001f3cb"}}

    messages = decoded(encode_chunk(event) + encode_chunk(event))

    assert len(messages) == 2
    assert messages[0].headers[":event-type"] == "chunk"
    assert json.loads(base64.b64decode(json.loads(messages[0].payload)["bytes"])) == event


def test_exception_frames_count_as_failures() -> None:
    [message] = decoded(encode_exception("throttlingException", "Too many tokens"))

    assert message.status == 400
    assert json.loads(message.payload) == {"message": "Too many tokens"}


def test_a_changed_byte_is_noticed() -> None:
    raw = bytearray(encode_chunk({"type": "ping"}))
    raw[-10] ^= 1

    with pytest.raises(ChecksumMismatch):
        decoded(bytes(raw))
