"""AWS's binary event stream encoding, the writing half.

A frame is: total length, headers length, CRC of these eight bytes, headers, payload, CRC of all
before it; integers big endian. Every header we send is a string (type 7).
"""

from __future__ import annotations

import base64
import json
import struct
from binascii import crc32
from collections.abc import Mapping, Sequence

CONTENT_TYPE = "application/vnd.amazon.eventstream"

_OVERHEAD_BYTES = 16
_STRING_TYPE = 7
_PADDING = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def encode_frame(headers: Sequence[tuple[str, str]], payload: bytes) -> bytes:
    """Encode one frame."""
    return _frame(_encode_headers(headers), payload)


def encode_chunk(event: Mapping[str, object]) -> bytes:
    """Encode one Messages event as a `chunk` frame; padding hides the size of short deltas."""
    raw = json.dumps(event, separators=(",", ":")).encode()
    padding = _PADDING[: len(raw) % len(_PADDING)]
    payload = b'{"bytes":"%b","p":"%b"}' % (base64.b64encode(raw), padding.encode())
    return _frame(_CHUNK_HEADERS, payload)


def encode_exception(kind: str, message: str) -> bytes:
    """Encode a failure after the start; `kind` is for example `throttlingException`."""
    headers = (
        (":exception-type", kind),
        (":content-type", "application/json"),
        (":message-type", "exception"),
    )
    return encode_frame(headers, json.dumps({"message": message}).encode())


def _encode_headers(headers: Sequence[tuple[str, str]]) -> bytes:
    parts = []
    for name, value in headers:
        raw_name, raw_value = name.encode(), value.encode()
        head = struct.pack("!B", len(raw_name)) + raw_name
        parts.append(head + struct.pack("!BH", _STRING_TYPE, len(raw_value)) + raw_value)
    return b"".join(parts)


def _frame(headers: bytes, payload: bytes) -> bytes:
    total = _OVERHEAD_BYTES + len(headers) + len(payload)
    prelude = struct.pack("!II", total, len(headers))
    body = b"".join((prelude, struct.pack("!I", crc32(prelude)), headers, payload))
    return body + struct.pack("!I", crc32(body))


_CHUNK_HEADERS = _encode_headers(
    (
        (":event-type", "chunk"),
        (":content-type", "application/json"),
        (":message-type", "event"),
    )
)
