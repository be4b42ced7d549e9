"""What the athlete does in a day: enough for every function and nearly every route to work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx2

from libs.clock import SystemClock
from libs.jobs.failures import failure
from libs.jobs.models import Job, JobKind, job_id_of, program_id_of
from libs.jobs.ports import DailyLimits
from libs.storage.job_files import ObjectRequestStore
from libs.storage.jobs import DynamoJobStore
from libs.storage.keys import details_object
from libs.storage.objects import Objects
from libs.storage.table import Table
from local.client import CoachClient
from local.follow import follow_job
from local.stack import LocalStack
from tests.day import canaries

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
BUILD_TURNS = (
    "Hi! I want to get stronger over the next four weeks, above all squat and bench press. "
    f"My code word is {canaries.MESSAGE}, write me at {canaries.EMAIL} or {canaries.PHONE}.",
    "I can train three days a week, Monday, Wednesday and Friday, 60 minutes, in a full gym.",
    "My one-rep max is 120 kg in the back squat and 85 kg in the bench press. No injuries.",
    "That looks good. Yes, please build it!",
)
WORKOUT = f"/log-workout Back Squat 5x5 at 100 kg, RPE 7, took 50 minutes. {canaries.WORKOUT}"
NO_WORKOUT = f"/log-workout Tomorrow I will maybe run 5 km, {canaries.WORKOUT}."
STUCK_CORRELATION = "corr_of_a_stuck_job"


@dataclass
class Day:
    """The system, the athlete's client, and what came back."""

    stack: LocalStack
    token: str
    client: CoachClient
    refusals: list[str] = field(default_factory=list)
    """Bodies of all answers that are errors."""
    turns: dict[str, str] = field(default_factory=dict)
    """Conversation by what was done in it."""

    @property
    def root(self) -> str:
        return f"/users/{self.client.user_id}"

    def live(self) -> None:
        """Do it all, in order."""
        self._describe_oneself()
        program_id = self._build_a_program()
        self._log_workouts()
        self._remember()
        self._lose_the_model()
        self._be_refused()
        self._leave_jobs_behind()
        self._delete(program_id)
        self._wait()

    def say(self, conversation_id: str, text: str, *images: str) -> str | None:
        """Send one message and return the id of the job it started, if any."""
        job_id = None
        if images:
            body = {
                "userResponse": text,
                "messageTimestamp": datetime.now(UTC).isoformat(),
                "imageS3Keys": list(images),
            }
            path = f"{self.root}/coaches/{self.client.coach_id}/conversations"
            reply = self._http("POST", f"{path}/{conversation_id}/stream", json=body)
            assert (reply.status_code == 200) is not images[0].endswith("gone.png"), reply.text
            return None
        for part in self.client.turn(conversation_id, text):
            data = part.get("data")
            if isinstance(data, dict) and "jobId" in data:
                job_id = str(data["jobId"])
        return job_id

    def follow(self, job_id: str) -> Mapping[str, object]:
        *_, last = follow_job(self.client, job_id)
        return last

    def script(self, *scripts: Mapping[str, object]) -> None:
        """Tell the local Bedrock what to do with coming calls."""
        address = f"{self.stack.addresses.bedrock}/_stub/scripts"
        assert httpx2.post(address, json=list(scripts)).status_code == 200

    def _http(self, method: str, path: str, **options: object) -> httpx2.Response:
        headers = {"authorization": f"Bearer {self.token}", **options.pop("headers", {})}  # type: ignore[dict-item]
        with httpx2.Client(base_url=self.stack.api_url, timeout=60.0) as http:
            reply = http.request(method, path, headers=headers, **options)  # type: ignore[arg-type]
        if reply.status_code >= 400:
            self.refusals.append(reply.text)
        return reply

    def _describe_oneself(self) -> None:
        profile = {
            "email": canaries.EMAIL,
            "nickname": canaries.PROFILE,
            "preferences": {"timezone": "Europe/Berlin"},
            "criticalTrainingDirective": {"content": canaries.PROFILE, "enabled": True},
        }
        coach = self.client.get(f"{self.root}/coaches/{self.client.coach_id}")
        described = {**coach, "coach_description": f"Calm. {canaries.COACH}"}
        for path, body in ((f"{self.root}/profile", profile),
                           (f"{self.root}/coaches/{self.client.coach_id}", described)):  # fmt: skip
            assert self._http("PUT", path, json=body).status_code == 200

    def _build_a_program(self) -> str:
        talk = self.client.new_conversation(mode="build", title=canaries.TITLE)
        self.turns["build"] = talk
        job_id = None
        self.script({"label": "structure", "text": f"no JSON, {canaries.REPLY}"})
        for text in BUILD_TURNS:
            job_id = self.say(talk, text) or job_id
        assert job_id is not None
        job = self.follow(job_id)
        assert job["state"] == "ready", job
        program_id = str(job["programId"])
        self.client.get(f"{self.root}/programs/{program_id}")
        self.client.get(f"{self.root}/programs/{program_id}/days/1")
        return program_id

    def _log_workouts(self) -> None:
        talk = self.client.new_conversation(mode="chat", title="Training")
        self.turns["log"] = talk
        place = self._http(
            "POST", f"{self.root}/uploads", json={"contentType": "image/png", "sizeBytes": len(PNG)}
        ).json()
        reply = httpx2.put(place["url"], content=PNG, headers={"content-type": "image/png"})
        assert reply.status_code == 200, reply.text
        self.say(talk, WORKOUT, place["key"])
        job_id = self.say(talk, WORKOUT)
        assert job_id is not None
        assert self.follow(job_id)["workoutIds"]
        refused = self.say(talk, NO_WORKOUT)
        if refused is not None:
            self.follow(refused)
        self.say(talk, "Thanks!")  # the seventh message or so: a summary is asked for

    def _remember(self) -> None:
        talk = self.turns["log"]
        self.say(talk, f"Please remember that I prefer {canaries.MEMORY} warm-ups.")
        body = {"kind": "preference", "text": f"Likes {canaries.MEMORY} music."}
        self._http("POST", f"{self.root}/memories", json=body)
        self.say(talk, "What do you remember about me?")

    def _lose_the_model(self) -> None:
        talk = self.client.new_conversation(mode="chat", title="Bad luck")
        self.turns["failed"] = talk
        broken = {"kind": "cut", "afterFrames": 4}
        self.script({"label": "chat", "text": f"{canaries.REPLY} " * 20, "break": broken})
        self.say(talk, f"Tell me about {canaries.MESSAGE}.")
        self.script({"label": "chat", "text": f"Answer {canaries.REPLY}."})
        self.say(talk, "Once more, please.")
        renamed = f"{self.root}/coaches/{self.client.coach_id}/conversations/{talk}"
        assert self._http("PATCH", renamed, json={"title": canaries.TITLE}).status_code == 200
        self._http("POST", f"/chat/{talk}/stop")

    def _be_refused(self) -> None:
        self.say(self.turns["log"], "Look!", f"user-uploads/{self.client.user_id}/gone.png")
        bad = f"/chat/{self.turns['log']}/stream"
        token = f"{self.token}{canaries.MESSAGE}"
        for method, path, options in (
            ("GET", bad, {"headers": {"authorization": f"Bearer {token}"}}),
            ("GET", f"/users/{canaries.PROFILE}/profile", {}),
            ("GET", f"{self.root}/programs/{canaries.MESSAGE}", {}),
            ("POST", f"{self.root}/memories", {"json": {"kind": canaries.MEMORY, "text": 7}}),
            ("POST", "/chat", {"json": {"id": canaries.TITLE, "messages": canaries.MESSAGE}}),
            ("POST", "/chat", {"content": f"{{{canaries.MESSAGE}"}),
            (
                "PUT",
                f"{self.root}/profile",
                {"json": {"preferences": {"timezone": canaries.PROFILE}}},
            ),
            ("GET", f"/{canaries.MESSAGE}?q={canaries.EMAIL}", {}),
        ):
            assert self._http(method, path, **options).status_code >= 400

    def _leave_jobs_behind(self) -> None:
        """Store jobs whose invocations died, and a failed one with details nobody published."""
        aws = self.stack.resources
        session = aws.session()
        table = Table(session.client("dynamodb", endpoint_url=aws.endpoint_url), aws.table_name)
        objects = Objects(session.client("s3", endpoint_url=aws.endpoint_url), aws.bucket_name)
        jobs = DynamoJobStore(table)
        for name, text in (("stuck job", WORKOUT), ("stuck talk", f"Hello {canaries.MESSAGE}!")):
            job = self._old_job("workout", f"message_{name[-3:]}")
            event = {
                "userId": job.user_id, "coachId": job.coach_id, "jobId": job.job_id,
                "conversationId": job.conversation_id, "messageId": job.message_id,
                "userMessage": text, "coachConfig": {}, "correlationId": STUCK_CORRELATION,
            }  # fmt: skip
            key = ObjectRequestStore(objects).save(job.user_id, job.job_id, event)
            stored = job.model_copy(update={"request_key": key})
            jobs.create(stored, limits=DailyLimits(builds=99, tokens=10**9))
            self.turns[name] = job.job_id
        failed = self._old_job("training_program", "message_failed").model_copy(
            update={
                "state": "failed", "error": failure("internal"), "cleanup_pending": True,
                "event_pending": True, "lease_until": None,
            }
        )  # fmt: skip
        details = details_object(
            failed.user_id, program_id_of(failed.conversation_id, failed.message_id)
        )
        objects.put(details, b"{}")
        jobs.create(failed, limits=DailyLimits(builds=99, tokens=10**9))
        self.turns["failed job"] = failed.job_id

    def _old_job(self, kind: JobKind, message_id: str) -> Job:
        conversation_id, then = self.turns["log"], datetime.now(UTC) - timedelta(hours=1)
        return Job.model_validate(
            {
                "jobId": job_id_of(kind, conversation_id, message_id),
                "userId": self.client.user_id, "kind": kind, "coachId": self.client.coach_id,
                "conversationId": conversation_id, "messageId": message_id,
                "leaseUntil": then.isoformat(), "correlationId": STUCK_CORRELATION,
                "createdAt": then.isoformat(), "updatedAt": then.isoformat(),
            }
        )  # fmt: skip

    def _delete(self, program_id: str) -> None:
        self.follow(self.turns["stuck job"])
        self.follow(self.turns["stuck talk"])
        workouts = self.client.get(f"{self.root}/workouts")["workouts"]
        memories = self.client.get(f"{self.root}/memories")["memories"]
        assert isinstance(workouts, list)
        assert isinstance(memories, list)
        coach = f"{self.root}/coaches/{self.client.coach_id}"
        for path in (
            f"{self.root}/workouts/{workouts[0]['workoutId']}",
            f"{self.root}/memories/{memories[0]['memoryId']}",
            f"{self.root}/programs/{program_id}",
            f"{coach}/conversations/{self.turns['build']}",
            f"{coach}/conversations/{self.turns['failed']}",
        ):
            assert self._http("DELETE", path).status_code == 200, path
        self._http("POST", f"/jobs/{self.turns['failed job']}/retry")
        self._http("POST", f"/jobs/{self.turns['failed job']}/cancel")

    def _wait(self) -> None:
        """Wait until every event is done and the sweeper has looked at the failed job."""
        clock = SystemClock()
        for _ in range(600):
            if self.stack.host.pending_events() == 0:
                return
            clock.sleep(0.05)
        raise AssertionError("events are still running")
