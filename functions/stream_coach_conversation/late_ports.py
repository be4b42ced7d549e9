"""Ports whose adapters are made with their first use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from libs.ai.ports import ImagePart
from libs.conversation.ports import (
    BuildRefused,
    BuildStarted,
    ProgramOrder,
    SummaryOrder,
    WorkoutOrder,
)
from libs.late import Late

if TYPE_CHECKING:
    from functions.stream_coach_conversation.neighbours import Neighbours


class LateBuilds:
    """`BuildDispatcher` and `JobReader`."""

    def __init__(self, neighbours: Late[Neighbours]) -> None:
        self._neighbours = neighbours

    def start_program(self, order: ProgramOrder) -> BuildStarted | BuildRefused:
        """Record the request and the job, then invoke the program builder."""
        return self._neighbours.get().builds.start_program(order)

    def start_workout(self, order: WorkoutOrder) -> BuildStarted | BuildRefused:
        """Record the request and the job, then invoke the workout builder."""
        return self._neighbours.get().builds.start_workout(order)

    def request_summary(self, order: SummaryOrder) -> None:
        """Invoke the summary function."""
        self._neighbours.get().builds.request_summary(order)

    def find_job_json(self, user_id: str, job_id: str) -> Mapping[str, object] | None:
        """Return the job as clients see it, or None."""
        return self._neighbours.get().builds.find_job_json(user_id, job_id)


class LateImages:
    """`ImageSource`."""

    def __init__(self, neighbours: Late[Neighbours]) -> None:
        self._neighbours = neighbours

    def load_image(self, key: str) -> ImagePart:
        """Return an uploaded image, its size and type checked."""
        return self._neighbours.get().images.load_image(key)
