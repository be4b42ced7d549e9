"""Which of our own metrics dashboard and alarms show."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.infrastructure.templates import Template

NAMESPACE = "Mesocycle"


def watched_by(backend: Template, stage: str) -> set[tuple[str, str]]:
    """Return service and metric of every figure that is shown; all by service and stage."""
    found = set()
    for name, dimensions in (*_on_board(backend), *_in_alarms(backend)):
        assert dimensions == {"service": dimensions["service"], "stage": stage}
        found.add((dimensions["service"], name))
    return found


def _on_board(backend: Template) -> Iterator[tuple[str, dict[str, str]]]:
    body = backend.one("AWS::CloudWatch::Dashboard")["DashboardBody"]["Fn::Join"][1]
    text = "".join(part if isinstance(part, str) else "x" for part in body)
    for widget in json.loads(text)["widgets"]:
        for namespace, name, *rest in widget["properties"].get("metrics", ()):
            if namespace == NAMESPACE:
                pairs = [part for part in rest if isinstance(part, str)]
                yield name, dict(zip(pairs[::2], pairs[1::2], strict=True))


def _in_alarms(backend: Template) -> Iterator[tuple[str, dict[str, str]]]:
    for alarm in backend.of_type("AWS::CloudWatch::Alarm").values():
        stats = [item["MetricStat"]["Metric"] for item in alarm.get("Metrics", ())
                 if "MetricStat" in item]  # fmt: skip
        for stat in (*stats, *([alarm] if "MetricName" in alarm else [])):
            if stat["Namespace"] == NAMESPACE:
                pairs = {item["Name"]: item["Value"] for item in stat["Dimensions"]}
                yield stat["MetricName"], pairs
