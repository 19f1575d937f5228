"""Oblique forms, plurals and spellings of Hindi terms, in Devanagari and in Latin letters.

Devanagari: a masculine noun in -ा has the oblique and plural -े and -ों (कछुआ, कछुए, कछुओं), a
feminine one in -ी has -ियां and -ियों, others add -ें and -ों; the postposition का may be के or
की; nukta, chandrabindu and the half nasal are written or not. Latin letters follow no norm: long
vowels are doubled or not, "v" is "w", "f" is "ph", "sh" is "s". A term is spelled consistently.
"""

from __future__ import annotations

import unicodedata
from itertools import combinations

MAX_FORMS = 16


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NUKTA = "\u093c"
_CANDRABINDU, _ANUSVARA, _VIRAMA = "\u0901", "\u0902", "\u094d"
_HALF_NASALS = {
    "न" + _VIRAMA: "तथदधकगचज",
    "म" + _VIRAMA: "पफबभ",
    "ङ" + _VIRAMA: "कखगघ",
    "ञ" + _VIRAMA: "चछजझ",
    "ण" + _VIRAMA: "टठडढ",
}
_POSTPOSITIONS = ("का", "के", "की")
_LATIN_POSTPOSITIONS = ("ka", "ke", "ki")
_STOP = _words(
    "है हैं करें करो हो हूं हूँ था रहा रही रहे में से पर को ने वाला वाली वाले बिकाऊ उपलब्ध असली जंगली लिए नहीं"
)
_LATIN_SWAPS = (
    ("aa", "a"), ("ee", "i"), ("oo", "u"), ("w", "v"), ("v", "w"), ("ph", "f"),
    ("chh", "ch"), ("gh", "g"), ("kh", "k"), ("nn", "n"), ("tt", "t"), ("sh", "s"), ("z", "j"), ("q", "k"), ("ai", "e"),
    ("u", "oo"),
)  # fmt: skip


def _plain_nasals(text: str) -> str:
    """चन्दन as चंदन: a half nasal before its own class of consonants is an anusvara."""
    for nasal, before in _HALF_NASALS.items():
        for consonant in before:
            text = text.replace(nasal + consonant, _ANUSVARA + consonant)
    return text


def _half_nasals(text: str) -> str:
    """चंदन as चन्दन, for the dentals and labials only: the others are old-fashioned."""
    for nasal in ("न" + _VIRAMA, "म" + _VIRAMA):
        for consonant in "तथदध" if nasal[0] == "न" else "पफबभ":
            text = text.replace(_ANUSVARA + consonant, nasal + consonant)
    return text


def _spellings(text: str) -> list[str]:
    """The spellings of *text* with and without nukta, chandrabindu and half nasals."""
    text = unicodedata.normalize("NFD", text)
    bare = text.replace(_CANDRABINDU, _ANUSVARA)
    without = "".join(letter for letter in bare if letter != _NUKTA)
    plain = _plain_nasals(without)
    found = [text, bare, without, plain, _half_nasals(plain), _plain_nasals(bare)]
    return list(dict.fromkeys(unicodedata.normalize("NFC", form) for form in found))


def _inflected(word: str) -> tuple[str, ...]:
    """The oblique and plural forms of a noun."""
    if len(word) < 3 or word in _STOP or word in _POSTPOSITIONS:
        return ()
    if word.endswith("आ"):
        return (word[:-1] + "ए", word[:-1] + "ओं")
    if word.endswith("ा"):
        return (word[:-1] + "े", word[:-1] + "ों")
    if word.endswith("ी"):
        return (word[:-1] + "ियां", word[:-1] + "ियों")
    if word.endswith("ू"):
        return (word[:-1] + "ुओं",)
    if "क" <= word[-1] <= "ह" or word[-1] == _NUKTA:
        return (word + "ों", word + "ें")
    return ()


def _cases(words: list[str]) -> list[str]:
    """The phrase with its last word inflected, and with the other postpositions."""
    found = [" ".join(words)]
    for index, word in enumerate(words[1:-1], start=1):
        if word in _POSTPOSITIONS:
            for other in _POSTPOSITIONS:
                found.append(" ".join([*words[:index], other, *words[index + 1 :]]))
            break
    found += (" ".join([*words[:-1], last]) for last in _inflected(words[-1]))
    return list(dict.fromkeys(found))


def _long_vowels(term: str) -> list[str]:
    """hathi dant as haathi dant, hathi daant and haathi daant: up to three vowels are tried."""
    places = [
        index
        for index, letter in enumerate(term[:-1])
        if letter == "a" and index and term[index + 1] not in "aiuey " and term[index - 1] != "a"
    ][:3]
    found = []
    for count in range(1, len(places) + 1):
        for chosen in combinations(places, count):
            found.append("".join("aa" if i in chosen else c for i, c in enumerate(term)))
    return found


def _romanised(term: str) -> list[str]:
    words = term.split()
    found = [term]
    for index, word in enumerate(words[1:-1], start=1):
        if word in _LATIN_POSTPOSITIONS:
            found += (
                " ".join([*words[:index], other, *words[index + 1 :]])
                for other in _LATIN_POSTPOSITIONS
            )
            break
    for old, new in _LATIN_SWAPS:
        swapped = term.replace(old, new)
        if old == "u" and (term.count(old) > 1 or "oo" in term or len(term) < 6):
            continue
        if len(swapped) > 3 and swapped != term:
            found.append(swapped)
    short = term
    for old, new in _LATIN_SWAPS[:4]:
        short = short.replace(old, new)
    found.append(short)
    found += _long_vowels(short)
    return list(dict.fromkeys(found))


def forms(term: str) -> frozenset[str]:
    """The written forms of *term*, itself included; at most 16.

    >>> forms("कछुआ") >= {"कछुए", "कछुओं"}
    True
    >>> forms("बाघ की खाल") >= {"बाघ के खाल", "बाघ की खालों"}
    True
    >>> forms("लाल चन्दन") >= {"लाल चंदन"}, forms("हाथी दाँत") >= {"हाथी दांत"}
    (True, True)
    >>> forms("haathi daant") >= {"hathi dant"}
    True
    """
    term = unicodedata.normalize("NFC", term)
    words = term.lower().split()
    if not words:
        return frozenset({term})
    if term.isascii():
        # Short English words (rate, price) are no Hindi: one spelling.
        romanised = _romanised(term.lower()) if len(words) > 1 or len(term) > 4 else [term]
        return frozenset([term, *romanised[: MAX_FORMS - 1]])
    found: list[str] = []
    for spelling in _spellings(term):
        found.append(spelling)
    for case in _cases(words):
        found += _spellings(case)
    return frozenset([term, *list(dict.fromkeys(found))[: MAX_FORMS - 1]])
