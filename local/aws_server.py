"""DynamoDB, S3, SQS, Cognito, EventBridge and Secrets Manager by moto's server, as a process."""

from __future__ import annotations

import logging
import sys

from moto.server import main

if __name__ == "__main__":
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    main(["-H", "127.0.0.1", "-p", sys.argv[1]])
