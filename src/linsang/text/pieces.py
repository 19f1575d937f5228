"""Letters that were written in pieces, put together: jamo, voicing marks, ligatures.

Some keyboards and systems write one letter as two characters or two as one, and Korean
sellers pull syllables apart to hide a word: "ㅂㅜㄱ" is 북.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linsang.text.normalise import CODE_POINTS, CodePoints, Indices, code_points, text_of

_LEADS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS: Final = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_FIRST_SYLLABLE: Final = 0xAC00

# What a cluster is: a syllable in jamo, one in letters that stand alone, a kana or и and its
# mark, a ligature. A final consonant belongs to a syllable unless a vowel follows it.
_CLUSTER: Final = re.compile(
    "[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
    f"|[{_LEADS}][{_VOWELS}](?:[{_TAILS}](?![{_VOWELS}]))?"
    f"|[\uac00-\ud7a3][{_TAILS}](?![{_VOWELS}])"
    "|[\u3040-\u30ff\uff66-\uff9d][\u3099\u309a\uff9e\uff9f]"
    "|[\u0418\u0438]\u0306"
    "|[\ufb00-\ufb06\ufef5-\ufefc]"
)
_TELLING: Final = ((0x1100, 0x1200), (0x3099, 0x309B), (0x3131, 0x3164), (0xFB00, 0xFB07),
                   (0xFEF5, 0xFEFD), (0xFF9E, 0xFFA0), (0x0306, 0x0307))  # fmt: skip


def put_together(codes: CodePoints) -> tuple[CodePoints, Indices | None]:
    """*codes* with every letter in one piece and, if that changed any, where each came from.

    >>> text_of(put_together(code_points("ㅂㅜㄱ ﾊﾟﾝﾀﾞ"))[0])
    '북 パﾝダ'
    >>> put_together(code_points("sofa"))[1] is None
    True
    """
    telling = np.flatnonzero(np.take(_telling(), codes, mode="clip"))
    if not len(telling):
        return codes, None
    whole: list[CodePoints] = []
    origin: list[Indices] = []
    at = 0
    for run in np.split(telling, np.flatnonzero(np.diff(telling) > 1) + 1):
        # What a mark belongs to stands before it.
        first = max(int(run[0]) - 1, at)
        for cluster in _CLUSTER.finditer(text_of(codes[first : int(run[-1]) + 1])):
            start = first + cluster.start()
            joined = code_points(_joined(cluster.group()))
            whole += [codes[at:start], joined]
            origin += [np.arange(at, start), np.full(len(joined), start)]
            at = first + cluster.end()
    whole.append(codes[at:])
    origin.append(np.arange(at, len(codes)))
    return np.concatenate(whole), np.concatenate(origin)


@functools.cache
def _telling() -> NDArray[np.bool_]:
    """For each code point whether it may be a piece of a letter."""
    table = np.zeros(CODE_POINTS, dtype=bool)
    for first, after in _TELLING:
        table[first:after] = True
    return table


def _joined(cluster: str) -> str:
    lead, vowel = _LEADS.find(cluster[0]), _VOWELS.find(cluster[1:2])
    if lead >= 0:
        tail = _TAILS.find(cluster[2]) + 1 if len(cluster) > 2 else 0
        return chr(_FIRST_SYLLABLE + (lead * 21 + vowel) * 28 + tail)
    if "\uac00" <= cluster[0] <= "\ud7a3":
        open_syllable = (ord(cluster[0]) - _FIRST_SYLLABLE) % 28 == 0
        return chr(ord(cluster[0]) + _TAILS.find(cluster[1]) + 1) if open_syllable else cluster
    return unicodedata.normalize("NFKC", cluster)
