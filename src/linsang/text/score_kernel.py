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
_PRIME_4: Final = np.uint64(int(score.PRIME) ** 4 % 2**64)
_MIX: Final = score.MIX
_SHIFT: Final = score.BUCKET_SHIFT
_SPACE: Final = np.uint64(32)
_ADDRESSES: Final = np.array(
    [[ord(char) for char in one.ljust(4, "\0")] for one in score.ADDRESSES], dtype=np.uint32
)


def gram_sums(codes: CodePoints, rows: int, weights: Weights) -> GramSums:
    """As `score.gram_sums`."""
    totals, grams = _gram_sums(codes, rows, weights, score.letter_table(), _ADDRESSES)
    return GramSums(totals, grams)


@compiled
def _begins_address(codes: Any, at: int, addresses: Any) -> bool:
    """Whether one of *addresses*, a row of code points each with noughts behind, begins there."""
    for row in range(len(addresses)):
        same = 0
        while (
            same < addresses.shape[1]
            and addresses[row, same] != 0
            and at + same < len(codes)
            and codes[at + same] == addresses[row, same]
        ):
            same += 1
        if same == addresses.shape[1] or addresses[row, same] == 0:
            return True
    return False


@compiled
def _gram_sums(codes: Any, rows: int, weights: Any, table: Any, addresses: Any) -> Any:
    totals = np.zeros((rows, 2), np.int64)
    grams = np.zeros(rows, np.int64)
    at = 0
    for row in range(rows):
        # The last four letters, the newest first, and how many there are: so far a space.
        one, two, three, four = _SPACE, np.uint64(0), np.uint64(0), np.uint64(0)
        known = 1
        marks = 0
        read = 0
        bucket = np.int64((_SPACE * _MIX) >> _SHIFT)
        first, second, count = np.int64(weights[bucket, 0]), np.int64(weights[bucket, 1]), 1
        reading = True
        parted, in_address = True, False
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
            parts = ends or code in (_FIELD, 32)
            if parts:
                in_address = False
            elif parted:
                in_address = _begins_address(codes, at - 1, addresses)
            parted = parts
            letter = np.uint64(table[code])
            if parts or in_address or not reading:
                letter = _SPACE
            if letter != _SPACE or one != _SPACE:
                bucket = np.int64((letter * _MIX) >> _SHIFT)
                first += weights[bucket, 0]
                second += weights[bucket, 1]
                count += 1
                hashed = letter + one * _PRIME + two * _PRIME_2
                if known > 1:
                    bucket = np.int64((hashed * _MIX) >> _SHIFT)
                    first += weights[bucket, 0]
                    second += weights[bucket, 1]
                    count += 1
                if known > 3:
                    hashed += three * _PRIME_3 + four * _PRIME_4
                    bucket = np.int64((hashed * _MIX) >> _SHIFT)
                    first += weights[bucket, 0]
                    second += weights[bucket, 1]
                    count += 1
                known += 1
                four, three, two, one = three, two, one, letter
            if ends:
                break
        totals[row, 0] = first
        totals[row, 1] = second
        grams[row] = count
    return totals, grams
