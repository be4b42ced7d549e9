"""From event to summary and profile: what is new, one call, one conditional write of both."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from libs.ai.bedrock.client import BedrockTextModel
from libs.ai.models import ModelTiers
from libs.ai.ports import TextModel
from libs.ai.retry import TokenBucket
from libs.ai.usage import CallRecord, UsageMeter
from libs.clock import Clock
from libs.coach.models import AthleteProfile
from libs.conversation.models import ConversationSummary, Message
from libs.conversation.summary import (
    LABEL,
    MAX_TOKENS,
    Digest,
    Known,
    SummaryReply,
    digest_of,
    is_due,
    model_request,
    summarize,
)
from libs.errors import BuildError, ConditionFailedError, StorageError
from libs.events.build_conversation_summary import BuildConversationSummaryEvent
from libs.ids import Ids
from libs.jobs.invocation import BuildContext
from libs.jobs.outcome import Built, Outcome, Response, Skipped
from libs.memory.index import MemoryIndex
from libs.memory.models import MemoryRecord
from libs.storage.conversations import HEAD_LABEL, SUMMARY_LABEL, DynamoConversations
from libs.storage.profiles import DynamoProfileStore, renewal

MAX_NEW_MESSAGES = 200
BUDGET_S = 60.0
MAX_RACES = 3
"""Times a digest is written anew because another conversation renewed the profile meanwhile."""


def build(
    event: BuildConversationSummaryEvent,
    context: BuildContext,
    *,
    conversations: DynamoConversations,
    profiles: DynamoProfileStore,
    memory: MemoryIndex,
    tiers: ModelTiers,
    region: str,
    bucket: TokenBucket,
    clock: Clock,
    ids: Ids,
) -> Outcome:
    """Summarise what is new in a conversation, renew the athlete's profile, store both or none.

    Raises:
        BuildError: the conversation is gone (code `gone`).
        StorageError: other conversations renewed the profile each time; the next attempt goes on.
        CoachBackendError: the call failed; the earlier summary and profile stay.
    """
    model = BedrockTextModel(
        tiers=tiers,
        region=region,
        clock=clock,
        ids=ids,
        remaining_s=context.remaining_s,
        token_bucket=bucket,
        meter=UsageMeter(context.steps.note),
        base_url=os.environ.get("ANTHROPIC_BEDROCK_BASE_URL"),
    )
    try:
        for _ in range(MAX_RACES):
            known, messages = _load(conversations, profiles, event)
            if not is_due(messages):
                return Skipped("nothing_new")
            reply = _reply(known, messages, context, model)
            digest = digest_of(known, messages, reply, now=clock.now())
            outcome = _stored(conversations, event, digest, memory)
            if outcome is not None:
                return outcome
    finally:
        model.close()
    raise StorageError("the athlete's profile is written by too many at once")


def _reply(
    known: Known, messages: Sequence[Message], context: BuildContext, model: TextModel
) -> SummaryReply:
    def run() -> tuple[SummaryReply, tuple[CallRecord, ...]]:
        reply, replies = summarize(known, messages, model=model)
        return reply, tuple(CallRecord.of(LABEL, item) for item in replies)

    return context.steps.run(
        "summary",
        model_request(known, messages).messages[0].text,
        SummaryReply,
        run,
        budget_s=BUDGET_S,
        estimated_tokens=MAX_TOKENS,
    )


def _load(
    conversations: DynamoConversations,
    profiles: DynamoProfileStore,
    event: BuildConversationSummaryEvent,
) -> tuple[Known, tuple[Message, ...]]:
    """Return the earlier summary, the athlete's profile, and the messages since."""
    where = (event.user_id, event.conversation_id)
    if conversations.find_conversation(*where) is None:
        raise _gone()
    earlier, profile = conversations.find_summary(*where), profiles.find_profile(event.user_id)
    seen = earlier.up_to_seq if earlier else 0
    newest = conversations.find_messages(*where, limit=MAX_NEW_MESSAGES)
    known = Known(earlier, profile.athlete_profile if profile else AthleteProfile())
    return known, tuple(
        message for message in newest if message.seq > seen and message.state != "refused"
    )


def _remember(
    event: BuildConversationSummaryEvent,
    summary: ConversationSummary,
    conversations: DynamoConversations,
    memory: MemoryIndex,
) -> Callable[[], Response]:
    """Return the follow-up that makes a conversation findable by meaning, for its coach."""
    record = MemoryRecord.of(
        "conversation",
        event.conversation_id,
        summary.text,
        at=summary.updated_at,
        coach_id=event.coach_id,
    )

    def is_kept(record: MemoryRecord) -> bool:
        return conversations.find_conversation(event.user_id, record.id) is not None

    return lambda: {"indexed": memory.remember_kept(event.user_id, [record], is_kept)}


def _stored(
    conversations: DynamoConversations,
    event: BuildConversationSummaryEvent,
    digest: Digest,
    memory: MemoryIndex,
) -> Outcome | None:
    """Store the digest unless a newer summary is there; None when the profile moved on."""
    summary, profile = digest.summary, digest.profile
    also = [renewal(event.user_id, profile, now=summary.updated_at)] if profile else []
    try:
        conversations.save_summary(event.user_id, event.conversation_id, summary, *also)
    except ConditionFailedError as lost:
        if HEAD_LABEL in lost.failed:
            raise _gone() from lost
        return Skipped("superseded") if SUMMARY_LABEL in lost.failed else None
    response: dict[str, object] = {
        "upToSeq": summary.up_to_seq,
        "messageCount": summary.message_count,
    }
    if profile is not None:
        response["profileVersion"] = profile.version
    follow_up = _remember(event, summary, conversations, memory)
    return Built(response=response, follow_up=follow_up)


def _gone() -> BuildError:
    return BuildError("The conversation was removed.", code="gone")
