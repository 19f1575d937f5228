"""How far a run is, from its record, for whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linsang.batch.locks import holder_of
from linsang.batch.output import Output, output_at
from linsang.batch.record import Record
from linsang.batch.summary import Tally
from linsang.connectors.problems import OutputError
from linsang.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStatus:
    """What is recorded of a run.

    *inputs* is how many there are, or None in a folder that is watched; *ended* is how many
    of them are done. *running* is who writes now, and None if nobody does.
    """

    out: str
    running: str | None
    inputs: int | None
    begun: int
    ended: int
    shards: int
    tally: Tally

    @property
    def whole(self) -> bool:
        """Whether every row of every input is in the results."""
        return self.inputs is not None and self.ended == self.inputs

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for machines."""
        return {
            "out": self.out,
            "whole": self.whole,
            "running": self.running,
            "inputs": self.inputs,
            "begun": self.begun,
            "ended": self.ended,
            "shards": self.shards,
            "rows": self.tally.rows,
            "rejected": self.tally.rejected,
            "looked_at": self.tally.looked_at,
            "incomplete": self.tally.incomplete,
            "outcomes": dict(sorted(self.tally.outcomes.items())),
        }


def status_of(out: str | Path, settings: Settings) -> RunStatus | None:
    """How far the run into *out* is; None if *out* is a file that is whole.

    Nothing is locked and nothing is changed. Raises OutputError where no run was begun.
    """
    output = output_at(out, endpoint=settings.s3_endpoint)
    record = Record.read(output.folder, output.name)
    if record.begun is None:
        if isinstance(output.shown, Path) and output.shown.is_file():
            return None
        raise _nothing(output)
    counts = Tally()
    shards = 0
    for shard in record.shards():
        counts.add(shard.tally)
        shards += 1
    return RunStatus(
        out=output.name,
        running=holder_of(output.folder, settings.cache_dir),
        inputs=None if record.begun.watched else len(record.begun.inputs),
        begun=len(record.inputs),
        ended=len(record.ended),
        shards=shards,
        tally=counts,
    )


def _nothing(output: Output) -> OutputError:
    return OutputError(
        output.name, "no run was begun here", mend="name the output of linsang screen --out"
    )
