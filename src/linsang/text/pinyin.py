"""Chinese by its sound: characters, pinyin and bopomofo as the same toneless syllables.

"xiang牙", "橡ya" and "ㄒㄧㄤˋㄧㄚˊ" sound like 象牙, and in "x牙" its first letter stands for it.
Homophones are so many that sound alone says little: `is_spelt_out` asks that something in
the word is no character, or that in a long word no more than one is another.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from linsang.text.normalise import CodePoints, Indices, fold_tables

# Syllables live in a private plane, where no text has anything.
_FIRST: Final = 0xF0000
_LONGEST_SYLLABLE: Final = 6
_TONES: Final = "\u02c9\u02ca\u02c7\u02cb\u02d9"
_BOPOMOFO: Final = "[\u3105-\u312f]"
_HAN: Final = "[\u3400-\u9fff]"
# A character, some Latin letters or a syllable of bopomofo that stand near one, or anything.
_PIECES: Final = re.compile(
    f"({_HAN})|([a-z]{{1,18}})|({_BOPOMOFO}{{1,3}})[{_TONES}]?|(.)", re.DOTALL
)
_DROPPED: Final = frozenset(" .·*-_~/|" + _TONES)
_AROUND: Final = 12  # folded characters on both sides: longer than any term

_INITIALS: Final = dict(zip("ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄐㄑㄒㄖㄗㄘㄙ", "bpmfdtnlgkhjqxrzcs", strict=True)) | {
    "ㄓ": "zh", "ㄔ": "ch", "ㄕ": "sh", "": "",
}  # fmt: skip
# A final after an initial, and where it stands alone.
_FINALS: Final = {
    "": ("i", ""), "ㄚ": ("a", "a"), "ㄛ": ("o", "o"), "ㄜ": ("e", "e"), "ㄝ": ("e", "e"),
    "ㄞ": ("ai", "ai"), "ㄟ": ("ei", "ei"), "ㄠ": ("ao", "ao"), "ㄡ": ("ou", "ou"),
    "ㄢ": ("an", "an"), "ㄣ": ("en", "en"), "ㄤ": ("ang", "ang"), "ㄥ": ("eng", "eng"),
    "ㄦ": ("er", "er"), "ㄧ": ("i", "yi"), "ㄧㄚ": ("ia", "ya"), "ㄧㄝ": ("ie", "ye"),
    "ㄧㄠ": ("iao", "yao"), "ㄧㄡ": ("iu", "you"), "ㄧㄢ": ("ian", "yan"), "ㄧㄣ": ("in", "yin"),
    "ㄧㄤ": ("iang", "yang"), "ㄧㄥ": ("ing", "ying"), "ㄨ": ("u", "wu"), "ㄨㄚ": ("ua", "wa"),
    "ㄨㄛ": ("uo", "wo"), "ㄨㄞ": ("uai", "wai"), "ㄨㄟ": ("ui", "wei"), "ㄨㄢ": ("uan", "wan"),
    "ㄨㄣ": ("un", "wen"), "ㄨㄤ": ("uang", "wang"), "ㄨㄥ": ("ong", "weng"), "ㄩ": ("u", "yu"),
    "ㄩㄝ": ("ue", "yue"), "ㄩㄢ": ("uan", "yuan"), "ㄩㄣ": ("un", "yun"), "ㄩㄥ": ("iong", "yong"),
}  # fmt: skip


def syllables(plain: str) -> tuple[CodePoints, Indices, Indices]:
    """Folded text in syllables, and from where and to where each was written.

    What sounds like nothing stays as it is; spaces and signs between sounds are gone.

    >>> syllables("象牙")[0].tolist() == syllables("xiang ㄧㄚ")[0].tolist()
    True
    """
    sounds = np.array(list(_sounds(plain)), dtype=np.int64).reshape(-1, 3)
    return sounds[:, 0].astype(np.uint32), sounds[:, 1], sounds[:, 2]


def stretches(plain: CodePoints) -> Iterator[tuple[int, int]]:
    """From where to where folded text is worth reading by its sound.

    That is around a Latin letter beside a character, and around bopomofo anywhere.

    >>> from linsang.text.normalise import code_points
    >>> list(stretches(code_points("a sofa"))), list(stretches(code_points("卖x牙")))
    ([], [(0, 3)])
    """
    han = (plain >= ord("\u3400")) & (plain <= ord("\u9fff"))
    if not han.any() and not (plain >= ord("\u3105")).any():
        return
    latin = (plain >= ord("a")) & (plain <= ord("z"))
    signal = (plain >= ord("\u3105")) & (plain <= ord("\u312f"))
    for apart in (1, 2):
        beside = (han[:-apart] & latin[apart:]) | (latin[:-apart] & han[apart:])
        signal[:-apart] |= beside
    places = np.flatnonzero(signal)
    if not len(places):
        return
    new = np.flatnonzero(np.diff(places) > 2 * _AROUND) + 1
    for group in np.split(places, new):
        yield max(int(group[0]) - _AROUND, 0), min(int(group[-1]) + 3 + _AROUND, len(plain))


def sound_patterns(term: str) -> Iterator[str]:
    """A term of characters in syllables, whole and with one syllable as its first letter.

    >>> len(list(sound_patterns("象牙")))
    3
    """
    numbers = [int(fold_tables().pinyin[ord(char)]) for char in term]
    if not all(numbers):
        return
    whole = "".join(chr(_FIRST + number) for number in numbers)
    yield whole
    for place, number in enumerate(numbers):
        initial = fold_tables().syllables[number - 1][0]
        yield whole[:place] + initial + whole[place + 1 :]


def is_spelt_out(written: str, term: str) -> bool:
    """Whether folded text that sounds like a term of characters was written to hide it.

    >>> is_spelt_out("橡ya", "象牙"), is_spelt_out("穿s甲", "穿山甲"), is_spelt_out("相芽", "象牙")
    (True, True, False)
    """
    characters = re.findall(_HAN, written)
    shared = len(set(characters) & set(term))
    if len(characters) == len(term):
        return len(term) >= _LEAST_HOMOPHONES and shared == len(set(term)) - 1
    if re.search(_BOPOMOFO, written):
        return True
    letters = sum(char.isascii() and char.isalpha() for char in written)
    replaced = len(term) - len(characters)
    # One letter for a syllable says little: it stands alone, and the rest of a long term is its
    # own characters. What is often written for two characters is in pinyin.csv.
    if letters <= replaced:
        return replaced == 1 and len(term) >= _LEAST_WITH_INITIAL and shared == len(set(term)) - 1
    return bool(characters) or letters >= _LEAST_LATIN


_LEAST_WITH_INITIAL: Final = 3
_LEAST_HOMOPHONES: Final = 4
_LEAST_LATIN: Final = 6


@functools.cache
def _numbers() -> dict[str, int]:
    return {syllable: number for number, syllable in enumerate(fold_tables().syllables, 1)}


@functools.cache
def _of_bopomofo() -> dict[str, int]:
    """The syllable of each way to write one in bopomofo."""
    found = {}
    for final, (after, alone) in _FINALS.items():
        for initial, letters in _INITIALS.items():
            sound = letters + after if initial else alone
            if final == "ㄩ" and initial in ("ㄋ", "ㄌ"):
                sound = f"{letters}v"
            if sound in _numbers():
                found[initial + final] = _numbers()[sound]
    return found


def _sounds(plain: str) -> Iterator[tuple[int, int, int]]:
    """Code, start and end of each sound."""
    pinyin = fold_tables().pinyin
    for piece in _PIECES.finditer(plain):
        start, end = piece.span()
        text = piece.group()
        if piece.group(1):
            number = int(pinyin[ord(text)])
            yield (_FIRST + number if number else ord(text)), start, end
        elif piece.group(2) and (parts := _syllables_of(text)):
            for part in parts:
                yield _FIRST + _numbers()[part], start, start + len(part)
                start += len(part)
        elif piece.group(3) in _of_bopomofo():
            yield _FIRST + _of_bopomofo()[piece.group(3)], start, end
        elif text not in _DROPPED:
            for place, char in enumerate(text, start):
                yield ord(char), place, place + 1


@functools.lru_cache(maxsize=65536)
def _syllables_of(letters: str) -> tuple[str, ...]:
    """The syllables that Latin letters spell, the longest first; none if they spell no word.

    >>> _syllables_of("xiangya"), _syllables_of("iphone")
    (('xiang', 'ya'), ())
    """
    if not letters:
        return ()
    for length in range(min(_LONGEST_SYLLABLE, len(letters)), 0, -1):
        head, rest = letters[:length], letters[length:]
        # A vowel alone is a letter, not a word.
        if head not in _numbers() or (length == 1):
            continue
        if not rest:
            return (head,)
        if more := _syllables_of(rest):
            return (head, *more)
    return ()
