"""Everything that `make deploy-local` starts, in one context manager that ends it again by id."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TypeVar
from urllib.parse import urlsplit

from local.bedrock.server import LocalBedrock
from local.chat_process import start_chat, wait_for_chat
from local.emulator.bundle import unpack, variables_of
from local.emulator.cdk import Cdk
from local.emulator.roles import (
    assume_role_of,
    function_secrets,
    lift_tls_only,
)
from local.emulator.server import ACCOUNT, PYTHON, REGION, SECRET, Emulator
from local.offline_coach.responder import OfflineCoach
from local.verify.logs import LogFile
from local.verify.model_control import ModelControl
from local.verify.stack import find_target
from local.verify.target import CHAT, Target

STAGE = "emulator"
STACK = f"Mesocycle-{STAGE}"
TOOLKIT_BUCKET = f"cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"
"""The assets' bucket of a default bootstrap."""
WORK_DIR = Path(".local/emulator")
Progress = Callable[[str], None]
Result = TypeVar("Result")


@dataclass(frozen=True)
class Timing:
    """How long one step of the deployment took."""

    step: str
    seconds: float


class DeployedLocally:
    """The emulator, the model, the stacks in it and the chat beside it.

    Raises:
        StartError: a process did not come up.
        CdkError: bootstrap or deploy failed.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._exit = ExitStack()
        self._secrets = {ACCOUNT: SECRET}
        self.timings: list[Timing] = []

    def __enter__(self) -> DeployedLocally:
        """Start and deploy everything."""
        try:
            self._start()
        except BaseException:
            self._exit.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End what was started."""
        self._exit.close()

    def _start(self) -> None:
        shutil.rmtree(WORK_DIR, ignore_errors=True)
        emulator = self._timed("start the emulator and the local Bedrock", self._servers)
        cdk = Cdk(emulator.url, WORK_DIR, self._progress)
        self._timed("cdk bootstrap", cdk.bootstrap)
        lift_tls_only(emulator.session(), emulator.url, TOOLKIT_BUCKET)
        context = {"stage": STAGE, "aws-url": emulator.url, "bedrock-url": self._bedrock.base_url}
        self._timed("cdk deploy: synth, bundles, two stacks", lambda: cdk.deploy(context))
        deployed = find_target(emulator.session(), STACK, endpoint_url=emulator.url)
        lift_tls_only(emulator.session(), emulator.url, deployed.bucket_name)
        self._secrets.update(function_secrets(deployed))
        self.target = self._timed(
            "start the chat from its bundle by run.sh", lambda: self._with_chat(deployed)
        )

    def _servers(self) -> Emulator:
        self._bedrock = LocalBedrock(OfflineCoach(), secrets=self._secrets)
        self._bedrock.start()
        self._exit.callback(self._bedrock.stop)
        emulator = Emulator(WORK_DIR)
        self._exit.callback(emulator.stop)
        return emulator

    def _with_chat(self, deployed: Target) -> Target:
        """Return the target with the chat process, the gateway's local address and the model."""
        bundle = WORK_DIR / "chat"
        unpack(deployed, CHAT, bundle)
        role = assume_role_of(deployed, CHAT)
        self._secrets[role.access_key_id] = role.secret_key
        environment = {
            **variables_of(deployed, CHAT),
            **runtime_variables(deployed),
            **role.variables(),
        }
        process, url = start_chat(
            bundle, environment, python=PYTHON.parent, log_dir=WORK_DIR / "logs"
        )
        self._exit.callback(process.stop)
        wait_for_chat(process, url)
        return replace(
            deployed,
            api_url=gateway_url(deployed),
            chat_url=url,
            logs={**deployed.logs, CHAT: LogFile(process.log)},
            model=ModelControl(self._bedrock.base_url),
            chat_role=role.session(),
        )

    def _timed(self, step: str, do: Callable[[], Result]) -> Result:
        self._progress(step)
        started = time.monotonic()
        result = do()
        self.timings.append(Timing(step, time.monotonic() - started))
        return result


def runtime_variables(target: Target) -> dict[str, str]:
    """Return what Lambda itself sets for a function, apart from the role's credentials."""
    return {
        "AWS_LAMBDA_FUNCTION_NAME": target.functions[CHAT],
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def gateway_url(target: Target) -> str:
    """Return where the emulator serves a deployed REST API: its id and stage in the path."""
    found = urlsplit(target.api_url)
    api_id, stage = found.netloc.split(".", 1)[0], found.path.strip("/")
    return f"{target.endpoint_url}/restapis/{api_id}/{stage}/_user_request_"
