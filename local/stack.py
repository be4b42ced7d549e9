"""The whole local system in one context manager: start everything, seed it, end everything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType

from local.aws_resources import (
    Resources,
    create_resources,
    create_vector_index,
    local_session,
)
from local.configuration import Addresses, Limits, chat_environment, function_specs
from local.event_sources import SCHEDULE_S, EventSources, FailureQueue
from local.lambda_api import LambdaApi
from local.lambda_host import LambdaHost
from local.processes import Child, StartError, is_free
from local.seed import DEMO_COACH_ID, seed_demo

DEFAULT_PORT = 8787
OFFLINE_COACH = "local.offline_coach.responder:OfflineCoach"
Progress = Callable[[str], None]


@dataclass(frozen=True)
class StackOptions:
    """How to run: the API's port (0 takes any), where logs go, what may differ."""

    port: int = DEFAULT_PORT
    log_dir: Path = Path(".local/logs")
    limits: Limits = field(default_factory=Limits)
    bedrock_args: tuple[str, ...] = ("--responder", OFFLINE_COACH)
    bedrock_module: str = "local.bedrock"
    schedule_s: float = SCHEDULE_S
    duplicate_events: bool = False
    environment_of: Callable[[str, Mapping[str, str]], Mapping[str, str]] = (
        lambda name, environment: environment
    )
    """Takes a function's name and environment and returns what it is started with; for tests."""


class LocalStack:
    """The running system; use it as a context manager.

    Raises:
        StartError: a part did not come up.
    """

    def __init__(self, options: StackOptions, progress: Progress = lambda text: None) -> None:
        self._options, self._progress = options, progress
        self._exit = ExitStack()
        self.user_id, self.api_url = "", ""
        self.coach_id = DEMO_COACH_ID

    def __enter__(self) -> LocalStack:
        """Start all parts and seed the demo athlete."""
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
        """End all parts that this stack started."""
        self._exit.close()

    def sign_in(self) -> str:
        """Return an access token of the demo athlete."""
        return self.resources.sign_in()

    def _start(self) -> None:
        options = self._options
        if options.port and not is_free(options.port):
            raise StartError(f"port {options.port} is taken; choose another with PORT=")
        aws, bedrock = self._start_servers()
        self.resources: Resources = create_resources(aws)
        failures = FailureQueue(local_session(), aws, self.resources.queue_url)
        self.host = LambdaHost(
            log_dir=options.log_dir,
            on_failure=failures.send,
            duplicate_events=options.duplicate_events,
        )
        self._exit.callback(self.host.close)
        functions = LambdaApi(self.host).start()
        self._exit.callback(functions.close)
        self.addresses = Addresses(
            aws=aws, bedrock=bedrock, functions=functions.url, vectors=self._vectors_url
        )
        for spec in function_specs(self.resources, self.addresses, options.limits):
            own = options.environment_of(spec.name, spec.environment)
            self.host.add(replace(spec, environment=own))
        self._progress("seeding the demo athlete and coach")
        self.user_id = seed_demo(self.resources)
        self._progress("starting the API")
        env = options.environment_of(
            "stream_coach_conversation",
            chat_environment(self.resources, self.addresses, options.limits),
        )
        api = self._start_child("api", "local.api", [str(options.port)], env)
        self.api_url = api.wait_ready()
        reconcile = self.host.find("reconcile_jobs")
        if reconcile is not None:
            sources = EventSources(
                self.host, reconcile, failures, schedule_s=options.schedule_s
            ).start()
            self._exit.callback(sources.stop)

    def _start_servers(self) -> tuple[str, str]:
        """Start moto, the model endpoint and the vector double side by side."""
        self._progress("starting DynamoDB, S3, SQS and Cognito (moto) and the model endpoint")
        options = self._options
        children = [
            self._start_child("aws", "local.aws_server", ["0"], {}),
            self._start_child(
                "bedrock", options.bedrock_module, ["--port", "0", *options.bedrock_args], {}
            ),
            self._start_child("vectors", "local.vectors", ["0"], {}),
        ]
        aws, bedrock, self._vectors_url = [child.wait_ready() for child in children]
        create_vector_index(self._vectors_url)
        return aws, bedrock

    def _start_child(
        self, name: str, module: str, args: list[str], env: Mapping[str, str]
    ) -> Child:
        child = Child(name, module, args, env, self._options.log_dir)
        self._exit.callback(child.stop)
        return child
