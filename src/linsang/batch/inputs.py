"""Which files a run screens, in which order: those that were given, or those that come."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from linsang.batch.fingerprint import Fingerprint
from linsang.batch.record import Record
from linsang.connectors.files import FileSource
from linsang.connectors.object_path import ObjectPath, State
from linsang.connectors.opened import PARQUET
from linsang.connectors.paths import KINDS, extension
from linsang.connectors.places import FilePath, place_of, state_of
from linsang.connectors.problems import FileProblem, InputError

LOOK_SECONDS: Final = 1.0


class Inputs(Protocol):
    """The files of a run, each with its number in the record."""

    @property
    def names(self) -> tuple[str, ...]:
        """What the record's first line says is screened."""

    @property
    def given(self) -> tuple[FilePath, ...] | None:
        """The files, if they are known beforehand."""

    @property
    def problems(self) -> list[FileProblem]:
        """What was noticed about the choice of files."""

    def turns(self, record: Record) -> Iterator[tuple[int, FilePath] | None]:
        """Yield each file when its turn comes; None is a pause in which there is none."""

    def was_named(self, path: FilePath) -> bool:
        """Whether a file that cannot be read ends the run."""


@dataclass(frozen=True)
class GivenFiles:
    """The files that somebody named, or that folders and patterns came to."""

    source: FileSource

    @property
    def names(self) -> tuple[str, ...]:
        """The files' full names."""
        return tuple(str(path.resolve()) for path in self.source.files)

    @property
    def given(self) -> tuple[FilePath, ...] | None:
        """All of them."""
        return self.source.files

    @property
    def problems(self) -> list[FileProblem]:
        """Files that were left out or given twice."""
        return self.source.problems

    def turns(self, record: Record) -> Iterator[tuple[int, FilePath] | None]:
        """Yield them in the order in which they were given."""
        yield from enumerate(self.source.files)

    def was_named(self, path: FilePath) -> bool:
        """Whether it was named itself."""
        return self.source.was_named(path)


@dataclass
class WatchedFolder:
    """The files that come into a folder, each once, as soon as they are whole.

    A file is whole when its size and time stayed as they were from one look to the next;
    who moves whole files into the folder is on the safe side. Names that begin with a dot
    are passed over, and so are files of kinds that are not read. A file that comes again
    with another content is another file. *pause* waits between two looks, and ends the
    watch by returning False.
    """

    folder: FilePath
    pause: Callable[[], bool] = field(default_factory=lambda: _wait)
    problems: list[FileProblem] = field(default_factory=list)
    _seen: dict[FilePath, State] = field(default_factory=dict)
    _growing: dict[FilePath, State] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # In a store a folder is there when something is in it.
        if isinstance(self.folder, Path) and not self.folder.is_dir():
            raise InputError(
                str(self.folder), "there is no such folder to watch", mend="make it first"
            )

    @property
    def names(self) -> tuple[str, ...]:
        """The folder's full name."""
        return (str(self.folder.resolve()),)

    @property
    def given(self) -> tuple[FilePath, ...] | None:
        """Nobody knows what will come."""
        return None

    def was_named(self, path: FilePath) -> bool:
        """None is: a file that cannot be read is told, and the watch goes on."""
        return False

    def turns(self, record: Record) -> Iterator[tuple[int, FilePath] | None]:
        """Yield each file that is whole; what was begun and not ended keeps its number."""
        for one in record.inputs.values():
            if one.file in record.ended:
                self._seen[self._place(one.path)] = State(one.size, one.modified_ns)
        while True:
            for path in self._whole():
                number = self._number(path, record)
                if number is not None:
                    yield number, path
            yield None
            if not self.pause():
                return

    def _place(self, said: str) -> FilePath:
        return place_of(said, getattr(self.folder, "endpoint", None))

    def _number(self, path: FilePath, record: Record) -> int | None:
        """The number of a file in the record; None if what is in it was screened."""
        try:
            found = Fingerprint.of(path)
        except InputError:
            return None  # it has gone again
        self._seen[path] = State(found.size, found.modified_ns)
        for one in record.inputs.values():
            if (one.path, one.size, one.digest) == (str(path), found.size, found.digest):
                return None if one.file in record.ended else one.file
        return max(record.inputs, default=-1) + 1

    def _whole(self) -> list[FilePath]:
        """The files that are new and stayed as they were since the last look."""
        found = (
            _objects(self.folder) if isinstance(self.folder, ObjectPath) else _files(self.folder)
        )
        new = {path: state for path, state in found.items() if self._seen.get(path) != state}
        whole = [path for path, state in new.items() if self._growing.get(path) == state]
        self._growing = new
        return [path for path in whole if _has_its_end(path)]


def _wait() -> bool:
    time.sleep(LOOK_SECONDS)
    return True


def _files(folder: Path) -> dict[FilePath, State]:
    """What may be read in the folder and below, in the order of names."""
    found: dict[FilePath, State] = {}
    for path in sorted(folder.rglob("*")):
        if _is_wanted(path, path.relative_to(folder).parts):
            try:
                if path.is_file():
                    found[path] = state_of(path)
            except OSError:
                continue  # it has gone again
    return found


def _objects(folder: ObjectPath) -> dict[FilePath, State]:
    """The same in a store; a store that does not answer is asked again at the next look."""
    try:
        states = sorted(folder.states())
    except OSError:
        return {}
    depth = len(folder.parts) if folder.key else 1
    return {path: state for path, state in states if _is_wanted(path, path.parts[depth:])}


def _is_wanted(path: FilePath, parts: tuple[str, ...]) -> bool:
    return extension(path) in KINDS and not any(part.startswith(".") for part in parts)


def _has_its_end(path: FilePath) -> bool:
    """Whether a Parquet file has its last bytes; of other kinds nobody can say."""
    if path.suffix.lower() != ".parquet" or isinstance(path, ObjectPath):
        return True  # an object is there when all of it is
    try:
        with path.open("rb") as handle:
            handle.seek(-len(PARQUET), 2)
            return handle.read() == PARQUET
    except OSError:
        return False
