"""How AWS clients are configured: short time-outs, few attempts, one retrying layer."""

from __future__ import annotations

import botocore
from botocore.config import Config

CLIENT_CONFIG = Config(
    connect_timeout=2,
    read_timeout=10,
    # boto counts the first try in total_max_attempts; max_attempts would mean one more.
    retries={"total_max_attempts": 3, "mode": "standard"},
    max_pool_connections=32,
    # mypy holds the parameters against the service's shapes, and the service checks them again.
    parameter_validation=False,
    # The default one is composed anew for each request, a tenth of its CPU time.
    user_agent=f"mesocycle Botocore/{botocore.__version__}",
)
"""For every boto3 client; 26 weeks and the heartbeat may write at once."""
