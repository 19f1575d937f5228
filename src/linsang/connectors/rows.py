"""Columns of an input as columns of listings: which is which, and what is mended on the way."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from linsang.connectors.problems import InputError, ReadCounts, listed, shown
from linsang.model.listing import Rejected
from linsang.plugins import COLUMNS, ITEM_SEPARATOR, ListingBatch, listing_table

Group = tuple[dict[str, pa.Array], list[Rejected]]

LONGEST_FIELD: Final = 1_000_000
_BATCH_BYTES: Final = 32 << 20
# A nested value here would be text that nobody reads; elsewhere it is left out.
TEXTS: Final = frozenset({"id", "title", "description"})
_READABLE: Final = ("title", "description", "tags", "images")
_NO_AMOUNTS: Final = pa.array(
    [f"{sign}{word}" for sign in ("", "+", "-")
     for name in ("nan", "inf", "infinity")
     for word in (name, name.upper(), name.capitalize(), "NaN")]
)  # fmt: skip


@dataclass(frozen=True)
class ColumnPlan:
    """Which column of the input is read as which of ours, and which are carried along.

    *column_map* says ``{"title": "name"}`` where our title is read from their name.
    """

    column_map: Mapping[str, str] = field(default_factory=dict)
    carry: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if unknown := sorted(set(self.column_map) - set(COLUMNS)):
            raise ValueError(
                f"{listed(unknown)}: not a column of a listing; "
                f"map one of {', '.join(COLUMNS)}, as in title=name"
            )

    @cached_property
    def origins(self) -> dict[str, str]:
        """Our columns, each with the column of the input that it is read from."""
        return {name: self.column_map.get(name, name) for name in COLUMNS}

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The columns of the input that are read, each with the one of ours that shapes it.

        A column that is only carried along is shaped by none: ``""``.
        """
        kinds: dict[str, str] = {}
        for name, origin in self.origins.items():
            kinds.setdefault(origin, name)
        return kinds | {origin: "" for origin in self.carry if origin not in kinds}

    def check(self, header: Sequence[str], file: str, place: str = "") -> None:
        """Raise unless a table with this *header* has an id and something to read."""
        found = f"the columns are {listed(header)}" if header else "there are no columns"
        for name, origin in self.column_map.items():
            if origin not in header:
                raise InputError(
                    file,
                    f"no column {shown(origin)} to read the {name} from: {found}",
                    mend=f"correct --map {name}={origin}",
                    place=place,
                )
        if self.origins["id"] not in header:
            guess = next((name for name in header if name.strip().lower() == "id"), "NAME")
            raise InputError(
                file, f"no id column: {found}", mend=f"name it with --map id={guess}", place=place
            )
        if not any(self.origins[name] in header for name in _READABLE):
            raise InputError(
                file,
                f"no title and no description column: {found}",
                mend="name them with --map title=NAME --map description=NAME",
                place=place,
            )
        for origin in self.carry:
            if origin not in header:
                raise InputError(
                    file,
                    f"no column {shown(origin)} to carry along: {found}",
                    mend="carry a column that is there",
                    place=place,
                )
        if twice := sorted({name for name in self.kinds if header.count(name) > 1}):
            raise InputError(
                file,
                f"more than one column is called {listed(twice)}",
                mend="give each column its own name",
                place=place,
            )


@dataclass(slots=True)
class BatchMaker:
    """Makes the batches of one file, in its order, and counts what it did."""

    file: str
    plan: ColumnPlan
    counts: ReadCounts
    places: int = 0

    def gathered(self, groups: Iterable[Group], batch_rows: int) -> Iterator[ListingBatch]:
        """Put small groups of rows together to batches of about *batch_rows*."""
        parts: list[Mapping[str, pa.Array]] = []
        rejected: list[Rejected] = []
        places = size = 0
        for arrays, rejects in groups:
            if arrays:
                parts.append(arrays)
                places += len(next(iter(arrays.values())))
                size += sum(array.nbytes for array in arrays.values())
            rejected += rejects
            if places + len(rejected) >= batch_rows or size >= _BATCH_BYTES:
                yield self.of_arrays(_concatenated(parts), rejected)
                parts, rejected, places, size = [], [], 0, 0
        if parts or rejected:
            yield self.of_arrays(_concatenated(parts), rejected)

    def of_arrays(
        self, arrays: Mapping[str, pa.Array], rejected: Iterable[Rejected]
    ) -> ListingBatch:
        """Make a batch from string arrays, named as in the input."""
        arrays = {origin: self._mended(array) for origin, array in arrays.items()}
        columns = {
            name: self._price(arrays[origin]) if name == "price" else arrays[origin]
            for name, origin in self.plan.origins.items()
            if origin in arrays
        }
        carried = None
        if self.plan.carry:
            nothing = pa.array([], pa.string())
            carried = pa.RecordBatch.from_arrays(
                [arrays.get(name, nothing) for name in self.plan.carry],
                schema=pa.schema([(name, pa.string()) for name in self.plan.carry]),
            )
        batch = ListingBatch(
            table=listing_table(columns),
            file=self.file,
            first_row=self.places,
            rejected=tuple(rejected),
            carried=carried,
        )
        self.places += len(batch) + len(batch.rejected)
        self.counts.rows += len(batch)
        self.counts.rejected += len(batch.rejected)
        return batch

    def _mended(self, array: pa.Array) -> pa.Array:
        if holds_nul(array):
            repaired = pc.replace_substring(array, "\0", "\ufffd")
            self.counts.repaired_fields += int(pc.sum(pc.not_equal(array, repaired)).as_py() or 0)
            array = repaired
        # No field is longer than all of them together.
        if array.nbytes > LONGEST_FIELD:
            longest = pc.max(pc.binary_length(array)).as_py()
            if longest is not None and longest > LONGEST_FIELD:
                too_long = pc.sum(pc.greater(pc.utf8_length(array), LONGEST_FIELD)).as_py() or 0
                self.counts.cut_fields += int(too_long)
                array = pc.utf8_slice_codeunits(array, 0, LONGEST_FIELD)
        return array

    def _price(self, array: pa.Array) -> pa.Array:
        no_amount = pc.is_in(array, value_set=_NO_AMOUNTS)
        if not (dropped := pc.sum(no_amount).as_py()):
            return array
        self.counts.dropped_prices += int(dropped)
        return pc.if_else(no_amount, pa.scalar(None, pa.string()), array)


def group_rows(batch_rows: int) -> int:
    """Say how many rows to turn from objects into columns at once.

    A thousand rows stay in the processor's cache; eight thousand take half as
    long again a row.
    """
    return max(1, batch_rows // -(-batch_rows // 1024))


def _concatenated(parts: Sequence[Mapping[str, pa.Array]]) -> dict[str, pa.Array]:
    if len(parts) < 2:
        return dict(*parts)
    return {name: pa.concat_arrays([part[name] for part in parts]) for name in parts[0]}


def holds_nul(array: pa.Array) -> bool:
    """Whether any text of a string array has a NUL in it, found in one pass over its bytes."""
    data = array.buffers()[2]
    if array.offset:
        array = pa.concat_arrays([array])
        data = array.buffers()[2]
    return data is not None and data.to_pybytes().find(b"\0") >= 0


def without_id(
    file: str, line: int | None, origin: str, columns: Collection[str] | None
) -> Rejected:
    """Reject a row that nobody could refer to; *columns* are what it has if not even an id."""
    if columns is None:
        return Rejected(
            file=file, line=line, reason="the id is empty; give each row its own id", found="''"
        )
    return Rejected(
        file=file,
        line=line,
        reason=f"no {shown(origin)} in this row; if another column is the id, say --map id=NAME",
        found=listed(columns) or "an empty object",
    )


def nested(file: str, line: int | None, name: str, value: Any, id_: str | None) -> Rejected:
    """Reject a row whose id, title or description is no text."""
    kind = "a list" if isinstance(value, list) else "an object"
    return Rejected(
        file=file,
        line=line,
        reason=f"the {name} is {kind}; write it as one text",
        found=shown(value),
        id=id_,
    )


def leaves(value: Any) -> list[str]:
    """Gather the texts of a nested value, in order, so that their words are still read.

    >>> leaves(["a", {"url": "b", "size": ["1", None]}])
    ['a', 'b', '1']
    """
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [] if value is None else [str(value)]


def joined_list(text: str | None) -> str | None:
    """Join the items that a table's cell holds as a JSON list or with bars between them.

    >>> joined_list("a.jpg|b.jpg"), joined_list('["a.jpg", "b.jpg"]')
    ('a.jpg\\x1fb.jpg', 'a.jpg\\x1fb.jpg')
    """
    if text is None:
        return None
    if text.startswith("[") and text.endswith("]"):
        try:
            return ITEM_SEPARATOR.join(leaves(json.loads(text, parse_int=str, parse_float=str)))
        except (ValueError, RecursionError):
            return text
    return ITEM_SEPARATOR.join(item.strip() for item in text.split("|")) if "|" in text else text
