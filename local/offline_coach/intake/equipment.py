"""Places and equipment in plain English."""

from __future__ import annotations

import re

from libs.training_program.models.request import Place
from local.offline_coach.intake.sentences import Sentence

_FULL = re.compile(
    r"\b(?:full(?:y)?[- ](?:equipped )?(?:commercial )?gym|fully equipped|commercial gym|regular gym|normal gym|big gym|"
    r"well[- ]equipped|local gym|gym membership|(?:my|the|a|at) gym(?! at home)|fitness studio|leisure cent|"
    r"everything|all (?:the )?(?:usual )?equipment|planet fitness|gold's|university gym|college gym|work gym|powerlifting gym|weight ?room|(?:weightlifting|barbell|fitness|athletic|health|sports?) club|rec cent(?:er|re)|ymca|crunch fitness|la fitness|anytime fitness|basic[- ]fit|mcfit)\b"
)
_BOX = re.compile(r"\b(?:crossfit (?:box|gym)|(?:my|the|a) box\b(?! jump))")
_HOME = re.compile(
    r"\b(?:home gym|garage(?: gym)?|basement|at home|home|living room|apartment|flat|backyard|garden)\b"
)
_NONE = re.compile(
    r"\b(?:no (?:gym|equipment|weights|gear)|body ?weight only|only (?:my )?body ?weight|just (?:my )?body ?weight|"
    r"without (?:any )?equipment|zero equipment|don't have (?:any )?(?:equipment|weights|gear)|nothing but my body ?weight)\b"
)
_PARK = re.compile(r"\b(?:park|outdoor(?:s)?|playground|calisthenics park|street workout)\b")
_HOTEL = re.compile(r"\bhotel\b")
_ITEMS: tuple[tuple[str, str], ...] = (
    (r"barbells?|olympic bar|\bbar and plates", "barbell"), (r"squat rack|power rack|half rack|\brack\b|squat stand", "rack"),
    (r"\bplates?\b|bumpers?", "plate"), (r"adjustable bench|flat bench|weight bench|\bbench\b(?! ?press|\s+\d|ing)", "bench"),
    (r"dumb ?bells?|\bdbs?\b", "dumbbell"), (r"kettle ?bells?|\bkbs?\b", "kettlebell"),
    (r"resistance bands?|\bbands?\b|mini ?bands?", "band"), (r"pull[- ]?up bar|chin[- ]?up bar|doorway bar", "pullup_bar"),
    (r"\brings\b|gymnastics? rings", "rings"), (r"\btrx\b|suspension trainer|suspension straps", "suspension_trainer"),
    (r"dip (?:bars?|station|stand)|parallettes|parallel bars", "dip_bars"), (r"\browe?r\b|rowing machine|rowing erg|concept ?2|\berg\b", "rower"),
    (r"assault bike|air bike|echo bike|airdyne", "air_bike"), (r"bike ?erg", "bike_erg"),
    (r"exercise bike|spin bike|stationary bike|indoor trainer|turbo(?: trainer)?|road bike|gravel bike|mountain bike|\bbike\b|\bbicycle\b|smart trainer|peloton", "bike"),
    (r"ski ?erg", "ski_erg"), (r"\btreadmill\b", "treadmill"), (r"jump(?:ing)? rope|skipping rope|speed rope", "jump_rope"),
    (r"medicine ball|med ball|wall ball|slam ball", "medicine_ball"), (r"sand ?bag", "sandbag"), (r"\bsled\b|prowler", "sled"),
    (r"plyo box|jump box|\bbox(?:es)?\b(?! jump)", "box"), (r"cable (?:machine|station|tower|column)|\bcables\b|pulley", "cable"),
    (r"leg press", "leg_press_machine"), (r"smith machine", "smith_machine"), (r"\blandmine\b", "landmine"), (r"trap bar|hex bar", "trap_bar"),
    (r"ez[- ]?bar|curl bar", "ez_bar"), (r"\bruck(?:sack)?\b(?! march)|weight(?:ed)? vest|backpack(?! trip)", "ruck"), (r"\bpool\b", "pool"),
    (r"stability ball|swiss ball|exercise ball", "stability_ball"), (r"ab wheel", "ab_wheel"), (r"foam roller", "foam_roller"),
    (r"\bghd\b", "ghd"), (r"battle ropes?", "battle_ropes"), (r"climbing rope", "climbing_rope"), (r"stair(?:master| machine| climber)", "stair_machine"),
    (r"elliptical|cross ?trainer", "elliptical"), (r"yoga mat|\bmat\b", "other"),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), term) for pattern, term in _ITEMS)
_HAVE = re.compile(
    r"\b(?:have|got|own|access|use|with|equipment|train (?:at|in)|only|just|there(?:'s| is| are)|includ|plus|and|gym|at home|garage|set of|pair|bring|membership|member|near|park)\b"
)
_MAX_DUMBBELL = re.compile(
    r"dumb ?bells?[^.;]{0,30}?(?:up to|to|max(?:imum)?(?: of)?|heaviest(?: is)?|of)\s*(\d+(?:\.\d+)?)\s*(kg|lbs?|pounds?)|(\d+(?:\.\d+)?)\s*(kg|lbs?|pounds?)\s*(?:adjustable )?dumb ?bells?"
)
_MAX_KETTLEBELL = re.compile(
    r"(\d+(?:\.\d+)?)\s*(kg|lbs?|pounds?)\s*kettle ?bells?|kettle ?bells?[^.;]{0,24}?(?:up to|to|of|\()\s*(\d+(?:\.\d+)?)\s*(kg|lbs?|pounds?)"
)
_NEGATED = re.compile(
    r"\b(?:no|not|don't have(?: a| any)?|without(?: a| any)?|isn't a|there's no|lack)\s+(?:\w+\s+){0,1}$"
)
_OUTDOORS_ONLY = re.compile(r"\b(?:outside|outdoors?|roads?|trails?|track)\b")


def read_places(sentences: tuple[Sentence, ...]) -> tuple[tuple[Place, ...], dict[str, str]]:
    """Return the places named and the sentence each field came from."""
    places: dict[str, Place] = {}
    evidence: dict[str, str] = {}
    for sentence in sentences:
        place = _place_in(sentence)
        if place is None:
            continue
        evidence["places"] = sentence.quote
        if re.search(
            r"\b(?:actually|changed my mind|cancel+ed|no longer have|closed|instead)\b",
            sentence.low,
        ):
            places.clear()
        places[place.name] = _merged(places.get(place.name), place)
    return _without_contradiction(places), evidence


def _place_in(sentence: Sentence) -> Place | None:
    low = sentence.low
    asked = re.search(r"\bequipment\b|\bwhere (?:will|do)\b|\bgym\b", sentence.question) is not None
    if _NONE.search(low):
        items = _items(low)
        return Place(name="home", equipment=items)
    if _BOX.search(low):
        return Place(name="box", full_gym=True)
    items = _items(low) if asked or _HAVE.search(low) else ()
    if _HOTEL.search(low):
        return (
            Place(name="hotel", equipment=items or ("dumbbell",)) if "gym" in low or items else None
        )
    home = _HOME.search(low) is not None
    if (
        _FULL.search(low)
        and not re.search(r"\b(?:no|not|don't|can't|without|cancel+ed|quit)\b[^.]{0,20}\bgym", low)
        and not (home and "home gym" in low and items)
    ):
        return Place(name="gym", full_gym=True)
    if asked and re.fullmatch(r"\W*(?:a |the |my )?gym\W*", low):
        return Place(name="gym", full_gym=True)
    if items and (
        asked
        or home
        or _is_fragment(low)
        or re.search(r"\b(?:have|got|own|access to|only|just|equipment|membership)\b", low)
    ):
        name = "home" if home or not _PARK.search(low) else "park"
        return _with_limits(Place(name=name, equipment=items), low)
    if _PARK.search(low) and (asked or re.search(r"\bbars?\b|\btrain|\bwork ?out", low)):
        return Place(name="park", equipment=items or ("pullup_bar", "dip_bars"))
    if asked and _OUTDOORS_ONLY.search(low):
        return Place(name="outdoors", equipment=items)
    return None


def _is_fragment(low: str) -> bool:
    """Return whether a sentence is a bare list of things, such as "kettlebell 16 kg and bands"."""
    return len(low.split()) <= 12 and not re.search(r"\b(?:row in|max|hurt|pain|want|goal)", low)


def _items(low: str) -> tuple[str, ...]:
    """Return the terms named; a longer name hides what it contains (assault bike, not bike)."""
    found: list[str] = []
    taken: set[int] = set()
    for pattern, term in _COMPILED:
        for match in pattern.finditer(low):
            span = set(range(match.start(), match.end()))
            if span & taken or _NEGATED.search(low[: match.start()]):
                continue
            taken |= span
            if term not in found:
                found.append(term)
    return tuple(found)


def _with_limits(place: Place, low: str) -> Place:
    update: dict[str, object] = {}
    dumbbell = _MAX_DUMBBELL.search(low)
    if dumbbell is not None:
        update["max_dumbbell"] = float(dumbbell[1] or dumbbell[3])
    bells = [float(m[1] or m[3]) for m in _MAX_KETTLEBELL.finditer(low)]
    if bells:
        update["max_kettlebell"] = max(bells)
    return place.model_copy(update=update) if update else place


def _merged(before: Place | None, place: Place) -> Place:
    if before is None:
        return place
    equipment = tuple(dict.fromkeys((*before.equipment, *place.equipment)))
    return before.model_copy(
        update={
            "equipment": equipment,
            "full_gym": before.full_gym or place.full_gym,
            "max_dumbbell": place.max_dumbbell or before.max_dumbbell,
            "max_kettlebell": place.max_kettlebell or before.max_kettlebell,
        }
    )


def _without_contradiction(places: dict[str, Place]) -> tuple[Place, ...]:
    """Drop an empty home when the athlete also has a gym; keep the order otherwise."""
    kept = [
        place for place in places.values() if place.full_gym or place.equipment or len(places) == 1
    ]
    return tuple(kept or places.values())
