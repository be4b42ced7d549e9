"""The CDK app: a stateful and a stateless stack of one stage, checked by cdk-nag at synth.

`cdk synth -c stage=prod`; no AWS call and no git call happens here.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import aws_cdk as cdk

from stacks.backend_stack import BackendStack
from stacks.config import StageConfig
from stacks.data_stack import DataStack
from stacks.nag import check_with_nag

_CDK_JSON = Path(__file__).resolve().parent / "cdk.json"


def build_app(
    context: dict[str, object] | None = None,
    *,
    outdir: str | None = None,
    stage: StageConfig | None = None,
    nag: bool = True,
) -> cdk.App:
    """Return the app of a stage: the given one, else the one that the context names."""
    app = cdk.App(context=context, outdir=outdir)
    stage = stage or _stage_of(app)
    env = cdk.Environment(
        account=os.environ.get("CDK_DEFAULT_ACCOUNT"), region=os.environ.get("CDK_DEFAULT_REGION")
    )
    data = DataStack(app, f"Mesocycle-{stage.name}-data", stage=stage, env=env)
    backend = BackendStack(app, f"Mesocycle-{stage.name}", stage=stage, data=data, env=env)
    cdk.Tags.of(app).add("application", "mesocycle")
    cdk.Tags.of(app).add("stage", stage.name)
    if nag:
        check_with_nag(app, data, backend)
    return app


def unbundled() -> dict[str, object]:
    """Return the context that the CDK's command takes from cdk.json, and no bundling with it.

    For tests and documents, which read templates: their feature flags are those of a deploy.
    """
    context: dict[str, object] = json.loads(_CDK_JSON.read_text("utf-8"))["context"]
    return {**context, "aws:cdk:bundling-stacks": []}


def _stage_of(app: cdk.App) -> StageConfig:
    """Return the stage of the context; two addresses put the emulator's behind them."""
    stage = StageConfig.of(str(app.node.try_get_context("stage") or "dev"))
    addresses = [app.node.try_get_context(name) for name in ("aws-url", "bedrock-url")]
    return stage.behind(*map(str, addresses)) if any(addresses) else stage


if __name__ == "__main__":
    build_app().synth()
