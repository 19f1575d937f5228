"""The seams where parts of your own fit in, and the batch of listings that crosses them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Protocol

import pyarrow as pa

from linsang.model.listing import Listing, Media, Money, Rejected, SellerRef, listing_id

COLUMNS: Final = (
    "id",
    "title",
    "description",
    "price",
    "currency",
    "category",
    "brand",
    "condition",
    "url",
    "seller_id",
    "platform",
    "language",
    "ships_from",
    "ships_to",
    "posted_at",
    "images",
    "tags",
)
LIST_COLUMNS: Final = frozenset({"ships_to", "images", "tags"})
# Unit separator: what a list column joins its items with, and no seller types by hand.
ITEM_SEPARATOR: Final = "\x1f"
LISTING_SCHEMA: Final = pa.schema([(name, pa.string()) for name in COLUMNS])


@dataclass(frozen=True)
class ListingBatch:
    """Rows of one input in columns, all text, so that a whole batch is one buffer a column.

    *table* holds `COLUMNS`, in that order; what the input did not have is null,
    and lists are joined with `ITEM_SEPARATOR`. *first_row* is the 0-based place in
    the input of the batch's first row; kept and rejected rows each take one place.
    *carried* holds the input columns that were asked for as they are, row for row.
    """

    table: pa.RecordBatch
    file: str
    first_row: int
    rejected: tuple[Rejected, ...] = ()
    carried: pa.RecordBatch | None = None

    def __post_init__(self) -> None:
        if not self.table.schema.equals(LISTING_SCHEMA):
            raise ValueError(f"a batch has the columns {', '.join(COLUMNS)}, each a string")
        if self.carried is not None and self.carried.num_rows != self.table.num_rows:
            raise ValueError("carried columns go row for row with the listings")

    @classmethod
    def of(
        cls,
        columns: Mapping[str, Sequence[str | None]],
        *,
        file: str = "",
        first_row: int = 0,
    ) -> ListingBatch:
        """Build a batch from columns of text; the columns left out are null.

        >>> ListingBatch.of({"id": ["1"], "title": ["Brass lamp"]}).listing(0).title
        'Brass lamp'
        """
        arrays = {name: pa.array(values, pa.string()) for name, values in columns.items()}
        return cls(table=listing_table(arrays), file=file, first_row=first_row)

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def listing(self, row: int, *, seller_key: bytes | None = None) -> Listing:
        """Build the listing of one row; what cannot be read, such as a price, is None."""
        return self.listings([row], seller_key=seller_key)[0]

    def listings(self, rows: Iterable[int], *, seller_key: bytes | None = None) -> list[Listing]:
        """Build the listings of *rows*, in the order asked for.

        A seller is named by a digest under *seller_key*; without a key, by nothing.
        """
        taken = self.table.take(pa.array(rows, pa.int64()))
        return [_listing(row, seller_key) for row in taken.to_pylist()]


class Source(Protocol):
    """Where listings come from."""

    def batches(self) -> Iterator[ListingBatch]:
        """Yield every row once; rows that are no listing come as Rejected with the reason."""


def listing_table(columns: Mapping[str, pa.Array]) -> pa.RecordBatch:
    """Put *columns* in the order of `COLUMNS`, with nulls for those that are missing."""
    rows = len(next(iter(columns.values()))) if columns else 0
    if unknown := sorted(set(columns) - set(COLUMNS)):
        raise ValueError(f"{', '.join(unknown)}: not a column of a listing: {', '.join(COLUMNS)}")
    arrays = [columns[name] if name in columns else pa.nulls(rows, pa.string()) for name in COLUMNS]
    return pa.RecordBatch.from_arrays(arrays, schema=LISTING_SCHEMA)


def _listing(row: Mapping[str, Any], seller_key: bytes | None) -> Listing:
    platform = row["platform"] or ""
    seller = row["seller_id"]
    return Listing(
        id=listing_id(platform, row["id"] or ""),
        platform=platform,
        title=row["title"] or "",
        description=row["description"] or "",
        category=row["category"],
        brand=row["brand"],
        condition=row["condition"],
        tags=_items(row["tags"]),
        url=row["url"],
        language=row["language"],
        price=Money.parse(row["price"], row["currency"]),
        ships_from=_country(row["ships_from"]),
        ships_to=tuple(code for item in _items(row["ships_to"]) if (code := _country(item))),
        seller=SellerRef.of(platform, seller, key=seller_key) if seller and seller_key else None,
        media=tuple(Media(location=item) for item in _items(row["images"])),
        posted_at=_moment(row["posted_at"]),
    )


def _items(joined: str | None) -> tuple[str, ...]:
    return tuple(item for item in joined.split(ITEM_SEPARATOR) if item) if joined else ()


def _country(text: str | None) -> str | None:
    code = text.strip().upper() if text else ""
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None


def _moment(text: str | None) -> datetime | None:
    """Read ISO 8601 or seconds or milliseconds since 1970; without a zone it is UTC."""
    try:
        if text and text.isdecimal() and len(text) in (10, 13):
            return datetime.fromtimestamp(int(text) / 10 ** (len(text) - 10), UTC)
        moment = datetime.fromisoformat(text.strip()) if text else None
        if moment is None or moment.tzinfo is not None:
            return moment.astimezone(UTC) if moment else None
        return moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
