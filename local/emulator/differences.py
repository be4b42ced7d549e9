"""What stage `emulator` leaves out and what the emulator cannot do, each with its reason.

A test holds the first table against the stage: every setting that differs from `dev` is told here.
"""

from __future__ import annotations

SWITCHED_OFF: dict[str, str] = {
    "architecture": "the functions run on this machine, not on arm64",
    "python_version": "the emulator runs functions with the Python it is installed in",
    "bundle_platform": "wheels of this machine, as above",
    "has_web_adapter": "no emulator runs the web adapter's layer: the chat runs from its bundle, "
    "by its own run.sh, with the deployed function's variables",
    "vector_store": "S3 Vectors answers 400: memories are listed, not searched by meaning",
    "has_budget": "AWS Budgets is not emulated",
    "has_metric_math": "alarms over a sum of metrics are refused: cost per hour, model throttles",
}
"""Settings of `stacks/config.py`, by name."""
CANNOT = (
    "API Gateway streams no response here: the chat's routes are called at the chat process, so "
    "the gateway's STREAM integration and its 5-minute idle limit are not exercised",
    "no TLS on loopback: bucket policies against plain HTTP are lifted after deployment, and the "
    "script reads the queue as if behind a proxy that ends TLS",
    "roles of functions are enforced for tables, buckets and invokes, not for Bedrock",
    "cold starts, memory limits, the arm64 build and Python 3.13 are not exercised",
    "Lambda's waits between tries are seconds, not minutes; throttling and concurrency are not met",
    "model access, quotas and prices of Bedrock: the offline coach answers, and says so",
)
"""Told with every run."""


def lines() -> list[str]:
    """Return what is printed under the checklist."""
    return [
        *(f"off: {name}: {reason}" for name, reason in SWITCHED_OFF.items()),
        *(f"not here: {what}" for what in CANNOT),
    ]
