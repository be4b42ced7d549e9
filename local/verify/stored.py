"""What a build left in the table and the bucket, read from the stores themselves (J10, J11)."""

from __future__ import annotations

from libs.storage.jobs import DynamoJobStore
from libs.storage.keys import details_object, program_key
from libs.storage.objects import Objects
from libs.storage.programs import DynamoProgramStore
from local.verify.report import expect
from local.verify.session import Session
from local.verify.target import PROGRAM

COUNTERS = ("totalDays", "trainingFrequency", "totalWorkouts", "completedWorkouts")


def check_program_item(run: Session) -> str:
    """J10: the item under its key, with index, counters and the place of its details."""
    job = DynamoJobStore(run.target.table()).find(run.user_id, run.job())
    expect(job is not None and job.program_id is not None, "the job names no program")
    assert job is not None and job.program_id is not None  # noqa: S101 (checked above)
    key = program_key(run.user_id, job.program_id)
    raw = run.target.dynamodb().get_item(
        TableName=run.target.table_name,
        Key={"pk": {"S": key.pk}, "sk": {"S": key.sk}},
        ConsistentRead=True,
    )
    item = raw.get("Item", {})
    missing = [name for name in (*COUNTERS, "s3DetailKey", "s3VersionId") if name not in item]
    expect(not missing, f"the item of {key.sk} lacks {', '.join(missing)}")
    objects = Objects(run.target.s3(), run.target.bucket_name)
    run.program = DynamoProgramStore(run.target.table(), objects).find(run.user_id, job.program_id)
    expect(run.program is not None, "the item is not a program")
    counters = ", ".join(f"{name} {item[name].get('N')}" for name in COUNTERS)
    return f"{key.pk[:13]}... / {key.sk}: {counters}"


def check_details(run: Session) -> str:
    """J11: the object at the key and version that the item names; days and sessions add up."""
    program = run.stored_program()
    expected_key = details_object(run.user_id, program.program_id)
    expect(program.s3_detail_key == expected_key, f"the details are at {program.s3_detail_key}")
    objects = Objects(run.target.s3(), run.target.bucket_name)
    days = DynamoProgramStore(run.target.table(), objects).load_days(program)
    numbers = [day.day_number for day in days]
    expect(numbers == list(range(1, program.total_days + 1)), f"the days are {numbers}")
    sessions = [item.template_id for day in days for item in day.templates]
    expect(len(set(sessions)) == len(sessions), "session ids repeat")
    expect(
        len(sessions) == program.total_workouts,
        f"{len(sessions)} sessions, the item counts {program.total_workouts}",
    )
    return f"version {program.s3_version_id[:8]}...: {len(days)} days, {len(sessions)} sessions"


def check_dump(run: Session) -> str:
    """E8: the build has written its debug dump."""
    pages = (
        run.target.s3()
        .get_paginator("list_objects_v2")
        .paginate(Bucket=run.target.bucket_name, Prefix=f"debug/{PROGRAM}/")
    )
    keys = [item["Key"] for page in pages for item in page.get("Contents", [])]
    found = [key for key in keys if run.job() in key]
    expect(bool(found), f"no dump names the job; {len(keys)} dumps are there")
    return f"{len(found)} of {len(keys)} dumps name the job"
