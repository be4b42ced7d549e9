"""Metrics in CloudWatch's embedded format: each figure per service and stage, and in detail.

Dimensions never hold ids: each new value is a metric of its own, and costs as one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

NAMESPACE = "Mesocycle"


class EmfMetrics:
    """The `Metrics` ports; every record is one line on standard output, written at once."""

    def __init__(self, *, service: str, stage: str) -> None:
        self._dimensions = {"service": service, "stage": stage}

    def count(self, name: str, value: float = 1, **detail: str) -> None:
        """Add to a counter; `detail` names further dimensions of a second set."""
        self._emit({name: value}, MetricUnit.Count, detail)

    def counts(self, figures: Mapping[str, float], **detail: str) -> None:
        """Add to several counters in one line."""
        self._emit(figures, MetricUnit.Count, detail)

    def seconds(self, name: str, value: float, **detail: str) -> None:
        """Record a duration."""
        self._emit({name: value}, MetricUnit.Seconds, detail)

    def milliseconds(self, name: str, value: float, **detail: str) -> None:
        """Record a short duration."""
        self._emit({name: value}, MetricUnit.Milliseconds, detail)

    def _emit(
        self, figures: Mapping[str, float], unit: MetricUnit, detail: Mapping[str, str]
    ) -> None:
        line = EphemeralMetrics(namespace=NAMESPACE, default_dimensions=dict(self._dimensions))
        for name, value in figures.items():
            line.add_metric(name=name, unit=unit, value=value)
        if detail:
            line.add_dimensions(**detail)
        # One write a line: `print` makes two, and lines of threads would run into each other.
        text = json.dumps(line.serialize_metric_set(), separators=(",", ":"))
        sys.stdout.write(f"{text}\n")
