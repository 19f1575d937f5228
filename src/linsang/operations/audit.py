"""Which of the listings that went free are looked at all the same, by chance."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray


def audit_sample(batch: str, rows: int, rate: float) -> NDArray[np.int64]:
    """The rows of a batch that chance draws, each with the probability *rate*.

    The same batch has the same sample: what is screened again after a crash is recorded as
    it was, and nobody can draw until the sample pleases.

    >>> len(audit_sample("d-1", 100_000, 0.01)), audit_sample("d-1", 10, 1.0).tolist()
    (1020, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    >>> len(audit_sample("d-1", 10, 0.0))
    0
    """
    if not rate:
        return np.empty(0, dtype=np.int64)
    most = 2**64 - 1 if rate >= 1.0 else int(rate * 2**64)
    seed = int.from_bytes(hashlib.blake2b(batch.encode(), digest_size=16).digest())
    # A bit generator's stream is the same in every version of NumPy; a Generator's may change.
    draws = np.random.PCG64(seed).random_raw(rows)
    return np.flatnonzero(draws <= np.uint64(most))
