from __future__ import annotations

from threading import Thread

from libs.ai.ports import ModelReply
from local.bedrock import LocalBedrock
from local.bedrock.prefix_cache import CacheUse, PrefixCache
from local.bedrock.scripts import Script
from tests.contract.bedrock.builders import TOOL, blocking_model, request

RULES = "Rule: leave two repetitions in reserve. " * 120
SHORT = "Be brief. "


def block(text: str, *, point: bool = False, ttl: str = "5m") -> dict[str, object]:
    plain: dict[str, object] = {"type": "text", "text": text}
    return {**plain, "cache_control": {"type": "ephemeral", "ttl": ttl}} if point else plain


def planned(cache: PrefixCache, *blocks: dict[str, object], now_s: float = 0.0) -> CacheUse:
    body = {"system": list(blocks), "messages": [{"role": "user", "content": "Go"}]}
    use = cache.plan("model", body, min_tokens=100, now_s=now_s)
    cache.commit(use)
    return use


def test_first_call_writes_and_the_next_one_reads_the_prefix(bedrock: LocalBedrock) -> None:
    model = blocking_model(bedrock.base_url)

    first = model.create(request("Week 1", system=RULES, cache=True, tools=(TOOL,)))
    second = model.create(request("Week 2", system=RULES, cache=True, tools=(TOOL,)))

    assert first.usage.cache_write_tokens > 1024
    assert first.usage.cache_read_tokens == 0
    assert second.usage.cache_read_tokens == first.usage.cache_write_tokens
    assert second.usage.cache_write_tokens == 0
    assert second.usage.input_tokens == first.usage.input_tokens < 10


def test_short_prefixes_are_silently_not_cached(bedrock: LocalBedrock) -> None:
    model = blocking_model(bedrock.base_url)

    replies = [model.create(request(system=SHORT, cache=True)) for _ in range(2)]

    assert all(reply.usage.cache_read_tokens == 0 for reply in replies)
    assert all(reply.usage.cache_write_tokens == 0 for reply in replies)


def test_any_changed_byte_before_the_point_loses_the_prefix(bedrock: LocalBedrock) -> None:
    model = blocking_model(bedrock.base_url)

    model.create(request(system=RULES, cache=True))
    reply = model.create(request(system=RULES + ".", cache=True))

    assert reply.usage.cache_read_tokens == 0
    assert reply.usage.cache_write_tokens > 0


def test_prefix_is_readable_from_the_announced_start_of_the_answer(bedrock: LocalBedrock) -> None:
    bedrock.script(Script(label="week", text="slow " * 20, tokens_per_s=100))
    model = blocking_model(bedrock.base_url)
    others: list[ModelReply] = []

    def fan_out() -> None:
        thread = Thread(
            target=lambda: others.append(model.create(request("Week 2", system=RULES, cache=True)))
        )
        thread.start()
        thread.join()

    first = model.create(request("Week 1", system=RULES, cache=True), on_started=fan_out)

    assert others[0].usage.cache_read_tokens == first.usage.cache_write_tokens > 0


def test_prefix_is_not_readable_before_the_answer_starts(bedrock: LocalBedrock) -> None:
    bedrock.hold("week")
    model = blocking_model(bedrock.base_url)
    replies: list[ModelReply] = []

    def ask() -> None:
        replies.append(model.create(request(system=RULES, cache=True)))

    threads = [Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    bedrock.wait_for_calls(2, label="week", state="held")
    early = model.create(request(label="chat", tier="executor", system=RULES, cache=True))
    bedrock.release("week")
    for thread in threads:
        thread.join()

    assert early.usage.cache_read_tokens == 0
    assert len(replies) == 2


def test_a_longer_prefix_reads_the_shorter_one_and_writes_the_rest() -> None:
    cache = PrefixCache()
    rules, coach = block(RULES, point=True), block("Coach. " * 100, point=True)

    first = planned(cache, rules)
    second = planned(cache, rules, coach)

    assert second.read_tokens == first.write_tokens
    assert second.write_tokens == second.prompt_tokens - second.read_tokens - second.input_tokens
    assert second.write_tokens > 0


def test_entries_expire_after_their_lifetime_and_reads_renew_them() -> None:
    cache = PrefixCache()
    rules = block(RULES, point=True)

    planned(cache, rules, now_s=0.0)
    renewed = planned(cache, rules, now_s=299.0)
    still = planned(cache, rules, now_s=598.0)
    gone = planned(cache, rules, now_s=899.0)

    assert renewed.read_tokens == still.read_tokens > 0
    assert gone.read_tokens == 0


def test_an_hour_is_counted_apart_and_lasts_an_hour() -> None:
    cache = PrefixCache()
    rules = block(RULES, point=True, ttl="1h")

    first = planned(cache, rules, now_s=0.0)
    later = planned(cache, rules, now_s=3599.0)

    assert (first.write_5m_tokens, first.write_1h_tokens > 0) == (0, True)
    assert later.read_tokens == first.write_1h_tokens


def test_models_do_not_share_entries() -> None:
    cache = PrefixCache()
    body = {"system": [block(RULES, point=True)], "messages": []}

    cache.commit(cache.plan("a", body, min_tokens=100, now_s=0.0))
    other = cache.plan("b", body, min_tokens=100, now_s=0.0)

    assert other.read_tokens == 0
