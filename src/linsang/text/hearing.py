"""How a word sounds, near enough: one spelling for all alphabets and all ways to spell.

"Pangolyn", "panqolin", "панголин" and パンゴリン are heard alike, and "slonovaya kost" as
"слоновая кость". Letters that are often written for each other become one, those that are
often left out go, every alphabet is read in Latin letters, and a letter written twice counts
once. A word heard so is found again from any one slip of the finger: both share a key with
one letter left out.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linsang.text.normalise import (
    CODE_POINTS,
    ROW_MARK,
    CodePoints,
    Indices,
    ScriptClass,
    fold_tables,
    text_of,
)

LEAST_HEARD: Final = 6
"""Words of fewer sounds are a slip away from too many others."""
LEAST_WHOLE: Final = 4
"""Words of fewer sounds are heard like too many others."""
MOST_HEARD: Final = 12
"""Longer words are known by their first or last sounds instead; see `keys_of`."""
LONGEST: Final = 40
ENDS: Final = 7
"""How many sounds at either end of a long word are enough to look it up."""
MOST_SOUNDS: Final = 5  # of one character
SOUND_BITS: Final = 5
IN_WORD: Final = np.uint32(1 << 31)
"""Marks a character that can stand inside a word, whether or not it is heard."""

BASE: Final = 0x100000001B3
BASE_INVERSE: Final = pow(BASE, -1, 2**64)
_MASK: Final = 2**64 - 1
OF_ENDS: Final = (0x5151, 0x7171)
"""Keys of first and of last sounds are told from whole words by these."""

# What each letter is heard as; nothing after it: not at all.
_LATIN: Final = (
    "aa bv ck dd ee ff gg h ii ji kk ll mm nn oo pp qk rr ss tt uu vv wv xks yi zs"
    " ßs æe øo œe ðd þt łl ıi đd"
)
_CYRILLIC: Final = (
    "аa бv вv гg дd еe ёe жs зs иi йi кk лl мm нn оo пp рr сs тt уu фf хk цts чk шs щsk ъ ыi ь"
    " эe юiu яia іi їi єe ґg қk ғg үu ұu өo әa ңn һ"
)
_GREEK: Final = "αa βv γg δd εe ζs ηi θt ιi κk λl μm νn ξks οo πp ρr σs ςs τt υi φf χk ψps ωo"
_ARABIC: Final = (
    "اa أa إi آa ٱa بv تt ثt جi ح خk دd ذt رr زs سs شs صs ضd طt ظt ع غg فf قk كk لl مm نn ه ةa"
    " وv يi ىa ئe ؤo ء پp چk ژs گg کk یi"
)
_DEVANAGARI: Final = (
    "कk खk गg घg ङn चk छk जi झi ञn टt ठt डd ढd णn तt थt दd धd नn पp फf बv भv मm यi रr लl वv शs षs"
    " सs ह अa आa इi ईi उu ऊu एe ऐai ओo औau ऋri ाa िi ीi ुu ूu ेe ैai ोo ौau ृri ंn ँn ः ़ ्"
)
_THAI: Final = (
    "กk ขk ฃk คk ฅk ฆk งng จi ฉk ชk ซs ฌk ญi ฎd ฏt ฐt ฑt ฒt ณn ดd ตt ถt ทt ธt นn บv ปp ผp ฝf พp ฟf"
    " ภp มm ยi รr ลl วv ศs ษs สs ห ฬl อo ฮ ะa าa ิi ีi ึue ืue ุu ูu เe แae โo ใai ไai ัa ็ ่ ้ ๊ ๋ ์"
    " ำam ฤrue ฦlue"
)
_KANA: Final = (
    "あa いi うu えe おo かka きki くku けke こko さsa しsi すsu せse そso たta ちki つtsu てte とto なna"
    " にni ぬnu ねne のno はa ひi ふfu へe ほo まma みmi むmu めme もmo やia ゆiu よio らra りri るru れre"
    " ろro わva をvo んn がga ぎgi ぐgu げge ごgo ざsa じi ずsu ぜse ぞso だda ぢi づsu でde どdo ばva びvi"
    " ぶvu べve ぼvo ぱpa ぴpi ぷpu ぺpe ぽpo ぁa ぃi ぅu ぇe ぉo ゃa ゅu ょo っ ゔv"
)
_HANGUL_FIRST: Final = "g k n d t r m v p s s  i i k k t p "
_HANGUL_VOWEL: Final = "a ae ia iae eo e ieo ie o va vae oe io u vo ve vi iu eu ui i"
_HANGUL_LAST: Final = " k k k n n n t l k m l l l p l m p p t t ng t t k t p t"
_SYLLABLES: Final = range(0xAC00, 0xD7A4)
_HIRAGANA_TO_KATAKANA: Final = 0x60
# Arabizi writes digits for the letters that Latin lacks: they are heard no more than those.
_INSIDE: Final = "0123456789"


@functools.cache
def sound_table() -> NDArray[np.uint32]:
    """What each folded character is heard as: up to five letters of five bits, the first lowest.

    A character that cannot stand in a word has zero, one that is not heard only `IN_WORD`.
    """
    table = np.zeros(CODE_POINTS, dtype=np.uint32)
    for entries in (_LATIN, _CYRILLIC, _GREEK, _ARABIC, _DEVANAGARI, _KANA):
        for entry in entries.split():
            table[ord(entry[0])] = _packed(entry[1:])
    for code in range(0x3041, 0x3095):
        table[code + _HIRAGANA_TO_KATAKANA] = table[code]
    table[ord("ー")] = IN_WORD
    firsts, vowels, lasts = (one.split(" ") for one in (_HANGUL_FIRST, _HANGUL_VOWEL, _HANGUL_LAST))
    for code in _SYLLABLES:
        block, last = divmod(code - _SYLLABLES.start, len(lasts))
        first, vowel = divmod(block, len(vowels))
        table[code] = _packed(firsts[first] + vowels[vowel] + lasts[last])
    for char in _INSIDE:
        table[ord(char)] = IN_WORD
    return table


def _packed(sounds: str) -> np.uint32:
    number = int(IN_WORD)
    for place, letter in enumerate(sounds[:MOST_SOUNDS]):
        number |= (ord(letter) - ord("a") + 1) << (SOUND_BITS * place)
    return np.uint32(number)


@functools.lru_cache(maxsize=1 << 16)
def heard(word: str) -> str:
    """What a folded word is heard as.

    >>> heard("tyger"), heard("tigger"), heard("elephant"), heard("слоновая")
    ('tiger', 'tiger', 'elefant', 'slonovaia')
    """
    table = sound_table()
    sounds: list[str] = []
    for place, char in enumerate(word):
        after = word[place + 1 : place + 2]
        if char == "p" and after == "h":
            own = "f"
        elif char == "u" and word[place - 1 : place] == "q":
            continue
        else:
            own = _unpacked(int(table[ord(char)]))
        for letter in own:
            if not sounds or sounds[-1] != letter:
                sounds.append(letter)
    return "".join(sounds)


def _unpacked(number: int) -> str:
    number &= int(IN_WORD) - 1
    letters = []
    while number:
        letters.append(chr((number & 31) + ord("a") - 1))
        number >>= SOUND_BITS
    return "".join(letters)


def hashed(sounds: str, of_ends: int = 0) -> int:
    """The key of some sounds as a number."""
    total, power = of_ends, 1
    for letter in sounds:
        total = (total + (ord(letter) - ord("a") + 1) * power) & _MASK
        power = power * BASE & _MASK
    return total


def keys_of(sounds: str) -> Iterator[int]:
    """What to look up, or to be found by: a word as it is heard, and with each sound left out.

    The first stays. Of a long word the first sounds and the last are enough: a slip spoils
    but one of them.

    >>> set(keys_of("tiger")) & set(keys_of("tigger")) == set()
    False
    """
    yield hashed(sounds)
    if len(sounds) > MOST_HEARD:
        yield hashed(sounds[:ENDS], OF_ENDS[0])
        yield hashed(sounds[-ENDS:], OF_ENDS[1])
        return
    for place in range(1, len(sounds)):
        yield hashed(sounds[:place] + sounds[place + 1 :])


def corner_of(sounds: str) -> int:
    """The first two and the last two sounds as a number, with how many there are.

    Most words share it with no known one, and are done with.
    """
    first, second, last_but_one, last = (ord(sounds[place]) - ord("a") for place in (0, 1, -2, -1))
    corner = ((first * 26 + second) * 26 + last_but_one) * 26 + last
    return (corner * 5 + len(sounds)) % CORNERS


CORNERS: Final = 1 << 20


class Lookup:
    """Which keys there are: of words that are found when they are spelt wrong, and of all.

    *slips* has each word with a sound left out too; *whole* has words as they are heard, for
    who asks about one that can be no word of its language. Both are sorted. *table* is what a
    compiled search makes of them.
    """

    def __init__(
        self,
        slips: NDArray[np.uint64],
        whole: NDArray[np.uint64],
        corners: NDArray[np.uint32],
    ) -> None:
        self.slips, self.whole, self.corners = slips, whole, corners
        self.table: tuple[NDArray[np.uint64], ...] | None = None

    @functools.cached_property
    def has_corner(self) -> NDArray[np.bool_]:
        """For each corner whether a word of *slips* has it."""
        found = np.zeros(CORNERS, dtype=bool)
        found[self.corners] = True
        return found


def is_in(key: int, keys: NDArray[np.uint64]) -> bool:
    """Whether a sorted array of keys has one."""
    own = np.uint64(key)
    place = int(np.searchsorted(keys, own))
    return place < len(keys) and bool(keys[place] == own)


def heard_words(plain: CodePoints, lookup: Lookup) -> tuple[Indices, Indices]:
    """From where to where the words of *plain* stand that may be heard as a known one.

    A word of two alphabets, one in Latin letters among those of another script and one that
    has no vowels are asked for as they are heard; the others for a slip.
    """
    table, classes = sound_table()[plain], fold_tables().classes[plain]
    edges = np.diff(np.concatenate([[0], (table != 0).astype(np.int8), [0]]))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    marks = np.flatnonzero(plain == ord(ROW_MARK))
    foreign = np.zeros(len(marks) + 1, dtype=bool)
    foreign[np.searchsorted(marks, np.flatnonzero(OTHERS[classes]))] = True
    text = text_of(plain)
    keep = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        among_others = bool(foreign[np.searchsorted(marks, start)])
        keep.append(
            end - start <= LONGEST
            and _may_be_meant(text[start:end], classes[start:end], lookup, foreign=among_others)
        )
    kept = np.array(keep, dtype=bool)
    return starts[kept], ends[kept]


OTHERS: Final = np.zeros(256, dtype=bool)
OTHERS[
    [
        *(ScriptClass.CYRILLIC, ScriptClass.ARABIC, ScriptClass.DEVANAGARI, ScriptClass.HANGUL),
        *(ScriptClass.KATAKANA, ScriptClass.HIRAGANA, ScriptClass.HAN, ScriptClass.THAI),
    ]
] = True


def _may_be_meant(word: str, classes: NDArray[np.uint8], lookup: Lookup, *, foreign: bool) -> bool:
    sounds = heard(word)
    if not LEAST_WHOLE <= len(sounds) <= LONGEST:
        return False
    others = int(OTHERS[classes].sum())
    latin = int((classes == ScriptClass.LATIN).sum())
    vowels = sum(letter in "aeiou" for letter in sounds[1:])
    bare = vowels == 0 or (vowels == 1 and sounds[-1] in "aeiou")
    if latin and (others or foreign or bare):
        return is_in(hashed(sounds), lookup.whole)
    if bare:
        return is_in(hashed(sounds), lookup.whole)
    if len(sounds) < LEAST_HEARD:
        return False
    if len(sounds) > MOST_HEARD:
        return any(is_in(key, lookup.slips) for key in keys_of(sounds))
    shorter = [sounds] + [sounds[:at] + sounds[at + 1 :] for at in range(1, len(sounds))]
    return any(
        lookup.has_corner[corner_of(one)] and is_in(hashed(one), lookup.slips) for one in shorter
    )
