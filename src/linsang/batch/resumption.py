"""Whether a run may go on where an earlier one was stopped, and with what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from linsang.batch.configuration import changed
from linsang.batch.fingerprint import Fingerprint
from linsang.batch.inputs import Inputs
from linsang.batch.output import Output
from linsang.batch.record import Begun, Record
from linsang.batch.summary import RunSummary
from linsang.connectors.places import FilePath
from linsang.connectors.problems import FileProblem, OutputError


@dataclass(frozen=True)
class Resumption:
    """What a record says, against what is asked for now.

    *fingerprints* holds those of the inputs that were begun, once `begin` has been called.
    """

    output: Output
    record: Record
    inputs: Inputs
    configured: Mapping[str, str]
    fingerprints: dict[int, Fingerprint] = field(default_factory=dict)

    def begin(self, now: datetime) -> Begun:
        """Begin a run, or see that it is the one that was begun; raises OutputError if not."""
        begun = self.record.begun
        if begun is None or self.record.is_empty():
            self.record.restart()
        elif self.inputs.given is None:
            if not begun.watched or begun.inputs != self.inputs.names:
                raise self._another(f"it is of {begun.inputs[0]}")
            if not changed(begun.configuration, self.configured):
                return begun
        else:
            self._refuse_another(begun)
            self._refuse_changed_inputs(self.inputs.given)
            return begun
        begun = Begun(
            configuration=dict(self.configured),
            inputs=self.inputs.names,
            moment=now,
            watched=self.inputs.given is None,
        )
        self.record.add(begun)
        return begun

    def take_up(self, summary: RunSummary) -> None:
        """Count what is done, and take for not done what is no longer as it was written."""
        for shard in list(self.record.shards()):
            if trouble := self.output.trouble_with(shard):
                self.record.forget(shard)
                summary.problems.append(
                    FileProblem(
                        file=self.output.name, found=trouble, mend="its rows were screened again"
                    )
                )
            else:
                summary.add(shard.tally)
        summary.earlier_rows = summary.rows

    def _refuse_another(self, begun: Begun) -> None:
        if differs := changed(begun.configuration, self.configured):
            raise self._another(differs)
        if begun.watched:
            raise self._another(f"it watches {begun.inputs[0]}")
        before, now = begun.inputs, self.inputs.names
        if before != now:
            told = [f"{path} is new" for path in now if path not in before]
            told += [f"{path} is gone" for path in before if path not in now]
            raise self._another(", ".join(told[:4]) or "the inputs come in another order")

    def _refuse_changed_inputs(self, given: tuple[FilePath, ...]) -> None:
        for file, before in self.record.inputs.items():
            now = self.fingerprints[file] = Fingerprint.of(given[file])
            if (now.size, now.digest) != (before.size, before.digest):
                raise self._another(f"{before.path} has changed since")

    def _another(self, differs: str) -> OutputError:
        return OutputError(
            self.output.name,
            f"holds a run that was begun otherwise: {differs}",
            mend="start anew with --fresh, or write elsewhere",
        )
