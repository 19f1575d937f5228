"""A soft guess at the language of a text, for display; it never routes a listing.

Script decides where it can. Languages in Latin letters are told apart by their letters, two
and three at a time, hashed into a small table of weights that `scripts/make_language_table.py`
counts from the shipped vocabulary and the invented listings in `training/seeds`.
"""

from __future__ import annotations

import functools
import json
import unicodedata
from importlib import resources
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linsang.text.normalise import (
    FIELD_MARK,
    ROW_MARK,
    CodePoints,
    ScriptClass,
    code_points,
    fold_tables,
)

READ_CHARACTERS: Final = 160
"""Of each text so much is read: more would not change the guess."""
READ_FIELDS: Final = 3
"""And so many fields: the seller's own words."""
BUCKET_BITS: Final = 13
LEAST_GRAMS: Final = 8
LEAST_LEAD: Final = 12
"""How far ahead a language must be of the next, in sixteenths of a natural logarithm."""

UNKNOWN: Final = -1
PRIME: Final = np.uint64(0x100000001B3)

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
LATIN: Final = tuple(sorted(_SMALL_WORDS))
"""The languages in Latin letters, in the order of the table's columns."""

_SCRIPTS: Final = {
    ScriptClass.CYRILLIC: "ru",
    ScriptClass.ARABIC: "ar",
    ScriptClass.DEVANAGARI: "hi",
    ScriptClass.HANGUL: "ko",
    ScriptClass.KATAKANA: "ja",
    ScriptClass.HIRAGANA: "ja",
    ScriptClass.HAN: "zh-Hans",
    ScriptClass.THAI: "th",
}
LANGUAGES: Final = (*LATIN, *(tag for tag in sorted({*_SCRIPTS.values(), "zh-Hant"} - {*LATIN})))
"""What a guess can be, by its number."""
SCRIPT_LANGUAGE: Final = np.full(len(ScriptClass), UNKNOWN, dtype=np.int8)
for _script, _tag in _SCRIPTS.items():
    SCRIPT_LANGUAGE[_script] = LANGUAGES.index(_tag)
JAPANESE: Final = LANGUAGES.index("ja")
TRADITIONAL: Final = LANGUAGES.index("zh-Hant")


@functools.cache
def language_weights() -> NDArray[np.int8]:
    """What some letters say for each language (2 ** BUCKET_BITS, languages in `LATIN`).

    In sixteenths of a natural logarithm, from the committed table.
    """
    path = resources.files("linsang.text").joinpath("language_table.npz")
    with path.open("rb") as stream, np.load(stream) as data:
        if tuple(json.loads(data["languages"].tobytes())) != LATIN:
            raise ValueError("language_table.npz is of other languages: run `make tables`")
        return np.ascontiguousarray(data["weights"])


@functools.cache
def latin_lower() -> CodePoints:
    """The small Latin letter of every code point; a space for anything else."""
    lower = np.full(0x110000, ord(" "), dtype=np.uint32)
    latin = np.flatnonzero(fold_tables().classes[:0x2000] == ScriptClass.LATIN)
    for code in latin.tolist():
        small = chr(code).lower()
        if unicodedata.category(chr(code)).startswith("L"):
            lower[code] = ord(small[0])
    return lower


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
    return tag_of(_guess(code_points(text[:READ_CHARACTERS])))


def guess_languages(codes: CodePoints, rows: int) -> NDArray[np.int8]:
    """For each of *rows* rows, a mark after each, the number of its language or `UNKNOWN`.

    A row's first fields are read, as far as `READ_CHARACTERS`.
    """
    ends = np.flatnonzero(codes == ord(ROW_MARK))
    starts = np.concatenate([[0], ends[:-1] + 1])
    found = np.full(rows, UNKNOWN, dtype=np.int8)
    for row, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        own = codes[start : min(end, start + READ_CHARACTERS)]
        marks = np.flatnonzero(own == ord(FIELD_MARK))
        found[row] = _guess(own[: marks[READ_FIELDS - 1]] if len(marks) >= READ_FIELDS else own)
    return found


def tag_of(number: int) -> str | None:
    """The BCP 47 tag of a language's number."""
    return None if number == UNKNOWN else LANGUAGES[number]


def _guess(codes: CodePoints) -> int:
    tables = fold_tables()
    shares = np.bincount(tables.classes[codes], minlength=len(ScriptClass))
    scripts = np.where(SCRIPT_LANGUAGE == UNKNOWN, 0, shares)
    best = int(np.argmax(scripts))
    # One Chinese character says about as much as two Latin letters.
    if scripts[best] * 2 > shares[ScriptClass.LATIN]:
        if best in (ScriptClass.HAN, ScriptClass.KATAKANA, ScriptClass.HIRAGANA):
            if (
                best != ScriptClass.HAN
                or shares[ScriptClass.HIRAGANA] + shares[ScriptClass.KATAKANA]
            ):
                return JAPANESE
            han = codes[tables.classes[codes] == ScriptClass.HAN]
            if (tables.plain[han] != han).any():
                return TRADITIONAL
        return int(SCRIPT_LANGUAGE[best])
    return _guess_latin(codes) if shares[ScriptClass.LATIN] else UNKNOWN


def _guess_latin(codes: CodePoints) -> int:
    buckets = gram_buckets(codes)
    scores = language_weights()[buckets].sum(axis=0, dtype=np.int64)
    first = int(np.argmax(scores))
    lead = scores[first] - np.delete(scores, first).max()
    return first if len(buckets) >= LEAST_GRAMS and lead >= LEAST_LEAD else UNKNOWN


def gram_buckets(codes: CodePoints) -> NDArray[np.int64]:
    """The buckets of all two and three letters that follow each other, spaces run together."""
    letters = np.concatenate([[ord(" ")], latin_lower()[codes], [ord(" ")]])
    twice = (letters[1:] == ord(" ")) & (letters[:-1] == ord(" "))
    letters = letters[np.concatenate([[True], ~twice])].astype(np.uint64)
    pairs = letters[:-1] * PRIME + letters[1:]
    triples = pairs[:-1] * PRIME + letters[2:]
    return np.concatenate([_bucket(pairs), _bucket(triples)])


MIX: Final = np.uint64(0x9E3779B97F4A7C15)


def _bucket(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    return ((hashes * MIX) >> np.uint64(64 - BUCKET_BITS)).astype(np.int64)
