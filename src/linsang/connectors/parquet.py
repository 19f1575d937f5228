"""Parquet, row group by row group, in columns from end to end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from linsang.connectors.problems import InputError, ReadCounts, shown
from linsang.connectors.rows import TEXTS, BatchMaker, ColumnPlan, leaves, without_id
from linsang.model.listing import Rejected
from linsang.plugins import ITEM_SEPARATOR, LIST_COLUMNS, ListingBatch

_BATCH_BYTES: Final = 64 << 20
_READ_BYTES: Final = 1 << 20


class ParquetRows:
    """Reads a Parquet file, or some of its row groups, as batches of listings.

    No Python runs per row.
    """

    def __init__(
        self,
        handle: Any,
        plan: ColumnPlan,
        file: str,
        counts: ReadCounts,
        batch_rows: int,
        groups: range | None = None,
    ) -> None:
        self.damages: list[InputError] = []
        self._groups = groups
        self._plan, self._file, self._counts, self._batch_rows = plan, file, counts, batch_rows
        self._maker = BatchMaker(file, plan, counts)
        try:
            # A buffered read holds a megabyte a column, and not the whole row group.
            self._parquet = pq.ParquetFile(handle, pre_buffer=False, buffer_size=_READ_BYTES)
        except (pa.ArrowException, OSError) as error:
            raise InputError(
                file,
                f"not a whole Parquet file ({_short(error)})",
                mend="copy or write it anew; its index stands at its end",
            ) from error
        self.header = list(self._parquet.schema_arrow.names)

    @property
    def group_rows(self) -> list[int]:
        """How many rows each row group has."""
        metadata = self._parquet.metadata
        return [metadata.row_group(at).num_rows for at in range(metadata.num_row_groups)]

    def batches(self) -> Iterator[ListingBatch]:
        """Yield the rows in batches; a row group that cannot be read is a problem of the file."""
        columns = [origin for origin in self._plan.kinds if origin in self.header]
        self._check_types(columns)
        metadata, sizes = self._parquet.metadata, self.group_rows
        groups = range(len(sizes)) if self._groups is None else self._groups
        row = self._maker.places = sum(sizes[: groups.start])
        for group in groups:
            rows = sizes[group]
            per_row = max(1, metadata.row_group(group).total_byte_size // max(1, rows))
            batches = self._parquet.iter_batches(
                batch_size=max(1, min(self._batch_rows, _BATCH_BYTES // per_row)),
                row_groups=[group],
                columns=columns,
                use_threads=False,
            )
            start = row
            try:
                for batch in batches:
                    yield self._batch(batch, row)
                    row += batch.num_rows
            except (pa.ArrowException, OSError) as error:
                self.damages.append(
                    InputError(
                        self._file,
                        f"this part cannot be read ({_short(error)})",
                        place=f"rows {row + 1:,} to {start + rows:,}",
                        mend="copy or write the file anew",
                    )
                )
                row = start + rows
            self._maker.places = row

    def _batch(self, batch: pa.RecordBatch, row: int) -> ListingBatch:
        arrays = {
            name: self._text(self._plan.kinds[name], column)
            for name, column in zip(batch.schema.names, batch.columns, strict=True)
        }
        id_name = self._plan.origins["id"]
        good = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(arrays[id_name]), ""), False)
        rejected: list[Rejected] = []
        if pc.sum(good).as_py() != batch.num_rows:
            for at in pc.indices_nonzero(pc.invert(good)).to_pylist():
                rejected.append(without_id(self._file, row + at + 1, id_name, None))
            arrays = {name: array.filter(good) for name, array in arrays.items()}
        return self._maker.of_arrays(arrays, rejected)

    def _check_types(self, columns: list[str]) -> None:
        for origin in columns:
            name, kind = self._plan.kinds[origin], self._parquet.schema_arrow.field(origin).type
            if name in TEXTS and pa.types.is_nested(kind):
                raise InputError(
                    self._file,
                    f"the {name} column {shown(origin)} holds {kind}, not text",
                    mend=f"write it as text, or read another with --map {name}=NAME",
                )

    def _text(self, kind: str, array: pa.Array) -> pa.Array:
        """Turn a column of any type into text, with a list joined and no number that is none."""
        type_ = array.type
        if pa.types.is_dictionary(type_):
            return self._text(kind, array.dictionary_decode())
        if _is_list(type_) and kind in LIST_COLUMNS:
            return self._joined(array)
        if pa.types.is_nested(type_):
            return self._nested(kind, array)
        if pa.types.is_null(type_):
            return pa.nulls(len(array), pa.string())
        if pa.types.is_floating(type_):
            finite = pc.is_finite(array)
            if kind == "price":
                self._counts.dropped_prices += (
                    len(array) - array.null_count - (pc.sum(finite).as_py() or 0)
                )
            array = pc.if_else(finite, array, pa.scalar(None, type_))
        return self._valid(array)

    def _valid(self, array: pa.Array) -> pa.Array:
        """Cast to text, with broken UTF-8 replaced."""
        if pa.types.is_string(array.type):
            try:
                array.validate(full=True)
            except pa.ArrowInvalid:
                array = array.cast(pa.binary())
            else:
                return array
        try:
            text = array.cast(pa.string())
            text.validate(full=True)
        except pa.ArrowInvalid:
            self._counts.repaired_fields += 1
            whole = array.cast(pa.binary()).to_pylist()
            return pa.array([v if v is None else v.decode("utf-8", "replace") for v in whole])
        return text

    def _joined(self, array: pa.Array) -> pa.Array:
        items = array.flatten()
        if items.null_count or pa.types.is_nested(items.type):
            return self._nested("tags", array)
        texts = self._valid(items)
        # A slice's offsets count from the start of its parent, and flatten() does not.
        lengths = pc.fill_null(pc.list_value_length(array), 0)
        ends = pc.cumulative_sum(lengths.cast(pa.int32()))
        offsets = pa.concat_arrays([pa.array([0], pa.int32()), ends])
        joined = pc.binary_join(pa.ListArray.from_arrays(offsets, texts), ITEM_SEPARATOR)
        return pc.if_else(array.is_valid(), joined, pa.scalar(None, pa.string()))

    def _nested(self, kind: str, array: pa.Array) -> pa.Array:
        values: list[Any] = array.to_pylist()
        if kind in LIST_COLUMNS:
            texts = [v if v is None else ITEM_SEPARATOR.join(leaves(v)) for v in values]
        elif kind in ("category", "brand", "condition", ""):
            texts = [v if v is None else ", ".join(leaves(v)) for v in values]
        else:
            count = "dropped_prices" if kind == "price" else "dropped_values"
            lost = len(array) - array.null_count
            setattr(self._counts, count, getattr(self._counts, count) + lost)
            texts = [None] * len(array)
        return pa.array(texts, pa.string())


def _is_list(type_: pa.DataType) -> bool:
    return bool(
        pa.types.is_list(type_)
        or pa.types.is_large_list(type_)
        or pa.types.is_fixed_size_list(type_)
    )


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__
