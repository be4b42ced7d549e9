"""Log lines, metrics and dumps."""

from __future__ import annotations

import io
import json

import pytest

from libs.clock import FrozenClock
from libs.errors import StorageError
from libs.observability.debug_dump import ObjectDebugDump, redacted
from libs.observability.logging import PowertoolsEventLog
from libs.observability.metrics import EmfMetrics
from tests.fakes.jobs import NOW, RecordingLog


class Bucket:
    """Keeps what is put, or fails."""

    def __init__(self, *, failing: bool = False) -> None:
        self.failing = failing
        self.objects: dict[str, bytes] = {}

    def put(self, key: str, body: bytes) -> object:
        if self.failing:
            raise StorageError("down")
        self.objects[key] = body
        return key


def dump_to(bucket: Bucket, log: RecordingLog) -> ObjectDebugDump:
    return ObjectDebugDump(bucket, function="build", clock=FrozenClock(NOW), log=log)


def lines_of(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_has_its_event_its_fields_and_what_is_bound() -> None:
    stream = io.StringIO()
    log = PowertoolsEventLog(service="log-fields", stream=stream)
    log.bind(job_id="job_1", coach_id="")

    log.info("build_started", message="Starting:", messages=3, name="reserved")

    (line,) = lines_of(stream)
    assert line["event"] == "build_started"
    assert line["message"] == "Starting:"
    assert (line["job_id"], line["messages"], line["name_"]) == ("job_1", 3, "reserved")
    assert "coach_id" not in line


def test_a_field_bound_to_nothing_leaves_the_following_lines() -> None:
    stream = io.StringIO()
    log = PowertoolsEventLog(service="log-unbound", stream=stream)
    log.bind(job_id="job_1")
    log.bind(job_id="")

    log.info("next_invocation")

    (line,) = lines_of(stream)
    assert "job_id" not in line


def test_an_error_line_has_type_and_place_but_no_text() -> None:
    stream = io.StringIO()
    log = PowertoolsEventLog(service="log-errors", stream=stream)
    try:
        raise ValueError("my secret diary")
    except ValueError as exc:
        log.error("odd", error=exc)

    (line,) = lines_of(stream)
    assert line["error_type"] == "ValueError"
    assert "test_an_error_line" in str(line["error_place"])
    assert "diary" not in stream.getvalue()


def test_a_metric_is_embedded_as_a_whole_and_in_detail(capsys: pytest.CaptureFixture[str]) -> None:
    EmfMetrics(service="build", stage="test").seconds("StepSeconds", 1.5, step="weeks")

    (line,) = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
    assert line["StepSeconds"] == [1.5]
    assert (line["service"], line["stage"], line["step"]) == ("build", "test", "weeks")
    (told,) = line["_aws"]["CloudWatchMetrics"]
    assert told["Namespace"] == "Mesocycle"
    assert told["Dimensions"] == [["service", "stage"], ["service", "stage", "step"]]
    assert told["Metrics"] == [{"Name": "StepSeconds", "Unit": "Seconds"}]


def test_a_dump_lies_under_function_date_and_athlete() -> None:
    bucket = Bucket()

    dump_to(bucket, RecordingLog()).write(user_id="u/../1", name="job-1", content={"a": 1})

    assert list(bucket.objects) == ["debug/build/2026-11-23/u_.._1/job-1.json"]


@pytest.mark.parametrize("content", [{"a": 1}, {"a": {1, 2}}, {"a": float("nan")}])
def test_a_dump_that_fails_is_dropped(content: dict[str, object]) -> None:
    log = RecordingLog()

    dump_to(Bucket(failing=True), log).write(user_id="", name="", content=content)

    assert log.events() == ["debug_dump_dropped"]


def test_addresses_tokens_and_numbers_are_masked() -> None:
    text = "mail me@x.org call +49 170 1234567 key AKIAABCDEFGHIJKLMNOP eyJhbGci.eyJzdWIi.sig"

    masked = str(redacted({"reply": [text]}))

    assert not any(part in masked for part in ("me@x.org", "1234567", "AKIAAB", "eyJ"))
    assert redacted("Back Squat 5x5 @100 kg, 2026-11-23T10:00") == (
        "Back Squat 5x5 @100 kg, 2026-11-23T10:00"
    )
