"""Fixed lines of the chat: ephemeral ones with their stages, and the texts of errors.

The seed's texts H1 to H5 are here word for word; none of them is ever stored in a message.
"""

from __future__ import annotations

from typing import Final, Literal

Stage = Literal[
    "initial_greeting",
    "workout_analysis",
    "memory_analysis",
    "training_program_generation_start",
    "training_program_generation_started",
    "training_program_generation_complete",
    "training_program_generation_error",
]

LOOKING: Final = "Looking at your training and your notes..."
WORKOUT_DETECTED: Final = "I've detected a workout to log. Processing in the background..."
PROGRAM_START: Final = (
    "Generating your training program... I'm creating your detailed program with daily workout "
    "templates. This will take a minute."
)
PROGRAM_STARTED: Final = (
    "Training Program Generation Started! Your program is being created in the background. "
    "You'll be notified when it's ready, usually within 1-2 minutes."
)
PROGRAM_RUNNING: Final = "Your training program is already being created in the background."
PROGRAM_READY: Final = "Your training program is ready."
PROGRAM_NOT_STARTED: Final = (
    "I couldn't start generating your training program. Nothing was lost: please ask me to build "
    "it again in a minute."
)
PROGRAM_NOT_CONFIRMED: Final = (
    "I build your program as soon as you confirm the proposal: just say yes."
)
WORKOUT_NOT_STARTED: Final = (
    "I couldn't log this workout right now. Please send it again in a minute."
)
MEMORY_SAVED: Final = "Saved to my memory."
MEMORY_KNOWN: Final = "I already have that in my memory."
MEMORY_NOT_SAVED: Final = "I couldn't save that to my memory. Please try again in a minute."
NO_SUCH_IMAGE: Final = "There is no such image of yours. Upload it first."
"""The same words for an image that is gone and for one of somebody else."""

ErrorCode = Literal["throttled", "unavailable", "deadline", "refused", "budget", "internal"]

ERROR_TEXTS: Final[dict[ErrorCode, str]] = {
    "throttled": "Your coach is very busy right now. Please send your message again in a minute.",
    "unavailable": "Your coach can't be reached right now. Please send your message again.",
    "deadline": "That answer took too long and was cut off. Please ask again, in smaller steps.",
    "refused": "Your coach can't answer that.",
    "budget": "Your limit for today is used up. It opens again tomorrow.",
    "internal": "Something went wrong on our side. Please send your message again.",
}
RETRYABLE: Final[frozenset[ErrorCode]] = frozenset(
    {"throttled", "unavailable", "deadline", "internal"}
)
