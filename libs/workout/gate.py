"""The gate before any model call: what is plainly no report of a finished session (W1, W9, S3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from libs.workout.order import OrderFacts
from libs.workout.tenses import (
    BOARD,
    SentenceKind,
    asks_for_advice,
    asks_for_plan,
    is_about_others,
    is_qualitative_text,
    is_standing,
    names_today,
    sentence_kind,
)
from libs.workout.wording import NUMBER_WORDS, fold, sentences_of

Reason = Literal[
    "too_short", "bare_word", "advice_seeking", "planning_inquiry", "future_planning", "question",
    "no_performance_data", "board_without_image", "not_done", "somebody_else", "reflection",
    "low_completeness", "nothing_measurable",
]  # fmt: skip

MIN_CHARS, MIN_WORDS = 10, 3
"""Source: behaviours.md S3; for commands always, for other texts when they hold no number."""
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CHARS_PER_CJK_WORD = 2
_BARE = frozenset(
    fold(word)
    for word in (
        "warm up", "warmup", "warm-up", "workout", "work out", "exercise", "training", "gym",
        "lift", "lifting", "log", "log workout", "log my workout", "log a workout", "cardio",
        "entrenamiento", "entreno", "entraînement", "allenamento", "treino", "trening",
        "тренировка", "session", "test", "crossfit", "leg day", "save workout",
    )
)  # fmt: skip
_PUNCTUATION = re.compile(r"[^\w\s]+")
_SMALL_WORDS = frozenset({"a", "an", "one", "un", "une", "una", "uno", "um", "uma", "ein", "eine",
    "once", "en", "een", "cem", "sei", "tri", "onze", "due"})  # fmt: skip
_MESSAGES: dict[Reason, str] = {
    "too_short": "Tell me a little more to log, for example: back squat 5x5 at 100 kg.",
    "bare_word": "Tell me what you did, for example: back squat 5x5 at 100 kg, then 3 km easy.",
    "advice_seeking": "That asks for advice, so I logged nothing. Tell me what you did once it is "
    "done.",
    "planning_inquiry": "That is about a workout to come, so I logged nothing.",
    "future_planning": "That is a plan, so I logged nothing. Tell me when it is done.",
    "question": "That reads like a question, so I logged nothing.",
    "no_performance_data": "I found nothing to record: add what you did, with sets, loads, "
    "distances or times.",
    "board_without_image": "I see no result there: send the photo, or tell me what you did.",
    "not_done": "That says the session did not happen, so I logged nothing.",
    "somebody_else": "That is somebody else's training, so I logged nothing.",
    "reflection": "That tells of no finished session, so I logged nothing.",
    "low_completeness": "That is too little to record: add what you did, with numbers.",
    "nothing_measurable": "I found no exercise and nothing measurable to record.",
}


@dataclass(frozen=True)
class Refusal:
    """Why nothing is logged; `message` tells the athlete."""

    reason: Reason

    @property
    def message(self) -> str:
        """Return the sentence for the athlete."""
        return _MESSAGES[self.reason]


def check_text(facts: OrderFacts) -> Refusal | None:
    """Return why a message cannot report a finished session, or None when it may."""
    plain = fold(facts.text)
    has_image = facts.image_count > 0
    if not has_image or facts.is_slash_command:
        short = _too_short(plain, facts.text, is_command=facts.is_slash_command)
        if short is not None and not (has_image and short.reason == "too_short"):
            return short
    refusal = refusal_of(sentences_of(facts.text))
    if refusal is not None:
        return refusal
    if has_image:
        return None
    if BOARD.search(plain) and not _has(plain, "done"):
        return Refusal("board_without_image")
    if not facts.is_slash_command and not has_performance_data(facts.text):
        return Refusal("no_performance_data")
    return None


def refusal_of(sentences: Sequence[str]) -> Refusal | None:
    """Return why these folded sentences report nothing that was done, or None."""
    told = [sentence for sentence in sentences if not is_about_others(sentence)]
    if sentences and not told:
        return Refusal("somebody_else")
    kinds = [sentence_kind(sentence) for sentence in told]
    if any(k == "done" and not is_standing(s) for s, k in zip(told, kinds, strict=True)):
        return None
    return None if _is_dated_today(told, kinds) else _first_marker(told, kinds)


def has_performance_data(text: str) -> bool:
    """Tell whether a text holds a number, in digits or words, or names qualitative training."""
    plain = fold(text)
    if any(char.isdigit() for char in plain) or is_qualitative_text(plain):
        return True
    words = re.findall(r"[a-z]+", plain)
    return any(word in NUMBER_WORDS and word not in _SMALL_WORDS for word in words) or bool(
        re.search(r"\b(?:marathon|halbmarathon|maraton\w*|an? (?:hour|mile))\b", plain)
    )


def _is_dated_today(sentences: Sequence[str], kinds: Sequence[SentenceKind]) -> bool:
    """Tell whether numbers are dated to today, beside plans that are not: `Bench 3x8 today`."""
    pairs = list(zip(sentences, kinds, strict=True))
    if any(kind in ("plan", "ask", "not_done") and names_today(s) for s, kind in pairs):
        return False
    neutral = (s for s, kind in pairs if kind == "neutral" and not is_standing(s))
    return any(names_today(s) and any(map(str.isdigit, s)) for s in neutral)


def _first_marker(sentences: Sequence[str], kinds: Sequence[SentenceKind]) -> Refusal | None:
    """Return the refusal of the first sentence that plans, asks or denies before any number."""
    for sentence, kind in zip(sentences, kinds, strict=True):
        if kind == "plan":
            return Refusal("future_planning")
        if kind == "ask":
            return Refusal(_asking_reason(sentence))
        if kind == "not_done":
            return Refusal("not_done")
        if is_standing(sentence):
            return Refusal("reflection")
        if any(char.isdigit() for char in sentence):
            return None
    return None


def _asking_reason(sentence: str) -> Reason:
    if asks_for_advice(sentence):
        return "advice_seeking"
    return "planning_inquiry" if asks_for_plan(sentence) else "question"


def _has(plain: str, kind: SentenceKind) -> bool:
    return any(sentence_kind(sentence) == kind for sentence in sentences_of(plain))


def _too_short(plain: str, text: str, *, is_command: bool) -> Refusal | None:
    bare = " ".join(_PUNCTUATION.sub(" ", plain).split())
    if bare in _BARE or plain.strip(" .!") in _BARE:
        return Refusal("bare_word")
    cjk = len(_CJK.findall(text))
    words = len(plain.split()) + cjk // _CHARS_PER_CJK_WORD
    is_short = len(plain) + cjk < MIN_CHARS or words < MIN_WORDS
    if is_short and (is_command or not has_performance_data(text)):
        return Refusal("too_short")
    return Refusal("too_short") if not bare else None
