"""Everything the routes call, wired once per process."""

from __future__ import annotations

from dataclasses import dataclass

from libs.clock import Clock
from libs.coach.ports import CoachStore, ProfileStore
from libs.ids import Ids
from libs.jobs.services import JobServices
from libs.storage.conversation_heads import ConversationHeads
from libs.storage.deletion import Deletion
from libs.storage.objects import Objects
from libs.storage.shelves import MemoryShelf, ProgramShelf, WorkoutShelf


@dataclass(frozen=True)
class Backend:
    """Stores and services of the JSON routes."""

    clock: Clock
    ids: Ids
    coaches: CoachStore
    profiles: ProfileStore
    conversations: ConversationHeads
    jobs: JobServices
    programs: ProgramShelf
    workouts: WorkoutShelf
    memories: MemoryShelf
    objects: Objects
    deletion: Deletion
