"""The sums of `score`, compiled: the same whole numbers, two orders of magnitude sooner.

Like `kernels`, this takes a while to import, so that one text at a time never does.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from linsang.text import score
from linsang.text.kernels import compiled
from linsang.text.normalise import FIELD_MARK, ROW_MARK, CodePoints
from linsang.text.score import GramSums, Weights

_ROW: Final = ord(ROW_MARK)
_FIELD: Final = ord(FIELD_MARK)
_READ_CHARACTERS: Final = score.READ_CHARACTERS
_READ_FIELDS: Final = score.READ_FIELDS
_PRIME: Final = score.PRIME
_PRIME_2: Final = np.uint64(int(score.PRIME) ** 2 % 2**64)
_PRIME_3: Final = np.uint64(int(score.PRIME) ** 3 % 2**64)
_MIX: Final = score.MIX
_SHIFT: Final = score.BUCKET_SHIFT
_SPACE: Final = np.uint64(32)


def gram_sums(codes: CodePoints, rows: int, weights: Weights) -> GramSums:
    """As `score.gram_sums`."""
    totals, grams = _gram_sums(codes, rows, weights)
    return GramSums(totals, grams)


@compiled
def _gram_sums(codes: Any, rows: int, weights: Any) -> Any:
    totals = np.zeros((rows, 2), np.int64)
    grams = np.zeros(rows, np.int64)
    at = 0
    for row in range(rows):
        # The last three letters, the newest first; how many of them there are; the sums.
        one, two, three = _SPACE, np.uint64(0), np.uint64(0)
        known = 1
        marks = 0
        read = 0
        first, second, count = 0, 0, 0
        reading = True
        while True:
            code = codes[at]
            at += 1
            ends = code == _ROW
            if not reading:
                if ends:
                    break
                continue
            if read == _READ_CHARACTERS:
                reading = False
            elif code == _FIELD:
                marks += 1
                reading = marks < _READ_FIELDS
            read += 1
            letter = np.uint64(code)
            if ends or code == _FIELD or not reading:
                letter = _SPACE
            elif 48 <= code <= 57:
                letter = np.uint64(48)
            if letter != _SPACE or one != _SPACE:
                hashed = one * _PRIME + letter
                bucket = np.int64((hashed * _MIX) >> _SHIFT)
                first += weights[bucket, 0]
                second += weights[bucket, 1]
                if known > 1:
                    hashed += two * _PRIME_2
                    bucket = np.int64((hashed * _MIX) >> _SHIFT)
                    first += weights[bucket, 0]
                    second += weights[bucket, 1]
                if known > 2:
                    hashed += three * _PRIME_3
                    bucket = np.int64((hashed * _MIX) >> _SHIFT)
                    first += weights[bucket, 0]
                    second += weights[bucket, 1]
                count += min(known, 3)
                known += 1
                three, two, one = two, one, letter
            if ends:
                break
        totals[row, 0] = first
        totals[row, 1] = second
        grams[row] = count
    return totals, grams
