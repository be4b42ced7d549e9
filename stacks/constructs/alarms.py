"""What wakes somebody up, and the one dashboard."""

from __future__ import annotations

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from stacks.config import StageConfig
from stacks.constructs.python_function import PythonFunction
from stacks.constructs.rest_api import CoachRestApi

NAMESPACE = "Mesocycle"
MICRO = 1_000_000
CHAT_P99_MS = 120_000
FIVE_MINUTES = cdk.Duration.minutes(5)


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
        self.topic = sns.Topic(self, "Alarms", enforce_ssl=True)
        if stage.alarm_email:
            self.topic.add_subscription(subscriptions.EmailSubscription(stage.alarm_email))
        self._alarm("FailureQueue", failures.metric_approximate_number_of_messages_visible(), 1)
        self._alarm("StuckJobs", self._metric("JobsStuck", "reconcile_jobs", "Maximum"), 1)
        cost = stage.cost_alarm_usd_per_hour * MICRO
        hour = cdk.Duration.hours(1)
        spent = cloudwatch.MathExpression(
            expression="SUM(METRICS())",
            using_metrics={
                f"m{number}": self._metric("CostMicroUsd", name, "Sum", hour)
                for number, name in enumerate(sorted(functions))
                if name not in {"coach_api", "reconcile_jobs"}
            },
            period=hour,
        )
        self._alarm("CostPerHour", spent, cost)
        for name, item in functions.items():
            title = "".join(part.title() for part in name.split("_"))
            self._alarm(f"{title}Errors", item.function.metric_errors(period=FIVE_MINUTES), 1)
            self._alarm(f"{title}Throttles", item.function.metric_throttles(period=FIVE_MINUTES), 1)
        chat = functions["stream_coach_conversation"].function
        self._alarm("ChatDuration", chat.metric_duration(statistic="p99"), CHAT_P99_MS)
        self._alarm("ApiServerErrors", api.api.metric_server_error(period=FIVE_MINUTES), 5)
        if stage.has_usage_plan_features:
            self._dashboard(functions, failures)
            self._budget()

    def _metric(
        self,
        name: str,
        service: str,
        statistic: str,
        period: cdk.Duration = FIVE_MINUTES,
    ) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace=NAMESPACE,
            metric_name=name,
            dimensions_map={"service": service, "stage": self._stage.name},
            statistic=statistic,
            period=period,
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

    def _dashboard(self, functions: Mapping[str, PythonFunction], failures: sqs.Queue) -> None:
        board = cloudwatch.Dashboard(self, "Dashboard")
        chat, build = "stream_coach_conversation", "build_training_program"
        rows = (
            ("First text, ms", [self._metric("FirstTextMs", chat, s) for s in ("p50", "p95")]),
            ("Build seconds", [self._metric("BuildSeconds", build, s) for s in ("p50", "p95")]),
            ("Lint score", [self._metric("LintScore", build, "Average")]),
            ("Repair turns", [self._metric("RepairTurns", build, "Sum")]),
            (
                "Tokens out",
                [self._metric("TokensOut", name, "Sum") for name in (chat, build, "build_workout")],
            ),
            (
                "Cost, micro-USD",
                [self._metric("CostMicroUsd", name, "Sum") for name in (chat, build)],
            ),
            ("Errors", [item.function.metric_errors() for item in functions.values()]),
            ("On-failure queue", [failures.metric_approximate_number_of_messages_visible()]),
        )
        for start in range(0, len(rows), 2):
            board.add_widgets(
                *(
                    cloudwatch.GraphWidget(title=title, left=list(metrics), width=12)
                    for title, metrics in rows[start : start + 2]
                )
            )

    def _budget(self) -> None:
        spend = budgets.CfnBudget.SpendProperty(amount=self._stage.monthly_budget_usd, unit="USD")
        subscriber = budgets.CfnBudget.SubscriberProperty(
            subscription_type="EMAIL", address=self._stage.alarm_email or ""
        )
        notifications = [
            budgets.CfnBudget.NotificationWithSubscribersProperty(
                notification=budgets.CfnBudget.NotificationProperty(
                    comparison_operator="GREATER_THAN",
                    notification_type="FORECASTED",
                    threshold=100,
                ),
                subscribers=[subscriber],
            )
        ]
        budgets.CfnBudget(
            self,
            "MonthlyBudget",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=spend,
                cost_filters={"TagKeyValue": [f"user:stage${self._stage.name}"]},
            ),
            notifications_with_subscribers=notifications if self._stage.alarm_email else None,
        )
