"""Result rows as bytes: JSON Lines or Parquet, nested columns and all."""

from __future__ import annotations

import contextlib
import gzip
from typing import IO, Any, Final, Protocol

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import zstandard

_ROW_GROUP_BYTES: Final = 32 << 20
_ROW_GROUP_ROWS: Final = 1 << 17


class ResultRows(Protocol):
    """What turns batches of results into bytes of one kind."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Write the rows of a batch, at once or later."""

    def close(self) -> None:
        """Write what is still held, and the end of the file."""

    def drop(self) -> None:
        """Let go of everything, for a file that will be thrown away."""


class _ParquetRows:
    """Gathers batches into row groups of a useful size."""

    def __init__(self, handle: IO[bytes], schema: pa.Schema) -> None:
        self._writer = pq.ParquetWriter(handle, schema, compression="zstd")
        self._schema = schema
        self._batches: list[pa.RecordBatch] = []
        self._rows = self._bytes = 0

    def write(self, batch: pa.RecordBatch) -> None:
        self._batches.append(batch)
        self._rows += batch.num_rows
        self._bytes += batch.nbytes
        if self._rows >= _ROW_GROUP_ROWS or self._bytes >= _ROW_GROUP_BYTES:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def drop(self) -> None:
        with contextlib.suppress(OSError, pa.ArrowException):
            self._writer.close()
        # Or it would try again when it is collected, on a file that is gone.
        self._writer.is_open = False

    def _flush(self) -> None:
        if self._batches:
            self._writer.write_table(pa.Table.from_batches(self._batches, self._schema))
        self._batches, self._rows, self._bytes = [], 0, 0


class _JsonRows:
    """Encodes batches column by column: the empty lists of the common row cost nothing."""

    def __init__(self, handle: IO[bytes], schema: pa.Schema, owned: bool) -> None:
        self._handle, self._owned = handle, owned
        fields = {f"f{at}": name for at, name in enumerate(schema.names)}
        self._encode = msgspec.json.Encoder().encode_lines
        try:
            self._row: Any = msgspec.defstruct("Row", list(fields), rename=fields, gc=False)
        except ValueError:
            # A name with a quote in it: a dictionary is slower and takes any name.
            names = list(schema.names)
            self._row = lambda *values: dict(zip(names, values, strict=True))

    def write(self, batch: pa.RecordBatch) -> None:
        columns = [_values(column) for column in batch.columns]
        self._handle.write(self._encode(map(self._row, *columns)))

    def close(self) -> None:
        if self._owned:
            self._handle.close()

    def drop(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self.close()


def rows_into(handle: IO[bytes], name: str, schema: pa.Schema) -> ResultRows:
    """Choose how rows are written into *handle*, by the ending of *name*."""
    if name.endswith(".parquet"):
        return _ParquetRows(handle, schema)
    if name.endswith(".gz"):
        packed = gzip.GzipFile("", "wb", compresslevel=5, fileobj=handle, mtime=0)
        return _JsonRows(packed, schema, owned=True)  # type: ignore[arg-type] # it writes bytes
    if name.endswith(".zst"):
        writer = zstandard.ZstdCompressor(level=3).stream_writer(handle, closefd=False)
        return _JsonRows(writer, schema, owned=True)
    return _JsonRows(handle, schema, owned=False)


def _values(column: pa.Array) -> list[Any]:
    """Turn a column into Python values; of lists only those that hold something are built."""
    if not (pa.types.is_list(column.type) or pa.types.is_large_list(column.type)):
        return list(column.to_pylist())
    lengths = pc.list_value_length(column)
    full = pc.indices_nonzero(pc.fill_null(pc.greater(lengths, 0), False))
    values: list[Any] = [()] * len(column)
    if column.null_count:
        for at in pc.indices_nonzero(column.is_null()).to_pylist():
            values[at] = None
    for at, value in zip(full.to_pylist(), column.take(full).to_pylist(), strict=True):
        values[at] = value
    return values
