"""Which pictures of a batch are looked at, and what a listing's record says of the looking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from linsang.image.decode import Unread
from linsang.image.look import Look, Looker
from linsang.model.assessment import DetectorRun, RunStatus

ITEM_SEPARATOR: Final = "\x1f"
_DETECTOR: Final = "pictures"
_WORDS: Final = ("title", "description")
MOST_PICTURES: Final = 32
"""So many pictures of one listing are looked at; marketplaces take a dozen or two."""


@dataclass(frozen=True)
class Viewing:
    """Looks at the pictures of batches of listings.

    With *everything*, every picture of every row. Without, the pictures of rows whose words
    say something, and of the others as many as *budget* allows for a thousand rows, those
    with the fewest words first: who writes little lets the picture speak.
    """

    looker: Looker
    everything: bool
    budget: int = 0

    @property
    def version(self) -> str:
        """Which model sees, and how much."""
        return f"{self.looker.version}{'' if self.everything else f'-auto{self.budget}'}"

    def look(self, table: pa.RecordBatch, held: NDArray[np.int64]) -> dict[int, tuple[Look, ...]]:
        """What the pictures of the rows show, for the rows whose pictures are looked at.

        *held* are the rows whose words say something.
        """
        column = table.column("images")
        if column.null_count == len(column):
            return {}
        pictured = np.flatnonzero(pc.is_valid(column).to_numpy(zero_copy_only=False))
        rows = pictured if self.everything else self._chosen(table, pictured, held)
        lists = {
            int(row): [one for one in text.split(ITEM_SEPARATOR) if one]
            for row, text in zip(rows, column.take(pa.array(rows)).to_pylist(), strict=True)
        }
        looks = self.looker.look(one for found in lists.values() for one in found[:MOST_PICTURES])
        return {
            row: (*(looks[one] for one in found[:MOST_PICTURES]), *_beyond(found))
            for row, found in lists.items()
            if found
        }

    def run(self, looks: Sequence[Look]) -> DetectorRun:
        """How the looking went for one listing: a picture that nobody could see is a failure.

        Addresses are left to whoever fetches them, unless everything is to be looked at.
        """
        unread = [look for look in looks if look.unread is not None]
        missed = [
            look for look in unread if self.everything or look.unread is not Unread.NOT_FETCHED
        ]
        reasons = sorted({str(look.unread) for look in unread})
        told = f"{len(unread)} of {len(looks)} pictures: {', '.join(reasons)}" if unread else ""
        status = RunStatus.COMPLETED
        if missed:
            status = RunStatus.FAILED
        elif unread and len(unread) == len(looks):
            status = RunStatus.NOT_APPLICABLE
        return DetectorRun(
            detector=_DETECTOR, version=self.looker.version, status=status, reason=told
        )

    def _chosen(
        self, table: pa.RecordBatch, pictured: NDArray[np.int64], held: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        spoken = np.isin(pictured, held)
        silent = pictured[~spoken]
        words: Any = sum(
            pc.fill_null(pc.utf8_length(table.column(name)), 0).to_numpy(zero_copy_only=False)
            for name in _WORDS
        )
        allowed = self.budget * table.num_rows // 1000
        column = table.column("images").take(pa.array(silent))
        counts = pc.add(pc.count_substring(column, ITEM_SEPARATOR), 1).to_numpy(
            zero_copy_only=False
        )
        order = np.argsort(words[silent], kind="stable")
        within = np.cumsum(counts[order]) <= allowed
        return np.sort(np.concatenate([pictured[spoken], silent[order[within]]]))


def _beyond(locations: Sequence[str]) -> tuple[Look, ...]:
    """What is said of the pictures of one listing that are too many: nobody looked at them."""
    more = len(locations) - MOST_PICTURES
    if more <= 0:
        return ()
    return (Look(digest="", unread=Unread.TOO_MANY_PICTURES, found=f"{more:,} more"),)
