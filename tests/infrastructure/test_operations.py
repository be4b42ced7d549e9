"""Alarms, their topic and the budget as synthesized."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.infrastructure.templates import FUNCTION_TITLES, Json, Template

Stages = Mapping[str, Mapping[str, Template]]


def alarms(backend: Template) -> dict[str, Json]:
    """Return the alarms by the name of their construct."""
    found = {}
    for key, alarm in backend.of_type("AWS::CloudWatch::Alarm").items():
        found[key.removeprefix("Operations")[:-8]] = alarm
    return found


def test_everything_that_may_go_wrong_has_an_alarm(backend: Template) -> None:
    found = alarms(backend)

    per_function = {
        f"{title}{kind}" for title in FUNCTION_TITLES.values() for kind in ("Errors", "Throttles")
    }
    assert set(found) == per_function | {
        "FailureQueue", "StuckJobs", "CostPerHour", "ChatDuration", "ApiServerErrors",
        "ModelThrottles", "ModelsGone", "StreamErrors",
    }  # fmt: skip
    topic = next(iter(backend.of_type("AWS::SNS::Topic")))
    for alarm in found.values():
        assert alarm["AlarmActions"] == [{"Ref": topic}]
        assert alarm["TreatMissingData"] == "notBreaching"
        assert alarm["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"
    assert found["FailureQueue"]["Threshold"] == 1
    assert found["StuckJobs"]["Threshold"] == 1
    assert found["CostPerHour"]["Threshold"] == 5_000_000
    assert found["ChatDuration"]["ExtendedStatistic"] == "p99"


def test_a_reserved_concurrency_has_an_alarm_below_it(stages: Stages) -> None:
    found = alarms(stages["flags"]["backend"])

    near = {name: alarm["Threshold"] for name, alarm in found.items() if "NearLimit" in name}
    assert near == {
        "StreamCoachConversationNearLimit": 40,
        "BuildTrainingProgramNearLimit": 16,
        "BuildWorkoutNearLimit": 16,
    }


def test_alarms_and_budgets_may_publish_to_the_topic(backend: Template) -> None:
    statements = backend.one("AWS::SNS::TopicPolicy")["PolicyDocument"]["Statement"]

    # The policy replaces SNS's default one, which let the account's own alarms publish.
    allowed = {
        item["Principal"]["Service"]: item["Condition"]
        for item in statements
        if item["Effect"] == "Allow"
    }
    here = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    assert allowed == {"cloudwatch.amazonaws.com": here, "budgets.amazonaws.com": here}
    denied = [item for item in statements if item["Effect"] == "Deny"]
    assert [item["Condition"] for item in denied] == [{"Bool": {"aws:SecureTransport": "false"}}]


def test_an_address_gets_the_alarms_and_the_budget_tells_the_topic(stages: Stages) -> None:
    backend = stages["flags"]["backend"]

    assert backend.one("AWS::SNS::Subscription")["Endpoint"] == "ops@example.com"
    budget = backend.one("AWS::Budgets::Budget")
    assert budget["Budget"]["BudgetLimit"] == {"Amount": 50, "Unit": "USD"}
    told = [
        (item["Notification"]["NotificationType"], item["Notification"]["Threshold"])
        for item in budget["NotificationsWithSubscribers"]
    ]
    assert told == [("ACTUAL", 80), ("FORECASTED", 100)]
    topic = next(iter(backend.of_type("AWS::SNS::Topic")))
    for item in budget["NotificationsWithSubscribers"]:
        assert item["Subscribers"] == [{"SubscriptionType": "SNS", "Address": {"Ref": topic}}]


def test_no_stack_comes_near_the_limit_of_500_resources(stages: Stages) -> None:
    counts: dict[tuple[str, str], Any] = {
        (stage, name): len(template.resources)
        for stage, templates in stages.items()
        for name, template in templates.items()
    }

    assert max(counts.values()) <= 300, counts


def test_outputs_name_what_clients_and_scripts_need(stages: Stages) -> None:
    backend, data = stages["dev"]["backend"], stages["dev"]["data"]

    assert {"ApiUrl", "FailureQueueUrl", "CoachApiFunctionName"} <= set(backend.raw["Outputs"])
    assert {"TableName", "BucketName", "UserPoolId", "AppClientId", "ScriptClientId"} <= set(
        data.raw["Outputs"]
    )
    assert "ScriptClientId" not in json.dumps(stages["prod"]["data"].raw["Outputs"])
