"""How words of other scripts are heard when people type them with Latin letters.

Most alphabets are read letter by letter wherever they stand (`hearing.heard`). What needs more
is here: letters for which there are two customs, Thai vowels that are written before the
consonant they follow, the small kana, and Chinese characters by their syllables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from linsang.text.hearing import heard
from linsang.text.normalise import ScriptClass, fold_tables

# "Tsapla" and "capla", "khvost", "hvost" and "xvost", "shchuka" and "shuka".
_TWO_CUSTOMS: Final = (("ц", "к"), ("х", ""), ("щ", "ш"), ("ю", "у"), ("я", "а"), ("ё", "йо"))
_THAI: Final = (
    "กk ขkh คkh ฆkh งng จj ฉch ชch ซs ฌch ญy ฎd ฏt ฐth ฑth ฒth ณn ดd ตt ถth ทth ธth นn บb ปp"
    " ผph ฝf พph ฟf ภph มm ยy รr ลl วw ศs ษs สs หh ฬl อo ฮh ะa าa ิi ีi ึue ืue ุu ูu เe แae โo"
    " ใai ไai ัa ็ ่ ้ ๊ ๋ ์ ำam ฤrue"
)
_THAI_ORDER: Final = (
    (re.compile("เ([ก-ฮ])ื([่-๋]?)อ"), r"\1uea"),
    (re.compile("เ([ก-ฮ])ี([่-๋]?)ย"), r"\1ia"),
    (re.compile("([เแโใไ])([ก-ฮ])"), r"\2\1"),
)
_SMALL: Final = (("し", "sh"), ("ち", "ch"), ("じ", "j"))
_AFTER: Final = (("ゃ", "a"), ("ゅ", "u"), ("ょ", "o"))


def sounds_of(word: str) -> Iterator[str]:
    """The ways in which a folded word is heard, by its own letters and by Latin ones.

    >>> list(sounds_of("щука"))
    ['skuka', 'suka']
    >>> list(sounds_of("งาช้าง")), list(sounds_of("シャコガイ"))
    (['ngakang'], ['siakogai', 'sakogai'])
    >>> list(sounds_of("穿山甲"))
    ['kuansania']
    """
    script = ScriptClass(fold_tables().class_of[ord(word[0])])
    if script is ScriptClass.HAN:
        if pinyin := _pinyin(word):
            yield heard(pinyin)
        return
    if script is ScriptClass.THAI:
        yield heard(_thai(word))
        return
    yield heard(word)
    if script is ScriptClass.CYRILLIC:
        other = {heard(word.replace(*custom)) for custom in _TWO_CUSTOMS if custom[0] in word}
        yield from sorted(other - {heard(word)})
    elif script in (ScriptClass.HIRAGANA, ScriptClass.KATAKANA):
        hepburn = heard(_hepburn(word))
        if hepburn != heard(word):
            yield hepburn


def _pinyin(word: str) -> str:
    tables = fold_tables()
    numbers = [int(tables.pinyin[ord(char)]) for char in word]
    return "".join(tables.syllables[one - 1] for one in numbers) if all(numbers) else ""


def _thai(word: str) -> str:
    for pattern, spoken in _THAI_ORDER:
        word = pattern.sub(spoken, word)
    latin = {entry[0]: entry[1:] for entry in _THAI.split()}
    return "".join(latin.get(char, char) for char in word)


def _hepburn(word: str) -> str:
    word = unicodedata.normalize("NFKC", word)
    word = "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in word)
    for begin, consonant in _SMALL:
        for small, vowel in _AFTER:
            word = word.replace(begin + small, consonant + vowel)
    return word
