"""Everything the routes call, wired once per process."""

from __future__ import annotations

from dataclasses import dataclass

from libs.clock import Clock
from libs.coach.ports import CoachStore, ProfileStore
from libs.ids import Ids
from libs.jobs.services import JobServices
from libs.storage.chat_notes import MemoryKeeper
from libs.storage.deletion import Deletion
from libs.storage.objects import Objects
from libs.storage.shelves import MemoryShelf, ProgramShelf, WorkoutShelf
from libs.storage.turns import DynamoConversationStore


@dataclass(frozen=True)
class Backend:
    """Stores and services of the JSON routes."""

    clock: Clock
    ids: Ids
    coaches: CoachStore
    profiles: ProfileStore
    conversations: DynamoConversationStore
    jobs: JobServices
    programs: ProgramShelf
    workouts: WorkoutShelf
    memories: MemoryShelf
    notes: MemoryKeeper
    objects: Objects
    deletion: Deletion
