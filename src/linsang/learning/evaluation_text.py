"""An evaluation as tables for a terminal."""

from __future__ import annotations

from linsang.learning.evaluate import Evaluation
from linsang.learning.evaluation_tables import (
    INTERVALS,
    calibration_table,
    facts,
    measures_tables,
    reviews_table,
    thresholds_table,
)


def as_text(evaluation: Evaluation) -> str:
    """All listings and each group, thresholds, reviews a day, calibration."""
    tables = [
        *measures_tables(evaluation),
        thresholds_table(evaluation),
        reviews_table(evaluation),
        calibration_table(evaluation.reliability) if evaluation.reliability else None,
    ]
    shown = [one.as_text() for one in tables if one is not None]
    return "\n\n".join(["\n".join(facts(evaluation)), *shown, INTERVALS]) + "\n"
