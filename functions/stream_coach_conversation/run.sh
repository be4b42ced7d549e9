#!/bin/sh
# Started by the Lambda Web Adapter; paths hold user ids, so there is no access log. uvicorn would
# print a crash with its message, which may quote an athlete; the app logs it without.
set -eu
export PATH="$LAMBDA_TASK_ROOT/bin:$PATH"
export PYTHONPATH="$LAMBDA_TASK_ROOT:/opt/python:${LAMBDA_RUNTIME_DIR:-}"
exec python -m uvicorn functions.stream_coach_conversation.handler:app \
    --host 127.0.0.1 --port "${AWS_LWA_PORT:-8080}" --no-access-log --log-level critical --timeout-keep-alive 65
