"""What each function is allowed, given and limited to, read from the synthesized template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from stacks.config import EMULATOR, HOST_PYTHON
from tests.infrastructure.conftest import synthesize
from tests.infrastructure.templates import FUNCTION_TITLES, Template, canonical, listed

LIMITS = {
    "stream_coach_conversation": (300, 1024),
    "build_training_program": (900, 2048),
    "build_workout": (300, 2048),
    "build_conversation_summary": (300, 1024),
    "coach_api": (29, 512),
    "reconcile_jobs": (60, 512),
}
BUILDS = ("build_training_program", "build_workout")
BACKGROUND = (*BUILDS, "build_conversation_summary")


@pytest.mark.parametrize("name", FUNCTION_TITLES)
def test_function_has_its_time_memory_runtime_and_log_group(backend: Template, name: str) -> None:
    function = backend.function(name)

    assert (function["Timeout"], function["MemorySize"]) == LIMITS[name]
    assert function["Runtime"] == "python3.13"
    assert function["Architectures"] == ["arm64"]
    assert function["LoggingConfig"]["LogFormat"] == "JSON"
    group = function["LoggingConfig"]["LogGroup"]["Ref"]
    assert backend.of_type("AWS::Logs::LogGroup")[group]["RetentionInDays"] == 30


def test_the_architecture_tells_time_outs_and_memory() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "architecture.md").read_text("utf-8")

    rows = [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in text.splitlines()]
    told = {
        row[0]: (int(row[2]), int(row[3])) for row in rows if len(row) == 5 and row[0] in LIMITS
    }
    assert told == LIMITS


def test_both_builds_have_the_same_rights_and_differ_in_time_only(backend: Template) -> None:
    program, workout = (backend.function(name) for name in BUILDS)
    logs = "OwnLogs"

    rights = [
        canonical([item for item in backend.statements(name) if item.get("Sid") != logs])
        for name in BUILDS
    ]
    assert rights[0] == rights[1]
    assert rights[0]
    differing = {key for key in program if program[key] != workout.get(key)}
    assert differing <= {
        "Timeout", "Handler", "Role", "LoggingConfig", "Environment", "Code"
    }  # fmt: skip
    ours, theirs = (dict(backend.environment(name)) for name in BUILDS)
    for environment in (ours, theirs):
        environment.pop("POWERTOOLS_SERVICE_NAME")
    assert ours == theirs


def test_chat_may_invoke_exactly_the_three_builds(backend: Template) -> None:
    statements = backend.statements("stream_coach_conversation")

    grants = [item for item in statements if "lambda:InvokeFunction" in listed(item["Action"])]
    assert len(grants) == 1
    expected = [{"Fn::GetAtt": [backend.function_id(name), "Arn"]} for name in BACKGROUND]
    assert sorted(map(json.dumps, listed(grants[0]["Resource"]))) == sorted(
        map(json.dumps, expected)
    )


def test_names_of_the_builds_reach_the_chat(backend: Template) -> None:
    environment = backend.environment("stream_coach_conversation")

    for name in BACKGROUND:
        assert environment[f"{name.upper()}_FUNCTION_NAME"] == {"Ref": backend.function_id(name)}


def test_bedrock_statements_name_models_and_profiles(backend: Template) -> None:
    found = [
        item
        for item in backend.all_statements()
        if any(action.startswith("bedrock:") for action in listed(item["Action"]))
    ]

    assert found
    for item in found:
        assert set(listed(item["Action"])) <= {
            "bedrock:InvokeModel",
            "bedrock:InvokeModelWithResponseStream",
        }
        for resource in listed(item["Resource"]):
            text = json.dumps(resource)
            assert "*" not in text
            assert ":inference-profile/" in text or "::foundation-model/" in text


def test_a_geography_opens_its_own_regions_only(tmp_path: Path) -> None:
    from stacks.config import DEV, GEO_REGIONS

    backend = synthesize(tmp_path, replace(DEV, model_prefix="eu"), nag=False)["backend"]
    statements = [item for item in backend.statements("build_workout") if "Condition" in item]

    via = [item for item in statements if "bedrock:InferenceProfileArn" in str(item["Condition"])]
    assert len(via) == 3
    for item in via:
        places = json.dumps(item["Resource"])
        assert all(
            f":bedrock:{region}::foundation-model/" in places for region in GEO_REGIONS["eu"]
        )
        assert len(listed(item["Resource"])) == len(GEO_REGIONS["eu"])
        assert ":inference-profile/eu.anthropic" in json.dumps(item["Condition"])
    assert "global." not in json.dumps(backend.raw)


def test_no_wildcard_without_a_written_reason(backend: Template) -> None:
    from stacks.nag import WILDCARDS

    used = set()
    for item in backend.all_statements():
        assert not any("*" in action for action in listed(item["Action"]))
        for resource in listed(item["Resource"]):
            text = json.dumps(resource)
            if "*" in text:
                star = "*" if resource == "*" else text.rpartition('"/')[2].partition('"')[0]
                assert star in WILDCARDS, text
                used.add(star)
    assert used == set(WILDCARDS)


def test_every_function_has_a_role_of_its_own_and_no_managed_policy_of_aws(
    backend: Template,
) -> None:
    roles = [backend.function(name)["Role"]["Fn::GetAtt"][0] for name in FUNCTION_TITLES]

    assert len(set(roles)) == len(FUNCTION_TITLES)
    for name in FUNCTION_TITLES:
        assert backend.statements(name)  # fails on a managed policy that is not in the template


def test_both_builds_have_the_same_managed_policies_and_nothing_of_their_own(
    backend: Template,
) -> None:
    attached = [[arn["Ref"] for arn in backend.role(name)["ManagedPolicyArns"]] for name in BUILDS]

    assert attached[0] == attached[1]
    assert len(attached[0]) == 4


@pytest.mark.parametrize("name", BACKGROUND)
def test_builds_are_retried_twice_and_end_in_the_failure_queue(
    backend: Template, name: str
) -> None:
    configs = [
        item
        for item in backend.of_type("AWS::Lambda::EventInvokeConfig").values()
        if item["FunctionName"] == {"Ref": backend.function_id(name)}
    ]

    assert len(configs) == 1
    assert configs[0]["MaximumRetryAttempts"] == 2
    assert configs[0]["MaximumEventAgeInSeconds"] == 3600
    queue = configs[0]["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][0]
    assert backend.of_type("AWS::SQS::Queue")[queue]["MessageRetentionPeriod"] == 14 * 86400


def test_chat_runs_under_the_pinned_web_adapter(backend: Template) -> None:
    function = backend.function("stream_coach_conversation")

    assert function["Handler"] == "run.sh"
    layer = json.dumps(function["Layers"])
    assert "753240598075:layer:LambdaAdapterLayerArm64:30" in layer
    assert backend.environment("stream_coach_conversation")["AWS_LWA_INVOKE_MODE"] == (
        "response_stream"
    )


def test_reconciler_has_the_queue_and_the_minute_schedule(backend: Template) -> None:
    mapping = backend.one("AWS::Lambda::EventSourceMapping")
    rule = backend.one("AWS::Events::Rule")

    assert mapping["FunctionName"] == {"Ref": backend.function_id("reconcile_jobs")}
    assert rule["ScheduleExpression"] == "rate(1 minute)"


def test_flags_are_off_and_do_what_they_say_when_on(
    stages: Mapping[str, Mapping[str, Template]],
) -> None:
    off, on = stages["dev"]["backend"], stages["flags"]["backend"]
    chat = "stream_coach_conversation"

    assert "SnapStart" not in off.function(chat)
    assert not any("ReservedConcurrentExecutions" in off.function(name) for name in FUNCTION_TITLES)
    assert on.function(chat)["SnapStart"] == {"ApplyOn": "PublishedVersions"}
    given = set(on.environment(chat)) - set(off.environment(chat))
    assert given == {
        "AWS_LWA_SNAPSTART_BEFORE_CHECKPOINT_PATH",
        "AWS_LWA_SNAPSTART_AFTER_RESTORE_PATH",
    }
    reserved = {
        name: on.function(name).get("ReservedConcurrentExecutions") for name in FUNCTION_TITLES
    }
    assert reserved == {chat: 50, BUILDS[0]: 20, BUILDS[1]: 20} | dict.fromkeys(
        ("build_conversation_summary", "coach_api", "reconcile_jobs")
    )


def test_emulator_runs_without_what_emulators_do_not_know(
    stages: Mapping[str, Mapping[str, Template]],
) -> None:
    emulator = stages["emulator"]["backend"]

    for name in FUNCTION_TITLES:
        function = emulator.function(name)
        assert function["Architectures"] == [EMULATOR.architecture]
        assert function["Runtime"] == f"python{HOST_PYTHON}"
        assert "Layers" not in function
    assert not emulator.of_type("AWS::Budgets::Budget")
    assert not [
        name for name, alarm in emulator.of_type("AWS::CloudWatch::Alarm").items()
        if "Metrics" in alarm
    ]  # fmt: skip
