"""What a cold chat process cannot do without: `python -m bench.bare_child` prints its CPU seconds.

The frameworks and the AWS clients of the function, without a line of its own code.
"""

from __future__ import annotations

import importlib
import time

FRAMEWORKS = (
    "boto3",
    "joserfc.jwk",
    "joserfc.jwt",
    "starlette.applications",
    "starlette.middleware.cors",
    "starlette.responses",
    "starlette.routing",
    "uvicorn",
    "uvicorn.protocols.http.auto",
)
CLIENTS = ("dynamodb", "s3", "lambda")

if __name__ == "__main__":
    for name in FRAMEWORKS:
        importlib.import_module(name)
    import boto3

    session = boto3.Session(region_name="us-east-1")
    clients = [session.client(name) for name in CLIENTS]  # type: ignore[call-overload]
    print(time.process_time(), flush=True)
