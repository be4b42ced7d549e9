"""The named situations of a build, each with the end it must come to: the table of outcomes."""

from __future__ import annotations

from collections.abc import Iterator

from libs.storage.keys import coach_key, request_object
from libs.storage.writes import delete
from local.bedrock.scripts import Script, ScriptedError
from local.faults.judging import Finding
from local.faults.kills import points_of
from local.faults.points import Fault, Plan, Point
from local.faults.stack import BUILD, START
from local.faults.trial import COACH, CONVERSATION, Case, Trial

GROUP = "scenario"
WEEK, STRUCTURE = "week", "structure"
SECOND, ELSEWHERE = "message2", "conversation2"
SKEW_S = 900.0
_VAGUE = "Build me a program, please."
_MEGABYTE = 1_200_000
_SMALL_ITEM_BYTES = 3000
"""Less than a program's item and more than a job's or a message's: stands for 400 KB."""
_INVOKE = Point(name="invoke function")
_LOST = Fault(point=_INVOKE, action="lost")
_REFUSED = tuple(
    Fault(point=Point(name="invoke function", ordinal=number), action="error") for number in (1, 2)
)
_RETIRED = ScriptedError(type="ResourceNotFoundException")


def scenario_cases(clean: Finding) -> Iterator[Case]:
    """Yield every situation once."""
    yield from _event_cases()
    yield from _deletion_cases()
    yield from _input_cases()
    yield from _athlete_cases()
    yield from _publish_cases(clean)
    yield from _clock_cases()
    yield from _model_cases()


def _event_cases() -> Iterator[Case]:
    yield Case(GROUP, "event lost", Plan(faults={START: (_LOST,)}))
    yield Case(GROUP, "event delivered twice at once", act=_send_again, hold=STRUCTURE)
    yield Case(GROUP, "event late, after ready", act=_after_the_end)
    yield Case(GROUP, "event late, after a failure", scripts=_refusals(), act=_after_the_end,
               expect=frozenset({"failed:refused"}), pays_extra=True)  # fmt: skip
    yield Case(GROUP, "event late, after a cancel", act=_event_after_cancel, hold=WEEK,
               expect=frozenset({"cancelled"}), pays_extra=True)  # fmt: skip
    yield Case(GROUP, "invoke refused twice, then retried", Plan(faults={START: _REFUSED}),
               act=_retry_refused)  # fmt: skip
    kill = Fault(point=Point(name="model week"), action="kill", invocations=(1, 2, 3))
    yield Case(
        GROUP, "killed three times, then the on-failure queue", Plan(faults={BUILD: (kill,)})
    )


def _deletion_cases() -> Iterator[Case]:
    yield Case(GROUP, "athlete deleted in mid-build", act=_delete_athlete, hold=WEEK,
               expect=frozenset({"gone"}), check=_nothing_remains, pays_extra=True)  # fmt: skip
    yield Case(GROUP, "coach deleted in mid-build", act=_delete_coach, hold=WEEK,
               expect=frozenset({"failed:gone"}))  # fmt: skip
    yield Case(GROUP, "coach deleted before the build", Plan(faults={START: (_LOST,)}),
               act=_delete_coach, expect=frozenset({"failed:gone"}))  # fmt: skip


def _input_cases() -> Iterator[Case]:
    gone = frozenset({"failed:input_lost"})
    yield Case(GROUP, "payload over 1 MB", event=_enlarge)
    yield Case(GROUP, "item over the size limit",
               Plan(environment={"FAULTS_MAX_ITEM_BYTES": str(_SMALL_ITEM_BYTES)}),
               expect=frozenset({"failed:item_too_large"}))  # fmt: skip
    for name, act in (("missing", _lose_request), ("corrupt", _corrupt_request)):
        lost = Plan(faults={START: (_LOST,)})
        yield Case(GROUP, f"request.json {name}", lost, act=act, expect=gone)


def _athlete_cases() -> Iterator[Case]:
    yield Case(GROUP, "second trigger in the same conversation", act=_second_trigger, hold=WEEK)
    yield Case(GROUP, "trigger in another conversation", act=_trigger_elsewhere, hold=WEEK)
    yield Case(GROUP, "cancelled in mid-build, twice", act=_cancel_twice, hold=WEEK,
               expect=frozenset({"cancelled"}), pays_extra=True)  # fmt: skip
    yield Case(GROUP, "questions, then answered", says=_VAGUE, act=_answer)
    refused = frozenset({"failed:refused"})
    yield Case(GROUP, "refused by the model, then retried", scripts=_refusals(),
               act=_retry_failed, expect=refused, pays_extra=True)  # fmt: skip
    throttled = Script(label=WEEK, times=0, error=ScriptedError(headers={"retry-after-ms": "10"}))
    yield Case(GROUP, "throttled to the end, then retried five times at once", scripts=(throttled,),
               act=_retry_throttled, pays_extra=True)  # fmt: skip


def _publish_cases(clean: Finding) -> Iterator[Case]:
    points = points_of(clean, BUILD)
    publish = next(point for point in points if point.name.endswith("+program"))
    mark = points[[point.name for point in points].index("send event") + 2]
    for name, point in (("publishing transaction", publish), ("mark of the event sent", mark)):
        for how, action in (("killed before", "kill"), ("lost for good in one attempt", "error")):
            fault = Fault.from_wire({"point": point.to_wire(), "action": action})
            yield Case(GROUP, f"{name} {how}", Plan(faults={BUILD: (fault,)}))


def _clock_cases() -> Iterator[Case]:
    for name, skew_s in (("fast", SKEW_S), ("slow", -SKEW_S)):
        yield Case(GROUP, f"clock of chat and build 15 min {name}",
                   Plan(skews_s=(skew_s,)), pays_extra=True)  # fmt: skip
        yield Case(GROUP, f"second invocation 15 min {name} while the first works",
                   Plan(skews_s=(0.0, skew_s)), act=_send_again, hold=WEEK,
                   pays_extra=True)  # fmt: skip


def _model_cases() -> Iterator[Case]:
    retired = Script(model_id="global.anthropic.claude-sonnet-5-5", times=0, error=_RETIRED)
    yield Case(GROUP, "model id retired (404)", scripts=(retired,), pays_extra=True)
    both = Script(times=0, error=_RETIRED)
    yield Case(GROUP, "model id and its fallback retired (404)", scripts=(both,),
               expect=frozenset({"failed:model_gone"}), pays_extra=True)  # fmt: skip


def _refusals() -> tuple[Script, ...]:
    return (Script(label=STRUCTURE, times=0, stop_reason="refusal"),)


def _at_the_model(trial: Trial, calls: int = 1) -> None:
    """Wait until the build is at the held call of the model."""
    if not trial.bedrock.wait_for_calls(calls, label=trial.case.hold, timeout_s=trial.patience_s):
        trial.notes.append("the build never came to its model call")


def _over(trial: Trial) -> None:
    trial.wait(lambda job: job is None or not job.is_active)


def _send_again(trial: Trial) -> None:
    _at_the_model(trial)
    trial.send()
    trial.wait_invocations(2)
    trial.bedrock.release()


def _after_the_end(trial: Trial) -> None:
    _over(trial)
    before = len(trial.bedrock.calls())
    trial.send()
    trial.wait_invocations(2)
    if len(trial.bedrock.calls()) != before:
        trial.notes.append("a late event called the model")


def _cancel(trial: Trial) -> None:
    reply = trial.post("cancel")
    if reply.status != 200 or reply.body.get("state") != "cancelled":
        trial.notes.append(f"cancel answered {reply.status} {reply.code}")


def _cancel_twice(trial: Trial) -> None:
    _at_the_model(trial)
    _cancel(trial)
    _cancel(trial)
    trial.bedrock.release()
    late = trial.post("retry")
    if late.status != 409:
        trial.notes.append(f"retry of a cancelled build answered {late.status}")


def _event_after_cancel(trial: Trial) -> None:
    _at_the_model(trial)
    _cancel(trial)
    trial.bedrock.release()
    trial.send()
    trial.wait_invocations(2)


def _retry_refused(trial: Trial) -> None:
    job = trial.job()
    if job is None or job.error is None or job.error.code != "dispatch":
        trial.notes.append("the refused invoke did not fail the job")
    if trial.builds_today() != 0:
        trial.notes.append("the quota was not given back")
    _retry(trial, times=1)


def _retry(trial: Trial, times: int) -> None:
    for reply in trial.post_at_once("retry", times):
        if reply.status != 200:
            trial.notes.append(f"retry answered {reply.status} {reply.code}")


def _retry_failed(trial: Trial) -> None:
    """Retry what is not retryable: each gets the same clear answer."""
    _over(trial)
    for reply in trial.post_at_once("retry", 5):
        if (reply.status, reply.code) != (409, "not_retryable"):
            trial.notes.append(f"retry answered {reply.status} {reply.code}")


def _retry_throttled(trial: Trial) -> None:
    _over(trial)
    job = trial.job()
    if job is None or job.error is None or job.error.code != "throttled":
        trial.notes.append("the job does not say that it was throttled")
    trial.bedrock.reset()
    _retry(trial, times=5)


def _delete_athlete(trial: Trial) -> None:
    _at_the_model(trial)
    trial.stack.stores.forget(trial.user_id)
    trial.bedrock.release()


def _nothing_remains(trial: Trial) -> Iterator[str]:
    for name in trial.stack.stores.remains_of(trial.user_id):
        yield f"made anew after the deletion: {name}"


def _delete_coach(trial: Trial) -> None:
    if trial.case.hold:
        _at_the_model(trial)
    trial.stack.stores.table.write(delete("coach", coach_key(trial.user_id, COACH)))
    trial.bedrock.release()


def _lose_request(trial: Trial) -> None:
    key = request_object(trial.user_id, trial.job_id)
    trial.stack.stores.objects.delete_all_versions(key)


def _corrupt_request(trial: Trial) -> None:
    trial.stack.stores.objects.put(request_object(trial.user_id, trial.job_id), b'{"userId": "')


def _enlarge(event: dict[str, object]) -> None:
    """Put a long exchange before what the athlete says."""
    said = event["conversationMessages"]
    filler = {"role": "assistant", "content": "Tell me more. " * (_MEGABYTE // 14)}
    event["conversationMessages"] = [filler, *said] if isinstance(said, list) else [filler]


def _second_trigger(trial: Trial) -> None:
    _at_the_model(trial)
    answers = [trial.trigger(SECOND, CONVERSATION)]
    trial.bedrock.release()
    _over(trial)
    answers.append(trial.trigger(SECOND, CONVERSATION))
    for answer in answers:
        if answer != {"jobId": trial.job_id, "existing": True}:
            trial.notes.append(f"the second trigger was answered {answer}")


def _trigger_elsewhere(trial: Trial) -> None:
    _at_the_model(trial)
    answer = trial.trigger(SECOND, ELSEWHERE)
    if answer != {"refused": "build_running"}:
        trial.notes.append(f"the other conversation was answered {answer}")
    trial.bedrock.release()


def _answer(trial: Trial) -> None:
    trial.wait(lambda job: job is not None and job.state == "needs_input")
    trial.trigger(SECOND, CONVERSATION)
    _over(trial)
    again = trial.trigger(SECOND, CONVERSATION)
    if again != {"jobId": trial.job_id, "existing": True}:
        trial.notes.append(f"the repeated answer was answered {again}")
