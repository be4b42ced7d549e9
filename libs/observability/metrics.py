"""Metrics in CloudWatch's embedded format: each figure per service and stage, and in detail.

Dimensions never hold ids of athletes.
"""

from __future__ import annotations

from aws_lambda_powertools import single_metric
from aws_lambda_powertools.metrics import MetricUnit

NAMESPACE = "Mesocycle"


class EmfMetrics:
    """The `Metrics` port; every figure is one line on standard output."""

    def __init__(self, *, service: str, stage: str) -> None:
        self._dimensions = {"service": service, "stage": stage}

    def count(self, name: str, value: float = 1, **dimensions: str) -> None:
        """Add to a counter."""
        self._emit(name, MetricUnit.Count, value, dimensions)

    def seconds(self, name: str, value: float, **dimensions: str) -> None:
        """Record a duration."""
        self._emit(name, MetricUnit.Seconds, value, dimensions)

    def _emit(self, name: str, unit: MetricUnit, value: float, dimensions: dict[str, str]) -> None:
        for detail in ({}, dimensions) if dimensions else ({},):
            with single_metric(
                name=name,
                unit=unit,
                value=value,
                namespace=NAMESPACE,
                default_dimensions=self._dimensions | detail,
            ):
                pass
