"""Operating points of a picture model: how much has to speak for each class before it is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

MOST_FALSE_ALARMS: Final = 0.01
_LEAST: Final = 0.3
_MOST: Final = 0.99
_FEW: Final = 20


@dataclass(frozen=True, slots=True)
class Judged:
    """What a model that had not seen them said of labelled photos.

    *best* is the likeliest class of each and *share* how much speaks for wildlife in all;
    *truth* is the class that it shows, None where the photo is harmless.
    """

    best: tuple[str, ...]
    share: Floats
    truth: tuple[str | None, ...]

    @classmethod
    def of(cls, labels: Sequence[str], table: Floats, truth: Sequence[str | None]) -> Judged:
        """From the *table* of the shares of classes, one row a photo."""
        best = tuple(labels[at] for at in table.argmax(axis=1).tolist())
        return cls(best, table.sum(axis=1).astype(np.float32), tuple(truth))

    def __add__(self, other: Judged) -> Judged:
        share = np.concatenate([self.share, other.share])
        return Judged(self.best + other.best, share, self.truth + other.truth)


def least_shares(
    judged: Judged, *, most_false_alarms: float = MOST_FALSE_ALARMS
) -> dict[str, float]:
    """For each class the least share of wildlife at which it is said.

    Together they let at most that part of the harmless photos through. A class that many
    harmless photos look like asks for more than one that none does, which costs the others
    nothing.
    """
    best = np.array(judged.best)
    harmless = np.array([one is None for one in judged.truth])
    right = np.array([one == said for one, said in zip(judged.truth, judged.best, strict=True)])
    allowed = int(most_false_alarms * harmless.sum())
    sizes = {one: judged.truth.count(one) for one in set(judged.truth) if one is not None}
    chosen = dict.fromkeys(sizes, _LEAST)
    # The dearer a false alarm, the fewer; the first price at which they are few enough.
    for price in np.logspace(-4, 1, 200):
        alarms = 0
        for label, size in sorted(sizes.items()):
            here = best == label
            false = np.sort(judged.share[here & harmless])
            hits = np.sort(judged.share[here & right])
            steps = np.unique(np.clip(np.append(false + 1e-4, _LEAST), _LEAST, _MOST))
            kept = len(hits) - np.searchsorted(hits, steps)
            let = len(false) - np.searchsorted(false, steps)
            at = int(np.argmax(kept / max(size, _FEW) - price * let))
            chosen[label] = round(float(steps[at]), 4)
            alarms += int(let[at])
        if alarms <= allowed:
            break
    return dict(sorted(chosen.items()))
