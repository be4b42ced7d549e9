"""CDK's side of the bundles: the code asset of a function, bundled without Docker."""

from __future__ import annotations

from pathlib import Path

import aws_cdk as cdk
import jsii
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from stacks.bundle import ROOT, BundleTarget, bundle
from stacks.config import StageConfig


@jsii.implements(cdk.ILocalBundling)
class UvBundling:
    """CDK's local bundler over `bundle`."""

    def __init__(self, name: str, target: BundleTarget) -> None:
        self._name, self._target = name, target

    def try_bundle(self, output_dir: str, *, image: cdk.DockerImage, **_: object) -> bool:
        """Bundle without Docker; always succeeds or raises."""
        bundle(self._name, self._target, Path(output_dir))
        return True


def function_code(scope: Construct, name: str, stage: StageConfig) -> lambda_.Code:
    """Return the code asset of a function; its hash is that of the bundle's content."""
    has_pinecone = stage.vector_store == "pinecone"
    target = BundleTarget(stage.bundle_platform, stage.python_version, has_pinecone)
    skipped = cdk.Stack.of(scope).bundling_required is False
    return lambda_.Code.from_asset(
        str(ROOT / "functions" / name),
        asset_hash_type=cdk.AssetHashType.SOURCE if skipped else cdk.AssetHashType.OUTPUT,
        bundling=cdk.BundlingOptions(
            image=cdk.DockerImage.from_registry("never-pulled"),
            # CDK caches a bundle by these options and cannot see into a local bundler: without
            # the function's name here all functions would share the first one's code
            command=[name, target.platform, target.python_version, stage.vector_store],
            local=UvBundling(name, target),
        ),
    )
