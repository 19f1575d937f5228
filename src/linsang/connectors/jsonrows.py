"""JSON Lines, and JSON files that hold one array or objects over several lines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Final, Protocol

import msgspec
import pyarrow as pa

from linsang.connectors.lines import LONGEST_LINE
from linsang.connectors.problems import ReadCounts, shown
from linsang.connectors.rows import (
    TEXTS,
    BatchMaker,
    ColumnPlan,
    Group,
    group_rows,
    leaves,
    nested,
    without_id,
)
from linsang.model.listing import Rejected
from linsang.plugins import ITEM_SEPARATOR, LIST_COLUMNS, ListingBatch

DEEPEST: Final = 64
# What is nested too deeply nearly always ends so; the exact count is for those rows.
_MAYBE_DEEP: Final = (b"]]]]]]]]", b"}}}}}}}}")
_STRUCTURE: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}]', re.DOTALL)
_PROSE: Final = frozenset({"category", "brand", "condition"})

Row = tuple[Any, ...]


class Records(Protocol):
    """Pieces of a file that should be one JSON object each."""

    @property
    def numbers(self) -> Sequence[int]:
        """The 1-based lines on which the pieces that were taken last begin."""

    def take(self, count: int) -> list[bytes | None]:
        """Hand out the next pieces; None for one that is too long to read."""


class JsonRows:
    """Reads JSON objects as batches of listings: fast while they are well formed."""

    def __init__(
        self, records: Records, plan: ColumnPlan, file: str, counts: ReadCounts, batch_rows: int
    ) -> None:
        self._records, self._plan, self._file = records, plan, file
        self._counts, self._batch_rows = counts, batch_rows
        self._maker = BatchMaker(file, plan, counts)
        self._kinds = list(plan.kinds.values())
        fields = [(f"f{at}", *_field(kind)) for at, kind in enumerate(self._kinds)]
        names = {f"f{at}": origin for at, origin in enumerate(plan.kinds)}
        try:
            struct = msgspec.defstruct("Row", fields, rename=names, gc=False)
            self._decode: Callable[[bytes], Any] | None = msgspec.json.Decoder(struct).decode
        except ValueError:
            self._decode = None  # a column with a quote or a backslash in its name
        self._values: Callable[[Any], Row] = attrgetter(*names)
        self._id = list(plan.kinds).index(plan.origins["id"])

    def batches(self) -> Iterator[ListingBatch]:
        """Yield the rows in batches, rejected ones in the batch where they stand."""
        return self._maker.gathered(self._groups(), self._batch_rows)

    def _groups(self) -> Iterator[Group]:
        while pieces := self._records.take(group_rows(self._batch_rows)):
            rejected: list[Rejected] = []
            rows = self._quickly(pieces)
            if rows is None:
                rows = []
                for piece, line in zip(pieces, self._records.numbers, strict=True):
                    for row in self._carefully(piece, line):
                        if isinstance(row, Rejected):
                            rejected.append(row)
                        else:
                            rows.append(row)
            yield self._arrays(rows) if rows else {}, rejected

    def _quickly(self, pieces: Sequence[bytes | None]) -> list[Row] | None:
        decode = self._decode
        if decode is None:
            return None
        try:
            rows = [self._values(decode(piece)) for piece in pieces]  # type: ignore[arg-type] # None raises TypeError
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, TypeError):
            return None
        at = self._id
        for row in rows:
            name = row[at]
            if name is None or (type(name) is str and not name.strip()):
                return None
        whole = b"".join(pieces)  # type: ignore[arg-type] # none is None: all were decoded
        return None if any(mark in whole for mark in _MAYBE_DEEP) else rows

    def _arrays(self, rows: list[Row]) -> dict[str, pa.Array]:
        return {
            origin: self._array(kind, column)
            for (origin, kind), column in zip(
                self._plan.kinds.items(), zip(*rows, strict=True), strict=True
            )
        }

    def _array(self, kind: str, column: Sequence[Any]) -> pa.Array:
        if kind in LIST_COLUMNS:
            column = [
                value if value is None or type(value) is str else ITEM_SEPARATOR.join(value)
                for value in column
            ]
        elif kind in ("price", ""):
            column = [
                value if value is None or type(value) is str else self._raw(kind, bytes(value))
                for value in column
            ]
        try:
            return pa.array(column, pa.string())
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            texts = [v if v is None or type(v) is str else str(v) for v in column]
            return pa.array(texts, pa.string())

    def _raw(self, kind: str, raw: bytes) -> str | None:
        """Read a value that was left as it was written, since 10.50 is not 10.5 to its author."""
        if raw[:1].isdigit():
            return raw.decode()
        if raw in (b"", b"null"):
            return None
        text = raw.decode("utf-8", "replace")
        if text[0] == '"':
            return text[1:-1] if "\\" not in text else str(_tolerant(text))
        if kind == "price" and text[0] in "[{tf":
            self._counts.dropped_prices += 1
            return None
        return text

    def _carefully(self, piece: bytes | None, line: int) -> Iterator[Row | Rejected]:
        if piece is None:
            yield self._reject(
                line,
                f"longer than {LONGEST_LINE >> 20} MB; write one listing a line",
                "a line that was not read to its end",
            )
            return
        # A carriage return cannot stand in JSON but between two rows.
        for part in piece.split(b"\r"):
            if part.strip(b" \t\n\0"):
                yield self._row(part, line)

    def _row(self, piece: bytes, line: int) -> Row | Rejected:
        if _depth(piece) > DEEPEST:
            return self._reject(
                line, f"nested more than {DEEPEST} deep; write one flat object", shown(piece)
            )
        try:
            text = piece.decode()
        except UnicodeDecodeError:
            text = piece.decode("utf-8", "replace")
            self._counts.repaired_fields += 1
        try:
            value = _tolerant(text.replace("\0", "\ufffd"))
        except json.JSONDecodeError as error:
            return self._reject(
                line,
                f"not JSON: {error.msg} at character {error.pos + 1}; write one object a line",
                shown(text[max(0, error.pos - 30) :]),
            )
        if not isinstance(value, dict):
            kind = "a list" if isinstance(value, list) else "no object"
            return self._reject(line, f"{kind}; write one object a line", shown(value))
        return self._object(value, text, line)

    def _object(self, row: dict[str, Any], text: str, line: int) -> Row | Rejected:
        origin = self._plan.origins["id"]
        if origin not in row:
            return without_id(self._file, line, origin, list(row))
        id_ = row[origin]
        if isinstance(id_, (dict, list)):
            return nested(self._file, line, "id", id_, None)
        if id_ is None or not str(id_).strip():
            return without_id(self._file, line, origin, None)
        values: list[str | None] = []
        for column, kind in self._plan.kinds.items():
            value = row.get(column)
            if kind in TEXTS and isinstance(value, (dict, list)):
                return nested(self._file, line, kind, value, self._text(str(id_)))
            values.append(self._value(kind, value))
        return tuple(values)

    def _value(self, kind: str, value: Any) -> str | None:
        if isinstance(value, (dict, list)):
            if kind == "":
                return self._text(json.dumps(value, ensure_ascii=False))
            if kind not in LIST_COLUMNS and kind not in _PROSE:
                count = "dropped_prices" if kind == "price" else "dropped_values"
                setattr(self._counts, count, getattr(self._counts, count) + 1)
                return None
            between = ITEM_SEPARATOR if kind in LIST_COLUMNS else ", "
            value = between.join(leaves(value))
        if isinstance(value, bool):
            return "true" if value else "false"
        return None if value is None else self._text(str(value))

    def _text(self, text: str) -> str:
        """Replace half a surrogate pair, which is no character and cannot be written."""
        try:
            text.encode()
        except UnicodeEncodeError:
            self._counts.repaired_fields += 1
            return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return text

    def _reject(self, line: int, reason: str, found: str) -> Rejected:
        return Rejected(file=self._file, line=line, reason=reason, found=found)


def _field(kind: str) -> tuple[Any, Any]:
    if kind in LIST_COLUMNS:
        return list[str] | str | None, None
    if kind in ("price", ""):
        return msgspec.Raw, msgspec.Raw()
    return str | int | None, None


def _tolerant(text: str) -> Any:
    """Read JSON with numbers as they are written and control characters in texts allowed."""
    return json.loads(
        text, strict=False, parse_int=str, parse_float=str, parse_constant=lambda name: name
    )


def _depth(piece: bytes) -> int:
    """Count how deep a piece is nested, but no further than is needed to refuse it."""
    if piece.count(b"[") + piece.count(b"{") <= DEEPEST:
        return 0
    depth = deepest = 0
    for found in _STRUCTURE.finditer(piece):
        if found[0] in (b"[", b"{"):
            depth += 1
            deepest = max(deepest, depth)
            if deepest > DEEPEST:
                break
        elif found[0] in (b"]", b"}"):
            depth -= 1
    return deepest
