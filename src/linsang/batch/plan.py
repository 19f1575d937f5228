"""What is left to do: the inputs cut into shards, less those that are recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pyarrow as pa

from linsang.batch.configuration import run_name
from linsang.batch.fingerprint import Fingerprint
from linsang.batch.inputs import Inputs
from linsang.batch.output import Output
from linsang.batch.part import Apart, Columns, Part, Taken, cut, grouped
from linsang.batch.record import InputBegun, InputDone, Record
from linsang.batch.shard import ShardTask
from linsang.connectors.files import FileReading, FileSource
from linsang.connectors.places import FilePath
from linsang.connectors.problems import InputError


@dataclass
class Plan:
    """The tasks of a run, made as they are asked for; inputs are recorded as they come and end.

    With *all_apart* every part is one that its worker reads for itself, be it a whole file.
    *clock* tells, when an input's turn comes, by the rules of which moment it is judged.
    """

    inputs: Inputs
    output: Output
    record: Record
    columns: Columns
    schema: pa.Schema
    shard_rows: int
    configured: dict[str, str]
    fingerprints: dict[int, Fingerprint]
    clock: Callable[[], datetime]
    all_apart: bool = False
    _cut: dict[int, tuple[FilePath, int, FileReading]] = field(default_factory=dict)
    _copies: Counter[tuple[str, str]] = field(default_factory=Counter)

    def tasks(self) -> Iterator[ShardTask | None]:
        """Yield what is to be done; None where nothing is for a while."""
        for turn in self.inputs.turns(self.record):
            if turn is None:
                yield None
            else:
                yield from self._tasks_of(*turn)

    def end(self, file: int) -> None:
        """Record an input as done if all its shards are, with what there is to say of it."""
        if file not in self._cut or len(self.record.shards_of(file)) < self._cut[file][1]:
            return
        path, shards, reading = self._cut.pop(file)
        self.fingerprints.pop(file).check_unmoved(path)
        for shard in self.record.shards_of(file):
            if shard.reading is not None:
                reading.add(shard.reading.reading())
        try:
            problems = reading.problems(str(path))
        except InputError as error:
            if self.inputs.was_named(path):
                raise
            problems = [error.as_problem(lost_rows=True)]
        self.record.add(InputDone(file=file, shards=shards, problems=tuple(problems)))

    def _tasks_of(self, file: int, path: FilePath) -> Iterator[ShardTask]:
        begun = self._begun(file, path)
        if file in self.record.ended:
            return
        reading, index = FileReading(), -1
        source = self.columns.source(path)
        try:
            for index, part in enumerate(self._parts(source, path, reading)):
                if not self.record.has(file, index):
                    yield self._task(begun, index, part)
                elif isinstance(part, Taken):
                    part.skip()
        except InputError as error:
            if self.inputs.was_named(path):
                raise
            reading.damages.append(error)
        self._cut[file] = path, index + 1, reading
        self.end(file)

    def _parts(self, source: FileSource, path: FilePath, reading: FileReading) -> Iterator[Part]:
        """What a file is cut into; where that is depends on nothing but file and settings."""
        groups = source.group_rows(path)
        if groups is not None and (self.all_apart or max(groups, default=0) <= 2 * self.shard_rows):
            for group in grouped(groups, self.shard_rows):
                yield Apart(path, group, self.columns)
            return
        if self.all_apart:
            yield Apart(path, None, self.columns)
            return
        for batches in cut(source.batches_of(path, reading), self.shard_rows):
            yield Taken(batches)

    def _task(self, begun: InputBegun, index: int, part: Part) -> ShardTask:
        return ShardTask(
            file=begun.file,
            index=index,
            part=part,
            run=begun.run,
            moment=begun.moment,
            path=self.output.shard_path(begun.file, index),
            rejected_path=self.output.rejects_path(begun.file, index),
            schema=self.schema,
            name=self.output.name,
            told="run again, and it goes on with what is recorded",
        )

    def _begun(self, file: int, path: FilePath) -> InputBegun:
        """The record's line about an input; written when the input's turn comes."""
        begun = self.record.inputs.get(file)
        if begun is None:
            begun = self._new(file, path, self._fingerprint(file, path))
            self.record.add(begun)
        elif file not in self.record.ended:
            self._fingerprint(file, path)
        self._copies[path.name, begun.digest] += 1
        return begun

    def _new(self, file: int, path: FilePath, found: Fingerprint) -> InputBegun:
        # A file that is given as two is screened twice, and each decision has its own id.
        copy = self._copies[path.name, found.digest]
        moment = self.clock()
        return InputBegun(
            file=file,
            path=str(path),
            size=found.size,
            digest=found.digest,
            modified_ns=found.modified_ns,
            run=run_name(self.configured, path.name, found.digest, str(copy), f"{moment:%Y-%m-%d}"),
            moment=moment,
        )

    def _fingerprint(self, file: int, path: FilePath) -> Fingerprint:
        if file not in self.fingerprints:
            self.fingerprints[file] = Fingerprint.of(path)
        return self.fingerprints[file]
