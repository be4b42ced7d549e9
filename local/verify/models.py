"""What only a real account can tell, printed where it is cheap (what Bedrock does not document)."""

from __future__ import annotations

import json

from botocore.exceptions import ClientError

from local.show import as_object
from local.verify.report import NotChecked
from local.verify.session import Session
from local.verify.target import PROGRAM

LATER_VERSION = "2026-10-21"
"""The body's version that our pin avoids; one token is asked for."""
PROBE = {
    "anthropic_version": LATER_VERSION,
    "max_tokens": 1,
    "messages": [{"role": "user", "content": "Hi"}],
}


def tell_speed(run: Session) -> str:
    """First text of a turn, and output tokens a second over the whole build."""
    usage = run.stored_program().usage
    rate = usage.output_tokens / usage.seconds if usage.seconds else 0.0
    return (
        f"first text {run.first_text_s:.2f} s; build {usage.seconds:.1f} s, {usage.calls} calls, "
        f"{usage.input_tokens} tokens in, {usage.output_tokens} out ({rate:.0f}/s of wall time), "
        f"{usage.cache_read_tokens} read from the cache, {usage.cost_usd:.4f} USD by our prices; "
        f"models {', '.join(usage.models)}"
    )


def tell_versions(run: Session) -> str:
    """Whether the stage's models take the later body version on InvokeModel."""
    target = run.target
    if target.model is not None:
        raise NotChecked("the local Bedrock answers, which knows only what is documented")
    found = target.functions_client().get_function_configuration(
        FunctionName=target.functions[PROGRAM]
    )
    tiers = json.loads(found["Environment"]["Variables"]["MODEL_TIERS"])
    models = sorted({str(as_object(tier).get("modelId")) for tier in tiers.values()})
    client = target.session.client("bedrock-runtime")
    answers = []
    for model_id in models:
        try:
            client.invoke_model(modelId=model_id, body=json.dumps(PROBE))
            answers.append(f"{model_id} takes it")
        except ClientError as refused:
            answers.append(f"{model_id}: {refused.response['Error']['Code']}")
    return f"anthropic_version {LATER_VERSION}: {'; '.join(answers)}"
