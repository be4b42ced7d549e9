"""Folds what people write to one plain spelling, and reads the numbers in it."""

from __future__ import annotations

import re
import unicodedata

_MAPPED = str.maketrans(
    {
        "\u2019": "'", "\u2018": "'", "\u2032": "'", "\u201c": '"', "\u201d": '"', "\u2033": '"',
        "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u00d7": "x", "\u0445": "\u0445",
        "\u0142": "l", "\u0141": "l", "\u00f8": "o", "\u00df": "ss", "\u3000": " ", "\u00a0": " ",
        "\u202f": " ", "\uff1a": ":", "\uff0c": ",", "\u00bd": " 1/2", "\u2044": "/",
    }
)  # fmt: skip
_SPACES = re.compile(r"[ \t\f\v\r]+")
_CYRILLIC_TIMES = re.compile(r"(?<=\d)(\s*)\u0445(?=\s*\d)")
_CROSSES = str.maketrans({"\u00d7": "x", "\u2715": "x", "\u2716": "x", "\u2573": "x"})
_KILOGRAMS = re.compile(
    r"(?<=\d)\s*(?:\u516c\u65a4|\u5343\u514b|\u043a\u0433(?!\w)|\u30ad\u30ed\u30b0\u30e9\u30e0)",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.!?;\u3002\uff01\uff1f])\s+|\n+|(?<=[\u3002\uff1f\uff01])")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")
_GROUP_DIGITS = 3

NUMBER_WORDS: dict[str, float] = {
    word: float(value)
    for value, words in {
        1: "one single once ein eine einen einmal un uno una une um uma jeden een odin",
        2: "two twice double couple zwei zweimal dos deux due dois duas dwa dwie twee dva",
        3: "three thrice triple drei dreimal tres trois tre trzy drie tri",
        4: "four vier cuatro quatre quattro quatro cztery chetyre",
        5: "five fuenf funf cinco cinq cinque piec vijf pyat",
        6: "six sechs seis sei szesc zes shest",
        7: "seven sieben siete sept sette sete siedem zeven",
        8: "eight acht ocho huit otto oito osiem",
        9: "nine neun nueve neuf nove dziewiec negen",
        10: "ten zehn diez dix dieci dez dziesiec tien",
        11: "eleven elf once onze undici",
        12: "twelve dozen zwoelf zwolf doce douze dodici doze dwanascie twaalf",
        13: "thirteen dreizehn trece treize tredici treze",
        14: "fourteen vierzehn catorce quatorze quattordici",
        15: "fifteen fuenfzehn funfzehn quince quinze quindici pietnascie vijftien",
        16: "sixteen sechzehn dieciseis seize sedici dezesseis",
        17: "seventeen siebzehn diecisiete",
        18: "eighteen achtzehn dieciocho",
        19: "nineteen neunzehn diecinueve",
        20: "twenty zwanzig veinte vingt venti vinte dwadziescia twintig",
        25: "veinticinco venticinque",
        30: "thirty dreissig treinta trente trenta trinta trzydziesci dertig",
        40: "forty vierzig cuarenta quarante quaranta quarenta czterdziesci veertig",
        45: "quarantacinque fuenfundvierzig funfundvierzig vijfenveertig",
        50: "fifty fuenfzig funfzig cincuenta cinquante cinquanta cinquenta piecdziesiat vijftig",
        60: "sixty sechzig sesenta soixante sessanta sessenta szescdziesiat zestig",
        70: "seventy siebzig setenta settanta",
        80: "eighty achtzig ochenta ottanta oitenta",
        90: "ninety neunzig noventa novanta",
        100: "hundred hundert cien cent cento cem sto honderd",
    }.items()
    for word in words.split()
}
"""Counts in words, accents folded; English wins where two languages share a spelling."""
NUMBER_WORDS["once"] = 1.0
_WORD = re.compile(r"[a-z]+")
_TENS = re.compile(
    r"\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ]"
    r"(one|two|three|four|five|six|seven|eight|nine)\b"
)


def fold(text: str) -> str:
    """Return the text in lower case without accents, with plain quotes, dashes and spaces."""
    plain = text.translate(_MAPPED).casefold()
    decomposed = unicodedata.normalize("NFKD", plain)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _SPACES.sub(" ", _CYRILLIC_TIMES.sub(r"\1x", bare)).strip()


def plain_signs(text: str) -> str:
    """Return the text with letters kept, and digits, crosses and units of other scripts plain.

    Full-width digits, a multiplication sign or a Cyrillic letter between numbers, and kilograms in
    Cyrillic, Chinese or Japanese letters are written as `5x5` and `100 kg`.
    """
    plain = _CYRILLIC_TIMES.sub(r"\1x", unicodedata.normalize("NFKC", text.translate(_CROSSES)))
    return _KILOGRAMS.sub(" kg ", plain)


def sentences_of(text: str) -> tuple[str, ...]:
    """Return the sentences and lines of a text, folded, without empty ones."""
    return tuple(piece for raw in _SENTENCES.split(text) if (piece := fold(raw)))


def read_number(token: str) -> float:
    """Return what a number with a point or a comma means: `1,000` is 1000, `102,5` is 102.5."""
    last = max(token.rfind("."), token.rfind(","))
    if last < 0:
        return float(token)
    if _THOUSANDS.fullmatch(token) and (token[last] == "," or token.count(".") > 1):
        return float(re.sub(r"[.,]", "", token))
    whole = re.sub(r"[.,]", "", token[:last])
    return float(f"{whole}.{token[last + 1 :]}")


def find_number(text: str) -> float | None:
    """Return the first number of a folded text, in digits or as a word."""
    found = _NUMBER.search(text)
    if found is not None:
        return read_number(found[0])
    tens = _TENS.search(text)
    if tens is not None:
        return NUMBER_WORDS[tens[1]] + NUMBER_WORDS[tens[2]]
    words = (NUMBER_WORDS[word] for word in _WORD.findall(text) if word in NUMBER_WORDS)
    return next(words, None)


def digits_in(text: str) -> tuple[float, ...]:
    """Return the numbers written in digits, in order."""
    return tuple(read_number(token) for token in _NUMBER.findall(text))


def numbers_in(text: str) -> frozenset[float]:
    """Return every number a text holds, each in all its readings; number words count."""
    plain = fold(text)
    found: set[float] = set()
    for token in _NUMBER.findall(plain):
        found.add(read_number(token))
        found.update(float(piece) for piece in re.split(r"[.,]", token))
        if len(re.split(r"[.,]", token)[-1]) == _GROUP_DIGITS:
            found.add(float(re.sub(r"[.,]", "", token)))
    for tens, ones in _TENS.findall(plain):
        found.add(NUMBER_WORDS[tens] + NUMBER_WORDS[ones])
    found.update(NUMBER_WORDS[word] for word in _WORD.findall(plain) if word in NUMBER_WORDS)
    return frozenset(found)
