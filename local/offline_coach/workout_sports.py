"""Reads what is not sets and loads: distances over time, rounds and scores, yoga, climbing, rings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from libs.workout.quantities import parse_distance

Report = dict[str, object]

_NUM = r"\d+(?:[.,]\d+)?"
_SPORTS: tuple[tuple[str, str], ...] = (
    (
        "trail_running",
        r"trail[- ]?(?:run|running|ran|race)|ran (?:the |some )?trails?|fell run|on the trails?",
    ),
    ("rucking", r"rucked|rucking|ruck(?: march)?\b"),
    ("backpacking", r"backpack(?:ed|ing)|hiked? .*\b(?:pack|backpack)|thru-hike"),
    (
        "swimming",
        r"swam|swim(?:ming)?\b|freestyle|breaststroke|backstroke|butterfly (?:swim|stroke)|geschwommen|schwimmen|nadé|nadado|natación|nagé|natation|nuotato|nuoto|nadei|natação|gezwommen|pływał\w*|проплыл\w*|плавал\w*|游泳|游了|laps in the pool|(?:laps|lengths) (?:of|in) (?:a|the)|pool\b|simm\w+|svøm\w+|svømte",
    ),
    (
        "cycling",
        r"cycl(?:ed|ing)|biked|bike ride|rode|(?:road |easy |long |group )?ride\b|\d+\s*(?:k|km|miles?) (?:on the )?bike|(?:turbo|watt ?bike|indoor trainer)\b|\bftp\b|(?:indoor|stationary|exercise|recumbent|gravel|road|tt) bike|gravel ride|bike (?=\d)|sportive|gran fondo|zwift|peloton|spin class|spinning|(?:on|with) (?:the|my|a) (?:\w+ )?(?:bike|turbo|trainer)\b|mtb|bisiklet\w*|pyöräil\w*|jel na kole|자전거|自転車|geradelt|radfahren|rad gefahren|rennrad|bici\w*|pedaleé|pedalato|vélo|pedalei|gefietst|cyklade|syklet|rowerze|rowerem|roweru|велосипед\w*|骑",
    ),
    (
        "rowing",
        r"rowed|rowing|row(?:ed)? (?:a |an )?\d+(?![\dx]| x)|\d+\s?(?:m|k|km) (?:row|erg)\b|row (?=\d+ ?x ?\d{3,} ?m)|(?<!ski )\berg(?: session)?\b|concept ?2|c2|(?:'|min(?:ute)?s?) row\b|(?:on the |the )rower\b|rowing machine|gerudert|remé|ramé|rameur|remato|remei|geroeid",
    ),
    (
        "running",
        r"\bran\b|\brun(?:s|ning)?\b|jog(?:ged|ging)?|treadmill|tempo run|easy run|long run|parkrun|half[- ]marathon|marathon|\btt\b|time trial|cooper test|fartlek|strides|hill (?:sprints?|repeats?|reps)|couch to 5k|sprang|løp\b|juoksin|gelaufen|gejoggt|\blief\b|\blauf\b|halbmarathon|corrí|corrido|carrera|couru|footing|course à pied|\bcorso\b|corsa|corri\b|corrida|gelopen|hardgelopen|przebieg\w*|biega\w*|пробежал\w*|бегал\w*|бежал\w*|пробежк\w*|\bбег\b|бігав\w*|пробіг\w*|biegł\w*|pobiegł\w*|\bbieg\b|\bgerend\b|\brende\b|hardlopen|\bcorrendo\b|löpte\b|löpning|joggade|\bløb\b|løpetur|jogget|koştu\w*|koşu\w*|koşarak|juoks\w+|lenkki\w*|běžel\w*|(?:u|za)běhl\w*|\bběh\b|futott\w*|futás\w*|alergat\w*|έτρεξα|ركضت|दौड़|走った|走りました|ランニング|ジョギング|マラソン|달렸|뛰었|러닝|조깅|跑",
    ),
    (
        "generic",
        r"(?<!farmer )(?<!farmers )(?<!farmer's )(?<!handstand )(?<!wall )(?<!duck )\bwalk(?:ed|ing)?\b(?! lunges?)|hik(?:ed|e|ing)\b|elliptical|cross ?trainer|stair ?(?:master|climber|mill)|skied|skiing|ski ?erg|snowboard\w*|kayak\w*|canoe\w*|paddl\w*|(?:wind|kite|body)?surf(?:ed|ing)?\b(?! (?:forecast|report|shop|board))|(?<!m )(?<!k )(?<!cal )(?<!cals )ski(?: ?tour(?:ing|ed)?)?\b(?! ?erg)|langlauf\w*|frisbee|wakeboard\w*|sailing|sailed|parkour|trampolin\w*|gymnastics|ballet|roller ?blad\w*|inline skat\w*|skat\w*|dodgeball|ringette|floorball|curling|bouncy|aqua ?jogging|orienteering|nordic walking|sledding|tobogganing|snowshoe\w*|tubing|trx class|skateboard\w*|(?:played |game of |match of )?\b(?:football|soccer|tennis|basketball|volleyball|handball|hockey|rugby|badminton|squash(?! (?:soup|and))|padel|pickleball|golf|cricket|baseball|softball|netball|ultimate frisbee|lacrosse|table tennis|fußball|fútbol|calcio|futebol|voetbal)\b|played|aerobics|aqua ?aerobics|zumba|dance class|danced|dancing|horse ?riding|fencing|skipping rope|body ?pump|spin class|barre class|caminé|marché|camminato|gewandert|randonnée",
    ),
)
_PRACTICES: tuple[tuple[str, str], ...] = (
    (
        "yoga",
        r"\b(?:yoga|vinyasa|hatha|ashtanga|yin|pilates|mobility|stretching)\b|йог\w*|瑜伽|ヨガ",
    ),
    (
        "martial_arts",
        r"\b(?:bjj|jiu[- ]?jitsu|judo|karate|muay thai|(?:kick|shadow ?)?boxing|heavy bag|bag work|pad ?work|boxed|sparr\w+|rolled|mma|taekwondo|wrestling|boxen|boxeo|boxe|krav maga)\b",
    ),
    (
        "climbing",
        r"\b(?:(?<!of )(?<!m )climb(?:ed|ing)(?! (?:gain|in total))|(?:gym|indoor|outdoor|rock|lead) climb|boulder(?:ed|ing)?|kletter\w*|gebouldert|escalad[ae]|arrampica\w*|top[- ]?rope|lead climb\w*)\b",
    ),
)
_PACKED = {"hik": "backpacking", "walk": "rucking"}
DISTANCE = re.compile(
    rf"(?<![\d:.,/])(?P<distance>(?:\d{{1,3}}\s*(?:x|laps?|lengths?)\s*(?:of|in)?\s*(?:an? |the )?)?{_NUM}(?:[.,]\d{{3}})?\s*-?\s*(?:km|kms|kilomet\w+|k(?! ?steps)|mi|miles?|milers?|meters?|metres?|metros|metri|mètres|m|yd|yards?|chilomet\w+|quilômet\w+|meilen|км|公里|米))(?![a-zà-ÿ/])"
    r"|(?P<named>half[- ]marathon|halbmarathon|media maratón|semi-marathon|mezza maratona|meia maratona|(?<!half )(?<!half-)\bmarathon\b|\b(?:a|one|two|three|four|five|six|seven|eight|nine|ten) miles?\b)"
)
_T = r"(?:\d{1,2}:\d{2}:\d{2}|\d{1,3}:\d{2}|\d+\s*h(?:ours?|rs?)?(?![a-z])\s*(?:and\s*)?\d{0,2}\s*(?:m(?:in(?:ute)?s?)?)?|\d+\s*(?:min(?:ute[ns]?|utos|uti|s)?|minuuttia|minut\w*|мин\w*|分[钟間]?|분|dakika\w*|dk\b|perc\w*|')(?:\s*(?:and\s*)?\d{1,2}\s*(?:s(?:ec(?:ond)?s?)?|\"|seconds))?|\d+(?:[.,]\d+)?\s*(?:hours?|hrs?|stunden?|horas?|heures?|ore|ora|h\b|saat\w*|tuntia?|timmar|timer|小时|時間|시간)(?:\s*(?:and|und|y|et|e|ve|och|og|i)?\s*\d{1,2}\s*(?:min(?:ute[ns]?|utos|uti|uter|s)?|dakika|dk|分|분)(?![a-z]))?|an hour(?: and (?:a half|\d+ minutes))?|half an hour|two hours|one hour|\d+\s*(?:sec(?:ond)?s?|s)\b)"
TIME = re.compile(
    rf"\b(?:in|time(?: of|:)?|took(?: me)?|for|duration:?|finished in|lasted|after|en|em|con|på|ve|za|за|用时|elapsed:?|moving time:?)\s*(?:about |around |exactly |just under |un tiempo de )?(?P<time>{_T})(?!\s*(?:/|per|rest|pace|amrap|emom|cap))(?!\d)"
)
_ANY_TIME = re.compile(
    rf"(?<![\d:@])(?P<time>{_T})(?!\s*(?:/|per\b|rest|pace|amrap|emom|cap|am\b|pm\b|uhr|o'clock))(?!\d)"
)
_TOTAL_TIME = re.compile(
    rf"(?P<time>{_T})\s*(?:in )?total\b|total(?: time)?(?: of|:)?\s*(?P<time2>{_T})"
)
_TIMED_RACE = re.compile(
    r"\b(?P<time>\d{1,3}:\d\d(?::\d\d)?|\d{2,3} ?min(?:ute)?s?) (?P<race>mile|\d+k|\d+ ?km|half marathon|marathon)\b"
)
_PACE = re.compile(
    r"(?P<pace>\d{1,2}:\d{2}\s*(?:min)?\s*(?:/|per)\s*(?:km|k\b|mi(?:le)?|[15]00\s?m?(?!\d)|kilometer))|(?:pace:?|at)\s*(?:of\s*)?(?P<pace2>\d{1,2}:\d{2})\s*pace"
)
_ELEVATION = re.compile(
    rf"(?P<elevation>{_NUM}\s*(?:m|ft|feet|meters?|metres?))\s*(?:of\s*)?(?:elevation|elev|up\b|climb(?:ing|ed)?|gain|vert|d\+|ascent|höhenmeter|desnivel|de dénivelé)|(?P<hm>\d+)\s*(?:hm|höhenmeter)"
)
_SEGMENTS = re.compile(
    rf"(?P<sets>\d{{1,2}})\s*(?:x|×|\*|repeats? of|intervals? of)\s*(?P<distance>{_NUM}\s*(?:km|k|m|mi|miles?|yd|yards?|meters?|metres?)\b)?(?P<length>\d+\s*(?:min(?:ute)?s?|sec(?:ond)?s?|s)\b)?"
    r"(?:\s*(?:sprints?|repeats|intervals|hard|freestyle|efforts?))?(?:\s*(?:in|@|at|averaging|avg|each in)\s*(?:~|about )?(?P<time>\d+:\d\d(?!\d|\s*/|:)|\d+\s*(?:s|sec\w*)))?"
)
_SEND_OFF = re.compile(r"\bon\s+(?:the\s+)?\d{1,2}:\d{2}(?!\d|:)")
"""`10x100 on 1:50` starts a repeat every 1:50: neither a time swum nor a rest."""
_SPLITS = re.compile(
    r"\((?:\d{1,2}:\d\d[,/; ]*){2,}\)|splits?:? ?\d{1,2}:\d\d(?: ?[,/] ?\d{1,2}:\d\d)+"
)
_BEFORE_OR_AFTER = re.compile(
    rf"{_NUM}\s*(?:km|k|m|mi|miles?) (?:w/?u|warm|c/?d|cool)\S*(?: ?(?:up|down))?"
)
"""The distance of a warm-up or cool-down beside work that was told by its time."""
_BARE_REPEATS = re.compile(
    r"(?<![\d.,])(\d{1,2}) ?x ?(25|50|75|\d{1,2}[05]0)(?=\s*(?:$|[,.;@+]|(?:on|at|in|avg|averaging|with|w/|all|each|"
    r"fly|free|freestyle|back|breast|kick|pull|im|swim|jog|rest|repeats?|intervals?|then|and)\b))"
)
"""Repeats without a unit: `8x400` on a track, `10x100` in a pool are metres."""
_EACH_TIME = re.compile(
    r"(?P<time>\d{1,2}:\d\d(?!\d|:|\s*/)|\d{2,3}\s?s(?:ec\w*)?)\s*(?:each|per rep|apiece)\b"
)
_WHOLE = re.compile(
    rf"\btotal(?: distance)?(?: of|:)?\s*(?P<a>{_NUM}\s*(?:km|k|m|mi|miles?|yd|yards?|meters?|metres?)\b)"
    rf"|(?P<b>{_NUM}\s*(?:km|k|m|mi|miles?|yd|yards?|meters?|metres?)\b)\s*(?:in )?(?:total|altogether|overall|gesamt|all in|incl)"
    rf"|^\W*(?:[^\W\d]+ ){{0,2}}(?P<c>{_NUM}\s*(?:km|k|m|mi|miles?|yd|yards?|meters?|metres?))\s*:(?!\d)"
)
_ADDED = re.compile(
    r"\bthen\b|\bplus\b|warm|cool|\bw/?u\b|\bc/?d\b|ein(?:ge)?laufen|aus(?:ge)?laufen"
)
_REPEATS_AFTER = re.compile(
    rf"(?P<distance>{_NUM}\s*(?:km|k|m|mi|miles?|yd|meters?))\s*(?:repeats|intervals|sprints)?\s*x\s*(?P<sets>\d{{1,2}})(?:,?\s*(?:in|@|at|averaging)\s*(?P<time>\d+:\d\d|\d+\s*s(?:ec\w*)?))?"
)
_REST = re.compile(
    r"(?P<far>\d+\s*m|[1-9]\d{2,3}(?=\s*(?:jog|float|walk)))\s*(?:easy |slow )?(?:walk|jog|float|recovery|rest)\w*(?: (?:recovery|between(?: reps)?|in between))?|(?P<rest>\d+(?::\d\d)?\s*(?:s|sec|seconds?|min|minutes?)?)\s*(?:of\s*)?(?:easy\s*)?(?:rest|recover(?:y|ies)|jog)(?: recovery)?|[/,]\s*(?P<r3>\d(?::\d\d)?\s*min(?:utes?)?|\d{2,3}\s*s(?:ec\w*)?)\s*(?:easy|off|jog|float|slow)\w*|rest(?:ing)?:?\s*(?P<r2>\d+:\d\d|\d+\s*(?:s|sec\w*|min\w*))"
)
_PACK = re.compile(
    r"(?:with|carrying|w/)?\s*(?:an?\s*)?(?P<pack>\d+(?:[.,]\d+)?\s*-?\s*(?:kg|lbs?|pounds?))\s*(?:in\s+(?:the|my)\s+)?(?:pack|ruck(?:sack)?|backpack|vest|on my back|load)?"
)
_HEART_AVG = re.compile(
    r"(?:avg|average|mean)\.?\s*(?:hr|heart ?rate)\s*(?:of|was|:)?\s*(?P<a>\d{2,3})|(?:hr|heart ?rate)\s*(?:avg|averaged?|:)?\s*(?:of|was|:)?\s*(?P<b>\d{2,3})(?:\s*(?:avg|average|bpm))?|(?P<c>\d{2,3})\s*bpm(?:\s*(?:avg|average))?"
)
_HEART_MAX = re.compile(
    r"max(?:imum)?\.?\s*(?:hr|heart ?rate)?\s*(?:of|was|:)?\s*(?P<a>\d{3})(?:\s*bpm)?|peak(?:ed at)?\s*(?:hr\s*)?(?P<b>1\d\d|2[0-2]\d)"
)
_POWER = re.compile(r"(?P<power>\d{2,4})\s*(?:w|watts?)\b")
_BURNED = re.compile(
    r"(?:burn(?:ed|t)?\s*(?:about |around )?(?P<a>\d{2,4})\s*(?:k?cal\w*)?)|(?P<b>\d{2,4})\s*(?:kcal|calories burned|cals burned)"
)
_EFFORT = re.compile(
    r"\brpe:?\s*(?:of\s*|was\s*)?(?P<a>\d{1,2}(?:[.,]\d)?)(?:\s*/\s*10)?|(?P<b>\d{1,2}(?:[.,]5)?)\s*/\s*10|effort:?\s*(?:was\s*|of\s*)?(?P<c>\d{1,2})(?!\d)"
)
_GRADES = re.compile(r"\bv\d{1,2}s?\b|\b5\.\d{1,2}[a-d]?\b|\b[5-9][abc]\+?(?![a-z])")
_ROUNDS = re.compile(
    r"(?P<rounds>\d{1,2})\s*(?:x\s*\d+\s*(?:-?\s*min(?:ute)?s?)\s*)?(?:rounds?|rds)\b|(?P<r2>\d{1,2})\s*x\s*\d+\s*-?\s*min"
)
_STROKES = re.compile(
    r"\b(?:freestyle|front crawl|crawl|breaststroke|backstroke|butterfly|medley)\b"
)
_STYLES = re.compile(
    r"\b(?:vinyasa|hatha|ashtanga|yin|power yoga|hot yoga|bikram|restorative|pilates|mobility|stretching|bjj|jiu[- ]?jitsu|judo|karate|muay thai|kickboxing|boxing|mma|wrestling|bouldering|lead|top[- ]?rope|no[- ]gi|gi)\b"
)
_RUN_TYPES: tuple[tuple[str, str], ...] = (
    ("easy", r"\beasy|recovery"), ("tempo", r"tempo|threshold"), ("intervals", r"interval|repeats|x\s*\d+\s*m\b"),
    ("long", r"\blong run|lange\w* lauf"), ("race", r"\brace|parkrun|wettkampf"), ("fartlek", r"fartlek"),
)  # fmt: skip


@dataclass(frozen=True)
class Sport:
    """A discipline that a text names, and where."""

    discipline: str
    start: int
    is_named: bool = True
    """Whether a word said so; else distance and time did."""


def find_sport(text: str) -> Sport | None:
    """Return the endurance sport a lower-case text reports, or None."""
    for discipline, words in _SPORTS[:-1]:
        found = re.search(words, text)
        if found is not None:
            return Sport(discipline, found.start())
    repeats = _SEGMENTS.search(text)
    other = re.search(_SPORTS[-1][1], text)
    if repeats is not None and repeats["distance"] and is_track_distance(repeats["distance"]):
        return Sport("running", repeats.start(), is_named=False)
    if other is not None:
        return Sport(_with_pack(other[0], text), other.start())
    if _REPEATS_AFTER.search(text) or (
        DISTANCE.search(text)
        and (TIME.search(text) or _ANY_TIME.search(text) or _PACE.search(text))
        and not re.search(
            r"\d\s*(?:kg|lb|reps|sets|rounds)|\d\s*x(?!.*\d ?(?:km|k|miles?) in )", text
        )
    ):
        return Sport("cycling" if _POWER.search(text) else "running", 0, is_named=False)
    if _POWER.search(text) and (TIME.search(text) or _ANY_TIME.search(text)):
        return Sport("cycling", 0, is_named=False)
    return None


def is_track_distance(words: str) -> bool:
    """Tell whether a repeat without a sport is one for runners: 200 m and more."""
    digits = re.match(r"\d+", words)
    return "k" in words or "mi" in words or (digits is not None and int(digits[0]) >= 200)


def is_timed_distance(text: str) -> bool:
    """Tell whether a lower-case text is a distance with its time: `5 km en 27:30`."""
    return bool(DISTANCE.search(text) and TIME.search(text))


def find_practice(text: str) -> Sport | None:
    """Return yoga, martial arts or climbing that a lower-case text reports, or None."""
    for discipline, words in _PRACTICES:
        found = re.search(words, text)
        if found is not None:
            return Sport(discipline, found.start())
    return None


def read_endurance(discipline: str, text: str) -> Report:
    """Return distance, time, pace and the like as words."""
    report: Report = {"discipline": discipline}
    rest = _SPLITS.sub(" ", _SEND_OFF.sub(" ", text))
    rest = _TIMED_RACE.sub(r"\g<race> in \g<time>", rest)
    if discipline in ("running", "swimming", "rowing"):
        rest = _BARE_REPEATS.sub(r"\1x\2m", rest)
    elevation = _ELEVATION.search(rest)
    if elevation is not None:
        report["elevation"] = elevation["elevation"] or f"{elevation['hm']} m"
        rest = _cut(rest, elevation)
    pace = _PACE.search(rest)
    if pace is not None:
        report["pace"] = pace["pace"] or f"{pace['pace2']}/{_pace_unit(rest)}"
        rest = _cut(rest, pace)
    rest = _read_segments(rest, report)
    if discipline in ("rucking", "backpacking"):
        pack = _PACK.search(rest)
        if pack is not None:
            report["pack"] = pack["pack"]
            rest = _cut(rest, pack)
    if "segments" not in report and pace is not None:
        rest = _BEFORE_OR_AFTER.sub(" ", rest)
    rest = _read_distance(rest, report, is_added=_ADDED.search(text) is not None)
    time = _time_in(rest)
    if time:
        report["time"] = time
    if discipline == "generic":
        report["style"] = _generic_style(text)
    stroke, power = _STROKES.search(text), _POWER.search(rest)
    if stroke is not None and discipline == "swimming":
        report["stroke"] = stroke[0]
    if power is not None and discipline in ("cycling", "rowing", "running"):
        report["power"] = f"{power['power']} W"
    if discipline in ("running", "trail_running"):
        kind = next((name for name, words in _RUN_TYPES if re.search(words, text)), "")
        if kind:
            report["runType"] = kind
    return report


def read_practice(discipline: str, text: str) -> Report:
    """Return style, duration, rounds and grades as words."""
    report: Report = {"discipline": discipline}
    style = _STYLES.search(text)
    if style is not None:
        report["style"] = style[0]
    time = TIME.search(text) or _ANY_TIME.search(text)
    if time is not None:
        is_each = re.match(r"\s*(?:each|per r|je\b|cada)", text[time.end("time") :]) is not None
        report["duration"] = time["time"].strip() + (" each" if is_each else "")
    if discipline == "climbing":
        grades = _GRADES.findall(text)
        if grades:
            report["grades"] = ", ".join(dict.fromkeys(grades))
    rounds = _ROUNDS.search(text)
    if discipline == "martial_arts" and rounds is not None:
        report["rounds"] = rounds["rounds"] or rounds["r2"]
    return report


def read_common(text: str) -> Report:
    """Return effort, heart rate, calories as words."""
    report: Report = {}
    effort = _EFFORT.search(text)
    if effort is not None:
        report["effort"] = effort["a"] or effort["b"] or effort["c"]
    highest = _HEART_MAX.search(text)
    if highest is not None:
        report["heartRateMax"] = highest["a"] or highest["b"]
        text = _cut(text, highest)
    average = _HEART_AVG.search(text)
    if average is not None:
        report["heartRateAvg"] = average["a"] or average["b"] or average["c"]
    burned = _BURNED.search(text)
    if burned is not None:
        report["calories"] = burned["a"] or burned["b"]
    return report


def objects_of(value: object) -> list[dict[str, object]]:
    """Return a list of objects, or none."""
    return value if isinstance(value, list) else []


def _read_distance(rest: str, report: Report, *, is_added: bool) -> str:
    """Add the whole distance, or those beside the repeats; return the text without the whole."""
    distance = DISTANCE.search(rest)
    segments = objects_of(report.get("segments"))
    words = (distance["distance"] or "") if distance is not None else ""
    whole = _WHOLE.search(rest)
    if whole is not None:
        report["distance"] = whole["a"] or whole["b"] or whole["c"]
        return _cut(rest, whole)
    if segments and words and _is_beside(segments, words, is_added=is_added):
        others = [found["distance"] for found in DISTANCE.finditer(rest) if found["distance"]]
        report["segments"] = [*segments, *({"distance": item} for item in others)]
    elif distance is not None:
        report["distance"] = distance["distance"] or distance["named"]
        return _cut(rest, distance)
    return rest


def _read_segments(text: str, report: Report) -> str:
    found = _REPEATS_AFTER.search(text) or _SEGMENTS.search(text)
    groups = found.groupdict() if found else {}
    if found is None or not (groups.get("distance") or groups.get("length")):
        return text
    segment: dict[str, object] = {"sets": groups["sets"]}
    if groups.get("distance"):
        segment["distance"] = groups["distance"]
    if groups.get("time") or groups.get("length"):
        segment["time"] = groups.get("time") or groups.get("length")
    each = _EACH_TIME.search(text)
    if each is not None and "time" not in segment:
        segment["time"] = each["time"]
        text = _cut(text, each)
    rest = _REST.search(text)
    if rest is not None:
        segment["rest"] = rest["rest"] or rest["r2"] or rest["r3"] or ""
        text = _cut(text, rest)
    report["segments"] = [segment]
    return text.replace(found[0], " ")


def _is_beside(segments: list[dict[str, object]], words: str, *, is_added: bool) -> bool:
    """Tell whether a distance is done beside the repeats; one as long as them is their total."""
    each = [parse_distance(str(item.get("distance", ""))) for item in segments]
    counts = [int(str(item.get("sets", "1"))) for item in segments]
    repeated = sum(one.total_m * n for one, n in zip(each, counts, strict=True) if one)
    other = parse_distance(words)
    return other is not None and (other.total_m < repeated or is_added)


def _time_in(text: str) -> str:
    """Return the total when one is called so, else the first time after "in", else the first."""
    total = _TOTAL_TIME.search(text)
    if total is not None:
        return (total["time"] or total["time2"]).strip()
    found = TIME.search(text) or _ANY_TIME.search(text)
    return found["time"].strip() if found else ""


def _generic_style(text: str) -> str:
    """Return the word for a sport without a discipline of its own: football, skiing, a walk."""
    found = re.search(_SPORTS[-1][1], text)
    if found is None:
        return ""
    following = re.match(
        r"played\s+(\w+(?: (?!for\b|with\b|match\b|in\b|at\b)[a-z]+)?)", text[found.start() :]
    )
    return following[1] if following else found[0].removeprefix("played ").strip()


def _pace_unit(text: str) -> str:
    return "mile" if re.search(r"\bmiles?\b|\d\s*mi\b", text) else "km"


def _with_pack(word: str, text: str) -> str:
    if not re.search(r"pack|ruck|vest|back\b", text):
        return "generic"
    return next((name for start, name in _PACKED.items() if word.startswith(start)), "generic")


def _cut(text: str, found: re.Match[str]) -> str:
    return text[: found.start()] + " " + text[found.end() :]
