"""The demo athlete and coach: a real Cognito user, a profile and a coach config of our own."""

from __future__ import annotations

from libs.clock import SystemClock
from libs.coach.models import CoachConfig, Profile
from libs.storage.coaches import DynamoCoachStore
from libs.storage.profiles import DynamoProfileStore
from libs.storage.table import Table
from local.aws_resources import PASSWORD, USER_NAME, Resources, local_session

DEMO_COACH_ID = "coach_demo"
DEMO_ZONE = "Europe/Berlin"


def demo_coach() -> CoachConfig:
    """Return the demo coach."""
    return CoachConfig.from_wire(
        {
            "coach_id": DEMO_COACH_ID,
            "coach_name": "Robin",
            "coach_description": "A calm all-round coach for strength and endurance.",
            "selected_personality": {"primary_template": "steady", "selection_reasoning": "demo"},
            "selected_methodology": {"primary_methodology": "block periodization"},
            "technical_config": {"programming_focus": ["strength", "endurance"]},
            "generated_prompts": {
                "personality_prompt": "You are calm, precise and encouraging.",
                "methodology_prompt": "You build slowly, test rarely and deload on time.",
                "communication_style": "Short sentences, plain words.",
            },
        }
    )


def demo_profile(user_id: str) -> Profile:
    """Return the demo athlete's profile."""
    return Profile.from_wire(
        {
            "userId": user_id,
            "username": USER_NAME,
            "nickname": "Sam",
            "preferences": {"timezone": DEMO_ZONE},
        }
    )


def seed_demo(resources: Resources) -> str:
    """Create the demo user, profile and coach; return the user's id."""
    user_id = resources.accounts().add_user(USER_NAME, PASSWORD)
    client = local_session().client("dynamodb", endpoint_url=resources.endpoint_url)
    save_athlete(Table(client, resources.table_name), user_id)
    return user_id


def save_athlete(table: Table, user_id: str) -> None:
    """Store profile and coach of a user, where there are none yet."""
    clock = SystemClock()
    profiles, coaches = DynamoProfileStore(table, clock), DynamoCoachStore(table, clock)
    if profiles.find_profile(user_id) is None:
        profiles.save_profile(demo_profile(user_id))
    if coaches.find_coach(user_id, DEMO_COACH_ID) is None:
        coaches.save_coach(user_id, demo_coach())
