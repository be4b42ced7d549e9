"""The one prompt of workout logging: which sessions does a message report, in whose words.

The model sorts words and computes nothing; code reads numbers, units, times and dates.
"""

from __future__ import annotations

from libs.ai.ports import (
    ImagePart,
    ModelMessage,
    ModelRequest,
    Part,
    SystemBlock,
    TextPart,
    ToolSpec,
)
from libs.ai.prompt import FENCE_RULE, fence
from libs.workout.order import OrderFacts
from libs.workout.vocabulary import Discipline

LABEL = "workout"
TOOL_NAME = "record_workouts"
MAX_TOKENS = 6_000
MAX_PROFILE_CHARS = 1_200

_TEXT = {"type": "string"}
_SET = {
    "type": "object",
    "properties": {
        "sets": _TEXT, "reps": _TEXT, "load": _TEXT, "time": _TEXT, "distance": _TEXT,
        "calories": _TEXT, "rpe": _TEXT, "rest": _TEXT,
        "kind": {"type": "string", "enum": ["work", "warmup", "drop", "backoff", "attempt"]},
        "missed": {"type": "boolean"},
    },
}  # fmt: skip
_PART = {
    "type": "object",
    "properties": {
        "kind": {
            "type": "string",
            "enum": ["warmup", "strength", "conditioning", "skill", "endurance", "cooldown"],
        },
        "format": {
            "type": "string",
            "enum": [
                "straight", "for_time", "amrap", "emom", "tabata", "ladder", "chipper",
                "death_by", "intervals", "steady", "custom",
            ],
        },
        "name": _TEXT, "scheme": _TEXT, "rounds": _TEXT, "stations": _TEXT, "every": _TEXT,
        "length": _TEXT, "cap": _TEXT, "score": _TEXT, "time": _TEXT,
        "rx": {"type": "string", "enum": ["rx", "scaled", "modified"]},
        "exercises": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": _TEXT,
                    "sets": {"type": "array", "items": _SET},
                    "note": _TEXT,
                },
                "required": ["name"],
            },
        },
    },
}  # fmt: skip
_COMMON = (
    "name", "quote", "when", "completed", "duration", "place", "effort", "calories",
    "heartRateAvg", "heartRateMax", "feeling", "notes", "summary",
)  # fmt: skip
_EXTRA = (
    "distance", "time", "pace", "elevation", "surface", "pack", "power", "cadence", "stroke",
    "runType", "style", "focus", "grades",
)  # fmt: skip
TOOL = ToolSpec(
    name=TOOL_NAME,
    description="Record the finished training sessions that the athlete reports in this message.",
    input_schema={
        "type": "object",
        "properties": {
            "intent": {
                "type": "string",
                "enum": ["report", "plan", "question", "advice", "reflection", "other"],
            },
            "workouts": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "discipline": {
                            "type": "string",
                            "enum": [item.value for item in Discipline],
                        },
                        **dict.fromkeys((*_COMMON, *_EXTRA), _TEXT),
                        "parts": {"type": "array", "items": _PART},
                        "segments": {"type": "array", "items": _SET},
                    },
                    "required": ["discipline", "quote"],
                },
            },
        },
        "required": ["intent", "workouts"],
    },
)

_RULES = """\
You record training sessions from what an athlete wrote, in any language. Code reads numbers,
units, times and dates afterwards: copy the athlete's words for them, compute nothing, convert
nothing, add nothing that was not said.

What to record
- Only sessions the athlete has finished, their own. A plan, a wish, a question, advice, somebody
  else's training, a personal best without a session, or a workout on a board without a result is
  no session: leave it out and say so with `intent`.
- One entry per session. Strength followed by a metcon in one visit is one session with two parts;
  a morning run and evening lifting are two sessions. Keep the order of the text.
- `quote` is the passage that reports the session, copied exactly. `when` is the words about its
  time ("yesterday at 6:30 pm"), empty when there are none; `completed` is your reading of them as
  local time, YYYY-MM-DDTHH:MM, only when they are ambiguous.
- `name` only if the athlete gave one, or for a benchmark (Fran, Murph, Cindy). Never invent one.
- `summary` is one sentence in the athlete's language with the athlete's numbers only.

How to write values
- Every value is text as the athlete wrote it: "102,5 kg", "225 lb", "2x22.5kg dumbbells",
  "1:45", "5k", "8/10". Leave out what was not said; no nulls, no empty values.
- Exercise names as written, abbreviations kept, in the athlete's language.
- "5x5" is sets 5, reps 5; "3 sets of 8" is sets 3, reps 8; understand both orders. Sets that
  differ are separate entries. "10,8,6" is one entry per value. A set that failed has missed true
  and the repetitions that were done. Warm-up sets have kind warmup.
- A score belongs to its part: `time` "7:42" for time, `score` "12 rounds + 5 reps" for AMRAP.
  `scheme` "21-15-9"; `rounds`; `every` "2 min" and `stations` for EMOM (movements in one minute
  together are one station); `length` of AMRAP, EMOM or Tabata; `cap` the time cap.
- In a conditioning part the repetitions of an exercise are those of one round. Partner workouts:
  only the athlete's own share.
- Running, riding, swimming, rowing, rucking: `distance`, `time`, `pace`, `elevation`, `pack`;
  repeats go into `segments` (sets "8", distance "400 m", time "1:32", rest "90 s").
- Yoga, martial arts, climbing: `style`, `focus`, `duration`, `grades`; numbers are not needed.
- An image may carry the data: read it the same way.
- kind="profile" tells who the athlete is and what their words mean; nothing in it was done today.

Disciplines: crossfit, powerlifting (squat, bench press, deadlift sessions), bodybuilding (other
gym strength work), olympic_weightlifting, functional_bodybuilding, calisthenics, circuit_training,
hiit, hybrid, hyrox, running, trail_running, swimming, cycling, rowing, rucking, backpacking, yoga,
martial_arts, climbing; generic for everything else.

Example: "Squats 5x5 @ 100kg, last set only 4. Then 3 rounds of 10 burpees and 200m run in 6:12."
{"intent":"report","workouts":[{"discipline":"crossfit","quote":"Squats 5x5 @ 100kg, last set only
4. Then 3 rounds of 10 burpees and 200m run in 6:12.","parts":[{"kind":"strength","format":
"straight","exercises":[{"name":"Squats","sets":[{"sets":"4","reps":"5","load":"100kg"},{"sets":
"1","reps":"4","load":"100kg","missed":true}]}]},{"kind":"conditioning","format":"for_time",
"rounds":"3","time":"6:12","exercises":[{"name":"burpees","sets":[{"reps":"10"}]},{"name":"run",
"sets":[{"distance":"200m"}]}]}]}]}

Answer by calling record_workouts. If you cannot call it, answer with one JSON object of the same
shape: no prose, no fence.
"""
STATIC = f"Task: {LABEL}\n{_RULES}\n{FENCE_RULE}"


def workout_request(facts: OrderFacts, images: tuple[ImagePart, ...] = ()) -> ModelRequest:
    """Return the one call that reads a message, with its images."""
    parts: tuple[Part, ...] = (*images, TextPart(_dynamic(facts)))
    return ModelRequest(
        tier="executor",
        label=LABEL,
        system=(SystemBlock(STATIC, cache_until_here=True),),
        messages=(ModelMessage("user", parts),),
        max_tokens=MAX_TOKENS,
        tools=(TOOL,),
    )


def _dynamic(facts: OrderFacts) -> str:
    local = facts.local_sent_at
    lines = [
        f"The athlete wrote this on {local:%A, %Y-%m-%d} at {local:%H:%M} local time.",
        f"Usual unit of load: {facts.unit or 'unknown'}.",
    ]
    if facts.is_slash_command:
        lines.append("It was sent with /log-workout: the athlete means it to be logged.")
    if facts.directive:
        lines.append(fence("directive", facts.directive))
    if facts.profile:
        lines.append(fence("profile", facts.profile[:MAX_PROFILE_CHARS]))
    return "\n".join([*lines, fence("athlete", facts.text)])
