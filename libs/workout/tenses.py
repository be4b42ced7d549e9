"""Words by which a sentence reports, plans or asks, in the languages athletes write in.

The lists hold markers, not grammars: a sentence without any is neutral and left to the model.
"""

from __future__ import annotations

import re
from typing import Literal

from libs.workout.wording import fold

SentenceKind = Literal["done", "plan", "ask", "not_done", "neutral"]


def _pattern(
    *groups: str, prefix: str = r"(?<!\w)(?:", suffix: str = r")(?!\w)"
) -> re.Pattern[str]:
    """Compile alternatives separated by `|`, folded as sentences are."""
    return re.compile(prefix + "|".join(fold(group) for group in groups) + suffix)


DONE = _pattern(
    # English
    "did|done|finished|completed|hit|ran|swam|rode|cycled|biked|rowed|lifted|squatted|benched",
    "deadlifted|pressed|pulled|trained|worked (?:out|up)|went|made|got|played|climbed|walked|hiked",
    "rucked|jogged|crushed|smashed|managed|logged|practi[cs]ed|sparred|rolled|snatched|cleaned",
    "jerked|nailed|knocked out|banged out|sent|paddled|skated|skied|boxed|carried|covered|took me",
    "took|failed|was|were|felt|yesterday|last night|this morning|earlier today|days? ago|got in",
    # German
    "gemacht|gelaufen|geschwommen|gefahren|gerudert|trainiert|geschafft|absolviert|gehoben|gebeugt",
    "gedrückt|gezogen|gejoggt|gewandert|geklettert|war|waren|lief|habe|hab|bin|gestern|vorgestern",
    "heute (?:morgen|früh)|geradelt|gestemmt|beendet|gesprungen",
    # Spanish
    "hice|hicimos|corrí|nadé|entrené|terminé|completé|levanté|remé|pedaleé|logré|hecho|caminé|escalé",
    "fui|ayer|anoche|anteayer|acabé|subí|conseguí|saqué|acabo de|he (?:hecho|corrido)",
    # French
    "fait|couru|nagé|terminé|soulevé|ramé|roulé|pédalé|réussi|marché|grimpé|hier|j'ai|ce matin|avons",
    # Italian
    "fatto|corso|nuotato|finito|sollevato|pedalato|allenato|allenata|completato|ieri|stamattina|ho",
    "chiuso|camminato|scalato|remato",
    # Portuguese
    "fiz|fizemos|corri|nadei|treinei|terminei|completei|levantei|pedalei|remei|ontem|consegui",
    "acabei|caminhei|escalei|hoje de manhã",
    # Dutch
    "gedaan|gelopen|gezwommen|gefietst|getraind|gisteren|vanmorgen|vanochtend|rende|geroeid|gehaald",
    # Polish
    r"zrobił\w+|przebiegł\w+|biegał\w+|pływał\w+|przepłynęł\w+|wczoraj|dziś rano|ćwiczył\w+|skończył\w+",
    r"podniosł\w+|wycisnęł\w+|przejechał\w+",
    # Russian
    r"сделал\w*|пробежал\w*|проплыл\w*|проехал\w*|вчера|пожал\w*|присел\w*|закончил\w*|тренировал\w*",
    # Swedish, Danish, Norwegian
    "sprang|igår|gjorde|körde|tränade|trente|løp|cyklade",
)
_DONE_UNSPACED = re.compile("了|昨天|完成|昨日|ました|した|走った|やった|今朝|했|뛰었|어제")

PLAN = _pattern(
    "tomorrow|next (?:week|month|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|i'll",
    "i will|we'll|i am going to|i'm going to|im going to|gonna|planning|plan to|plan for|plan is",
    "my plan|planned for|thinking (?:of|about)|want to|wanna|would like|i'd like|intend|hope to",
    "aiming (?:to|for)|my goal|goal is|later today|about to|scheduled|upcoming|will do|need to do",
    "(?:i|we)'d love to|would love to|someday|signed up|looking to|today'?s plan|tomorrow'?s|plan today",
    "i plan|plan on|remind me|next (?:session|workout|time|one|cycle|block|up)|this coming|how about|ready to",
    "(?:i'm|im|i am|we're|we are) (?:running|doing|racing|lifting|swimming|riding|competing|squatting|benching)",
    "let'?s (?:do|run|hit|train|try|plan|make|work|start|aim)|race day|(?:race|event|meet|comp|competition) is",
    "plan:|plan [0-9]+ ?x ?[0-9]+|on the agenda|on the menu|coming up|next up|hoping to|trying to decide|gotta",
    "(?:will|möchte|werde) ich|morgen (?:will|werde|mache|geht|steht|lauf\\w*)|ich (?:werde|will|möchte|plane)|nächste woche",
    "(?<!heute )(?<!gestern )(?<!am )morgen(?! früh gemacht)|habe vor|hab vor",
    "(?<!esta )(?<!la )mañana|voy a|vamos a|quiero|planeo|pienso|próxima semana|me gustaría",
    "demain|je vais|je veux|je voudrais|je prévois|semaine prochaine|je compte|je pense|j'aimerais|ce week-end je",
    "domani|voglio|vorrei|prossima settimana|ho intenzione|penso di|farò|correrò|devo fare",
    "amanhã|vou|quero|pretendo|próxima semana|gostaria",
    "ik ga|ga ik|ik wil|volgende week|zal ik",
    "jutro|zamierzam|planuję|chcę|będę|przyszłym tygodniu",
    "завтра|буду|планирую|хочу|собираюсь|на следующей неделе",
    "i ?morgon|ska jag|jag ska|i ?morgen|skal jeg|jeg skal|jeg vil",
    "yar[i\u0131]n|huomenna|zítra|holnap|mâine|\u03b1\u03cd\u03c1\u03b9\u03bf|\u063a\u062f\u0627",
)
_PLAN_UNSPACED = re.compile("明天|打算|计划|下周|明日|つもり|来週|내일")

_ASK_START = _pattern(
    "should|could|can|would|will (?:i|you|it|we|this|that|my)|shall|what(?! a )|how(?! i )|when|which|why|where|is|are",
    "do (?:i|you|we)|does|did i|have i|am i|any (?:tips|ideas|advice|suggestions)|give me",
    "suggest|recommend|tell me|help me|explain|write me|make me|create|design|build me|show me",
    "please (?:give|make|write|create|suggest|recommend|plan|tell|explain|design|build)|plan me",
    "soll|sollte|was|wie(?! immer)|wann|welche[rs]?|warum|kann ich|kannst du|gib mir|erstell",
    "qué|cómo|cuándo|cuál|cuánt[oa]s?|debería|debo|puedo|puedes|dame|recomiéndame",
    "est-ce|comment|quand|quel(?:le)?s?|pourquoi|dois-je|puis-je|peux-tu|combien|que dois|donne-moi",
    "come|quando|quale|quanto|quanti|perché|dovrei|posso|puoi|dammi|cosa",
    "qual|quantos?|devo|posso|pode|você pode|me dê",
    "moet|kan ik|kun je|hoe|wat|wanneer|welke|geef me",
    "ska jag|bör jag|kan jag|hur|vad|skal jeg|bør jeg|kan jeg|hvor mange",
    "czy|jak|kiedy|ile|co|powinienem|powinnam",
    "как|что|сколько|когда|стоит ли|можно ли|посоветуй",
    prefix=r"^[^\w]*(?:(?:hey|hi|hello|coach|so|and|also|ok|okay|btw)[ ,!]+)*(?:",
)
_ADVICE = _pattern(
    "should i|recommend|suggest|advice|advise|tips?|is it (?:ok|okay|safe|better)|better to",
    "what do you think|soll ich|sollte ich|empfiehl\\w*|rat|debería|consejos?|recomiend\\w+|dois-je",
    "devrais-je|conseil\\w*|conseill\\w+|dovrei|consigli\\w*|devo|moet ik|zou ik|стоит ли|посоветуй",
    "powinienem|powinnam|polecasz",
)
_PLANNING = _pattern(
    "plan|program|programme|workout for|session for|today's workout|routine|wod today|next session",
    "trainingsplan|programm|rutina|plan de|programa|séance|programma|scheda|allenamento|treino",
)
NOT_DONE = _pattern(
    "(?:didn't|did not|couldn't|could not|haven't|wasn't able to|not able to|no time to)"
    " (?:train|work ?out|lift|run|make it|go|get|manage|do|swim|ride)\\w*",
    "skipped (?:the|my|today's|todays|training|leg day|gym|yesterday's)(?! rope)|missed (?:the|my)"
    " (?:gym|workout|session|training|run|class)|rest day|day off|took (?:today|the day) off",
    "nicht trainiert|ruhetag|trainingsfrei|no entrené|día de descanso|pas entraîné|jour de repos",
    "non mi sono allenat[oa]|giorno di riposo|não treinei|niet getraind|rustdag|nie trenowałem",
    "не тренировался|dzień odpoczynku",
)
BOARD = _pattern(
    "(?:white ?)?board (?:says|said|has|shows)|on the (?:white ?)?board|today's wod is|the wod is"
)
STANDING = _pattern(
    "my (?:current |best |old )?(?:1rm|one rep max|max|pr|pb|best|personal best|record|record) .{0,30}"
    "(?:is|was|used to be)|back (?:when|in (?:the day|college|school|high school|uni\\w*|my|[0-9]{4}))|years ago|when i was|in (?:19|20)[0-9]{2}|my usual|i usually|i normally|i typically|every (?:week|day|monday)",
    "(?<!get )(?<!got )(?<!getting )(?<!am )(?<!was )used to (?:be|do|run|squat|bench|deadlift|lift|press|swim|row|ride|train|hit)",
    "my (?:\\w+ )?(?:squat|bench|press|deadlift|ohp|snatch|jerk|clean|[0-9]+k|ftp|mile|marathon|vo2 ?max|pace)"
    " (?:is|sits|stands)(?: at| around| about| currently| now)* [0-9]",
    "i can (?:now |currently |usually )?(?:do|run|squat|bench|deadlift|lift|press|swim|row|ride|hit|hold)",
    "mein (?:maximum|rekord|1rm)|normalerweise|mi (?:récord|marca|1rm) es|normalmente|d'habitude",
)
_UNREAL = _pattern(
    "(?:i )?wish (?:i|we)|(?:would|could|should)(?: have|'?ve)|i'd (?:be|have)|if (?:i|we) (?:had|did|ran|could|was|were|can|do|run|train|squat|lift)",
    "(?:was|were|am) (?:supposed|meant|going|planning) to|(?:almost|nearly) (?:did|made|got|hit|ran|went|finished|managed)",
    "(?:wenn|falls) ich|hätte ich|si (?:yo )?(?:hubiera|corriera)|si j'avais|se avessi|se eu tivesse",
)
"""What was imagined, meant or nearly done; what follows a "but" is real again."""
_UNREAL_END = re.compile(r"(?<!\w)(?:but|instead|aber|pero|mais|mas|ma)(?!\w)")
SOMEBODY = _pattern(
    "my (?:best |old |younger |older |little |big |former )?(?:friend|wife|husband|partner|girlfriend|boyfriend|fiancée?|brother|sister|mother|father"
    "|mom|mum|dad|son|daughter|kids?|buddy|mate|client|coworker|co-worker|colleague|training partner|gym partner|roommate"
    "|flatmate|housemate|teammate|coach|trainer|boss|neighbou?r|uncle|aunt|cousin|nephew|niece|grandpa|grandma"
    "|grandfather|grandmother)s?",
    "(?:the|a|an|some|this|that|one) (?:old |big |other |random )?(?:guy|girl|man|woman|lady|bloke|dude|fella|lad|person|kid)",
    "mein(?:e)? (?:freund(?:in)?|frau|mann|bruder|schwester|vater|mutter|kumpel|kollege|kollegin|sohn|tochter|trainer)",
    "mi (?:amigo|amiga|novi[oa]|herman[oa]|padre|madre|espos[oa]|marido|mujer|entrenador)",
    "mon (?:ami|frère|mari|père|pote|copain|coach)|ma (?:femme|sœur|copine|mère)",
    "(?:il )?mio (?:amico|fratello|marito|padre)|mia (?:moglie|sorella|amica|madre)",
    "meu (?:amigo|irmão|marido|pai)|minha (?:amiga|irmã|esposa|mãe)",
    "mijn (?:vriend(?:in)?|broer|zus|vrouw|man|vader|moeder)|mój (?:brat|kolega|mąż)|moja (?:siostra|żona)",
    "min (?:bror|syster|fru|man|vän|kompis)|мой (?:брат|друг|муж)|моя (?:сестра|жена)",
)
_OWN_START = re.compile(
    r"^(?:(?:just|finally|then|also|today|yesterday|so|and|well)[ ,]+)*(?:ran|did|rode|swam|rowed|hit|got"
    r"|lifted|squatted|benched|deadlifted|pressed|trained|went|finished|completed|played|walked|hiked|climbed|cycled)(?!\w)"
)
_PROGRAMMED = re.compile(r" (?:programmed|gave|set|wrote|prescribed|assigned|had)(?!\w)")
_TODAY = _pattern("today|heute|hoy|aujourd'hui|oggi|hoje|vandaag|dziś|dzisiaj|сегодня|idag|i dag")
_OTHER_SUBJECT = re.compile(
    r"^(?:(?:and|but|then|so|well|wow)[ ,]+)*(?:he|she|they|you|some ?(?:one|body)|every ?(?:one|body)|people|er|sie|elle|il|lui|lei|ela|ele)(?!\w)"
)
_LOG_THIS = _pattern(
    "(?:(?:i|we) )?(?:want to|wanna|would like to|need to|have to|i'd like to|can you|could you|please)"
    " (?:please )?(?:log|record|save|track|add|enter|note)",
    "(?:ich )?(?:möchte|will|kannst du) .{0,30}(?:loggen|eintragen|speichern)",
)
_COMPANION = re.compile(r"(?:with|mit|con|avec|com|met|z)\s+$")
SELF = _pattern(
    "i|i'm|i've|we|(?:made|had|got|let|gave|put|told|took|beat|joined|for|with|and|helped|programmed) me|ich|wir|yo|je|j'ai|nous|io|eu|ik|ja|я",
    "hice|corrí|fiz|corri|entrené|treinei|ho",
)
QUALITATIVE = _pattern(
    r"yoga|vinyasa|hatha|ashtanga|yin|mobility|stretch\w*|pilates|bjj|jiu.?jitsu|judo|karate|muay thai",
    r"boxing|kickboxing|sparr\w*|climb\w*|boulder\w*|skills?|technique|drills?|handstands?|tai chi|mma",
    r"dehn\w*|mobilität|kletter\w*|boulder\w*|boxen|estiramiento\w*|movilidad|escal\w+|boxeo|étirement\w*",
    r"escalade|boxe|mobilité|allungament\w*|mobilità|arrampicat\w*|alongament\w*|mobilidade|rekken",
    r"rozciąganie|wspinaczk\w*|йога|йогой|растяжк\w*|wrestling|capoeira|taekwondo|aikido|rolling|sauna",
)
_QUALITATIVE_UNSPACED = re.compile("瑜伽|ヨガ|拉伸|ストレッチ|요가")


def sentence_kind(sentence: str) -> SentenceKind:
    """Return what a folded sentence does: reports, plans, asks, says it was not done, or neither."""
    sentence = _LOG_THIS.sub(" ", sentence).strip() or sentence
    is_question = sentence.endswith(("?", "\uff1f", "\u061f")) or "\u00bf" in sentence
    reports = DONE.search(sentence) is not None or _DONE_UNSPACED.search(sentence) is not None
    if NOT_DONE.search(sentence):
        return "not_done"
    unreal = _UNREAL.search(sentence)
    if unreal is not None and not is_question:
        return _kind_without(sentence, unreal)
    if _ASK_START.search(sentence) and (is_question or not reports):
        return "ask"
    if PLAN.search(sentence) or _PLAN_UNSPACED.search(sentence):
        return "plan" if not _reports_first(sentence) else "done"
    if is_question and not (reports and any(char.isdigit() for char in sentence)):
        return "ask"
    return "done" if reports else "neutral"


def is_about_others(sentence: str) -> bool:
    """Tell whether a sentence reports what somebody else did; company is no subject."""
    if SELF.search(sentence) is not None or _OWN_START.search(sentence) is not None:
        return False
    other = SOMEBODY.search(sentence)
    if other is None:
        return _OTHER_SUBJECT.search(sentence) is not None
    if _PROGRAMMED.match(sentence, other.end()):
        return False
    before = sentence[: other.start()]
    return _COMPANION.search(before) is None and not any(char.isdigit() for char in before)


def is_standing(sentence: str) -> bool:
    """Tell whether a sentence is about a habit or an ability; a report behind a "but" is none."""
    found = STANDING.search(sentence)
    if found is None:
        return False
    back = _UNREAL_END.search(sentence, found.end())
    real = sentence[back.end() :] if back else ""
    return not (DONE.search(real) and any(char.isdigit() for char in real))


def names_today(sentence: str) -> bool:
    """Tell whether a sentence is about today."""
    return _TODAY.search(sentence) is not None


def asks_for_advice(sentence: str) -> bool:
    """Tell whether a sentence asks what to do."""
    return _ADVICE.search(sentence) is not None


def asks_for_plan(sentence: str) -> bool:
    """Tell whether a sentence asks for or about training to come."""
    return _PLANNING.search(sentence) is not None


def is_qualitative_text(text: str) -> bool:
    """Tell whether a folded text is about training that counts without numbers."""
    return bool(QUALITATIVE.search(text) or _QUALITATIVE_UNSPACED.search(text))


def _kind_without(sentence: str, unreal: re.Match[str]) -> SentenceKind:
    """Return what a sentence does besides imagining: `meant to do 10k but ran 6k` reports."""
    back = _UNREAL_END.search(sentence, unreal.end())
    real = sentence[: unreal.start()] + " " + (sentence[back.end() :] if back else "")
    return sentence_kind(real.strip()) if any(char.isdigit() for char in real) else "not_done"


def _reports_first(sentence: str) -> bool:
    """Tell whether something done, with a number, stands before the plan of the same sentence."""
    plan = PLAN.search(sentence) or _PLAN_UNSPACED.search(sentence)
    before = sentence[: plan.start()] if plan else sentence
    return bool(DONE.search(before) or _DONE_UNSPACED.search(before)) and any(
        char.isdigit() for char in before
    )
