"""Where results go: a folder of shards, or one file that is put together at the end."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa

from linsang.batch.assembly import assemble
from linsang.batch.lock import LOCK_NAME
from linsang.batch.record import Record, ShardDone, Written
from linsang.batch.record_file import record_file
from linsang.connectors.hidden import digest_of, is_hidden_name, told_as_output_error
from linsang.connectors.object_path import ObjectPath
from linsang.connectors.places import FilePath, lies_in, place_of, state_of
from linsang.connectors.problems import OutputError, told_by_system
from linsang.connectors.results import check_output, ending_of

KINDS: Final = ("parquet", "jsonl", "jsonl.gz", "jsonl.zst")
# A leading underscore: what reads a folder of Parquet passes such names over.
_REJECTED: Final = "_rejected"
_SHARD: Final = re.compile(r"part-\d{5,}-\d{6,}(\.rejected)?\.[a-z.]+")


class Output:
    """The folder in which a run keeps its shards and its record.

    *name* is what the user said, for messages; *folder* is there once it is locked.
    """

    folder: FilePath

    def __init__(self, name: str, folder: FilePath, ending: str) -> None:
        self.name, self.folder, self.ending = name, folder, ending

    def check(self, inputs: Sequence[FilePath], named: Sequence[str]) -> None:
        """Raise OutputError if the results cannot or must not go there.

        *named* are the inputs as the user said them, *inputs* the files that they come to.
        """
        for path in inputs:
            if lies_in(path, self.folder):
                raise self._in_the_way(f"holds an input, {path}")
        for name in named:
            # The next run would take the results for listings.
            place = place_of(name, getattr(self.folder, "endpoint", None))
            if lies_in(self.folder, place) and (isinstance(place, ObjectPath) or place.is_dir()):
                raise self._in_the_way(f"lies in an input, {name}")

    def _in_the_way(self, how: str) -> OutputError:
        return OutputError(
            self.name, f"this folder {how}", mend="write to a folder apart from the inputs"
        )

    @property
    def shown(self) -> FilePath:
        """Where the user finds the results."""
        return self.folder

    @property
    def rejected(self) -> FilePath:
        """Where the user finds the rejected rows."""
        return self.folder / _REJECTED

    def shard_path(self, file: int, index: int) -> FilePath:
        """Where a shard is; names are in the order of the input."""
        return self.folder / self.shard_name(file, index)

    def rejects_path(self, file: int, index: int) -> FilePath:
        """Where the rows are that were rejected in a shard."""
        return self.folder / self.rejects_name(file, index)

    def shard_name(self, file: int, index: int) -> str:
        """The name of a shard in the folder."""
        return f"part-{file:05d}-{index:06d}{self.ending}"

    def rejects_name(self, file: int, index: int) -> str:
        """The name of its rejected rows, from the folder."""
        return f"{_REJECTED}/part-{file:05d}-{index:06d}.rejected.jsonl"

    def prepare(self, *, fresh: bool) -> None:
        """Make the folders, and remove what an earlier run began to write and did not finish.

        *fresh* removes what it did finish too.
        """
        with told_as_output_error(self.name):
            (self.folder / _REJECTED).mkdir(exist_ok=True)
            if fresh:
                record_file(self.folder).clear()
            self._remove(lambda name: is_hidden_name(name) or (fresh and _is_shard(name)))

    def check_unclaimed(self) -> None:
        """Raise OutputError if shards lie here of which no record says whose they are."""
        with told_as_output_error(self.name):
            names = [path.name for path in self.folder.iterdir()]
        strangers = sorted(filter(_is_shard, names))
        if strangers:
            raise OutputError(
                self.name,
                f"holds {strangers[0]} and no record of a run",
                mend="write to an empty folder, or remove what is there with --fresh",
            )

    def _remove(self, unwanted: Callable[[str], bool]) -> None:
        for folder in (self.folder, self.folder / _REJECTED):
            for path in folder.iterdir():
                if unwanted(path.name):
                    path.unlink(missing_ok=True)

    def trouble_with(self, shard: ShardDone, *, by_digest: bool = True) -> str | None:
        """What is wrong with a recorded shard, or None if it is as it was written.

        Without *by_digest* its size is believed, and nothing is read.
        """
        for path, written in (
            (self.shard_path(shard.file, shard.index), shard.results),
            (self.rejects_path(shard.file, shard.index), shard.rejects),
        ):
            if written is not None and (trouble := _trouble(path, written, by_digest=by_digest)):
                return f"{path.name} {trouble}"
        return None

    def finish(self, record: Record, schema: pa.Schema) -> None:
        """Leave what the user asked for, once every shard is recorded, and nothing besides."""
        ours = {
            path.name
            for shard in record.shards()
            for path in (
                self.shard_path(shard.file, shard.index),
                *([self.rejects_path(shard.file, shard.index)] if shard.rejects else []),
            )
        }
        with told_as_output_error(self.name):
            self._remove(
                lambda name: is_hidden_name(name) or (_is_shard(name) and name not in ours)
            )
        with contextlib.suppress(OSError):  # it is not empty: rows were rejected
            (self.folder / _REJECTED).rmdir()

    def leave(self, record: Record) -> None:
        """Tidy up after a run that stopped; what is recorded stays."""
        self.prepare(fresh=False)
        with contextlib.suppress(OSError):
            (self.folder / _REJECTED).rmdir()
            if record.is_empty():
                record.close()
                record_file(self.folder).clear()
                (self.folder / LOCK_NAME).unlink(missing_ok=True)
                self.folder.rmdir()


class FileOutput(Output):
    """One file; until it is whole, the shards are in a hidden folder beside it."""

    def __init__(self, name: str, path: Path, ending: str) -> None:
        path = path.resolve()
        self.folder: Path
        super().__init__(name, path.with_name(f".{path.name}.unfinished"), ending)
        self._path = path
        self._rejected = path.with_name(f"{path.name[: -len(ending)]}.rejected.jsonl")

    def check(self, inputs: Sequence[FilePath], named: Sequence[str]) -> None:
        """Raise OutputError if the results cannot or must not go there."""
        check_output(self.name, self._path, inputs)
        check_output(str(self._rejected), self._rejected, inputs)

    @property
    def shown(self) -> Path:
        """Where the user finds the results."""
        return self._path

    @property
    def rejected(self) -> Path:
        """Where the user finds the rejected rows."""
        return self._rejected

    def finish(self, record: Record, schema: pa.Schema) -> None:
        """Put the recorded shards together under the final name, and remove them."""
        assemble(self, record, schema)
        shutil.rmtree(self.folder, ignore_errors=True)

    def check_unclaimed(self) -> None:
        """Remove what is left of a run that was ended while it tidied up."""
        with told_as_output_error(self.name):
            self._remove(_is_shard)

    def leave(self, record: Record) -> None:
        """Tidy up after a run that stopped; what is recorded stays."""
        if record.is_empty():
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            super().leave(record)


def output_at(out: str | Path, kind: str = "parquet", *, endpoint: str | None = None) -> Output:
    """The output that *out* names: a folder if it is one or ends in a slash, else a file.

    *kind* is what shards in a folder are written as; *endpoint* is where a store is.
    """
    name, path = str(out), place_of(str(out), endpoint)
    if isinstance(path, ObjectPath):
        if name.endswith("/") and path.key:
            return Output(name, path, f".{kind}")
        raise OutputError(
            name,
            "a store takes a folder of shards",
            mend="let it end in a slash, as in s3://BUCKET/screened/",
        )
    if name.endswith("/") or path.is_dir():
        return Output(name, path, f".{kind}")
    ending = ending_of(path.name)
    if ending is None:
        raise OutputError(
            name,
            "unknown kind of file",
            mend="let its name end in .jsonl, .jsonl.gz, .jsonl.zst or .parquet, or in / for a "
            "folder of shards",
        )
    return FileOutput(name, path, path.name[-len(ending) :])


def _is_shard(name: str) -> bool:
    return _SHARD.fullmatch(name) is not None


def _trouble(path: FilePath, written: Written, *, by_digest: bool) -> str | None:
    try:
        state = state_of(path)
        if state.size != written.size:
            return f"has {state.size:,} bytes and was written with {written.size:,}"
        # The same tag is the same content; another may be of one that was copied.
        known = bool(written.tag) and state.tag == written.tag
        if by_digest and not known and digest_of(path) != written.sha256:
            return "is not what was written"
    except FileNotFoundError:
        return "is gone"
    except OSError as error:
        return f"cannot be read: {told_by_system(error)}"
    return None
