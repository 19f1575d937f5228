"""One result file out of its shards."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from linsang.batch.record import Record
from linsang.connectors.encoded import rows_into
from linsang.connectors.hidden import HiddenFile, SealedFile, told_as_output_error
from linsang.connectors.problems import OutputError
from linsang.connectors.results import SealedResults

if TYPE_CHECKING:
    from linsang.batch.output import FileOutput

_COPIED_BYTES: Final = 1 << 22
_BATCH_ROWS: Final = 1 << 16


def assemble(output: FileOutput, record: Record, schema: pa.Schema) -> None:
    """Put the recorded shards together as one file, in the order of the input.

    Raises OutputError if one of them is not there as it was recorded, and leaves the file
    of an earlier run as it was.
    """
    shards = list(record.shards())
    for shard in shards:
        if trouble := output.trouble_with(shard, by_digest=False):
            raise OutputError(output.name, trouble, mend="run again, and it is screened again")
    results = [output.folder / output.shard_name(shard.file, shard.index) for shard in shards]
    rejects = [
        output.folder / output.rejects_name(shard.file, shard.index)
        for shard in shards
        if shard.rejects
    ]
    with told_as_output_error(output.name, "it goes on with what is recorded"):
        whole = SealedResults(
            output.name,
            _one(results, output.shown, output.folder, schema),
            _one(rejects, output.rejected, output.folder, schema) if rejects else None,
            output.rejected,
        )
    whole.publish()


def _one(parts: list[Path], path: Path, folder: Path, schema: pa.Schema) -> SealedFile:
    """The *parts* as one file for *path*; a single part is that file already."""
    if len(parts) == 1:
        return SealedFile(parts[0], path, parts[0].stat().st_size, sha256="")
    whole = HiddenFile(path, folder)
    try:
        if not parts or path.name.lower().endswith(".parquet"):
            _rewrite(parts, whole.handle, path.name.lower(), schema)
        elif path.name.lower().endswith(".zst"):
            _repack(parts, whole.handle)
        else:
            _copy(parts, whole.handle)
        return whole.settle()
    except BaseException:
        whole.remove()
        raise


def _rewrite(parts: list[Path], handle: IO[bytes], name: str, schema: pa.Schema) -> None:
    rows = rows_into(handle, name, schema)
    try:
        for part in parts:
            with pq.ParquetFile(part) as shard:
                for batch in shard.iter_batches(_BATCH_ROWS):
                    rows.write(batch)
        rows.close()
    except BaseException:
        rows.drop()
        raise


def _copy(parts: list[Path], handle: IO[bytes]) -> None:
    """Lines after lines; and gzip after gzip is a gzip file, which every reader takes as one."""
    for part in parts:
        with part.open("rb") as source:
            shutil.copyfileobj(source, handle, _COPIED_BYTES)


def _repack(parts: list[Path], handle: IO[bytes]) -> None:
    """One frame of zstd: some readers stop, without a word, after the first."""
    with contextlib.closing(
        zstandard.ZstdCompressor(level=3).stream_writer(handle, closefd=False)
    ) as packed:
        for part in parts:
            with part.open("rb") as source:
                zstandard.ZstdDecompressor().copy_stream(source, packed)
