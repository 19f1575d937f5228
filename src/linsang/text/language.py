"""A soft guess at the language of a text, for display; it never routes a listing.

Script decides where it can. Languages in Latin letters are told apart by their small words
and letters, which every sentence has and few product names share.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

import numpy as np

from linsang.text.normalise import ScriptClass, code_points, fold_tables

_SMALL_WORDS: Final[dict[str, str]] = {
    "en": "a the and of for with is are in on to from your our you we very not no new all my has have "
    "please only this that it will can free sale good old made real",
    "de": "der die das und ein eine einen mit für von zu ist sind nicht auf aus im bei nur sehr gut "
    "auch wie oder zum zur dem den des alt neu verkaufe abzugeben biete wegen ca noch",
    "fr": "le la les des du un une et avec pour est sont en dans sur pas très de au aux ce cette par "
    "ou vends vendre prix état neuf je vous bon",
    "es": "el la los las un una y con para por es son en del al de muy no se su mi vendo precio nuevo "
    "como más buen estado venta envío",
    "pt": "o a os as um uma e com para por é são em do da dos das no na de muito não se meu vendo "
    "preço novo como mais bom estado venda envio",
    "id": "dan yang di dengan untuk ini itu dari ada bisa tidak jual harga murah asli baru bekas ready stok siap "
    "kirim hubungi wa nego ekor bulan sudah masih saja ke kami minat anakan",
    "sw": "ya wa na kwa ni za la katika hii bei kuuza nauza inauzwa mzuri safi wewe yangu cha vya kutoka "
    "sana piga simu pia mpya",
    "vi": "và của có cho là bán giá với không được em anh chị nhé hàng con cần mua này các một rất còn "
    "từ tại liên hệ",
    "it": "il lo gli di del della e con per è sono nel vendo prezzo nuovo molto non una un che",
    "hi": "hai ka ki ke ko se mein aur chahiye bechna hain liye ek nahi wala wali bhai rupaye",
}
_WORDS: Final = {
    word: frozenset(language for language, words in _SMALL_WORDS.items() if word in words.split())
    for words in _SMALL_WORDS.values()
    for word in words.split()
}
_LETTERS: Final = {
    "vi": re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE),
    "de": re.compile("[äöüß]", re.IGNORECASE),
    "es": re.compile("[ñ¿¡]", re.IGNORECASE),
    "pt": re.compile("[ãõ]|ção", re.IGNORECASE),
    "fr": re.compile("[èêëîïœûâ]|ç[aou]|[ldnqcj]['’]", re.IGNORECASE),
}
_WORD: Final = re.compile(r"[^\W\d_]+")
_SCRIPTS: Final = {
    ScriptClass.CYRILLIC: "ru",
    ScriptClass.ARABIC: "ar",
    ScriptClass.DEVANAGARI: "hi",
    ScriptClass.HANGUL: "ko",
    ScriptClass.THAI: "th",
    ScriptClass.HIRAGANA: "ja",
    ScriptClass.KATAKANA: "ja",
    ScriptClass.HAN: "zh-Hans",
}


def small_words(language: str) -> tuple[str, ...]:
    """The small words of a language that are known here; none for most scripts."""
    return tuple(_SMALL_WORDS.get(language, "").split())


def small_word_of(word: str) -> frozenset[str]:
    """The languages in which *word* is one of the small words that every sentence has.

    >>> small_word_of("baru"), small_word_of("tiger")
    (frozenset({'id'}), frozenset())
    """
    return _WORDS.get(word, frozenset())


def guess_language(text: str) -> str | None:
    """A BCP 47 tag, or None where nothing speaks for one.

    >>> guess_language("Verkaufe alten Schrank mit Schlüssel"), guess_language("卖虎骨酒")
    ('de', 'zh-Hans')
    >>> guess_language("bán ngà voi"), guess_language("XJ-900")
    ('vi', None)
    """
    codes = code_points(text[:400])
    classes = np.bincount(fold_tables().classes[codes], minlength=16).tolist()
    shares = {script: classes[script] for script in _SCRIPTS}
    # One Chinese character says about as much as two Latin letters.
    best = max(shares, key=lambda script: shares[script])
    if shares[best] * 2 > classes[ScriptClass.LATIN]:
        if best is ScriptClass.HAN:
            return _han(text[:400], codes_kana=shares[ScriptClass.HIRAGANA])
        if best is ScriptClass.KATAKANA or shares[ScriptClass.HIRAGANA]:
            return "ja"
        return _SCRIPTS[best]
    return _latin(text[:400]) if classes[ScriptClass.LATIN] else None


def _han(text: str, *, codes_kana: int) -> str:
    if codes_kana or any("\u3041" <= char <= "\u30fa" for char in text):
        return "ja"
    plain = fold_tables().plain
    traditional = sum(
        1 for char in text if "\u4e00" <= char <= "\u9fff" and plain[ord(char)] != ord(char)
    )
    return "zh-Hant" if traditional else "zh-Hans"


def _latin(text: str) -> str | None:
    votes: dict[str, float] = defaultdict(float)
    for word in _WORD.findall(text.lower()):
        languages = _WORDS.get(word)
        if languages:
            for language in languages:
                votes[language] += 1.0 / len(languages)
    for language, letters in _LETTERS.items():
        votes[language] += 0.7 * min(3, len(letters.findall(text)))
    if not votes:
        return None
    language, score = max(votes.items(), key=lambda item: (item[1], item[0]))
    return language if score >= 0.5 else None
