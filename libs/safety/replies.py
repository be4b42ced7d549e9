"""Fixed texts of the safety gates; no model writes or changes them."""

from __future__ import annotations

from libs.safety.red_flags import RedFlag

MEDICAL_URGENT = (
    "What you describe can be a medical emergency. Please stop exercising and get medical help "
    "now: call your local emergency number (112 in Europe, 911 in North America, 999 in the UK) or "
    "go to the nearest emergency department. I will not plan any training until a doctor has "
    "cleared you."
)
SELF_HARM = (
    "I'm really glad you told me, and I'm sorry it hurts this much. I'm an AI coach and not the "
    "right help for this, but people are there for you right now: call your local emergency number "
    "if you are in danger, or a crisis line (988 in the US and Canada, 116 123 in the UK and much "
    "of Europe; findahelpline.com lists others). If you can, reach out to someone you trust. "
    "Training can wait."
)
EATING_DISORDER = (
    "You matter more than any number. I won't set calorie targets or weight goals. If food or "
    "training feels like something you have to earn or punish yourself with, please talk to a "
    "doctor or an eating-disorder helpline in your country. I'm happy to help with gentle movement."
)
SCREENING_CAUTION = (
    "No health screening is on file: check with a doctor before hard training if you have a heart "
    "condition, chest pain, dizziness, a chronic illness, or take medication."
)
DISCLAIMER = (
    "Your coach is an AI. It gives training guidance, no diagnosis, treatment or rehabilitation."
)
REFUSED = "I can't help with that one. Ask me anything about your training instead."
_BY_FLAG = {
    RedFlag.MEDICAL_URGENT: MEDICAL_URGENT,
    RedFlag.SELF_HARM: SELF_HARM,
    RedFlag.EATING_DISORDER: EATING_DISORDER,
}


def reply_for(flag: RedFlag) -> str:
    """Return the fixed text of a flag."""
    return _BY_FLAG[flag]
