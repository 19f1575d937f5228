"""Words spelt otherwise with the same sound."""

from __future__ import annotations

from random import Random
from typing import Final

from linsang.redteam.letters import KANA, letters, script_of, some
from linsang.redteam.passage import Spans, by_words, rewritten
from linsang.redteam.sounds import same_sound, syllable
from linsang.text.normalise import ScriptClass, fold_tables

# What a speaker of the language reads aloud alike, or nearly so. Either side may be written.
_ALIKE: Final = {
    "en": "i-y ph-f ca-ka co-ko cu-ku cl-kl ck-k ee-ea er-ur or-aw x-ks ai-ay ow-ou le-el ti-ty",
    "de": "ei-ai v-f ph-f ck-k ä-e äu-eu z-ts x-chs ß-ss ie-ih",
    "fr": "qu-k ca-ka co-ko cu-ku ph-f eau-o au-o é-ai s-ss y-i oi-wa an-en ç-ss",
    "es": "b-v ll-y qu-k ca-ka co-ko cu-ku z-s ce-se g-j h- x-j",
    "pt": "ch-x ss-ç s-z qu-k ca-ka co-ko cu-ku ão-aum g-j ce-se lh-li",
    "it": "ch-k ca-ka co-ko cu-ku qu-k cqu-qu gn-ni z-ts",
    "id": "u-oe j-dj c-tj y-j ny-nj sy-sj k-q f-p",
    "vi": "s-x ch-tr d-gi r-gi ng-ngh i-y ca-ka co-ko cu-ku ph-f qu-w",
    "sw": "dh-z th-s ch-tch k-c w-u kh-h",
    "ru": "о-а е-и я-е г-к д-т ж-ш з-с б-п в-ф тся-ца ё-йо",
    "ar": "ذ-د ص-س ط-ت ظ-ض ث-س ة-ه ق-ك أ-ا ى-ي",
    "hi": "श-स ष-श ि-ी ु-ू ण-न ज़-ज फ-फ़ ं-न्",
    "th": "ศ-ส ษ-ส ซ-ส ท-ธ ฑ-ท ค-ฆ ข-ค ใ-ไ ณ-น ญ-ย ช-ฌ ภ-พ ร-ล",
}
_LATIN_DEFAULT: Final = "en"
_OF_SCRIPT: Final = {
    ScriptClass.LATIN: _LATIN_DEFAULT,
    ScriptClass.CYRILLIC: "ru",
    ScriptClass.ARABIC: "ar",
    ScriptClass.DEVANAGARI: "hi",
    ScriptClass.THAI: "th",
}
_LATIN_LANGUAGES: Final = frozenset(_ALIKE) - {*_OF_SCRIPT.values()} | {_LATIN_DEFAULT}
# The vowels of a Hangul block by their place: ㅐ and ㅔ, ㅒ and ㅖ, ㅙ, ㅚ and ㅞ.
_HANGUL_ALIKE: Final = {1: 5, 5: 1, 3: 7, 7: 3, 10: 11, 11: 15, 15: 10}
_HANGUL_BEGINS, _HANGUL_ENDS, _VOWELS, _LASTS = 0xAC00, 0xD7A4, 21, 28
_KANA_APART: Final = 0x60


def homophones(text: str, spans: Spans, random: Random, language: str | None = None) -> str:
    """The same sound in another spelling: 橡牙 for 象牙, "tyger", "ngà" as "nghà".

    Chinese characters become common ones of the same syllable, kana change between hiragana
    and katakana, and other scripts follow a table of what their languages read alike.
    Source: Linsang's table of Chinese trade words by sound has 287 homophones; for other
    languages spellings of chats (general knowledge, not reviewed by native speakers).

    >>> homophones("象牙", [(0, 2)], Random(0)), homophones("tiger", [(0, 5)], Random(0), "en")
    ('响牙', 'tigur')
    """

    def rewrite(word: str) -> str:
        if any(_respelt(letter, Random(0), language) for letter in word):
            return _characters(word, random, language)
        return _by_rules(word, random, language)

    return rewritten(text, spans, lambda phrase: by_words(phrase, rewrite))


def _characters(word: str, random: Random, language: str | None) -> str:
    written = [*word]
    other = [_respelt(letter, random, language) for letter in written]
    for place in some([place for place, letter in enumerate(other) if letter], random):
        written[place] = other[place]
    return "".join(written)


def _respelt(letter: str, random: Random, language: str | None) -> str:
    """Another character of the same sound; empty where there is none."""
    script, code = script_of(letter), ord(letter)
    if script in KANA and "ぁ" <= letter <= "ヶ":
        return chr(code - _KANA_APART if letter >= "ァ" else code + _KANA_APART)
    if script is ScriptClass.HANGUL and _HANGUL_BEGINS <= code < _HANGUL_ENDS:
        vowel = (code - _HANGUL_BEGINS) // _LASTS % _VOWELS
        step = _HANGUL_ALIKE.get(vowel, vowel) - vowel
        return chr(code + step * _LASTS) if step else ""
    if script is not ScriptClass.HAN or language == "ja":
        return ""
    traditional = language == "zh-Hant" or int(fold_tables().plain[code]) != code
    others = [
        one
        for one in same_sound(traditional=traditional).get(syllable(letter), ())
        if one != letter
    ]
    return random.choice(others) if others else ""


def _by_rules(word: str, random: Random, language: str | None) -> str:
    script = script_of(letters(word)[0])
    known = language if language in _LATIN_LANGUAGES and script is ScriptClass.LATIN else None
    table = _ALIKE.get(known or _OF_SCRIPT.get(script, ""), "")
    pairs = [tuple(pair.split("-")) for pair in table.split()]
    low = word.lower()
    can = [
        (place, before, after)
        for one, other in pairs
        for before, after in ((one, other), (other, one))
        if before
        for place in range(len(low))
        if low.startswith(before, place) and not low.startswith(after or "\0", place)
    ]
    if not can:
        return word
    place, before, after = random.choice(can)
    return word[:place] + after + word[place + len(before) :]
