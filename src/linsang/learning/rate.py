"""A share with the counts that it comes from, and how sure they make it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any


def wilson(hits: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """The Wilson score interval of a rate (E. B. Wilson, JASA 22:209, 1927); 95 % by default.

    >>> [round(end, 2) for end in wilson(9, 10)]
    [0.6, 0.98]
    """
    if not total:
        return 0.0, 1.0
    share, square = hits / total, z * z / total
    middle = (share + square / 2) / (1 + square)
    half = z * math.sqrt(share * (1 - share) / total + square / (4 * total)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Rate:
    """*hits* of *total*. Nothing counted means no rate, not a rate of zero.

    >>> Rate(3, 4).value, Rate(0, 0).value, str(Rate(3, 4)), str(Rate(0, 0))
    (0.75, None, '0.75 (0.30-0.95; 3/4)', 'none (0/0)')
    """

    hits: int
    total: int

    @property
    def value(self) -> float | None:
        """The share, from 0 to 1; None where nothing was counted."""
        return self.hits / self.total if self.total else None

    def interval(self) -> tuple[float, float]:
        """Where the share lies, nineteen times of twenty, in data of this kind."""
        return wilson(self.hits, self.total)

    def as_json(self) -> dict[str, Any]:
        """The share, its counts and its interval."""
        return {
            "value": rounded(self.value),
            "hits": self.hits,
            "total": self.total,
            "interval": [rounded(end) for end in self.interval()],
        }

    def __str__(self) -> str:
        low, high = self.interval()
        counts = f"{self.hits:,}/{self.total:,}"
        if self.value is None:
            return f"none ({counts})"
        return f"{self.value:.2f} ({low:.2f}-{high:.2f}; {counts})"


def rounded(value: float | None) -> float | None:
    """A figure for a report: four digits say more than any of our samples knows.

    >>> rounded(0.123456), rounded(None)
    (0.1235, None)
    """
    return None if value is None else round(float(value), 4)
