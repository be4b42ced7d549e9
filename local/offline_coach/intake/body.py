"""Injuries, refusals and health in plain English."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from libs.training_program.models.athlete import Ban, HealthFlags, Injury
from libs.training_program.models.vocabulary import RegionName, SafetyLabelName
from local.offline_coach.intake.sentences import Sentence

_R = RegionName
_REGIONS: tuple[tuple[str, RegionName], ...] = (
    (r"lower back|low back|lumbar|herniat\w+|slipped disc|bulging disc|sciatica|\bback (?:pain|injury|issue|problem)|bad back|my back", _R.LOW_BACK),
    (r"upper back|thoracic", _R.UPPER_BACK), (r"\bneck\b|cervical", _R.NECK),
    (r"shoulders?|rotator cuff|labrum|impingement", _R.SHOULDER), (r"elbows?|tennis elbow|golfer'?s elbow", _R.ELBOW),
    (r"wrists?|carpal", _R.WRIST), (r"knees?|\bacl\b|meniscus|patella\w*|runner's knee|mcl\b", _R.KNEE),
    (r"achilles|calf|calves", _R.ACHILLES), (r"ankles?", _R.ANKLE), (r"\bhips?\b|groin|\bfai\b", _R.HIP),
    (r"hamstrings?", _R.HAMSTRING), (r"\bfoot\b|\bfeet\b|plantar|heel", _R.FOOT), (r"shin splints?|\bshins?\b", _R.ANKLE),
)  # fmt: skip
_HURT = re.compile(
    r"\b(?:pain\w*|hurts?|hurting|ach(?:e|es|y|ing)|sore|injur\w+|bad|tweak\w*|tear|torn|tore|strain\w*|sprain\w*|surgery|"
    r"surgically|repaired|operat\w+|issues?|problems?|trouble|sensitive|cranky|irritat\w+|tendin\w+|tendon\w*|herniat\w+|"
    r"sciatica|impingement|flare\w*|bother\w*|acts up|acting up|stiff|arthritis|splints?|fasciitis|elbow's|dodgy|"
    r"limited|careful with|weak|rehab\w*|bulging|disc)\b"
)
_NONE = re.compile(
    r"\b(?:no|not|never|without|any|zero|don't have|haven't had)\b[^.,;]{0,20}\b(?:injur\w+|pain\w*|issues?|problems?|limitations?)\b|\bhealthy\b|\binjury[- ]free\b|\bpain[- ]free\b"
)
_PAST = re.compile(
    r"\b(?:years? ago|months? ago|healed|fully recovered|recovered|no longer|used to|all good now|fine now|back in 20\d\d|in 20\d\d|cleared|old)\b"
)
_MILD = re.compile(
    r"\b(?:mild|slight\w*|a (?:little|bit)|little|sensitive|cranky|occasional\w*|sometimes|minor|tweak\w*|stiff|niggle|careful)\b"
)
_SEVERE = re.compile(
    r"\b(?:severe\w*|torn|tore|tear|surgery|rupture\w*|acute|serious\w*|really bad|herniat\w+|fracture\w*|can't (?:walk|bend))\b"
)
_SIDE = re.compile(r"\b(left|right|both)\b")
_MOVEMENTS = (
    "running", "run", "jogging", "jumping", "jumps", "plyometrics", "box jumps", "burpees", "burpee", "back squats",
    "front squats", "squats", "squat", "squatting", "deadlifts", "deadlift", "deadlifting", "bench press", "benching",
    "overhead press", "overhead pressing", "overhead work", "overhead", "push press", "military press", "dips", "pull-ups",
    "pullups", "chin-ups", "push-ups", "pushups", "lunges", "lunging", "olympic lifts", "snatches", "snatch", "cleans",
    "power cleans", "thrusters", "wall balls", "kipping", "kipping pull-ups", "rowing", "cycling", "biking", "swimming",
    "double unders", "jump rope", "sit-ups", "crunches", "planks", "machines", "leg press", "leg extensions", "upright rows",
    "good mornings", "kettlebell swings", "swings", "sprints", "sprinting", "handstands", "muscle-ups", "mountain climbers",
    "rope climbs", "step-ups", "box step-ups", "hip thrusts", "behind the neck press", "skull crushers", "yoga", "treadmill",
    "assault bike", "bike", "hiit", "cardio", "barbell work", "barbells", "heavy deadlifts", "heavy squats", "bulgarian split squats",
)  # fmt: skip
_MOVEMENT = "|".join(sorted((re.escape(name) for name in _MOVEMENTS), key=len, reverse=True))
_REFUSAL = re.compile(
    rf"\b(?:no|never|not(?: do(?:ing)?)?|don't (?:want|do|like)(?: to do)?(?: any)?|do not (?:want|do)(?: to do)?(?: any)?|can't (?:do|stand)?|cannot (?:do)?|won't do|avoid(?:ing)?|without(?: any)?|"
    rf"skip|hate|refuse(?: to do)?|leave out|leave off|stay away from|exclude|nothing with|please no|keep out|not allowed to(?: do)?)\s+(?:any |the |all |more |do |doing )*((?:{_MOVEMENT})(?:(?:\s*,\s*|\s*,?\s+(?:and|or|nor)\s+)(?:no |any )?(?:{_MOVEMENT}))*)\b"
)
_ONE = re.compile(rf"\b({_MOVEMENT})\b")
_SOFT = re.compile(r"\b(?:hate|don't like|not a fan)\b")
_BEFORE_REFUSAL = re.compile(r"\b(?:no longer|no problem|not only|not just)\b")
_PREGNANT = re.compile(
    r"\b(?:i'm|i am|currently)\s+(?:about\s+)?(?:(\d{1,2}) weeks? )?pregnant\b|\b(\d{1,2}) weeks pregnant\b|\bpregnant\b"
)
_POSTPARTUM = re.compile(
    r"\b(\d{1,3})\s*(weeks?|months?)\s*(?:post[- ]?partum|after (?:giving )?birth|post[- ]?natal)|\b(?:gave birth|had (?:a|my|our) baby|delivered)\s*(?:about\s*)?(\d{1,3})\s*(weeks?|months?) ago"
)
_MEDICINES = re.compile(
    r"\b(beta[- ]?blockers?|metoprolol|bisoprolol|insulin|blood thinners?|anticoagulants?|warfarin|statins?|thyroid medication|antidepressants?|inhaler)\b"
)
_CONDITIONS = re.compile(
    r"\b(high blood pressure|hypertension|type [12] diabetes|diabet\w+|asthma|osteoporosis|osteopenia|arthritis|heart (?:condition|disease)|epilepsy|anemia|scoliosis|hypermobility|endometriosis|long covid|ms\b|multiple sclerosis)"
)
_SYMPTOMS: tuple[tuple[str, SafetyLabelName], ...] = (
    (r"\bchest (?:pain|pressure|tightness)|\bfaint(?:ed|ing)?\b|\bpass(?:ed)? out\b|\bblack(?:ed)? out\b|\bpalpitations\b|short(?:ness)? of breath at rest|\bcan't breathe\b|\bdark urine\b|numb(?:ness)? (?:in|around) (?:my )?(?:groin|saddle)", SafetyLabelName.MEDICAL_URGENT),
    (r"\bkill myself\b|\bsuicid\w+|\bend my life\b|\bself[- ]harm\w*|\bhurt myself\b(?! (?:lifting|running|training))", SafetyLabelName.SELF_HARM),
    (r"\bpurg(?:e|ing)\b|\bmake myself (?:throw up|vomit)|\bvomit\w* after\b|\banorexi\w+|\bbulimi\w+|\bearn (?:my )?food\b|\b(?:[1-9]\d{2}|1[01]\d{2}) ?(?:k?cal|calories) a day|\bstarv\w+|lost my period", SafetyLabelName.EATING_DISORDER),
    (r"\bignore (?:all |your |the )?(?:previous |prior )?instructions\b|\bsystem prompt\b|\byou are now\b", SafetyLabelName.INJECTION),
)  # fmt: skip
_DENIED = re.compile(r"\b(?:no|never|not|without|deny)\b[^.,;]{0,25}$")


@dataclass
class Body:
    """What limits the athlete."""

    injuries: list[Injury] = field(default_factory=list)
    bans: list[Ban] = field(default_factory=list)
    dislikes: list[str] = field(default_factory=list)
    health: dict[str, object] = field(default_factory=dict)
    labels: list[SafetyLabelName] = field(default_factory=list)
    evidence: dict[str, str] = field(default_factory=dict)

    def flags(self) -> HealthFlags:
        """Return the health flags."""
        return HealthFlags.model_validate({**self.health, "labels": tuple(self.labels)})


def read_body(sentences: tuple[Sentence, ...]) -> Body:
    """Return injuries, refusals and health as stated."""
    found = Body()
    for sentence in sentences:
        _read_injuries(sentence, found)
        _read_refusals(sentence, found)
        _read_health(sentence, found)
    return found


def _read_injuries(sentence: Sentence, found: Body) -> None:
    low = sentence.low
    if not _HURT.search(low) or (_NONE.search(low) and not re.search(r"\bbut\b|\bexcept\b", low)):
        return
    for pattern, region in _REGIONS:
        match = re.search(pattern, low)
        if match is None or not _near_hurt(low, match.start(), match.end()):
            continue
        side = _SIDE.search(low)
        severity = "severe" if _SEVERE.search(low) else "mild" if _MILD.search(low) else "moderate"
        injury = Injury.model_validate(
            {
                "region": region,
                "side": side[1] if side else None,
                "severity": severity,
                "current": _PAST.search(low) is None or re.search(r"\bstill\b", low) is not None,
                "text": sentence.text[:160],
            }
        )
        found.injuries = [item for item in found.injuries if item.region is not region] + [injury]
        found.evidence["injuries"] = sentence.quote


def _near_hurt(low: str, start: int, end: int) -> bool:
    return _HURT.search(low[max(0, start - 45) : end + 45]) is not None


def _read_refusals(sentence: Sentence, found: Body) -> None:
    if _BEFORE_REFUSAL.search(sentence.low):
        return
    for match in _REFUSAL.finditer(sentence.low):
        soft = _SOFT.search(match[0]) is not None
        for name in (item[1] for item in _ONE.finditer(match[1])):
            if soft and "hate" not in match[0]:
                found.dislikes.append(name)
            elif name not in {ban.text for ban in found.bans}:
                found.bans.append(Ban(text=name))
                found.evidence["bans"] = sentence.quote


def _read_health(sentence: Sentence, found: Body) -> None:
    low = sentence.low
    pregnant = _PREGNANT.search(low)
    if pregnant is not None and not re.search(r"\bnot pregnant\b|\bwas pregnant\b", low):
        found.health["pregnant"] = True
        weeks = pregnant[1] or pregnant[2]
        if weeks:
            found.health["pregnancy_weeks"] = int(weeks)
    birth = _POSTPARTUM.search(low)
    if birth is not None:
        count, unit = int(birth[1] or birth[3]), birth[2] or birth[4]
        found.health["postpartum_weeks"] = count * (4 if unit.startswith("month") else 1)
    if re.search(r"\b(?:cleared|clearance|ok(?:ay)?(?:'d| from)|green light)\b", low) and re.search(
        r"\b(?:doctor|physician|ob|gyn\w*|midwife|clinician|physio)\b", low
    ):
        found.health["pregnancy_cleared"] = True
        found.health["postpartum_cleared"] = True
        found.health["screening"] = "cleared_by_clinician"
    for pattern, key in ((_MEDICINES, "medicines"), (_CONDITIONS, "conditions")):
        named = tuple(match[1] for match in pattern.finditer(low))
        if named and not re.search(r"\b(?:no|don't (?:take|have))\b", low):
            before = found.health.get(key, ())
            found.health[key] = (*before, *named) if isinstance(before, tuple) else named
    for words, label in _SYMPTOMS:
        match = re.search(words, low)
        if match is None or _DENIED.search(low[: match.start()]) or label in found.labels:
            continue
        found.labels.append(label)
