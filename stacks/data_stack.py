"""The stateful stack: table, bucket, user pool, vectors; kept when the stack goes in prod."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3vectors as s3vectors
from constructs import Construct

from stacks.config import StageConfig

RECOVERY_DAYS = 35
LIFECYCLE_DAYS = {"jobs/": 30, "debug/": 14, "user-uploads/": 90}
DETAILS_PREFIX = "training-programs/"
NONCURRENT_DAYS = 30
VECTOR_DIMENSIONS = 512
"""Titan Text v2 at 512 dimensions; immutable once the index exists."""
NOT_FILTERABLE = ("text",)
"""Kept out of the 2 KB of filterable metadata; immutable too, and the adapter's own list."""
ACCESS_SCOPE = "aws.cognito.signin.user.admin"


class DataStack(cdk.Stack):
    """Everything that holds athletes' data."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: StageConfig, env: cdk.Environment
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            env=env,
            termination_protection=stage.is_prod,
            description="Mesocycle, data of an AI coach: table, bucket, user pool",
        )
        self._stage = stage
        self._removal = cdk.RemovalPolicy.RETAIN if stage.is_prod else cdk.RemovalPolicy.DESTROY
        self.table = self._table()
        self.bucket = self._bucket()
        self.user_pool = self._user_pool()
        self.clients = self._clients()
        self.vector_bucket_name, self.vector_index_name = "none", "none"
        self.vector_index_arn: str | None = None
        if stage.vector_store == "s3_vectors":
            self._vectors()
        for name, value in (
            ("TableName", self.table.table_name),
            ("BucketName", self.bucket.bucket_name),
            ("UserPoolId", self.user_pool.user_pool_id),
            ("AppClientId", self.clients[0].user_pool_client_id),
        ):
            cdk.CfnOutput(self, name, value=value)
        if len(self.clients) > 1:
            cdk.CfnOutput(self, "ScriptClientId", value=self.clients[1].user_pool_client_id)

    def _table(self) -> dynamodb.TableV2:
        stage = self._stage
        string = dynamodb.AttributeType.STRING
        return dynamodb.TableV2(
            self,
            "Table",
            partition_key=dynamodb.Attribute(name="pk", type=string),
            sort_key=dynamodb.Attribute(name="sk", type=string),
            billing=dynamodb.Billing.on_demand(
                max_read_request_units=stage.table_max_read_units,
                max_write_request_units=stage.table_max_write_units,
            ),
            global_secondary_indexes=[
                dynamodb.GlobalSecondaryIndexPropsV2(
                    index_name="gsi1",
                    partition_key=dynamodb.Attribute(name="gsi1pk", type=string),
                    sort_key=dynamodb.Attribute(name="gsi1sk", type=string),
                )
            ],
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True, recovery_period_in_days=RECOVERY_DAYS
            ),
            time_to_live_attribute="ttl",
            deletion_protection=stage.is_prod,
            removal_policy=self._removal,
        )

    def _bucket(self) -> s3.Bucket:
        rules = [
            s3.LifecycleRule(
                id=f"expire-{prefix.strip('/')}",
                prefix=prefix,
                expiration=cdk.Duration.days(days),
                noncurrent_version_expiration=cdk.Duration.days(1),
            )
            for prefix, days in LIFECYCLE_DAYS.items()
        ]
        rules.append(
            s3.LifecycleRule(
                id="superseded-details",
                prefix=DETAILS_PREFIX,
                noncurrent_version_expiration=cdk.Duration.days(NONCURRENT_DAYS),
            )
        )
        rules.append(
            s3.LifecycleRule(
                id="abandoned-uploads",
                abort_incomplete_multipart_upload_after=cdk.Duration.days(1),
                expired_object_delete_marker=True,
            )
        )
        return s3.Bucket(
            self,
            "Bucket",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            versioned=True,
            lifecycle_rules=rules,
            removal_policy=self._removal,
            auto_delete_objects=False,
            cors=[
                s3.CorsRule(
                    allowed_methods=[s3.HttpMethods.PUT, s3.HttpMethods.POST],
                    allowed_origins=list(self._stage.cors_origins),
                    allowed_headers=["*"],
                    max_age=3600,
                )
            ],
        )

    def _user_pool(self) -> cognito.UserPool:
        stage = self._stage
        return cognito.UserPool(
            self,
            "UserPool",
            self_sign_up_enabled=stage.self_sign_up,
            sign_in_aliases=cognito.SignInAliases(email=True, username=True),
            auto_verify=cognito.AutoVerifiedAttrs(email=True),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_digits=True,
                require_lowercase=True,
                require_symbols=True,
                require_uppercase=True,
            ),
            feature_plan=cognito.FeaturePlan.ESSENTIALS,
            deletion_protection=stage.is_prod,
            removal_policy=self._removal,
        )

    def _clients(self) -> tuple[cognito.UserPoolClient, ...]:
        app = self._client("AppClient", cognito.AuthFlow(user_srp=True))
        if not self._stage.has_script_client:
            return (app,)
        return app, self._client("ScriptClient", cognito.AuthFlow(admin_user_password=True))

    def _client(self, construct_id: str, flows: cognito.AuthFlow) -> cognito.UserPoolClient:
        return self.user_pool.add_client(
            construct_id,
            auth_flows=flows,
            generate_secret=False,
            disable_o_auth=True,
            enable_token_revocation=True,
            prevent_user_existence_errors=True,
            access_token_validity=cdk.Duration.hours(1),
            id_token_validity=cdk.Duration.hours(1),
            refresh_token_validity=cdk.Duration.days(30),
        )

    def _vectors(self) -> None:
        bucket = s3vectors.CfnVectorBucket(self, "VectorBucket")
        index = s3vectors.CfnIndex(
            self,
            "VectorIndex",
            vector_bucket_arn=bucket.attr_vector_bucket_arn,
            data_type="float32",
            dimension=VECTOR_DIMENSIONS,
            distance_metric="cosine",
            index_name="memories",
            metadata_configuration=s3vectors.CfnIndex.MetadataConfigurationProperty(
                non_filterable_metadata_keys=list(NOT_FILTERABLE)
            ),
        )
        for resource in (bucket, index):
            resource.apply_removal_policy(self._removal)
        self.vector_bucket_name = cdk.Fn.select(
            1, cdk.Fn.split("bucket/", bucket.attr_vector_bucket_arn)
        )
        self.vector_index_name = "memories"
        self.vector_index_arn = index.attr_index_arn
