"""Common exercise names of other languages, so that the catalogue finds their movement."""

from __future__ import annotations

import re

from libs.exercise.catalogue import Catalogue
from libs.exercise.matching import Match, match
from libs.workout.wording import fold

_NAMES = {
    "back squat": "kniebeugen?|sentadillas?|agachamentos?|przysiad\\w*|присед\\w*|hurken|深蹲"
    "|スクワット|스쿼트|knieboj|knäböj|knebøy|kyykky",
    "front squat": "frontkniebeugen?|sentadillas? frontal(?:es)?|squats? avant",
    "bench press": "bankdrücken|press de banca|press banca|développé couché|panca piana|panca"
    "|distensioni su panca|supino|bankdrukken|wyciskanie(?: na ławce| leżąc)?|жим(?:а)? лежа"
    "|жим лёжа|卧推|ベンチプレス|벤치 ?프레스|bänkpress|benkpress|bænkpres",
    "deadlift": "kreuzheben|peso muerto|soulevés? de terre|stacchi? da terra|stacco|stacchi"
    "|levantamento terra|martwy ciąg|становая(?: тяга)?|становой тяги|硬拉|デッドリフト|데드리프트"
    "|marklyft|markløft|dødløft|dls?",
    "overhead press": "schulterdrücken|press militar|développé militaire|lento avanti"
    "|military press|desenvolvimento|wyciskanie żołnierskie|жим стоя|推举",
    "pull up": "klimmz[uü]ge?|dominadas?|tractions?|trazioni|barra fixa|barras fixas|podciąg\\w*"
    "|подтягиван\\w*|optrekken|引体向上|懸垂|턱걸이|pull-?ups?",
    "push up": "liegestütz\\w*|flexiones|lagartijas|pompes|piegamenti|flexões|pompki|pompek"
    "|отжиман\\w*|opdrukken|俯卧撑|腕立て\\w*|팔굽혀펴기",
    "leg extension": "leg exts?|beinstrecker",
    "back extension": "back exts?",
    "bulgarian split squat": "bulgarians?",
    "rowing machine": "cal rows?|row cals?|calorie rows?|row erg",
    "barbell row": "langhantelrudern|remo con barra|rowing barre|rematore(?: con bilanciere)?"
    "|remada(?: curvada)?|тяга в наклоне|wiosłowanie",
    "lunge": "ausfallschritte?|zancadas?|fentes?|affondi|afundos?|wykroki|выпад\\w*",
    "dip": "barrenstütz|fondos|parallele|paralelas|dipy",
    "biceps curl": "bizepscurls?|curl de bíceps|curls? biceps|rosca direta",
    "plank": "unterarmstütz|plancha|planche(?: gainage)?|gainage|prancha|планка",
    "sit up": "abdominales|addominali|abdos|abdominaux|abdominais|brzuszki",
    "leg press": "beinpresse?n?|prensa(?: de piernas)?|presse à cuisses|leg press",
    "lat pulldown": "latzug|jalón al pecho|tirage vertical|lat machine|puxada",
    "run": "laufen|lauf|gelaufen|joggen|correr|carrera|course(?: à pied)?|footing|corsa|corrida"
    "|bieg\\w*|бег|пробежка|hardlopen|跑步?|ランニング|jog|jogging|running",
    "row": "rudern|rudergerät|remo|rameur|aviron|vogatore|remoergômetro|ergometr\\w*",
    "bike": "radfahren|bicicleta|vélo|bici|rower|велосипед|fietsen|骑车|cycling",
    "swim": "schwimmen|nadar|natación|natation|nuoto|natação|pływanie|плавание|zwemmen|游泳",
}
_TRANSLATIONS = tuple(
    (re.compile(rf"(?:{fold(words)})"), english) for english, words in _NAMES.items()
)
_DEADS = re.compile(r"\bdeads\b")
_NOISE = re.compile(r"^(?:\d+\s*x?\s*)+|\b(?:unbroken|touch and go|tng|rx)\b|[.:;,]+$")


def match_name(name: str, catalogue: Catalogue) -> Match:
    """Return the movement behind a name in any of the known languages."""
    found = match(name, catalogue)
    if found.exercise is not None:
        return found
    plain = " ".join(_DEADS.sub("deadlift", _NOISE.sub(" ", fold(name))).split())
    for pattern, english in _TRANSLATIONS:
        if pattern.fullmatch(plain):
            return match(english, catalogue)
    cleaned = match(plain, catalogue)
    return cleaned if cleaned.exercise is not None else found
