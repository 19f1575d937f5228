"""Letters of other scripts as people type them with Latin ones: a table, not a standard."""

from __future__ import annotations

import re
from typing import Final

from linsang.redteam.letters import letters
from linsang.redteam.sounds import syllable


def _pairs(table: str) -> dict[str, str]:
    return {entry[0]: entry[1:] for entry in table.split()}


_CYRILLIC: Final = _pairs(
    "аa бb вv гg дd еe ёe жzh зz иi йj кk лl мm нn оo пp рr сs тt уu фf хh цc чch шsh щsch ъ ыy ь"
    " эe юyu яya"
)
# Arabizi: digits for the letters that Latin lacks.
_ARABIC: Final = _pairs(
    "اa أa إi آa بb تt ثth جj ح7 خ5 دd ذth رr زz سs شsh صs ضd طt ظz ع3 غgh فf قq كk لl مm نn هh"
    " ةa وw يy ىa ئe ؤo ء2"
)
_DEVANAGARI: Final = _pairs(
    "कk खkh गg घgh चch छchh जj झjh टt ठth डd ढdh तt थth दd धdh नn पp फph बb भbh मm यy रr लl वv"
    " शsh षsh सs हh णn अa आa इi ईi उu ऊu एe ऐai ओo औau ङn ञn ाa िi ीi ुu ूu ेe ैai ोo ौau ंn ँn ृri ् ़"
)
_THAI: Final = _pairs(
    "กk ขkh คkh ฆkh งng จj ฉch ชch ซs ฌch ญy ฎd ฏt ฐth ฑth ฒth ณn ดd ตt ถth ทth ธth นn บb ปp ผph"
    " ฝf พph ฟf ภph มm ยy รr ลl วw ศs ษs สs หh ฬl อo ฮh ะa าa ิi ีi ึue ืue ุu ูu เe แae โo ใai ไai"
    " ัa ็ ่ ้ ๊ ๋ ์ ำam ฤrue"
)
_KANA: Final = _pairs(
    "あa いi うu えe おo かka きki くku けke こko さsa しshi すsu せse そso たta ちchi つtsu てte とto"
    " なna にni ぬnu ねne のno はha ひhi ふfu へhe ほho まma みmi むmu めme もmo やya ゆyu よyo らra"
    " りri るru れre ろro わwa をwo んn がga ぎgi ぐgu げge ごgo ざza じji ずzu ぜze ぞzo だda ぢji"
    " づzu でde どdo ばba びbi ぶbu べbe ぼbo ぱpa ぴpi ぷpu ぺpe ぽpo っ ゃya ゅyu ょyo ー"
)
_HANGUL_FIRST: Final = "g kk n d tt r m b pp s ss  j jj ch k t p h"
_HANGUL_VOWEL: Final = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i"
_HANGUL_LAST: Final = " k k k n n n t l k m l l l p l m p p t t ng t t k t p t"
_HANGUL: Final = tuple(part.split(" ") for part in (_HANGUL_FIRST, _HANGUL_VOWEL, _HANGUL_LAST))
# Thai writes some vowels before the consonant that they follow.
_THAI_ORDER: Final = (
    (re.compile("เ([ก-ฮ])ื([่-๋]?)อ"), r"\1uea"),
    (re.compile("เ([ก-ฮ])ี([่-๋]?)ย"), r"\1ia"),
    (re.compile("([เแโใไ])([ก-ฮ])"), r"\2\1"),
)
# Small kana change the syllable before them or double the letter after them: marks say which.
_SMALL: Final = "\ue000"
_DOUBLED: Final = "\ue001"
_KANA_MARKS: Final = {kana: _SMALL + _KANA[kana] for kana in "ゃゅょ"} | {"っ": _DOUBLED}
_KANA_ORDER: Final = (
    (re.compile(f"(sh|ch|j)i{_SMALL}y"), r"\1"),
    (re.compile(f"i{_SMALL}"), ""),
    (re.compile(f"{_DOUBLED}(?=ch)"), "t"),
    (re.compile(f"{_DOUBLED}([a-z])"), r"\1\1"),
    (re.compile(f"[{_SMALL}{_DOUBLED}]"), ""),
)
_TABLES: Final = _CYRILLIC | _ARABIC | _DEVANAGARI | _THAI | _KANA | _KANA_MARKS
_KATAKANA_BEGINS, _HIRAGANA_BEGINS, _KANA_LETTERS = 0x30A1, 0x3041, 86
_HANGUL_BEGINS, _HANGUL_ENDS = 0xAC00, 0xD7A4


def romanised_letter(letter: str) -> str:
    """One letter with its marks in Latin letters; as it is where the table has none.

    >>> romanised_letter("ж"), romanised_letter("हा"), romanised_letter("상"), romanised_letter("ゾ")
    ('zh', 'ha', 'sang', 'zo')
    """
    if _HANGUL_BEGINS <= ord(letter[0]) < _HANGUL_ENDS:
        firsts, vowels, lasts = _HANGUL
        block, last = divmod(ord(letter[0]) - _HANGUL_BEGINS, len(lasts))
        first, vowel = divmod(block, len(vowels))
        return firsts[first] + vowels[vowel] + lasts[last]
    return "".join(_latin(char) for char in letter)


def romanised_text(phrase: str, *, chinese: bool) -> str:
    """A phrase in Latin letters; Chinese characters by pinyin if it is *chinese*.

    >>> romanised_text("слоновая кость", chinese=False)
    'slonovaya kost'
    >>> romanised_text("กระดูกเสือ", chinese=False)
    'kraduksuea'
    >>> romanised_text("シャコガイ べっ甲", chinese=False), romanised_text("きょう", chinese=False)
    ('shakogai be甲', 'kyou')
    """
    for pattern, spoken in _THAI_ORDER:
        phrase = pattern.sub(spoken, phrase)
    written = "".join(
        (syllable(letter) if chinese else "") or romanised_letter(letter)
        for letter in letters(phrase)
    )
    for pattern, spoken in _KANA_ORDER:
        written = pattern.sub(spoken, written)
    return written


def _latin(char: str) -> str:
    code = ord(char)
    if _KATAKANA_BEGINS <= code < _KATAKANA_BEGINS + _KANA_LETTERS:
        char = chr(code - _KATAKANA_BEGINS + _HIRAGANA_BEGINS)
    low = char.lower()
    return _TABLES.get(low, char)
