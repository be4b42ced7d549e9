"""Words that may be nowhere but in the athlete's own data."""

from __future__ import annotations

MESSAGE = "qzmessagecanary"
WORKOUT = "qzworkoutcanary"
MEMORY = "qzmemorycanary"
PROFILE = "qzprofilecanary"
COACH = "qzcoachcanary"
REPLY = "qzreplycanary"
TITLE = "qztitlecanary"
EMAIL = "qzmailcanary@example.org"
PHONE = "+49 170 5550199"
ALL = (MESSAGE, WORKOUT, MEMORY, PROFILE, COACH, REPLY, TITLE, EMAIL, "5550199")
MASKED = (EMAIL, "5550199")
"""What not even a debug dump may hold."""
TOLD = (MESSAGE, WORKOUT, MEMORY, PROFILE, COACH, TITLE)
"""What must be in the requests to table, bucket and model, or the test proves nothing."""
