"""Fold text for matching, and keep the way back to what was written.

Two views of the same words. The *plain* view folds width, case, accents, invisible and
styled characters, and writes simplified Chinese; the *skeleton* view also reads look-alikes
and digits as the letters they stand for and drops separators and repeats, so that
"t.1.g.e.r" and "tiger" meet. Both work on arrays of code points, so a thousand listings
fold as fast as one, and both keep the index of every surviving character in the original.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from importlib import resources
from typing import Final

import numpy as np
from numpy.typing import NDArray

CodePoints = NDArray[np.uint32]
Indices = NDArray[np.int64]

CODE_POINTS: Final = 0x110000
FIELD_MARK: Final = "\x1f"
ROW_MARK: Final = "\x1e"


class ScriptClass(IntEnum):
    """What a folded character is, as far as word boundaries care."""

    OTHER = 0
    LATIN = 1
    CYRILLIC = 2
    ARABIC = 3
    DEVANAGARI = 4
    HANGUL = 5
    KATAKANA = 6
    HIRAGANA = 7
    HAN = 8
    THAI = 9
    DIGIT = 10
    SEPARATOR = 11
    GREEK = 12
    OTHER_LETTER = 13
    THAI_MARK = 14
    SYMBOL = 15


@dataclass(frozen=True, slots=True)
class FoldTables:
    """Lookup tables over all code points; a zero entry deletes the character."""

    plain: CodePoints
    skeleton: CodePoints
    pinyin: NDArray[np.uint16]
    classes: NDArray[np.uint8]
    class_of: bytes  # the classes again, for one character at a time
    styled: NDArray[np.bool_]
    syllables: tuple[str, ...]
    version: str


@functools.cache
def fold_tables() -> FoldTables:
    """The committed tables, read once; `scripts/make_fold_tables.py` makes them."""
    path = resources.files("linsang.text").joinpath("fold_tables.npz")
    with path.open("rb") as stream, np.load(stream) as data:
        plain = np.arange(CODE_POINTS, dtype=np.uint32)
        plain[data["plain_from"]] = data["plain_to"]
        skeleton = np.arange(CODE_POINTS, dtype=np.uint32)
        skeleton[data["skeleton_from"]] = data["skeleton_to"]
        pinyin = np.zeros(CODE_POINTS, dtype=np.uint16)
        pinyin[data["pinyin_from"]] = data["pinyin_to"]
        edges = data["class_edges"].astype(np.int64)
        lengths = np.diff(edges, append=CODE_POINTS)
        classes = np.repeat(data["class_values"], lengths).astype(np.uint8)
        about = json.loads(data["about"].tobytes())
        # Hyphen and underline part words as a space does; patterns fold the same way.
        for mark in "-_":
            plain[plain == ord(mark)] = ord(" ")
        # Emoji between letters part nothing; as words of their own they are in the plain view.
        skeleton[classes == ScriptClass.SYMBOL] = 0
        styled = np.zeros(CODE_POINTS, dtype=bool)
        changed = data["plain_from"]
        to_letter = (plain[changed] >= ord("a")) & (plain[changed] <= ord("z"))
        # Accented Latin letters are spelling; a circled, squared or mathematical one is dress.
        latin_blocks = (changed < 0x0250) | ((changed >= 0x1E00) & (changed < 0x1F00))
        styled[changed[to_letter & ~latin_blocks]] = True
        styled[changed[plain[changed] == 0]] = True
        styled[0x0300:0x0370] = False  # accents written apart are spelling too
        styled[0x0610:0x06EE] = False  # and so are Arabic and Indic marks
        styled[0x0900:0x0980] = False
        styled[0x200C:0x200E] = False  # joiners belong to Persian and Hindi spelling
        styled[0xFE00:0xFE10] = False  # emoji presentation
    return FoldTables(
        plain=plain,
        skeleton=skeleton,
        pinyin=pinyin,
        classes=classes,
        class_of=classes.tobytes(),
        styled=styled,
        syllables=tuple(about["syllables"]),
        version=f"{about['version']}/unicode-{about['unicode']}",
    )


def code_points(text: str) -> CodePoints:
    """The code points of *text*; lone surrogates become U+FFFD, one for one.

    >>> [hex(code) for code in code_points("a\\ud800")]
    ['0x61', '0xfffd']
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    lone = (codes >= 0xD800) & (codes < 0xE000)
    return np.where(lone, np.uint32(0xFFFD), codes) if lone.any() else codes


def text_of(codes: CodePoints) -> str:
    """The string of *codes*."""
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le")


def fold_plain(codes: CodePoints) -> tuple[CodePoints, Indices]:
    """The plain view of *codes* and, for each of its characters, the index it came from.

    Runs of spaces become one. Folding twice changes nothing.

    >>> folded, origin = fold_plain(code_points("Real Iv\\u200b\\u00f3ry"))
    >>> text_of(folded), origin[5:].tolist()
    ('real ivory', [5, 6, 8, 9, 10])
    """
    folded = np.take(fold_tables().plain, codes, mode="clip")
    keep = folded != 0
    space = folded == 32
    keep[1:] &= ~(space[1:] & space[:-1])
    if keep.all():
        return folded, np.arange(len(folded))
    origin = np.flatnonzero(keep)
    folded = folded[origin]
    # Two spaces that an invisible character stood between have met only now.
    space = folded == 32
    double = space[1:] & space[:-1]
    if double.any():
        apart = np.flatnonzero(np.concatenate([[True], ~double]))
        folded, origin = folded[apart], origin[apart]
    return folded, origin


def fold_skeleton(plain: CodePoints) -> tuple[CodePoints, Indices]:
    """The skeleton of a plain view and, for each character, its index in that view.

    >>> text_of(fold_skeleton(fold_plain(code_points("P4NG0_L|N"))[0])[0])
    'pangoin'
    >>> text_of(fold_skeleton(fold_plain(code_points("т i g е е r"))[0])[0])
    'tiger'
    """
    return squeeze(plain, fold_tables().skeleton)


def squeeze(plain: CodePoints, table: CodePoints) -> tuple[CodePoints, Indices]:
    """Each character by *table*, without those it maps to zero and without repeats.

    The second array gives for each character left its index in *plain*.
    """
    folded = np.take(table, plain, mode="clip")
    origin = np.flatnonzero(folded)
    folded = folded[origin]
    changed = (folded[1:] != folded[:-1]) | (folded[1:] == ord(ROW_MARK))
    first = np.flatnonzero(np.concatenate([[True], changed]))[: len(folded)]
    return folded[first], origin[first]


def drawn_out(plain: CodePoints, ends: Indices) -> Indices:
    """The *ends* of skeleton hits, each moved past the repeats of its last letter.

    The skeleton keeps the first of a doubled letter, so "fell" would end before its last l.

    >>> drawn_out(code_points("f3ll1 x"), np.array([3])).tolist()
    [5]
    """
    skeleton = fold_tables().skeleton
    ends = ends.copy()
    while True:
        last = skeleton[plain[ends - 1]]
        following = skeleton[plain[np.minimum(ends, len(plain) - 1)]]
        longer = (ends < len(plain)) & (following == last) & (last != 0)
        if not longer.any():
            return ends
        ends += longer


def plain_text(text: str) -> str:
    """The plain view of *text* as a string, trimmed: what a pattern looks like.

    >>> plain_text("  Éléphant d'Asie "), plain_text("象牙手鐲")
    ("elephant d'asie", '象牙手镯')
    """
    return _folded(text).strip()


def _folded(text: str) -> str:
    # Letters in pieces are put together with what this module offers.
    from linsang.text.pieces import put_together

    return text_of(fold_plain(put_together(code_points(text))[0])[0])


def skeleton_text(text: str) -> str:
    """The skeleton view of *text* as a string.

    >>> skeleton_text("tiger claw") == skeleton_text("T!ger-claww")
    True
    """
    return text_of(fold_skeleton(fold_plain(code_points(text))[0])[0])


def plain_texts(texts: Sequence[str]) -> list[str]:
    """The plain view of many texts in one step.

    >>> plain_texts(["Tigre", " Élan "])
    ['tigre', 'elan']
    """
    if not texts:
        return []
    joined = ROW_MARK.join(text.replace(ROW_MARK, " ") for text in texts)
    return [one.strip() for one in _folded(joined).split(ROW_MARK)]


def skeleton_texts(plain: Sequence[str]) -> list[str]:
    """The skeletons of many texts that are in the plain view already.

    >>> skeleton_texts(["tiger claw", "тигр"])
    ['tigerciaw', 'turp']
    """
    if not plain:
        return []
    folded, _ = fold_skeleton(code_points(ROW_MARK.join(plain)))
    return text_of(folded).split(ROW_MARK)


def accented_text(text: str) -> str:
    """Case and width folded, accents kept: to tell *ngà* from *nga* once both are found.

    >>> accented_text("NGÀ"), accented_text("nga")
    ('ngà', 'nga')
    """
    import unicodedata

    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
