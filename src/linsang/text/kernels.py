"""The passes over a joined buffer, compiled: the same answers, an order of magnitude sooner.

Each function here has a plain twin in `normalise`, `disguise` or `matcher`, which says what
it does and why; `passes` picks between them and a test holds them to the same answers.
Importing this module costs half a second, so one text at a time never does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numba
import numpy as np
from numpy.typing import NDArray

from linsang.text.disguise import LEAST_WITHOUT_VOWELS, Kind, character_kinds
from linsang.text.normalise import (
    ROW_MARK,
    CodePoints,
    Indices,
    fold_tables,
)

_ROW: Final = ord(ROW_MARK)
_LETTER: Final = int(Kind.LETTER)
_FOREIGN: Final = int(Kind.FOREIGN)
_SIGN: Final = int(Kind.SIGN)
_APART: Final = int(Kind.APART)
_ODD: Final = int(Kind.ODD)
_DENSE: Final = int(Kind.DENSE)
_HASH: Final = int(Kind.HASH)
_VOWEL: Final = int(Kind.VOWEL)


def compiled(function: Any) -> Any:
    """*function* in machine code, which the cache keeps."""
    return numba.njit(cache=True, nogil=True)(function)


def keep_compiled(folder: Path) -> None:
    """Keep the machine code in *folder*, so that only a first run ever waits for it."""
    config: Any = numba.config
    if not config.CACHE_DIR:
        config.CACHE_DIR = str(folder)


def fold_plain(codes: CodePoints) -> tuple[CodePoints, Indices]:
    """As `normalise.fold_plain`."""
    found: tuple[CodePoints, Indices] = _fold_plain(codes, fold_tables().plain)
    return found


def squeeze(plain: CodePoints, table: CodePoints) -> tuple[CodePoints, Indices]:
    """As `normalise.squeeze`."""
    found: tuple[CodePoints, Indices] = _squeeze(plain, table)
    return found


def disguised_rows(codes: CodePoints, folded: CodePoints, rows: int) -> NDArray[np.bool_]:
    """As `disguise.disguised_rows`."""
    found: NDArray[np.bool_] = _disguised_rows(
        codes, folded, character_kinds(), fold_tables().styled, rows
    )
    return found


@compiled
def _fold_plain(codes: Any, table: Any) -> Any:
    folded = np.empty(len(codes), np.uint32)
    origin = np.empty(len(codes), np.int64)
    kept = 0
    for at in range(len(codes)):
        letter = table[codes[at]]
        if letter == 0 or (letter == 32 and kept and folded[kept - 1] == 32):
            continue
        folded[kept] = letter
        origin[kept] = at
        kept += 1
    return folded[:kept], origin[:kept]


@compiled
def _squeeze(plain: Any, table: Any) -> Any:
    folded = np.empty(len(plain), np.uint32)
    origin = np.empty(len(plain), np.int64)
    kept = 0
    for at in range(len(plain)):
        letter = table[plain[at]]
        if letter == 0 or (kept and folded[kept - 1] == letter and letter != _ROW):
            continue
        folded[kept] = letter
        origin[kept] = at
        kept += 1
    return folded[:kept], origin[:kept]


@compiled
def _disguised_rows(codes: Any, folded: Any, kind_of: Any, styled: Any, rows: int) -> Any:
    found = np.zeros(rows, np.bool_)
    row = 0
    for code in codes:
        if styled[code]:
            found[row] = True
        if code == _ROW:
            row += 1
    row = 0
    size = len(folded)
    either = _LETTER | _DENSE
    letters_run = 0
    last_apart = -1
    row_of_last = 0
    single_before = False
    for at in range(size):
        kind = kind_of[folded[at]]
        if kind & (_SIGN | _ODD | _HASH) and 0 < at < size - 4:
            before, after = kind_of[folded[at - 1]], kind_of[folded[at + 1]]
            if (
                kind & _HASH
                or (kind & _ODD and before & either and after & either)
                or (kind & _SIGN and before & after & _LETTER)
                or (
                    kind & _SIGN
                    and after
                    & kind_of[folded[at + 2]]
                    & kind_of[folded[at + 3]]
                    & kind_of[folded[at + 4]]
                    & _LETTER
                )
            ):
                found[row] = True
        if kind & (_FOREIGN | _DENSE):
            before, after = kind_of[folded[at - 1]], kind_of[folded[(at + 1) % size]]
            if (before & (_LETTER | _FOREIGN)) == _LETTER or (
                after & (_LETTER | _FOREIGN)
            ) == _LETTER:
                found[row] = True
        if kind & _APART:
            if last_apart >= 0:
                gap = at - last_apart
                single = gap == 2 or (gap == 3 and kind_of[folded[last_apart + 1]] & _DENSE != 0)
                if single and single_before:
                    found[row_of_last] = True
                single_before = single
            last_apart = at
            row_of_last = row
        if (
            kind & _LETTER
            and at < size - 2
            and folded[at] == folded[at + 1]
            and folded[at] == folded[at + 2]
        ):
            found[row] = True
        if kind & _VOWEL:
            letters_run = -size
        elif kind & _LETTER:
            letters_run += 1
        else:
            letters_run = 0
        if letters_run >= LEAST_WITHOUT_VOWELS and (
            at + 1 == size or not kind_of[folded[at + 1]] & _LETTER
        ):
            found[row] = True
        if folded[at] == _ROW:
            row += 1
    return found
