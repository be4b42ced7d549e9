"""From event to summary: what is new since the last one, one call, one conditional write."""

from __future__ import annotations

import os

from libs.ai.bedrock.client import BedrockTextModel
from libs.ai.models import ModelTiers
from libs.ai.retry import TokenBucket
from libs.ai.usage import CallRecord, UsageMeter
from libs.clock import Clock
from libs.conversation.models import ConversationSummary, Message
from libs.conversation.summary import LABEL, MAX_TOKENS, is_due, model_request, summarize
from libs.errors import BuildError, ConditionFailedError
from libs.events.build_conversation_summary import BuildConversationSummaryEvent
from libs.ids import Ids
from libs.jobs.invocation import BuildContext
from libs.jobs.outcome import Built, Outcome, Skipped
from libs.storage.conversations import DynamoConversations

MAX_NEW_MESSAGES = 200
BUDGET_S = 60.0


def build(
    event: BuildConversationSummaryEvent,
    context: BuildContext,
    *,
    conversations: DynamoConversations,
    tiers: ModelTiers,
    region: str,
    bucket: TokenBucket,
    clock: Clock,
    ids: Ids,
) -> Outcome:
    """Summarise what is new in a conversation and store it.

    Raises:
        BuildError: the conversation is gone (code `gone`).
        CoachBackendError: the call failed; the earlier summary stays.
    """
    where = (event.user_id, event.conversation_id)
    earlier, messages = _load(conversations, *where)
    if not is_due(messages):
        return Skipped("nothing_new")
    base_url = os.environ.get("ANTHROPIC_BEDROCK_BASE_URL")
    model = BedrockTextModel(
        tiers=tiers,
        region=region,
        clock=clock,
        ids=ids,
        remaining_s=context.remaining_s,
        token_bucket=bucket,
        meter=UsageMeter(context.steps.note),
        base_url=base_url,
    )

    def run() -> tuple[ConversationSummary, tuple[CallRecord, ...]]:
        summary, replies = summarize(earlier, messages, model=model, now=clock.now())
        return summary, tuple(CallRecord.of(LABEL, reply) for reply in replies)

    try:
        summary = context.steps.run(
            "summary",
            model_request(earlier, messages).messages[0].text,
            ConversationSummary,
            run,
            budget_s=BUDGET_S,
            estimated_tokens=MAX_TOKENS,
        )
    finally:
        model.close()
    return _stored(conversations, where, summary)


def _load(
    conversations: DynamoConversations, user_id: str, conversation_id: str
) -> tuple[ConversationSummary | None, tuple[Message, ...]]:
    """Return the earlier summary and the messages since."""
    if conversations.find_conversation(user_id, conversation_id) is None:
        raise BuildError("The conversation was removed.", code="gone")
    earlier = conversations.find_summary(user_id, conversation_id)
    seen = earlier.up_to_seq if earlier else 0
    newest = conversations.find_messages(user_id, conversation_id, limit=MAX_NEW_MESSAGES)
    return earlier, tuple(
        message for message in newest if message.seq > seen and message.state != "refused"
    )


def _stored(
    conversations: DynamoConversations, where: tuple[str, str], summary: ConversationSummary
) -> Outcome:
    """Store the summary unless a newer one is there."""
    try:
        conversations.save_summary(*where, summary)
    except ConditionFailedError:
        return Skipped("superseded")
    return Built(response={"upToSeq": summary.up_to_seq, "messageCount": summary.message_count})
