"""Reading a CloudFormation template: resources by type, functions by name, statements by role."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Json = Mapping[str, Any]
FUNCTION_TITLES = {
    "stream_coach_conversation": "StreamCoachConversation",
    "build_training_program": "BuildTrainingProgram",
    "build_workout": "BuildWorkout",
    "build_conversation_summary": "BuildConversationSummary",
    "coach_api": "CoachApi",
    "reconcile_jobs": "ReconcileJobs",
}


class Template:
    """One template; logical ids begin with the construct's path."""

    def __init__(self, raw: Json, path: Path | None = None) -> None:
        self.raw = raw
        self.path = path
        self.resources: Json = raw["Resources"]

    def of_type(self, kind: str) -> dict[str, Json]:
        return {
            name: resource["Properties"]
            for name, resource in self.resources.items()
            if resource["Type"] == kind
        }

    def one(self, kind: str) -> Json:
        found = self.of_type(kind)
        assert len(found) == 1, f"{kind}: {sorted(found)}"
        return next(iter(found.values()))

    def function_id(self, name: str) -> str:
        prefix = f"{FUNCTION_TITLES[name]}Function"
        found = [key for key in self.of_type("AWS::Lambda::Function") if key.startswith(prefix)]
        assert len(found) == 1, f"{name}: {found}"
        return found[0]

    def function(self, name: str) -> Json:
        found: Json = self.of_type("AWS::Lambda::Function")[self.function_id(name)]
        return found

    def environment(self, name: str) -> Json:
        found: Json = self.function(name)["Environment"]["Variables"]
        return found

    def role_id(self, name: str) -> str:
        found: str = self.function(name)["Role"]["Fn::GetAtt"][0]
        return found

    def role(self, name: str) -> Json:
        found: Json = self.of_type("AWS::IAM::Role")[self.role_id(name)]
        return found

    def statements(self, name: str) -> list[Json]:
        """Return every statement that the function's role has, managed policies included."""
        found: list[Json] = []
        for policy in self.of_type("AWS::IAM::Policy").values():
            if {"Ref": self.role_id(name)} in policy["Roles"]:
                found += policy["PolicyDocument"]["Statement"]
        for arn in self.role(name).get("ManagedPolicyArns", []):
            managed = self.of_type("AWS::IAM::ManagedPolicy").get(arn.get("Ref", ""))
            assert managed is not None, f"{name} has a policy that is not ours: {arn}"
            found += managed["PolicyDocument"]["Statement"]
        return found

    def all_statements(self) -> Iterator[Json]:
        for kind in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
            for policy in self.of_type(kind).values():
                yield from policy["PolicyDocument"]["Statement"]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def canonical(statements: list[Json]) -> list[str]:
    return sorted(json.dumps(item, sort_keys=True) for item in statements)


def routes(backend: Template) -> dict[tuple[str, str], Json]:
    """Return the gateway's methods by HTTP method and path."""
    resources = backend.of_type("AWS::ApiGateway::Resource")

    def path_of(name: str) -> str:
        if name not in resources:
            return ""
        head = path_of(resources[name]["ParentId"].get("Ref", ""))
        part: str = resources[name]["PathPart"]
        return f"{head}/{part}" if head else part

    return {
        (item["HttpMethod"], path_of(item["ResourceId"].get("Ref", ""))): item
        for item in backend.of_type("AWS::ApiGateway::Method").values()
    }
