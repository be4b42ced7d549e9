#!/bin/sh
# Started by the Lambda Web Adapter.
set -eu
export PATH="$LAMBDA_TASK_ROOT/bin:$PATH"
export PYTHONPATH="$LAMBDA_TASK_ROOT:/opt/python:${LAMBDA_RUNTIME_DIR:-}"
exec python -m functions.stream_coach_conversation.server "${AWS_LWA_PORT:-8080}"
