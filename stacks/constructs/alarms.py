"""What wakes somebody up: alarms, the topic they go to, and a monthly budget."""

from __future__ import annotations

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from stacks.config import StageConfig
from stacks.constructs.dashboard import FIVE_MINUTES, MODEL_CALLERS, add_dashboard, own_metric
from stacks.constructs.python_function import PythonFunction, title_of
from stacks.constructs.rest_api import CoachRestApi

MICRO = 1_000_000
CHAT_P99_MS = 120_000
"""Half of a turn's deadline of 240 s."""
API_ERRORS = 5
"""Answers with 5xx in five minutes."""
STREAM_ERRORS = 3
"""Turns in five minutes that ended with an error after their 200, which no gateway counts."""
NEAR_LIMIT = 0.8
"""Share of a reserved concurrency at which somebody should know."""
BUDGET_SHARES = (("ACTUAL", 80), ("FORECASTED", 100))
"""Percent of the monthly budget at which the topic is told."""
_PUBLISHERS = {
    "AlarmsMayPublish": "cloudwatch.amazonaws.com",
    "BudgetsMayPublish": "budgets.amazonaws.com",
}


class Operations(Construct):
    """Alarms, a topic they go to, a dashboard, and a monthly budget."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: StageConfig,
        functions: Mapping[str, PythonFunction],
        failures: sqs.Queue,
        api: CoachRestApi,
    ) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self.topic = self._topic()
        self._alarm("FailureQueue", failures.metric_approximate_number_of_messages_visible(), 1)
        stuck = own_metric(stage, "JobsStuck", "reconcile_jobs", "Maximum")
        self._alarm("StuckJobs", stuck, 1)
        for name, item in functions.items():
            self._watch_function(title_of(name), item)
        chat = functions["stream_coach_conversation"].function
        self._alarm("ChatDuration", chat.metric_duration(statistic="p99"), CHAT_P99_MS)
        failed_turns = own_metric(stage, "StreamErrors", "stream_coach_conversation", "Sum")
        self._alarm("StreamErrors", failed_turns, STREAM_ERRORS)
        server_errors = api.api.metric_server_error(period=FIVE_MINUTES, statistic="Sum")
        self._alarm("ApiServerErrors", server_errors, API_ERRORS)
        if stage.has_metric_math:
            cost = stage.cost_alarm_usd_per_hour * MICRO
            spent = self._of_model_callers("CostMicroUsd", cdk.Duration.hours(1))
            self._alarm("CostPerHour", spent, cost)
            self._alarm("ModelThrottles", self._model_throttles(), 1)
            self._alarm("ModelsGone", self._of_model_callers("ModelsGone", FIVE_MINUTES), 1)
        add_dashboard(self, stage, functions, failures, api.api)
        if stage.has_budget:
            self._budget()

    def _topic(self) -> sns.Topic:
        """Return the topic; its policy replaces the default one, so publishers are named."""
        topic = sns.Topic(self, "Alarms", enforce_ssl=True)
        for sid, service in _PUBLISHERS.items():
            topic.add_to_resource_policy(
                iam.PolicyStatement(
                    sid=sid,
                    principals=[iam.ServicePrincipal(service)],
                    actions=["sns:Publish"],
                    resources=[topic.topic_arn],
                    conditions={"StringEquals": {"aws:SourceAccount": cdk.Aws.ACCOUNT_ID}},
                )
            )
        if self._stage.alarm_email:
            topic.add_subscription(subscriptions.EmailSubscription(self._stage.alarm_email))
        return topic

    def _watch_function(self, title: str, item: PythonFunction) -> None:
        function = item.function
        self._alarm(f"{title}Errors", function.metric_errors(period=FIVE_MINUTES), 1)
        self._alarm(f"{title}Throttles", function.metric_throttles(period=FIVE_MINUTES), 1)
        if item.reserved_concurrency is not None:
            running = function.metric(
                "ConcurrentExecutions", statistic="Maximum", period=FIVE_MINUTES
            )
            self._alarm(f"{title}NearLimit", running, item.reserved_concurrency * NEAR_LIMIT)

    def _of_model_callers(self, metric: str, period: cdk.Duration) -> cloudwatch.MathExpression:
        return cloudwatch.MathExpression(
            expression="SUM(METRICS())",
            using_metrics={
                f"m{number}": own_metric(self._stage, metric, name, "Sum", period)
                for number, name in enumerate(MODEL_CALLERS)
            },
            period=period,
        )

    def _model_throttles(self) -> cloudwatch.MathExpression:
        return cloudwatch.MathExpression(
            expression="SUM(METRICS())",
            using_metrics={
                f"m{number}": cloudwatch.Metric(
                    namespace="AWS/Bedrock",
                    metric_name="InvocationThrottles",
                    dimensions_map={"ModelId": model_id},
                    statistic="Sum",
                    period=FIVE_MINUTES,
                )
                for number, model_id in enumerate(self._stage.model_ids())
            },
            period=FIVE_MINUTES,
        )

    def _alarm(self, name: str, metric: cloudwatch.IMetric, threshold: float) -> None:
        alarm = cloudwatch.Alarm(
            self,
            name,
            metric=metric,
            threshold=threshold,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(self.topic))

    def _budget(self) -> None:
        spend = budgets.CfnBudget.SpendProperty(amount=self._stage.monthly_budget_usd, unit="USD")
        subscriber = budgets.CfnBudget.SubscriberProperty(
            subscription_type="SNS", address=self.topic.topic_arn
        )
        notifications = [
            budgets.CfnBudget.NotificationWithSubscribersProperty(
                notification=budgets.CfnBudget.NotificationProperty(
                    comparison_operator="GREATER_THAN", notification_type=kind, threshold=share
                ),
                subscribers=[subscriber],
            )
            for kind, share in BUDGET_SHARES
        ]
        budget = budgets.CfnBudget(
            self,
            "MonthlyBudget",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=spend,
                cost_filters={"TagKeyValue": [f"user:stage${self._stage.name}"]},
            ),
            notifications_with_subscribers=notifications,
        )
        # AWS Budgets sends a test message on creation: the policy must be there before.
        budget.node.add_dependency(self.topic.node.find_child("Policy"))
