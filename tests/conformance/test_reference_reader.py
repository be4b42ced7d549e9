"""The seed's front end as a reader: its rules (streaming.md sections 8, 9) in code of our own."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from libs.conversation.lines import ERROR_TEXTS, LOOKING
from libs.errors import ModelStreamBrokenError
from tests.fakes.models import Script, saying
from tests.unit.test_chat_http import Served


@dataclass
class ReferenceReader:
    """Buffers bytes, splits at LF, takes lines that begin with `data: `, passes over the rest."""

    text: str = ""
    lines: list[str] = field(default_factory=list)
    final: str | None = None
    error: str | None = None
    _rest: bytes = b""

    def feed(self, chunk: bytes) -> None:
        *whole, self._rest = (self._rest + chunk).split(b"\n")
        for raw in whole:
            line = raw.decode()
            if line.startswith("data: "):
                self._take(json.loads(line[6:]))

    def _take(self, frame: Any) -> None:
        if frame["type"] == "chunk":
            self.text += frame["content"]
        elif frame["type"] == "contextual":
            self.lines.append(frame["content"])
        elif frame["type"] == "complete":
            self.final = frame["aiMessage"]["content"]
        elif frame["type"] == "error":
            self.error = frame.get("error") or "Streaming failed"


def reading(body: bytes, size: int) -> ReferenceReader:
    reader = ReferenceReader()
    for at in range(0, len(body), size):
        reader.feed(body[at : at + size])
    return reader


@pytest.mark.parametrize("size", [1, 2, 3, 7, 10_000])
async def test_it_reads_text_lines_and_the_final_message_at_every_split(size: int) -> None:
    answer = await Served(saying("Größe ", "💪🏽\n\n", "  重量挙げ")).reference()

    reader = reading(b"".join(answer.chunks), size)

    assert reader.text == reader.final == "Größe 💪🏽\n\n  重量挙げ"
    assert reader.lines == [LOOKING]
    assert reader.error is None


async def test_it_shows_the_fixed_text_of_an_error_and_never_ends_in_silence() -> None:
    broken: Script = [*saying("Half")[:-1], ModelStreamBrokenError("x")]

    reader = reading(b"".join((await Served(broken).reference()).chunks), 5)

    assert (reader.text, reader.final) == ("Half", None)
    assert reader.error == ERROR_TEXTS["unavailable"]


def test_the_reader_itself_ends_in_silence_without_a_terminal_frame() -> None:
    reader = reading(b': comment\n\ndata: {"type":"chunk","content":"x"}\n\ndata:{"no":1}\n\n', 4)

    assert (reader.text, reader.final, reader.error) == ("x", None, None)
    assert reading(b'data: {"type":"error","message":"m"}\n\n', 9).error == "Streaming failed"
