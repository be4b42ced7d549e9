"""A logged workout as stored: the universal schema 2.0 under snake_case names, values in SI.

Numbers come from code; `said` keeps the athlete's words. Every part of a session is in `parts` of
its discipline section, which is what records and comparisons read.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from libs.wire import WireModel
from libs.workout.training import LoggedExercise, LoggedPart, Section, SnakeModel
from libs.workout.vocabulary import (
    Discipline,
    Location,
    WorkoutType,
)

VERSION, SCHEMA_VERSION = "1.0", "2.0"


class HeartRate(SnakeModel):
    """Beats per minute."""

    avg: int | None = None
    max: int | None = None


class PerformanceMetrics(SnakeModel):
    """How hard it was."""

    perceived_exertion: float | None = None
    heart_rate: HeartRate | None = None
    calories_burned: int | None = None


class PersonalRecord(SnakeModel):
    """A record against the stored history; values in SI, improvement in percent as well."""

    exercise: str
    exercise_id: str
    discipline: Discipline
    pr_type: Literal["workout_time", "1rm", "volume_pr", "distance_pr", "pace_pr"]
    previous_best: float
    new_best: float
    unit: str
    improvement: float
    improvement_percentage: float
    date_previous: date
    significance: Literal["minor", "moderate", "major"]
    context: str = ""


class SubjectiveFeedback(SnakeModel):
    """How it felt, in the athlete's words."""

    notes: str = ""
    feeling: str = ""


class WorkoutMetadata(SnakeModel):
    """How the record came to be; confidence and completeness are computed."""

    logged_via: Literal["conversation", "slash_command"] = "conversation"
    logging_time: datetime
    data_confidence: float
    data_completeness: float
    ai_extracted: bool = True
    user_verified: bool = False
    version: str = VERSION
    schema_version: str = SCHEMA_VERSION
    extraction_method: Literal["text", "image", "text_and_image"] = "text"
    name_invented: bool = False
    time_source: str = "now"
    time_precision: str = "exact"
    validation_flags: tuple[str, ...] = ()
    extraction_notes: str = ""


class WorkoutData(SnakeModel):
    """One session."""

    workout_id: str
    user_id: str
    date: date
    discipline: Discipline
    methodology: str | None = None
    workout_name: str
    workout_type: WorkoutType
    duration: float | None = None
    location: Location | None = None
    coach_id: str
    conversation_id: str
    performance_metrics: PerformanceMetrics = PerformanceMetrics()
    pr_achievements: tuple[PersonalRecord, ...] = ()
    subjective_feedback: SubjectiveFeedback = SubjectiveFeedback()
    metadata: WorkoutMetadata
    discipline_specific: Section

    @property
    def parts(self) -> tuple[LoggedPart, ...]:
        """Return the parts of the session, in order."""
        return self.discipline_specific.parts

    @property
    def exercises(self) -> tuple[LoggedExercise, ...]:
        """Return the exercises of all parts, in order."""
        return tuple(item for part in self.parts for item in part.exercises)


class NormalizationIssue(WireModel):
    """One thing code repaired, dropped or doubts."""

    type: Literal["structure", "unit", "evidence", "date", "value", "name"]
    severity: Literal["info", "warning", "error"]
    field: str
    description: str
    corrected: bool


class NormalizationReport(WireModel):
    """What normalization did (W19)."""

    is_valid: bool
    issues: tuple[NormalizationIssue, ...] = ()
    confidence: float
    summary: str


class SetComparison(WireModel):
    """One prescribed set beside the one that was done."""

    set_number: int
    prescribed_reps: int | None = None
    completed_reps: int | None = None
    prescribed_kg: float | None = None
    completed_kg: float | None = None
    score: float
    """0 to 1: how much of the prescription was done."""


class ExerciseComparison(WireModel):
    """One prescribed exercise beside what was done of it."""

    exercise: str
    done: bool
    score: float
    sets: tuple[SetComparison, ...] = ()


class TemplateComparison(WireModel):
    """A log against the day's prescription; `adherence_score` in percent."""

    program_id: str
    template_id: str
    group_id: str
    day_number: int
    is_primary: bool = True
    """The day's main session: the one that counts for the program."""
    was_scaled: bool
    modifications: tuple[str, ...] = ()
    adherence_score: float
    exercises: tuple[ExerciseComparison, ...] = ()


class ExtractionMetadata(WireModel):
    """How sure the record is, and what became of it on the way."""

    confidence: float
    extracted_at: datetime
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    normalization_summary: str = ""
    issues: tuple[NormalizationIssue, ...] = ()
    template_comparison: TemplateComparison | None = None


class Workout(WireModel):
    """A stored workout: its record, its identity, where it came from."""

    workout_id: str
    user_id: str
    coach_ids: tuple[str, ...]
    coach_names: tuple[str, ...] = ()
    conversation_id: str
    message_id: str
    ordinal: int
    content_hash: str
    """Of the workout's own content; stays when the model reorders siblings."""
    text_hash: str
    """Of the whole message, to know a text that was sent again."""
    completed_at: datetime
    local_date: date
    time_zone: str
    workout_name: str
    discipline: Discipline
    workout_data: WorkoutData
    summary: str
    extraction_metadata: ExtractionMetadata
    program_id: str | None = None
    template_id: str | None = None
    group_id: str | None = None
    day_number: int | None = None
    created_at: datetime


class ExerciseRecord(WireModel):
    """What one workout says about one exercise: the best set and the sums; SI units."""

    user_id: str
    exercise_id: str
    exercise_name: str
    workout_id: str
    n: int
    completed_at: datetime
    local_date: date
    sets: int = 0
    reps: int = 0
    best_load_kg: float | None = None
    best_reps: int | None = None
    estimated_1rm_kg: float | None = None
    volume_kg: float | None = None
    distance_m: float | None = None
    time_s: float | None = None
    pace_s_per_km: float | None = None
