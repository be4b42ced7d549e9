"""`python -m local.vectors PORT`: serve until the process ends."""

from __future__ import annotations

import sys

from local.vectors.server import VectorServer

server = VectorServer(int(sys.argv[1]))
print(f"ready {server.url}", flush=True)
server.serve()
