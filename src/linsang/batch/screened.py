"""One batch of listings as one batch of results."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from linsang.operations.recording import Recording, recording
from linsang.operations.result_rows import result_rows
from linsang.operations.screen import Screening
from linsang.plugins import ListingBatch


@dataclass(frozen=True, slots=True)
class ScreenedRows:
    """The results of a batch, row for row, and what a ledger is to keep of them."""

    rows: pa.RecordBatch
    looked_at: int
    recording: Recording | None = None


def screened_rows(
    screening: Screening, batch: ListingBatch, run: str, place: int | str
) -> ScreenedRows:
    """One batch of listings, at its place in a run, as one batch of results."""
    screened = screening.screen(batch, run=f"{run}-{place}")
    rows = result_rows(
        screened,
        reference_version=screening.engine.reference_version,
        policy_version=screening.policy.label,
        taxonomy=screening.engine.taxonomy,
    )
    return ScreenedRows(rows, len(screened.decided), recording(screening, screened, run=run))
