"""The record of a run: which shards of which inputs are done, a line each, as they are done.

A line is written when what it says is safe on the disk, and it is on the disk itself before
anything builds on it. A run that is killed leaves whole lines, and perhaps a beginning of
one, which counts for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, Self

import msgspec

from linsang.batch.record_file import RecordFile, record_file
from linsang.batch.summary import Tally
from linsang.connectors.files import FileReading
from linsang.connectors.hidden import told_as_output_error
from linsang.connectors.places import FilePath
from linsang.connectors.problems import (
    FileProblem,
    InputError,
    OutputError,
    ReadCounts,
    told_by_system,
)

_VERSION: Final = 2


class Begun(msgspec.Struct, frozen=True, tag="run", tag_field="is"):
    """The first line: what is screened, and how; *inputs* are files, or the folder *watched*.

    In a folder that is watched there may be more: what was not done when the way of judging
    changed is begun anew.
    """

    configuration: dict[str, str]
    inputs: tuple[str, ...]
    moment: datetime
    watched: bool = False
    version: int = _VERSION


class InputBegun(msgspec.Struct, frozen=True, tag="input", tag_field="is"):
    """An input, by what was in it: the *digest* is that of its `Fingerprint`.

    *run* starts the id of every decision on its rows, which are judged by the rules in force
    at *moment*.
    """

    file: int
    path: str
    size: int
    digest: str
    modified_ns: int
    run: str
    moment: datetime


class Written(msgspec.Struct, frozen=True):
    """A file that was written; a store gives it a *tag*, by which it is known again."""

    size: int
    sha256: str
    tag: str = ""


class Reading(msgspec.Struct, frozen=True, omit_defaults=True):
    """A `FileReading` in plain values."""

    counts: dict[str, int] = {}
    wordless: bool = True
    damages: tuple[dict[str, str], ...] = ()

    @classmethod
    def of(cls, reading: FileReading) -> Self:
        """What was found, for the record."""
        return cls(
            counts={name: n for name, n in msgspec.to_builtins(reading.counts).items() if n},
            wordless=reading.wordless,
            damages=tuple(
                {"file": one.file, "found": one.found, "mend": one.mend, "place": one.place}
                for one in reading.damages
            ),
        )

    def reading(self) -> FileReading:
        """What was found, from the record."""
        return FileReading(
            counts=ReadCounts(**self.counts),
            wordless=self.wordless,
            damages=[InputError(**damage) for damage in self.damages],
        )


class ShardDone(msgspec.Struct, frozen=True, tag="shard", tag_field="is"):
    """A shard that has its name: where its rows stood, what was written, what they came to."""

    file: int
    index: int
    first_row: int
    results: Written
    tally: Tally
    rejects: Written | None = None
    reading: Reading | None = None


class InputDone(msgspec.Struct, frozen=True, tag="ended", tag_field="is"):
    """An input of which every shard is recorded, and what there is to say of it."""

    file: int
    shards: int
    problems: tuple[FileProblem, ...] = ()


Line = Begun | InputBegun | ShardDone | InputDone
_DECODER: Final = msgspec.json.Decoder(Line)


class Record:
    """What is known of a run, and the file that it is added to.

    `Record.read` reads without touching anything; `Record.open` makes the file ready to be
    added to, which only the holder of the output's lock may do.
    """

    def __init__(
        self, file: RecordFile, name: str, *, before_adding: Callable[[], None] = lambda: None
    ) -> None:
        self._file, self._name, self._before_adding = file, name, before_adding
        self._length = 0
        self.begun: Begun | None = None
        self.inputs: dict[int, InputBegun] = {}
        self._shards: dict[int, dict[int, ShardDone]] = {}
        self.ended: dict[int, InputDone] = {}

    @classmethod
    def read(
        cls, folder: FilePath, name: str, *, before_adding: Callable[[], None] = lambda: None
    ) -> Self:
        """What the record in *folder* says; *name* is the output's, for messages.

        Raises OutputError where a line in the middle is none.
        """
        record = cls(record_file(folder), name, before_adding=before_adding)
        try:
            data = record._file.read()
        except OSError as error:
            raise OutputError(
                name, f"its record cannot be read: {told_by_system(error)}", mend="check its rights"
            ) from error
        for line in record._lines(data):
            record._take(line)
        return record

    @classmethod
    def open(
        cls, folder: FilePath, name: str, *, before_adding: Callable[[], None] = lambda: None
    ) -> Self:
        """The record in *folder*, ready to be added to; half a line at its end is cut off.

        *before_adding* is asked before each line, and raises if the output is no longer ours.
        """
        record = cls.read(folder, name, before_adding=before_adding)
        with told_as_output_error(name):
            record._file.open(record._length)
        return record

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def restart(self) -> None:
        """Forget everything; the file is empty then."""
        self._length = 0
        with told_as_output_error(self._name):
            self._file.clear()
        self.begun = None
        for lines in (self.inputs, self._shards, self.ended):
            lines.clear()

    def add(self, line: Line) -> None:
        """Write a line; raises OutputError and leaves no half line.

        A shard is done when its line is on the disk; the others can be found out again.
        """
        self._before_adding()
        with told_as_output_error(
            self._name, "what is recorded stays, and a next run goes on from there"
        ):
            self._file.add(msgspec.json.encode(line) + b"\n", safe=isinstance(line, ShardDone))
        self._take(line)

    def forget(self, shard: ShardDone) -> None:
        """Take a shard for not done, until a later line says that it is."""
        self._shards[shard.file].pop(shard.index, None)
        self.ended.pop(shard.file, None)

    def has(self, file: int, index: int) -> bool:
        """Whether a shard is done."""
        return index in self._shards.get(file, ())

    def shards_of(self, file: int) -> list[ShardDone]:
        """The shards of one input that are done, in order."""
        return [shard for _, shard in sorted(self._shards.get(file, {}).items())]

    def shards(self) -> Iterator[ShardDone]:
        """The shards that are done, in the order of the inputs."""
        for file in sorted(self._shards):
            yield from self.shards_of(file)

    def is_empty(self) -> bool:
        """Whether no shard is done."""
        return not any(self._shards.values())

    def problems(self) -> list[FileProblem]:
        """What there is to say of the inputs that ended, in their order."""
        return [one for file in sorted(self.ended) for one in self.ended[file].problems]

    def _forget_unended(self) -> None:
        for file in self.inputs.keys() - self.ended.keys():
            del self.inputs[file]
            self._shards.pop(file, None)

    def _take(self, line: Line) -> None:
        match line:
            case Begun():
                self._forget_unended()
                self.begun = line
            case InputBegun():
                self.inputs[line.file] = line
            case ShardDone():
                self._shards.setdefault(line.file, {})[line.index] = line
            case InputDone():
                self.ended[line.file] = line

    def _lines(self, data: bytes) -> Iterator[Line]:
        lines = data.split(b"\n")
        # A run that was killed, or a disk that lost its power, leaves at most a last line
        # that is none; whatever it was about was not built upon.
        lines.pop()
        for number, text in enumerate(lines, 1):
            try:
                line: Line = _DECODER.decode(text)
            except msgspec.MsgspecError as error:
                if number == len(lines):
                    return
                raise OutputError(
                    self._name,
                    f"line {number} of its record ({self._file.name}) cannot be read: {error}",
                    mend="start anew with --fresh",
                ) from error
            if isinstance(line, Begun) and line.version != _VERSION:
                raise OutputError(
                    self._name,
                    f"its record is of version {line.version}, and this Linsang writes {_VERSION}",
                    mend="finish it with the Linsang that began it, or start anew with --fresh",
                )
            self._length += len(text) + 1
            yield line
