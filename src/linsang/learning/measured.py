"""Which of a result's answers is measured, as numbers that order the listings."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from linsang.model.decision import Outcome

_SCORE_DIGITS: Final = 4


class Measured(StrEnum):
    """What of a result is compared with the labels."""

    PROHIBITED = "prohibited"
    WILDLIFE = "wildlife"
    OUTCOME = "outcome"

    @property
    def is_probability(self) -> bool:
        """Whether its numbers claim to be probabilities, so that they can be calibrated."""
        return self is not Measured.OUTCOME

    @property
    def usual_threshold(self) -> float:
        """Where a listing counts as found unless somebody says otherwise."""
        return 0.5 if self.is_probability else float(Outcome.REVIEW.severity)

    @property
    def least_threshold(self) -> float:
        """The lowest threshold that lets anything go by."""
        return 0.0 if self.is_probability else float(Outcome.REVIEW.severity)

    def numbers(self, rows: pa.RecordBatch) -> NDArray[np.float64]:
        """The numbers of *rows* of results: scores to four digits, outcomes by severity."""
        column = rows.column(self.value)
        if self.is_probability:
            scores = np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.float64)
            return scores.round(_SCORE_DIGITS)
        return np.array([Outcome(one).severity for one in column.to_pylist()], dtype=float)

    def threshold(self, said: str) -> float:
        """Read a threshold that somebody typed; raises ValueError with what is allowed.

        >>> Measured.OUTCOME.threshold("restrict"), Measured.WILDLIFE.threshold("0.7")
        (2.0, 0.7)
        """
        if self.is_probability:
            try:
                value = float(said)
            except ValueError:
                value = float("nan")
            if not 0 <= value <= 1:
                raise ValueError(f"{said!r} is no threshold of a score; allowed: 0 to 1")
            return value
        acted = [outcome.value for outcome in Outcome if outcome is not Outcome.NO_ACTION]
        if said not in acted:
            raise ValueError(
                f"{said!r} is no threshold of the outcome; allowed: {', '.join(acted)}"
            )
        return float(Outcome(said).severity)

    def shown(self, threshold: float) -> str:
        """A threshold as people read it.

        >>> Measured.OUTCOME.shown(1.0), Measured.PROHIBITED.shown(0.5)
        ('review or more', '0.50')
        """
        if self.is_probability:
            # Scores crowd at the ends, where the third digit matters.
            return f"{threshold:.4f}".rstrip("0").ljust(4, "0")
        outcome = next(one for one in Outcome if one.severity >= threshold)
        return outcome.value if outcome is Outcome.RESTRICT else f"{outcome.value} or more"
